// One phrase engine per instruction set; null where this build has no code for it.
#pragma once

namespace peertag::phrases {

struct Kernel;
const Kernel* plain_kernel();
const Kernel* avx2_kernel();
const Kernel* avx512_kernel();
const Kernel* avx512_loads_kernel();

}  // namespace peertag::phrases
