// The compiled phrases, as the steps see them: the same bytes for every instruction set.
//
//   gate    filter: key of each one-word phrase; key of the first two words of each longer one
//   path    filter: keys of the first 3, 4, ... words of each phrase, the whole included
//   whole   filter: keys of whole phrases of two words and more
//   pilots -> slots -> records      exact: key -> its only slot -> the phrases that have this key
//
// A filter answers "no" or "perhaps", from one load. The gate is asked about every word of every text and is kept small
// enough for the nearest cache; the others are asked about survivors only.
#pragma once

#include <cstdint>

#include "peertag/phrase_matcher/alphabet.hpp"

namespace peertag::phrases {

// A Bloom filter in which both bits of a key lie in one 32-bit cell: 8 to 32 bits a key were the best sizes, one load
// instead of two, and 1.5 % false answers at 16 bits a key.
struct Filter {
  const std::uint32_t* cells = nullptr;
  unsigned shift = 31;  // the top bits of a key choose the cell

  PEERTAG_INLINE static std::uint32_t bits(std::uint32_t key) {
    return (1U << (key & 31U)) | (1U << ((key >> 5U) & 31U));
  }
  PEERTAG_INLINE bool may_hold(std::uint32_t key) const {
    const std::uint32_t wanted = bits(key);
    return (cells[key >> shift] & wanted) == wanted;
  }
};

// A perfect hash by displacement: the top bits of a key choose a pilot, found at compile time such that key and pilot
// together lead every key of the lexicon to a slot of its own. One look decides whether a key is of the lexicon.
struct Slot {
  std::uint32_t key = 0;
  std::uint32_t record = 0;
};

// A phrase, followed by its text: words in matching form with one blank between, and blanks up to the next granule.
// Most phrases with head take one granule, so comparing them touches one cache line. Phrases with equal keys lie one
// behind the other.
struct Record {
  std::uint32_t phrase = 0;
  std::uint32_t length : 31 = 0;      // of the text
  std::uint32_t another : 1 = false;  // the next record has the same key
};
inline constexpr std::uint32_t granule = 32;
inline constexpr std::uint32_t widest_load = 64;  // bytes that may be read from the beginning of any text of a record

PEERTAG_INLINE constexpr std::uint32_t granules_of(std::uint32_t length) {
  return (static_cast<std::uint32_t>(sizeof(Record)) + length + 1 + granule - 1) / granule;
}

struct GapTables;  // src/match/gap_patterns.hpp

// Record 0 is no phrase: empty slots lead to it, and its text of one blank equals no word.
struct Tables {
  Filter gate, path, whole;
  std::uint32_t words_of_keys = 0;  // bit n: some key is of n words
  const std::uint32_t* pilots = nullptr;
  unsigned pilot_shift = 31;
  std::uint32_t multiplier = 1;
  const Slot* slots = nullptr;
  unsigned slot_shift = 31;
  const char* records = nullptr;    // in granules
  std::uint32_t longest_chain = 1;  // most phrases with one key
  // A phrase from this number on is a trigger: how a gap pattern begins.
  std::uint32_t first_trigger = 0xFFFFFFFFU;
  const GapTables* gaps = nullptr;
  // Words behind a phrase's first that must be known before the phrase is looked for.
  std::uint32_t followers = max_key_words - 1;

  PEERTAG_INLINE std::uint32_t slot_of(std::uint32_t key) const {
    return ((key ^ pilots[key >> pilot_shift]) * multiplier) >> slot_shift;
  }
  PEERTAG_INLINE const Record* record(std::uint32_t place) const {
    return reinterpret_cast<const Record*>(records + std::uint64_t{place} * granule);
  }
};

PEERTAG_INLINE const char* text_of(const Record* record) { return reinterpret_cast<const char*>(record + 1); }
PEERTAG_INLINE const Record* next_of(const Record* record) {
  return reinterpret_cast<const Record*>(reinterpret_cast<const char*>(record) +
                                         std::uint64_t{granules_of(record->length)} * granule);
}

}  // namespace peertag::phrases
