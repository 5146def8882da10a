// normalise against ICU's own NFKC_Casefold on whole texts, against Unicode's conformance file, and its map against
// hand-written spans and random text.
#include "peertag/normalise.hpp"

#include <doctest/doctest.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "peertag/limits.hpp"
#include "peertag/units.hpp"
#include "text/icu_oracle.hpp"
#include "text/unicode.hpp"
#include "text/unicode_files.hpp"

namespace peertag::test {
namespace {

std::string matching_form(std::string_view source) {
  NormalText normal;
  normalise(source, normal);
  return normal.text;
}

// --- random text --------------------------------------------------------------------------------------------------
// What is hard stands close together: letters and marks of several scripts, jamo, emoji parts, ignorables, folds.
const std::u32string_view hard =
    U"aAbeE1.' \r\nszI\u0130\u0131\u00DF\u1E9E\uFB01\uFDFA\u0149\u0390\u212A\u023A\u00E9\u0301\u0300\u0315\u0308"
    U"\u0345\u1F82\u1FB7\u0344\u00AD\u200B\u200C\u200D\u034F\u3164\u115F\u1160\uFFA0\uFEFF\u2060\uFE0F\u20E3\u2019"
    U"\u2018"
    U"\u201C\u2014\u2026\u00A0\u00B4\u1FFD\u2033\u2028\u1100\u1161\u11A8\uAC00\uAC01\uFFA1\uFFC2\u314F\uFF76\uFF9E"
    U"\u0915\u094D\u0937\u093F\u09C7\u09BE\u0E33\u0600\u0905\U0001F468\U0001F469\U0001F3FB\U0001F1EC\U0001F1E7"
    U"\u2764\U0001F62D\U000E0067\U000E0FFF\U0001D4D7\uFF28\uFFFD\U00010400\U00011099\U000110BA\u1B35\u1B05";

std::u32string random_text(Random& random, std::uint32_t longest) {
  std::u32string text;
  const std::uint32_t size = random.below(longest + 1);
  for (std::uint32_t i = 0; i < size; ++i) {
    char32_t c = random.of(hard);
    if (random.below(16) == 0) c = random.below(0x20000);
    if (c >= 0xD800 && c <= 0xDFFF) c = U'x';
    const std::uint32_t times = random.below(60) == 0 ? random.below(50) : 1;  // long runs of marks, too
    text.append(times, c);
    if (c == U'\r' && random.below(2) == 0) text += U"\n\u0301";
  }
  return text;
}

}  // namespace

TEST_CASE("the matching form folds case, width, quotes, dashes, ellipses and spaces") {
  struct Row {
    std::string_view source, normal;
  };
  const Row rows[] = {
      {"", ""},
      {"I'm FINE", "i'm fine"},
      {"don\u2019t", "don't"},
      {"don\u00B4t", "don't"},
      {"don\u02BCt", "don't"},
      {"don`t", "don`t"},
      {"\u201Cyes\u201D \u2014 no\u2026", "\"yes\" - no..."},
      {"a\u00A0b\u3000c\u2028d", "a b c d"},
      {"stra\u00DFe", "strasse"},
      {"\u0130", "i\u0307"},
      {"\u0131", "\u0131"},
      {"\uFB01ne", "fine"},
      {"\uFF28\uFF25\uFF2C\uFF30", "help"},
      {"lo\u00ADst lo\u200Bst", "lost lost"},
      {"cafe\u0301", "caf\u00E9"},
      {"e\u00AD\u0301", "\u00E9"},
      {"a\r\nb\tc", "a\r\nb\tc"},
      {"\U0001F468\u200D\U0001F469", "\U0001F468\U0001F469"},
      {"caf\xE9!", "caf\uFFFD!"},
      {"\xE2\x80", "\uFFFD"},
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
      {"\u1112\u1161\u11AB", "\uD55C"},
      {"\u0391\u03A3", "\u03B1\u03C3"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.source);
    CHECK(matching_form(row.source) == row.normal);
  }
}

TEST_CASE("ASCII keeps its bytes but for case, and needs no map") {
  NormalText normal;
  normalise("Hello, \x7F\x01 World_[@`{Z", normal);
  CHECK(normal.ascii);
  CHECK(normal.text == "hello, \x7F\x01 world_[@`{z");
  CHECK(normal.map.to_source({3, 9}) == SourceSpan{3, 9});
}

TEST_CASE("default-ignorable is what Unicode says, unassigned code points included") {
  for (char32_t c = 0; c <= 0x10FFFF; ++c)
    if (text::is_default_ignorable(c) !=
        (u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0)) {
      CAPTURE(static_cast<std::uint32_t>(c));
      FAIL_CHECK("differs");
    }
}

TEST_CASE("every code point has the matching form that ICU gives it") {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::u32string text(1, c);
    if (matching_form(utf8(text)) != matching_form_by_icu(text)) {
      CAPTURE(static_cast<std::uint32_t>(c));
      FAIL_CHECK("differs");
    }
  }
}

