#include "quality/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "codebook/compiled.hpp"
#include "quality/comparison.hpp"
#include "quality/logistic_regression.hpp"

namespace peertag::quality {
namespace {

// How far weights are expected from what they are pulled to, in log-odds (cross-validation on some 3,000 messages; the
// gain is flat around these).
constexpr double hand_spread = 2.0;   // of the factor that stretches all hand weights alike
constexpr double shift_spread = 1.0;  // of what is added to each supporting rule alike
constexpr double rule_spread = 0.25, entry_spread = 0.25;
constexpr double term_spread = 0.5;
// What positives the hand numbers are worth when both are weighed.
constexpr double hand_positives = 20.0;

constexpr std::uint32_t least_uses = 5;   // messages that a rule, entry or term stands in, to have a number of its own
constexpr std::size_t terms_tried = 400;  // a code, before L1 prunes them
constexpr std::size_t most_terms = 60;    // a code
constexpr double term_loss = 0.3;         // of L1: the less, the fewer terms
// What a variant must gain in the mean of F1 and average precision, to be worth more numbers.
constexpr double least_gain = 0.005;

constexpr double flat_top = 0.01;  // share of the best F1 that a more precise threshold may cost

constexpr double never = Prediction::nothing_found;

double logistic_of(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }
double log_odds_of(double p) { return std::log(p / (1 - p)); }

// One code's messages as rows of numbers. Columns: 0 the hand weights' sum, 1 how many supporting rules stand, then
// rules, entries, terms.
class Fit {
 public:
  Fit(CodeId code, std::span<const Evidence> evidence, const Codebook& codebook, const Terms& terms,
      const std::vector<bool>& refused)
      : code_(code), evidence_(evidence), compiled_(codebook.compiled()), terms_(terms), refused_(refused) {
    for (const Evidence& one : evidence) {
      double sum = 0;
      for (const RuleId rule : one.rules) sum += hand(rule);
      for (const EntryId entry : one.entries) sum += hand(entry);
      hand_sums_.push_back(sum);
    }
  }

  [[nodiscard]] double hand_bias() const { return code().bias / 1000.0; }
  [[nodiscard]] double hand_threshold() const { return log_odds_of(std::clamp(code().threshold, 0.0005, 0.9995)); }

  [[nodiscard]] Numbers by_hand() const {
    Numbers numbers;
    numbers.bias = hand_bias();
    numbers.threshold = hand_threshold();
    return numbers;
  }

  // `fold`: is left out; none such: nothing is. Nothing if too few positives are left.
  [[nodiscard]] std::optional<Numbers> fit(Variant variant, std::uint32_t fold,
                                           const CalibrationOptions& options) const {
    std::vector<std::uint32_t> cases;
    std::uint64_t positives = 0, negatives = 0;
    for (std::uint32_t e = 0; e < evidence_.size(); ++e) {
      const Evidence& one = evidence_[e];
      if (!one.learn || one.fold == fold || (variant == Variant::weights && !one.found)) continue;
      cases.push_back(e);
      ++(one.positive ? positives : negatives);
    }
    if (2 * positives < options.least_positives || negatives == 0) return std::nullopt;
    return fit_cases(variant, cases, static_cast<double>(positives));
  }

  [[nodiscard]] double log_odds(const Numbers& numbers, std::uint32_t e) const {
    const Evidence& one = evidence_[e];
    double x = numbers.bias;
    bool found = one.found;
    for (const RuleId rule : one.rules) x += number_of(numbers.rules, rule, hand(rule));
    for (const EntryId entry : one.entries) x += number_of(numbers.entries, entry, hand(entry));
    const std::vector<std::uint32_t>& held = terms_.of_message[one.message];
    for (const LearnedTerm& term : numbers.terms) {
      if (!std::binary_search(held.begin(), held.end(), term.term)) continue;
      x += term.weight;
      found = true;
    }
    return found ? x : never;
  }

