// The phrase engine, for every instruction set of this machine: cases by hand, then against a slow twin.
#include "peertag/phrase_matcher.hpp"

#include <doctest/doctest.h>
#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "match/random_phrases.hpp"
#include "reference/naive_phrases.hpp"

namespace {

using peertag::GapPattern;
using peertag::PhraseHit;
using peertag::PhraseId;
using peertag::PhraseMatcher;
using peertag::PhraseTables;
using reference::OwnPattern;
using reference::view_of;
using reference::views_of;

struct Expected {
  std::uint32_t text, phrase, begin, end;
};

struct Case {
  std::string what;
  std::vector<std::string> phrases;
  std::vector<std::string> texts;
  std::vector<Expected> hits;
};

std::string repeat(const std::string& piece, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += piece;
  return all;
}

const std::vector<Case> cases{
    {"a phrase may be the whole text", {"alone"}, {"alone"}, {{0, 0, 0, 5}}},
    {"at the beginning, in the middle, at the very end",
     {"alone", "not alone"},
     {"alone you are alone not alone"},
     {{0, 0, 0, 5}, {0, 0, 14, 19}, {0, 1, 20, 29}, {0, 0, 24, 29}}},
    {"no word inside a word", {"art", "he art"}, {"heart artful start art_ art' art1"}, {}},
    {"a phrase ends with a word, not in one", {"go out"}, {"go outside go out"}, {{0, 0, 11, 17}}},
    {"phrases inside and across each other are all found",
     {"a b", "b c", "a b c", "b"},
     {"a b c"},
     {{0, 0, 0, 3}, {0, 2, 0, 5}, {0, 3, 2, 3}, {0, 1, 2, 5}}},
    {"one to ten words",
     {"k", "k l", "k l m", "k l m n", "k l m n o", "k l m n o p", "k l m n o p q", "k l m n o p q r",
      "k l m n o p q r s", "k l m n o p q r s t"},
     {"k l m n o p q r s t"},
     {{0, 0, 0, 1},
      {0, 1, 0, 3},
      {0, 2, 0, 5},
      {0, 3, 0, 7},
      {0, 4, 0, 9},
      {0, 5, 0, 11},
      {0, 6, 0, 13},
      {0, 7, 0, 15},
      {0, 8, 0, 17},
      {0, 9, 0, 19}}},
    {"only the ninth word differs", {"a b c d e f g h i", "a b c d e f g h j"}, {"a b c d e f g h j"}, {{0, 1, 0, 17}}},
    {"letters in either case", {"I Am FINE"}, {"i am fine", "I AM FINE"}, {{0, 0, 0, 9}, {1, 0, 0, 9}}},
    {"any run of other characters stands between words",
     {"not alone"},
     {"not  alone", "not,\n\t-- alone!", "not.alone", "(not) [alone]"},
     {{0, 0, 0, 10}, {1, 0, 0, 14}, {2, 0, 0, 9}, {3, 0, 1, 12}}},
    {"blanks of phrases do not count", {"  not -- alone! "}, {"not alone"}, {{0, 0, 0, 9}}},
    {"apostrophes, digits and _ are of words",
     {"i'm", "24", "a_b"},
     {"I'm 24 a_b i 'm 2 4 a b"},
     {{0, 0, 0, 3}, {0, 1, 4, 6}, {0, 2, 7, 10}}},
    {"bytes beyond ASCII are of words",
     {"na\u00efve", "caf\u00e9 noir"},
     {"na\u00efve caf\u00e9, noir", "na ve cafe noir"},
     {{0, 0, 0, 6}, {0, 1, 7, 18}}},
    {"a word of non-ASCII letters alone",
     {"\u0434\u043e\u043c"},
     {"\u0434\u043e\u043c \u0434\u043e\u043c\u0430"},
     {{0, 0, 0, 6}}},
    {"no phrase reaches from one text into the next", {"a b", "a", "b"}, {"a", "b"}, {{0, 1, 0, 1}, {1, 2, 0, 1}}},
    {"repeated phrases are found by each id",
     {"x y", "x  y", "X Y"},
     {"x y"},
     {{0, 0, 0, 3}, {0, 1, 0, 3}, {0, 2, 0, 3}}},
    {"no phrases", {}, {"a b c"}, {}},
    {"phrases without a word are never found", {"", " ", "?!"}, {"", " ", "?!", "a"}, {}},
    {"empty texts, and texts without a word", {"a"}, {"", "", " a", "...", "", "a"}, {{2, 0, 1, 2}, {5, 0, 0, 1}}},
    {"no texts", {"a"}, {}, {}},
    {"long words that begin alike are told apart",
     {"internationalisation", "internationalization", "internationality"},
     {"internationalization internationalisation internationally"},
     {{0, 1, 0, 20}, {0, 0, 21, 41}}},
    {"words longer than a block",
     {repeat("x", 64), repeat("x", 200), "a " + repeat("x", 65)},
     {repeat("x", 64) + " " + repeat("x", 200) + " a " + repeat("x", 65) + " " + repeat("x", 199)},
     {{0, 0, 0, 64}, {0, 1, 65, 265}, {0, 2, 266, 333}}},
    {"a zero byte is no word", {"a b"}, {std::string("a\0b", 3)}, {{0, 0, 0, 3}}},
    {"control characters are no letters with a bit missing",
     {"a", "'"},
     {"\x41 \x01 \x07 @ ` \x1a [ {"},
     {{0, 0, 0, 1}}},
};

TEST_CASE("the phrase engine finds what is expected, in order, on every instruction set") {
  for (const peertag::InstructionSet set : peertag::instruction_sets())
    for (const Case& example : cases) {
      CAPTURE(static_cast<int>(set));
      CAPTURE(example.what);
      const std::vector<std::string_view> phrases = views_of(example.phrases), texts = views_of(example.texts);
      const PhraseTables tables(phrases);
      PhraseMatcher matcher(tables, set);
      const auto hits = matcher.match(texts);
      REQUIRE(hits.size() == example.hits.size());
      for (std::size_t h = 0; h < hits.size(); ++h) {
        CHECK(hits[h].text == example.hits[h].text);
        CHECK(static_cast<std::uint32_t>(hits[h].phrase) == example.hits[h].phrase);
        CHECK(hits[h].span.begin == example.hits[h].begin);
        CHECK(hits[h].span.end == example.hits[h].end);
      }
    }
}

TEST_CASE("a phrase is found wherever it stands towards the blocks of 64 bytes") {
  const std::vector<std::string> phrases{"be kind to yourself", "kind"};
  const PhraseTables tables(views_of(phrases));
  for (const peertag::InstructionSet set : peertag::instruction_sets()) {
    PhraseMatcher matcher(tables, set);
    for (const char* const filling :
         {" ", "a ", "word ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "})
      for (std::size_t before = 0; before < 200; ++before) {
        std::string text = repeat(filling, 200).substr(0, before);
        if (!text.empty()) text.back() = ' ';
        text += "be kind  to yourself";
        for (const std::string& after :
             {std::string(), std::string("."), std::string(" and so on and so on and so on and so on")}) {
          const auto hits = matcher.match(text + after);
          REQUIRE(hits.size() == 2);
          CHECK(hits[0] == PhraseHit{0,
                                     PhraseId{0},
                                     {static_cast<std::uint32_t>(before), static_cast<std::uint32_t>(before + 20)}});
          CHECK(hits[1] == PhraseHit{0,
                                     PhraseId{1},
                                     {static_cast<std::uint32_t>(before + 3), static_cast<std::uint32_t>(before + 7)}});
        }
      }
  }
}

#if __has_include(<sys/mman.h>)
TEST_CASE("nothing beyond the end of a text is read, not even where memory ends") {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* const pages = mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(pages != MAP_FAILED);
  char* const end = static_cast<char*>(pages) + page;
  REQUIRE(mprotect(end, page, PROT_NONE) == 0);
  const std::vector<std::string> phrases{"be kind", "kind"};
  const PhraseTables tables(views_of(phrases));
  for (const peertag::InstructionSet set : peertag::instruction_sets()) {
    PhraseMatcher matcher(tables, set);
    for (std::size_t size = 7; size < 300; ++size) {
      const std::string text = repeat("so ", 100).substr(0, size - 7) + "be kind";
      std::copy(text.begin(), text.end(), end - size);
      const bool apart = size == 7 || text[size - 8] == ' ';
      CHECK(matcher.match(std::string_view(end - size, size)).size() == (apart ? 2 : 1));
      CHECK(matcher.match(std::string_view(end - size, size))[apart ? 1 : 0].phrase == PhraseId{1});
    }
  }
  munmap(pages, 2 * page);
}
#endif

TEST_CASE("thousands of phrases may share their first eight words") {
  std::vector<std::string> phrases;
  for (int i = 0; i < 5000; ++i) phrases.push_back("a b c d e f g h " + std::to_string(i));
  const PhraseTables tables(views_of(phrases));
  for (const peertag::InstructionSet set : peertag::instruction_sets()) {
    PhraseMatcher matcher(tables, set);
    const auto hits = matcher.match("a b c d e f g h 4711 a b c d e f g h 5000");
    REQUIRE(hits.size() == 1);
    CHECK(hits[0] == PhraseHit{0, PhraseId{4711}, {0, 20}});
  }
}

// All instruction sets, all texts in one call and each in its own, against the twin.
void check_against_twin(const std::vector<std::string>& phrases, const std::vector<std::string>& texts,
                        const std::vector<OwnPattern>& patterns = {}) {
  const std::vector<PhraseHit> expected = reference::NaivePhrases(phrases, patterns).match(texts);
  const PhraseTables tables(views_of(phrases), views_of(patterns));
  for (const peertag::InstructionSet set : peertag::instruction_sets()) {
    CAPTURE(static_cast<int>(set));
    PhraseMatcher matcher(tables, set);
    const auto hits = matcher.match(views_of(texts));
    REQUIRE(hits.size() == expected.size());
    CHECK(std::equal(hits.begin(), hits.end(), expected.begin()));

    std::size_t next = 0;
    bool equal = true;
    for (std::uint32_t text = 0; text < texts.size(); ++text)
      for (PhraseHit hit : matcher.match(texts[text])) {
        hit.text = text;
        equal = equal && next < expected.size() && hit == expected[next];
        ++next;
      }
    CHECK(equal);
    CHECK(next == expected.size());
  }
}

TEST_CASE("on random texts the phrase engine equals its slow twin") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  for (int round = 0; round < 60; ++round) {
    // Few different words, so that much matches; among them some long, some alike.
    std::vector<std::string> words;
    for (std::size_t w = 0; w < 4 + below(40); ++w) {
      std::string word;
      const std::size_t length = 1 + (below(8) == 0 ? below(90) : below(9));
      for (std::size_t i = 0; i < length; ++i) word += std::string_view("ab'_9Z\xc3\xa9")[below(8)];
      words.push_back(word);
    }
    const auto sequence = [&](std::size_t most, const std::vector<std::string>& separators) {
      std::string text;
      for (std::size_t n = below(most + 1); n > 0; --n)
        text += words[below(words.size())] + separators[below(separators.size())];
      return text;
    };
    std::vector<std::string> phrases, texts;
    for (std::size_t p = 0; p < below(300); ++p) phrases.push_back(sequence(10, {" ", "-", "  "}));
    for (std::size_t t = 0; t < below(200); ++t)
      texts.push_back(sequence(below(10) == 0 ? 3000 : 40, {" ", ", ", "\n\n", " @ ", ".", std::string(70, ' ')}));
    check_against_twin(phrases, texts);
  }
}

