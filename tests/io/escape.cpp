#include "io/escape.hpp"

#include <doctest/doctest.h>

namespace {

using peertag::io::first_ill_formed;
using peertag::io::hexadecimal;
using peertag::io::Newlines;
using peertag::io::repaired;
using peertag::io::shown;
using namespace std::string_view_literals;

TEST_CASE("What is shown on a terminal neither moves the cursor nor hides nor reorders") {
  struct Case {
    std::string_view text, shown;
  };
  const Case cases[] = {
      {"plain é 💙", "plain é 💙"},
      {"a\nb\tc\rd", R"(a\x0ab\x09c\x0dd)"},
      {"\x1b[31mred\x07", R"(\x1b[31mred\x07)"},
      {"\0"sv, R"(\x00)"},
      {"\x7f", R"(\x7f)"},
      {"\xC2\x9B", R"(\u{009b})"},  // C1: another way to say ESC [
      {"\xE2\x80\xAE"
       "evil",
       R"(\u{202e}evil)"},                                  // right-to-left override
      {"\xE2\x81\xA6\xE2\x81\xA9", R"(\u{2066}\u{2069})"},  // isolates
      {"\xE2\x80\x8B", R"(\u{200b})"},                      // zero width space
      {"\xE2\x80\xA8", R"(\u{2028})"},
      {"\xF3\xA0\x81\x81", R"(\u{e0041})"},  // a tag character
      {"\xFF\xC3", R"(\xff\xc3)"},
      {R"(C:\x)", R"(C:\\x)"},
  };
  for (const Case& c : cases) CHECK(shown(c.text) == c.shown);
  CHECK(shown("a\nb\r", std::string_view::npos, Newlines::keep) == "a\nb\\x0d");
}

TEST_CASE("A long id is cut between characters and says so") {
  CHECK(shown("0123456789", 10) == "0123456789");
  CHECK(shown("0123456789x", 10) == "0123456...");
  CHECK(shown("01234éééé", 10) == "01234é...");
  CHECK(shown("012345ééé", 10) == "012345...");
  CHECK(shown("012345\n\n\n", 10) == "012345...");
  CHECK(shown(std::string(1000, 'x'), 64).size() == 64);
}

TEST_CASE("The first ill-formed byte is where the standard puts it") {
  CHECK(first_ill_formed("") == std::string_view::npos);
  CHECK(first_ill_formed("é💙\xEF\xBF\xBD") == std::string_view::npos);
  CHECK(first_ill_formed("ab\x80") == 2);
  CHECK(first_ill_formed("é\xC3") == 2);
  CHECK(first_ill_formed(std::string(100, 'a') + "\xED\xA0\x80") == 100);
  CHECK(first_ill_formed("\xF4\x90\x80\x80") == 0);
}

TEST_CASE("Each maximal ill-formed part becomes one U+FFFD") {
  CHECK(repaired("caf\xE9 z") == "caf\xEF\xBF\xBD z");
  CHECK(repaired("\xF0\x9F\x92") == "\xEF\xBF\xBD");
  CHECK(repaired("\xC0\xAF") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(repaired("é💙") == "é💙");
}

TEST_CASE("Bytes in hexadecimal keep their zeros") {
  const std::uint8_t bytes[] = {0, 1, 0xAB, 0xFF};
  CHECK(hexadecimal(bytes) == "0001abff");
}

}  // namespace
