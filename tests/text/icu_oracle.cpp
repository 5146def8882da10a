#include "text/icu_oracle.hpp"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utext.h>

#include <stdexcept>

#include "peertag/detail/utf8.hpp"
#include "peertag/limits.hpp"
#include "text/unicode.hpp"

namespace peertag::test {
namespace {

void require(UErrorCode status) {
  if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
}

std::u16string utf16(std::u32string_view text) {
  std::u16string out;
  for (const char32_t c : text) {
    if (c > 0xFFFF) {
      out.push_back(static_cast<char16_t>(0xD7C0 + (c >> 10)));
      out.push_back(static_cast<char16_t>(0xDC00 | (c & 0x3FF)));
    } else {
      out.push_back(static_cast<char16_t>(c));
    }
  }
  return out;
}

std::u32string utf32(std::u16string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] & 0xFC00) == 0xD800) {
      out.push_back((static_cast<char32_t>(text[i]) << 10) + text[i + 1] - ((0xD800U << 10) + 0xDC00 - 0x10000));
      ++i;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

std::u32string normalised(const char* form, UNormalization2Mode mode, std::u32string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* normaliser = unorm2_getInstance(nullptr, form, mode, &status);
  const std::u16string in = utf16(text);
  std::u16string out(in.size() * 18 + 16, u'\0');
  const std::int32_t size = unorm2_normalize(normaliser, in.data(), static_cast<std::int32_t>(in.size()), out.data(),
                                             static_cast<std::int32_t>(out.size()), &status);
  require(status);
  out.resize(static_cast<std::size_t>(size));
  return utf32(out);
}

std::u32string folded(std::u32string text) {
  for (char32_t& c : text)
    if (const char to = text::fold_punctuation(c); to != 0) c = static_cast<char32_t>(to);
  return text;
}

}  // namespace

std::string matching_form_by_icu(std::u32string_view source) {
  std::u32string cut;
  std::uint32_t marks = 0;
  for (const char32_t c : source) {
    const auto code_point = static_cast<UChar32>(c);
    if (u_hasBinaryProperty(code_point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) continue;
    const char32_t first = c < 0x80 ? c : normalised("nfkc", UNORM2_DECOMPOSE, std::u32string(1, c))[0];
    marks = u_getCombiningClass(static_cast<UChar32>(first)) != 0 ? marks + 1 : 0;
    if (marks <= limits::mark_run) cut.push_back(c);
  }
  const std::u32string form =
      folded(normalised("nfkc_cf", UNORM2_COMPOSE, folded(normalised("nfc", UNORM2_DECOMPOSE, cut))));
  std::string out;
  for (const char32_t c : form) detail::append(out, c);
  return out;
}

std::set<std::uint32_t> grapheme_borders(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  UText view = UTEXT_INITIALIZER;
  utext_openUTF8(&view, text.data(), static_cast<std::int64_t>(text.size()), &status);
  UBreakIterator* iterator = ubrk_open(UBRK_CHARACTER, "", nullptr, 0, &status);
  ubrk_setUText(iterator, &view, &status);
  require(status);
  std::set<std::uint32_t> borders;
  for (std::int32_t at = ubrk_first(iterator); at != UBRK_DONE; at = ubrk_next(iterator))
    borders.insert(static_cast<std::uint32_t>(at));
  ubrk_close(iterator);
  utext_close(&view);
  return borders;
}

}  // namespace peertag::test
