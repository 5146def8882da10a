// What `peertag eval` prints, in each of its formats.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.hpp"
#include "quality/disagreements.hpp"
#include "quality/evaluation.hpp"

namespace peertag::cli {

struct EvaluationReport {
  const Options& options;
  const io::Labels& labels;
  const io::Tags& tags;
  const std::vector<quality::Figure>& figures;
  const std::vector<quality::Disagreement>& disagreements;  // empty unless they were asked for
  std::size_t conversations = 0, undecided = 0;
  std::map<std::string, std::string, std::less<>>
      texts;  // by id, as far as they were given. Without them no word of a
              // message is written: neither its own nor the labels' quotation
};

[[nodiscard]] std::string to_text(const EvaluationReport& report);
[[nodiscard]] std::string to_json(const EvaluationReport& report);
[[nodiscard]] std::string to_csv(const EvaluationReport& report);
[[nodiscard]] std::string to_html(const EvaluationReport& report);

}  // namespace peertag::cli
