// Messages into tokens and sentences: tables by hand.
#include "peertag/tokenise.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "text/text.hpp"
#include "text/unicode_files.hpp"
#include "text/zones.hpp"

namespace peertag::test {
namespace {

const std::vector<std::string> abbreviations{"dr", "e.g", "etc", "ph"};

// Each sentence in brackets, its tokens by blanks: word, number as `n:`, emoji `e:`, url `u:`, mention `m:`. Flags
// stand before: , . \ for a newline, - " (. A question ends in ?, the last sentence before a zone in |.
std::string show(std::string_view source) {
  static constexpr std::string_view kinds[] = {"", "n:", "e:", "u:", "m:"};
  static constexpr std::string_view flags = ",.\\-\"(";
  text::Segmenter segmenter(abbreviations);
  NormalText normal;
  Tokens tokens;
  normalise(source, normal);
  segmenter.tokenise(source, normal, tokens);
  CHECK(well_formed(tokens.tokens, tokens.sentences, static_cast<std::uint32_t>(normal.text.size())));
  std::string shown;
  for (const Sentence& sentence : tokens.sentences) {
    shown += "[";
    for (std::uint32_t i = sentence.tokens.begin; i < sentence.tokens.end; ++i) {
      const Token& token = tokens.tokens[i];
      if (i > sentence.tokens.begin) shown += ' ';
      for (std::size_t bit = 0; bit < flags.size(); ++bit)
        if (has(token.before, static_cast<TokenFlags>(1U << bit))) shown += flags[bit];
      shown += kinds[static_cast<std::size_t>(token.kind)];
      shown += normal.text.substr(token.span.begin, token.span.size());
    }
    shown += sentence.question ? "?" : "";
    shown += sentence.zone_end ? "|]" : "]";
  }
  return shown;
}

struct Row {
  std::string_view source, shown;
};
template <std::size_t size>
void check(const Row (&rows)[size]) {
  for (const Row& row : rows) {
    CAPTURE(row.source);
    CHECK(show(row.source) == row.shown);
  }
}

}  // namespace

TEST_CASE("words, numbers, emoji, URLs and mentions are tokens") {
  const Row rows[] = {
      {"", ""},
      {"  \n ", ""},
      {"...!?", ""},
      {"I'm fine", "[i'm fine]"},
      {"I\u2019m fine", "[i'm fine]"},
      {"'em goin' 'n' rock", "[\"em goin \"n \"rock]"},
      {"well_done __ _x_", "[well_done _x_]"},
      {"1,000 3.5 3am 50mg 10:30", "[n:1,000 n:3.5 3am 50mg n:10 ,n:30]"},
      {"self-harm", "[self harm]"},
      {"#hope #\u00E9t\u00E9", "[hope \u00E9t\u00E9]"},
      {"caf\u00E9 na\u00EFve \u0391\u03A3", "[caf\u00E9 na\u00EFve \u03B1\u03C3]"},
      {"\u65E5\u672C\u30C6\u30B9\u30C8", "[\u65E5 \u672C \u30C6\u30B9\u30C8]"},
      {"tired.i want note:this", "[tired][.i want note ,this]"},
      {"tired.I want", "[tired][.i want]"},
      {"e.g this p.m or Ph.D", "[e.g this p.m or ph .d]"},
      {"hug <3 you", "[hug n:3 you]"},
      {"a\x01"
       "b",
       "[a b]"},
  };
  check(rows);
}

TEST_CASE("an emoji sequence is one token") {
  const Row rows[] = {
      {"\U0001F62D\U0001F62D", "[e:\U0001F62D e:\U0001F62D]"},
      {"\U0001F468\u200D\U0001F469\u200D\U0001F467x", "[e:\U0001F468\U0001F469\U0001F467 x]"},
      {"\U0001F468\u200D\U0001F469\U0001F468\u200D\U0001F469", "[e:\U0001F468\U0001F469 e:\U0001F468\U0001F469]"},
      {"\U0001F1EC\U0001F1E7\U0001F1EB\U0001F1F7", "[e:\U0001F1EC\U0001F1E7 e:\U0001F1EB\U0001F1F7]"},
      {"1\uFE0F\u20E3 2 #\u20E3 (\u20E3", "[e:1\u20E3 n:2 e:#\u20E3]"},
      {"\u2764\uFE0F\u200D\U0001F525", "[e:\u2764\U0001F525]"},
      {"\U0001F44D\U0001F3FD", "[e:\U0001F44D\U0001F3FD]"},
      {"yes\U0001F62Dno", "[yes e:\U0001F62D no]"},
  };
  check(rows);
}

TEST_CASE("URLs end where their sentence's punctuation begins") {
  const Row rows[] = {
      {"see http://a.org/b?c=d. ok", "[see u:http://a.org/b?c=d][.ok]"},
      {"(https://a.org/b_(c))", "[(u:https://a.org/b_(c))]"},
      {"[text](https://a.org) x", "[(text (u:https://a.org (x]"},
      {"www.a.org, example.com/x!", "[u:www.a.org ,u:example.com/x]"},
      {"http:// http", "[http ,http]"},
      {"it hit me.me too", "[it hit me][.me too]"},
      {"a@b.org b@c", "[u:a@b.org b c]"},
      {"\"http://a.org/\u00E9\u201D x", "[\"u:http://a.org/\u00E9 \"x]"},
  };
  check(rows);
}

TEST_CASE("a mention is the word after an at sign") {
  const Row rows[] = {
      {"@sam-b hi", "[m:@sam-b hi]"},
      {"hi @Jos\u00E9, @x_1: no", "[hi m:@jos\u00E9 ,m:@x_1 ,no]"},
      {"@ sam @@sam", "[sam m:@sam]"},
  };
  check(rows);
}

TEST_CASE("what stands between words is flagged on the word after") {
  const Row rows[] = {
      {"a, b; c: d", "[a ,b ,c ,d]"},
      {"a - b -- c \u2014 d\u2014e\u2013f", "[a -b -c -d -e f]"},
      {"a\nb (c) [d]", "[a \\b (c (d]"},
      {"\"a\" \u2018b\u2019", "[\"a \"b]"},
      {"a\u3001b", "[a ,b]"},
  };
  check(rows);
}

TEST_CASE("sentences hold their tokens") {
  const Row rows[] = {
      {"Dr. Smith left. why?", "[dr .smith left][.why?]"},
      {"pills etc. and so", "[pills etc .and so]"},
      {"etc.\n\nNext", "[etc][.\\next]"},
      {"you ok?! \"why?\" he said", "[you ok?][.\"why?][.\"he said]"},
      {"really? :) ok", "[really?][,.(ok]"},
      {"see example.com now", "[see u:example.com now]"},
      {"\uFF1F \u306F\u3044\uFF1F", "[.\u306F \u3044?]"},
  };
  check(rows);
}

TEST_CASE("zones make no tokens, and end sentences") {
  const Row rows[] = {
      {"> theirs\nmine", "[mine]"},
      {"mine\n>> theirs\n> theirs\nmine", "[mine|][\\mine]"},
      {"&gt; theirs\nmine", "[mine]"},
      {"mine\r> theirs\r\nmine", "[mine|][\\mine]"},
      {">:( mine", "[,(mine]"},
      {"a > b", "[a b]"},
      {"[quote=Sam]theirs [b]x[/b][/quote]mine", "[mine]"},
      {"[QUOTE]a[quote]b[/quote]c[/QUOTE] mine", "[mine]"},
      {"<blockquote class=\"x\">theirs</blockquote>mine", "[mine]"},
      {"[quote]never closed", "[never closed]"},
      {"closed [/quote] never opened", "[closed never opened]"},
      {"mine ```code > ``` mine", "[mine|][mine]"},
      {"mine ``` never closed", "[mine never closed]"},
      {"<pre>code</pre> a <code>b</code> c [code]d[/code]", "[a|][c|]"},
      {"mine\n-- \ntheir [b]motto[/b]", "[mine|]"},
      {"-- \nnothing before", "[\\-nothing before]"},
      {"one\n--\ntwo", "[one \\-two]"},
      {"a<b>b</b>c <br/> d <!-- e --> f", "[a b c d f]"},
      {"[url=http://x.org]here[/url] [i]so[/i]", "[here so]"},
      {"<3 you, a < b and c > d <hugs> [name] <b and c>", "[n:3 you ,a b and c d hugs (name (b and c]"},
      {"one. <p>two", "[one][.two]"},
      {"un<b>do", "[un do]"},
      {"mine <a\n> theirs", "[mine a|]"},
      {"```\n-- \n``` mine", "[mine]"},
  };
  check(rows);
}

TEST_CASE("tokens lead back to the message") {
  const std::string source = "\u201CI\u2019m \uFF26\uFF29\uFF2E\uFF25\u201D cafe\u0301 \U0001F468\u200D\U0001F469!";
  NormalText normal;
  normalise(source, normal);
  Tokens tokens;
  text::Segmenter({}).tokenise(source, normal, tokens);
  std::vector<std::string> written;
  for (const Token& token : tokens.tokens) {
    const SourceSpan span = normal.map.to_source(token.span);
    written.push_back(source.substr(span.begin, span.size()));
  }
  CHECK(written ==
        std::vector<std::string>{"I\u2019m", "\uFF26\uFF29\uFF2E\uFF25", "cafe\u0301", "\U0001F468\u200D\U0001F469"});
}

TEST_CASE("tokens do not depend on what was segmented before") {
  // With ICU's dictionaries the first would change after the second (faults.md M6).
  const std::string text = "\u30FC\u30B8\u30E7\u30F3";
  const std::string before = show(text);
  show("\u305F\u3063");
  CHECK(show(text) == before);
  CHECK(text::word_borders(text) == std::vector<std::uint32_t>{0, 12});
}

TEST_CASE("any bytes make well-formed tokens") {
  constexpr std::uint32_t seed = 5;
  CAPTURE(seed);
  Random random(seed);
  constexpr std::string_view pieces[] = {
      "a",      "Bc",      " ",        "\n",     ".",          "?",        "'",       "\u2019", "\u2026",
      "\u00E9", "\u0301",  "\u200D",   "\u00AD", "\U0001F468", "\uFB01",   "\u0130",  "\uFDFA", "<b>",
      "</b>",   "[quote]", "[/quote]", "```",    ">",          "\n> ",     "\n-- \n", "<",      "[",
      "]",      "http://", "@",        "-",      "\xE2",       "\xF0\x9F", "1",       "\uFE0F", "\u20E3",
      "\r",     "<code>",  "</code>",  "&gt;",   "\u3000",     "www.",     ".com",    "etc."};
  text::Segmenter segmenter(abbreviations);
  NormalText normal;
  Tokens tokens;
  for (int round = 0; round < 100'000; ++round) {
    std::string source;
    for (std::uint32_t i = random.below(20); i > 0; --i) source += random.of(pieces);
    normalise(source, normal);
    segmenter.tokenise(source, normal, tokens);
    CAPTURE(source);
    const auto size = static_cast<std::uint32_t>(normal.text.size());
    REQUIRE(well_formed(tokens.tokens, tokens.sentences, size));
    for (const Sentence& sentence : tokens.sentences) {
      REQUIRE(!sentence.tokens.empty());
      REQUIRE(sentence.text.begin <= tokens.tokens[sentence.tokens.begin].span.begin);
      REQUIRE(tokens.tokens[sentence.tokens.end - 1].span.end <= sentence.text.end);
      REQUIRE(sentence.text.end <= size);
    }
  }
}

TEST_CASE("no text takes more than linear time") {
  // Quadratic work on a megabyte of these would take minutes; they take a fifth of a second at most.
  constexpr std::size_t size = 1U << 20;
  const auto repeated = [](std::string_view piece) {
    std::string text;
    while (text.size() < size) text += piece;
    return text;
  };
  const std::string_view pieces[] = {
      "\u0315\u0300",
      "a\u0315\u0300",
      "\uFF9E\u0315",
      "\u00AD\u0315\u00AD\u0300",
      "\U0001F468\u200D",
      "\U0001F1EC",
      "<a ",
      "<",
      "[",
      "[quote]",
      "[/quote]",
      "[quote][code]",
      "</pre>",
      "```",
      "`",
      "<!--",
      "\n> ",
      "\n-- \n",
      "... ",
      "...(",
      "... 1 ",
      "\u2026\"",
      ".\n\n",
      "\n",
      "www.a",
      "http://",
      "a@",
      "@",
      "a.",
      "a:",
      "'",
      "\xE2\x80",
      " \u0301",
      "\u3000",
      "i feel ",
      "\u200B",
      "a\u2019",
  };
  text::Segmenter segmenter(abbreviations);
  NormalText normal;
  Tokens tokens;
  for (const std::string_view piece : pieces) {
    const std::string source = repeated(piece);
    const auto before = std::chrono::steady_clock::now();
    normalise(source, normal);
    segmenter.tokenise(source, normal, tokens);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - before;
    CAPTURE(piece);
    CHECK(taken.count() < 5.0);
  }
}

}  // namespace peertag::test
