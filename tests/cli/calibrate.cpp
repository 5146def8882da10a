// calibrate as a user runs it, on made-up messages.
#include "support.hpp"

namespace {

using namespace peertag::test;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// `b/weak` is in messages with "low", but not where a price is low, and in those with "grey", which no rule knows.
class Labelled {
 public:
  Labelled() : lexicons(small_book_in(folder)) {
    const std::string_view days[] = {"on Monday",  "this morning", "since lunch", "again",
                                     "after work", "all week",     "now"};
    for (const std::string_view day : days) {
      for (int i = 0; i < 20; ++i) {
        add("We had cake " + std::string(day) + ".", false);
        add("The sky is fine " + std::string(day) + ".", false);
        if (i >= 2) continue;
        add("I feel low " + std::string(day) + ", as I told Marta.", true);
        add("The price is low " + std::string(day) + ".", false);
        add("Everything looks grey " + std::string(day) + ", as I told Marta.", true);
        add("Everything looks fine " + std::string(day) + ", as we said.", false);
      }
    }
    messages = folder.write("messages.jsonl", messages_);
    labels = folder.write("labels.jsonl", labels_);
  }

  [[nodiscard]] Ran calibrate(std::vector<std::string> more) const {
    std::vector<std::string> arguments = {"calibrate", messages, labels, "--lexicons", lexicons};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tool(arguments);
  }
  // What `tag` then says of a text.
  [[nodiscard]] std::string tag(const std::string& text) const {
    return run_tool({"tag", "--all", "-", "--lexicons", lexicons, "--quiet"},
                    R"({"id":"new","text":")" + text + "\"}\n")
        .out;
  }

  TemporaryFolder folder;
  std::string lexicons, messages, labels;

 private:
  void add(const std::string& text, bool weak) {
    const std::string id = "m" + std::to_string(count_++);
    messages_ += "{\"id\":\"" + id + "\",\"text\":\"" + text + "\"}\n";
    labels_ += "{\"id\":\"" + id + "\",\"codes\":[" + (weak ? "\"b/weak\"" : "") + "]}\n";
  }
  int count_ = 0;
  std::string messages_, labels_;
};

TEST_CASE("calibrate learns terms that a rule misses, and says so wherever they are evidence") {
  const Labelled data;
  CHECK_FALSE(has(data.tag("It is grey."), "b/weak"));
  const Ran ran = data.calibrate({"--learn", "--out", data.lexicons});
  CAPTURE(ran.err);
  REQUIRE(ran.exit == 0);
  CHECK(ran.err.empty());
  // By hand, "low" alone is under the threshold: nothing is found. All 28 found messages score alike, half of them
  // right.
  CHECK(has(ran.out, "weights+terms         28     0.000  0.000  0.000  0.292"));
  CHECK(has(ran.out, "expected calibration error"));

  const std::string learned = read_file(data.lexicons + "/b/learned/weak.csv");
  CHECK(has(learned, "term,weight,positives,negatives,messages,status\n"));
  CHECK(has(learned, "grey"));
  CHECK_FALSE(has(learned, "marta"));
  CHECK(has(read_file(data.lexicons + "/b/weights.csv"), "threshold,b/weak,,"));
  CHECK(run_tool({"check", "--strict", data.lexicons}).exit == 0);
  CHECK(run_tool({"test", "--lexicons", data.lexicons}).exit == 0);

  const std::string tagged = data.tag("Everything looks grey today.");
  CHECK(has(tagged, R"("code":"b/weak")"));
  CHECK(has(tagged, R"("rule":"learned.b.weak","learned":true,"span":)"));
  const std::string file = data.folder.write("new.jsonl", "{\"id\":\"n\",\"text\":\"Everything looks grey today.\"}\n");
  CHECK(has(run_tool({"explain", file, "n", "--lexicons", data.lexicons}).out,
            "rule learned.b.weak (learned), weight 0.0"));
}

