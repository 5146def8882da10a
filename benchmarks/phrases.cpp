// How fast are many phrases found, as whole words, wherever they stand? The phrase engine, per instruction set, in one
// call for many texts and in a call for each, against Hyperscan's literal matcher with a check of the word borders.
//
//   phrases [--shared DIR] [--megabytes N] [--rounds N] [--csv FILE] [SET...]
//
// All engines must find the same before any is timed.
#include <cstdlib>
#include <cstring>
#include <span>

#include "corpus.hpp"
#include "harness.hpp"
#include "peertag/phrase_matcher.hpp"
#if defined(PEERTAG_HAVE_HYPERSCAN)
#include "hyperscan.hpp"
#endif

namespace peertag::benchmarks {
namespace {

constexpr std::size_t texts_a_call = 256;

struct Options {
  std::string shared = PEERTAG_SHARED_DIR;
  double megabytes = 50;
  int rounds = 5;
  std::FILE* csv = nullptr;
  std::vector<std::string> sets;
};

Options read_options(std::span<char*> arguments) {
  Options options;
  for (std::size_t a = 1; a < arguments.size(); ++a) {
    const std::string name = arguments[a];
    if (name.rfind("--", 0) != 0) {
      options.sets.push_back(name);
      continue;
    }
    if (a + 1 == arguments.size()) throw std::runtime_error(name + " wants a value");
    const char* const value = arguments[++a];
    if (name == "--shared")
      options.shared = value;
    else if (name == "--megabytes")
      options.megabytes = std::atof(value);
    else if (name == "--rounds")
      options.rounds = std::atoi(value);
    else if (name == "--csv")
      options.csv = std::fopen(value, "a");
    else
      throw std::runtime_error("no option " + name);
  }
  if (options.sets.empty()) options.sets = {"ph500", "ph5000", "ph20000", "sp5000", "sp20000"};
  return options;
}

std::string_view name_of(InstructionSet set) {
  switch (set) {
    case InstructionSet::plain:
      return "plain";
    case InstructionSet::avx2:
      return "avx2";
    case InstructionSet::avx512:
      return "avx512";
    case InstructionSet::avx512_loads:
      return "avx512 loads";
  }
  return "";
}

Found in_batches(PhraseMatcher& matcher, std::span<const std::string_view> texts) {
  Found found;
  for (std::size_t first = 0; first < texts.size(); first += texts_a_call)
    for (const PhraseHit& hit : matcher.match(texts.subspan(first, std::min(texts_a_call, texts.size() - first))))
      found.add(first + hit.text, static_cast<std::uint32_t>(hit.phrase), hit.span.begin, hit.span.end);
  return found;
}

Found one_by_one(PhraseMatcher& matcher, std::span<const std::string_view> texts) {
  Found found;
  for (std::size_t text = 0; text < texts.size(); ++text)
    for (const PhraseHit& hit : matcher.match(texts[text]))
      found.add(text, static_cast<std::uint32_t>(hit.phrase), hit.span.begin, hit.span.end);
  return found;
}

// Median of several, in milliseconds.
double compile_time(const std::function<void()>& compile) {
  std::vector<Timing> timing = take_turns({{"", [&] { return compile(), Found{}; }}}, 5);
  return timing[0].median * 1e3;
}

bool run_set(const std::string& set, const Corpus& corpus, const Options& options) {
  const std::vector<std::string> phrases = read_lines(options.shared + "/perf/" + set + ".txt");
  const std::vector<std::string_view> views(phrases.begin(), phrases.end());
  const PhraseTables tables(views);
  const std::span<const std::string_view> texts = corpus.texts;

  std::vector<PhraseMatcher> matchers;
  for (const InstructionSet instructions : instruction_sets()) matchers.emplace_back(tables, instructions);
  std::vector<Engine> engines;
  for (std::size_t m = 0; m < matchers.size(); ++m) {
    const std::string name = "peertag " + std::string(name_of(instruction_sets()[m]));
    engines.push_back({name + " batch", [&matchers, m, texts] { return in_batches(matchers[m], texts); }});
    engines.push_back({name + " single", [&matchers, m, texts] { return one_by_one(matchers[m], texts); }});
  }
  std::string baseline = engines.back().name;
#if defined(PEERTAG_HAVE_HYPERSCAN)
  HyperscanLiterals hyperscan(phrases);
  baseline = "hyperscan literal + check single";
  engines.push_back({baseline, [&] { return hyperscan.match(texts); }});
  std::printf("%-8s compile: peertag %.2f ms (%zu KB), hyperscan %.2f ms\n", set.c_str(),
              compile_time([&] { const PhraseTables again(views); }), tables.size_in_bytes() / 1000,
              compile_time([&] { const HyperscanLiterals again(phrases); }));
#else
  std::printf("%-8s SKIPPED: hyperscan (libhyperscan-dev was not there when this was built)\n", set.c_str());
#endif
  if (!agree(engines)) return false;
  print("phrases", set, static_cast<double>(corpus.arena.size()), take_turns(engines, options.rounds), baseline,
        options.csv);
  return true;
}

}  // namespace
}  // namespace peertag::benchmarks

int main(int argc, char** argv) try {
  using namespace peertag::benchmarks;
  const Options options = read_options({argv, static_cast<std::size_t>(argc)});
  std::vector<std::string> texts =
      read_texts(options.shared + "/corpus/messages.jsonl.zst", static_cast<std::size_t>(options.megabytes * 1e6));
  for (std::string& text : texts) text = in_matching_form(text);
  const Corpus corpus = make_corpus(texts);
  std::printf("%zu texts, %.1f MB in matching form\n", corpus.texts.size(),
              static_cast<double>(corpus.arena.size()) / 1e6);
  bool equal = true;
  for (const std::string& set : options.sets) equal = run_set(set, corpus, options) && equal;
  if (options.csv != nullptr) std::fclose(options.csv);
  return equal ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "phrases: %s\n", error.what());
  return 2;
}
