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
  // Choices of a fuzzer instead, one a byte; when there are no more of them, always the first thing to choose.
  explicit Random(std::string_view choices) : choices_(choices), given_(true) {}
  std::uint64_t next() {  // splitmix64
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  std::uint32_t below(std::uint32_t n) {
    if (!given_) return static_cast<std::uint32_t>(next() % n);
    if (choices_.empty()) return 0;
    const auto choice = static_cast<unsigned char>(choices_.front());
    choices_.remove_prefix(1);
    return choice % n;
  }
  bool one_in(std::uint32_t n) { return below(n) == 0; }
  template <std::size_t N>
  std::string_view of(const std::string_view (&choices)[N]) {
    return choices[below(N)];
  }

 private:
  std::uint64_t state_ = 0;
  std::string_view choices_;
  bool given_ = false;
};

struct Book {
  std::vector<std::pair<std::string, std::string>> files;
  [[nodiscard]] std::vector<peertag::Source> sources() const {
    std::vector<peertag::Source> out;
    for (const auto& [name, text] : files) out.push_back({name, text});
    return out;
  }
};

Book make_book(Random& random, std::uint32_t rule_count = 12);
std::string make_message(Random& random);

}  // namespace random_book
