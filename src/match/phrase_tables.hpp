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

// The words of a phrase as the engine sees them.
[[nodiscard]] std::vector<std::string> folded_words(std::string_view phrase);

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