TEST_CASE("random texts have the matching form that ICU gives the whole of them") {
  Random random(20240501);
  for (int round = 0; round < 60'000; ++round) {
    const std::u32string text = random_text(random, round % 4 == 0 ? 80 : 8);
    if (const std::string normal = matching_form(utf8(text)); normal != matching_form_by_icu(text)) {
      CAPTURE(round);
      CAPTURE(utf8(text));
      CAPTURE(normal);
      CHECK(normal == matching_form_by_icu(text));
      break;
    }
  }
}

TEST_CASE("texts that NormalizationTest.txt says are the same have one matching form") {
  // The acute accent counts as an apostrophe, so that it is not the same as a space with an accent: our only exception.
  const std::set<std::u32string> exceptions{U"\u00B4", U"\u1FFD"};
  std::size_t lines = 0;
  for (const std::string& line : shared_lines("unicode-15.0/NormalizationTest.txt")) {
    if (line[0] == '@') continue;
    std::array<std::u32string, 5> columns;
    std::size_t begin = 0;
    for (std::u32string& column : columns) {
      const std::size_t end = line.find(';', begin);
      column = hex_code_points(std::string_view(line).substr(begin, end - begin));
      begin = end + 1;
    }
    ++lines;
    if (exceptions.contains(columns[0])) continue;
    CAPTURE(line);
    const std::string normal = matching_form(utf8(columns[0]));
    for (const std::u32string& column : columns)
      if (matching_form(utf8(column)) != normal) FAIL_CHECK("differs");
  }
  CHECK((lines == 0 || lines > 18'000));
}

TEST_CASE("the map is well formed, and no span it gives splits a grapheme") {
  Random random(7);
  for (int round = 0; round < 20'000; ++round) {
    const std::string source = utf8(random_text(random, round % 8 == 0 ? 60 : 10));
    NormalText normal;
    normalise(source, normal);
    CAPTURE(source);
    REQUIRE(normal.map.well_formed());
    const std::set<std::uint32_t> borders = grapheme_borders(source);
    std::vector<std::uint32_t> places;  // code points of the matching form
    for (std::uint32_t at = 0; at < normal.text.size(); at += detail::decode(normal.text, at).size)
      if (!(at > 0 && normal.text[at] == '\n' && normal.text[at - 1] == '\r')) places.push_back(at);
    places.push_back(static_cast<std::uint32_t>(normal.text.size()));
    for (int i = 0; i < 4; ++i) {
      const std::uint32_t a = random.of(places);
      const std::uint32_t b = random.of(places);
      const NormalSpan span{std::min(a, b), std::max(a, b)};
      const SourceSpan back = normal.map.to_source(span);
      REQUIRE(back.begin <= back.end);
      REQUIRE(back.end <= source.size());
      if (span.empty()) continue;
      REQUIRE(borders.contains(back.begin));
      REQUIRE(borders.contains(back.end));
      // What the span came from is all of it: its own matching form holds the span.
      REQUIRE(normal.map.to_normal(back.begin) <= span.begin);
      REQUIRE(normal.map.to_normal(back.end) >= span.end);
      REQUIRE(
          matching_form(source.substr(back.begin, back.size())).find(normal.text.substr(a < b ? a : b, span.size())) !=
          std::string::npos);
    }
  }
}

TEST_CASE("any bytes are text") {
  Random random(11);
  for (int round = 0; round < 20'000; ++round) {
    std::string source;
    for (std::uint32_t i = random.below(40); i > 0; --i)
      source.push_back(static_cast<char>(
          random.below(3) == 0 ? random.below(256) : random.of(std::array{0x61U, 0xE2U, 0x80U, 0x99U, 0xCCU, 0xF0U})));
    NormalText normal;
    normalise(source, normal);
    REQUIRE(normal.map.well_formed());
    std::u32string read;
    for (std::size_t at = 0; at < source.size();) {
      const detail::Decoded next = detail::decode(source, at);
      read.push_back(next.code_point);
      at += next.size;
    }
    REQUIRE(normal.text == matching_form_by_icu(read));
  }
}

TEST_CASE("marks beyond thirty in a row count for nothing") {
  std::string text = "x";
  for (int i = 0; i < 40; ++i) text += i % 2 == 0 ? "\u0315" : "\u0300";
  NormalText normal;
  normalise(text + "y", normal);
  CHECK(normal.text.size() == 1 + 2 * limits::mark_run + 1);
  CHECK(normal.map.to_source({0, 1}) == SourceSpan{0, 81});  // the whole grapheme
  CHECK(normal.map.to_source({static_cast<std::uint32_t>(normal.text.size() - 1),
                              static_cast<std::uint32_t>(normal.text.size())}) == SourceSpan{81, 82});
}

TEST_CASE("the trap messages have their needle where it belongs, in all units") {
  const auto number_after = [](const std::string& line, const std::string& key) {
    const std::size_t at = line.find("\"" + key + "\": [") + key.size() + 5;
    char* rest = nullptr;
    const auto begin = static_cast<std::uint32_t>(std::strtoul(line.c_str() + at, &rest, 10));
    return UnitSpan{begin, static_cast<std::uint32_t>(std::strtoul(rest + 1, nullptr, 10))};
  };
  std::size_t lines = 0;
  // The file in raw UTF-8; its texts escape nothing but control characters, quotes and backslashes.
  for (const std::string& line : shared_lines("generated/offset_traps_raw.ndjson")) {
    ++lines;
    CAPTURE(line);
    const std::string key = "\"text\": \"";
    std::string source;
    for (std::size_t i = line.find(key) + key.size(); line[i] != '"'; ++i) {
      if (line[i] != '\\') {
        source += line[i];
        continue;
      }
      switch (line[++i]) {
        case 'u':
          detail::append(source, hex_code_points([&] {
                           std::string digits = line.substr(i + 1, 4);
                           for (char& c : digits) c = static_cast<char>(c >= 'a' ? c - 32 : c);
                           return digits;
                         }())[0]);
          i += 4;
          break;
        case 'n':
          source += '\n';
          break;
        case 'r':
          source += '\r';
          break;
        case 't':
          source += '\t';
          break;
        case 'f':
          source += '\f';
          break;
        case 'b':
          source += '\b';
          break;
        default:
          source += line[i];
      }
    }
    NormalText normal;
    normalise(source, normal);
    const std::size_t at = normal.text.rfind("alone");
    REQUIRE(at != std::string::npos);
    const SourceSpan span = normal.map.to_source({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 5)});
    CHECK(UnitConverter(source, OffsetUnit::byte).convert(span) == number_after(line, "byte"));
    CHECK(UnitConverter(source, OffsetUnit::codepoint).convert(span) == number_after(line, "codepoint"));
    CHECK(UnitConverter(source, OffsetUnit::utf16).convert(span) == number_after(line, "utf16"));
  }
  CHECK((lines == 0 || lines == 268));
}

}  // namespace peertag::test
