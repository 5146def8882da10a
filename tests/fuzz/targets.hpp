// What the fuzzers try. Each target takes any bytes and says what is wrong, or nothing: under libFuzzer (main.cpp), and
// in the tests over what was found before (findings.cpp). Crashes and sanitizers' reports speak for themselves.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace peertag::fuzz {

// An archive as it lies on disk, packed or not, but for its last byte: that says how it is read.
std::string reader(std::string_view bytes);

// A message.
std::string text(std::string_view bytes);

// Files of a codebook, and a message: each begins with a line `### NAME`. What comes before the first such line is
// b/rules.toml. A small codebook has the files that are not given.
std::string rules(std::string_view bytes);

// Choices by which a small codebook and messages are made, and behind the first `###` a message as it is.
std::string matcher(std::string_view bytes);

// Choices by which phrases, gap patterns and texts are made, and behind the first `###` a text as it is.
std::string phrases(std::string_view bytes);

// A compiled codebook: as it is, and with the digest that fits it, so that what lies behind is reached.
std::string pack(std::string_view bytes);

struct Target {
  std::string_view name;
  std::string (*run)(std::string_view bytes);
};
inline constexpr Target targets[] = {{"reader", reader},   {"text", text},       {"rules", rules},
                                     {"matcher", matcher}, {"phrases", phrases}, {"pack", pack}};

// A text that ends where its memory does, so that AddressSanitizer sees a look beyond it.
class Exact {
 public:
  explicit Exact(std::string_view text) : size_(text.size()), bytes_(new char[text.size()]) {
    if (size_ > 0) std::memcpy(bytes_.get(), text.data(), size_);
  }
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<char[]> bytes_;
};

}  // namespace peertag::fuzz
