// What does the library save over what a first version would do, a loop over one RE2 per pattern?
//
// The codebook is 500 phrases, a rule each, out of ../shared/perf; the text is real messages. Both report every match
// with its span. So that both read alike what a word is, texts are made plain beforehand.
#include "engines.hpp"
#include "options.hpp"
#include "phrase_codebook.hpp"
#include "rivals/re2.hpp"

namespace peertag::benchmarks {
namespace {

int run(const Options& options) {
  std::vector<std::string> texts = read_texts(options.shared + "/corpus/messages.jsonl.zst", options.bytes());
  for (std::string& text : texts) text = plain(text);
  const Corpus corpus = make_corpus(texts);
  const std::string& set = options.sets[0];
  std::vector<std::string> phrases = read_lines(options.shared + "/perf/" + set + ".txt");
  std::erase_if(phrases, [](const std::string& phrase) { return plain(phrase) != phrase; });
  const Codebook codebook = codebook_of(phrases);
  Tagger tagger(codebook);
  const Re2Loop loop(phrases);

  const std::vector<Engine> engines = {{"RE2 loop", [&] { return loop.match(corpus.texts); }},
                                       {"peertag tagger single", [&] { return evidence_of(tagger, corpus.texts); }}};
  if (!agree(engines)) return 1;
  print("naive", set, static_cast<double>(corpus.arena.size()), take_turns(engines, options.rounds), engines[0].name,
        options.csv);
  return 0;
}

}  // namespace
}  // namespace peertag::benchmarks

int main(int argc, char** argv) {
  using namespace peertag::benchmarks;
  return run_program(argc, argv, {"ph500"}, run);
}
