// Words where they stand: a line for each match, with what is left and right of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "peertag/span.hpp"

namespace peertag::quality {

struct Context {
  SourceSpan left, right;  // up to the match, and from it
};

// `characters` code points on either side, less where the text ends. Neither side begins or breaks off inside what is
// seen as one character as far as combining marks and joiners make it: the left one leaves a torn one out, the right
// one takes it in. REQUIRES: `match` lies in the text, on borders of code points.
[[nodiscard]] Context context_of(std::string_view text, SourceSpan match, std::uint32_t characters);

// How many columns of a terminal the text takes: none for combining marks, two for what East Asian scripts and emoji
// are drawn with. An estimate: terminals differ.
[[nodiscard]] std::size_t columns_of(std::string_view text);

}  // namespace peertag::quality
