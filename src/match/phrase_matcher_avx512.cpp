// The phrase engine for the instruction set that this file alone is compiled for (CMakeLists.txt); nothing, where the
// compiler's target knows no such set.
#include "match/phrase_kernels.hpp"
#include "peertag/phrase_matcher/pipeline.hpp"

namespace peertag::phrases {

#if defined(PEERTAG_AVX512)
const Kernel* avx512_kernel() { return &kernel<Avx512>; }
const Kernel* avx512_loads_kernel() { return &kernel<Avx512Loads>; }
#else
const Kernel* avx512_kernel() { return nullptr; }
const Kernel* avx512_loads_kernel() { return nullptr; }
#endif

}  // namespace peertag::phrases
