// What ICU makes of a text, whole and slowly: the matching form by its definition, and the borders of graphemes.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace peertag::test {

// The definition at the top of src/text/normalise.cpp. REQUIRES: no surrogates.
std::string matching_form_by_icu(std::u32string_view source);

// In bytes, with 0 and the size. REQUIRES: well-formed UTF-8.
std::set<std::uint32_t> grapheme_borders(std::string_view text);

}  // namespace peertag::test
