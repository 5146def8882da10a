// What `peertag tag` wrote, read back: the codes of each message and the rules behind them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/fault.hpp"
#include "io/labels.hpp"
#include "peertag/units.hpp"

namespace peertag::io {

struct TaggedCode {
  struct Evidence {
    std::string rule;
    UnitSpan span;  // in whatever unit the tags were written
  };
  std::string code;
  double score = 1.0;  // where the tags have none
  bool candidate = true;
  std::vector<Evidence> evidence;
};

struct TaggedRecord {
  std::string conversation_id;  // empty: none
  bool decided = true;
  std::vector<TaggedCode> codes;
};

using Tags = std::vector<TaggedRecord>;  // one for each of Labels::messages, in their order

// Reads JSONL tags: the records of labelled messages, all others are passed over. Nothing on a fault, which it is, too,
// if a labelled message has no record, or two.
[[nodiscard]] std::optional<Tags> read_tags(const std::string& path, const Labels& labels, ReadFault& fault);

}  // namespace peertag::io
