// From files to declarations: what a whole codebook says once it is read, and that no file, however damaged, does more
// than report faults.
#include <doctest/doctest.h>
#include <pthread.h>

#include <random>

#include "codebook/check.hpp"
#include "codebook/pattern_key.hpp"
#include "codebook/read.hpp"
#include "peertag/limits.hpp"
#include "sources.hpp"

namespace peertag::testing {
namespace {

const char* const book = R"(id = "b"
title = "B"
[[code]]
id = "room"
label = "Room"
kind = "context"
definition = "d"
[[code]]
id = "room.door"
label = "Door"
kind = "factor"
parent = "room"
definition = "d"
include = ["x", "y"]
bias = -1.25
threshold = 0.6
[[code]]
id = "calm"
label = "Calm"
kind = "mechanism"
parent = "a heading of the source"
definition = "d"
[[code]]
id = "hope"
label = "Hope"
kind = "outcome"
definition = "d"
)";

const char* const rules = R"(
[[rule]]
id = "second"
codes = ["b/hope", "b/calm"]
match = ["@mood", "i ... @spirits"]
none = ["never"]
in = "message"
unless = ["negated", "slang"]
weight = 0.75
examples = ["So [low] \\[sic\\]."]
not_examples = [{ text = "Not low.", because = "negated" }, "High."]

[[rule]]
id = "first"
code = "b/room.door"
match = ["open~"]
examples = ["[Opened] and [opens]."]
not_examples = ["Shut."]
)";

Files small_book() {
  return {
      {"b/book.toml", book},
      {"b/rules.toml", rules},
      {"b/links.csv", "context,mechanism,outcome,refs\nroom,calm,hope,3\n"},
      {"b/weights.csv",
       "kind,code,key,value,n\nbias,b/hope,,-2,9\nthreshold,hope,,0.4,9\nrule,hope,second,1.125,9\n"
       "entry,hope,worn out,0.5,9\n"},
      {"b/learned/calm.csv",
       "term,weight,positives,negatives,messages,status\nbreathe out,0.8,9,1,8,accepted\nso _ calm,0.4,9,1,8,accepted\n"
       "nonsense,2,1,0,1,rejected\n"},
      {"en/abbreviations.csv", "term\nDr.\ne.g\n"},
      {"en/variants.csv", "from,to\nu,you\num,\n"},
      {"en/forms.csv", "base,forms\nopen,opens,opened,\nfeel,feels\nfeel,felt\n"},
      {"en/frequency.csv", "term,rank\ni,1\n"},
      {"en/cues.toml",
       "[[cue]]\nclass = \"slang\"\nterms = [\"innit\"]\nreach = \"backward\"\nmax = 3\n"
       "ends_at = [\"dash\", \"comma+but\", \"and then\"]\n"
       "[[cue]]\nclass = \"question\"\nterms = []\n"},
      {"en/words/mood.csv", "term,weight,note\nlow,0.25,a note\nworn out,,\nhigh,-0.5,\n"},
      {"en/words/good.csv", "term,weight,note\nhigh,,\nLow,1,\n"},
      {"en/words/sets.toml",
       "[spirits]\nany = [\"mood\", \"good\"]\nminus = [\"best\"]\n[best]\nany = [\"good\"]\nminus = [\"worse\"]\n"
       "[worse]\nany = [\"mood\"]\nminus = [\"up\"]\n[up]\nany = [\"high-up\"]\n"},
      {"en/words/high-up.csv", "term,weight,note\nHIGH,,\n"}};
}

struct ReadBook {
  explicit ReadBook(const Files& files)
      : sources(sources_of(files)),
        opened(codebook::open_sources(sources, reporter)),
        reading(codebook::read(opened, reporter)) {
    codebook::check(reading);
    diagnostics = reporter.take();
  }
  [[nodiscard]] const codebook::Declarations& all() const { return reading.declarations; }

  std::vector<Source> sources;
  codebook::Reporter reporter;
  std::deque<codebook::SourceFile> opened;
  codebook::Reading reading;
  Diagnostics diagnostics;
};

