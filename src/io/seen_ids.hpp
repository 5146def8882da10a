// Which ids have been met, in bounded memory: 16 bytes of keyed hash an id, in an open table that doubles up to
// limits::seen_ids_bytes. 128 bits under a key nobody knows: two ids of one archive do not share them by chance (one in
// 10^22 for 10^8 ids) nor by design. When the table is full, ids are no longer looked up, and the caller says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "peertag/detail/siphash.hpp"
#include "peertag/limits.hpp"

namespace peertag::io {

// A key nobody knows.
[[nodiscard]] detail::SipKey random_key();

class SeenIds {
 public:
  enum class Answer : std::uint8_t { first, again, not_known };

  explicit SeenIds(std::size_t most_bytes = limits::seen_ids_bytes);

  // Whether the id has been asked about before. `not_known`: the table is full and does not hold it.
  Answer meet(std::string_view id);

  [[nodiscard]] bool full() const { return full_; }

 private:
  struct Slot {
    std::uint64_t high = 0, low = 0;  // both 0: empty
  };
  [[nodiscard]] static Slot& place(std::vector<Slot>& slots, Slot wanted);
  void grow();

  detail::SipKey keys_[2];
  std::size_t most_bytes_;
  std::size_t used_ = 0;
  bool full_ = false;
  std::vector<Slot> slots_;
};

}  // namespace peertag::io
