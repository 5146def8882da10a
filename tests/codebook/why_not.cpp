// why-not on cases worked out by hand, and on random codebooks against the engine.
#include "codebook/why_not.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "match/random_book.hpp"
#include "support.hpp"

namespace {

using namespace peertag;
using codebook::WhyNot;

// The rule `s` gives the code `b/two` for a hug.
Codebook book_with(std::string_view rule) {
  const std::string rules = std::string(rule) + R"([[rule]]
id = "s"
code = "b/two"
match = ["hug"]
unless = []
)";
  return test::codebook_of({{"b/book.toml",
                             "id = \"b\"\ntitle = \"T\"\nsource = \"made up\"\nlicence = \"MIT\"\nversion = \"0.1\"\n"
                             "[[code]]\nid = \"one\"\nlabel = \"L\"\nkind = \"theme\"\ndefinition = \"D\"\n"
                             "[[code]]\nid = \"two\"\nlabel = \"L\"\nkind = \"theme\"\ndefinition = \"D\"\n"},
                            {"b/rules.toml", rules},
                            {"en/cues.toml",
                             "[[cue]]\nclass = \"negated\"\nterms = [\"never\"]\nreach = \"forward\"\nmax = 3\nends_at "
                             "= [\"comma\", \"but\"]\n"
                             "[[cue]]\nclass = \"negated\"\nterms = [\"hardly\"]\nreach = \"both\"\nmax = 1\n"},
                            {"en/words/hard.csv", "term,weight,note\nhard,,\ntough,,\n"}});
}

WhyNot explain(const Codebook& codebook, std::string_view rule, std::string_view text) {
  Message message;
  message.id = "m";
  message.text = text;
  return codebook::WhyNotFinder(codebook, *codebook.find_rule(rule)).explain(message, nullptr);
}

// Whether the rule has a standing finding, by the tagger itself.
bool fires(const Codebook& codebook, RuleId rule, Message message, std::string_view text, const Conversation* before) {
  message.text = text;
  bool out = false;
  FunctionSink sink([&](const TaggedMessage& tagged) {
    for (const CodeScore& code : tagged.codes)
      for (const Annotation& annotation : code.evidence) out = out || annotation.rule == rule;
  });
  if (before == nullptr) {
    Tagger(codebook).tag(message, sink);
  } else {
    Conversation conversation = *before;
    Tagger(codebook).tag({&message, 1}, conversation, sink);
  }
  return out;
}

constexpr std::string_view rule = R"([[rule]]
id = "r"
code = "b/one"
match = ["(it|that) sounds ... @hard", "oh no"]
none = ["fun"]
unless = ["negated"]
)";

TEST_CASE("the longest beginning of each pattern is found, and what is missing behind it") {
  const Codebook codebook = book_with(rule);
  const std::string text = "Well, it sounds like snow.";
  const WhyNot why = explain(codebook, "r", text);
  CHECK(why.fires.empty());
  REQUIRE(why.patterns.size() == 2);
  CHECK(why.patterns[0].found == "(it|that) sounds");
  CHECK(why.patterns[0].missing == "`..3 @hard`");
  CHECK(why.patterns[0].span == SourceSpan{6, 15});
  CHECK(why.patterns[0].line == 4);
  CHECK(why.patterns[1].found.empty());
  CHECK(why.patterns[1].missing == "`oh no`");
  CHECK(why.stopped.empty());
  REQUIRE(why.edit.has_value());
  CHECK(fires(codebook, *codebook.find_rule("r"), {}, why.edit->apply(text), nullptr));
  CHECK(why.edit->apply(text) == "Well, it sounds hard like snow.");
}

TEST_CASE("everything that stops a match is named, with its reach, and the edit takes the one away that is there") {
  const Codebook codebook = book_with(rule);
  const std::string text = "I never thought it sounds hard.";
  const WhyNot why = explain(codebook, "r", text);
  REQUIRE(why.stopped.size() == 1);
  CHECK(why.stopped[0].span == SourceSpan{16, 30});
  REQUIRE(why.stopped[0].obstacles.size() == 1);
  CHECK(why.stopped[0].obstacles[0].kind == "negated");
  CHECK(why.stopped[0].obstacles[0].clause == "reaches forward, at most 3 tokens, ends at comma, `but`");
  CHECK(why.stopped[0].obstacles[0].words == SourceSpan{2, 7});
  REQUIRE(why.edit.has_value());
  CHECK(why.edit->span == SourceSpan{2, 7});
  CHECK(why.edit->with.empty());

  const WhyNot both = explain(codebook, "r", "Fun, but never it sounds hard.");
  REQUIRE(both.stopped.size() == 1);
  REQUIRE(both.stopped[0].obstacles.size() == 2);
  CHECK(both.stopped[0].obstacles[0].kind == "none");
  CHECK(both.stopped[0].obstacles[0].clause == "fun");
  CHECK(both.stopped[0].obstacles[1].kind == "negated");
}

