// suggest as a user runs it, on made-up messages.
#include <algorithm>

#include "support.hpp"

namespace {

using namespace peertag::test;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// "exhausting" and "hard" are entries of b/kind.tired's list; "draining" stands where they do, "blue" elsewhere.
struct Archive {
  Archive() : lexicons(small_book_in(folder)) {
    std::string text, coded;
    int count = 0;
    const auto add = [&](const std::string& words, bool tired) {
      const std::string id = "m" + std::to_string(count++);
      text += "{\"id\":\"" + id + "\",\"text\":\"" + words + "\"}\n";
      coded += "{\"id\":\"" + id + "\",\"codes\":[" + (tired ? "\"b/kind.tired\"" : "") + "]}\n";
    };
    for (int i = 0; i < 6; ++i) {
      for (const std::string word : {"exhausting", "hard", "draining"}) {
        add("Oh that sounds " + word + " for you.", true);
        add("My day was " + word + " again.", false);
        add("Such a " + word + " week.", false);
      }
      add("A blue door, a blue roof.", false);
      add("The blue cup and 7 plates from Marta.", false);
      add("You must be worn out by now.", true);
    }
    messages = folder.write("forum.jsonl", text);
    labels = folder.write("labels.jsonl", coded);
  }
  [[nodiscard]] Ran suggest(std::vector<std::string> more) const {
    std::vector<std::string> arguments = {"suggest", "b/kind.tired", messages, "--lexicons", lexicons};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tool(arguments);
  }

  TemporaryFolder folder;
  std::string lexicons, messages, labels;
};

TEST_CASE("suggest finds a word that stands where a list's entries stand, and shows where") {
  const Archive archive;
  const Ran ran = archive.suggest({});
  CHECK(ran.exit == 0);
  CHECK(ran.err.empty());
  // 18 times in three frames, two in three of whose words are entries: 18 * 2/3 / (18 + 20).
  CHECK(has(ran.out,
            "By neighbourhood:\n"
            "  draining  (18 messages; stands where entries stand, share 0.316)\n"
            "      ... Oh that sounds draining for you. ...\n"));
  CHECK_FALSE(has(ran.out, "blue"));
  CHECK_FALSE(has(ran.out, "exhausting  ("));
}

TEST_CASE("suggest finds what coded messages hold that no rule finds") {
  const Archive archive;
  const Ran ran = archive.suggest({"--labels", archive.labels});
  CHECK(ran.exit == 0);
  CHECK(has(ran.out, "By labels:\n"));
  CHECK(has(ran.out, "6 coded messages that no rule finds"));
  CHECK(has(ran.out, "worn out"));
  const std::string by_labels = ran.out.substr(0, ran.out.find("By neighbourhood"));
  CHECK_FALSE(has(by_labels, "  marta"));
  CHECK_FALSE(has(by_labels, "  blue"));
  CHECK(archive.suggest({"--labels", archive.labels}).out == ran.out);
}

TEST_CASE("suggest writes JSON and CSV, at most as many as asked for") {
  const Archive archive;
  CHECK(has(
      archive.suggest({"--format", "json"}).out,
      R"({"term":"draining","by":"neighbourhood","messages":18,"share":0.3158,"contexts":["Oh that sounds draining for you.",)"));
  const std::string table = archive.folder.path("terms.csv");
  CHECK(archive.suggest({"--format", "csv", "-o", table, "--limit", "1"}).exit == 0);
  const std::string text = read_file(table);
  CHECK(has(text,
            "term,by,messages,positives,value,contexts\r\n\"draining\",neighbourhood,18,0,0.3158,\"Oh that sounds"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
}

TEST_CASE("suggest says what it cannot do") {
  const Archive archive;
  CHECK(run_tool({"suggest", "b/none", archive.messages, "--lexicons", archive.lexicons}).exit == 2);
  CHECK(run_tool({"suggest", "b/weak", archive.folder.path("none"), "--lexicons", archive.lexicons}).exit == 74);
  const Ran nothing = run_tool({"suggest", "b/weak", archive.messages, "--lexicons", archive.lexicons});
  CHECK(nothing.exit == 0);
  CHECK(nothing.out == "nothing to suggest\n");
}

}  // namespace
