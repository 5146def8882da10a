#include "match/anchors.hpp"

#include <algorithm>
#include <bit>

namespace peertag::match {

PairIndex PairIndexBuilder::build() {
  std::sort(pairs_.begin(), pairs_.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second.pattern < b.second.pattern;
  });
  std::size_t keys = 0;
  for (std::size_t p = 0; p < pairs_.size(); ++p) keys += p == 0 || pairs_[p].first != pairs_[p - 1].first ? 1 : 0;

  // Sixteen bits of the filter a key; slots at most three quarters full.
  const std::size_t cells = std::bit_ceil(std::max<std::size_t>(keys / 4, 2));
  const std::size_t slots = std::bit_ceil(std::max<std::size_t>(keys + keys / 3 + 1, 2));
  index_.filter_.assign(cells, 0);
  index_.slots_.assign(slots, {});
  index_.filter_shift_ = 64U - static_cast<std::uint32_t>(std::countr_zero(cells));
  index_.slot_shift_ = 64U - static_cast<std::uint32_t>(std::countr_zero(slots));

  for (std::size_t p = 0; p < pairs_.size();) {
    const std::uint64_t key = pairs_[p].first;
    const std::uint64_t hash = PairIndex::hash_of(key);
    index_.filter_[hash >> index_.filter_shift_] |= std::uint64_t{1} << (hash >> 8U & 63U);
    std::size_t at = hash >> index_.slot_shift_;
    while (index_.slots_[at].count != 0) at = (at + 1) & (slots - 1);
    PairIndex::Slot& slot = index_.slots_[at];
    slot = {key, static_cast<std::uint32_t>(index_.pairs_.size()), 0};
    std::uint8_t& reach = index_.reach_[static_cast<std::size_t>(key >> 32U)];
    for (; p < pairs_.size() && pairs_[p].first == key; ++p) {
      index_.pairs_.push_back(pairs_[p].second);
      reach = std::max(reach, pairs_[p].second.ahead_max);
      ++slot.count;
    }
  }
  return std::move(index_);
}

}  // namespace peertag::match