TEST_CASE("a book's codes are in the order of their ids, and factors know their context") {
  const Files files = small_book();
  const ReadBook read(files);
  CHECK(text_of(read.diagnostics) == "");
  const std::vector<Code>& codes = read.all().codes;
  REQUIRE(codes.size() == 4);
  CHECK(codes[0].id == "b/calm");
  CHECK(codes[0].parent == "a heading of the source");
  CHECK(codes[1].id == "b/hope");
  CHECK(codes[2].id == "b/room");
  CHECK(codes[3].id == "b/room.door");
  CHECK(codes[3].kind == CodeKind::factor);
  CHECK(codes[3].parent == "b/room");
  CHECK(codes[3].context == CodeId{2});
  CHECK(codes[3].bias == -1250);
  CHECK(codes[3].threshold == 0.6);
  CHECK(codes[3].include == std::vector<std::string>{"x", "y"});
  REQUIRE(read.all().links.size() == 1);
  CHECK(read.all().links[0].context == "b/room");
  CHECK(read.all().links[0].refs == 3);
}

TEST_CASE("learned numbers replace those of the books") {
  const Files files = small_book();
  const ReadBook read(files);
  CHECK(read.all().codes[1].bias == -2000);
  CHECK(read.all().codes[1].threshold == 0.4);
  CHECK(read.all().entry_weights == decltype(read.all().entry_weights){{{"b/hope", "worn out"}, 500}});
}

TEST_CASE("rules are in the order of their ids, learned lists among them") {
  const Files files = small_book();
  const ReadBook read(files);
  const auto& all = read.all().rules;
  REQUIRE(all.size() == 4);
  CHECK(all[0].text.id == "first");
  CHECK(all[0].match[0].pattern.parts[0].items[0].words == std::vector<std::string>{"open", "opened", "opens"});
  CHECK(all[0].text.unless == std::vector<std::string>{"negated", "hypothetical", "reported", "third-person"});

  CHECK(all[1].text.id == "learned.b.calm");
  CHECK(all[1].text.learned);
  CHECK(all[1].text.weight == 0);
  CHECK(all[1].text.match == std::vector<std::string>{"@learned.b.calm"});
  CHECK(all[2].text.id == "learned.b.calm.3");
  CHECK(all[2].text.weight == 400);
  CHECK(codebook::key_of(all[2].match[0].pattern.parts[0]) == "aso\n\ng1\n\nacalm\n\n");

  CHECK(all[3].text.id == "second");
  CHECK(all[3].text.codes == std::vector<std::string>{"b/calm", "b/hope"});
  CHECK(all[3].codes == std::vector<CodeId>{CodeId{0}, CodeId{1}});
  CHECK(all[3].text.scope == Scope::message);
  CHECK(all[3].text.weight == 1125);  // of weights.csv
  CHECK(all[3].match[1].text == "i ... @spirits");
  CHECK(all[3].match[1].place.line == 5);
  CHECK(all[3].match[1].place.column == 20);
  REQUIRE(all[3].text.examples.size() == 3);
  CHECK(all[3].text.examples[0].turns[0].text == "So low [sic].");
  CHECK(all[3].text.examples[0].turns[0].findings == std::vector<SourceSpan>{{3, 6}});
  CHECK(all[3].text.examples[1].counter);
  CHECK(all[3].text.examples[1].because == "negated");
  CHECK(all[3].text.examples[2].because.empty());
}

TEST_CASE("cue classes are the standard ones and the file's own; bits follow their order") {
  const Files files = small_book();
  const ReadBook read(files);
  CHECK(read.all().cue_classes == std::vector<std::string>{"hypothetical", "negated", "question", "reported", "slang",
                                                           "statement", "third-person"});
  REQUIRE(read.all().cues.size() == 2);
  const codebook::CueDeclaration& cue = read.all().cues[0];
  CHECK(cue.cue_class == CueClassId{4});
  CHECK(cue.reach == Cue::Reach::backward);
  CHECK(cue.max == 3);
  REQUIRE(cue.ends_at.size() == 3);
  CHECK(cue.ends_at[0].before == TokenFlags::dash);
  CHECK_FALSE(cue.ends_at[0].pattern);
  CHECK(cue.ends_at[1].before == TokenFlags::comma);
  CHECK(cue.ends_at[1].pattern->text == "but");
  CHECK(cue.ends_at[2].before == TokenFlags::none);
  CHECK(cue.ends_at[2].pattern->text == "and then");
  CHECK(read.all().rules[3].unless == (1U << 1U | 1U << 4U));
}