TEST_CASE("calibrate gives the same bytes again, from its own results too") {
  const Labelled data;
  const Ran first = data.calibrate({"--learn", "--out", data.lexicons});
  const std::string weights = read_file(data.lexicons + "/b/weights.csv");
  const std::string learned = read_file(data.lexicons + "/b/learned/weak.csv");
  const Ran second = data.calibrate({"--learn", "--out", data.lexicons});
  CHECK(second.out == first.out);
  CHECK(read_file(data.lexicons + "/b/weights.csv") == weights);
  CHECK(read_file(data.lexicons + "/b/learned/weak.csv") == learned);

  // Without --learn, what was learned goes.
  CHECK(data.calibrate({"--out", data.lexicons}).exit == 0);
  CHECK_FALSE(has(data.tag("Everything looks grey today."), "b/weak"));
}

TEST_CASE("A term that a person rejected is not learned again, and its row stays") {
  const Labelled data;
  data.folder.write("lexicons/b/learned/weak.csv",
                    "term,weight,positives,negatives,messages,status\ngrey,0.5,14,0,14,rejected\n");
  REQUIRE(data.calibrate({"--learn", "--out", data.lexicons}).exit == 0);
  const std::string learned = read_file(data.lexicons + "/b/learned/weak.csv");
  CHECK(has(learned, "\ngrey,0.5,14,0,14,rejected\n"));
  CHECK_FALSE(has(learned, "\ngrey,0.5,14,0,14,accepted\n"));
}

TEST_CASE("Messages left out teach nothing, but are measured") {
  const Labelled data;
  const Ran ran = data.calibrate({"--learn", "--exclude-ids", "m"});
  CHECK(ran.exit == 65);
  CHECK(has(ran.err, "too little to learn from: needs at least 5 labelled messages"));
  const Ran some = data.calibrate({"--exclude-ids", "m1", "--exclude-ids", "m20"});
  CHECK(some.exit == 0);
  CHECK(has(some.out, " 28     0.000  0.000  0.000"));
}

TEST_CASE("Too few positives are refused, with the number it takes") {
  const Labelled data;
  const Ran ran = data.calibrate({"--least", "100"});
  CHECK(ran.exit == 65);
  CHECK(ran.out.empty());
  CHECK(has(ran.err, "needs a code that at least 100 messages have (--least); the most any code has is 28"));
}

TEST_CASE("An aim or a number of folds that makes no sense is exit code 2") {
  const Labelled data;
  CHECK(data.calibrate({"--aim", "precision:2"}).exit == 2);
  CHECK(data.calibrate({"--aim", "recall"}).exit == 2);
  CHECK(data.calibrate({"--folds", "1"}).exit == 2);
}

TEST_CASE("Numbers of rules that have gone are a warning, and count for nothing") {
  const Labelled data;
  data.folder.write("lexicons/b/weights.csv",
                    "kind,code,key,value,n\nrule,b/weak,weak.gone,2.0,50\nrule,b/weak,weak.low,2.0,50\n");
  const Ran checked = run_tool({"check", data.lexicons});
  CHECK(checked.exit == 0);
  CHECK(has(checked.err, "/b/weights.csv:2:13: warning[R055]: there is no rule `weak.gone` of code `b/weak` to weigh"));
  CHECK(run_tool({"check", "--strict", data.lexicons}).exit == 65);
  CHECK(has(data.tag("I feel low."), R"("score":0.7311)"));  // logistic(-1 + 2)
}

TEST_CASE("What calibrate cannot read it says, without a message's words") {
  const Labelled data;
  const std::string other = data.folder.write("other.jsonl", "{\"id\":\"x1\",\"text\":\"Private words.\"}\n");
  const Ran absent = run_tool({"calibrate", other, data.labels, "--lexicons", data.lexicons});
  CHECK(absent.exit == 65);
  CHECK(has(absent.err, "336 of 336 labelled messages are not in "));
  CHECK_FALSE(has(absent.err, "Private"));
  CHECK(run_tool({"calibrate", data.folder.path("none"), data.labels, "--lexicons", data.lexicons}).exit == 74);
}

}  // namespace
