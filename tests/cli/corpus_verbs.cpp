// `peertag kwic` and `peertag cover` as their users run them.
#include <algorithm>
#include <sstream>

#include "support.hpp"

namespace {

using namespace peertag::test;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// The small book: `tired.sounds` of b/kind.tired is "(that|it) sounds @hardship", `weak.low` of b/weak is "low".
struct Bench {
  TemporaryFolder folder;
  std::string lexicons = small_book_in(folder);
  std::string archive = folder.write(
      "a.jsonl",
      "{\"id\":\"m1\",\"conversation_id\":\"t\",\"text\":\"💙é That sounds exhausting, and it sounds hard.\\nNow\"}\n"
      "{\"id\":\"m2\",\"text\":\"So low. =1+1\"}\n"
      "{\"id\":\"m3\",\"text\":\"It sounds exhausting, low xq7vbirdzk\"}\n"
      "{\"id\":\"m4\",\"text\":\"I never said it sounds hard.\"}\n");

  [[nodiscard]] Ran run(std::string_view verb, std::vector<std::string> more) const {
    std::vector<std::string> words{std::string(verb), "--lexicons", lexicons};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words);
  }
};

TEST_CASE("kwic puts matches under each other, by pattern, list, rule and code") {
  const Bench bench;
  const Ran pattern = bench.run("kwic", {"sounds (exhausting|hard)", bench.archive, "--context", "8"});
  CHECK(pattern.exit == 0);
  CHECK(pattern.out ==
        "💙é That [sounds exhausting], and it  | m1\n"
        " and it [sounds hard]. Now  | m1\n"
        "     It [sounds exhausting], low xq  | m3\n"
        "said it [sounds hard].  | m4\n");
  CHECK(pattern.err ==
        "read 4 = tagged 3 + clean 1 + undecided 0 + rejected 0\n"
        "4 matches of the pattern `sounds (exhausting|hard)` in 3 messages\n");
  // What the books find or stop is no matter to a pattern; of a rule only what stands is shown.
  CHECK(bench.run("kwic", {"@hardship", bench.archive, "--context", "0", "--quiet"}).out ==
        "[exhausting]  | m1\n[hard]  | m1\n[exhausting]  | m3\n[hard]  | m4\n");
  CHECK(bench.run("kwic", {"tired.sounds", bench.archive, "--context", "1", "--quiet"}).out ==
        " [That sounds exhausting],  | m1\n [it sounds hard].  | m1\n [It sounds exhausting],  | m3\n");
  const Ran code = bench.run("kwic", {"b/kind", bench.archive, "--context", "0"});
  CHECK(has(code.out, "[it sounds hard]  | m1  tired.sounds\n"));
  CHECK(has(code.err, "3 matches of the code `b/kind` in 2 messages\n"));
  CHECK(bench.run("kwic", {"b/weak", bench.archive}).out.empty());  // nowhere a candidate
  CHECK(bench.run("kwic", {"b/weak", bench.archive, "--all", "--context", "2"}).out ==
        "o [low].   | m2  weak.low\n, [low] x  | m3  weak.low\n");
}

TEST_CASE("kwic's spans are of the text as it was given, in the unit asked for") {
  const Bench bench;
  const auto first = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"exhausting", bench.archive, "--format", "jsonl", "--context", "5", "--limit", "1"});
    return bench.run("kwic", more).out;
  };
  CHECK(first({}) ==
        "{\"id\":\"m1\",\"conversation_id\":\"t\",\"span\":[15,25],\"left\":\"unds "
        "\",\"match\":\"exhausting\",\"right\":\", "
        "and\"}\n");
  CHECK(has(first({"--offsets", "byte"}), "\"span\":[19,29]"));
  CHECK(has(first({"--offsets", "utf16"}), "\"span\":[16,26]"));
}

TEST_CASE("kwic's CSV is computed by no spreadsheet") {
  const Bench bench;
  const Ran ran = bench.run("kwic", {"low", bench.archive, "--format", "csv", "--limit", "1"});
  CHECK(ran.out ==
        "\"id\",\"conversation_id\",\"begin\",\"end\",\"left\",\"match\",\"right\",\"rule\"\r\n"
        "\"m2\",\"\",\"3\",\"6\",\"So \",\"low\",\". =1+1\",\"\"\r\n");
  const std::string formula = bench.folder.write("f.jsonl", "{\"id\":\"=1\",\"text\":\"=1+low\"}\n");
  CHECK(has(bench.run("kwic", {"low", formula, "--format", "csv"}).out, "\"'=1\",\"\",\"3\",\"6\",\"'=1+\",\"low\""));
}

