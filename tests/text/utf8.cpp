// UTF-8 as everybody else reads it: ICU, Unicode's best practice as utf8tests has it, and Kuhn's stress test. The core
// reads what is ill-formed as U+FFFD per maximal subpart; the reader of archives rejects it, or is told to do the same.
#include "peertag/detail/utf8.hpp"

#include <doctest/doctest.h>
#include <unicode/utf8.h>

#include <random>
#include <string>
#include <vector>

#include "io/escape.hpp"
#include "io/json_reader.hpp"
#include "peertag/normalise.hpp"
#include "peertag/units.hpp"
#include "support.hpp"
#include "text/text.hpp"

namespace peertag::test {
namespace {

struct Place {
  char32_t code_point;
  std::size_t begin, end;
  friend bool operator==(const Place&, const Place&) = default;
};

std::vector<Place> by_us(std::string_view text) {
  std::vector<Place> places;
  for (std::size_t at = 0; at < text.size(); at = places.back().end) {
    const detail::Decoded next = detail::decode(text, at);
    places.push_back({next.code_point, at, at + next.size});
  }
  return places;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"  // of ICU's macro
Place next_by_icu(std::string_view text, std::size_t begin) {
  auto at = static_cast<std::int32_t>(begin);
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(text.data(), at, static_cast<std::int32_t>(text.size()), c);
  return {static_cast<char32_t>(c), begin, static_cast<std::size_t>(at)};
}
#pragma GCC diagnostic pop

std::vector<Place> by_icu(std::string_view text) {
  std::vector<Place> places;
  for (std::size_t at = 0; at < text.size(); at = places.back().end) places.push_back(next_by_icu(text, at));
  return places;
}

std::size_t ill_formed_by_icu(std::string_view text) {
  for (const Place& place : by_icu(text))
    if (place.code_point == 0xFFFD && text.substr(place.begin, place.end - place.begin) != "\xEF\xBF\xBD")
      return place.begin;
  return std::string_view::npos;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    lines.push_back(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(lines.back().size() + 1, text.size()));
  }
  return lines;
}

// What the reader makes of a JSON string of these bytes: the text, or where it is ill-formed. Bytes that JSON wants
// escaped are.
std::string read_as_json(std::string_view text, io::Invalid invalid) {
  std::string line = R"({"id":"a","text":")";
  const std::size_t begin = line.size();
  std::vector<std::size_t> places;  // in `text`, of the bytes of the string
  for (std::size_t i = 0; i < text.size(); ++i) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == '"' || byte == '\\')
      line += {'\\', 'u', '0', '0', digits[byte >> 4U], digits[byte & 0xFU]};
    else
      line += text[i];
    places.resize(line.size() - begin, i);
  }
  line += "\"}";
  io::JsonReader reader({{}, invalid, "role"});
  io::RawRecord record;
  io::JsonFault fault;
  const std::size_t size = line.size();
  line.resize(size + io::JsonReader::padding());
  if (reader.read(std::string_view(line).substr(0, size), false, record, fault))
    return std::string(record[io::Field::text].text);
  CHECK(fault.reject == io::RejectClass::utf8);
  REQUIRE(fault.byte >= begin);
  REQUIRE(fault.byte - begin < places.size());
  return "ill-formed at " + std::to_string(places[fault.byte - begin]);
}

// All that is said of ill-formed text, of one.
void check(std::string_view text) {
  CAPTURE(io::shown(text));
  const std::vector<Place> places = by_us(text);
  CHECK((places == by_icu(text)));
  std::string read;
  for (const Place& place : places) detail::append(read, place.code_point);
  CHECK(io::repaired(text) == read);
  const std::size_t bad = ill_formed_by_icu(text);
  CHECK(io::first_ill_formed(text) == bad);

  CHECK(read_as_json(text, io::Invalid::replace) == read);
  CHECK(read_as_json(text, io::Invalid::reject) ==
        (bad == std::string_view::npos ? std::string(text) : "ill-formed at " + std::to_string(bad)));

  // The core: what it matches on is that of the repaired text, offsets are of the bytes given.
  NormalText normal, of_repaired;
  normalise(text, normal);
  normalise(read, of_repaired);
  CHECK(normal.text == of_repaired.text);
  CHECK(normal.map.well_formed());
  static text::Segmenter segmenter({});
  Tokens tokens, tokens_of_repaired;
  segmenter.tokenise(text, normal, tokens);
  segmenter.tokenise(read, of_repaired, tokens_of_repaired);
  REQUIRE(tokens.tokens.size() == tokens_of_repaired.tokens.size());
  UnitConverter units(text, OffsetUnit::codepoint), units_of_repaired(read, OffsetUnit::codepoint);
  for (std::size_t i = 0; i < tokens.tokens.size(); ++i)
    CHECK(units.convert(normal.map.to_source(tokens.tokens[i].span)) ==
          units_of_repaired.convert(of_repaired.map.to_source(tokens_of_repaired.tokens[i].span)));
}

}  // namespace