 private:
  [[nodiscard]] const Code& code() const { return compiled_.declarations.codes[static_cast<std::size_t>(code_)]; }
  [[nodiscard]] double hand(RuleId rule) const {
    return compiled_.rules[static_cast<std::size_t>(rule)].weight / 1000.0;
  }
  [[nodiscard]] double hand(EntryId entry) const { return compiled_.scores.weight(code_, entry) / 1000.0; }
  // A rule of several codes has one weight for all of them: no code may move it.
  [[nodiscard]] bool movable(RuleId rule) const {
    return compiled_.rules[static_cast<std::size_t>(rule)].codes.size() == 1;
  }
  template <class Id>
  static double number_of(const std::vector<std::pair<Id, double>>& numbers, Id id, double otherwise) {
    const auto found = std::lower_bound(numbers.begin(), numbers.end(), id,
                                        [](const auto& row, Id wanted) { return row.first < wanted; });
    return found != numbers.end() && found->first == id ? found->second : otherwise;
  }

  struct Columns {
    std::map<RuleId, std::uint32_t> rules;
    std::map<EntryId, std::uint32_t> entries;
    std::map<std::uint32_t, std::uint32_t> terms;
    std::vector<double> spreads = {hand_spread, shift_spread};

    template <class Id>
    void add(std::map<Id, std::uint32_t>& to, Id id, double spread) {
      to.emplace(id, static_cast<std::uint32_t>(spreads.size()));
      spreads.push_back(spread);
    }
  };

  [[nodiscard]] FeatureRow row(std::uint32_t e, const Columns& columns) const {
    const Evidence& one = evidence_[e];
    FeatureRow out;
    double shift = 0;
    for (const RuleId rule : one.rules) shift += hand(rule) > 0 ? 1 : 0;
    out.push_back({0, hand_sums_[e]});
    out.push_back({1, shift});
    const auto add = [&](const auto& known, const auto& ids) {
      for (const auto id : ids)
        if (const auto column = known.find(id); column != known.end()) out.push_back({column->second, 1.0});
    };
    add(columns.rules, one.rules);
    add(columns.entries, one.entries);
    if (!columns.terms.empty()) add(columns.terms, terms_.of_message[one.message]);
    std::sort(out.begin(), out.end(), [](const Feature& a, const Feature& b) { return a.column < b.column; });
    return out;
  }

  [[nodiscard]] LogisticModel solve(const std::vector<std::uint32_t>& cases, const Columns& columns, Penalty penalty,
                                    double loss) const {
    std::vector<FeatureRow> rows;
    std::vector<bool> positive;
    for (const std::uint32_t e : cases) {
      rows.push_back(row(e, columns));
      positive.push_back(evidence_[e].positive);
    }
    std::vector<const FeatureRow*> places;
    for (const FeatureRow& one : rows) places.push_back(&one);
    return fit_logistic(places, positive, columns.spreads, penalty, loss);
  }

  [[nodiscard]] Numbers fit_cases(Variant variant, const std::vector<std::uint32_t>& cases, double positives) const {
    Columns columns;
    std::map<RuleId, std::uint32_t> rule_uses;
    std::map<EntryId, std::uint32_t> entry_uses;
    for (const std::uint32_t e : cases) {
      for (const RuleId rule : evidence_[e].rules) ++rule_uses[rule];
      for (const EntryId entry : evidence_[e].entries) ++entry_uses[entry];
    }
    for (const auto& [rule, uses] : rule_uses)
      if (uses >= least_uses && movable(rule)) columns.add(columns.rules, rule, rule_spread);
    for (const auto& [entry, uses] : entry_uses)
      if (uses >= least_uses) columns.add(columns.entries, entry, entry_spread);
    const Columns without_terms = columns;
    if (variant == Variant::learned)
      for (const std::uint32_t term : choose_terms(cases, without_terms)) columns.add(columns.terms, term, term_spread);
    const LogisticModel model = solve(cases, columns, Penalty::l2, 1.0);

    // Between what was fitted and what a person wrote, by how much there was to learn from.
    const double share = positives / (positives + hand_positives);
    const auto between = [&](double fitted, double written) { return share * fitted + (1 - share) * written; };
    Numbers numbers;
    numbers.bias = between(model.bias, hand_bias());
    for (const auto& [rule, uses] : rule_uses) {
      if (!movable(rule)) continue;
      const auto column = columns.rules.find(rule);
      const double own = column == columns.rules.end() ? 0 : model.weights[column->second];
      const double fitted = model.weights[0] * hand(rule) + (hand(rule) > 0 ? model.weights[1] : 0) + own;
      numbers.rules.emplace_back(rule, between(fitted, hand(rule)));
    }
    for (const auto& [entry, uses] : entry_uses) {
      const auto column = columns.entries.find(entry);
      const double own = column == columns.entries.end() ? 0 : model.weights[column->second];
      const double number = between(model.weights[0] * hand(entry) + own, hand(entry));
      if (std::fabs(number - hand(entry)) >= 0.05) numbers.entries.emplace_back(entry, number);
    }
    for (const auto& [term, column] : columns.terms) {
      LearnedTerm learned{term, share * model.weights[column], 0, 0};
      for (const std::uint32_t e : cases) {
        const std::vector<std::uint32_t>& held = terms_.of_message[evidence_[e].message];
        if (std::binary_search(held.begin(), held.end(), term))
          ++(evidence_[e].positive ? learned.positives : learned.negatives);
      }
      if (std::fabs(learned.weight) >= 0.05) numbers.terms.push_back(learned);
    }
    return numbers;
  }

