// Where a pattern may begin, told by what is seldom seen: one word, a list's entry, or two words at a distance.
//
//   you (also)? (should|could) ..2 (try|call)      two words: `should` or `could`, one or two tokens behind `you`
//   grateful                                       one word, and it is the whole match
//
// A word of a pattern is still a frequent event, since patterns are made of frequent words; two of them at their
// distance hardly ever are, unless the pattern matches. So each pattern that holds two words has a pair for anchor
// (which: pattern_anchors.cpp), and for most tokens the search ends with one bit for each of the tokens behind it.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
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

  friend auto operator<=>(const Pair&, const Pair&) = default;
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
    explicit Question(std::uint64_t key) : hash_(hash_of(key)) {}
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
  // Numbers of pairs. Two words that make none may be taken for two that do, once in thousands of millions: then a
  // place is looked at in vain.
  [[nodiscard]] std::span<const std::uint32_t> answer(const Question& question) const {
    for (std::size_t at = question.hash_ >> slot_shift_;; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.answer == 0) return {};
      if (slot.tag == static_cast<std::uint32_t>(question.hash_))
        return {answers_.data() + slot.answer, answers_[slot.answer - 1]};
    }
  }
  [[nodiscard]] const Pair& pair(std::uint32_t number) const { return pairs_[number]; }

 private:
  friend class PairIndexBuilder;
  friend struct peertag::detail::PackedFields;
  // Small, for there is one for every two words that any pattern joins: the keys themselves are not kept, and what is
  // said of them all but a few hundred times over is said once.
  struct Slot {
    std::uint32_t tag = 0;     // of the hash
    std::uint32_t answer = 0;  // place in answers_ behind the count; 0: free
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
  std::vector<std::uint32_t> answers_;  // how many pairs, and then their numbers; over again
  std::vector<Pair> pairs_;             // distinct
  std::uint32_t filter_shift_ = 63;
  std::uint32_t slot_shift_ = 63;
};

// Gathers pairs, and hashes them when all are there.
class PairIndexBuilder {
 public:
  explicit PairIndexBuilder(std::size_t word_count) { index_.reach_.assign(word_count, 0); }
  void add(WordId left, WordId right, const Pair& pair);
  [[nodiscard]] PairIndex build();

 private:
  PairIndex index_;
  std::map<Pair, std::uint32_t> numbers_;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> pairs_;  // key and number
};

}  // namespace peertag::match
