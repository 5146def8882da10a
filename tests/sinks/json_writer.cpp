#include "peertag/sinks/json_writer.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace {

using peertag::JsonWriter;
using namespace std::string_view_literals;

std::string written(std::string_view text) {
  std::string out;
  JsonWriter(out).value(text);
  return out;
}

TEST_CASE("A JSON string is valid UTF-8 on one line, whatever goes in") {
  struct Case {
    std::string_view name, text, json;
  };
  const Case cases[] = {
      {"plain", "You are not alone", R"("You are not alone")"},
      {"quote and backslash", R"(a"b\c/d)", R"("a\"b\\c/d")"},
      {"short escapes", "\n\r\t", R"("\n\r\t")"},
      {"other controls", "\0\x01\x1f"sv, R"("\u0000\u0001\u001f")"},
      {"DEL and C1", "\x7f\xC2\x80\xC2\x85\xC2\x9F", R"("\u007f\u0080\u0085\u009f")"},
      {"the first letter after C1", "\xC2\xA0", "\"\xC2\xA0\""},
      {"line and paragraph separator", "\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA", "\"\\u2028\\u2029\xE2\x80\xAA\""},
      {"letters of two, three and four bytes", "é–💙", "\"é–💙\""},
      {"a stray continuation byte", "a\x80z", "\"a\xEF\xBF\xBDz\""},
      {"Latin-1", "caf\xE9 z", "\"caf\xEF\xBF\xBD z\""},
      {"a cut sequence is one character, at the end too", "\xF0\x9F\x92", "\"\xEF\xBF\xBD\""},
      {"an encoded surrogate is three", "\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
      {"an overlong slash is two", "\xC0\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
      {"over U+10FFFF is four", "\xF4\x90\x80\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(written(c.text) == c.json);
  }
}

// Plain bytes are copied eight at a time.
TEST_CASE("What needs an escape is found wherever it stands in a text") {
  const std::pair<std::string_view, std::string_view> escapes[] = {{"\"", R"(\")"},
                                                                   {"\\", R"(\\)"},
                                                                   {"\x1f", R"(\u001f)"},
                                                                   {"\0"sv, R"(\u0000)"},
                                                                   {"\x7f", R"(\u007f)"},
                                                                   {"\x80", "\xEF\xBF\xBD"},
                                                                   {"\xFF", "\xEF\xBF\xBD"},
                                                                   {" ", " "},
                                                                   {"~", "~"},
                                                                   {"!", "!"},
                                                                   {"#", "#"},
                                                                   {"[", "["}};
  const std::string letters = "abcdefghijklmnopqrstuvwxy";
  for (const auto& pair : escapes)
    for (std::size_t place = 0; place <= letters.size(); ++place) {
      const std::string escape(pair.second);
      CAPTURE(escape);
      CAPTURE(place);
      const std::string before = letters.substr(0, place), behind = letters.substr(place);
      CHECK(written(before + std::string(pair.first) + behind) == '"' + before + escape + behind + '"');
    }
}

TEST_CASE("Objects and arrays get their commas") {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("a");
  json.begin_array();
  json.value(std::uint32_t{1});
  json.begin_array();
  json.end_array();
  json.value("x");
  json.value(true);
  json.null();
  json.end_array();
  json.key("b");
  json.begin_object();
  json.end_object();
  json.end_object();
  json.end_line();
  CHECK(out == "{\"a\":[1,[],\"x\",true,null],\"b\":{}}\n");
}

TEST_CASE("A score has exactly four decimals") {
  const auto score = [](double number) {
    std::string out;
    JsonWriter(out).fixed(number, 4);
    return out;
  };
  CHECK(score(1.0 / (1.0 + std::exp(-0.5))) == "0.6225");
  CHECK(score(0.5) == "0.5000");
  CHECK(score(0.0) == "0.0000");
  CHECK(score(1.0) == "1.0000");
}

TEST_CASE("Thousandths are written exactly, with at least one decimal") {
  const auto weight = [](std::int32_t number) {
    std::string out;
    JsonWriter(out).thousandths(number);
    return out;
  };
  CHECK(weight(1500) == "1.5");
  CHECK(weight(-1000) == "-1.0");
  CHECK(weight(-250) == "-0.25");
  CHECK(weight(1) == "0.001");
  CHECK(weight(0) == "0.0");
  CHECK(weight(12345) == "12.345");
  CHECK(weight(-2147483647 - 1) == "-2147483.648");
}

}  // namespace
