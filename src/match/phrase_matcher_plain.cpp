// The phrase engine in plain C++: runs anywhere, and is what the others are tested against.
#include "match/phrase_kernels.hpp"
#include "peertag/phrase_matcher/pipeline.hpp"

namespace peertag::phrases {

const Kernel* plain_kernel() { return &kernel<Plain>; }

}  // namespace peertag::phrases