TEST_CASE("kwic's sample is the same for the same seed and any number of threads") {
  const Bench bench;
  std::string many;
  for (int i = 0; i < 3000; ++i)
    many += "{\"id\":\"" + std::to_string(i) + "\",\"text\":\"so low " + std::string(700, 'x') + "\"}\n";
  const std::string archive = bench.folder.write("many.jsonl", many);
  const auto sample = [&](const std::string& seed, const std::string& jobs) {
    return bench.run("kwic", {"low", archive, "--context", "5", "--sample", "5", "--seed", seed, "--jobs", jobs}).out;
  };
  const std::string one = sample("3", "1");
  CHECK(std::count(one.begin(), one.end(), '\n') == 5);
  CHECK(one == sample("3", "3"));
  CHECK(one != sample("4", "1"));
  // With --limit the rest is not read.
  const Ran limited = bench.run("kwic", {"low", archive, "--limit", "2", "--context", "3"});
  CHECK(limited.out == "so [low] xx  | 0\nso [low] xx  | 1\n");
  CHECK_FALSE(has(limited.err, "read 3000"));
  CHECK(has(limited.err, "; no more were looked for\n"));
}

TEST_CASE("kwic refuses what is no pattern, and says where") {
  const Bench bench;
  const Ran ran = bench.run("kwic", {"sounds (that", bench.archive});
  CHECK(ran.exit == 2);
  CHECK(ran.out.empty());
  CHECK(has(ran.err, "error[R"));
  CHECK(has(ran.err, "sounds (that"));
  CHECK(has(bench.run("kwic", {"@nowhere", bench.archive}).err, "nowhere"));
  for (const char* slip : {"b/kinder", "tired.sound"}) {
    const Ran mistyped = bench.run("kwic", {slip, bench.archive});
    CHECK(mistyped.exit == 2);
    CHECK(has(mistyped.err, "is no rule and no code"));
  }
  const std::string pack = bench.folder.path("books.pack");
  REQUIRE(run_tool({"compile", "--output", pack, bench.lexicons}).exit == 0);
  CHECK(has(run_tool({"kwic", "low", bench.archive, "--lexicons", pack}).err, "give --lexicons the folder"));
  CHECK(bench.run("kwic", {"it's \"low\"", bench.archive}).exit == 0);
  CHECK(bench.run("kwic", {"low"}).exit == 2);
  CHECK(has(bench.run("kwic", {"low", bench.archive, "--limit", "1", "--sample", "1"}).err, "choose"));
}

TEST_CASE("cover counts findings, what is shared, what was stopped, and what hangs on one entry") {
  const Bench bench;
  const Ran ran = bench.run("cover", {bench.archive, "--format", "csv"});
  CHECK(ran.exit == 0);
  // tired.sounds stands three times in two messages, twice by "exhausting"; in m4 it is stopped.
  CHECK(ran.out ==
        "\"kind\",\"code\",\"rule\",\"list\",\"entry\",\"findings\",\"messages\",\"shared\",\"stopped\",\"share\","
        "\"judged\","
        "\"confirmed\",\"precision\"\r\n"
        "\"code\",\"b/kind.tired\",\"\",\"\",\"\",\"3\",\"2\",\"0\",\"1\",\"1.000\",\"0\",\"0\",\"\"\r\n"
        "\"code\",\"b/weak\",\"\",\"\",\"\",\"2\",\"2\",\"0\",\"0\",\"1.000\",\"0\",\"0\",\"\"\r\n"
        "\"rule\",\"b/kind.tired\",\"tired.sounds\",\"\",\"\",\"3\",\"2\",\"0\",\"1\",\"1.000\",\"0\",\"0\",\"\"\r\n"
        "\"rule\",\"b/weak\",\"weak.low\",\"\",\"\",\"2\",\"2\",\"0\",\"0\",\"1.000\",\"0\",\"0\",\"\"\r\n"
        "\"entry\",\"b/"
        "kind.tired\",\"\",\"hardship\",\"exhausting\",\"2\",\"2\",\"0\",\"0\",\"0.667\",\"0\",\"0\",\"\"\r\n"
        "\"entry\",\"b/kind.tired\",\"\",\"hardship\",\"hard\",\"1\",\"1\",\"0\",\"0\",\"0.333\",\"0\",\"0\",\"\"\r\n");
}

