// The tags that the steps are templates over. A step's primary template is plain C++; where an instruction set does it
// better, the step's file holds one more template for it, seen only by the source file that is compiled for that set.
//
// src/match has one source file per set (phrase_matcher_plain.cpp, ..._avx2.cpp, ..._avx512.cpp), each with its own
// compiler flags, because GCC 12 and Clang 14 allow no intrinsics in templates under target(...) attributes. No
// function compiled with such flags may be shared with the rest of the program, or the linker could pick the copy that
// not every machine can run. So whatever the steps call is a template over the tag, or is always inlined
// (PEERTAG_INLINE).
#pragma once

#include <type_traits>

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__) && defined(__AVX512VBMI__) && \
    defined(__AVX512VBMI2__) && defined(__BMI2__)
#define PEERTAG_AVX512 1
#endif
#if defined(__AVX2__) && defined(__BMI2__)
#define PEERTAG_AVX2 1
#endif
#if defined(PEERTAG_AVX2)
#include <immintrin.h>
#endif

#define PEERTAG_INLINE [[gnu::always_inline]] inline

namespace peertag::phrases {

struct Plain {};
struct Avx2 {};
struct Avx512 {};  // F, BW, VL, VBMI, VBMI2
// The same, but numbers from sixteen places are loaded one by one: for processors whose gathers are slow.
struct Avx512Loads : Avx512 {};

template <class Isa>
concept AnyAvx512 = std::is_base_of_v<Avx512, Isa>;

}  // namespace peertag::phrases
