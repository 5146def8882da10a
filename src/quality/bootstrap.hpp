// How far a measure would move with other conversations: the bootstrap over whole conversations (Field and Welsh 2007,
// the cluster bootstrap), because messages of one conversation are not independent.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace peertag::quality {

// Numbers below a bound, the same on every machine: the standard's distributions are not.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  // REQUIRES: 0 < bound < 2^32. The bias, below bound / 2^32, is under a thousandth of what anything here can show.
  [[nodiscard]] std::size_t below(std::size_t bound) {
    return static_cast<std::size_t>((engine_() >> 32) * bound >> 32);
  }

 private:
  std::mt19937_64 engine_;
};

// Draws as many clusters as there are, with replacement.
class ClusterBootstrap {
 public:
  // `cluster_of`: the cluster of each message, counted from 0. Borrowed.
  ClusterBootstrap(std::span<const std::uint32_t> cluster_of, std::uint64_t seed)
      : cluster_of_(cluster_of), random_(seed) {
    for (const std::uint32_t cluster : cluster_of) clusters_ = std::max<std::size_t>(clusters_, cluster + 1U);
  }

  // How often each message is drawn this time.
  void draw(std::vector<std::uint32_t>& times) {
    drawn_.assign(clusters_, 0);
    for (std::size_t i = 0; i < clusters_; ++i) ++drawn_[random_.below(clusters_)];
    times.resize(cluster_of_.size());
    for (std::size_t m = 0; m < cluster_of_.size(); ++m) times[m] = drawn_[cluster_of_[m]];
  }

  [[nodiscard]] std::size_t clusters() const { return clusters_; }

 private:
  std::span<const std::uint32_t> cluster_of_;
  std::size_t clusters_ = 0;
  Random random_;
  std::vector<std::uint32_t> drawn_;
};

struct Interval {
  double low = 0, high = 0;
};

// The middle `share` of the values, by nearest rank. Sorts them.
[[nodiscard]] inline Interval percentile_interval(std::span<double> values, double share = 0.95) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto size = static_cast<double>(values.size());
  const auto outside = static_cast<std::size_t>(std::floor((1 - share) / 2 * size + 1e-9));
  return {values[std::min(outside, values.size() - 1)], values[values.size() - 1 - outside]};
}

}  // namespace peertag::quality
