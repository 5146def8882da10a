#include "match/anchors.hpp"

#include <algorithm>
#include <bit>

namespace peertag::match {

void PairIndexBuilder::add(WordId left, WordId right, const Pair& pair) {
  const auto [number, is_new] = numbers_.try_emplace(pair, static_cast<std::uint32_t>(index_.pairs_.size()));
  if (is_new) index_.pairs_.push_back(pair);
  pairs_.emplace_back(PairIndex::key_of(left, right), number->second);
}

PairIndex PairIndexBuilder::build() {
  std::sort(pairs_.begin(), pairs_.end());
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
  std::size_t keys = 0;
  for (std::size_t p = 0; p < pairs_.size(); ++p) keys += p == 0 || pairs_[p].first != pairs_[p - 1].first ? 1 : 0;

  // Sixteen bits of the filter a key; slots at most three quarters full.
  const std::size_t cells = std::bit_ceil(std::max<std::size_t>(keys / 4, 2));
  const std::size_t slots = std::bit_ceil(std::max<std::size_t>(keys + keys / 3 + 1, 2));
  index_.filter_.assign(cells, 0);
  index_.slots_.assign(slots, {});
  index_.filter_shift_ = 64U - static_cast<std::uint32_t>(std::countr_zero(cells));
  index_.slot_shift_ = 64U - static_cast<std::uint32_t>(std::countr_zero(slots));

  std::map<std::vector<std::uint32_t>, std::uint32_t> known;
  const auto answer_of = [&](const std::vector<std::uint32_t>& numbers) {
    const auto [answer, is_new] = known.try_emplace(numbers, static_cast<std::uint32_t>(index_.answers_.size() + 1));
    if (is_new) {
      index_.answers_.push_back(static_cast<std::uint32_t>(numbers.size()));
      index_.answers_.insert(index_.answers_.end(), numbers.begin(), numbers.end());
    }
    return answer->second;
  };
  for (std::size_t p = 0; p < pairs_.size();) {
    const std::uint64_t key = pairs_[p].first;
    const std::uint64_t hash = PairIndex::hash_of(key);
    index_.filter_[hash >> index_.filter_shift_] |= std::uint64_t{1} << (hash >> 8U & 63U);
    std::uint8_t& reach = index_.reach_[static_cast<std::size_t>(key >> 32U)];
    std::vector<std::uint32_t> numbers;
    for (; p < pairs_.size() && pairs_[p].first == key; ++p) {
      numbers.push_back(pairs_[p].second);
      reach = std::max(reach, index_.pairs_[pairs_[p].second].ahead_max);
    }
    const auto tag = static_cast<std::uint32_t>(hash);
    std::size_t at = hash >> index_.slot_shift_;
    while (index_.slots_[at].answer != 0 && index_.slots_[at].tag != tag) at = (at + 1) & (slots - 1);
    PairIndex::Slot& slot = index_.slots_[at];
    if (slot.answer != 0) {  // two keys alike in place and tag have one answer, that of both
      const auto first = index_.answers_.begin() + slot.answer;
      numbers.insert(numbers.end(), first, first + index_.answers_[slot.answer - 1]);
    }
    slot = {tag, answer_of(numbers)};
  }
  return std::move(index_);
}

}  // namespace peertag::match