TEST_CASE("sets are worked out from lists and other sets; of equal terms the first stands") {
  const Files files = small_book();
  const ReadBook read(files);
  std::map<std::string, std::string> terms;
  for (const codebook::ListDeclaration& list : read.all().lists)
    for (const codebook::EntryDeclaration& entry : list.entries)
      terms[list.name] += entry.entry.term + " " + std::to_string(entry.entry.weight) + "; ";
  CHECK(terms["mood"] == "low 250; worn out 0; high -500; ");
  CHECK(terms["up"] == "HIGH 0; ");
  CHECK(terms["worse"] == "low 250; worn out 0; ");
  CHECK(terms["best"] == "high 0; ");
  CHECK(terms["spirits"] == "low 250; worn out 0; ");
}

TEST_CASE("spelling tables are in matching form") {
  const Files files = small_book();
  const ReadBook read(files);
  CHECK(read.all().abbreviations == std::vector<std::string>{"dr", "e.g"});
  CHECK(read.all().variants.at("u") == std::vector<std::string>{"you"});
  CHECK(read.all().variants.at("um").empty());
  CHECK(read.all().frequency_rank.at("i") == 1);
  // `feel` stands in two rows: each of its forms that it shares a row with is one.
  CHECK(read.reading.forms.at("feel") == std::vector<std::string>{"feel", "feels", "felt"});
  CHECK(read.reading.forms.at("felt") == std::vector<std::string>{"feel", "felt"});
}

TEST_CASE("a file that cannot be read hides what it would have said, and nothing looks wrong for it") {
  struct Case {
    std::string name, error;
  };
  const Case cases[] = {{"b/book.toml", "R010"},        {"b/rules.toml", "R010"}, {"en/cues.toml", "R010"},
                        {"en/words/sets.toml", "R010"}, {"en/forms.csv", "R022"}, {"en/words/mood.csv", "R022"}};
  for (const Case& c : cases) {
    CAPTURE(c.name);
    Files files = small_book();
    files.erase("b/weights.csv");  // it names rules and terms one by one
    files.erase("b/links.csv");
    files[c.name] = c.name.ends_with(".csv") ? "\"" : "= 1";
    const ReadBook read(files);
    for (const Diagnostic& diagnostic : read.diagnostics)
      if (diagnostic.severity == Severity::error) CHECK(diagnostic.id == c.error);
    CHECK(has_errors(read.diagnostics));
  }
}

TEST_CASE("all faults of all files are found in one run") {
  Files files = small_book();
  files["en/words/good.csv"] = "term,weight,note\nhigh,x,\n!!,,\n";
  files["en/cues.toml"] += "max = 0\nreach = \"up\"\n";
  files["b/rules.toml"] += "weight = \"much\"\nin = 3\n";
  files["b/links.csv"] += "room,hope,calm,x\n";
  const ReadBook read(files);
  std::string found;
  for (const Diagnostic& diagnostic : read.diagnostics)
    found += diagnostic.source + ":" + std::to_string(diagnostic.line) + ":" + std::to_string(diagnostic.column) + " " +
             std::string(diagnostic.id) + "\n";
  CHECK(found ==
        "b/links.csv:3:6 R046\nb/links.csv:3:11 R046\nb/links.csv:3:16 R026\n"
        "b/rules.toml:19:10 R014\nb/rules.toml:20:6 R014\n"
        "en/cues.toml:10:7 R019\nen/cues.toml:11:10 R015\n"
        "en/words/good.csv:2:6 R026\nen/words/good.csv:3:1 R032\n");
}

TEST_CASE("a fingerprint changes with any byte and any name, and not with the order") {
  const auto fingerprint = [](const Files& files) {
    Diagnostics diagnostics;
    const auto compiled = Codebook::compile(sources_of(files), diagnostics);
    REQUIRE(compiled);
    return std::string(compiled->fingerprint());
  };
  const Files files = small_book();
  const std::string first = fingerprint(files);
  CHECK(first.size() == 64);
  CHECK(first.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(fingerprint(files) == first);
  Files changed = files;
  changed["b/rules.toml"] += "# a remark\n";
  CHECK(fingerprint(changed) != first);
  Files renamed = files;
  renamed["b/other.toml"] = renamed["b/rules.toml"];
  renamed.erase("b/rules.toml");
  CHECK(fingerprint(renamed) != first);
}

// --- whatever bytes come

// The stack of musl's threads and of Node's workers. Under AddressSanitizer every frame is several times as large.
#if defined(PEERTAG_SANITIZED)
constexpr std::size_t small_stack = 2048 * 1024;
#else
constexpr std::size_t small_stack = 256 * 1024;
#endif

template <class Function>
void on_a_small_stack(Function function) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, small_stack);
  pthread_t thread;
  const auto run = [](void* argument) -> void* {
    (*static_cast<Function*>(argument))();
    return nullptr;
  };
  REQUIRE(pthread_create(&thread, &attributes, run, &function) == 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

TEST_CASE("hostile rule files are refused, on a small stack") {
  const std::filesystem::path folder = std::filesystem::path(PEERTAG_SHARED_DIR) / "badinput/generated/rules";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("skipped: no " << folder.string());
    return;
  }
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    CAPTURE(name);
    const std::string text = read_file(entry.path());
    std::size_t refused = 0;
    // As a file of its name, and as each kind of file there is.
    const std::vector<std::string> names = {"b/" + name,          "b/hostile.toml", "en/words/hostile.csv",
                                            "en/words/sets.toml", "en/cues.toml",   "en/variants.csv",
                                            "b/learned/hope.csv", "c/book.toml"};
    on_a_small_stack([&] {
      for (const std::string& as : names) {
        Files files = small_book();
        files[as] = text;
        Diagnostics diagnostics;
        if (!Codebook::compile(sources_of(files), diagnostics) && has_errors(diagnostics)) ++refused;
      }
    });
    CHECK(refused == names.size());
    ++count;
  }
  CHECK(count == 14);
}

