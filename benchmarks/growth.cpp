// What does a larger lexicon cost, where it finds hardly more? From 500 to 20,000 phrases at nearly equal density of
// matches (ph500, sp5000, sp20000: 1.8 to 2.4 in a kilobyte), the phrase engine beside Hyperscan and the textbook.
//
// The ratio of a line is to the same engine with the 500 phrases: 0.60 is a cost per byte of 1/0.60, which is +67 %.
#include <deque>

#include "corpus.hpp"
#include "engines.hpp"
#include "options.hpp"
#include "rivals/aho_corasick.hpp"
#if defined(PEERTAG_HAVE_HYPERSCAN)
#include "rivals/hyperscan.hpp"
#endif

namespace peertag::benchmarks {
namespace {

int run(const Options& options) {
  const Corpus corpus = read_corpus(options.shared, options.bytes());
  const std::span<const std::string_view> texts = corpus.texts;

  struct Rivals {
    explicit Rivals(const std::vector<std::string>& phrases)
        : tables(views_of(phrases)),
          matcher(tables),
          aho_corasick(phrases)
#if defined(PEERTAG_HAVE_HYPERSCAN)
          ,
          hyperscan(phrases)
#endif
    {
    }
    PhraseTables tables;
    PhraseMatcher matcher;
    AhoCorasick aho_corasick;
#if defined(PEERTAG_HAVE_HYPERSCAN)
    HyperscanLiterals hyperscan;
#endif
  };
  std::deque<Rivals> rivals;
  // All sets in the same rounds; an engine's name has its set in front.
  std::vector<Engine> engines;
  bool equal = true;
  for (const std::string& set : options.sets) {
    Rivals& r = rivals.emplace_back(read_lines(options.shared + "/perf/" + set + ".txt"));
    std::vector<Engine> of_set = {
      {"peertag batch", [&r, texts] { return in_batches(r.matcher, texts); }},
      {"peertag single", [&r, texts] { return one_by_one(r.matcher, texts); }},
#if defined(PEERTAG_HAVE_HYPERSCAN)
      {"hyperscan literal + check", [&r, texts] { return r.hyperscan.match(texts); }},
#endif
      {"aho-corasick dense + check", [&r, texts] { return r.aho_corasick.match(texts); }}
    };
    equal = agree(of_set) && equal;
    engines.insert(engines.end(), of_set.begin(), of_set.end());
  }
  if (!equal) return 1;
  const std::vector<Timing> timings = take_turns(engines, options.rounds);
  const std::size_t per_set = engines.size() / options.sets.size();
  for (std::size_t e = 0; e < per_set; ++e)
    for (std::size_t s = 0; s < options.sets.size(); ++s) {
      Timing first = timings[e], here = timings[s * per_set + e];
      first.name = here.name + " of " + options.sets[0];
      std::vector<Timing> lines = {here, first};
      if (s == 0) lines = {first};
      print("growth", options.sets[s], static_cast<double>(corpus.arena.size()), lines, first.name, options.csv);
      if (s > 0) std::printf("%-12s   cost per byte %+.0f %%\n", "", 100 * (here.median / first.median - 1));
    }
  return 0;
}

}  // namespace
}  // namespace peertag::benchmarks

int main(int argc, char** argv) {
  using namespace peertag::benchmarks;
  return run_program(argc, argv, {"ph500", "sp5000", "sp20000"}, run);
}
