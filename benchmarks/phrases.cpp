// How fast are many phrases found, as whole words, wherever they stand? The phrase engine, per instruction set, in one
// call for many texts and in a call for each, against Hyperscan's literal matcher with a check of the word borders, and
// against everything else that one could think of taking.
//
// All engines must find the same before any is timed. Slow ones get the first part of the text, and are held to what
// the phrase engine finds in that part. What memory and UTF-8 validation allow at best is measured in the same rounds.
#include <cstring>
#include <optional>

#include "corpus.hpp"
#include "engines.hpp"
#include "harness.hpp"
#include "options.hpp"
#include "rivals/aho_corasick.hpp"
#include "rivals/re2.hpp"
#if defined(PEERTAG_HAVE_HYPERSCAN)
#include "rivals/hyperscan.hpp"
#endif
#if defined(PEERTAG_HAVE_YARA)
#include "rivals/yara.hpp"
#endif

namespace peertag::benchmarks {
namespace {

using Texts = std::span<const std::string_view>;

void skip(const std::string& set, const std::string& engine, const std::string& why) {
  std::printf("%-12s SKIPPED: %s (%s)\n", set.c_str(), engine.c_str(), why.c_str());
}

// What the machine allows at best, on the same bytes.
void add_references(const Corpus& corpus, std::string& copy, std::vector<Engine>& engines) {
  copy.resize(corpus.arena.size());
  const auto reference = [&](const char* name, std::function<Found()> run) { engines.push_back({name, run, 0, run}); };
  reference("memcpy", [&] {
    std::memcpy(copy.data(), corpus.arena.data(), corpus.arena.size());
    return Found{0, static_cast<unsigned char>(copy.back())};
  });
  reference("memchr of an absent byte", [&] {
    return Found{0, std::memchr(corpus.arena.data(), 1, corpus.arena.size()) == nullptr ? 1U : 0U};
  });
  reference("simdjson validates UTF-8", [&] { return Found{0, simdjson::validate_utf8(corpus.arena) ? 1U : 0U}; });
}

// Too slow for the whole text: each gets the first part of it.
class SlowRivals {
 public:
  explicit SlowRivals(const std::vector<std::string>& phrases)
      : phrase_count_(phrases.size()),
        filtered_(phrases),
        loop_(phrases)
#if defined(PEERTAG_HAVE_YARA)
        ,
        yara_(phrases)
#endif
  {
    if (phrases.size() <= most_of_a_set) set_.emplace(phrases);
  }

  void add(const std::string& set, Texts texts, PhraseMatcher& judge, std::vector<Engine>& engines) {
    const auto add_one = [&](const std::string& name, double megabytes, auto& rival) {
      const Texts part = first_bytes(texts, megabytes * 1e6);
      engines.push_back({name, [&rival, part] { return rival.match(part); }, bytes_of(part),
                         [&judge, part] { return in_batches(judge, part); }});
    };
    const double few = 4000.0 / static_cast<double>(phrase_count_);  // the more phrases, the less text
    add_one("FilteredRE2 + aho-corasick", std::min(1.0, few), filtered_);
    add_one("RE2 loop", few / 40, loop_);
    if (set_) {
      constexpr double megabytes = 0.25;
      add_one("RE2::Set (which only)", megabytes, *set_);
      engines.back().expected = [&judge, texts] { return which_only(judge, first_bytes(texts, megabytes * 1e6)); };
    } else {
      skip(set, "RE2::Set", "its automaton of so many phrases outgrows memory and is built anew for each text");
    }
#if defined(PEERTAG_HAVE_YARA)
    add_one("yara fullword nocase + check", std::min(2.0, 2 * few), yara_);
#else
    skip(set, "yara", "libyara-dev was not there when this was built");
#endif
  }

 private:
  static constexpr std::size_t most_of_a_set = 5000;
  std::size_t phrase_count_;
  FilteredRe2 filtered_;
  Re2Loop loop_;
  std::optional<Re2Set> set_;
#if defined(PEERTAG_HAVE_YARA)
  Yara yara_;
#endif
};

bool run_set(const std::string& set, const Corpus& corpus, const Options& options) {
  const std::vector<std::string> phrases = read_lines(options.shared + "/perf/" + set + ".txt");
  const PhraseTables tables(views_of(phrases));
  const Texts texts = corpus.texts;

  std::vector<PhraseMatcher> matchers;
  for (const InstructionSet instructions : instruction_sets()) matchers.emplace_back(tables, instructions);
  std::vector<Engine> engines;
  for (std::size_t m = 0; m < matchers.size(); ++m) {
    const std::string name = "peertag " + std::string(to_string(instruction_sets()[m]));
    engines.push_back({name + " batch", [&matchers, m, texts] { return in_batches(matchers[m], texts); }});
    engines.push_back({name + " single", [&matchers, m, texts] { return one_by_one(matchers[m], texts); }});
  }
  std::string baseline = engines.front().name;
  for (const InstructionSet missing : {InstructionSet::avx2, InstructionSet::avx512, InstructionSet::avx512_loads})
    if (std::count(instruction_sets().begin(), instruction_sets().end(), missing) == 0)
      skip(set, "peertag " + std::string(to_string(missing)), "this machine, or this build, has it not");

#if defined(PEERTAG_HAVE_HYPERSCAN)
  baseline = "hyperscan literal + check";
  HyperscanLiterals hyperscan(phrases);
  engines.push_back({baseline, [&] { return hyperscan.match(texts); }});
  std::string why;
  std::optional<HyperscanLiterals> vectorscan;
  if (const std::optional<HyperscanFunctions> functions = load_vectorscan(why)) {
    vectorscan.emplace(phrases, *functions);
    engines.push_back({"vectorscan literal + check", [&] { return vectorscan->match(texts); }});
  } else {
    skip(set, "vectorscan", why);
  }
#else
  skip(set, "hyperscan and vectorscan", "libhyperscan-dev was not there when this was built");
#endif
  const AhoCorasick aho_corasick(phrases);
  engines.push_back({"aho-corasick dense + check", [&] { return aho_corasick.match(texts); }});

  std::optional<SlowRivals> slow;
  if (options.slow_rivals) {
    slow.emplace(phrases);
    slow->add(set, texts, matchers.front(), engines);
  }
  std::string copy;
  add_references(corpus, copy, engines);

  if (!agree(engines)) return false;
  print("phrases", set, static_cast<double>(corpus.arena.size()), take_turns(engines, options.rounds), baseline,
        options.csv);
  return true;
}

int run(const Options& options) {
  const Corpus corpus = read_corpus(options.shared, options.bytes());
  std::printf("%zu texts, %.1f MB in matching form\n", corpus.texts.size(),
              static_cast<double>(corpus.arena.size()) / 1e6);
  bool equal = true;
  for (const std::string& set : options.sets) equal = run_set(set, corpus, options) && equal;
  return equal ? 0 : 1;
}

}  // namespace
}  // namespace peertag::benchmarks

int main(int argc, char** argv) {
  using namespace peertag::benchmarks;
  return run_program(argc, argv, {"ph500", "ph5000", "ph20000", "sp5000", "sp20000"}, run);
}
