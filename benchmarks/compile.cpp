// How long does it take to make the tables of many phrases, beside Hyperscan's literal compiler and the textbook? And
// what does it save to load a codebook of as many entries from a pack, in place of compiling it?
//
// The speed is in MB of phrases a second, so that a higher ratio is better, as everywhere. *Matches* are those of the
// tables that were made, in the first megabyte of the corpus.
#include <optional>

#include "corpus.hpp"
#include "engines.hpp"
#include "options.hpp"
#include "phrase_codebook.hpp"
#include "rivals/aho_corasick.hpp"
#if defined(PEERTAG_HAVE_HYPERSCAN)
#include "rivals/hyperscan.hpp"
#endif

namespace peertag::benchmarks {
namespace {

bool run_set(const std::string& set, const Corpus& corpus, const Options& options) {
  const std::vector<std::string> phrases = read_lines(options.shared + "/perf/" + set + ".txt");
  const std::vector<std::string_view> views = views_of(phrases);
  double bytes = 0;
  for (const std::string& phrase : phrases) bytes += static_cast<double>(phrase.size());

  // What is made is kept until it has been looked at, outside the time that is measured.
  std::optional<PhraseTables> tables;
  std::optional<AhoCorasick> aho_corasick;
  std::vector<Engine> engines = {{"peertag", [&] { return tables.emplace(views), Found{}; }},
                                 {"aho-corasick dense", [&] { return aho_corasick.emplace(phrases), Found{}; }}};
  std::string baseline = engines.back().name;
#if defined(PEERTAG_HAVE_HYPERSCAN)
  std::optional<HyperscanLiterals> hyperscan;
  baseline = "hyperscan literal";
  engines.push_back({baseline, [&] { return hyperscan.emplace(phrases), Found{}; }});
#else
  std::printf("%-12s SKIPPED: hyperscan (libhyperscan-dev was not there when this was built)\n", set.c_str());
#endif
  std::vector<Timing> timings = take_turns(engines, options.rounds);
  PhraseMatcher matcher(*tables);
  timings[0].found = in_batches(matcher, corpus.texts);
  timings[1].found = aho_corasick->match(corpus.texts);
#if defined(PEERTAG_HAVE_HYPERSCAN)
  timings[2].found = hyperscan->match(corpus.texts);
#endif
  bool equal = true;
  for (const Timing& timing : timings) {
    equal = equal && timing.found == timings[0].found;
    std::printf("%-12s %-34s %8.2f ms\n", set.c_str(), timing.name.c_str(), timing.median * 1e3);
  }
  std::printf("%-12s peertag's tables: %zu KB\n", set.c_str(), tables->size_in_bytes() / 1000);
  if (!equal) {
    std::fprintf(stderr, "DIFFERENT: the tables of %s do not find the same\n", set.c_str());
    return false;
  }
  print("compile", set, bytes, timings, baseline, options.csv);
  return true;
}

// The same phrases as a word list, and one rule that asks for it.
struct ListSources {
  explicit ListSources(const std::vector<std::string>& phrases) {
    for (const std::string& phrase : phrases) words += phrase + ",,\n";
  }
  [[nodiscard]] std::vector<Source> sources() const {
    return {{"b/book.toml", one_code},
            {"b/rules.toml",
             "[[rule]]\nid = \"r.any\"\ncode = \"b/c\"\nmatch = [\"@phrases\"]\nunless = []\nexamples = []\n"},
            {"en/words/phrases.csv", words}};
  }
  std::string words = "term,weight,note\n";
};

// A whole codebook: the phrases are entries of a word list.
bool run_pack(const std::string& set, const Corpus& corpus, const Options& options) {
  std::vector<std::string> phrases = read_lines(options.shared + "/perf/" + set + ".txt");
  std::erase_if(phrases, [](const std::string& phrase) { return plain(phrase) != phrase; });
  const ListSources list(phrases);
  std::optional<Codebook> compiled, loaded;
  compiled = compile(list.sources());
  const std::string pack = compiled->save();
  const auto load = [&] {
    Diagnostics diagnostics;
    loaded = Codebook::load({set, pack}, diagnostics);
    if (!loaded) throw std::runtime_error("the pack does not load");
    return Found{};
  };
  const std::string baseline = "compile a codebook";
  std::vector<Timing> timings =
      take_turns({{baseline, [&] { return compiled = compile(list.sources()), Found{}; }}, {"load its pack", load}},
                 options.rounds);
  Tagger by_compiled(*compiled), by_loaded(*loaded);
  timings[0].found = evidence_of(by_compiled, corpus.texts);
  timings[1].found = evidence_of(by_loaded, corpus.texts);
  for (const Timing& timing : timings)
    std::printf("%-12s %-34s %8.2f ms\n", set.c_str(), timing.name.c_str(), timing.median * 1e3);
  if (timings[0].found != timings[1].found) {
    std::fprintf(stderr, "DIFFERENT: a loaded codebook of %s does not find what it was compiled to find\n",
                 set.c_str());
    return false;
  }
  print("compile", set + " pack", static_cast<double>(list.words.size()), timings, baseline, options.csv);
  return true;
}

int run(const Options& options) {
  const Corpus corpus = read_corpus(options.shared, 1'000'000);
  bool equal = true;
  for (const std::string& set : options.sets)
    equal = run_set(set, corpus, options) && run_pack(set, corpus, options) && equal;
  return equal ? 0 : 1;
}

}  // namespace
}  // namespace peertag::benchmarks

int main(int argc, char** argv) {
  using namespace peertag::benchmarks;
  return run_program(argc, argv, {"ph5000", "ph20000", "sp5000", "sp20000"}, run);
}