TEST_CASE("gap patterns find what is expected") {
  const std::vector<OwnPattern> patterns{
      {{{"have you"}, {"tried", "thought about"}, {"yoga"}}, {0, 0, 4}},  // 1, and so on: behind the phrase
      {{{"a"}, {"b"}, {"c"}}, {0, 2, 2}},
      {{{"x", "x y"}, {"z", "y z"}}, {0, 0}},
      {{{"i"}, {"depression"}}, {0, 1}},
      {{{"i"}, {"depressing"}}, {0, 1}},
      {{{"..."}, {"a"}}, {0, 0}},
      {{}, {}},
      {{{"stop"}, {"*ing", "re*ed"}}, {0, 1}},
      {{{"w*"}, {"a"}}, {0, 0}},
  };
  struct Want {
    std::uint32_t phrase, begin, end;
  };
  const std::vector<std::pair<std::string, std::vector<Want>>> examples{
      {"Have you tried a bit of hot yoga?", {{1, 0, 32}}},
      {"have you thought about yoga yoga", {{1, 0, 27}}},
      {"have you tried one two three four five yoga", {}},
      {"have you thought, yoga", {}},
      {"a b b c c", {{0, 0, 3}, {2, 0, 7}}},  // one left out: neither `a b . c c` nor `a . b c c` beats it
      {"a c b c a b c", {{2, 0, 7}, {0, 8, 11}, {2, 8, 13}}},
      {"x y z", {{3, 0, 5}}},
      {"i hate depressing depression", {{5, 0, 17}}},  // alike in their first eight letters and in length
      {"i depression", {{4, 0, 12}}},
      {"a", {}},
      {"Stop the REACTING", {{8, 0, 17}}},
      {"stop red", {}},
      {"stop reed", {{8, 0, 9}}},
      {"wa a", {}},
  };
  const std::vector<std::string> phrases{"a b"};
  const PhraseTables tables(views_of(phrases), views_of(patterns));
  for (const peertag::InstructionSet set : peertag::instruction_sets()) {
    PhraseMatcher matcher(tables, set);
    for (const auto& example : examples) {
      const std::string& text = example.first;
      const std::vector<Want>& wanted = example.second;
      CAPTURE(text);
      const auto hits = matcher.match(text);
      REQUIRE(hits.size() == wanted.size());
      for (std::size_t h = 0; h < hits.size(); ++h)
        CHECK(hits[h] == PhraseHit{0, PhraseId{wanted[h].phrase}, {wanted[h].begin, wanted[h].end}});
    }
    // Words hashed by the caller: only phrases are looked for.
    const std::vector<std::uint32_t> hashes{peertag::phrase_word_hash("a"), peertag::phrase_word_hash("b"),
                                            peertag::phrase_word_hash("c")};
    CHECK(matcher.candidates(hashes).size() == 1);
  }
}

