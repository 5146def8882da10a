#include "io/seen_ids.hpp"

#include <sys/random.h>

#include <bit>

namespace peertag::io {

detail::SipKey random_key() {
  detail::SipKey key;
  // Short only if a signal comes before the kernel has entropy; a key of zeros would still be right, only guessable.
  (void)!getrandom(&key, sizeof key, 0);
  return key;
}

SeenIds::SeenIds(std::size_t most_bytes)
    : keys_{random_key(), random_key()}, most_bytes_(std::bit_floor(most_bytes)), slots_(1024) {}

// The slot that holds `wanted`, or the empty one where it belongs.
SeenIds::Slot& SeenIds::place(std::vector<Slot>& slots, Slot wanted) {
  const std::size_t mask = slots.size() - 1;
  for (std::size_t at = wanted.high & mask;; at = (at + 1) & mask) {
    Slot& slot = slots[at];
    if ((slot.high == wanted.high && slot.low == wanted.low) || (slot.high == 0 && slot.low == 0)) return slot;
  }
}

void SeenIds::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  for (const Slot& slot : slots_)
    if (slot.high != 0 || slot.low != 0) place(larger, slot) = slot;
  slots_ = std::move(larger);
}

SeenIds::Answer SeenIds::meet(std::string_view id) {
  const Slot wanted{detail::siphash(keys_[0], id), detail::siphash(keys_[1], id) | 1U};  // never the empty slot
  if (Slot& slot = place(slots_, wanted); slot.low != 0) return Answer::again;
  if (used_ + 1 > slots_.size() / 4 * 3) {
    full_ = slots_.size() * sizeof(Slot) >= most_bytes_;
    if (full_) return Answer::not_known;
    grow();
  }
  place(slots_, wanted) = wanted;
  ++used_;
  return Answer::first;
}

}  // namespace peertag::io
