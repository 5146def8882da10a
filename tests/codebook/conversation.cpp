// Conditions on a conversation as they are written: read, put in order, held against an archive.
#include <doctest/doctest.h>

#include "codebook/against.hpp"
#include "codebook/compiled.hpp"
#include "codebook/derivation_order.hpp"
#include "codebook/examples.hpp"
#include "sources.hpp"

namespace peertag::testing {
namespace {

const std::filesystem::path folder = std::filesystem::path(PEERTAG_SOURCE_DIR) / "tests/diagnostics";

const std::string book = R"(id = "b"
title = "t"
[[code]]
id = "one"
label = "l"
kind = "theme"
definition = "d"
[[code]]
id = "two"
label = "l"
kind = "theme"
definition = "d"
[[code]]
id = "three"
label = "l"
kind = "theme"
definition = "d"
[[code]]
id = "x"
label = "l"
kind = "context"
definition = "d"
[[code]]
id = "x.f"
label = "l"
kind = "factor"
parent = "x"
definition = "d"
)";

// A rule for each code, and what is given.
Files files_with(const std::string& rules) {
  std::string all = rules;
  for (const std::string code : {"one", "two", "three", "x.f"})
    all += "[[rule]]\nid = \"plain." + code + "\"\ncode = \"b/" + code + "\"\nmatch = [\"word" + code.substr(0, 1) +
           "\"]\n";
  return {{"b/book.toml", book}, {"b/rules.toml", all}};
}

std::optional<Codebook> compile(const Files& files, Diagnostics& diagnostics) {
  return Codebook::compile(sources_of(files), diagnostics);
}

Codebook good(const std::string& rules) {
  Diagnostics diagnostics;
  std::optional<Codebook> codebook = compile(files_with(rules), diagnostics);
  for (const Diagnostic& one : diagnostics) {
    CAPTURE(to_text(one));
    REQUIRE(one.severity == Severity::warning);
  }
  REQUIRE(codebook);
  return std::move(*codebook);
}

// The errors of one rule file, each a line "line:column R012 message".
std::string errors_of(const std::string& rules) {
  Diagnostics diagnostics;
  CHECK_FALSE(compile(files_with(rules), diagnostics));
  std::string out;
  for (const Diagnostic& one : diagnostics)
    if (one.severity == Severity::error)
      out += std::to_string(one.line) + ':' + std::to_string(one.column) + ' ' + std::string(one.id) + ' ' +
             one.message + '\n';
  return out;
}

using Texts = std::vector<std::string>;

TEST_CASE("conditions are shown as they were written, and compiled") {
  const Codebook codebook = good(R"([[rule]]
id = "a"
code = "b/one"
match = ["hope"]
from = "unknown"
needs = { previous = { has = ["b/x", "sad day", "re/blue+s/", "b/two"], within = 50 }, reply_to = { by = "other" } }
[[derive]]
id = "d"
codes = ["b/two", "b/three"]
weight = 0.25
first = { by = "seeker", has = ["b/one"] }
then = { by = "self", answers = "first", has = ["sad day", "b/x.f"] }
within = 3
)");
  const RuleText& rule = codebook.rules()[0];
  CHECK(rule.from == Role::unknown);
  REQUIRE(rule.needs.size() == 2);
  CHECK(rule.needs[0].where == Lookback::Where::reply_to);
  CHECK(rule.needs[0].test.by == By::other);
  CHECK(rule.needs[0].test.has.empty());
  CHECK(rule.needs[0].within == 10);
  CHECK(rule.needs[1].where == Lookback::Where::previous);
  CHECK(rule.needs[1].test.by == By::any);
  CHECK(rule.needs[1].test.has == Texts{"b/x", "sad day", "re/blue+s/", "b/two"});
  CHECK(rule.needs[1].within == 50);
  CHECK_FALSE(rule.derivation);

  const RuleText& derived = codebook.rules()[1];
  CHECK_FALSE(derived.from);
  CHECK(derived.codes == Texts{"b/three", "b/two"});
  CHECK(derived.weight == 250);
  REQUIRE(derived.derivation);
  CHECK(derived.derivation->first.by == By::seeker);
  CHECK(derived.derivation->then.by == By::self);
  CHECK(derived.derivation->then.has == Texts{"sad day", "b/x.f"});
  CHECK(derived.derivation->answers);
  CHECK(derived.derivation->within == 3);

  CHECK(codebook.turns_back() == 50);
  const RuleSet& compiled = codebook.compiled().rule_set;
  CHECK(compiled.remembered.size() == 2);  // "sad day" is asked for twice
  const Lookback& previous = compiled.rules[0].needs[1];
  CHECK(previous.test.codes == std::vector<CodeId>{*codebook.find_code("b/x"), *codebook.find_code("b/two")});
  CHECK(previous.test.patterns == std::vector<std::uint32_t>{0, 1});
  REQUIRE(compiled.derivations.size() == 1);
  CHECK(compiled.derivations[0].rule == *codebook.find_rule("d"));
  CHECK(compiled.derivations[0].then.patterns == std::vector<std::uint32_t>{0});
}

TEST_CASE("from = any asks for nobody in particular") {
  const Codebook codebook = good("[[rule]]\nid = \"a\"\ncode = \"b/one\"\nmatch = [\"hope\"]\nfrom = \"any\"\n");
  CHECK_FALSE(codebook.rules()[0].from);
  CHECK(codebook.turns_back() == 10);
}

TEST_CASE("what a condition cannot be is said where it stands") {
  CHECK(errors_of(R"([[rule]]
id = "a"
code = "b/one"
match = ["hope"]
from = "seekers"
needs = { reply_to = { by = "me", has = ["b/four", "(", "hope ..99 on"], within = 51, who = 1 }, next = {} }
)") == "5:9 R015 `seekers` is none of the values of `from`\n"
       "6:30 R015 `me` is none of the values of `by`\n"
       "6:43 R012 code `b/four` is not in the codebook\n"
       "6:53 R061 bracket: this one is not closed\n"
       "6:63 R065 gap: too wide\n"
       "6:83 R019 `within` must lie between 1 and 50\n"
       "6:87 R011 `who` is not a key of a message that a rule needs\n"
       "6:98 R011 `next` is not a key of `needs`\n");
  CHECK(errors_of("[[rule]]\nid = \"a\"\ncode = \"b/one\"\nmatch = [\"hope\"]\nneeds = {}\n") ==
        "5:9 R018 `needs` is empty\n");
  CHECK(
      errors_of("[[rule]]\nid = \"a\"\ncode = \"b/one\"\nmatch = [\"hope\"]\nneeds = { previous = { has = [] } }\n") ==
      "5:30 R018 `has` is empty\n");
  CHECK(errors_of("[[derive]]\nid = \"a\"\ncode = \"b/one\"\nfirst = {}\nmatch = [\"hope\"]\n") ==
        "1:1 R013 a derivation needs `then`\n"
        "4:9 R013 `first` needs `has`\n"
        "5:1 R011 `match` is not a key of a derivation\n");
  CHECK(errors_of("[[derive]]\nid = \"a\"\ncode = \"b/one\"\nfirst = { has = [\"b/two\"] }\n"
                  "then = { has = [\"b/two\"], answers = \"then\" }\nwithin = 0\n") ==
        "5:38 R015 `then` is none of the values of `answers`\n"
        "6:10 R019 `within` must lie between 1 and 50\n");
}

TEST_CASE("what an example of several turns cannot be is said where it stands") {
  const std::string rule = "[[rule]]\nid = \"a\"\ncode = \"b/one\"\nmatch = [\"hope\"]\n";
  CHECK(errors_of(rule + "examples = [{ conversation = [] }]\n") == "5:30 R018 `conversation` is empty\n");
  CHECK(errors_of(rule + "examples = [{ conversation = \"A: [hope]\" }]\n") ==
        "5:30 R014 `conversation` must be an array, and this is a string\n");
  CHECK(errors_of(rule + "examples = [{ text = \"[hope]\", conversation = [{ by = \"A\", text = \"[hope]\" }] }]\n") ==
        "5:15 R011 `text` is not a key of an example\n");
  CHECK(errors_of(rule + "examples = [{ conversation = [\"[hope]\", { text = \"[hope]\" }, { by = \"A\" }] }]\n") ==
        "5:31 R014 `conversation` must be an array of tables, and this is a string\n"
        "5:41 R013 a turn needs `by`\n"
        "5:62 R013 a turn needs `text`\n");
  CHECK(
      errors_of(rule +
                "examples = [{ conversation = [{ by = \"A\", text = \"hope\" }, { by = \"B\", text = \"no\" }] }]\n") ==
      "5:30 R097 the example marks no finding\n");
  CHECK(errors_of(rule + "not_examples = [{ conversation = [{ by = \"A\", text = \"no\", role = \"unknown\" }, "
                         "{ by = \"B\", text = \"[no]\", role = \"unknown\" }] }]\n") ==
        "5:34 R097 the counter-example marks a finding\n"
        "5:115 R015 `unknown` is none of the values of `role`\n");
}

TEST_CASE("the first to speak is the seeker unless a role is given; a sentence alone is by whom the rule asks for") {
  const Codebook codebook = good(R"([[rule]]
id = "a"
code = "b/one"
match = ["hope"]
from = "supporter"
examples = ["[Hope].", { conversation = [{ by = "A", text = "Hope." }, { by = "B", text = "[Hope]." }] },
            { conversation = [{ by = "A", role = "supporter", text = "[Hope]." }, { by = "B", text = "Hope." }] }]
not_examples = ["Despair.", { conversation = [{ by = "A", text = "Hope." }], because = "from" },
                { conversation = [{ by = "A", role = "unknown", text = "Hope." }, { by = "B", text = "Hope." }], because = "from" }]
)");
  const RuleText& rule = codebook.rules()[0];
  REQUIRE(rule.examples.size() == 6);
  codebook::ExampleRunner runner(codebook);
  for (const Example& example : rule.examples) {
    CAPTURE(example.line);
    CHECK(runner.run(RuleId{0}, example).passed);
  }
}

TEST_CASE("an example fails where the rule finds more or less than its brackets, in whichever turn") {
  const Codebook codebook = good(R"([[rule]]
id = "a"
code = "b/one"
match = ["hope"]
needs = { previous = { has = ["despair"] } }
examples = [{ conversation = [{ by = "A", text = "Despair." }, { by = "B", text = "[Hope]." }, { by = "A", text = "Hope." }] },
            { conversation = [{ by = "A", text = "[Hope]." }, { by = "B", text = "Despair." }] }]
not_examples = [{ conversation = [{ by = "A", text = "Despair." }, { by = "B", text = "Hope." }] },
                { conversation = [{ by = "A", text = "Hope." }], because = "from" }]
)");
  codebook::ExampleRunner runner(codebook);
  for (const Example& example : codebook.rules()[0].examples) {
    CAPTURE(example.line);
    CHECK_FALSE(runner.run(RuleId{0}, example).passed);
  }
}

TEST_CASE("derivations run after those that give what they ask for, contexts included") {
  const std::string then_hope = "then = { has = [\"hope\"] }\n";
  const Codebook codebook =
      good("[[derive]]\nid = \"a\"\ncode = \"b/one\"\nfirst = { has = [\"b/x\"] }\n" + then_hope +
           "[[derive]]\nid = \"b\"\ncode = \"b/x.f\"\nfirst = { has = [\"hope\"] }\nthen = { has = [\"b/two\"] }\n"
           "[[derive]]\nid = \"c\"\ncode = \"b/two\"\nfirst = { has = [\"b/three\"] }\n" +
           then_hope + "[[derive]]\nid = \"d\"\ncode = \"b/one\"\nfirst = { has = [\"hope\"] }\n" + then_hope);
  Texts order;
  for (const Derivation& derivation : codebook.compiled().rule_set.derivations)
    order.push_back(codebook.rules()[static_cast<std::size_t>(derivation.rule)].id);
  CHECK(order == Texts{"c", "b", "a", "d"});
}

TEST_CASE("of a ring of derivations the whole way is told") {
  Diagnostics diagnostics;
  CHECK_FALSE(compile(files_with("[[derive]]\nid = \"a\"\ncode = \"b/x.f\"\nfirst = { has = [\"b/one\"] }\n"
                                 "then = { has = [\"hope\"] }\n"
                                 "[[derive]]\nid = \"b\"\ncode = \"b/one\"\nfirst = { has = [\"hope\"] }\n"
                                 "then = { has = [\"b/x\"] }\n"),
                      diagnostics));
  std::string hint;
  for (const Diagnostic& one : diagnostics)
    if (one.id == "R072") hint = one.hint;
  CHECK(hint == "`a` asks for a code of `b`, `b` asks for a code of `a`");
}

TEST_CASE("a codebook held against an archive: R075 for what that never says") {
  Files files;
  add_folder(folder / "base", files);
  files["b/R075.toml"] = read_file(folder / "R075.toml");
  const std::vector<Source> sources = sources_of(files);
  Diagnostics diagnostics;
  const std::optional<Codebook> codebook = compile(files, diagnostics);
  REQUIRE(codebook);
  CHECK(text_of(diagnostics) == "");

  const auto held_against = [&](std::initializer_list<Message> messages) {
    codebook::Said said;
    Conversation conversation;
    for (const Message& message : messages) said.take(message, conversation);
    return text_of(codebook::hold_against(said, *codebook, sources));
  };
  Message first, second, third;
  first.id = "m1";
  second.id = "m2";
  third.id = "m3";
  CHECK(held_against({first, second}) == read_file(folder / "R075.expected"));

  first.conversation_id = second.conversation_id = third.conversation_id = "t";
  first.speaker = third.speaker = "ana";
  second.speaker = "ben";
  first.reply_kind = ReplyKind::opens;
  second.reply_kind = ReplyKind::answers;
  second.reply_to = "m1";
  CHECK(held_against({first, second, third}) == "");
  second.reply_to = "m9";
  const std::string no_answer = held_against({first, second, third});
  CHECK(no_answer.find("asks for an answer to an earlier message") != std::string::npos);
  CHECK(no_answer.find("asks for a message by") == std::string::npos);
}

}  // namespace
}  // namespace peertag::testing
