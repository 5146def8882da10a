// Offsets in the unit a host counts in.
#include "peertag/units.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

namespace peertag {
namespace {

TEST_CASE("offsets count bytes, code points or UTF-16 units") {
  //                  a  é(2)    emoji(4)          ill-formed(2: one subpart)  b
  const std::string text =
      "a\u00E9\U0001F62D\xE2\x80"
      "b";
  struct Row {
    std::uint32_t byte, codepoint, utf16;
  };
  for (const Row row : {Row{0, 0, 0}, {1, 1, 1}, {3, 2, 2}, {7, 3, 4}, {9, 4, 5}, {10, 5, 6}}) {
    CHECK(UnitConverter(text, OffsetUnit::byte).at(row.byte) == row.byte);
    CHECK(UnitConverter(text, OffsetUnit::codepoint).at(row.byte) == row.codepoint);
    CHECK(UnitConverter(text, OffsetUnit::utf16).at(row.byte) == row.utf16);
    CHECK(UnitConverter(text, OffsetUnit::byte).byte_at(row.byte) == row.byte);
    CHECK(UnitConverter(text, OffsetUnit::codepoint).byte_at(row.codepoint) == row.byte);
    CHECK(UnitConverter(text, OffsetUnit::utf16).byte_at(row.utf16) == row.byte);
  }
  CHECK(UnitConverter(text, OffsetUnit::codepoint).byte_at(7) == 10);
  CHECK(UnitConverter(text, OffsetUnit::utf16).byte_at(3) == 7);
  CHECK(UnitConverter("plain", OffsetUnit::utf16).byte_at(9) == 5);
  CHECK(UnitConverter(text, OffsetUnit::codepoint).convert_back({1, 3}) == SourceSpan{1, 7});
}

TEST_CASE("offsets of a long text may be asked for in any order") {
  std::string text;
  std::array<std::uint32_t, 1000> byte{};
  std::array<std::uint32_t, 1000> utf16{};
  std::uint32_t units = 0;
  const std::array<std::string_view, 4> parts{"x", "\u00E9", "\u2019", "\U0001F62D"};
  for (std::size_t i = 0; i < byte.size(); ++i) {
    byte[i] = static_cast<std::uint32_t>(text.size());
    utf16[i] = units;
    const std::string_view part = parts[(i * 7 + i / 5) % parts.size()];
    text += part;
    units += part.size() == 4 ? 2U : 1U;
  }
  const UnitConverter codepoints(text, OffsetUnit::codepoint);
  const UnitConverter units16(text, OffsetUnit::utf16);
  for (std::size_t k = 0; k < byte.size(); ++k) {
    const std::size_t i = k * 383 % byte.size();
    CHECK(codepoints.at(byte[i]) == i);
    CHECK(units16.at(byte[i]) == utf16[i]);
  }
  CHECK(codepoints.convert({byte[10], byte[13]}) == UnitSpan{10, 13});
}

TEST_CASE("a converter may be given the next text") {
  UnitConverter converter("\u00E9x", OffsetUnit::codepoint);
  CHECK(converter.at(2) == 1);
  converter.reset("plain");
  CHECK(converter.at(2) == 2);
  converter.reset("");
  CHECK(converter.at(0) == 0);
}

}  // namespace
}  // namespace peertag