TEST_CASE("no gap reaches into the next text, and none is lost between two chunks of words") {
  const std::vector<OwnPattern> patterns{{{{"a"}, {"b"}}, {0, 61}}};
  CHECK(view_of(patterns[0]).longest() == GapPattern::most_words);
  const std::vector<OwnPattern> too_long{{{{"a"}, {"b"}}, {0, 62}}};
  const PhraseTables without(std::vector<std::string_view>{}, views_of(too_long));
  CHECK(PhraseMatcher(without).match("a b").empty());
  const PhraseTables tables(std::vector<std::string_view>{}, views_of(patterns));
  const std::vector<std::string> apart{"a x", "b", "a", "x b"};
  for (const peertag::InstructionSet set : peertag::instruction_sets()) {
    PhraseMatcher matcher(tables, set);
    CHECK(matcher.match(views_of(apart)).empty());
    for (std::size_t before = 1900; before < 2100; ++before) {
      const std::string text = repeat("x ", before) + "a " + repeat("x ", 61) + "b";
      REQUIRE(matcher.match(text).size() == 1);
      CHECK(matcher.match(text)[0].span.begin == 2 * before);
      CHECK(matcher.match(text)[0].span.end == text.size());
      CHECK(matcher.match(repeat("x ", before) + "a " + repeat("x ", 62) + "b").empty());
    }
  }
}

