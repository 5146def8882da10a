// Can a text be written that makes the phrase engine slow? Texts made from a seed, each the worst for one step of it:
//
//   common       the hundred commonest words of the corpus at random: every word is in some phrase
//   phrases      nothing but phrases of the lexicon
//   one word     nothing but entries of one word: every word is a match
//   near misses  the words of the phrases in random order: filters let them through, nearly none matches
//   long words   words of 2 to 200 letters, and now and then a hundred kilobytes without any border
//
// The ratio is to Hyperscan on the same text; the line below it is to the engine's own speed on natural text.
#include <algorithm>
#include <map>
#include <random>

#include "corpus.hpp"
#include "engines.hpp"
#include "options.hpp"
#if defined(PEERTAG_HAVE_HYPERSCAN)
#include "rivals/hyperscan.hpp"
#endif

namespace peertag::benchmarks {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (!word.empty()) words.emplace_back(word);
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return words;
}

std::vector<std::string> commonest_words(const Corpus& corpus, std::size_t count) {
  std::map<std::string, std::size_t> counts;
  for (const std::string_view text : first_bytes(corpus.texts, 2e6))
    for (std::string& word : words_of(text)) ++counts[std::move(word)];
  std::vector<std::pair<std::size_t, std::string>> sorted;
  for (const auto& [word, times] : counts) sorted.emplace_back(times, word);
  std::sort(sorted.rbegin(), sorted.rend());
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(count, sorted.size()); ++i) words.push_back(sorted[i].second);
  return words;
}

// Texts of about 150 bytes, as messages are, each made of randomly drawn pieces.
template <class Draw>
Corpus made_of(std::size_t bytes, Draw draw) {
  std::vector<std::string> texts;
  for (std::size_t total = 0; total < bytes;) {
    std::string& text = texts.emplace_back();
    while (text.size() < 150) text += (text.empty() ? "" : " ") + draw();
    total += text.size();
  }
  return make_corpus(texts);
}

Corpus drawn_from(const std::vector<std::string>& pieces, std::size_t bytes) {
  std::mt19937 random(20261126);
  return made_of(bytes, [&] { return pieces[random() % pieces.size()]; });
}

Corpus long_words(std::size_t bytes) {
  std::mt19937 random(20261126);
  const auto letters = [&](std::size_t count) {
    std::string word;
    for (std::size_t i = 0; i < count; ++i) word += static_cast<char>('a' + random() % 26);
    return word;
  };
  std::size_t drawn = 0;
  return made_of(bytes, [&] { return letters(++drawn % 5000 == 0 ? 100'000 : 2 + random() % 199); });
}

int run(const Options& options) {
  const std::string set = options.sets[0];
  const std::vector<std::string> phrases = read_lines(options.shared + "/perf/" + set + ".txt");
  std::vector<std::string> single, words;
  for (const std::string& phrase : phrases) {
    std::vector<std::string> of_phrase = words_of(phrase);
    if (of_phrase.size() == 1) single.push_back(phrase);
    words.insert(words.end(), of_phrase.begin(), of_phrase.end());
  }
  const Corpus natural = read_corpus(options.shared, options.bytes());
  struct Case {
    std::string name;
    Corpus corpus;
  };
  const Case cases[] = {{"common", drawn_from(commonest_words(natural, 100), options.bytes())},
                        {"phrases", drawn_from(phrases, options.bytes())},
                        {"one word", drawn_from(single, options.bytes())},
                        {"near misses", drawn_from(words, options.bytes())},
                        {"long words", long_words(options.bytes())}};

  const PhraseTables tables(views_of(phrases));
  PhraseMatcher matcher(tables);
#if defined(PEERTAG_HAVE_HYPERSCAN)
  HyperscanLiterals hyperscan(phrases);
#else
  std::printf("SKIPPED: hyperscan (libhyperscan-dev was not there when this was built)\n");
#endif
  bool equal = true;
  for (const Case& made : cases) {
    const std::span<const std::string_view> texts = made.corpus.texts;
    std::vector<Engine> engines = {{"peertag batch", [&, texts] { return in_batches(matcher, texts); }},
                                   {"peertag single", [&, texts] { return one_by_one(matcher, texts); }}};
    std::string baseline = "peertag single";
#if defined(PEERTAG_HAVE_HYPERSCAN)
    baseline = "hyperscan literal + check";
    engines.push_back({baseline, [&, texts] { return hyperscan.match(texts); }});
#endif
    const auto on_natural = [&] { return in_batches(matcher, natural.texts); };
    engines.push_back({"peertag batch on natural text", on_natural, bytes_of(natural.texts), on_natural});
    if (!agree(engines)) {
      equal = false;
      continue;
    }
    const auto bytes = static_cast<double>(made.corpus.arena.size());
    const std::vector<Timing> timings = take_turns(engines, options.rounds);
    print("adversarial", made.name, bytes, timings, baseline, options.csv);
    const Timing& here = timings.front();
    const Timing& there = timings.back();
    std::printf("%-12s   %.2fx of its speed on natural text\n", "",
                (bytes / here.median) / (there.bytes / there.median));
  }
  return equal ? 0 : 1;
}

}  // namespace
}  // namespace peertag::benchmarks

int main(int argc, char** argv) {
  using namespace peertag::benchmarks;
  return run_program(argc, argv, {"ph5000"}, run);
}
