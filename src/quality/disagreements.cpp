#include "quality/disagreements.hpp"

#include <algorithm>

namespace peertag::quality {
namespace {

// Whether what is tagged `code` speaks for the column: it is the code, or one that the row stands for.
bool speaks_for(const io::Labels& labels, std::string_view column, const std::string& code) {
  if (labels.rows.empty()) return column == code;
  return std::any_of(labels.rows.begin(), labels.rows.end(), [&](const io::Labels::Row& row) {
    return row.name == column && std::find(row.codes.begin(), row.codes.end(), code) != row.codes.end();
  });
}

Disagreement disagreement(const Column& column, const Cell& cell, const io::Labels& labels, const io::Tags& tags) {
  Disagreement differs{column.code,  cell.labelled ? Disagreement::Kind::missed : Disagreement::Kind::extra,
                       cell.message, cell.score,
                       {},           {}};
  for (const io::TaggedCode& tag : tags[cell.message].codes) {
    if (!speaks_for(labels, column.code, tag.code)) continue;
    for (const io::TaggedCode::Evidence& evidence : tag.evidence)
      differs.found.push_back({evidence.rule, evidence.span});
  }
  for (const auto& [code, words] : labels.messages[cell.message].evidence)
    if (code == column.code) differs.quotation = words;
  return differs;
}

}  // namespace

std::vector<Disagreement> disagreements(const Comparison& comparison, const io::Labels& labels, const io::Tags& tags,
                                        std::optional<std::size_t> most) {
  std::vector<Disagreement> all;
  for (const Column& column : comparison.columns) {
    if (!column.rule.empty() || column.context) continue;
    for (const bool labelled : {true, false}) {
      std::size_t listed = 0;
      for (const Cell& cell : column.cells) {
        if (cell.labelled != labelled || cell.tagged == labelled || (most && listed == *most)) continue;
        ++listed;
        all.push_back(disagreement(column, cell, labels, tags));
      }
    }
  }
  return all;
}

}  // namespace peertag::quality
