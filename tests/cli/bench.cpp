// peertag bench: what it says of an archive must agree with what is in it. How long things take is not tested.
#include "support.hpp"

namespace {

using namespace peertag::test;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

constexpr std::string_view book =
    "id = \"b\"\ntitle = \"T\"\nsource = \"made up\"\nlicence = \"MIT\"\nversion = \"0.1\"\n"
    "[[code]]\nid = \"c\"\nlabel = \"C\"\nkind = \"strategy\"\ndefinition = \"D\"\n";
constexpr std::string_view rules =
    "[[rule]]\nid = \"c.often\"\ncode = \"b/c\"\nmatch = [\"green tea\"]\nunless = []\n"
    "examples = [\"A [green tea] helps.\"]\nnot_examples = [\"Tea, green or not.\"]\n"
    "[[rule]]\nid = \"c.never\"\ncode = \"b/c\"\nmatch = [\"black coffee\"]\nunless = []\n"
    "examples = [\"No [black coffee] today.\"]\nnot_examples = [\"Coffee, black.\"]\n";
constexpr std::string_view messages =
    "{\"id\":\"1\",\"text\":\"Green tea, and green tea again.\"}\n"
    "{\"id\":\"2\",\"text\":\"Nothing of the kind.\"}\n"
    "this is no record\n"
    "{\"id\":\"3\",\"text\":\"I had a green tea.\"}\n";

TEST_CASE("bench counts what tag counts, and says which rule is at work") {
  const TemporaryFolder folder;
  folder.write("lexicons/b/book.toml", book);
  folder.write("lexicons/b/rules.toml", rules);
  const std::string archive = folder.write("messages.jsonl", messages);
  const Ran text = run_tool({"bench", "--rounds", "1", "--lexicons", folder.path("lexicons"), archive});
  CAPTURE(text.err);
  CHECK(text.exit == 0);
  CHECK(has(text.out, "messages  3, 69 bytes of text, from "));
  CHECK(has(text.out, "found     tagged 2 + clean 1 + undecided 0; 3 findings; the same in all runs"));
  for (const std::string_view stage :
       {"\nread ", "\nnormalise ", "\ntokenise ", "\nspell ", "\nmatch ", "\nevaluate ", "\nresolve ", "\nemit "})
    CHECK(has(text.out, stage));

  const Ran json = run_tool({"bench", "--json", "--rounds", "1", "--lexicons", folder.path("lexicons"), archive});
  CHECK(json.exit == 0);
  CHECK(has(json.out, "\"messages\":3,\"text_bytes\":69,"));
  CHECK(has(json.out, "\"tagged\":2,\"clean\":1,\"undecided\":0,\"rejected\":1,\"findings\":3,"));
  CHECK(has(json.out, "{\"rule\":\"c.never\",\"steps_per_kb\":0.00,\"share_of_steps\":0.00000,\"findings\":0}"));
  CHECK(has(json.out, "{\"rule\":\"c.often\",\"steps_per_kb\":"));
  CHECK(has(json.out, ",\"findings\":3}"));
  CHECK(!has(json.out, "green"));  // no message's words
}

TEST_CASE("bench without an archive tags the examples of the rules") {
  const TemporaryFolder folder;
  folder.write("lexicons/b/book.toml", book);
  folder.write("lexicons/b/rules.toml", rules);
  const Ran ran =
      run_tool({"bench", "--json", "--rounds", "1", "--megabytes", "1", "--lexicons", folder.path("lexicons")});
  CHECK(ran.exit == 0);
  // 18 + 18 + 22 + 14 bytes, as often as it takes for a million: 13,889 times, half of the messages with a finding.
  CHECK(has(ran.out, "\"messages\":55556,\"text_bytes\":1000008,"));
  CHECK(has(ran.out, "\"tagged\":27778,\"clean\":27778,"));
}

TEST_CASE("bench says what it cannot do") {
  const TemporaryFolder folder;
  CHECK(run_tool({"bench", "--rounds", "0"}).exit == 2);
  CHECK(run_tool({"bench", "--megabytes", "0"}).exit == 2);
  CHECK(run_tool({"bench", folder.path("absent.jsonl")}).exit == 74);
  const Ran empty = run_tool({"bench", folder.write("empty.jsonl", "")});
  CHECK(empty.exit == 2);
  CHECK(has(empty.err, "no text to tag"));
}

}  // namespace