TEST_CASE("each hostile regex is refused with its place, or can be compiled") {
  const std::filesystem::path path =
      std::filesystem::path(PEERTAG_SHARED_DIR) / "badinput/generated/rules/regex_hostile.txt";
  if (!std::filesystem::exists(path)) {
    MESSAGE("skipped: no " << path.string());
    return;
  }
  std::ifstream lines(path);
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line.substr(0, 60));
    if (line.find('\'') != std::string::npos) continue;
    Files files = small_book();
    files["b/more.toml"] = "[[rule]]\nid = \"more\"\ncode = \"b/hope\"\nmatch = ['re/" + line + "/']\n";
    Diagnostics diagnostics;
    const auto compiled = Codebook::compile(sources_of(files), diagnostics);
    CHECK(compiled.has_value() != has_errors(diagnostics));
    for (const Diagnostic& diagnostic : diagnostics)
      if (diagnostic.severity == Severity::error) CHECK(diagnostic.line == 4);
  }
}

TEST_CASE("brackets as deep as they may be are read on a small stack") {
  const std::string deep = std::string(31, '(') + "hope" + std::string(31, ')');
  Files files = small_book();
  files["b/deep.toml"] = "[[rule]]\nid = \"deep\"\ncode = \"b/hope\"\nmatch = [\"" + deep + "\", \"re/" + deep +
                         "/\"]\nexamples = [\"[hope]\"]\nnot_examples = [\"no\"]\n";
  bool compiled = false;
  on_a_small_stack([&] {
    Diagnostics diagnostics;
    compiled = Codebook::compile(sources_of(files), diagnostics).has_value();
  });
  CHECK(compiled);
}

TEST_CASE("files damaged at random are read or refused, never more") {
  const std::uint32_t seed = std::random_device()();
  MESSAGE("seed " << seed);
  std::mt19937 random(seed);
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  const std::string alphabet = "[]{}()\"'.,=|~*@^$?\\/#-_ \n\r\tax19\xC3\xA9\xE2\x80\xAE\x00";
  const Files whole = small_book();
  for (int round = 0; round < 400; ++round) {
    Files files = whole;
    const auto file = std::next(files.begin(), static_cast<std::ptrdiff_t>(below(files.size())));
    std::string& text = file->second;
    for (std::size_t change = below(4) + 1; change > 0 && !text.empty(); --change) {
      const std::size_t at = below(text.size());
      switch (below(4)) {
        case 0:
          text[at] = alphabet[below(alphabet.size())];
          break;
        case 1:
          text.insert(at, 1, alphabet[below(alphabet.size())]);
          break;
        case 2:
          text.erase(at, below(20));
          break;
        default:
          text.insert(at, text.substr(below(text.size()), below(40)));
      }
    }
    CAPTURE(file->first);
    CAPTURE(text);
    Diagnostics diagnostics;
    const bool compiled = Codebook::compile(sources_of(files), diagnostics).has_value();
    CHECK(compiled != has_errors(diagnostics));
    for (const Diagnostic& diagnostic : diagnostics) {
      CHECK(diagnostic.line >= 1);
      CHECK(diagnostic.column >= 1);
      CHECK_FALSE(to_text(diagnostic).empty());
    }
  }
}

}  // namespace
}  // namespace peertag::testing
