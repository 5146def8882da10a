#include "peertag/spelling.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "match/random_book.hpp"

using namespace peertag;

namespace {

// One token a word, all in one sentence; `before` is what stands before each.
struct Text {
  NormalText normal;
  Tokens raw;
};
Text text_of(const std::vector<std::string>& words, const std::vector<TokenFlags>& before = {}) {
  Text out;
  for (std::size_t w = 0; w < words.size(); ++w) {
    Token token;
    token.span.begin = static_cast<std::uint32_t>(out.normal.text.size());
    out.normal.text += words[w];
    token.span.end = static_cast<std::uint32_t>(out.normal.text.size());
    out.normal.text += ' ';
    token.before = w < before.size() ? before[w] : TokenFlags::none;
    out.raw.tokens.push_back(token);
  }
  const auto size = static_cast<std::uint32_t>(out.normal.text.size());
  out.raw.sentences.push_back({{0, static_cast<std::uint32_t>(words.size())}, {0, size}, false, false});
  return out;
}

Tokens spell(const Spelling& spelling, const Text& text) {
  Tokens out;
  std::string scratch;
  spelling.apply(text.normal, text.raw, out, scratch);
  CHECK(well_formed(out.tokens, out.sentences, static_cast<std::uint32_t>(text.normal.text.size())));
  return out;
}

}  // namespace

TEST_CASE("runs of three and more letters are squeezed, nothing else is") {
  struct Row {
    std::string word, to_two, to_one;
  };
  const Row rows[] = {
      {"so", "so", "so"},
      {"soo", "soo", "soo"},
      {"sooo", "soo", "so"},
      {"ssooooo", "ssoo", "sso"},
      {"yeeeessss", "yeess", "yes"},
      {"1000", "1000", "1000"},
      {"x'''", "x'''", "x'''"},
      {"\u00e9\u00e9\u00e9\u00e9", "\u00e9\u00e9", "\u00e9"},
      {"\u00e9\u00e8\u00e9\u00e8", "\u00e9\u00e8\u00e9\u00e8", "\u00e9\u00e8\u00e9\u00e8"},
      {"", "", ""},
  };
  std::string scratch;
  for (const Row& row : rows) {
    CAPTURE(row.word);
    CHECK(squeeze(row.word, 2, scratch) == row.to_two);
    CHECK(squeeze(row.word, 1, scratch) == row.to_one);
  }
}

TEST_CASE("what is read of a whole text is what is read word by word") {
  random_book::Random random(20261126);
  MESSAGE("seed 20261126");
  const std::string letters[] = {"a", "b", "l", ".", " ", "'", "1", "\xC3\xA9"};
  std::string scratch;
  std::size_t runs = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::uint32_t n = random.below(40); n > 0; --n) {
      const std::string& letter = letters[random.below(8)];
      for (std::uint32_t times = random.below(20) == 0 ? 3 : 1; times > 0; --times) text += letter;
    }
    CAPTURE(text);
    const bool may_be_squeezed = detail::any_run(text);
    runs += may_be_squeezed ? 1 : 0;
    if (!may_be_squeezed) REQUIRE(squeeze(text, 2, scratch) == text);
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
      const std::string_view word = std::string_view(text).substr(begin, 1 + random.below(12));
      REQUIRE(detail::first_eight(word, text.data() + text.size()) == detail::first_eight(word));
    }
  }
  CHECK(runs > 1000);
  CHECK(runs < 19000);
}

TEST_CASE("a word has the number of the vocabulary, else of its longest beginning and ending") {
  const Spelling spelling({"help", "helpless", "uncomfortableness"}, {"hel", "help"}, {"less", "ness", "s"}, {});
  const WordId unknown = WordId::unknown;
  struct Row {
    std::string word;
    WordId number, ending;
  };
  const Row rows[] = {
      {"help", spelling.word_id(0), unknown},
      {"helpless", spelling.word_id(1), unknown},
      {"uncomfortableness", spelling.word_id(2), unknown},
      {"uncomfortablenesy", unknown, unknown},
      {"held", spelling.beginning_id(0), unknown},
      {"helper", spelling.beginning_id(1), unknown},
      {"hopeless", spelling.ending_id(0), unknown},
      {"kindness", spelling.ending_id(1), unknown},
      {"hers", spelling.ending_id(2), unknown},
      {"helpfulness", spelling.beginning_id(1), spelling.ending_id(1)},
      {"he", unknown, unknown},
      {"", unknown, unknown},
  };
  for (const Row& row : rows) {
    CAPTURE(row.word);
    CHECK(spelling.read(row.word).word == row.number);
    CHECK(spelling.read(row.word).ending == row.ending);
  }
}

