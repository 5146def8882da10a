// UTF-8, one code point at a time. What is ill-formed reads as U+FFFD, one for each maximal subpart (Unicode 15,
// section 3.9, table 3-7), so that any bytes are text and every reader of them counts the same units.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace peertag::detail {

inline constexpr char32_t replacement_character = 0xFFFD;

struct Decoded {
  char32_t code_point = 0;
  std::uint32_t size = 0;  // bytes
  bool well_formed = true;
};

// REQUIRES: position < text.size().
[[nodiscard]] constexpr Decoded decode(std::string_view text, std::size_t position) {
  const auto byte = [text](std::size_t at) -> unsigned {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;  // 0 continues nothing
  };
  const unsigned lead = byte(position);
  if (lead < 0x80) return {lead, 1};
  // What the second byte may be depends on the first; the others are 80..BF.
  std::uint32_t size = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    size = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    size = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    size = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {replacement_character, 1, false};
  }
  char32_t code_point = lead & (0xFFU >> (size + 1));
  for (std::uint32_t i = 1; i < size; ++i) {
    const unsigned next = byte(position + i);
    if (next < low || next > high) return {replacement_character, i, false};
    code_point = (code_point << 6) | (next & 0x3F);
    low = 0x80;
    high = 0xBF;
  }
  return {code_point, size};
}

// REQUIRES: a code point that is no surrogate.
inline void append(std::string& text, char32_t code_point) {
  const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | (code_point >> 6));
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | (code_point >> 12));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | (code_point >> 18));
    put(0x80 | ((code_point >> 12) & 0x3F));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

[[nodiscard]] constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// Where the run of ASCII that `position` stands in ends: the first byte from there that is not ASCII, or the size.
[[nodiscard]] inline std::size_t ascii_run_end(std::string_view text, std::size_t position) {
  constexpr std::uint64_t high_bits = 0x8080808080808080U;
  while (position + 32 <= text.size()) {
    std::uint64_t words[4];
    std::memcpy(words, text.data() + position, sizeof words);
    if (((words[0] | words[1] | words[2] | words[3]) & high_bits) != 0) break;
    position += sizeof words;
  }
  for (std::uint64_t word = 0; position + sizeof word <= text.size(); position += sizeof word) {
    std::memcpy(&word, text.data() + position, sizeof word);
    if ((word & high_bits) != 0) break;
  }
  while (position < text.size() && is_ascii(text[position])) ++position;
  return position;
}

// Lower case from `begin` on, for what is ASCII. No branch, so that it is done many bytes at a time.
inline void lower_ascii(std::string& text, std::size_t begin) {
  char* const data = text.data();
  for (std::size_t i = begin; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(data[i]);
    const bool upper = static_cast<unsigned char>(byte - 'A') < 26;
    data[i] = static_cast<char>(byte | (upper ? 0x20 : 0));
  }
}

}  // namespace peertag::detail
