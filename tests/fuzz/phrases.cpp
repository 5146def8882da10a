// The phrase engine against its slow twin, on phrases, gap patterns and texts that the fuzzer chooses, on every
// instruction set of the machine.
#include <algorithm>

#include "fuzz/targets.hpp"
#include "match/random_phrases.hpp"

namespace peertag::fuzz {

std::string phrases(std::string_view bytes) {
  const std::size_t choices = std::min(bytes.find("###"), bytes.size());
  const std::string_view given = bytes.substr(std::min(choices + 3, bytes.size()));
  random_book::Random random(bytes.substr(0, choices));
  random_phrases::Lot lot = random_phrases::Maker(random).make(200);
  lot.texts.emplace_back(given);
  const std::vector<PhraseHit> expected = reference::NaivePhrases(lot.phrases, lot.patterns).match(lot.texts);
  const PhraseTables tables(reference::views_of(lot.phrases), reference::views_of(lot.patterns));
  std::vector<Exact> exact;
  std::vector<std::string_view> texts;
  for (const std::string& text : lot.texts) texts.push_back(exact.emplace_back(text).view());
  for (const InstructionSet set : instruction_sets()) {
    PhraseMatcher matcher(tables, set);
    const auto hits = matcher.match(texts);
    if (!std::equal(hits.begin(), hits.end(), expected.begin(), expected.end()))
      return "the engine (" + std::string(to_string(set)) + ") differs from its twin";
  }
  return {};
}

}  // namespace peertag::fuzz
