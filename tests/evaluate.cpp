// What stops a finding, by hand. Growth: findings, cues and conditions cost no more than they are many.
#include "peertag/evaluate.hpp"

#include <algorithm>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "support.hpp"

using namespace peertag;
using peertag::test::codebook_of;

namespace {

constexpr const char* standard_cues = R"(
[[cue]]
class = "negated"
terms = ["not", "no longer", "no"]
max = 4
ends_at = ["but", "comma+so", "dash"]
hides = ["not only", "no doubt"]
[[cue]]
class = "reported"
terms = ["he said"]
reach = "both"
max = 3
ends_at = ["comma"]
[[cue]]
class = "reported"
terms = ["apparently"]
reach = "backward"
max = 2
[[cue]]
class = "hypothetical"
terms = ["if", "if only"]
max = 3
)";

// One rule; `keys` are its other keys.
Codebook compile(const std::string& keys, const std::string& cues = standard_cues) {
  const std::vector<std::pair<std::string, std::string>> files = {
      {"b/book.toml",
       "id = \"b\"\ntitle = \"T\"\nsource = \"made up\"\nlicence = \"MIT\"\nversion = \"0.1\"\n"
       "[[code]]\nid = \"c\"\nlabel = \"L\"\nkind = \"theme\"\ndefinition = \"D\"\n"},
      {"b/rules.toml", "[[rule]]\nid = \"r\"\ncode = \"b/c\"\n" + keys},
      {"en/cues.toml", cues},
      {"en/variants.csv", "from,to\ndon't,do not\n"},
  };
  std::vector<Source> sources;
  for (const auto& [name, text] : files) sources.push_back({name, text});
  return codebook_of(sources);
}

// The message with each finding marked: [stands], {stopped: why by what}.
std::string mark(const Codebook& codebook, const std::string& message) {
  Tagger tagger(codebook);
  Findings findings;
  Message m;
  m.text = message;
  tagger.find(m, findings);
  std::string out;
  std::uint32_t at = 0;
  for (const Finding& finding : findings.findings) {
    REQUIRE(finding.span.begin >= at);
    out += message.substr(at, finding.span.begin - at);
    at = finding.span.end;
    const std::string words = message.substr(finding.span.begin, finding.span.size());
    const std::string by = message.substr(finding.by.begin, finding.by.size());
    switch (finding.stop) {
      case Stop::no:
        out += "[" + words + "]";
        break;
      case Stop::cue:
        out +=
            "{" + words + ": " + codebook.cue_classes()[static_cast<std::size_t>(finding.cue_class)] + " " + by + "}";
        break;
      case Stop::none:
        out += "{" + words + ": none " + by + "}";
        break;
      default:
        CHECK(finding.by.empty());
        out += "{" + words + ": " + (finding.stop == Stop::all ? "all" : "other") + "}";
        break;
    }
  }
  return out + message.substr(at);
}

std::string unmarked(const std::string& text) {
  std::string out;
  bool reason = false;
  for (const char c : text) {
    if (c == ':') reason = true;
    if (c == '}') reason = false;
    if (!reason && c != '[' && c != ']' && c != '{' && c != '}') out += c;
  }
  return out;
}

struct Row {
  std::string says, keys, marked;
};

const std::string low = "match = [\"low\"]\n";
const std::string sad =
    "match = [\"(feel)? low\"]\nunless = [\"negated\", \"reported\", \"hypothetical\", \"question\"]\n";

