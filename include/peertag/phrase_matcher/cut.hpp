// The phrase engine, and its first step.
//
// Looking up word after word in a table is slow for a reason that no cleverness with the table removes: nearly every
// word of a text is in *some* phrase, so a processor that asks "is it?" guesses wrong all the time, and each wrong
// guess costs as much as reading fifty bytes. The engine therefore never asks about one word. It asks a yes/no question
// about sixteen at once, keeps those that survive, closes up the ranks, and asks the next, dearer question. Each step
// below is one loop without unpredictable branches from one short array into the next (scratch.hpp).
//
//   1  cut      text -> blocks of 64 bytes -> where words begin and end, as bits       (this file)
//   2  hash     each word's first eight bytes and length -> 32 bits, in registers      hash_words.hpp
//               Words of all texts stand in one stream, a border behind each text; so short texts fill lanes, too.
//   3  gate     may a phrase begin with this word? with this pair?                     gate.hpp
//               Two probes of one filter, a few KB. Of 195 words per KB of support talk 58 pass with 5,000 phrases.
//   4  extend   pairs grow word by word while a filter knows the path, and those that are wholes leave;
//               only now is a key looked up, one load and one comparison each          extend.hpp
//   5  compare  text against phrase, byte by byte; here alone it is decided            compare.hpp
//   6  follow   where a phrase is how a pattern with gaps begins: does it go on so?    src/match/gap_matcher.cpp
//
// The key of a phrase is a hash of *all* its words. (Prototypes that found phrases by their first or their rarest word
// were 6 to 30 times slower: even the rarest word of a phrase is a frequent event. With whole keys, 1.01 comparisons
// are made per hit.) pipeline.hpp calls the steps in order; tables.hpp says what they look things up in.
//
// This step. A block is folded by table, 64 bytes at a time: letters to lower case, whatever is in no word to a blank.
// A bit per byte then says "in a word", and words begin where a set bit follows a clear one:
//
//   text      I  w a s n ' t ,     o k         bits are written left to right as the bytes are
//   in_word   1  0 1 1 1 1 1 1 0 0 1 1
//   begins    1  0 1 0 0 0 0 0 0 0 1 0     in_word & ~(in_word << 1 | carry)
//   ends      0  1 0 0 0 0 0 0 1 0 0 0     ~in_word & (in_word << 1 | carry)
//
// `carry` is whether the block before ended inside a word. A word belongs to the block it begins in; the block after is
// folded ahead, because the word may end there.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "peertag/phrase_matcher/hash_words.hpp"
#include "peertag/phrase_matcher/scratch.hpp"

namespace peertag::phrases {

// How far the texts of a call have been cut.
struct Texts {
  const std::string_view* texts = nullptr;
  std::uint32_t count = 0;
  std::uint32_t text = 0;    // the one to go on with,
  std::uint64_t offset = 0;  // from here,
  std::uint64_t carry = 0;   // where 1 says that the byte before is in a word
};

// Text that lies in memory had better be asked for 2 KB ahead: the loop is faster than what the processor itself
// fetches ahead, which stops at page ends (1.9 against 5.5 GB/s).
PEERTAG_INLINE void prefetch(const char* at) {
  __builtin_prefetch(reinterpret_cast<const char*>(reinterpret_cast<std::uintptr_t>(at) + 2048));
}

// Appends the words of as many texts as there is room for, and the rest of a text next time. True: that was all.
//
// One loop over the blocks of all texts. Where a text ends is read off its size without a branch: texts are short, and
// each end would be guessed wrong (that cost a quarter of this step).
template <class Isa>
bool cut(Texts& source, Words& words) {
  if (source.text == source.count) return true;
  std::uint32_t text = source.text, n = words.count;
  std::uint64_t offset = source.offset, carry = source.carry;
  const char* from = source.texts[text].data() + offset;
  std::uint64_t left = source.texts[text].size() - offset;
  Block<Isa> block(from, left);

  while (text < source.count && n + most_words_of_block < chunk_words) {
    const std::string_view another = source.texts[text + 1 < source.count ? text + 1 : text];
    const bool last = left <= block_bytes;
    const std::uint64_t unless_last = std::uint64_t{last} - 1;
    const char* const next_from = last ? another.data() : from + block_bytes;
    const std::uint64_t next_left = last ? another.size() : left - block_bytes;
    prefetch(next_from);
    const Block<Isa> next(next_from, next_left);

    const std::uint64_t in_word = block.in_word();
    const std::uint64_t inside = (in_word << 1U) | carry;
    const std::uint64_t begins = in_word & ~inside;
    const std::uint64_t ends = ~in_word & inside;
    n = hash_words(block, next, next.in_word() & unless_last, begins, ends & (ends - carry),  // not the one carried in
                   static_cast<std::uint32_t>(offset), text, words, n);

    words.hash[n] = border_hash;  // counts if this was the last block
    words.begin[n] = static_cast<std::uint32_t>(offset + left);
    words.text[n] = text;
    n += last;
    text += last;
    offset = (offset + block_bytes) & unless_last;
    carry = (in_word >> 63U) & unless_last;
    from = next_from;
    left = next_left;
    block = next;
  }
  words.count = n;
  source.text = text;
  source.offset = offset;
  source.carry = carry;
  return text == source.count;
}

}  // namespace peertag::phrases
