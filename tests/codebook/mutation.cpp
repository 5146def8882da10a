// Mutation on rules whose unneeded clauses are known.
#include "codebook/mutation.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

namespace {

using namespace peertag;

constexpr std::string_view head =
    "id = \"b\"\ntitle = \"T\"\nsource = \"made up\"\nlicence = \"MIT\"\nversion = \"0.1\"\n"
    "[[code]]\nid = \"one\"\nlabel = \"L\"\nkind = \"theme\"\ndefinition = \"D\"\n"
    "[[code]]\nid = \"two\"\nlabel = \"L\"\nkind = \"theme\"\ndefinition = \"D\"\n";

struct Result {
  std::size_t clauses = 0;
  std::string unnoticed;  // a line each
};

Result mutate(std::string_view rules, std::string_view id) {
  const Codebook codebook =
      test::codebook_of({{"b/book.toml", head},
                         {"b/rules.toml", rules},
                         {"en/cues.toml",
                          "[[cue]]\nclass = \"negated\"\nterms = [\"not\"]\nreach = \"forward\"\nmax = 3\n"
                          "[[cue]]\nclass = \"reported\"\nterms = [\"said\"]\nreach = \"forward\"\nmax = 3\n"
                          "[[cue]]\nclass = \"hypothetical\"\nterms = [\"if\"]\nreach = \"forward\"\nmax = 3\n"
                          "[[cue]]\nclass = \"third-person\"\nterms = [\"he\"]\nreach = \"forward\"\nmax = 3\n"},
                         {"en/words/hard.csv", "term,weight,note\nhard,,\ntough,,\n"}});
  const RuleId rule = *codebook.find_rule(id);
  const std::vector<codebook::Mutant> mutants = codebook::mutants_of(codebook, rule);
  Result result{mutants.size(), ""};
  for (const std::size_t m : codebook::unnoticed(codebook, rule, mutants))
    result.unnoticed += std::to_string(mutants[m].line) + ": " + mutants[m].what + '\n';
  return result;
}

TEST_CASE("a clause that no example needs is found, wherever it stands") {
  const Result result = mutate(R"([[rule]]
id = "r"
code = "b/one"
match = ["^ (it|that) ..2 @hard $",
         "so (very)? sad",
         "tough luck"]
all = []
none = ["rock", "fun"]
unless = ["negated", "reported"]
examples = ["[It is hard].", "[That is tough]."]
not_examples = [{ text = "Not tough luck.", because = "negated" }, "Well, it is hard.", "It is hard for us.",
                { text = "Tough luck, what fun.", because = "none" }]
[[rule]]
id = "s"
code = "b/two"
match = ["rock"]
unless = []
)",
                               "r");
  CHECK(result.unnoticed ==
        "4: gap `..2` of match `^ (it|that) ..2 @hard $`, widened to 20\n"
        "5: match `so (very)? sad`\n"
        "5: `?` behind `(very)?` of match `so (very)? sad`\n"
        "5: `(very)?` of match `so (very)? sad`\n"
        "8: none `rock`\n"
        "2: unless `reported`\n");
  CHECK(result.clauses == 14);
}

TEST_CASE("alternatives of mere words are one clause, others one each") {
  const Result result = mutate(R"toml([[rule]]
id = "r"
code = "b/one"
match = ["so (sad|sorry for you|@hard|not ..2 fun)"]
unless = []
examples = ["[So sad].", "[So hard]."]
[[rule]]
id = "s"
code = "b/two"
match = ["rock"]
unless = []
)toml",
                               "r");
  CHECK(
      result.unnoticed ==
      "4: `(sad|sorry for you|@hard|not ..2 fun)` of match `so (sad|sorry for you|@hard|not ..2 fun)`, narrowed to its "
      "first words\n"
      "4: `not ..2 fun` of match `so (sad|sorry for you|@hard|not ..2 fun)`\n"
      "4: gap `..2` of match `so (sad|sorry for you|@hard|not ..2 fun)`, narrowed to 0\n"
      "4: gap `..2` of match `so (sad|sorry for you|@hard|not ..2 fun)`, widened to 20\n");
  CHECK(result.clauses == 6);
}

TEST_CASE("conditions on the conversation are clauses, too, and what a rule looks back at comes along") {
  const Result result = mutate(R"([[rule]]
id = "asks"
code = "b/two"
match = ["help"]
unless = []
[[rule]]
id = "r"
code = "b/one"
match = ["thanks"]
unless = []
from = "seeker"
needs = { reply_to = { by = "supporter", has = ["b/two", "any time"] } }
examples = [{ conversation = [{ by = "A", text = "Hi." }, { by = "B", to = 1, text = "I can help." },
                              { by = "A", to = 2, text = "[Thanks]!" }] }]
not_examples = [{ conversation = [{ by = "A", text = "Hi." }, { by = "B", to = 1, text = "I can help." },
                                  { by = "C", to = 2, text = "Thanks!" }], because = "from" },
                { conversation = [{ by = "A", text = "Hi." }, { by = "B", to = 1, text = "Hello." },
                                  { by = "A", to = 2, text = "Thanks!" }], because = "needs" }]
)",
                               "r");
  CHECK(result.unnoticed ==
        "12: by `supporter` of needs `reply_to`\n"
        "12: `any time` of needs `reply_to`\n");
  CHECK(result.clauses == 6);
}

}  // namespace
