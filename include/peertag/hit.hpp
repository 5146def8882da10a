// What flows from match to evaluate: an entry found, by whichever matcher.
#pragma once

#include <cstdint>
#include <vector>

#include "peertag/span.hpp"

namespace peertag {

enum class PatternId : std::uint32_t {};
enum class EntryId : std::uint32_t {};  // one row of a word list; a set's entry is the row it was taken from

// One match of one pattern. `entries` of the message's Hits hold the list rows it used.
struct Hit {
  PatternId pattern{};
  TokenSpan tokens;
  std::uint32_t first_entry = 0;
  std::uint32_t entry_count = 0;
};

// Sorted by (pattern, tokens.begin); at most one hit for a pattern and a begin.
struct Hits {
  std::vector<Hit> hits;
  std::vector<EntryId> entries;
  std::uint64_t steps = 0;        // work done, in the units of limits::steps_per_byte
  bool budget_exhausted = false;  // hits are incomplete: the message is undecided
  // Where given, the steps that one pattern alone is to blame for are added here too, by PatternId: for `peertag
  // bench`.
  std::uint64_t* steps_by_pattern = nullptr;

  void charge(PatternId pattern, std::uint64_t more) {
    steps += more;
    if (steps_by_pattern != nullptr) steps_by_pattern[static_cast<std::size_t>(pattern)] += more;
  }
};

}  // namespace peertag
