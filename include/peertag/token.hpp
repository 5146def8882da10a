// What flows from tokenise to match: the words of a message, in order, and its sentences.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "peertag/span.hpp"

namespace peertag {

enum class TokenKind : std::uint8_t { word, number, emoji, url, mention };

// What stands between the token before and this one. A set of bits.
enum class TokenFlags : std::uint8_t {
  none = 0,
  comma = 1,
  stop = 2,
  newline = 4,
  dash = 8,
  quote = 16,
  bracket = 32,
};
constexpr TokenFlags operator|(TokenFlags a, TokenFlags b) {
  return static_cast<TokenFlags>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr TokenFlags& operator|=(TokenFlags& a, TokenFlags b) { return a = a | b; }
constexpr bool has(TokenFlags set, TokenFlags bit) {
  return (static_cast<unsigned>(set) & static_cast<unsigned>(bit)) != 0;
}

// A word as a codebook knows it (spelling.hpp), or the beginning or ending that its patterns ask for. `unknown`: no
// pattern of the codebook can tell it from another.
enum class WordId : std::uint32_t { unknown = 0 };

// After spelling variants, several tokens may share one span ("don't" is `do` and `n't`, both over the whole word).
struct Token {
  NormalSpan span;
  WordId word = WordId::unknown;
  WordId ending = WordId::unknown;  // of a word known by its beginning and its ending: `word` is the beginning then
  std::uint32_t sentence = 0;       // place in Tokens::sentences
  TokenKind kind = TokenKind::word;
  TokenFlags before = TokenFlags::none;
};

struct Sentence {
  TokenSpan tokens;       // may be empty
  NormalSpan text;        // with its punctuation
  bool question = false;  // ends in a question mark (closing quotes and brackets after it do not count)
  bool zone_end = false;  // what follows is another zone: in `message` scope too, nothing is adjacent across it
};

// Tokens of one message. Quoted lines, code and signatures have made none.
struct Tokens {
  std::vector<Token> tokens;
  std::vector<Sentence> sentences;
};

// Tokens are in order, never empty, lie in the text, overlap only where they share one span, and every sentence holds
// exactly its own. Asserted in debug builds, called by tests and fuzzers in all.
[[nodiscard]] constexpr bool well_formed(std::span<const Token> tokens, std::span<const Sentence> sentences,
                                         std::uint32_t text_size) {
  NormalSpan previous{0, 0};
  for (const Token& token : tokens) {
    const bool shares = token.span == previous;
    if (token.span.empty() || (!shares && token.span.begin < previous.end)) return false;
    if (token.sentence >= sentences.size()) return false;
    previous = token.span;
  }
  std::uint32_t next = 0;
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    if (sentences[s].tokens.begin != next || sentences[s].tokens.end < next) return false;
    next = sentences[s].tokens.end;
    if (next > tokens.size()) return false;
    for (std::uint32_t t = sentences[s].tokens.begin; t < next; ++t)
      if (tokens[t].sentence != s) return false;
  }
  return next == tokens.size() && previous.end <= text_size;
}

}  // namespace peertag
