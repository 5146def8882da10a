// compile: a checked codebook as it was written -> the tables that tagging reads.
#pragma once

#include "codebook/declarations.hpp"
#include "peertag/codebook.hpp"

namespace peertag::codebook {

// REQUIRES: `declarations` have passed check(). Cannot fail. The caller owns the result (detail::destroy) and sets its
// fingerprint.
[[nodiscard]] detail::CompiledCodebook* compile(Declarations&& declarations);

}  // namespace peertag::codebook
