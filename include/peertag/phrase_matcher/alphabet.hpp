// What a word is, and what a sequence of words hashes to. The one definition that tables, all steps and all instruction
// sets share.
#pragma once

#include <cstdint>

#include "peertag/phrase_matcher/instruction_sets.hpp"

namespace peertag::phrases {

inline constexpr unsigned char blank = ' ';

// Every byte as the engine sees it: letters in lower case, the other bytes of words as they are, all else one blank.
struct Alphabet {
  unsigned char folded[256]{};

  constexpr Alphabet() {
    for (unsigned byte = 0; byte < 256; ++byte) {
      const auto c = static_cast<unsigned char>(byte);
      const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '\'' || c >= 0x80;
      if (c >= 'A' && c <= 'Z')
        folded[byte] = static_cast<unsigned char>(c - 'A' + 'a');
      else
        folded[byte] = letter ? c : blank;
    }
  }
};
inline constexpr Alphabet alphabet;

PEERTAG_INLINE unsigned char fold(char byte) { return alphabet.folded[static_cast<unsigned char>(byte)]; }

// A word hashes to 32 bits of its first eight bytes and its length. That two long words may share a hash costs a
// comparison now and then (115 pairs in 10,462 words of the corpus); that the length counts is what keeps long words
// apart that begin alike. Lengths count up to `longest_told_apart`, so that an end is never searched far ahead.
//
// One 32 x 32 bit multiplication: sixteen lanes can do it, and its quality is that of a 64 bit one on words.
inline constexpr std::uint32_t longest_told_apart = 63;
inline constexpr std::uint64_t hash_salt = 0x9E3779B185EBCA77U;
inline constexpr std::uint64_t each_byte = 0x0101010101010101U;

// `first_eight`: folded, first byte lowest, zero beyond the end of the word.
PEERTAG_INLINE constexpr std::uint32_t hash_of_word(std::uint64_t first_eight, std::uint64_t length) {
  const std::uint64_t told = length < longest_told_apart ? length : longest_told_apart;
  const std::uint64_t salted = first_eight ^ (told * each_byte) ^ hash_salt;
  const std::uint64_t product = (salted & 0xFFFFFFFFU) * (salted >> 32U);
  return static_cast<std::uint32_t>(product ^ (product >> 32U));
}

// The key of a sequence of words is the hash of its first, then this for each further one.
inline constexpr unsigned turn = 7;
PEERTAG_INLINE constexpr std::uint32_t key_with(std::uint32_t key, std::uint32_t next_word) {
  return ((key << turn) | (key >> (32U - turn))) + next_word;
}

// Words that count towards a key. Phrases may be longer: they share the key of their first eight words, and the last
// step, which compares bytes, tells them apart.
inline constexpr std::uint32_t max_key_words = 8;

// What a whole phrase is looked up by: its key, and in the lowest bits how many words made it. So phrases of different
// lengths never share a record chain, and none is reported twice.
PEERTAG_INLINE constexpr std::uint32_t whole_key(std::uint32_t key, std::uint32_t words) {
  return (key & ~(max_key_words - 1)) | (words - 1);
}

// Stands between two texts in the stream of words, so that no phrase reaches from one into the next. Callers of
// PhraseMatcher::candidates put it where they want phrases to end.
inline constexpr std::uint32_t border_hash = 0xB0DE12B0U;

}  // namespace peertag::phrases
