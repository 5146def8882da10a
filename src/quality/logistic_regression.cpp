// The only source that includes liblinear.
#include "quality/logistic_regression.hpp"

#include <linear.h>

#include <cmath>
#include <cstdlib>
#include <memory>

namespace peertag::quality {
namespace {

// liblinear penalises the bias as any weight: with one this wide the penalty hardly bends the others' fit.
constexpr double bias_spread = 10.0;

class Problem {
 public:
  Problem(std::span<const FeatureRow* const> rows, const std::vector<bool>& positive, std::span<const double> spreads) {
    std::size_t nodes = 0;
    for (const FeatureRow* row : rows) nodes += row->size() + 2;
    nodes_.reserve(nodes);
    const int bias_column = static_cast<int>(spreads.size()) + 1;  // liblinear counts from 1
    for (std::size_t r = 0; r < rows.size(); ++r) {
      starts_.push_back(nodes_.data() + nodes_.size());
      for (const Feature& feature : *rows[r])
        nodes_.push_back({static_cast<int>(feature.column) + 1, feature.value * spreads[feature.column]});
      nodes_.push_back({bias_column, bias_spread});
      nodes_.push_back({-1, 0});
      targets_.push_back(positive[r] ? 1 : -1);
    }
    problem_.l = static_cast<int>(rows.size());
    problem_.n = bias_column;
    problem_.y = targets_.data();
    problem_.x = starts_.data();
    problem_.bias = -1;  // there is a column of our own
  }
  Problem(const Problem&) = delete;
  Problem& operator=(const Problem&) = delete;

  [[nodiscard]] const problem& get() const { return problem_; }

 private:
  std::vector<feature_node> nodes_;
  std::vector<feature_node*> starts_;
  std::vector<double> targets_;
  problem problem_{};
};

struct FreeModel {
  void operator()(model* trained) const { free_and_destroy_model(&trained); }
};

// The bias at which as many positives are expected as there are, all weights staying: Newton's method on one number.
void refit_bias(std::span<const FeatureRow* const> rows, const std::vector<bool>& positive, LogisticModel& fitted) {
  std::vector<double> log_odds;
  double positives = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    log_odds.push_back(fitted.log_odds(*rows[r]) - fitted.bias);
    positives += positive[r] ? 1 : 0;
  }
  for (int step = 0; step < 50; ++step) {
    double expected = 0, slope = 1e-9;
    for (const double x : log_odds) {
      const double p = 1 / (1 + std::exp(-(x + fitted.bias)));
      expected += p;
      slope += p * (1 - p);
    }
    const double change = (positives - expected) / slope;
    fitted.bias += std::fmin(1.0, std::fmax(-1.0, change));  // far from the solution the curve is flat
    if (std::fabs(change) < 1e-9) break;
  }
}

}  // namespace

LogisticModel fit_logistic(std::span<const FeatureRow* const> rows, const std::vector<bool>& positive,
                           std::span<const double> spreads, Penalty penalty, double loss) {
  const Problem problem(rows, positive, spreads);
  parameter how{};
  how.solver_type = penalty == Penalty::l2 ? L2R_LR : L1R_LR;
  how.eps = penalty == Penalty::l2 ? 1e-4 : 1e-3;
  how.C = loss;
  set_print_string_function([](const char*) {});
  std::srand(1);  // NOLINT(cert-msc51-cpp): for liblinear, whose result must be the same every time
  const std::unique_ptr<model, FreeModel> trained(train(&problem.get(), &how));
  const double sign = trained->label[0] == 1 ? 1 : -1;  // its weights speak for the class it met first
  LogisticModel fitted;
  for (std::size_t column = 0; column < spreads.size(); ++column)
    fitted.weights.push_back(sign * trained->w[column] * spreads[column]);
  fitted.bias = sign * trained->w[spreads.size()] * bias_spread;
  refit_bias(rows, positive, fitted);
  return fitted;
}

}  // namespace peertag::quality
