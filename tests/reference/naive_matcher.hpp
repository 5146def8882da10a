// The slow and obvious twin of spell and match: every way of every pattern is tried from every token, on the words
// themselves. Shares nothing with the engine but the text stages and the declarations.
#pragma once

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

Text spell(const peertag::codebook::Declarations& book, const peertag::NormalText& normal, const peertag::Tokens& raw);

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
