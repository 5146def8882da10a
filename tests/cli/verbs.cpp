// The other verbs, the command line itself, and lexicon folders.
#include <sys/stat.h>
#include <unistd.h>

#include "cli/options.hpp"
#include "peertag/limits.hpp"
#include "support.hpp"

namespace {

using namespace peertag::test;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("Help names every verb and every option, and exits with 0") {
  const Ran help = run_tool({"--help"});
  CHECK(help.exit == 0);
  for (const peertag::cli::Verb& verb : peertag::cli::verbs()) {
    CAPTURE(verb.name);
    CHECK(has(help.out, "  " + std::string(verb.name) + ' '));
    const Ran more = run_tool({std::string(verb.name), "--help"});
    CHECK(more.exit == 0);
    CHECK(more.err.empty());
    for (const peertag::cli::Option* option : verb.options)
      CHECK(has(more.out, option->names.substr(option->names.find("--"))));
    CHECK(has(more.out, "Examples:\n  peertag " + std::string(verb.name)));
  }
}

TEST_CASE("The README holds the reference that the table of options prints") {
  const Ran ran = run_tool({"--reference"});
  CHECK(ran.exit == 0);
  CHECK(ran.out == peertag::cli::reference());
  CHECK((has(read_file(PEERTAG_SOURCE_DIR "/README.md"), ran.out)));
}

TEST_CASE("The version names all that decides results") {
  const Ran ran = run_tool({"--version"});
  CHECK(ran.exit == 0);
  for (const std::string_view name : {"peertag ", "unicode ", "icu ", "re2 ", "utf8proc "}) CHECK(has(ran.out, name));
}

TEST_CASE("A command line that makes no sense is exit code 2, and says why") {
  struct Case {
    std::vector<std::string> arguments;
    std::string_view says;
  };
  const Case cases[] = {
      {{}, "the first word must be one of tag, "},
      {{"frobnicate"}, "the first word must be one of tag, "},
      {{"tag"}, "FILE is missing"},
      {{"explain", "a"}, "ID is missing"},
      {{"explain", "a", "b", "c", "d"}, "too many arguments"},
      {{"tag", "a", "--offsets", "inches"}, "--offsets: expects codepoint|byte|utf16, not `inches`"},
      {{"tag", "a", "--jobs", "-1"}, "--jobs: expects N"},
      {{"tag", "a", "--jobs", "2x"}, "--jobs: expects N"},
      {{"tag", "a", "--column", "body=text"}, "--column: expects FIELD=NAME"},
      {{"tag", "a", "--no-such-option"}, "--no-such-option"},
      {{"tag", "/dev/null", "--code", "no/code"}, "no code `no/code`"},
      {{"tag", "/dev/null", "--book", "none"}, "no book `none`"},
      {{"codes", "no/code"}, "no code `no/code`"},
      {{"test", "--rule", "none"}, "no rule `none`"},
  };
  const TemporaryFolder folder;
  const std::string lexicons = small_book_in(folder);
  for (Case c : cases) {
    if (!c.arguments.empty() && c.says.starts_with("no "))
      c.arguments.insert(c.arguments.end(), {"--lexicons", lexicons});
    const Ran ran = run_tool(c.arguments);
    CAPTURE(ran.err);
    CHECK(ran.exit == 2);
    CHECK(has(ran.err, c.says));
    CHECK(ran.out.empty());
  }
}

TEST_CASE("compile writes one file of a folder, which --lexicons takes for the folder") {
  const TemporaryFolder folder;
  const std::string lexicons = small_book_in(folder);
  const std::string pack = folder.path("books.pack");
  const Ran made = run_tool({"compile", lexicons, "-o", pack});
  CHECK(made.exit == 0);
  CHECK(made.out.empty());
  CHECK(made.err.empty());
  struct stat status {};
  REQUIRE(stat(pack.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
  CHECK((run_tool({"compile", lexicons}).out == read_file(pack)));

  const std::string archive = folder.write(
      "a.jsonl", "{\"id\":\"m1\",\"text\":\"This is hard. I am sorry to hear that, it is not hopeless.\"}\n");
  const std::vector<std::vector<std::string>> verbs = {
      {"tag", archive, "--all", "--suppressed", "--quiet"}, {"explain", archive, "m1"}, {"codes", "--json"}, {"test"}};
  for (std::vector<std::string> verb : verbs) {
    CAPTURE(verb.front());
    verb.emplace_back("--lexicons");
    std::vector<std::string> from_folder = verb, from_pack = verb;
    from_folder.push_back(lexicons);
    from_pack.push_back(pack);
    const Ran expected = run_tool(from_folder), ran = run_tool(from_pack);
    CHECK_FALSE(expected.out.empty());
    CHECK(ran.out == expected.out);
    CHECK(ran.exit == expected.exit);
  }

  std::string damaged = read_file(pack);
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
  const Ran refused = run_tool({"tag", archive, "--lexicons", folder.write("damaged.pack", damaged)});
  CHECK(refused.exit == 65);
  CHECK(has(refused.err, "damaged.pack:1:1: error[R102]: the compiled codebook is damaged"));
  CHECK(run_tool({"tag", archive, "--lexicons", archive}).exit == 65);
  CHECK(run_tool({"tag", archive, "--lexicons", folder.path("none")}).exit == 74);
  CHECK(run_tool({"compile", folder.path("none"), "-o", folder.path("x")}).exit == 74);
}

TEST_CASE("check counts what is there, and with --strict a warning is an error") {
  const TemporaryFolder folder;
  const std::string lexicons = small_book_in(folder);
  const Ran good = run_tool({"check", lexicons});
  CHECK(good.exit == 0);
  CHECK(good.out == "3 codes, 2 rules, 1 list: 0 errors, 0 warnings\n");
  CHECK(good.err.empty());
  folder.write("lexicons/en/words/unused.csv", "term,weight,note\nword,,\n");
  const Ran warned = run_tool({"check", lexicons});
  CHECK(warned.exit == 0);
  CHECK(warned.out == "3 codes, 2 rules, 2 lists: 0 errors, 1 warning\n");
  CHECK(has(warned.err, lexicons + "/en/words/unused.csv:1:1: warning["));
  CHECK(run_tool({"check", "--strict", lexicons}).exit == 65);
  folder.write("lexicons/b/broken.toml", "[[rule]\n");
  const Ran broken = run_tool({"check", lexicons});
  CHECK(broken.exit == 65);
  CHECK(has(broken.err, lexicons + "/b/broken.toml:1:"));
}

TEST_CASE("check says every error, however many warnings stand before it") {
  const TemporaryFolder folder;
  const std::string lexicons = small_book_in(folder);
  for (std::uint32_t list = 0; list < peertag::limits::diagnostics + 5; ++list)
    folder.write("lexicons/en/words/unused-" + std::to_string(list) + ".csv", "term,weight,note\nword,,\n");
  folder.write("lexicons/z/book.toml", "[[rule]\n");
  const Ran ran = run_tool({"check", lexicons});
  CHECK(ran.exit == 65);
  CHECK(has(ran.err, "no pattern uses the list `unused-0`"));
  CHECK(has(ran.err, "and 5 more"));
  CHECK(has(ran.err, lexicons + "/z/book.toml:1:"));
}

TEST_CASE("check --limits prints every limit") {
  const Ran ran = run_tool({"check", "--limits"});
  CHECK(ran.exit == 0);
  // Every constant of the header is in its table.
  std::size_t constants = 0;
  const std::string header = read_file(PEERTAG_SOURCE_DIR "/include/peertag/limits.hpp");
  const std::string_view declaration = "inline constexpr std::uint32_t ";
  for (std::size_t at = 0; (at = header.find(declaration, at)) != std::string::npos; ++constants) {
    at += declaration.size();
    CHECK(has(ran.out, header.substr(at, header.find(' ', at) - at) + ' '));
  }
  CHECK(constants == std::size(peertag::limits::all));
}

TEST_CASE("A lexicon folder is read whole, in any nesting, and nothing outside it") {
  const TemporaryFolder folder;
  const std::string lexicons = small_book_in(folder);
  const std::string outside = folder.write("outside.toml", "[[rule]]\n");
  folder.write("lexicons/README.md", "no lexicon");
  folder.write("lexicons/.hidden.toml", "no lexicon");
  CHECK(run_tool({"check", lexicons + "/"}).exit == 0);

  SUBCASE("a link is refused") {
    REQUIRE(::symlink(outside.c_str(), folder.path("lexicons/b/link.toml").c_str()) == 0);
    const Ran ran = run_tool({"check", lexicons});
    CHECK(ran.exit == 74);
    CHECK(has(ran.err, "b/link.toml: is a link"));
  }
  SUBCASE("a linked folder is not entered") {
    folder.write("elsewhere/b/more.toml", "[[rule]\n");
    REQUIRE(::symlink(folder.path("elsewhere").c_str(), folder.path("lexicons/more").c_str()) == 0);
    CHECK(run_tool({"check", lexicons}).exit == 0);
  }
  SUBCASE("a FIFO is refused, and not waited for") {
    REQUIRE(::mkfifo(folder.path("lexicons/b/fifo.toml").c_str(), 0600) == 0);
    const Ran ran = run_tool({"check", lexicons});
    CHECK(ran.exit == 74);
    CHECK(has(ran.err, "b/fifo.toml: is no regular file"));
  }
  SUBCASE("YAML is refused") {
    folder.write("lexicons/b/rules.yaml", "no: yes\n");
    CHECK(has(run_tool({"check", lexicons}).err, "b/rules.yaml: YAML is not read"));
  }
  SUBCASE("a file over the limit is refused") {
    folder.write("lexicons/b/large.toml", std::string(peertag::limits::rule_file_bytes + 1, '#'));
    const Ran ran = run_tool({"check", lexicons});
    CHECK(ran.exit == 74);
    CHECK(has(ran.err, "b/large.toml: is longer than"));
  }
  SUBCASE("endless folders are refused") {
    std::string deep = "lexicons";
    for (int i = 0; i < 20; ++i) deep += "/d";
    folder.write(deep + "/x.toml", "");
    CHECK(has(run_tool({"check", lexicons}).err, "folders are nested too deep"));
  }
}

TEST_CASE("A folder without lexicons, or none at all, is said") {
  const TemporaryFolder folder;
  CHECK(run_tool({"check", folder.path()}).exit == 65);
  CHECK(run_tool({"check", folder.path("none")}).exit == 74);
}

TEST_CASE("test passes good examples, and shows where a rule finds something else") {
  const TemporaryFolder folder;
  const std::string lexicons = small_book_in(folder);
  const Ran good = run_tool({"test", "--lexicons", lexicons});
  CHECK(good.exit == 0);
  CHECK(good.out == "2 rules, 5 examples: 5 passed, 0 failed\n");

  folder.write("lexicons/b/wrong.toml",
               "[[rule]]\n"
               "id = \"weak.wrong\"\n"
               "code = \"b/weak\"\n"
               "match = [\"rain ..3 cake\"]\n"
               "examples = [\"Ja, [rain] and é cake.\"]\n"
               "not_examples = [\"Rain, cake.\", { text = \"If rain, cake.\", because = \"negated\" }]\n"
               "[[rule]]\n"
               "id = \"weak.bare\"\n"
               "code = \"b/weak\"\n"
               "match = [\"snow\"]\n"
               "examples = [\"[Snow] again.\"]\n");
  const Ran wrong = run_tool({"test", "--lexicons", lexicons});
  CHECK(wrong.exit == 1);
  CHECK(wrong.out == lexicons + "/b/wrong.toml:8: weak.bare: needs an example and a counter-example\n" + lexicons +
                         "/b/wrong.toml:5: weak.wrong: example: the rule finds something else\n"
                         "    Ja, rain and é cake.\n"
                         "        ^^^^  expected\n"
                         "        ~~~~~~~~~~~~~~~  found\n" +
                         lexicons +
                         "/b/wrong.toml:6: weak.wrong: counter-example: the rule finds something\n"
                         "    Rain, cake.\n"
                         "    ~~~~~~~~~~  found\n" +
                         lexicons +
                         "/b/wrong.toml:6: weak.wrong: counter-example: not stopped by `negated`\n"
                         "    If rain, cake.\n"
                         "    stopped by `hypothetical`\n"
                         "4 rules, 9 examples: 6 passed, 3 failed; "
                         "1 rules lack an example or a counter-example\n");
  CHECK(run_tool({"test", "--lexicons", lexicons, "--rule", "weak.low"}).out ==
        "1 rules, 2 examples: 2 passed, 0 failed\n");
  CHECK(run_tool({"test", "--lexicons", lexicons, "--code", "b/kind.tired"}).exit == 0);
}

TEST_CASE("explain shows the whole sum, and what was stopped") {
  const TemporaryFolder folder;
  const std::string lexicons = small_book_in(folder);
  const std::string file =
      folder.write("a.jsonl",
                   "{\"id\":\"m1\",\"text\":\"Nothing.\"}\n"
                   "{\"id\":\"m2\",\"text\":\"That sounds exhausting. It never sounds hard, or low.\"}\n"
                   "{\"id\":\"m3\",\"text\":7}\n");
  const auto explain = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"explain", "--lexicons", lexicons, file});
    return run_tool(arguments);
  };
  const Ran ran = explain({"m2"});
  CHECK(ran.exit == 0);
  CHECK(ran.out ==
        "m2: decided\n"
        "  b/kind  0.6900, a candidate (threshold 0.50)  Kindness\n"
        "    implied by b/kind.tired\n"
        "  b/kind.tired  0.6900, a candidate (threshold 0.50)  Sees tiredness\n"
        "    logistic(bias -1.0 + 1.5 tired.sounds + 0.3 \"exhausting\" of @hardship) = logistic(0.8)\n"
        "    [0, 22) \"That sounds exhausting\"\n"
        "      rule tired.sounds, weight 1.5, " +
            lexicons +
            "/b/rules.toml:2\n"
            "      entry \"exhausting\" of @hardship, weight 0.3\n"
            "  b/weak  stopped by negated [27, 32) \"never\"\n"
            "    [49, 52) \"low\"\n"
            "      rule weak.low, " +
            lexicons + "/b/rules.toml:9\n");
  CHECK(has(explain({"m2", "b/weak"}).out, "b/weak"));
  CHECK_FALSE(has(explain({"m2", "b/weak"}).out, "b/kind"));
  CHECK(explain({"m1"}).out == "m1: decided\n  no finding\n");
  const Ran rejected = explain({"m3"});
  CHECK(rejected.exit == 1);
  CHECK(has(rejected.err, file + ":3: rejected[schema] id=m3 field text\n"));
  CHECK(explain({"m4"}).exit == 1);
}

