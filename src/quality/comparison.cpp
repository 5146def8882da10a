#include "quality/comparison.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string_view>

#include "peertag/sinks/names.hpp"

namespace peertag::quality {
namespace {

using Names = std::set<std::string_view>;

// What the two sides speak of, in the labels' words.
class Vocabulary {
 public:
  Vocabulary(const io::Labels& labels, const Codebook& codebook) : codebook_(codebook), labels_(labels) {
    for (const io::Labels::Row& row : labels.rows)
      for (const std::string& code : row.codes) rows_of_[code].push_back(row.name);
  }

  [[nodiscard]] std::string_view context_of(std::string_view code) const {
    const std::optional<CodeId> id = codebook_.find_code(code);
    const std::optional<CodeId> context = id ? code_of(codebook_, *id).context : std::nullopt;
    return context ? std::string_view(code_of(codebook_, *context).id) : std::string_view();
  }
  [[nodiscard]] bool is_context(std::string_view code) const {
    const std::optional<CodeId> id = codebook_.find_code(code);
    return id && code_of(codebook_, *id).kind == CodeKind::context;
  }

  // Borrows from the codes, and from the codebook.
  [[nodiscard]] Names with_contexts(std::span<const std::string> codes) const {
    Names names;
    for (const std::string& code : codes) {
      names.insert(code);
      if (const std::string_view context = context_of(code); !context.empty()) names.insert(context);
    }
    return names;
  }

  // The columns that a tagged code speaks for.
  [[nodiscard]] Names columns_of(const std::string& code) const {
    Names columns = with_contexts({&code, 1});
    if (labels_.rows.empty()) return columns;
    Names rows;
    for (const std::string_view name : columns)
      if (const auto found = rows_of_.find(name); found != rows_of_.end())
        rows.insert(found->second.begin(), found->second.end());
    return rows;
  }

  [[nodiscard]] bool knows(std::string_view label) const {
    if (labels_.rows.empty()) return codebook_.find_code(label).has_value();
    return std::any_of(labels_.rows.begin(), labels_.rows.end(), [&](const auto& row) { return row.name == label; });
  }

