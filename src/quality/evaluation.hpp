// A comparison as figures: rules, codes, and their averages, each with its interval.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "quality/bootstrap.hpp"
#include "quality/comparison.hpp"

namespace peertag::quality {

enum class Measure : std::uint8_t { precision, recall, f1, average_precision, kappa, alpha, prevalence };
inline constexpr std::string_view measure_names[] = {"precision", "recall", "f1",        "average_precision",
                                                     "kappa",     "alpha",  "prevalence"};
inline constexpr std::size_t measure_count = std::size(measure_names);

struct Figure {
  enum class Kind : std::uint8_t { rule, code, micro, macro };
  Kind kind = Kind::code;
  std::string name;       // the code; of an average: the book, or "all"
  std::string rule;       // of a rule
  std::size_t codes = 1;  // that an average is over
  Confusion counts;       // of a micro average: the sum; of a macro average: none
  double values[measure_count] = {};
  Interval intervals[measure_count];

  [[nodiscard]] double operator[](Measure measure) const { return values[static_cast<std::size_t>(measure)]; }
  [[nodiscard]] const Interval& interval(Measure measure) const { return intervals[static_cast<std::size_t>(measure)]; }
  // A micro average sums counts of several codes: a ranking and an agreement by chance are each code's own.
  [[nodiscard]] bool has(Measure measure) const { return kind != Kind::micro || measure <= Measure::f1; }
};
[[nodiscard]] std::string_view to_string(Figure::Kind kind);

struct EvaluationOptions {
  std::uint64_t least_positives = 8;  // of a code that a macro average counts
  std::size_t draws = 1000;           // of the bootstrap, for 95 % intervals; 0: none
  std::uint64_t seed = 1;
};

// Rules, codes, averages, in this order; the averages over all books come last. A code that nobody labelled and that is
// no candidate anywhere has no figure.
[[nodiscard]] std::vector<Figure> evaluate(const Comparison& comparison, const EvaluationOptions& options);

}  // namespace peertag::quality