TEST_CASE("codes lists the codebook, and shows one code in full") {
  const TemporaryFolder folder;
  const std::string lexicons = small_book_in(folder);
  const auto codes = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"codes", "--lexicons", lexicons});
    return run_tool(arguments).out;
  };
  CHECK(codes({}) ==
        "b/kind                                      context         Kindness\n"
        "b/kind.tired                                factor          Sees tiredness\n"
        "b/weak                                      theme           A weak sign\n");
  CHECK(codes({"b/kind.tired"}) ==
        "b/kind.tired\n"
        "  label       Sees tiredness\n"
        "  kind        factor\n"
        "  parent      b/kind\n"
        "  context     b/kind\n"
        "  definition  Names how hard something is for the other.\n"
        "  include     sounding tired\n"
        "  exclude     sport\n"
        "  bias        -1.0\n"
        "  threshold   0.500\n"
        "\n"
        "rule tired.sounds  " +
            lexicons +
            "/b/rules.toml:2\n"
            "  weight      1.5\n"
            "  in          sentence\n"
            "  match       (that|it) sounds @hardship\n"
            "  unless      negated\n"
            "  unless      hypothetical\n"
            "  unless      reported\n"
            "  unless      third-person\n"
            "\n"
            "list @hardship  " +
            lexicons +
            "/en/words/hardship.csv\n"
            "  exhausting (0.3), hard\n");
  CHECK(codes({"b/weak", "--json"}) ==
        "{\"code\":\"b/weak\",\"label\":\"A weak sign\",\"kind\":\"theme\",\"source_id\":\"\",\"parent\":\"\","
        "\"definition\":\"Something small.\",\"include\":[],\"exclude\":[],\"bias\":-1.0,\"threshold\":0.5000,"
        "\"rules\":[{\"id\":\"weak.low\",\"file\":\"b/rules.toml\",\"line\":9,\"weight\":0.5,\"in\":\"sentence\","
        "\"match\":[\"low\"],\"all\":[],\"none\":[],"
        "\"unless\":[\"negated\",\"hypothetical\",\"reported\",\"third-person\"],"
        "\"from\":\"any\",\"needs\":{}}],\"lists\":[]}\n");
}

}  // namespace
