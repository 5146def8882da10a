// A target under libFuzzer: -D PEERTAG_FUZZ_TARGET=reader.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string fault =
      peertag::fuzz::PEERTAG_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});  // ends where its memory does
  if (fault.empty()) return 0;
  std::fprintf(stderr, "%s\n", fault.c_str());
  std::abort();
}