const Row rows[] = {
    {"nothing stops it", sad, "I [feel low]."},
    // reach
    {"a cue reaches forward", sad, "I do not {feel low: negated not}."},
    {"as far as its max", sad, "Not a b c {low: negated Not}. Not a b c d [low]."},
    {"never over the end of a sentence", sad, "Not. I [feel low]."},
    {"never backward unless it says so", sad, "I [feel low] not."},
    {"the first token of the finding decides", sad, "Not a b c {feel low: negated Not}. Not a b c d [feel low]."},
    {"backward", sad, "{Low: reported apparently} apparently. [Low] as ever apparently."},
    {"backward, from behind the finding", sad, "{Feel low: reported apparently} apparently."},
    {"both", sad, "He said {low: reported He said}. {Low: reported he said} he said."},
    {"a cue of several tokens counts from its end", sad, "No longer a b c {low: negated No longer}."},
    // ends
    {"a word ends it", sad, "Not you but I [feel low]."},
    {"a mark before a word ends it, with the word", sad, "Not him, so I [feel low]. Not him so {low: negated Not}."},
    {"a mark alone ends it", sad, "Not him - I [feel low]. He said, [low]."},
    {"a mark ends it from behind, too", sad, "[Low], he said."},
    // hides
    {"a longer phrase hides a cue", sad, "Not only [low]. No doubt [low]."},
    {"but not the next one", sad, "Not only not {low: negated not}."},
    // outside
    {"a cue inside the finding does not stop it", "match = [\"not low\"]\nunless = [\"negated\"]\n", "I am [not low]."},
    {"nor one that shares a token with it", "match = [\"said low\"]\nunless = [\"reported\"]\n", "he [said low]"},
    {"one before it still does", "match = [\"not low\"]\nunless = [\"negated\"]\n", "no {not low: negated no}"},
    {"two negations do not cancel", sad, "I am not not {low: negated not}."},
    {"of don't the second token is the cue", "match = [\"think\"]\nunless = [\"negated\"]\n",
     "I don't {think: negated don't} so."},
    // which
    {"the nearest cue of a class is named", sad, "no not {low: negated not}"},
    {"the longest of those as near", sad, "he said if only {low: hypothetical if only}"},
    {"the first class by name", sad, "if not {low: hypothetical if}"},
    {"of two declarations the nearer", sad, "he said a {low: reported apparently} apparently"},
    {"only the classes of the rule count", "match = [\"low\"]\nunless = [\"reported\"]\n", "not [low]"},
    {"without unless, the default classes", low, "not {low: negated not}, if {low: hypothetical if}. [Low]?"},
    {"none at all", "match = [\"low\"]\nunless = []\n", "not [low], if [low]"},
    // questions
    {"a statement stops", "match = [\"low\"]\nunless = [\"statement\"]\n",
     "{Low: statement }. Feel [low]? {Low: statement }!"},
    {"a question stops", sad, "Do you {feel low: question ?}? [Low]. {Low: question ?} (really?)"},
    // all
    {"all must be in the sentence", "match = [\"low\"]\nall = [\"day\", \"night\"]\n",
     "day and night [low]. Day {low: all}. Night."},
    {"outside the match", "match = [\"low day\"]\nall = [\"day\"]\n", "{low day: all}. [Low day] day."},
    {"before or behind", "match = [\"low\"]\nall = [\"day\"]\n", "[low] day. Day [low]."},
    {"or in the message", "match = [\"low\"]\nall = [\"day\"]\nin = \"message\"\n", "[low]. Day."},
    // none
    {"none may be in the sentence", "match = [\"low\"]\nnone = [\"sugar\"]\n",
     "{low: none sugar} sugar. [Low]. Sugar."},
    {"or in the message", "match = [\"low\"]\nnone = [\"sugar\"]\nin = \"message\"\n", "{low: none Sugar}. Sugar."},
    {"inside the match it may", "match = [\"low sugar\"]\nnone = [\"sugar\"]\n", "[low sugar]"},
    {"sharing a token with it, too", "match = [\"low sugar\"]\nnone = [\"sugar level\"]\n", "[low sugar] level"},
    {"the one before that ends first is named", "match = [\"low\"]\nnone = [\"sugar\"]\n",
     "blood sugar {low: none sugar} sugar"},
    // order
    {"all before none before cues", "match = [\"low\"]\nall = [\"day\"]\nnone = [\"sugar\"]\n",
     "not {low: all} sugar. Not {low: none sugar} sugar day. Not {low: negated Not} day."},
    // several matches
    {"each finding is judged alone", low, "not {low: negated not} but [low]"},
    {"a match inside another is dropped before it is judged",
     "match = [\"low\", \"not low\"]\nunless = [\"negated\"]\n", "[not low]"},
};

}  // namespace

TEST_CASE("a finding stands, or what stopped it is known") {
  for (const Row& row : rows) {
    CAPTURE(row.says);
    const Codebook codebook = compile(row.keys);
    CHECK(mark(codebook, unmarked(row.marked)) == row.marked);
  }
}

namespace {

double seconds_to_find(Tagger& tagger, const std::string& text) {
  double best = 1e9;
  for (int round = 0; round < 3; ++round) {
    Findings findings;
    Message m;
    m.text = text;
    const std::clock_t begin = std::clock();
    tagger.find(m, findings);
    best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    REQUIRE(findings.status == Status::decided);
    REQUIRE(findings.findings.size() > 1000);
  }
  return best;
}

}  // namespace

TEST_CASE("eight times the findings, cues and conditions cost about eight times as much") {
  // All in one sentence and one message: what compares each with each would take 64 times as long.
  const std::string keys =
      "match = [\"low\", \"low low\"]\nall = [\"low\"]\nnone = [\"sugar\", \"low high low\"]\nin = \"message\"\n"
      "unless = [\"negated\"]\n";
  const std::string cues =
      "[[cue]]\nclass = \"negated\"\nterms = [\"not\", \"not low\"]\nreach = \"both\"\nmax = 1000\n"
      "ends_at = [\"comma\", \"so\"]\nhides = [\"not so\"]\n";
  const Codebook codebook = compile(keys, cues);
  Tagger tagger(codebook);
  struct Repeated {
    const char* name;
    const char* words;
  };
  const Repeated repeated[] = {
      {"a flood of findings", "low "},
      {"findings between cues", "low, not, low so "},
      {"hidden cues", "not so low "},
      {"cues far away", "low as can be "},
  };
  for (const Repeated& text : repeated) {
    CAPTURE(text.name);
    std::string small;
    while (small.size() < 40'000) small += text.words;
    std::string large;
    for (int i = 0; i < 8; ++i) large += small;
    const double few = seconds_to_find(tagger, "not " + small);
    const double many = seconds_to_find(tagger, "not " + large);
    CHECK(many < 24 * few);
  }
}
