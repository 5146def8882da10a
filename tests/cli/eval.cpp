// `peertag eval` as its users run it, and beside the scorer that the shared folder has.
#include <sys/stat.h>

#include <cmath>
#include <map>
#include <sstream>

#include "codebook/csv.hpp"
#include "support.hpp"

namespace {

using namespace peertag::test;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

constexpr std::string_view canary = "xq7vbirdzk";

// Four messages; the small book finds b/kind.tired in m1 and m3, and weakly b/weak in m4.
struct Bench {
  TemporaryFolder folder;
  std::string lexicons = small_book_in(folder);
  std::string archive = folder.write(
      "a.jsonl",
      "{\"id\":\"m1\",\"conversation_id\":\"t\",\"text\":\"💙 That sounds exhausting, xq7vbirdzk.\"}\n"
      "{\"id\":\"m2\",\"conversation_id\":\"t\",\"text\":\"<b>é</b> You must be worn out, xq7vbirdzk.\"}\n"
      "{\"id\":\"m3\",\"conversation_id\":\"t\",\"text\":\"=HYPERLINK(1) it sounds hard & <i>xq7vbirdzk\"}\n"
      "{\"id\":\"m4\",\"conversation_id\":\"u\",\"text\":\"Low, xq7vbirdzk.\"}\n");
  std::string labels =
      folder.write("l.jsonl",
                   "{\"id\":\"m1\",\"codes\":[\"b/kind.tired\"]}\n"
                   "{\"id\":\"m2\",\"codes\":[\"b/kind.tired\"],\"evidence\":{\"b/kind.tired\":\"worn out\"}}\n"
                   "{\"id\":\"m3\",\"codes\":[]}\n{\"id\":\"m4\",\"codes\":[]}\n");
  std::string tags;

