// A codebook, compiled: what it says about itself, and the tables of each stage. Immutable once compile() returned it.
#pragma once

#include <string>
#include <vector>

#include "codebook/declarations.hpp"
#include "peertag/codebook.hpp"

namespace peertag::detail {

struct CompiledCodebook {
  // For Codebook's accessors. The patterns are in `declarations`; the texts of rules and lists have been moved here, so
  // that they lie in a row.
  codebook::Declarations declarations;
  std::vector<RuleText> rules;  // by RuleId
  std::vector<WordList> lists;  // by name
  std::string fingerprint;
};

}  // namespace peertag::detail