TEST_CASE("cover names what finds nothing, and with labels what was right") {
  const Bench bench;
  bench.folder.write(
      "lexicons/b/more.toml",
      "[[rule]]\nid = \"tired.hard\"\ncode = \"b/kind.tired\"\nmatch = [\"sounds @effort\"]\nunless = []\n"
      "[[rule]]\nid = \"tired.worn\"\ncode = \"b/kind.tired\"\nmatch = [\"worn out\"]\n");
  bench.folder.write("lexicons/en/words/effort.csv", "term,weight,note\nhard,,\nsteep,,\n");
  const std::string labels =
      bench.folder.write("l.jsonl",
                         "{\"id\":\"m1\",\"codes\":[\"b/kind.tired\"]}\n{\"id\":\"m3\",\"codes\":[]}\n"
                         "{\"id\":\"m4\",\"codes\":[],\"unclear\":[\"b/kind.tired\"]}\n{\"id\":\"m9\",\"codes\":[]}\n");
  const Ran ran = bench.run("cover", {bench.archive, "--labels", labels});
  CHECK(ran.exit == 0);
  // By hand: tired.sounds in m1 (right) and m3 (wrong); tired.hard in m1 (right, shared) and m4 (unclear).
  CHECK(has(ran.out, "b/kind.tired  tired.hard           2         2   0.500        0  0.400       1      1.000\n"));
  CHECK(has(ran.out, "b/kind.tired  tired.sounds         3         2   0.500        1  0.600       2      0.500\n"));
  CHECK(has(ran.out, "rules that found nothing (1): tired.worn\n"));
  CHECK(has(ran.out, "entries of @effort that found nothing (1): steep\n"));
  CHECK(has(ran.err, "3 of 4 labelled messages are in the archives\n"));
  CHECK_FALSE(has(ran.out + ran.err, "xq7vbirdzk"));

  const Ran json =
      bench.run("cover", {bench.archive, "--labels", labels, "--format", "jsonl", "--code", "b/kind.tired"});
  CHECK(has(json.out,
            "{\"kind\":\"rule\",\"code\":\"b/kind.tired\",\"rule\":\"tired.sounds\",\"findings\":3,\"messages\":2,"
            "\"shared\":1,\"stopped\":1,\"share\":0.600,\"judged\":2,\"confirmed\":1,\"precision\":0.500}\n"));
  CHECK(has(json.out, "{\"kind\":\"entry\",\"list\":\"effort\",\"entry\":\"steep\",\"findings\":0,\"messages\":0,"));
  CHECK_FALSE(has(json.out, "weak"));
  CHECK(bench.run("cover", {bench.archive, "--labels", bench.archive}).exit == 65);
  CHECK(bench.run("cover", {bench.archive, "--labels", bench.folder.path("none")}).exit == 74);
  CHECK(bench.run("cover", {bench.archive, "--code", "b/none"}).exit == 2);
}

TEST_CASE("no word of a message reaches standard error of kwic and cover") {
  const Bench bench;
  const std::string bad = bench.folder.write("bad.jsonl",
                                             "{\"id\":\"m1\",\"text\":\"low xq7vbirdzk\"}\n"
                                             "{\"id\":\"m2\",\"text\":\"xq7vbirdzk\" x}\n");
  for (const char* const verb : {"kwic", "cover"}) {
    std::vector<std::string> words{bad};
    if (std::string_view(verb) == "kwic") words.insert(words.begin(), "low");
    const Ran ran = bench.run(verb, words);
    CHECK(ran.exit == 1);
    CHECK(has(ran.err, "rejected[json]"));
    CHECK_FALSE(has(ran.err, "xq7vbirdzk"));
  }
}

}  // namespace
