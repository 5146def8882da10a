// Owns what phrases::Tables points into.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "peertag/phrase_matcher/tables.hpp"

namespace peertag::phrases {

struct alignas(granule) Granule {
  char bytes[granule] = {};
};

struct BuiltTables {
  std::vector<std::uint32_t> gate, path, whole, pilots;
  std::vector<Slot> slots;
  std::vector<Granule> records;
  Tables tables;

  [[nodiscard]] std::size_t size_in_bytes() const {
    return (gate.size() + path.size() + whole.size() + pilots.size()) * sizeof(std::uint32_t) +
           slots.size() * sizeof(Slot) + records.size() * sizeof(Granule);
  }
};

}  // namespace peertag::phrases