TEST_CASE("words too far apart and marks of place are told apart from words that are missing") {
  const Codebook codebook = book_with(R"([[rule]]
id = "r"
code = "b/one"
match = ["^ (it|that) ..1 sounds ..1 @hard $"]
unless = []
)");
  CHECK(explain(codebook, "r", "It sounds hard to me.").patterns[0].missing == "`$`: the end of the sentence");
  CHECK(explain(codebook, "r", "Well, it sounds hard.").patterns[0].missing == "`^`: the start of the sentence");
  CHECK(explain(codebook, "r", "It sounds like something hard.").patterns[0].missing ==
        "nearness: there are too many words between");
}

TEST_CASE("what the conversation lacks no edit can give") {
  const Codebook codebook = book_with(R"([[rule]]
id = "r"
code = "b/one"
match = ["thanks"]
unless = []
from = "seeker"
needs = { reply_to = { by = "supporter", has = ["b/two"] } }
)");
  Conversation conversation(codebook.turns_back());
  FunctionSink nowhere([](const TaggedMessage&) {});
  Tagger tagger(codebook);
  Message opening;
  opening.id = "m1";
  opening.speaker = "ana";
  opening.conversation_id = "t";
  opening.reply_kind = ReplyKind::opens;
  opening.text = "Hug me.";
  tagger.tag({&opening, 1}, conversation, nowhere);
  Message answer = opening;
  answer.id = "m2";
  answer.speaker = "ben";
  answer.reply_kind = ReplyKind::answers;
  answer.reply_to = "m1";
  answer.text = "Thanks!";
  const WhyNot why = codebook::WhyNotFinder(codebook, *codebook.find_rule("r")).explain(answer, &conversation);
  CHECK(why.patterns[0].missing.empty());
  REQUIRE(why.conversation.size() == 2);
  CHECK(why.conversation[0].kind == "from");
  CHECK(why.conversation[0].clause == "seeker, but the author is supporter");
  CHECK(why.conversation[1].kind == "needs");
  CHECK(why.conversation[1].clause == "reply_to by supporter has `b/two`, within 10 messages");
  CHECK_FALSE(why.edit.has_value());
}

TEST_CASE(
    "on random codebooks it says `fires` where the engine has a standing finding, and its edits do what they say") {
  const char* given = std::getenv("PEERTAG_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 20260712;
  MESSAGE("PEERTAG_SEED=", seed);
  random_book::Random random(seed);
  std::size_t firing = 0, edits = 0, cases = 0;
  while (cases < 300) {
    const random_book::Book book = random_book::make_book(random);
    Diagnostics diagnostics;
    const std::optional<Codebook> codebook = Codebook::compile(book.sources(), diagnostics);
    if (!codebook) continue;
    for (std::uint32_t r = 0; r < codebook->rules().size() && r < 6; ++r) {
      codebook::WhyNotFinder finder(*codebook, static_cast<RuleId>(r));
      for (int m = 0; m < 5; ++m) {
        const std::string text = random_book::make_message(random);
        CAPTURE(text);
        CAPTURE(book.files[1].second);
        CAPTURE(r);
        Message message;
        message.text = text;
        const WhyNot why = finder.explain(message, nullptr);
        const bool expected = fires(*codebook, static_cast<RuleId>(r), message, text, nullptr);
        REQUIRE(why.fires.empty() == !expected);
        ++cases;
        firing += expected ? 1 : 0;
        // A pattern is whole, or nothing was matched that could be stopped.
        const bool any_match = std::any_of(why.patterns.begin(), why.patterns.end(),
                                           [](const codebook::Progress& progress) { return progress.missing.empty(); });
        REQUIRE((any_match || (why.stopped.empty() && !expected)));
        REQUIRE((!any_match || expected || !why.stopped.empty()));
        REQUIRE((!expected || !why.edit));
        if (!why.edit) continue;
        ++edits;
        REQUIRE(fires(*codebook, static_cast<RuleId>(r), message, why.edit->apply(text), nullptr));
      }
    }
  }
  CHECK(firing * 20 > cases);
  CHECK(edits * 2 > cases - firing);
}

}  // namespace