 private:
  const Codebook& codebook_;
  const io::Labels& labels_;
  std::map<std::string_view, std::vector<std::string_view>> rows_of_;
};

struct Said {
  bool tagged = false;
  double score = 0;
};

// The columns, message by message.
class Builder {
 public:
  explicit Builder(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  void add(std::uint32_t message, const io::LabelledMessage& labels, const io::TaggedRecord& tags) {
    const Names labelled = vocabulary_.with_contexts(labels.codes);
    Names unclear = vocabulary_.with_contexts(labels.unclear);
    for (const std::string_view code : labelled) unclear.erase(code);

    std::map<std::string_view, Said> said;
    for (const std::string_view code : labelled) said[code];
    for (const io::TaggedCode& tag : tags.codes) {
      for (const std::string_view name : vocabulary_.columns_of(tag.code)) {
        Said& sum = said[name];
        sum.tagged = sum.tagged || tag.candidate;
        sum.score = std::max(sum.score, tag.score);
        Names rules;
        for (const io::TaggedCode::Evidence& evidence : tag.evidence)
          if (name == tag.code || !vocabulary_.is_context(name)) rules.insert(evidence.rule);
        if (!unclear.contains(name))
          for (const std::string_view rule : rules) fired_[std::string(name)][std::string(rule)].push_back(message);
      }
    }
    for (const auto& [name, sum] : said)
      if (!unclear.contains(name))
        columns_[std::string(name)].cells.push_back({message, labelled.contains(name), sum.tagged, sum.score});
    for (const std::string_view name : unclear) columns_[std::string(name)].unscored.push_back(message);
  }

  std::vector<Column> take() {
    std::vector<Column> all;
    for (auto& [name, column] : columns_) {
      if (column.cells.empty()) continue;
      column.code = name;
      column.context = vocabulary_.is_context(name);
      std::vector<Column> rules;
      for (auto& [rule, messages] : fired_[name]) rules.push_back(rule_column(column, rule, messages));
      std::stable_sort(column.cells.begin(), column.cells.end(),
                       [](const Cell& a, const Cell& b) { return a.score > b.score; });
      all.push_back(std::move(column));
      std::move(rules.begin(), rules.end(), std::back_inserter(all));
    }
    return all;
  }

 private:
  // The messages where the rule fired, and the other labelled ones. The cells of `code` are still in order of messages.
  static Column rule_column(const Column& code, const std::string& rule, std::vector<std::uint32_t>& messages) {
    messages.erase(std::unique(messages.begin(), messages.end()), messages.end());
    Column column{code.code, rule, code.context, {}, code.unscored};
    for (const Cell& cell : code.cells) {
      if (std::binary_search(messages.begin(), messages.end(), cell.message))
        column.cells.push_back({cell.message, cell.labelled, true, 1});
    }
    for (const Cell& cell : code.cells)
      if (cell.labelled && !std::binary_search(messages.begin(), messages.end(), cell.message))
        column.cells.push_back({cell.message, true, false, 0});
    return column;
  }

  const Vocabulary& vocabulary_;
  std::map<std::string, Column> columns_;
  std::map<std::string, std::map<std::string, std::vector<std::uint32_t>>> fired_;  // column, rule: messages
};

std::vector<std::uint32_t> number_conversations(const io::Tags& tags) {
  std::map<std::string_view, std::uint32_t> numbers;
  std::vector<std::uint32_t> conversation;
  std::uint32_t next = 0;
  for (const io::TaggedRecord& record : tags) {
    if (record.conversation_id.empty()) {
      conversation.push_back(next++);
      continue;
    }
    const auto [place, is_new] = numbers.emplace(record.conversation_id, next);
    next += is_new ? 1 : 0;
    conversation.push_back(place->second);
  }
  return conversation;
}

std::uint64_t times_of(std::uint32_t message, Times times) { return times[message]; }

}  // namespace

Comparison compare(const io::Labels& labels, const io::Tags& tags, const Codebook& codebook) {
  const Vocabulary vocabulary(labels, codebook);
  Builder builder(vocabulary);
  std::set<std::string> unknown;
  for (std::uint32_t m = 0; m < labels.messages.size(); ++m) {
    builder.add(m, labels.messages[m], tags[m]);
    for (const std::string& code : labels.messages[m].codes)
      if (!vocabulary.knows(code)) unknown.insert(code);
  }
  return {builder.take(), number_conversations(tags), {unknown.begin(), unknown.end()}};
}

Confusion count(const Column& column, Times times) {
  Confusion counts;
  for (const Cell& cell : column.cells) {
    const std::uint64_t weight = times_of(cell.message, times);
    if (cell.labelled)
      (cell.tagged ? counts.both : counts.only_labels) += weight;
    else if (cell.tagged)
      counts.only_tags += weight;
  }
  std::uint64_t scored = std::accumulate(times.begin(), times.end(), std::uint64_t{0});
  for (const std::uint32_t message : column.unscored) scored -= times_of(message, times);
  counts.neither = scored - counts.messages();
  return counts;
}

double average_precision(const Column& column, const Confusion& counts, Times times) {
  double sum = 0;
  std::uint64_t labelled = 0, ranked = 0;
  const std::vector<Cell>& cells = column.cells;
  for (std::size_t i = 0; i < cells.size() && counts.labelled() > 0;) {
    const std::uint64_t before = labelled;
    const double score = cells[i].score;
    for (; i < cells.size() && cells[i].score == score; ++i) {
      const std::uint64_t weight = times_of(cells[i].message, times);
      ranked += weight;
      labelled += cells[i].labelled ? weight : 0;
    }
    // Messages without a cell have score 0, too.
    if (score == 0) ranked = counts.messages();
    sum += ratio(labelled - before, counts.labelled()) * ratio(labelled, ranked);
  }
  return sum;
}

}  // namespace peertag::quality
