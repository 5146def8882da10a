// `peertag chains`, `why-not` and `test --mutate` as their users run them, on a made-up conversation of twelve
// messages.
#include "support.hpp"

namespace {

using namespace peertag::test;

struct Bench {
  TemporaryFolder folder;
  std::string archive;

  Bench() {
    folder.write("lexicons/b/book.toml", R"(id = "b"
title = "T"
source = "made up"
licence = "MIT"
version = "0.1"
[[code]]
id = "warm"
label = "L"
kind = "context"
definition = "D"
[[code]]
id = "warm.together"
label = "L"
kind = "factor"
parent = "warm"
definition = "D"
[[code]]
id = "less-odd"
label = "L"
kind = "mechanism"
definition = "D"
[[code]]
id = "tells-others"
label = "L"
kind = "outcome"
definition = "D"
)");
    folder.write("lexicons/b/links.csv", "context,mechanism,outcome,refs\nwarm,less-odd,tells-others,5\n");
    folder.write("lexicons/b/rules.toml", R"toml([[rule]]
id = "together"
code = "b/warm.together"
match = ["not alone"]
unless = []
from = "supporter"
examples = ["You are [not alone]."]
not_examples = ["All alone."]
[[rule]]
id = "less-odd"
code = "b/less-odd"
match = ["feel ... (normal|sane)"]
unless = ["negated"]
examples = ["I [feel normal]."]
not_examples = [{ text = "I don't feel normal.", because = "negated" }]
[[rule]]
id = "told"
code = "b/tells-others"
match = ["told my @kin"]
unless = []
examples = ["I [told my sister]."]
not_examples = ["I told nobody."]
)toml");
    folder.write("lexicons/en/words/kin.csv", "term,weight,note\nsister,,\nmother,,\n");
    folder.write("lexicons/en/variants.csv", "from,to\ndon't,do not\n");
    folder.write(
        "lexicons/en/cues.toml",
        "[[cue]]\nclass = \"negated\"\nterms = [\"not\"]\nreach = \"forward\"\nmax = 4\nends_at = [\"comma\"]\n");
    archive = folder.write(
        "archive.jsonl",
        R"({"id":"m1","conversation_id":"t","speaker":"ana","reply_to":null,"text":"Nobody gets me. You are not alone, they say."}
{"id":"m2","conversation_id":"t","speaker":"ben","reply_to":"m1","text":"💙 You are not alone."}
{"id":"m3","conversation_id":"t","speaker":"cem","reply_to":"m2","text":"I feel normal here."}
{"id":"m4","conversation_id":"t","speaker":"ana","reply_to":"m2","text":"I don't feel normal."}
{"id":"m5","conversation_id":"t","speaker":"ana","reply_to":"m2","text":"Today I feel almost normal!"}
{"id":"m6","conversation_id":"t","speaker":"ben","reply_to":"m3","text":"Not alone, cem, ever."}
{"id":"m7","conversation_id":"t","speaker":"ana","reply_to":"m6","text":"I told my sister."}
{"id":"m8","conversation_id":"t","speaker":"cem","reply_to":"m6","text":"Haha."}
{"id":"m9","conversation_id":"t","speaker":"cem","reply_to":"m6","text":"I told my mother."}
{"id":"m10","conversation_id":"t","speaker":"ana","reply_to":"m9","text":"Well done."}
{"id":"m11","conversation_id":"t","speaker":"ben","reply_to":"m9","text":"So well done."}
{"id":"m12","conversation_id":"t","speaker":"ana","reply_to":"m7","text":"My sister says hello."}
)");
  }

  [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin() + 1, {"--lexicons", folder.path("lexicons")});
    return run_tool(arguments);
  }
};

