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
