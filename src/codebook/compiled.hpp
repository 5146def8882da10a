// A codebook, compiled: what it says about itself, and the tables of each stage. Immutable once it is in a Codebook.
#pragma once

#include <string>
#include <vector>

#include "codebook/declarations.hpp"
#include "match/tables.hpp"
#include "peertag/codebook.hpp"
#include "peertag/rule.hpp"
#include "peertag/score.hpp"
#include "peertag/spelling.hpp"

namespace peertag::detail {

struct CompiledCodebook {
  // For Codebook's accessors. The declarations keep the patterns; the texts of rules and lists have been moved here, so
  // that they lie in a row.
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
};

}  // namespace peertag::detail
