// Words by UAX #29, for ASCII: written by hand, because ASCII is nearly all there is and a general segmenter costs
// thirty times as much. It gives exactly what the general one (src/text/segment.cpp) gives; tests compare them.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

// What 64 bytes are, one bit a byte. A word's end is a branch that no machine foresees; read off a mask, most of them
// are no branch at all.
struct WordMasks {
  std::uint64_t letters = 0, digits = 0, joiners = 0, apostrophes = 0;
};

[[nodiscard]] inline WordMasks word_masks(const char* text) {
  WordMasks masks;
#if defined(__SSE2__)
  const auto mask_of = [](__m128i yes) { return static_cast<std::uint64_t>(_mm_movemask_epi8(yes)); };
  const auto within = [](__m128i bytes, char first, char last) {
    const __m128i above = _mm_sub_epi8(bytes, _mm_set1_epi8(first));
    return _mm_cmpeq_epi8(_mm_subs_epu8(above, _mm_set1_epi8(static_cast<char>(last - first))), _mm_setzero_si128());
  };
  for (unsigned k = 0; k < 64; k += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + k));
    masks.letters |= mask_of(within(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z')) << k;
    masks.digits |= mask_of(within(bytes, '0', '9')) << k;
    masks.joiners |= mask_of(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('_'))) << k;
    masks.apostrophes |= mask_of(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\''))) << k;
  }
#else
  for (unsigned k = 0; k < 64; ++k) {
    masks.letters |= std::uint64_t{(word_class(text[k]) & WordClass::letter) != 0} << k;
    masks.digits |= std::uint64_t{(word_class(text[k]) & WordClass::digit) != 0} << k;
    masks.joiners |= std::uint64_t{text[k] == '_'} << k;
    masks.apostrophes |= std::uint64_t{text[k] == '\''} << k;
  }
#endif
  return masks;
}

// Calls `run(begin, end)` for each run of letters, digits and `_`, in order; apostrophes that words keep (WB6, 7, 11,
// 12) are in their runs. The places of a block are written down before any is used, so that reading them off and using
// them do not wait for each other.
template <class Run>
inline void each_word_run(std::string_view text, std::uint32_t begin, std::uint32_t end, Run run) {
  std::uint32_t places[1 + 64];  // where runs begin and end, by turns; the first may be of an earlier block
  std::size_t count = 0;
  for (std::uint32_t block = begin; block < end; block += 64) {
    const std::uint32_t left = end - block;
    WordMasks masks;
    if (left >= 64) {
      masks = word_masks(text.data() + block);
    } else {
      char padded[64] = {};
      std::memcpy(padded, text.data() + block, left);
      masks = word_masks(padded);
    }
    const std::uint64_t before = block > begin ? word_class(text[block - 1]) : 0;
    const std::uint64_t after = left > 64 ? word_class(text[block + 64]) : 0;
    const auto between = [](std::uint64_t bits, std::uint64_t first, std::uint64_t last) {
      return (bits << 1 | first) & (bits >> 1 | last << 63);
    };
    const std::uint64_t letters = between(masks.letters, before & 1, after & 1);
    const std::uint64_t digits = between(masks.digits, before >> 1 & 1, after >> 1 & 1);
    const std::uint64_t mask = masks.letters | masks.digits | masks.joiners | (masks.apostrophes & (letters | digits));
    const std::uint64_t in_run = count;  // 1: a run goes on from the block before
    for (std::uint64_t changes = mask ^ (mask << 1 | in_run); changes != 0; changes &= changes - 1)
      places[count++] = block + static_cast<std::uint32_t>(std::countr_zero(changes));
    for (std::size_t i = 0; i + 1 < count; i += 2) run(places[i], places[i + 1]);
    if ((count & 1) != 0) places[0] = places[count - 1];
    count &= 1;
  }
  if (count != 0) run(places[0], end);
}
static_assert(WordClass::letter == 1 && WordClass::digit == 2);

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