  // Those whose messages have the code more, or less, often than the rules expect; of these, what L1 leaves.
  [[nodiscard]] std::vector<std::uint32_t> choose_terms(const std::vector<std::uint32_t>& cases,
                                                        const Columns& without_terms) const {
    const LogisticModel rules_alone = solve(cases, without_terms, Penalty::l2, 1.0);
    std::vector<double> surprise(terms_.texts.size()), variance(terms_.texts.size(), 1.0);
    std::vector<std::uint32_t> uses(terms_.texts.size()), positives(terms_.texts.size());
    for (const std::uint32_t e : cases) {
      const double expected = logistic_of(rules_alone.log_odds(row(e, without_terms)));
      for (const std::uint32_t term : terms_.of_message[evidence_[e].message]) {
        surprise[term] += (evidence_[e].positive ? 1 : 0) - expected;
        variance[term] += expected * (1 - expected);
        ++uses[term];
        positives[term] += evidence_[e].positive ? 1 : 0;
      }
    }
    std::vector<std::uint32_t> order;
    for (std::uint32_t term = 0; term < terms_.texts.size(); ++term)
      if (uses[term] >= least_uses && !refused_[term]) order.push_back(term);
    const auto rank = [&](const auto& value, std::size_t most) {
      std::stable_sort(order.begin(), order.end(),
                       [&](std::uint32_t a, std::uint32_t b) { return value(a) > value(b); });
      if (order.size() > most) order.resize(most);
    };
    rank([&](std::uint32_t term) { return std::fabs(surprise[term]) / std::sqrt(variance[term]); }, terms_tried);

    Columns columns = without_terms;
    std::sort(order.begin(), order.end());
    for (const std::uint32_t term : order) columns.add(columns.terms, term, 1.0);
    const LogisticModel pruned = solve(cases, columns, Penalty::l1, term_loss);
    const auto worth = [&](std::uint32_t term) {
      return std::fabs(pruned.weights[columns.terms.at(term)]) * std::sqrt(static_cast<double>(uses[term]));
    };
    rank(worth, order.size());
    std::vector<std::uint32_t> chosen;
    for (const std::uint32_t term : order) {
      if (worth(term) <= 0 || chosen.size() == most_terms) break;
      const bool hidden = std::any_of(chosen.begin(), chosen.end(), [&](std::uint32_t other) {
        return overlap(terms_.texts[term], terms_.texts[other]);
      });
      if (!hidden) chosen.push_back(term);
    }
    std::sort(chosen.begin(), chosen.end());
    return chosen;
  }

  CodeId code_;
  std::span<const Evidence> evidence_;
  const detail::CompiledCodebook& compiled_;
  const Terms& terms_;
  const std::vector<bool>& refused_;
  std::vector<double> hand_sums_;  // by place in evidence_
};

// Log-odds of messages, and what was coded.
class Ranking {
 public:
  Ranking(std::span<const Evidence> evidence, const std::vector<double>& log_odds) {
    for (std::uint32_t e = 0; e < evidence.size(); ++e) cases_.push_back({log_odds[e], &evidence[e]});
    std::stable_sort(cases_.begin(), cases_.end(), [](const Case& a, const Case& b) { return a.x > b.x; });
  }