TEST_CASE("on random texts gap patterns equal their slow twin") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  random_book::Random random(std::uint64_t{seed});
  for (int round = 0; round < 60; ++round) {
    const random_phrases::Lot lot = random_phrases::Maker(random).make(3000);
    check_against_twin(lot.phrases, lot.texts, lot.patterns);
  }
}

TEST_CASE("any bytes at all are matched alike on every instruction set") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  std::vector<std::string> phrases, texts;
  for (int i = 0; i < 256; ++i) phrases.push_back(std::string(1, static_cast<char>(i)) + "a b");
  for (int t = 0; t < 300; ++t) {
    std::string text;
    for (std::size_t n = random() % 500; n > 0; --n)
      text += random() % 3 == 0 ? std::string(1, static_cast<char>(random() % 256)) : random() % 2 == 0 ? "a b" : " ";
    texts.push_back(text);
  }
  check_against_twin(phrases, texts);
}

TEST_CASE("words hashed by the caller lead to the same phrases") {
  const std::vector<std::string> phrases{"not alone", "alone", "you are not alone", "a b c d e f g h i"};
  const PhraseTables tables(views_of(phrases));
  std::vector<std::uint32_t> hashes;
  for (const char* const word : {"you", "are", "not", "alone", "internationalisation", "alone"})
    hashes.push_back(peertag::phrase_word_hash(word));
  using peertag::PhraseCandidate;
  const std::vector<PhraseCandidate> expected{{0, PhraseId{2}}, {2, PhraseId{0}}, {3, PhraseId{1}}, {5, PhraseId{1}}};
  for (const peertag::InstructionSet set : peertag::instruction_sets()) {
    PhraseMatcher matcher(tables, set);
    const auto found = matcher.candidates(hashes);
    REQUIRE(found.size() == expected.size());
    CHECK(std::equal(found.begin(), found.end(), expected.begin()));

    // More words than a chunk holds.
    std::vector<std::uint32_t> many;
    for (int i = 0; i < 3000; ++i) many.insert(many.end(), hashes.begin(), hashes.end());
    CHECK(matcher.candidates(many).size() == 3000 * expected.size());
  }
}

