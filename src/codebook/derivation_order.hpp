// In which order derivations run. One rests on another if it asks, of either message, for a code that the other gives,
// or for a context that such a code implies.
#pragma once

#include <cstddef>
#include <vector>

#include "codebook/declarations.hpp"

namespace peertag::codebook {

struct DerivationOrder {
  std::vector<std::size_t> rules;  // places in Declarations::rules: each after those it rests on, else by id
  std::vector<std::size_t> cycle;  // if not empty, there is no order: each of these rests on the next, the last on the
                                   // first
};

[[nodiscard]] DerivationOrder order_derivations(const Declarations& declarations);

}  // namespace peertag::codebook
