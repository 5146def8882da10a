// Owns what phrases::Tables points into.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "match/gap_patterns.hpp"
#include "peertag/phrase_matcher/tables.hpp"

namespace peertag::phrases {

struct alignas(granule) Granule {
  char bytes[granule] = {};
};

// The words of a phrase as the engine sees them. A star is blank to it; where it is kept, it is a letter of its word.
enum class Stars : std::uint8_t { apart, kept };
[[nodiscard]] std::vector<std::string> folded_words(std::string_view phrase, Stars stars = Stars::apart);

// The smallest power of two that is at least `wanted`, and two at the least, so that shifts stay below 32; and the
// shift that leaves places of such a table.
[[nodiscard]] std::uint32_t table_size(std::size_t wanted);
[[nodiscard]] unsigned shift_for(std::size_t size);

// The cells of a filter of these keys, and no fewer than `fewest_cells`. The filter is left to be pointed to them.
[[nodiscard]] std::vector<std::uint32_t> fill_filter(std::vector<std::uint32_t> keys, std::size_t fewest_cells,
                                                     Filter& filter);

struct BuiltTables {
  std::vector<std::uint32_t> gate, path, whole, pilots;
  std::vector<Slot> slots;
  std::vector<Granule> records;
  GapTables gaps;
  Tables tables;

  [[nodiscard]] std::size_t size_in_bytes() const {
    return (gate.size() + path.size() + whole.size() + pilots.size()) * sizeof(std::uint32_t) +
           slots.size() * sizeof(Slot) + records.size() * sizeof(Granule) + gaps.size_in_bytes();
  }
};

}  // namespace peertag::phrases