  // By the messages learned from outside `without`. Nothing where none of them is found, or the precision is never
  // reached.
  [[nodiscard]] std::optional<double> threshold(std::uint32_t without, const CalibrationOptions& options) const {
    std::uint64_t all = 0;
    const std::vector<Cut> cuts = every_cut(without, all);
    if (cuts.empty()) return std::nullopt;
    double best = 0;
    for (const Cut& cut : cuts)
      best = std::max(best, options.precision ? cut.value_at(*options.precision) : f1(cut.counts));
    if (options.precision) {
      const auto found = std::find_if(cuts.begin(), cuts.end(), [&](const Cut& cut) {
        return best > 0 && cut.value_at(*options.precision) == best;
      });
      return found == cuts.end() ? std::nullopt : std::optional(found->log_odds);
    }
    // Of nearly equals the most precise: F1 is flat at its top, and people read what is a candidate.
    const double at = std::find_if(cuts.begin(), cuts.end(), [&](const Cut& cut) {
                        return f1(cut.counts) >= (1 - flat_top) * best;
                      })->log_odds;
    // Where scores are probabilities, F1 is best at half of it (Lipton, Elkan and Naryanaswamy 2014): what a sharp
    // peak over few positives says is drawn towards that.
    const double expected = log_odds_of(std::clamp(best / 2, 0.05, 0.45));
    const auto positives = static_cast<double>(all);
    return (positives * at + hand_positives * expected) / (positives + hand_positives);
  }

 private:
  struct Case {
    double x;
    const Evidence* evidence;
  };
  struct Cut {
    double log_odds = 0;  // between what is a candidate and what is not
    Confusion counts;

