// calibrate: from labelled messages to the numbers of a codebook (biases, thresholds, weights of rules and entries) and
// to learned terms, one code at a time.
//
//   tag, with hand numbers -> Evidence -> fit -> Numbers          and the same on all folds but one, to predict that
//   one: find_terms             -> Terms     /                          what is chosen is chosen by those predictions
//
// Hand numbers are the prior: what is fitted moves away from them as far as the number of a code's positives allows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "peertag/codebook.hpp"
#include "peertag/finding.hpp"
#include "quality/agreement.hpp"
#include "quality/terms.hpp"

namespace peertag::quality {

struct CalibrationOptions {
  std::uint32_t folds = 5;
  std::uint64_t least_positives = 8;  // a code with fewer keeps its numbers
  std::optional<double> precision;    // what thresholds must reach; nothing: the best F1
  bool learn = false;                 // terms, too
};

// A message and a code: what was coded, and what of the rules' making stands in it.
struct Evidence {
  std::uint32_t message = 0;
  bool positive = false;
  bool learn = false;      // else it is only measured on
  std::uint32_t fold = 0;  // of its conversation
  bool found = false;      // some rule of the code stands
  std::vector<RuleId> rules;
  std::vector<EntryId> entries;
};

struct LearnedTerm {
  std::uint32_t term = 0;  // place in Terms::texts
  double weight = 0;
  std::uint32_t positives = 0, negatives = 0;  // of the messages learned from that hold it
};

// Numbers of one code, in log-odds.
struct Numbers {
  double bias = 0;
  double threshold = 0;                             // in log-odds, too
  std::vector<std::pair<RuleId, double>> rules;     // by id; all of the code's that stood somewhere
  std::vector<std::pair<EntryId, double>> entries;  // those that differ from the lists' own
  std::vector<LearnedTerm> terms;                   // by term
};

// How well a code is found: counts at its threshold, and the ranking.
struct Measured {
  Confusion counts;
  double average_precision = 0;
};

// What somebody says of each message, by place in the evidence.
struct Prediction {
  static constexpr double nothing_found = -1e9;
  std::vector<double> log_odds;
  std::vector<bool> candidate;
};
[[nodiscard]] Measured measure(std::span<const Evidence> evidence, const Prediction& prediction);

enum class Variant : std::uint8_t { hand, threshold, weights, learned };
inline constexpr std::string_view variant_names[] = {"hand", "threshold", "weights", "weights+terms"};

// Scores in tenths, and how many of those messages have the code.
struct Reliability {
  struct Bin {
    std::uint64_t messages = 0, positives = 0;
    double scores = 0;  // summed
  };
  Bin bins[10];

  void add(double score, bool positive);
  Reliability& operator+=(const Reliability& other);
  // Mean distance of score and share of positives, weighed by messages.
  [[nodiscard]] double expected_error() const;
};

struct CalibratedCode {
  CodeId code{};
  std::uint64_t positives = 0;  // learned from
  Variant variant = Variant::hand;
  Numbers numbers;
  Measured before, after;  // on messages that took no part in the fit; hand numbers were never fitted by us
  Reliability reliability_before, reliability_after;
};

// `evidence`: of one code, by message. `refused`: by place in Terms::texts, whether the code may not have the term.
[[nodiscard]] CalibratedCode calibrate(CodeId code, std::span<const Evidence> evidence, const Codebook& codebook,
                                       const Terms& terms, const std::vector<bool>& refused,
                                       const CalibrationOptions& options);

}  // namespace peertag::quality
