// Tables about codes: weights that were learned, and links between contexts, mechanisms and outcomes.
#include <algorithm>
#include <iterator>
#include <utility>

#include "codebook/csv_table.hpp"
#include "codebook/number.hpp"
#include "codebook/readers.hpp"

namespace peertag::codebook {

void add_lists(const Run& run, ListNames& out) {
  for (const Item& item : run.items) {
    if (item.kind == Item::Kind::list) out.insert(item.text);
    for (const Run& alternative : item.alternatives) add_lists(alternative, out);
  }
}

namespace {

bool has_entry(const Declarations& all, CodeId code, const std::string& term) {
  ListNames names;
  for (const RuleDeclaration& rule : all.rules) {
    if (std::find(rule.codes.begin(), rule.codes.end(), code) == rule.codes.end()) continue;
    for (const PatternDeclaration& declared : rule.match)
      for (const Run& part : declared.pattern.parts) add_lists(part, names);
  }
  return std::any_of(all.lists.begin(), all.lists.end(), [&](const ListDeclaration& list) {
    return names.count(list.name) != 0 &&
           std::any_of(list.entries.begin(), list.entries.end(),
                       [&](const EntryDeclaration& entry) { return entry.entry.term == term; });
  });
}

// One row of weights.csv put where it belongs. False where there is nothing like it.
bool apply(std::string_view kind, CodeId id, const FileText& key, double value, MilliLogOdds weight,
           Declarations& all) {
  Code& code = all.codes[static_cast<std::size_t>(id)];
  if (kind == "bias" || kind == "threshold") {
    if (!key.value.empty()) return false;
    if (kind == "bias")
      code.bias = weight;
    else
      code.threshold = value;
    return true;
  }
  if (kind == "rule") {
    const auto rule = std::find_if(all.rules.begin(), all.rules.end(),
                                   [&](const RuleDeclaration& candidate) { return candidate.text.id == key.value; });
    if (rule == all.rules.end() || std::find(rule->codes.begin(), rule->codes.end(), id) == rule->codes.end())
      return false;
    rule->text.weight = weight;
    return true;
  }
  if (!has_entry(all, id, key.value)) return false;
  all.entry_weights[{code.id, key.value}] = weight;
  return true;
}

std::optional<CodeId> find_code_of_kind(const FileText& cell, std::string_view book, CodeKind kind, Reading& reading) {
  const std::optional<CodeId> id = find_code(cell, full_code_id(book, cell.value), reading);
  if (!id) return std::nullopt;
  const Code& code = reading.declarations.codes[static_cast<std::size_t>(*id)];
  if (code.kind == kind) return id;
  reading.reporter.report<Fault::link_kind>(cell.place(), code.id, to_string(code.kind), to_string(kind));
  return std::nullopt;
}

}  // namespace

std::string full_code_id(std::string_view book, std::string_view name) {
  return name.find('/') == std::string_view::npos ? std::string(book) + "/" + std::string(name) : std::string(name);
}

void read_weights(const SourceFile& file, std::string_view book, Reading& reading) {
  constexpr std::string_view kinds[] = {"bias", "threshold", "rule", "entry"};
  Reporter& reporter = reading.reporter;
  const auto rows = read_csv(file, "kind,code,key,value,n", RowLength::as_header, reporter);
  std::map<std::string, std::uint32_t> lines;
  for (const CsvRow& row : rows.value_or(std::vector<CsvRow>())) {
    const std::string& kind = row[0].value;
    const std::uint32_t line = row[0].place().line;
    if (std::find(std::begin(kinds), std::end(kinds), kind) == std::end(kinds)) {
      reporter.report<Fault::not_one_of>(row[0].place(), kind, "kind", "bias, threshold, rule, entry");
      continue;
    }
    const std::string full_id = full_code_id(book, row[1].value);
    const std::optional<CodeId> code = find_code(row[1], full_id, reading);
    const std::optional<MilliLogOdds> weight = read_weight(row[3], "value", reporter);
    if (!read_count(row[4].value)) reporter.report<Fault::csv_number>(row[4].place(), row[4].value, "a count");
    if (!code || !weight) continue;
    const double value = *weight / 1000.0;
    if (kind == "threshold" && (value < 0 || value > 1)) {
      reporter.report<Fault::out_of_range>(row[3].place(), "value", "0", "1");
      continue;
    }
    // A rule has one weight, whichever of its codes the row names.
    const std::string key = kind == "rule" ? kind + "," + row[2].value : kind + "," + full_id + "," + row[2].value;
    const auto [first, is_new] = lines.emplace(key, line);
    if (!is_new)
      reporter.report<Fault::csv_row_twice>(row[0].place(), key, first->second);
    else if (!apply(kind, *code, row[2], value, *weight, reading.declarations))
      reporter.report<Fault::weight_target>(row[2].place(), kind, row[2].value, full_id);
  }
}

void read_links(const SourceFile& file, std::string_view book, Reading& reading) {
  constexpr CodeKind kinds[] = {CodeKind::context, CodeKind::mechanism, CodeKind::outcome};
  Reporter& reporter = reading.reporter;
  const auto rows = read_csv(file, "context,mechanism,outcome,refs", RowLength::as_header, reporter);
  std::map<std::string, std::uint32_t> lines;
  for (const CsvRow& row : rows.value_or(std::vector<CsvRow>())) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < std::size(kinds); ++i)
      if (const std::optional<CodeId> id = find_code_of_kind(row[i], book, kinds[i], reading))
        ids.push_back(reading.declarations.codes[static_cast<std::size_t>(*id)].id);
    const std::optional<std::uint32_t> refs = read_count(row[3].value);
    if (!refs) reporter.report<Fault::csv_number>(row[3].place(), row[3].value, "a count");
    if (ids.size() != std::size(kinds)) continue;
    const std::string key = row[0].value + "," + row[1].value + "," + row[2].value;
    const auto [first, is_new] = lines.emplace(key, row[0].place().line);
    if (is_new)
      reading.declarations.links.push_back({ids[0], ids[1], ids[2], refs.value_or(0)});
    else
      reporter.report<Fault::csv_row_twice>(row[0].place(), key, first->second);
  }
}

}  // namespace peertag::codebook
