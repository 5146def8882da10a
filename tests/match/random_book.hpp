// Random small codebooks and messages, of few words, so that patterns meet texts often.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "peertag/codebook.hpp"

namespace random_book {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {  // splitmix64
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(next() % n); }
  bool one_in(std::uint32_t n) { return below(n) == 0; }
  template <std::size_t N>
  std::string_view of(const std::string_view (&choices)[N]) {
    return choices[below(N)];
  }

 private:
  std::uint64_t state_;
};

struct Book {
  std::vector<std::pair<std::string, std::string>> files;
  [[nodiscard]] std::vector<peertag::Source> sources() const {
    std::vector<peertag::Source> out;
    for (const auto& [name, text] : files) out.push_back({name, text});
    return out;
  }
};

Book make_book(Random& random);
std::string make_message(Random& random);

}  // namespace random_book
