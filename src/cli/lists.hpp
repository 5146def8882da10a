// Which word lists the rules of a code name.
#pragma once

#include <vector>

#include "peertag/codebook.hpp"

namespace peertag::cli {

[[nodiscard]] std::vector<const RuleText*> rules_of(const Codebook& codebook, const Code& code);

// In byte order of their names. A set is named as a list is.
[[nodiscard]] std::vector<const WordList*> lists_of(const Codebook& codebook,
                                                    const std::vector<const RuleText*>& rules);

}  // namespace peertag::cli
