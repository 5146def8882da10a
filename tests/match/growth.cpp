// Work grows with the text, and never faster than linearly: steps are counted, so that no clock is asked.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codebook/compiled.hpp"
#include "peertag/finding.hpp"
#include "stages.hpp"
#include "support.hpp"

using namespace peertag;

namespace {

// The steps of matching `text`; REQUIRE()s that they are within the budget.
double steps_of(detail::Stages& stages, const std::string& text) {
  Message message;
  message.text = text;
  Findings findings;
  stages.find(message, findings, [](detail::Stage stage) { return stage != detail::Stage::match; });
  REQUIRE_FALSE(stages.hits.budget_exhausted);
  return static_cast<double>(stages.hits.steps);
}

// `count` of these at random, twelve to a sentence; the same for the same arguments.
std::string words_at_random(std::span<const std::string> words, std::size_t count) {
  std::mt19937 random(7);
  std::string text;
  for (std::size_t w = 0; w < count; ++w) text.append(words[random() % words.size()]).append(w % 12 == 11 ? ". " : " ");
  return text;
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

void check_growth(detail::Stages& stages, const std::string& n, const std::string& twice, const std::string& four) {
  const double first = steps_of(stages, n);
  const double second = steps_of(stages, twice);
  const double third = steps_of(stages, four);
  CHECK(second <= 2.2 * first);
  CHECK(third <= 2.2 * second);
}

}  // namespace

TEST_CASE("on texts made to be dear, the default books cost twice as much for twice the text") {
  Diagnostics diagnostics;
  const std::optional<Codebook> codebook = Codebook::compile(Codebook::default_sources(), diagnostics);
  REQUIRE(codebook);
  detail::Stages stages(codebook->compiled());

  std::vector<std::string> entries, single_entries, words_of_entries;
  for (const WordList& list : codebook->lists())
    for (const ListEntry& entry : list.entries) {
      if (entry.term.find_first_of("*~_") != std::string::npos) continue;
      entries.push_back(entry.term);
      if (entry.term.find(' ') == std::string::npos) single_entries.push_back(entry.term);
      for (std::size_t begin = 0; begin < entry.term.size();) {
        const std::size_t end = std::min(entry.term.find(' ', begin), entry.term.size());
        words_of_entries.push_back(entry.term.substr(begin, end - begin));
        begin = end + 1;
      }
    }
  const std::vector<std::string> commonest{"i",  "you", "to", "the", "and", "a",  "it",   "that", "my", "is",
                                           "do", "not", "of", "in",  "me",  "so", "have", "feel", "be", "for"};
  for (const std::vector<std::string>* words :
       {&commonest, &std::as_const(entries), &std::as_const(single_entries), &std::as_const(words_of_entries)}) {
    CAPTURE(words->front());
    // The same thousand again and again: what rules are satisfied, and so what conditions are looked for, stays alike.
    const std::string thousand = words_at_random(*words, 1000);
    check_growth(stages, repeated(thousand, 4), repeated(thousand, 8), repeated(thousand, 16));
  }
  for (const std::string_view unit : {"not ", "i do not feel ", "i feel so ", "not not only ", "you should ", "a. ",
                                      "i ... you ", "so so so ", "sooooo ", "\xCC\x81\xCC\x80", "e\xCC\x81 "}) {
    CAPTURE(unit);
    constexpr std::size_t n = 3000;
    check_growth(stages, repeated(unit, n), repeated(unit, 2 * n), repeated(unit, 4 * n));
  }
}

TEST_CASE("patterns made to be dear cost twice as much for twice the text") {
  for (const std::string_view pattern :
       {"a ..9 a ..9 a ..9 a ..9 b", "(a|a b|a b a) ..5 (a|b a|b) ..5 b", "a ~9 b ~9 (a b|b a)",
        "a (a)? (a)? (a)? (a)? (a)? b", "(a ... a ... b|a ... b ... a) ..9 b"}) {
    CAPTURE(pattern);
    const std::string rules =
        "[[rule]]\nid = \"r\"\ncode = \"b/c\"\nmatch = [\"" + std::string(pattern) + "\"]\nunless = []\n";
    const Codebook codebook =
        test::codebook_of({{"b/book.toml",
                            "id = \"b\"\ntitle = \"T\"\nsource = \"made up\"\nlicence = \"MIT\"\nversion = \"0.1\"\n"
                            "[[code]]\nid = \"c\"\nlabel = \"L\"\nkind = \"theme\"\ndefinition = \"D\"\n"},
                           {"b/rules.toml", rules}});
    detail::Stages stages(codebook.compiled());
    for (const std::string_view unit : {"a ", "b ", "a b ", "a a a a a a a b ", "a a x b a. "}) {
      CAPTURE(unit);
      check_growth(stages, repeated(unit, 200), repeated(unit, 400), repeated(unit, 800));
    }
  }
}
