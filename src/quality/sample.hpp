// A sample of things that come one after the other, however many there are: each has the same chance to be kept
// (reservoir sampling, Vitter 1985, algorithm R). The same seed keeps the same ones.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "quality/bootstrap.hpp"

namespace peertag::quality {

template <class Thing>
class Sample {
 public:
  Sample(std::size_t size, std::uint64_t seed) : size_(size), random_(seed) {}

  void add(Thing thing) {
    const std::uint64_t number = met_++;
    if (kept_.size() < size_) {
      kept_.emplace_back(number, std::move(thing));
    } else if (const std::size_t place = random_.below(met_); place < size_) {
      kept_[place] = {number, std::move(thing)};
    }
  }

  // In the order in which they came.
  [[nodiscard]] std::vector<Thing> take() {
    std::sort(kept_.begin(), kept_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Thing> things;
    for (auto& [number, thing] : kept_) things.push_back(std::move(thing));
    return things;
  }

  [[nodiscard]] std::uint64_t met() const { return met_; }

 private:
  std::size_t size_;
  Random random_;
  std::uint64_t met_ = 0;
  std::vector<std::pair<std::uint64_t, Thing>> kept_;
};

}  // namespace peertag::quality
