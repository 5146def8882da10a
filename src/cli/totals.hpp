// How the records of a run ended. Every one is counted where it is read and again where it ends; the two must agree.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <string>

#include "io/record.hpp"
#include "peertag/sinks/counts.hpp"

namespace peertag::cli {

struct Totals {
  std::uint64_t read = 0;
  std::array<std::uint64_t, io::reject_class_names.size()> rejected_as{};
  std::uint64_t expected_rejections = 0;  // repeated ids under --dup-ids first

  [[nodiscard]] std::uint64_t rejected() const {
    return std::accumulate(rejected_as.begin(), rejected_as.end(), std::uint64_t{0});
  }
  [[nodiscard]] bool add_up(const Counts& counts) const {
    return read == counts.tagged + counts.clean + counts.undecided() + rejected();
  }
  [[nodiscard]] bool all_decided(const Counts& counts) const {
    return counts.undecided() == 0 && rejected() == expected_rejections;
  }

  // `read 5 = tagged 3 + clean 1 + undecided 0 + rejected 1`
  [[nodiscard]] std::string to_text(const Counts& counts) const {
    return "read " + std::to_string(read) + " = tagged " + std::to_string(counts.tagged) + " + clean " +
           std::to_string(counts.clean) + " + undecided " + std::to_string(counts.undecided()) + " + rejected " +
           std::to_string(rejected()) + '\n';
  }
};

}  // namespace peertag::cli
