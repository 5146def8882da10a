// check: what no single file can tell. A code that nothing gives, a rule that contradicts itself, a list nobody uses.
#pragma once

#include "codebook/readers.hpp"

namespace peertag::codebook {

void check(const Reading& reading);

}  // namespace peertag::codebook
