// What people coded, for measuring and for learning: which messages have which codes.
//
// Read from
//   FILE.jsonl   {"id":"m1","codes":["b/x"],"unclear":["b/y"],"evidence":{"b/x":"its words"}}   the codes of a message
//                {"id":"m1","labels":{"b/x":1,"b/y":0}}                                         or of some codes, yes
//                or no
//   FILE.csv     id,code[,evidence]    a row for each code of a message; an empty code: the message has none
//   FOLDER       labels.jsonl of the second kind, whose names are rows of rows.json: {"row":["b/x","b/y"]}
// plain, gzip or zstd.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/fault.hpp"

namespace peertag::io {

enum class Answer : std::uint8_t { open, no, yes };  // open: the labels do not say

struct LabelledMessage {
  std::string id;
  std::vector<std::string> codes;    // that it has, sorted
  std::vector<std::string> unclear;  // coders differed, or nobody said: not to be scored; sorted, none of `codes`
  std::vector<std::pair<std::string, std::string>> evidence;  // code and the words quoted for it

  [[nodiscard]] bool has(std::string_view code) const;
  [[nodiscard]] Answer answer(std::string_view code) const;
};

struct Labels {
  // A label that stands for one or more codes: `codes` of the messages then name rows.
  struct Row {
    std::string name;
    std::vector<std::string> codes;
  };
  std::vector<LabelledMessage> messages;  // in the order of the file; no id twice
  std::vector<Row> rows;                  // empty: labels are codes

  // Whether a message has a code; where rows stand for the code, whether it has one of them.
  [[nodiscard]] Answer answer(const LabelledMessage& message, std::string_view code) const;
};

// Nothing on a fault.
[[nodiscard]] std::optional<Labels> read_labels(const std::string& path, ReadFault& fault);

}  // namespace peertag::io
