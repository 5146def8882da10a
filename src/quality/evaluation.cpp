#include "quality/evaluation.hpp"

#include <set>

namespace peertag::quality {
namespace {

double& value(Figure& figure, Measure measure) { return figure.values[static_cast<std::size_t>(measure)]; }

void measure(const Column& column, Times times, Figure& figure) {
  figure.counts = count(column, times);
  value(figure, Measure::precision) = precision(figure.counts);
  value(figure, Measure::recall) = recall(figure.counts);
  value(figure, Measure::f1) = f1(figure.counts);
  value(figure, Measure::average_precision) = average_precision(column, figure.counts, times);
  value(figure, Measure::kappa) = cohen_kappa(figure.counts);
  value(figure, Measure::alpha) = krippendorff_alpha(figure.counts);
  value(figure, Measure::prevalence) = prevalence(figure.counts);
}

std::string_view book_of(std::string_view code) {
  const std::size_t slash = code.find('/');
  return slash == std::string_view::npos ? std::string_view() : code.substr(0, slash);
}

class Evaluation {
 public:
  Evaluation(const Comparison& comparison, const EvaluationOptions& options)
      : columns_(comparison.columns), figures_(comparison.columns.size()) {
    const std::vector<std::uint32_t> once(comparison.conversation.size(), 1);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      figures_[i].kind = columns_[i].rule.empty() ? Figure::Kind::code : Figure::Kind::rule;
      figures_[i].name = columns_[i].code;
      figures_[i].rule = columns_[i].rule;
      measure(columns_[i], once, figures_[i]);
    }
    plan_averages(options.least_positives);
    average();
  }

  // All figures for another draw of the messages; which codes an average is over stays.
  void measure_again(Times times) {
    for (std::size_t i = 0; i < columns_.size(); ++i) measure(columns_[i], times, figures_[i]);
    average();
  }

  [[nodiscard]] std::vector<Figure>& figures() { return figures_; }

 private:
  void plan_averages(std::uint64_t least_positives) {
    std::set<std::string_view> books;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (figures_[i].counts.labelled() > 0 && !book_of(columns_[i].code).empty())
        books.insert(book_of(columns_[i].code));
    for (const Figure::Kind kind : {Figure::Kind::micro, Figure::Kind::macro}) {
      for (const std::string_view book : books) plan_average(kind, book, least_positives);
      plan_average(kind, {}, least_positives);
    }
  }

  // `book`: empty for all.
  void plan_average(Figure::Kind kind, std::string_view book, std::uint64_t least_positives) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (!columns_[i].rule.empty() || (!book.empty() && book_of(columns_[i].code) != book)) continue;
      const Confusion& counts = figures_[i].counts;
      if (kind == Figure::Kind::micro ? !columns_[i].context && counts.labelled() + counts.tagged() > 0
                                      : counts.labelled() > 0 && counts.labelled() >= least_positives)
        members.push_back(i);
    }
    if (members.empty()) return;
    Figure& figure = figures_.emplace_back();
    figure.kind = kind;
    figure.name = book.empty() ? "all" : std::string(book);
    figure.codes = members.size();
    members_.push_back(std::move(members));
  }

  void average() {
    for (std::size_t a = 0; a < members_.size(); ++a) {
      Figure& figure = figures_[columns_.size() + a];
      figure.counts = {};
      for (double& sum : figure.values) sum = 0;
      for (const std::size_t member : members_[a]) {
        if (figure.kind == Figure::Kind::micro)
          figure.counts += figures_[member].counts;
        else
          for (std::size_t v = 0; v < measure_count; ++v) figure.values[v] += figures_[member].values[v];
      }
      if (figure.kind == Figure::Kind::micro) {
        value(figure, Measure::precision) = precision(figure.counts);
        value(figure, Measure::recall) = recall(figure.counts);
        value(figure, Measure::f1) = f1(figure.counts);
      } else {
        for (double& sum : figure.values) sum = ratio(sum, static_cast<double>(members_[a].size()));
      }
    }
  }

  std::span<const Column> columns_;
  std::vector<Figure> figures_;                    // of the columns, then of the averages
  std::vector<std::vector<std::size_t>> members_;  // of each average: columns
};

void add_intervals(Evaluation& evaluation, const Comparison& comparison, const EvaluationOptions& options,
                   std::vector<Figure>& figures) {
  ClusterBootstrap bootstrap(comparison.conversation, options.seed);
  std::vector<std::uint32_t> times;
  std::vector<std::vector<double>> drawn(figures.size() * measure_count);
  for (std::size_t d = 0; d < options.draws; ++d) {
    bootstrap.draw(times);
    evaluation.measure_again(times);
    for (std::size_t i = 0; i < drawn.size(); ++i)
      drawn[i].push_back(evaluation.figures()[i / measure_count].values[i % measure_count]);
  }
  for (std::size_t i = 0; i < drawn.size(); ++i)
    figures[i / measure_count].intervals[i % measure_count] = percentile_interval(drawn[i]);
}

}  // namespace

std::string_view to_string(Figure::Kind kind) {
  constexpr std::string_view names[] = {"rule", "code", "micro", "macro"};
  return names[static_cast<std::size_t>(kind)];
}

std::vector<Figure> evaluate(const Comparison& comparison, const EvaluationOptions& options) {
  Evaluation evaluation(comparison, options);
  std::vector<Figure> figures = evaluation.figures();
  if (options.draws > 0) add_intervals(evaluation, comparison, options, figures);
  std::erase_if(figures, [](const Figure& figure) {
    return figure.kind == Figure::Kind::code && figure.counts.labelled() + figure.counts.tagged() == 0;
  });
  std::stable_partition(figures.begin(), figures.end(),
                        [](const Figure& figure) { return figure.kind == Figure::Kind::rule; });
  return figures;
}

}  // namespace peertag::quality
