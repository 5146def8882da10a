// What the text stages share of Unicode, without a library: two small properties, and what the libraries' owners tell
// each other.
#pragma once

#include <iterator>
#include <string>

namespace peertag::text {

// Default_Ignorable_Code_Point of Unicode 15, unassigned code points included: the ranges of that property are set
// apart for good (UAX #44), where utf8proc's flag knows only what is assigned.
[[nodiscard]] constexpr bool is_default_ignorable(char32_t c) {
  if (c < 0xAD) return false;
  const auto in = [c](char32_t first, char32_t last) { return first <= c && c <= last; };
  if (c < 0x2000)
    return c == 0xAD || c == 0x34F || c == 0x61C || in(0x115F, 0x1160) || in(0x17B4, 0x17B5) || in(0x180B, 0x180F);
  if (c < 0x10000)
    return in(0x200B, 0x200F) || in(0x202A, 0x202E) || in(0x2060, 0x206F) || c == 0x3164 || in(0xFE00, 0xFE0F) ||
           c == 0xFEFF || c == 0xFFA0 || in(0xFFF0, 0xFFF8);
  return in(0x1BCA0, 0x1BCA3) || in(0x1D173, 0x1D17A) || in(0xE0000, 0xE0FFF);
}

// The ASCII character that a quote, an apostrophe, a dash or a space counts as; 0: none. Beyond what NFKC does (it
// makes two primes of a double one, a space of a no-break space, a hyphen of a non-breaking one). The acute accent
// (U+00B4) is here because people whose keyboard has it on a key type it for an apostrophe; the backtick stays itself,
// it marks code.
struct PunctuationFold {
  char32_t first, last;
  char to;
};
inline constexpr PunctuationFold punctuation_folds[] = {
    {0x0085, 0x0085, ' '}, {0x00A0, 0x00A0, ' '},  {0x00AB, 0x00AB, '"'},  {0x00B4, 0x00B4, '\''},
    {0x00BB, 0x00BB, '"'}, {0x02B9, 0x02B9, '\''}, {0x02BB, 0x02BD, '\''}, {0x055A, 0x055A, '\''},
    {0x058A, 0x058A, '-'}, {0x1680, 0x1680, ' '},  {0x1FFD, 0x1FFD, '\''}, {0x2000, 0x200A, ' '},
    {0x2010, 0x2015, '-'}, {0x2018, 0x201B, '\''}, {0x201C, 0x201F, '"'},  {0x2028, 0x2029, ' '},
    {0x202F, 0x202F, ' '}, {0x2032, 0x2032, '\''}, {0x2035, 0x2035, '\''}, {0x2039, 0x203A, '\''},
    {0x2043, 0x2043, '-'}, {0x205F, 0x205F, ' '},  {0x2212, 0x2212, '-'},  {0x275B, 0x275C, '\''},
    {0x275D, 0x275E, '"'}, {0x275F, 0x275F, '\''}, {0x2760, 0x2760, '"'},  {0x2E3A, 0x2E3B, '-'},
    {0x3000, 0x3000, ' '}, {0x301D, 0x301F, '"'},  {0xA78B, 0xA78C, '\''}, {0xFE58, 0xFE58, '-'},
    {0xFE63, 0xFE63, '-'}, {0xFF0D, 0xFF0D, '-'},
};
[[nodiscard]] constexpr char fold_punctuation(char32_t c) {
  if (c < punctuation_folds[0].first || c > 0xFF0D) return 0;
  std::size_t low = 0;
  for (std::size_t high = std::size(punctuation_folds); high - low > 1;) {
    const std::size_t middle = low + (high - low) / 2;
    (punctuation_folds[middle].first <= c ? low : high) = middle;
  }
  return c <= punctuation_folds[low].last ? punctuation_folds[low].to : '\0';
}

// normalise.cpp, the owner of utf8proc, says which Unicode it knows; unicode_version() compares it with ICU's.
[[nodiscard]] std::string normaliser_unicode_version();

}  // namespace peertag::text