TEST_CASE("the longest stem is what trying all of them finds") {
  random_book::Random random(20260712);
  MESSAGE("seed 20260712");
  const auto word = [&](std::uint32_t most) {
    std::string out;
    for (std::uint32_t n = 1 + random.below(most); n > 0; --n) out += static_cast<char>('a' + random.below(3));
    return out;
  };
  std::size_t found = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> stems;
    for (std::uint32_t n = random.below(8); n > 0; --n) stems.push_back(word(6));
    std::sort(stems.begin(), stems.end());
    stems.erase(std::unique(stems.begin(), stems.end()), stems.end());
    for (const auto side : {StemIndex::Side::beginning, StemIndex::Side::ending}) {
      const StemIndex index(stems, side);
      for (int w = 0; w < 10; ++w) {
        const std::string asked = word(8);
        std::size_t longest = stems.size();
        for (std::size_t s = 0; s < stems.size(); ++s)
          if ((side == StemIndex::Side::beginning ? asked.starts_with(stems[s]) : asked.ends_with(stems[s])) &&
              (longest == stems.size() || stems[s].size() > stems[longest].size()))
            longest = s;
        REQUIRE(index.longest(asked) == longest);
        found += longest != stems.size() ? 1 : 0;
      }
    }
  }
  CHECK(found > 1000);
}

TEST_CASE("a variant takes the place of a token, over the same span") {
  const Spelling spelling({"do", "not", "know"}, {}, {}, {{"dont", {"do", "not"}}, {"um", {}}});
  const Text text =
      text_of({"i", "dont", "um", "know"}, {TokenFlags::none, TokenFlags::comma, TokenFlags::dash, TokenFlags::stop});
  const Tokens tokens = spell(spelling, text);
  REQUIRE(tokens.tokens.size() == 4);
  CHECK(tokens.tokens[0].word == WordId::unknown);
  CHECK(tokens.tokens[1].word == spelling.read("do").word);
  CHECK(tokens.tokens[2].word == spelling.read("not").word);
  CHECK(tokens.tokens[1].span == text.raw.tokens[1].span);
  CHECK(tokens.tokens[2].span == text.raw.tokens[1].span);
  CHECK(tokens.tokens[1].before == TokenFlags::comma);
  CHECK(tokens.tokens[2].before == TokenFlags::none);
  CHECK(tokens.tokens[3].before == (TokenFlags::dash | TokenFlags::stop));  // what stood before the filler as well
}

TEST_CASE("letters are squeezed to one only where two are not known") {
  const Spelling spelling({"good", "so", "too"}, {"cal"}, {}, {{"u", {"so"}}});
  const auto word = [&](const std::string& written) { return spell(spelling, text_of({written})).tokens[0].word; };
  CHECK(word("gooood") == spelling.read("good").word);
  CHECK(word("sooo") == spelling.read("so").word);
  CHECK(word("toooo") == spelling.read("too").word);
  CHECK(word("caaalm") == spelling.read("calm").word);  // a stem is known, too
  CHECK(word("uuu") == spelling.read("so").word);       // and a variant
  CHECK(word("xxx") == WordId::unknown);
}

TEST_CASE("a sentence of fillers is empty") {
  const Spelling spelling({"so"}, {}, {}, {{"um", {}}});
  Text text = text_of({"um", "um", "so"});
  text.raw.sentences = {{{0, 2}, {0, 5}, false, false}, {{2, 3}, {5, 9}, false, false}};
  text.raw.tokens[2].sentence = 1;
  const Tokens tokens = spell(spelling, text);
  CHECK(tokens.sentences[0].tokens.empty());
  CHECK(tokens.sentences[1].tokens == TokenSpan{0, 1});
}