TEST_CASE("a matcher that has been used gives the same answers again") {
  const std::vector<std::string> phrases{"a b", "b", "c"};
  const PhraseTables tables(views_of(phrases));
  for (const peertag::InstructionSet set : peertag::instruction_sets()) {
    PhraseMatcher matcher(tables, set);
    CHECK(matcher.match(repeat("a b c ", 5000)).size() == 15000);
    CHECK(matcher.match("").empty());
    CHECK(matcher.match(std::string_view()).empty());
    CHECK(matcher.match("b").size() == 1);
    CHECK(matcher.match("a").empty());
  }
}

TEST_CASE("the phrase sets of ../shared are found in its corpus as the slow twin finds them") {
  const std::string shared = PEERTAG_SHARED_DIR;
  const std::string archive = shared + "/corpus/messages.jsonl.zst";
  if (!std::filesystem::exists(archive)) {
    MESSAGE("skipped: no ", archive);
    return;
  }
  // JSON is not what is tested here: whole lines serve as texts as well as the texts in them.
  std::vector<std::string> texts;
  const std::string command = "zstd -dcq '" + archive + "' 2>/dev/null | head -c 3000000";
  if (std::FILE* const lines = popen(command.c_str(), "r")) {
    std::string line;
    for (int c = std::fgetc(lines); c != EOF; c = std::fgetc(lines))
      if (c != '\n')
        line += static_cast<char>(c);
      else
        texts.push_back(std::exchange(line, {}));
    pclose(lines);
  }
  if (texts.empty()) {
    MESSAGE("skipped: no zstd command to read ", archive);
    return;
  }
  for (const char* const name : {"ph500", "ph5000", "ph20000", "sp5000", "sp20000"}) {
    CAPTURE(name);
    std::vector<std::string> phrases;
    std::ifstream file(shared + "/perf/" + name + ".txt");
    for (std::string line; std::getline(file, line);) phrases.push_back(line);
    check_against_twin(phrases, texts);
  }
}

}  // namespace
