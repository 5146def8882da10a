// Word borders: Unicode's own test, and the ASCII path against ICU with our rules.
#include "peertag/words.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "peertag/normalise.hpp"
#include "text/text.hpp"
#include "text/unicode_files.hpp"

namespace peertag::test {

TEST_CASE("word borders are those of WordBreakTest.txt") {
  std::size_t lines = 0;
  for (const std::string& line : shared_lines("unicode-15.0/WordBreakTest.txt")) {
    ++lines;
    CAPTURE(line);
    const BreakTest test = break_test(line);
    CHECK(text::word_borders(test.text) == test.borders);
  }
  CHECK((lines == 0 || lines == 1823));
}

TEST_CASE("an empty text has one border") { CHECK(text::word_borders("") == std::vector<std::uint32_t>{0}); }

TEST_CASE("the ASCII path has the word borders that ICU has") {
  // Many texts at a time, because ICU's rules are compiled anew for each call: a pilcrow is a word of its own, so that
  // what stands between two is as if it stood alone.
  constexpr std::uint32_t seed = 1;
  CAPTURE(seed);
  Random random(seed);
  constexpr std::string_view alphabet = "abZ019_.'.,;:  \"@#/-!\r\n\t\v";
  for (int round = 0; round < 100; ++round) {
    std::vector<std::string> texts;
    std::string joined;
    for (int i = 0; i < 2'000; ++i) {
      std::string text;
      for (std::uint32_t size = random.below(14); size > 0; --size)
        text += random.below(32) == 0 ? static_cast<char>(random.below(128)) : random.of(alphabet);
      joined += text + "\u00B6";
      texts.push_back(text);
    }
    const std::vector<std::uint32_t> general = text::word_borders(joined);
    auto border = general.begin();
    std::uint32_t begin = 0;
    for (const std::string& text : texts) {
      for (const std::uint32_t place : text::word_borders(text)) {
        CAPTURE(text);
        REQUIRE(*border == begin + place);
        ++border;
      }
      begin += static_cast<std::uint32_t>(text.size()) + 2;
    }
  }
}

TEST_CASE("the ASCII path makes the tokens that the general path makes") {
  // Nothing here is a blank to the segmenter, so that the pilcrow drags all of the text before it to ICU.
  constexpr std::uint32_t seed = 2;
  CAPTURE(seed);
  Random random(seed);
  constexpr std::string_view pieces[] = {"a",  "b", "z",  "0",    "9", "_",       ".",    "'",    ",",     ":",    ";",
                                         "@",  "-", "/",  "\x01", "#", "http://", "www.", ".com", "e.g",   "(",    ")",
                                         "\"", "!", "??", "<",    ">", "me",      "://",  "ftp",  "\x01a", "don't"};
  text::Segmenter segmenter({});
  NormalText normal;
  Tokens fast;
  Tokens general;
  for (int round = 0; round < 100'000; ++round) {
    std::string source;
    for (std::uint32_t i = random.below(12); i > 0; --i) source += random.of(pieces);
    source += '\x01';
    normalise(source, normal);
    segmenter.tokenise(source, normal, fast);
    source += "\u00B6";
    normalise(source, normal);
    segmenter.tokenise(source, normal, general);
    REQUIRE(well_formed(fast.tokens, fast.sentences, static_cast<std::uint32_t>(normal.text.size())));
    CAPTURE(source);
    REQUIRE(fast.tokens.size() == general.tokens.size());
    for (std::size_t i = 0; i < fast.tokens.size(); ++i) {
      REQUIRE(fast.tokens[i].span == general.tokens[i].span);
      REQUIRE(fast.tokens[i].kind == general.tokens[i].kind);
      REQUIRE(fast.tokens[i].before == general.tokens[i].before);
      REQUIRE(fast.tokens[i].sentence == general.tokens[i].sentence);
    }
  }
}

}  // namespace peertag::test
