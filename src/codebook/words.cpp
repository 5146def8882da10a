#include "codebook/words.hpp"

#include "peertag/spelling.hpp"

namespace peertag::codebook {

std::vector<std::string> Words::tokens(std::string_view text) {
  std::vector<std::string> out;
  normalise(text, normal_);
  segmenter_.tokenise(text, normal_, tokens_);
  std::string scratch;
  for (const Token& token : tokens_.tokens) {
    const auto word = std::string_view(normal_.text).substr(token.span.begin, token.span.size());
    out.emplace_back(squeeze(word, 2, scratch));
  }
  return out;
}

std::vector<std::string> Words::vary(std::vector<std::string> tokens) const {
  if (variants_ == nullptr) return tokens;
  std::vector<std::string> out;
  for (std::string& token : tokens) {
    if (const auto variant = variants_->find(token); variant != variants_->end())
      out.insert(out.end(), variant->second.begin(), variant->second.end());
    else
      out.push_back(std::move(token));
  }
  return out;
}

std::vector<std::string> Words::read(std::string_view text) { return vary(tokens(text)); }

// A letter in the stem's open place shows how the tokeniser would cut a word that goes on there.
Words::Stem Words::prefix(std::string_view text) {
  const char letter = text.ends_with('x') ? 'z' : 'x';
  std::vector<std::string> found = tokens(std::string(text) + letter);
  Stem out;
  if (found.empty() || !found.back().ends_with(letter)) return out;
  out.stem = std::move(found.back());
  out.stem.pop_back();
  found.pop_back();
  out.before = vary(std::move(found));
  return out;
}

Words::Stem Words::suffix(std::string_view text) {
  const char letter = text.starts_with('x') ? 'z' : 'x';
  std::vector<std::string> found = tokens(letter + std::string(text));
  Stem out;
  if (found.empty() || !found.front().starts_with(letter)) return out;
  out.stem = found.front().substr(1);
  found.erase(found.begin());
  out.behind = vary(std::move(found));
  return out;
}

}  // namespace peertag::codebook
