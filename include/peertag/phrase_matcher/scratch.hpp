// What flows between the steps of the phrase engine: short arrays of plain numbers, two thousand words at a time, so
// that every step is a loop over one array that fills the next, and all of it stays in the nearest cache. One per
// matcher, never resized.
#pragma once

#include <cstddef>
#include <cstdint>

#include "peertag/detail/owned.hpp"
#include "peertag/phrase_matcher.hpp"
#include "peertag/phrase_matcher/alphabet.hpp"

namespace peertag::phrases {

inline constexpr std::uint32_t chunk_words = 2048;
inline constexpr std::uint32_t lanes = 16;
inline constexpr std::uint32_t slack = 64;  // vector stores may write, and loads read, this far behind what counts

// The stream of words, over all texts of a call, a border behind each text.
struct Words {
  std::uint32_t count = 0;
  alignas(64) std::uint32_t hash[chunk_words + slack]{};
  alignas(64) std::uint32_t begin[chunk_words + slack]{};  // in its text
  alignas(64) std::uint32_t text[chunk_words + slack]{};
};

// For each word, does it pass the gate alone, does it with the word behind it: a bit each, lowest first.
struct Passed {
  std::uint16_t alone[chunk_words / lanes + 4]{};
  std::uint16_t paired[chunk_words / lanes + 4]{};
};

// Places where a phrase may begin (`key` of some of its words), or stands if hashes do not deceive (`key` of all).
struct Places {
  std::uint32_t count = 0;
  alignas(64) std::uint32_t word[chunk_words * max_key_words + slack]{};
  alignas(64) std::uint32_t key[chunk_words * max_key_words + slack]{};
};

// Places with the record to compare (Tables::records).
struct Finds {
  std::uint32_t count = 0;
  alignas(64) std::uint32_t word[chunk_words * max_key_words + slack]{};
  alignas(64) std::uint32_t record[chunk_words * max_key_words + slack]{};
};

// How many finds begin at a word; then, where the next of them goes.
struct BeginsAt {
  alignas(64) std::uint16_t count[chunk_words + slack]{};
};

// The words from this one on are how a gap pattern begins.
struct Trigger {
  std::uint32_t word = 0;
  std::uint32_t node = 0;  // of GapTables
};

struct GapScratch;  // src/match/gap_patterns.hpp
void destroy(GapScratch* scratch);

// Hits or candidates of a call, triggers of a chunk. Grows only.
inline constexpr std::uint32_t most_results_at_once = 4096;
template <class T>
class Results {
 public:
  Results() = default;
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;
  ~Results() { delete[] items_; }

  // Where to write the next ones. REQUIRES: not more than `most` are then added.
  PEERTAG_INLINE T* room(std::size_t most) {
    if (count_ + most > capacity_) grow(most);
    return items_ + count_;
  }
  PEERTAG_INLINE void added_up_to(const T* end) { count_ = static_cast<std::size_t>(end - items_); }
  void clear() { count_ = 0; }
  const T* begin() const { return items_; }
  std::size_t size() const { return count_; }

 private:
  void grow(std::size_t most);  // in src/match/phrase_matcher.cpp, for T = PhraseHit, PhraseCandidate and Trigger

  T* items_ = nullptr;
  std::size_t count_ = 0, capacity_ = 0;
};

struct Scratch {
  Words words;
  Passed passed;
  Places open, complete;
  Finds unordered, finds;
  BeginsAt begins;
  Results<PhraseHit> hits;
  Results<PhraseCandidate> candidates;
  Results<Trigger> triggers;
  detail::Owned<GapScratch> gaps;  // where the tables have gap patterns
};

}  // namespace peertag::phrases
