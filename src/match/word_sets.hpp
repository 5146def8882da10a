// Sets of words, numbered: what one place of a pattern may be filled with. `word`, `word~`, `stem*`, `*stem` and
// alternatives of these are all the same to the matcher.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "peertag/token.hpp"

namespace peertag::detail {
struct PackedFields;
}

namespace peertag::match {

enum class WordSetId : std::uint32_t {};
inline constexpr auto any_word = static_cast<WordSetId>(0xFFFFFFFFU);  // in phrases only: a token of a gap

// A set of words in two machine words, a bit of each for many words: where no bit is common in one of them, no word is.
struct WordMask {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  [[nodiscard]] bool meets(const WordMask& other) const { return (low & other.low) != 0 && (high & other.high) != 0; }
  WordMask& operator|=(const WordMask& other) {
    low |= other.low;
    high |= other.high;
    return *this;
  }
};
// The last bits stand for no word at all, behind the last of a sentence.
inline constexpr WordMask no_word_mask{std::uint64_t{1} << 63U, std::uint64_t{1} << 63U};
inline constexpr WordMask full_mask{~std::uint64_t{0}, ~std::uint64_t{0}};
[[nodiscard]] inline WordMask mask_of(WordId word) {
  const std::uint32_t hash = static_cast<std::uint32_t>(word) * 0x9E3779B1U;
  return {std::uint64_t{1} << (hash >> 8U) % 63U, std::uint64_t{1} << (hash >> 20U) % 63U};
}
[[nodiscard]] inline WordMask mask_of(const Token& token) {
  WordMask mask = mask_of(token.word);
  if (token.ending != WordId::unknown) mask |= mask_of(token.ending);
  return mask;
}

class WordSets {
 public:
  [[nodiscard]] std::span<const WordId> words(WordSetId set) const {
    const auto s = static_cast<std::size_t>(set);
    return {words_.data() + ends_[s], words_.data() + ends_[s + 1]};  // sorted, distinct
  }

  [[nodiscard]] bool contains(WordSetId set, WordId word) const {
    const auto s = static_cast<std::size_t>(set);
    const WordId* first = words_.data() + ends_[s];
    std::size_t size = ends_[s + 1] - ends_[s];
    if (size == 0) return false;
    while (size > 1) {  // halves without a branch on the words
      const std::size_t half = size / 2;
      first += first[half] <= word ? half : 0;
      size -= half;
    }
    return *first == word;
  }

  // A word known by its beginning and ending answers to the sets of both. `unknown` is in no set.
  [[nodiscard]] bool contains(WordSetId set, const Token& token) const {
    return contains(set, token.word) || (token.ending != WordId::unknown && contains(set, token.ending));
  }

  [[nodiscard]] std::size_t size() const { return ends_.size() - 1; }

 private:
  friend class WordSetInterner;
  friend struct detail::PackedFields;
  std::vector<std::uint32_t> ends_ = {0};
  std::vector<WordId> words_;
};

// Gives equal sets one number, while compiling.
class WordSetInterner {
 public:
  explicit WordSetInterner(WordSets& sets) : sets_(sets) {}

  WordSetId intern(std::vector<WordId> words) {
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    const auto [place, is_new] = known_.try_emplace(std::move(words), static_cast<WordSetId>(sets_.size()));
    if (is_new) {
      sets_.words_.insert(sets_.words_.end(), place->first.begin(), place->first.end());
      sets_.ends_.push_back(static_cast<std::uint32_t>(sets_.words_.size()));
    }
    return place->second;
  }

 private:
  WordSets& sets_;
  std::map<std::vector<WordId>, WordSetId> known_;
};

}  // namespace peertag::match
