// The slow and obvious twin of spell and match: every way of every pattern is tried from every token, on the words
// themselves. Shares nothing with the engine but the text stages and the declarations.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "codebook/declarations.hpp"
#include "peertag/normalise.hpp"
#include "peertag/token.hpp"

namespace reference {

struct Word {
  std::string text;
  peertag::NormalSpan span;
  std::uint32_t sentence = 0;
  peertag::TokenFlags before = peertag::TokenFlags::none;
};

// Words after variants; one sentence after the other.
struct Text {
  std::vector<Word> words;
  std::vector<peertag::Sentence> sentences;  // with the token ranges of `words`
};

// Everything a codebook has a word for, squeezed.
struct Vocabulary {
  explicit Vocabulary(const peertag::codebook::Declarations& book);
  [[nodiscard]] bool knows(const std::string& word) const;

  std::set<std::string> words, beginnings, endings;
  std::map<std::string, std::vector<std::string>> variants;

 private:
  void add(const std::vector<peertag::codebook::PatternDeclaration>& patterns);
  void add(const peertag::codebook::Run& run);
};

Text spell(const Vocabulary& known, const peertag::NormalText& normal, const peertag::Tokens& raw);

struct Match {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::vector<std::pair<std::size_t, std::size_t>> entries;  // list, place in it
  friend bool operator==(const Match&, const Match&) = default;
};

// In order of their begins.
std::vector<Match> find(const peertag::codebook::Declarations& book, const peertag::codebook::Pattern& pattern,
                        peertag::Scope scope, const peertag::NormalText& normal, const Text& text);

}  // namespace reference
