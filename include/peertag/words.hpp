// Words by UAX #29, for ASCII: written by hand, because ASCII is nearly all there is and a general segmenter costs
// thirty times as much. It gives exactly what the general one (src/text/segment.cpp) gives; tests compare them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace peertag::detail {

// What a byte of ASCII is to the rules of UAX #29. `middle_of_word` bits stand `middle_shift` above what they may stand
// between, so that rules WB6, 7, 11 and 12 are one test.
struct WordClass {
  enum : std::uint8_t {
    other = 0,
    letter = 1,
    digit = 2,
    joiner = 4,           // _
    inside = 7,           // any of these: part of a word
    between_letters = 8,  // : . '
    between_digits = 16,  // , ; . '
  };
  static constexpr unsigned middle_shift = 3;
};

inline constexpr std::array<std::uint8_t, 256> word_classes = [] {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned c = 'a'; c <= 'z'; ++c) classes[c] = classes[c - 32] = WordClass::letter;
  for (unsigned c = '0'; c <= '9'; ++c) classes[c] = WordClass::digit;
  classes['_'] = WordClass::joiner;
  classes[':'] = WordClass::between_letters;
  classes[','] = classes[';'] = WordClass::between_digits;
  classes['.'] = classes['\''] = WordClass::between_letters | WordClass::between_digits;
  return classes;
}();

[[nodiscard]] constexpr std::uint8_t word_class(char c) { return word_classes[static_cast<unsigned char>(c)]; }

struct WordEnd {
  std::uint32_t end = 0;
  std::uint8_t holds = 0;  // bits of WordClass: what the word is made of
};

// The end of the word that begins at `begin`.
// REQUIRES: text[begin] is in a word; text is ASCII up to `size`, and nothing behind `size` belongs to it.
[[nodiscard]] constexpr WordEnd ascii_word_end(const char* text, std::uint32_t begin, std::uint32_t size) {
  std::uint32_t at = begin;
  std::uint8_t holds = 0;
  std::uint8_t previous = 0;
  for (;;) {
    std::uint8_t here = 0;
    while (at < size && ((here = word_class(text[at])) & WordClass::inside) != 0) {
      holds |= here;
      previous = here;
      ++at;
    }
    if (at + 1 >= size) return {at, holds};
    const unsigned joins = static_cast<unsigned>(here >> WordClass::middle_shift) & previous & word_class(text[at + 1]);
    if (joins == 0) return {at, holds};
    holds |= here;
    ++at;
  }
}

// Calls `border(place)` for each word border of an ASCII text, in order, 0 and the size included.
template <class Border>
constexpr void each_ascii_word_border(std::string_view text, Border border) {
  const auto size = static_cast<std::uint32_t>(text.size());
  std::uint32_t at = 0;
  while (at < size) {
    border(at);
    if ((word_class(text[at]) & WordClass::inside) != 0) {
      at = ascii_word_end(text.data(), at, size).end;
    } else if (text[at] == ' ') {
      while (at < size && text[at] == ' ') ++at;
    } else {
      at += text[at] == '\r' && at + 1 < size && text[at + 1] == '\n' ? 2U : 1U;
    }
  }
  border(size);
}

}  // namespace peertag::detail
