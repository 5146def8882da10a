// The steps in order, a chunk of words at a time.
#pragma once

#include <cstdint>
#include <cstring>

#include "peertag/phrase_matcher/compare.hpp"
#include "peertag/phrase_matcher/cut.hpp"
#include "peertag/phrase_matcher/extend.hpp"
#include "peertag/phrase_matcher/gate.hpp"
#include "peertag/phrase_matcher/in_order.hpp"

namespace peertag::phrases {

// Step 6, in src/match/gap_matcher.cpp: triggers of a chunk that go on as a gap pattern does, put among the hits from
// place `first` on. Seldom called for, so that one copy serves all instruction sets.
void follow_triggers(const Tables& tables, const std::string_view* texts, Scratch& scratch, std::size_t first);

// Fills the words again and again, from whatever the source is, and has the finds of each filling dealt with. A phrase
// begins only at words whose followers are in the chunk, too; the others are kept for the next chunk.
template <class Isa, class Fill, class Deal>
PEERTAG_INLINE void for_each_chunk(const Tables& tables, Scratch& scratch, Fill fill, Deal deal) {
  Words& words = scratch.words;
  const std::uint32_t followers = tables.followers;
  words.count = 0;
  for (bool all = false; !all;) {
    all = fill(words);
    if (all)
      for (std::uint32_t i = 0; i < followers; ++i) words.hash[words.count++] = border_hash;
    const std::uint32_t ready = words.count < followers ? 0 : words.count - followers;

    pass_gate<Isa>(tables, words, ready, scratch.passed, scratch.open, scratch.complete);
    extend<Isa>(tables, words, scratch.open, scratch.complete, scratch.unordered);
    put_in_order<Isa>(scratch.unordered, ready, scratch.begins, scratch.finds);
    deal();

    words.count -= ready;
    for (std::uint32_t i = 0; i < words.count; ++i) {
      words.hash[i] = words.hash[ready + i];
      words.begin[i] = words.begin[ready + i];
      words.text[i] = words.text[ready + i];
    }
  }
}

template <class Isa>
void match(const Tables& tables, const std::string_view* texts, std::uint32_t count, Scratch& scratch) {
  Texts source{texts, count};
  for_each_chunk<Isa>(
      tables, scratch, [&](Words& words) { return cut<Isa>(source, words); },
      [&] {
        const std::size_t first = scratch.hits.size();
        scratch.triggers.clear();
        compare<Isa>(tables, texts, scratch.words, scratch.finds, scratch.hits, scratch.triggers);
        if (scratch.triggers.size() != 0) follow_triggers(tables, texts, scratch, first);
      });
}

// For words that somebody else has cut; `begin` holds a word's place among them.
template <class Isa>
void find_candidates(const Tables& tables, const std::uint32_t* hashes, std::uint32_t count, Scratch& scratch) {
  std::uint32_t next = 0;
  const auto fill = [&](Words& words) {
    for (; next < count && words.count < chunk_words; ++next, ++words.count) {
      words.hash[words.count] = hashes[next];
      words.begin[words.count] = next;
    }
    return next == count;
  };
  const auto deal = [&] { hand_on<Isa>(tables, scratch.words, scratch.finds, scratch.candidates); };
  for_each_chunk<Isa>(tables, scratch, fill, deal);
}

// What a source file makes of all this.
struct Kernel {
  void (*match)(const Tables&, const std::string_view*, std::uint32_t, Scratch&);
  void (*find_candidates)(const Tables&, const std::uint32_t*, std::uint32_t, Scratch&);
};
template <class Isa>
inline constexpr Kernel kernel{&match<Isa>, &find_candidates<Isa>};

}  // namespace peertag::phrases