TEST_CASE("all texts of three bytes, and some of four, are cut into characters as ICU cuts them") {
  constexpr unsigned char edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF,
                                     0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};
  std::size_t differing = 0;
  std::string text(3, '\0');
  for (unsigned a = 0x70; a < 0x100; ++a)
    for (unsigned b = 0x70; b < 0x100; ++b)
      for (unsigned c = 0x70; c < 0x100; ++c) {
        text[0] = static_cast<char>(a);
        text[1] = static_cast<char>(b);
        text[2] = static_cast<char>(c);
        for (std::size_t at = 0; at < text.size();) {
          const detail::Decoded next = detail::decode(text, at);
          if (Place{next.code_point, at, at + next.size} != next_by_icu(text, at)) ++differing;
          at += next.size;
        }
      }
  CHECK(differing == 0);
  for (const unsigned char a : edges)
    for (const unsigned char b : edges)
      for (const unsigned char c : edges)
        for (const unsigned char d : edges) {
          const std::string four = {static_cast<char>(a), static_cast<char>(b), static_cast<char>(c),
                                    static_cast<char>(d)};
          if (by_us(four) != by_icu(four)) ++differing;
        }
  CHECK(differing == 0);
}

TEST_CASE("utf8tests: every line reads as the reference has it, and the reader rejects the invalid ones") {
  const auto folder = shared("badinput/utf8tests");
  if (!folder) return;
  const std::string tests = read_file(*folder + "/utf8tests.bin");
  const std::string reference = read_file(*folder + "/artifacts/utf8.replace.ref.txt");
  CHECK(io::repaired(tests) == reference);
  int valid = 0, invalid = 0;
  for (const std::string_view line : lines_of(tests)) {
    check(line);
    const bool said_valid = line.find(":valid:") != std::string_view::npos;
    CHECK((ill_formed_by_icu(line) == std::string_view::npos) == said_valid);
    ++(said_valid ? valid : invalid);
  }
  CHECK(valid > 50);
  CHECK(invalid > 100);
}

TEST_CASE("Kuhn's stress test reads as ICU reads it, line by line and as a whole") {
  const auto path = shared("badinput/kuhn-utf8/UTF-8-test-2003-02-19.txt");
  if (!path) return;
  const std::string text = read_file(*path);
  check(text);
  int ill_formed = 0;
  for (const std::string_view line : lines_of(text)) {
    check(line);
    if (ill_formed_by_icu(line) != std::string_view::npos) ++ill_formed;
  }
  CHECK(ill_formed > 50);
}

TEST_CASE("a sequence cut anywhere, and any other byte in any place of it, is read as ICU reads it") {
  for (const std::string_view sequence : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x92\x99", "\xEF\xBF\xBD"})
    for (std::size_t at = 0; at < sequence.size(); ++at) {
      check(std::string("a") + std::string(sequence.substr(0, at)) + "b");
      check(sequence.substr(at));
      for (const unsigned byte :
           {0x00U, 0x22U, 0x41U, 0x5CU, 0x80U, 0xA0U, 0xBFU, 0xC0U, 0xC2U, 0xE0U, 0xEDU, 0xF0U, 0xF4U, 0xF5U, 0xFFU}) {
        std::string damaged = "low" + std::string(sequence) + " low";
        damaged[3 + at] = static_cast<char>(byte);
        check(damaged);
      }
    }
}

}  // namespace peertag::test
