// Zones of a message: what its author did not write, or did not write as prose. Found on the source.
//
//   quoted lines   `>` or `&gt;` at the start of a line, after at most three blanks; not the faces >:( >;) >=( >_< >.<
//   quote blocks   [quote]...[/quote], [quote=...], <blockquote>...</blockquote>
//   code           ```...```, <code>, <pre>, [code]
//   signature      from the last line that is "-- " to the end, unless nothing stands before it
//   mark-up tags   known names of HTML and BBCode, and comments; each stands for a blank and ends nothing
//
// What is opened and never closed is no zone: it would swallow what the author wrote. A tag by an unknown name is text
// ("<hugs>", "[name]"), and so are "<3" and "a < b".
#pragma once

#include <string_view>
#include <vector>

#include "peertag/span.hpp"

namespace peertag::text {

struct Zones {
  std::vector<SourceSpan> zones;  // in order, apart from one another
  std::vector<SourceSpan> tags;   // in order, apart from one another and from the zones
};

// `out` is scratch: its memory is reused. Linear in the source.
void find_zones(std::string_view source, Zones& out);

}  // namespace peertag::text