    [[nodiscard]] double value_at(double least_precision) const {
      return precision(counts) >= least_precision ? recall(counts) : 0.0;
    }
  };
  static bool counts(const Case& one, std::uint32_t without) {
    return one.evidence->learn && one.evidence->fold != without;
  }
  // From the highest down: one between each two different log-odds of found messages, and one below all.
  [[nodiscard]] std::vector<Cut> every_cut(std::uint32_t without, std::uint64_t& positives) const {
    std::vector<const Case*> of_fold;
    for (const Case& one : cases_) {
      if (!counts(one, without)) continue;
      of_fold.push_back(&one);
      positives += one.evidence->positive ? 1 : 0;
    }
    std::vector<Cut> cuts;
    Confusion counted;
    for (std::size_t i = 0; i < of_fold.size() && of_fold[i]->x > never; ++i) {
      ++(of_fold[i]->evidence->positive ? counted.both : counted.only_tags);
      const double next = i + 1 < of_fold.size() ? of_fold[i + 1]->x : never;
      if (next == of_fold[i]->x) continue;
      counted.only_labels = positives - counted.both;
      cuts.push_back({next > never ? (of_fold[i]->x + next) / 2 : of_fold[i]->x, counted});
    }
    return cuts;
  }
  std::vector<Case> cases_;
};

}  // namespace

Measured measure(std::span<const Evidence> evidence, const Prediction& prediction) {
  Column column;
  const std::vector<std::uint32_t> once(evidence.size(), 1);
  for (std::uint32_t e = 0; e < evidence.size(); ++e) {
    const bool found = prediction.log_odds[e] > never;
    if (!found && !evidence[e].positive) continue;
    const double score = found ? logistic_of(prediction.log_odds[e]) : 0.0;
    column.cells.push_back({e, evidence[e].positive, prediction.candidate[e], score});
  }
  std::stable_sort(column.cells.begin(), column.cells.end(),
                   [](const Cell& a, const Cell& b) { return a.score > b.score; });
  Measured measured;
  measured.counts = count(column, once);
  measured.average_precision = average_precision(column, measured.counts, once);
  return measured;
}

namespace {

double worth(const Measured& measured) { return (f1(measured.counts) + measured.average_precision) / 2; }

Reliability reliability(std::span<const Evidence> evidence, const Prediction& prediction) {
  Reliability out;
  for (std::size_t e = 0; e < evidence.size(); ++e)
    if (prediction.log_odds[e] > never) out.add(logistic_of(prediction.log_odds[e]), evidence[e].positive);
  return out;
}

// Each message by numbers, and held against a threshold, that its fold had no part in.
Prediction predict(const Fit& fit, Variant variant, std::span<const Evidence> evidence,
                   const CalibrationOptions& options) {
  std::vector<Numbers> of_fold;
  for (std::uint32_t fold = 0; fold < options.folds; ++fold) {
    std::optional<Numbers> numbers;
    if (variant >= Variant::weights) numbers = fit.fit(variant, fold, options);
    of_fold.push_back(numbers.value_or(fit.by_hand()));
  }
  Prediction out;
  for (std::uint32_t e = 0; e < evidence.size(); ++e)
    out.log_odds.push_back(fit.log_odds(of_fold[evidence[e].fold], e));
  std::vector<double> thresholds(options.folds, fit.hand_threshold());
  if (variant != Variant::hand) {
    const Ranking ranking(evidence, out.log_odds);
    for (std::uint32_t fold = 0; fold < options.folds; ++fold)
      thresholds[fold] = ranking.threshold(fold, options).value_or(fit.hand_threshold());
  }
  for (std::uint32_t e = 0; e < evidence.size(); ++e)
    out.candidate.push_back(out.log_odds[e] > never && out.log_odds[e] >= thresholds[evidence[e].fold]);
  return out;
}

}  // namespace

void Reliability::add(double score, bool positive) {
  Bin& bin = bins[std::min(9, static_cast<int>(score * 10))];
  ++bin.messages;
  bin.positives += positive ? 1 : 0;
  bin.scores += score;
}

Reliability& Reliability::operator+=(const Reliability& other) {
  for (std::size_t b = 0; b < std::size(bins); ++b) {
    bins[b].messages += other.bins[b].messages;
    bins[b].positives += other.bins[b].positives;
    bins[b].scores += other.bins[b].scores;
  }
  return *this;
}

double Reliability::expected_error() const {
  double distance = 0, messages = 0;
  for (const Bin& bin : bins) {
    distance += std::fabs(bin.scores - static_cast<double>(bin.positives));
    messages += static_cast<double>(bin.messages);
  }
  return ratio(distance, messages);
}

CalibratedCode calibrate(CodeId code, std::span<const Evidence> evidence, const Codebook& codebook, const Terms& terms,
                         const std::vector<bool>& refused, const CalibrationOptions& options) {
  const Fit fit(code, evidence, codebook, terms, refused);
  CalibratedCode out;
  out.code = code;
  for (const Evidence& one : evidence) out.positives += one.learn && one.positive ? 1 : 0;
  Prediction chosen = predict(fit, Variant::hand, evidence, options);
  out.before = out.after = measure(evidence, chosen);
  out.reliability_before = out.reliability_after = reliability(evidence, chosen);
  out.numbers = fit.by_hand();
  if (out.positives < options.least_positives) return out;

  for (const Variant variant : {Variant::threshold, Variant::weights, Variant::learned}) {
    if (variant == Variant::learned && !options.learn) break;
    Prediction prediction = predict(fit, variant, evidence, options);
    const Measured measured = measure(evidence, prediction);
    // A precision that was asked for is worth a threshold even where it costs F1.
    const bool asked = options.precision && variant == Variant::threshold;
    if (!asked && worth(measured) < worth(out.after) + least_gain) continue;
    std::optional<Numbers> numbers =
        variant == Variant::threshold ? fit.by_hand() : fit.fit(variant, options.folds, options);
    const std::optional<double> threshold = Ranking(evidence, prediction.log_odds).threshold(options.folds, options);
    if (!numbers || !threshold) continue;
    out.numbers = std::move(*numbers);
    out.numbers.threshold = *threshold;
    out.variant = variant;
    out.after = measured;
    out.reliability_after = reliability(evidence, prediction);
  }
  return out;
}

}  // namespace peertag::quality
