// Sentence borders: a table by hand, and the machine of sentences.hpp against ICU with the same tailored rules.
#include "peertag/sentences.hpp"

#include <doctest/doctest.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <string>
#include <vector>

#include "text/text.hpp"
#include "text/unicode_files.hpp"

namespace peertag::test {
namespace {

// UAX #29's sentence rules with the tailoring that sentences.hpp states. $Blanks is blanks with at most one newline:
// what a sentence may go on behind.
constexpr char16_t sentence_rules[] =
    uR"(
!!chain;
!!quoted_literals_only;
$CR = [\r];
$LF = [\n];
$Ext = [\p{Sentence_Break = Extend} \p{Sentence_Break = Format}];
$Sp = [\p{Sentence_Break = Sp} \p{Sentence_Break = Sep}];
$Lower = [\p{Sentence_Break = Lower}];
$Upper = [\p{Sentence_Break = Upper}];
$Numeric = [\p{Sentence_Break = Numeric}];
$Ellipsis = [\u2026];
$Stop = [\p{Sentence_Break = ATerm}];
$ATerm = [$Stop $Ellipsis];
$STerm = [\p{Sentence_Break = STerm}];
$SContinue = [\p{Sentence_Break = SContinue}];
$Close = [\p{Sentence_Break = Close}];
$NoLetter = [^ \p{Sentence_Break = OLetter} $Upper $Lower $ATerm $STerm $Sp $CR $LF $Ext];
$Plain = [^ $ATerm $STerm $Close $Sp $CR $LF $Ext];
$Solid = [^ $Sp $CR $LF $Ext];
$SpEx = $Sp $Ext*;
$Newline = ($CR $LF | $CR | $LF) $Ext*;
$Blanks = $SpEx* ($Newline $SpEx*)?;
$End = [$ATerm $STerm] $Ext*;
$CloseEx = $Close $Ext*;
$CR $LF;
.? $Ext*;
$ATerm $Ext* $Numeric;
[$Upper $Lower] $Ext* $Stop $Ext* $Upper;
$ATerm $Ext* $ATerm $Ext* $Blanks ($NoLetter $Ext* $Blanks)* $Lower;
$Ellipsis $Ext* $Blanks ($NoLetter $Ext* $Blanks)* $Lower;
$End $CloseEx* $SContinue;
$End $CloseEx* $Blanks [$ATerm $STerm];
$End $CloseEx* ($SpEx | $Newline)*;
[[$Plain] {bof}] $Ext* $Blanks ($CloseEx $Blanks)* $Solid;
[[$Plain] {bof}] $Ext* $Blanks ($CloseEx $Blanks)* ($SpEx | $Newline)*;
)";

class Oracle {
 public:
  Oracle() {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where;
    iterator_ = ubrk_openRules(sentence_rules, -1, nullptr, 0, &where, &status);
    REQUIRE(U_SUCCESS(status));
  }
  ~Oracle() { ubrk_close(iterator_); }
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  std::vector<std::uint32_t> borders(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    UText view = UTEXT_INITIALIZER;
    utext_openUTF8(&view, text.data(), static_cast<std::int64_t>(text.size()), &status);
    ubrk_setUText(iterator_, &view, &status);
    REQUIRE(U_SUCCESS(status));
    std::vector<std::uint32_t> borders;
    for (std::int32_t at = ubrk_first(iterator_); at != UBRK_DONE; at = ubrk_next(iterator_))
      borders.push_back(static_cast<std::uint32_t>(at));
    utext_close(&view);
    return borders;
  }

 private:
  UBreakIterator* iterator_ = nullptr;
};

void compare(Oracle& oracle, const std::string& text) {
  if (text::sentence_borders(text) == oracle.borders(text)) return;
  CAPTURE(text);
  REQUIRE(text::sentence_borders(text) == oracle.borders(text));
}

}  // namespace

TEST_CASE("sentences are cut where messages end them") {
  // `|` marks the borders.
  const std::string_view rows[] = {
      "i went home. |then i slept",
      "I went home. |Then I slept",
      "i was... tired",
      "i was\u2026 tired",
      "i was... |Tired",
      "i was\u2026 |Tired",
      "it cost 3.5 pounds",
      "the U.S.A won",
      "really?! |no",
      "\"really?\" |she said",
      "(really.) |yes",
      "one line\nanother line",
      "one paragraph\n\n|another",
      "one paragraph\r\n \r\n|another",
      "one line\r\nanother line",
      "what. |\"no\"",
      "a, b; c: d",
      "yes., and",
      "\"yes?\", he said",
      "you ok? |:) yes",
      "stop. \n|go",
      "... \n\n|go",
      "... |12 \n\n|go",
      "\u3053\u308C\u3002|\u305D\u308C",
  };
  for (const std::string_view row : rows) {
    CAPTURE(row);
    std::string text;
    std::vector<std::uint32_t> borders{0};
    for (const char c : row) {
      if (c == '|')
        borders.push_back(static_cast<std::uint32_t>(text.size()));
      else
        text += c;
    }
    borders.push_back(static_cast<std::uint32_t>(text.size()));
    CHECK(text::sentence_borders(text) == borders);
  }
  CHECK(text::sentence_borders("") == std::vector<std::uint32_t>{0});
}

TEST_CASE("ASCII texts have the sentence borders that ICU has by the same rules") {
  constexpr std::uint32_t seed = 3;
  CAPTURE(seed);
  Random random(seed);
  Oracle oracle;
  constexpr std::string_view alphabet = "abAB01...?!,:;-\"'()   \n\n\r\t#_";
  for (int round = 0; round < 200'000; ++round) {
    std::string text;
    for (std::uint32_t i = random.below(14); i > 0; --i) text += random.of(alphabet);
    if (round % 16 == 0)
      for (char& c : text)
        if (random.below(4) == 0) c = static_cast<char>(random.below(128));
    compare(oracle, text);
  }
}

TEST_CASE("all texts have the sentence borders that ICU has by the same rules") {
  constexpr std::uint32_t seed = 4;
  CAPTURE(seed);
  Random random(seed);
  Oracle oracle;
  constexpr std::u32string_view alphabet =
      U"aB1..?!, "
      U"\n\r\"\u2026\u2026\u2019\u201C\u201D\u2014\u00A0\u2028\u0085\u00E9\u00C9\u0301\u200B\u00AD\u3002\uFF1F\u2024"
      U"\u05D0"
      U"\u0661\U0001F62D\u00AB\uFF0C\u0664";
  for (int round = 0; round < 200'000; ++round) {
    std::u32string text;
    for (std::uint32_t i = random.below(14); i > 0; --i) {
      char32_t c = random.of(alphabet);
      if (random.below(12) == 0) c = random.below(0x3000);
      text += c;
    }
    compare(oracle, utf8(text));
  }
}

}  // namespace peertag::test
