#include "quality/concordance.hpp"

#include "peertag/detail/utf8.hpp"
#include "text/unicode.hpp"

namespace peertag::quality {
namespace {

struct Range {
  char32_t first, last;
};

template <std::size_t Size>
constexpr bool in_any(const Range (&ranges)[Size], char32_t c) {
  for (const Range& range : ranges)
    if (c >= range.first && c <= range.last) return true;
  return false;
}

// The blocks of combining marks, and what goes with the character before it in emoji.
constexpr Range joined[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},  {0x0610, 0x061A}, {0x064B, 0x065F},
                            {0x093A, 0x094F}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},  {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
                            {0x20D0, 0x20FF}, {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF}};
bool continues(char32_t c) { return in_any(joined, c) || text::is_default_ignorable(c); }

constexpr Range wide[] = {{0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},  {0x2E80, 0x303E},
                          {0x3041, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},
                          {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                          {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

// Where the code point before `position` begins. REQUIRES: 0 < position, on a border.
std::uint32_t step_back(std::string_view text, std::uint32_t position) {
  // At most three continuation bytes belong to a lead; what is ill-formed is stepped over byte by byte.
  for (std::uint32_t size = 4; size > 1; --size) {
    if (size > position) continue;
    const detail::Decoded one = detail::decode(text, position - size);
    if (one.well_formed && one.size == size) return position - size;
  }
  return position - 1;
}

}  // namespace

Context context_of(std::string_view text, SourceSpan match, std::uint32_t characters) {
  std::uint32_t begin = match.begin, end = match.end;
  for (std::uint32_t i = 0; i < characters && begin > 0; ++i) begin = step_back(text, begin);
  while (begin > 0 && begin < match.begin) {
    const detail::Decoded one = detail::decode(text, begin);
    if (!continues(one.code_point)) break;
    begin += one.size;
  }
  for (std::uint32_t i = 0; end < text.size(); ++i) {
    const detail::Decoded one = detail::decode(text, end);
    if (i >= characters && (characters == 0 || !continues(one.code_point))) break;
    end += one.size;
  }
  return {{begin, match.begin}, {match.end, end}};
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const detail::Decoded one = detail::decode(text, at);
    columns += continues(one.code_point) ? 0 : in_any(wide, one.code_point) ? 2 : 1;
    at += one.size;
  }
  return columns;
}

}  // namespace peertag::quality