TEST_CASE("chains are written a line each, with messages and spans, complete ones first where they end first") {
  const Bench bench;
  const Ran ran = bench.run({"chains", bench.archive});
  CHECK(ran.exit == 0);
  CHECK(ran.out ==
        "{\"conversation_id\":\"t\",\"context\":{\"code\":\"b/warm\",\"id\":\"m2\",\"span\":[10,19]},"
        "\"mechanism\":{\"code\":\"b/less-odd\",\"id\":\"m5\",\"span\":[8,26]},"
        "\"outcome\":{\"code\":\"b/tells-others\",\"id\":\"m7\",\"span\":[2,16]},\"refs\":5,\"complete\":true}\n"
        "{\"conversation_id\":\"t\",\"context\":{\"code\":\"b/warm\",\"id\":\"m6\",\"span\":[0,9]},"
        "\"mechanism\":null,"
        "\"outcome\":{\"code\":\"b/tells-others\",\"id\":\"m9\",\"span\":[2,16]},\"refs\":5,\"complete\":false}\n");
  CHECK(ran.err.starts_with("read 12 = tagged 6 + clean 6"));
  CHECK(bench.run({"chains", "--offsets", "byte", bench.archive}).out.find("\"id\":\"m2\",\"span\":[13,22]") !=
        std::string::npos);
  CHECK(bench.run({"chains", "--jobs", "2", bench.archive}).out == ran.out);
}

TEST_CASE("the summary counts each link beside the papers that cite it") {
  const Bench bench;
  CHECK(bench.run({"chains", "--summary", "--quiet", bench.archive}).out ==
        "context  mechanism   outcome         refs  complete  only mechanism  only outcome\n"
        "b/warm   b/less-odd  b/tells-others     5         1               0             1\n"
        "1 complete chains, 1 partial ones; a partial chain counts in every link that it could have become\n");
}

TEST_CASE("why-not says how far a rule got and what to change, as text and as JSON") {
  const Bench bench;
  const std::string rules = bench.folder.path("lexicons/b/rules.toml");
  CHECK(bench.run({"why-not", "less-odd", bench.archive, "m4"}).out ==
        "less-odd on m4: does not fire\n"
        "  match `feel ... (normal|sane)`, " +
            rules +
            ":12\n"
            "    found    [8, 19) \"feel normal\"\n"
            "  [8, 19) \"feel normal\"\n"
            "    stopped by negated [2, 7) \"don't\": reaches forward, at most 4 tokens, ends at comma\n"
            "  it fires if you delete [2, 7) \"don't\"\n");
  CHECK(bench.run({"why-not", "together", bench.archive, "m1"}).out ==
        "together on m1: does not fire\n"
        "  match `not alone`, " +
            rules +
            ":4\n"
            "    found    [24, 33) \"not alone\"\n"
            "  in its conversation\n"
            "    stopped by from: supporter, but the author is seeker\n"
            "  no edit of one place was found after which it fires\n");
  CHECK(bench.run({"why-not", "--json", "told", bench.archive, "m7"}).out ==
        "{\"rule\":\"told\",\"id\":\"m7\",\"fires\":true,\"findings\":[{\"span\":[2,16],\"text\":\"told my sister\"}],"
        "\"match\":[{\"pattern\":\"told my @kin\",\"line\":19,\"found\":\"told my @kin\",\"span\":[2,16],"
        "\"text\":\"told my sister\",\"missing\":\"\"}],\"stopped\":[],\"conversation\":[],\"edit\":null}\n");
  CHECK(bench.run({"why-not", "nobody", bench.archive, "m7"}).exit == 2);
  CHECK(bench.run({"why-not", "told", bench.archive, "m99"}).exit == 1);
}

TEST_CASE("test --mutate lists clauses that no example needs, with a score") {
  const Bench bench;
  const std::string rules = bench.folder.path("lexicons/b/rules.toml");
  CHECK(bench.run({"test", "--mutate", "--rule", "less-odd"}).out ==
        rules + ":12: less-odd: gap `..3` of match `feel ... (normal|sane)`, narrowed to 0\n" + rules +
            ":12: less-odd: gap `..3` of match `feel ... (normal|sane)`, widened to 20\n" + rules +
            ":12: less-odd: `(normal|sane)` of match `feel ... (normal|sane)`, narrowed to its first words\n"
            "  match: 1 of 1 clauses noticed (100.0 %)\n"
            "  alternative: 0 of 1 clauses noticed (0.0 %)\n"
            "  gap: 0 of 2 clauses noticed (0.0 %)\n"
            "  unless: 1 of 1 clauses noticed (100.0 %)\n"
            "2 of 5 clauses noticed (40.0 %)\n");
}

}  // namespace
