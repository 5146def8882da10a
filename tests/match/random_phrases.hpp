// Random phrases, gap patterns and texts of few words, so that much matches; some words are long, some alike.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "match/random_book.hpp"
#include "reference/naive_phrases.hpp"

namespace random_phrases {

struct Lot {
  std::vector<std::string> phrases;
  std::vector<reference::OwnPattern> patterns;
  std::vector<std::string> texts;
};

class Maker {
 public:
  explicit Maker(random_book::Random& random) : random_(random) {
    for (std::uint32_t w = 3 + random_.below(12); w > 0; --w) {
      std::string& word = words_.emplace_back();
      const std::uint32_t length = 1 + (random_.one_in(8) ? random_.below(20) : random_.below(3));
      for (std::uint32_t i = 0; i < length; ++i) word += std::string_view("ab'_9Z\xc3\xa9")[random_.below(8)];
    }
  }

  // `longest`: words of the longest text.
  Lot make(std::uint32_t longest) {
    Lot lot;
    for (std::uint32_t p = random_.below(20); p > 0; --p) lot.phrases.push_back(sequence(4, " "));
    for (std::uint32_t p = 1 + random_.below(40); p > 0; --p) {
      reference::OwnPattern pattern = pattern_beside(lot.patterns);
      if (view_of(pattern).longest() <= peertag::GapPattern::most_words) lot.patterns.push_back(std::move(pattern));
    }
    for (std::uint32_t t = random_.below(60); t > 0; --t)
      lot.texts.push_back(sequence(random_.one_in(20) ? longest : 40, random_.one_in(3) ? ", \n" : "  "));
    return lot;
  }

 private:
  // At least one word.
  std::string sequence(std::uint32_t most, const std::string& separator) {
    std::string text;
    for (std::uint32_t n = 1 + random_.below(most); n > 0; --n)
      text += words_[random_.below(static_cast<std::uint32_t>(words_.size()))] + separator;
    return text;
  }

  // Half of them begin as another does.
  reference::OwnPattern pattern_beside(const std::vector<reference::OwnPattern>& others) {
    reference::OwnPattern pattern;
    if (!others.empty() && random_.one_in(2)) {
      pattern = others[random_.below(static_cast<std::uint32_t>(others.size()))];
      const std::uint32_t kept = 1 + random_.below(static_cast<std::uint32_t>(pattern.gaps.size()));
      pattern.choices.resize(kept);
      pattern.gaps.resize(kept);
    }
    for (std::uint32_t parts = 1 + random_.below(3); parts > 0; --parts) {
      pattern.gaps.push_back(random_.one_in(2) ? 0 : random_.below(6));
      std::vector<std::string>& choices = pattern.choices.emplace_back();
      for (std::uint32_t c = 1 + random_.below(4); c > 0; --c) choices.push_back(sequence(3, "-"));
      if (random_.one_in(4))
        choices.push_back("b " + std::string(random_.below(2), 'a') + "*" + std::string(random_.below(2), 'b'));
    }
    return pattern;
  }

  random_book::Random& random_;
  std::vector<std::string> words_;
};

}  // namespace random_phrases