  Bench() {
    const Ran ran = run_tool({"tag", "--all", "--lexicons", lexicons, archive, "-o", folder.path("t.jsonl")});
    REQUIRE(ran.exit == 0);
    tags = folder.path("t.jsonl");
  }
  [[nodiscard]] Ran eval(std::vector<std::string> more) const {
    more.insert(more.begin(), {"eval", labels, tags, "--lexicons", lexicons, "--least", "1"});
    return run_tool(more);
  }
};

TEST_CASE("eval says of each rule and code how well it agrees") {
  const Bench bench;
  const Ran ran = bench.eval({"--draws", "0"});
  CHECK(ran.exit == 0);
  CHECK(ran.err.empty());
  // By hand: of the two labelled one is tagged (m1), of the two tagged one is labelled. Scores: m1 .69, m3 .6225, m2
  // none: average precision (1 + 2/4) / 2. Observed .5, by chance .5. Alpha: 1 - 7 * 2 / 16.
  CHECK(ran.out ==
        "                            labelled  tagged      P      R     F1     AP  kappa  alpha  prevalence\n"
        "b/kind.tired  tired.sounds         2       2  0.500  0.500  0.500  0.500  0.000  0.125       0.500\n"
        "b/weak  weak.low                   0       1  0.000  0.000  0.000  0.000  0.000  0.000       0.000\n"
        "\n"
        "              labelled  tagged      P      R     F1     AP  kappa  alpha  prevalence\n"
        "b/kind               2       2  0.500  0.500  0.500  0.750  0.000  0.125       0.500\n"
        "b/kind.tired         2       2  0.500  0.500  0.500  0.750  0.000  0.125       0.500\n"
        "\n"
        "               labelled  tagged      P      R     F1     AP  kappa  alpha  prevalence\n"
        "micro b (1)           2       2  0.500  0.500  0.500\n"
        "micro all (1)         2       2  0.500  0.500  0.500\n"
        "macro b (2)                      0.500  0.500  0.500  0.750  0.000  0.125       0.500\n"
        "macro all (2)                    0.500  0.500  0.500  0.750  0.000  0.125       0.500\n"
        "\n"
        "4 labelled messages in 2 conversations; macro averages over codes with at least 1 labelled messages\n");
}

TEST_CASE("eval lists disagreements: without the archive no word of a message, with it the message") {
  const Bench bench;
  const Ran bare = bench.eval({"--disagreements"});
  CHECK(bare.exit == 0);
  CHECK(has(bare.out,
            "b/kind.tired  missed  m2  score 0.0000\n"
            "b/kind.tired  extra  m3  score 0.6225\n"
            "  found     [14, 28) tired.sounds\n"));
  CHECK_FALSE(has(bare.out, "worn out"));
  const Ran told = bench.eval({"--disagreements", "--messages", bench.archive, "--code", "b/kind.tired"});
  CHECK(has(told.out,
            "b/kind.tired  missed  m2  score 0.0000\n"
            "  labelled  [21, 29) \"worn out\"\n"
            "  text      <b>é</b> You must be worn out, xq7vbirdzk.\n"));
  CHECK(has(told.out, "  found     [14, 28) tired.sounds \"it sounds hard\"\n"));
  CHECK_FALSE(has(told.out, "weak"));
  CHECK(told.err.empty());
  const Ran none = bench.eval({"--disagreements", "--limit", "0"});
  CHECK_FALSE(has(none.out, "missed"));
}

TEST_CASE("every format of eval has the same figures, and is fit for what reads it") {
  const Bench bench;
  const Ran json = bench.eval({"--format", "json", "--disagreements", "--messages", bench.archive});
  CHECK(has(json.out,
            "{\"kind\":\"code\",\"name\":\"b/kind.tired\",\"labelled\":2,\"tagged\":2,\"both\":1,\"neither\":1,"
            "\"precision\":0.5000,\"recall\":0.5000,\"f1\":0.5000,\"average_precision\":0.7500,"
            "\"kappa\":0.0000,\"alpha\":0.1250,\"prevalence\":0.5000,\"intervals\":{"));
  CHECK(has(json.out, "\"quoted_span\":[21,29],\"quoted\":\"worn out\""));

  const Ran csv = bench.eval({"--format", "csv", "--draws", "0"});
  CHECK(has(csv.out, "\"code\",\"b/kind.tired\",\"\",1,2,2,1,1,0.5000,0.5000,0.5000,0.7500,0.0000,0.1250,0.5000\r\n"));
  // Not one in common: kappa and alpha are negative, and stay numbers.
  const std::string worse =
      bench.folder.write("worse.jsonl",
                         "{\"id\":\"m1\",\"codes\":[]}\n{\"id\":\"m2\",\"codes\":[\"b/kind.tired\"]}\n"
                         "{\"id\":\"m3\",\"codes\":[]}\n{\"id\":\"m4\",\"codes\":[\"b/kind.tired\"]}\n");
  const Ran negative =
      run_tool({"eval", worse, bench.tags, "--lexicons", bench.lexicons, "--draws", "0", "--format", "csv"});
  CHECK(has(negative.out,
            "\"code\",\"b/kind.tired\",\"\",1,2,2,0,0,0.0000,0.0000,0.0000,0.5000,-1.0000,-0.7500,0.5000\r\n"));
  // A spreadsheet computes nothing.
  const Ran listed = bench.eval({"--format", "csv", "--disagreements", "--messages", bench.archive});
  CHECK(has(listed.out,
            "\"b/kind.tired\",\"m3\",\"extra\",\"0.6225\",\"tired.sounds[14, 28)\",\"\",\"\",\"\","
            "\"'=HYPERLINK(1) it sounds hard & <i>xq7vbirdzk\"\r\n"));

  // A browser runs nothing, and fetches nothing.
  const Ran html = bench.eval({"--format", "html", "--disagreements", "--messages", bench.archive});
  CHECK(
      has(html.out, "<bdi>=HYPERLINK(1) <mark class=\"extra\">it sounds hard</mark> &amp; &lt;i&gt;xq7vbirdzk</bdi>"));
  CHECK(has(html.out, "&lt;b&gt;é&lt;/b&gt; You must be <mark>worn out</mark>, "));
  CHECK(has(html.out, "default-src 'none'; style-src 'sha256-"));
  for (const std::string_view never : {"<script", "http://", "https://", "src=", "href=", "<i>", "<b>"})
    CHECK_FALSE(has(html.out, never));
}

TEST_CASE("eval is the same each time, and another seed moves intervals alone") {
  const Bench bench;
  const Ran first = bench.eval({"--format", "json"});
  CHECK(first.out == bench.eval({"--format", "json"}).out);
  CHECK(bench.eval({"--draws", "0", "--seed", "2"}).out == bench.eval({"--draws", "0"}).out);
}

TEST_CASE("eval writes its file for its owner alone, and whole") {
  const Bench bench;
  const std::string out = bench.folder.path("report.html");
  CHECK(bench.eval({"--format", "html", "-o", out}).exit == 0);
  struct stat status {};
  REQUIRE(::stat(out.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(read_file(out).starts_with("<!DOCTYPE html>"));
}

TEST_CASE("eval refuses labels and tags that do not fit, and shows no message in saying so") {
  const Bench bench;
  const auto ran = [&](std::string_view labels, std::string_view tags) {
    const std::string l = bench.folder.write("bad-labels.jsonl", labels),
                      t = bench.folder.write("bad-tags.jsonl", tags);
    return run_tool({"eval", l, t, "--lexicons", bench.lexicons});
  };
  const std::string good_labels = read_file(bench.labels), good_tags = read_file(bench.tags);
  const std::string secret(canary);
  const Ran cases[] = {
      ran(good_labels + "{\"id\":\"m9\",\"codes\":[]}\n", good_tags),
      ran("", good_tags),
      ran("{\"id\":\"m1\",\"text\":\"" + secret + "\"}\n", good_tags),
      ran(secret + "\n", good_tags),
      ran(good_labels, good_tags + secret + "\n"),
      ran(good_labels, good_tags + good_tags),
  };
  for (const Ran& refused : cases) {
    CAPTURE(refused.err);
    CHECK(refused.exit == 65);
    CHECK(refused.out.empty());
    CHECK_FALSE(refused.err.empty());
    CHECK_FALSE(has(refused.err, canary));
  }
  CHECK(has(cases[0].err, "no record of 1 of 5 labelled messages; the first is m9"));
  CHECK(run_tool({"eval", bench.labels, bench.folder.path("none")}).exit == 74);
  CHECK(bench.eval({"--disagreements", "--messages", bench.folder.path("none")}).exit == 74);
  const Ran unknown = bench.eval({"--code", "b/none"});
  CHECK(unknown.exit == 2);
  CHECK(has(unknown.err, "neither labels nor tags have `b/none`"));
}

// --- beside score.py -------------------------------------------------------------------------------------------------

// Figures by what score.py calls the line, in its order of columns.
using Scores = std::map<std::string, std::vector<double>>;

Scores scores_of_csv(const std::string& csv) {
  Scores scores;
  peertag::codebook::CsvReader rows(csv);
  std::vector<peertag::codebook::CsvField> row;
  REQUIRE(rows.next(row));
  while (rows.next(row)) {
    const auto number = [&](std::size_t column) { return std::stod(row[column].value); };
    enum : std::size_t { kind, name, rule, codes, labelled, p = 8, r, f1, ap, kappa };
    const std::string& is = row[kind].value;
    if (is == "code")
      scores[row[name].value] = {number(labelled), number(p), number(r), number(f1), number(ap), number(kappa)};
    if (is == "micro") scores["micro " + row[name].value] = {number(p), number(r), number(f1)};
    if (is == "macro" && row[name].value == "all") scores["macro"] = {number(codes), number(f1), number(ap)};
  }
  return scores;
}

// Holds score.py's lines against `ours`; returns how many there were.
std::size_t compare_with(const Scores& ours, const std::string& printed, std::size_t first_column) {
  std::istringstream lines(printed);
  std::size_t compared = 0;
  std::string line;
  for (std::getline(lines, line); std::getline(lines, line); ++compared) {
    CAPTURE(line);
    std::istringstream words(line);
    std::string name, word;
    words >> name;
    std::vector<double> theirs;
    if (name == "micro") {
      words >> word;
      name += ' ' + word;
    } else if (name == "macro") {  // macro over 38 codes with n >= 8: F1 0.444 AP 0.444
      double count = 0, f1 = 0, ap = 0;
      REQUIRE(std::sscanf(line.c_str(), "macro over %lf codes with n >= 8: F1 %lf AP %lf", &count, &f1, &ap) == 3);
      theirs = {count, f1, ap};
    }
    for (double number = 0; theirs.empty() || name != "macro";) {
      if (!(words >> number)) break;
      theirs.push_back(number);
    }
    theirs.erase(theirs.begin(), theirs.begin() + static_cast<std::ptrdiff_t>(first_column));
    const auto found = ours.find(name);
    REQUIRE(found != ours.end());
    std::vector<double> mine = found->second;
    REQUIRE(mine.size() >= std::min(mine.size(), theirs.size()));
    for (std::size_t i = 0; i < std::min(mine.size(), theirs.size()); ++i)
      CHECK(std::abs(mine[i] - theirs[i]) <= 0.00056);  // theirs have three decimals, ours four
  }
  return compared;
}

TEST_CASE("eval's figures are score.py's, where both speak") {
  const std::optional<std::string> scorer = shared("eval/score.py");
  if (!scorer) return;
  const TemporaryFolder folder;
  const std::string tags = folder.path("t.jsonl");
  SUBCASE("the reference coding") {
    const std::string messages = *shared("eval/gold/dev.messages.jsonl"),
                      labels = *shared("eval/gold/dev.labels.jsonl");
    REQUIRE(run_tool({"tag", "--all", "--no-text", "--quiet", messages, "-o", tags}).exit == 0);
    const Ran theirs = run({"python3", *scorer, "gold", labels, tags});
    REQUIRE(theirs.exit == 0);
    const Ran ours = run_tool({"eval", labels, tags, "--format", "csv", "--draws", "0"});
    REQUIRE(ours.exit == 0);
    const Scores scores = scores_of_csv(ours.out);
    CHECK(compare_with(scores, theirs.out, 0) == scores.size());
  }
  SUBCASE("other people's labels") {
    const std::string set = *shared("eval/external/epitome");
    REQUIRE(run_tool({"tag", "--all", "--no-text", "--quiet", set + "/messages.jsonl", "-o", tags}).exit == 0);
    const Ran theirs = run({"python3", *scorer, "external", set, tags});
    REQUIRE(theirs.exit == 0);
    const Ran ours = run_tool({"eval", set, tags, "--format", "csv", "--draws", "0"});
    REQUIRE(ours.exit == 0);
    Scores named;
    for (const auto& [name, scores] : scores_of_csv(ours.out)) named["epitome/" + name] = scores;
    CHECK(compare_with(named, theirs.out, 1) == 3);
  }
}

}  // namespace
