#include "quality/word_filter.hpp"

#include <algorithm>
#include <vector>

namespace peertag::quality {

void WordFilter::see(std::string_view text) {
  normalise(text, normal_);
  segmenter_.tokenise(text, normal_, tokens_);
  for (std::size_t t = 0; t < tokens_.tokens.size(); ++t) {
    const Token& token = tokens_.tokens[t];
    if (token.kind != TokenKind::word || tokens_.sentences[token.sentence].tokens.begin == t) continue;
    const char first = text[normal_.map.to_source(token.span).begin];
    Count& count = counts_[normal_.text.substr(token.span.begin, token.span.size())];
    ++count.all;
    count.capital += first >= 'A' && first <= 'Z' ? 1 : 0;
  }
}

bool WordFilter::allows(const std::string& word) {
  const auto [known, is_new] = allowed_.emplace(word, false);
  if (is_new) known->second = decide(word);
  return known->second;
}

bool WordFilter::decide(const std::string& word) {
  const bool letters =
      std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '\''; });
  // It must be one word to the tagger, too, and not the spelling of another.
  if (!letters || words_.read(word) != std::vector<std::string>{word}) return false;
  // A list of common words knows no person, place or handle; without one, capitals must tell.
  const bool common = declarations_.frequency_rank.find(word) != declarations_.frequency_rank.end();
  if (!declarations_.frequency_rank.empty() && !common) return false;
  const auto count = counts_.find(word);
  return word == "i" || count == counts_.end() || 2 * count->second.capital < count->second.all;
}

}  // namespace peertag::quality
