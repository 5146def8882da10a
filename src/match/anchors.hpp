// Where a pattern may begin, told by what is seldom seen: one word, a list's entry, or two words at a distance.
//
//   you (also)? (should|could) ..2 (try|call)      two words: `should` or `could`, one or two tokens behind `you`
//   grateful                                       one word, and it is the whole match
//
// A word of a pattern is still a frequent event, since patterns are made of frequent words; two of them at their
// distance hardly ever are, unless the pattern matches. So each pattern that holds two words has a pair for anchor
// (which: pattern_anchors.cpp), and for most tokens the search ends with one bit for each of the tokens behind it.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "match/word_sets.hpp"
#include "peertag/hit.hpp"
#include "peertag/rule.hpp"

namespace peertag::match {

// Lists of records, by number.
template <class Record>
class Lists {
 public:
  [[nodiscard]] std::span<const Record> operator[](std::size_t i) const {
    return {records_.data() + ends_[i], records_.data() + ends_[i + 1]};
  }
  void build(const std::vector<std::vector<Record>>& lists) {
    ends_.assign(1, 0);
    records_.clear();
    for (const std::vector<Record>& list : lists) {
      records_.insert(records_.end(), list.begin(), list.end());
      ends_.push_back(static_cast<std::uint32_t>(records_.size()));
    }
  }

 private:
  friend struct peertag::detail::PackedFields;
  std::vector<std::uint32_t> ends_ = {0};
  std::vector<Record> records_;
};

// How far before the anchor a match may begin, and what a match is, where it begins. Holds all that is asked at nearly
// every place, so that the program is seldom looked at.
struct Anchor {
  PatternId pattern{};
  std::uint32_t back_min = 0;  // tokens from a match's begin to the anchor
  std::uint32_t back_max = 0;
  Scope scope = Scope::sentence;  // this and the following: as in Program
  bool at_start = false;
  WordMask first_mask;
  WordMask second_mask;
};

// The same for two words. `back` is to the first of them.
struct Pair {
  static constexpr std::uint32_t farthest = 255;

  PatternId pattern{};
  std::uint16_t back_min = 0;
  std::uint16_t back_max = 0;
  std::uint8_t ahead_min = 1;  // tokens from the first word to the second
  std::uint8_t ahead_max = 1;
  Scope scope = Scope::sentence;
  bool at_start = false;
};

// The pairs of two words that stand in this order.
class PairIndex {
 public:
  // How many tokens behind this word there may be one that makes a pair with it.
  [[nodiscard]] std::uint32_t reach(WordId left) const { return reach_[static_cast<std::size_t>(left)]; }

  // A question in three steps, each of which asks for the memory of the next: tables are larger than the nearest cache,
  // and to wait for one answer after the other would take longer than all the rest. So each step is taken for all words
  // of a message before the next is.
  class Question {
   public:
    Question() = default;

   private:
    friend class PairIndex;
    explicit Question(std::uint64_t key) : key_(key), hash_(hash_of(key)) {}
    std::uint64_t key_ = 0;
    std::uint64_t hash_ = 0;
  };
  [[nodiscard]] Question ask(WordId left, WordId right) const {
    const Question question(key_of(left, right));
    __builtin_prefetch(&filter_[question.hash_ >> filter_shift_]);
    return question;
  }
  // False: there is none. Nearly all questions end here, with one bit.
  [[nodiscard]] bool perhaps(const Question& question) const {
    if ((filter_[question.hash_ >> filter_shift_] >> (question.hash_ >> 8U & 63U) & 1U) == 0) return false;
    __builtin_prefetch(&slots_[question.hash_ >> slot_shift_]);
    return true;
  }
  [[nodiscard]] std::span<const Pair> answer(const Question& question) const {
    for (std::size_t at = question.hash_ >> slot_shift_;; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.key == question.key_) {
        __builtin_prefetch(&pairs_[slot.first]);
        return {pairs_.data() + slot.first, slot.count};
      }
      if (slot.count == 0) return {};
    }
  }

 private:
  friend class PairIndexBuilder;
  friend struct peertag::detail::PackedFields;
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;  // 0: free
  };
  [[nodiscard]] static std::uint64_t key_of(WordId left, WordId right) {
    return static_cast<std::uint64_t>(left) << 32U | static_cast<std::uint32_t>(right);
  }
  [[nodiscard]] static std::uint64_t hash_of(std::uint64_t key) {
    key *= 0x9E3779B97F4A7C15U;
    return (key ^ key >> 32U) * 0xD6E8FEB86659FD93U;
  }

  std::vector<std::uint8_t> reach_;  // by WordId
  std::vector<std::uint64_t> filter_ = std::vector<std::uint64_t>(2);
  std::vector<Slot> slots_ = std::vector<Slot>(2);
  std::vector<Pair> pairs_;
  std::uint32_t filter_shift_ = 63;
  std::uint32_t slot_shift_ = 63;
};

// Gathers pairs, and hashes them when all are there.
class PairIndexBuilder {
 public:
  explicit PairIndexBuilder(std::size_t word_count) { index_.reach_.assign(word_count, 0); }
  void add(WordId left, WordId right, const Pair& pair) { pairs_.emplace_back(PairIndex::key_of(left, right), pair); }
  [[nodiscard]] PairIndex build();

 private:
  PairIndex index_;
  std::vector<std::pair<std::uint64_t, Pair>> pairs_;
};

}  // namespace peertag::match
