// Logistic regression, by liblinear. Each weight has a spread, how far from 0 it is expected to lie: what a hundred
// messages say moves a weight of small spread little.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace peertag::quality {

struct Feature {
  std::uint32_t column = 0;
  double value = 0;
};
using FeatureRow = std::vector<Feature>;  // by column, each once

struct LogisticModel {
  std::vector<double> weights;  // by column
  double bias = 0;

  [[nodiscard]] double log_odds(const FeatureRow& row) const {
    double sum = bias;
    for (const Feature& feature : row) sum += weights[feature.column] * feature.value;
    return sum;
  }
};

enum class Penalty : std::uint8_t {
  l2,  // half the square of weight / spread
  l1,  // its absolute value: most weights become 0
};

// `loss`: what the rows' loss weighs against the penalty. The bias carries no penalty. The same rows give the same
// model every time. REQUIRES: rows and `positive` are equally many, and not all positive or all negative; columns are
// below spreads.size(). One thread at a time: liblinear draws from the C library's rand().
[[nodiscard]] LogisticModel fit_logistic(std::span<const FeatureRow* const> rows, const std::vector<bool>& positive,
                                         std::span<const double> spreads, Penalty penalty, double loss = 1.0);

}  // namespace peertag::quality
