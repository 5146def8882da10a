// A codebook, compiled: what it says about itself, and the tables of each stage. Immutable once it is in a Codebook.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "codebook/as_written.hpp"
#include "codebook/declarations.hpp"
#include "match/tables.hpp"
#include "peertag/codebook.hpp"
#include "peertag/rule.hpp"
#include "peertag/score.hpp"
#include "peertag/spelling.hpp"

namespace peertag::detail {

struct CompiledCodebook {
  // For Codebook's accessors. The declarations keep the patterns; the texts of rules and lists have been moved here, so
  // that they lie in a row. From a pack come only books, codes, links, cue classes and abbreviations; `packed` has all.
  codebook::Declarations declarations;
  std::vector<RuleText> rules;            // by RuleId
  std::vector<WordList> lists;            // by name
  std::vector<const ListEntry*> entries;  // by EntryId: into `lists`
  std::string fingerprint;                // set by Codebook::compile

  // For the stages, in the order of the flow.
  Spelling spelling;
  match::Tables match;
  RuleSet rule_set;
  ScoreTable scores;

  std::unique_ptr<codebook::AsWritten> packed;  // if it came from a pack
  [[nodiscard]] const codebook::Declarations& as_written() const { return packed ? packed->get() : declarations; }
};

}  // namespace peertag::detail
