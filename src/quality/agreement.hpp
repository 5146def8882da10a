// How two codings of the same messages agree, on one code: the measures, each from counts alone.
//
// Where a measure has nothing to divide by (no message given the code: precision; all messages alike: kappa and alpha)
// it is 0, so that a code nobody found weighs in an average as what it is, not found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peertag::quality {

// Messages by what the two sides say of the code: the labels (what people coded) and the tags (what peertag gave).
struct Confusion {
  std::uint64_t both = 0, only_tags = 0, only_labels = 0, neither = 0;

  [[nodiscard]] std::uint64_t labelled() const { return both + only_labels; }
  [[nodiscard]] std::uint64_t tagged() const { return both + only_tags; }
  [[nodiscard]] std::uint64_t messages() const { return both + only_tags + only_labels + neither; }

  Confusion& operator+=(const Confusion& other) {
    both += other.both;
    only_tags += other.only_tags;
    only_labels += other.only_labels;
    neither += other.neither;
    return *this;
  }
};

[[nodiscard]] inline double ratio(double part, double whole) { return whole > 0 ? part / whole : 0.0; }
[[nodiscard]] inline double ratio(std::uint64_t part, std::uint64_t whole) {
  return ratio(static_cast<double>(part), static_cast<double>(whole));
}

[[nodiscard]] inline double precision(const Confusion& counts) { return ratio(counts.both, counts.tagged()); }
[[nodiscard]] inline double recall(const Confusion& counts) { return ratio(counts.both, counts.labelled()); }
[[nodiscard]] inline double prevalence(const Confusion& counts) { return ratio(counts.labelled(), counts.messages()); }

// The harmonic mean of precision and recall.
[[nodiscard]] inline double f1(const Confusion& counts) {
  const double p = precision(counts), r = recall(counts);
  return ratio(2 * p * r, p + r);
}

// Cohen, J. (1960): A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20, 37-46.
// `table` has a row for each value of the one coder and a column for each of the other. REQUIRES: it is square.
[[nodiscard]] inline double cohen_kappa(std::span<const std::uint64_t> table, std::size_t values) {
  double all = 0, agreeing = 0, by_chance = 0;
  for (std::size_t i = 0; i < values; ++i) {
    double row = 0, column = 0;
    for (std::size_t j = 0; j < values; ++j) {
      row += static_cast<double>(table[i * values + j]);
      column += static_cast<double>(table[j * values + i]);
    }
    all += row;
    agreeing += static_cast<double>(table[i * values + i]);
    by_chance += row * column;
  }
  const double observed = ratio(agreeing, all), expected = ratio(by_chance, all * all);
  return ratio(observed - expected, 1 - expected);
}
[[nodiscard]] inline double cohen_kappa(const Confusion& counts) {
  const std::uint64_t table[] = {counts.both, counts.only_labels, counts.only_tags, counts.neither};
  return cohen_kappa(table, 2);
}

// Krippendorff, K. (2011): Computing Krippendorff's alpha-reliability; the nominal metric. Any number of coders and of
// values; a coder may have left a unit out.
class NominalAlpha {
 public:
  // `times` units to which coders gave these values, each counted from 0. A unit with a single value pairs with
  // nothing, and counts for nothing.
  void add(std::span<const std::size_t> given, std::uint64_t times = 1) {
    if (given.size() < 2) return;
    const auto weight = static_cast<double>(times);
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (given[i] >= totals_.size()) totals_.resize(given[i] + 1);
      totals_[given[i]] += weight;
      for (std::size_t j = 0; j < given.size(); ++j)
        if (i != j && given[i] == given[j]) agreeing_ += weight / static_cast<double>(given.size() - 1);
    }
  }

  [[nodiscard]] double value() const {
    double all = 0, squares = 0;
    for (const double total : totals_) {
      all += total;
      squares += total * total;
    }
    const double expected = all * all - squares;
    return expected > 0 ? 1 - (all - 1) * (all - agreeing_) / expected : 0.0;
  }

 private:
  std::vector<double> totals_;  // of each value
  double agreeing_ = 0;         // the diagonal of the coincidence matrix
};

[[nodiscard]] inline double krippendorff_alpha(const Confusion& counts) {
  NominalAlpha alpha;
  alpha.add(std::initializer_list<std::size_t>{1, 1}, counts.both);
  alpha.add(std::initializer_list<std::size_t>{0, 1}, counts.only_tags + counts.only_labels);
  alpha.add(std::initializer_list<std::size_t>{0, 0}, counts.neither);
  return alpha.value();
}

}  // namespace peertag::quality
