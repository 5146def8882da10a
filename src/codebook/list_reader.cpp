// Word lists, the sets made of them, and lists that were learned.
#include <algorithm>
#include <utility>

#include "codebook/csv_table.hpp"
#include "codebook/number.hpp"
#include "codebook/pattern_key.hpp"
#include "codebook/readers.hpp"
#include "codebook/table_reader.hpp"
#include "peertag/limits.hpp"

namespace peertag::codebook {
namespace {

constexpr std::size_t most_learned_tokens = 4;
constexpr std::uint32_t least_support = 5;  // messages a learned term was seen in

// Adds entries to a list, of terms that match alike the first only.
class ListBuilder {
 public:
  ListBuilder(std::string name, Place place, Reading& reading) : reading_(reading) {
    list_.name = std::move(name);
    list_.place = std::move(place);
  }

  void add(const FileText& term, Run run, MilliLogOdds weight, std::string note) {
    const auto [first, is_new] = lines_.emplace(key_of(run), term.place().line);
    if (!is_new) {
      reading_.reporter.report<Fault::csv_row_twice>(term.place(), term.value, first->second);
      return;
    }
    list_.entries.push_back({{term.value, std::move(note), weight}, term.place(), std::move(run)});
    // Once, at the first term too many of all lists.
    if (++reading_.list_entries == limits::list_entries + 1)
      reading_.reporter.report<Fault::too_many_entries>(term.place(), limits::list_entries);
  }
  [[nodiscard]] bool empty() const { return list_.entries.empty(); }
  void finish() { reading_.declarations.lists.push_back(std::move(list_)); }

 private:
  Reading& reading_;
  ListDeclaration list_;
  std::map<std::string, std::uint32_t> lines_;
};

// Works sets out depth first. A set that is met again while it is being worked out is made of itself.
class SetMaker {
 public:
  SetMaker(std::vector<SetDeclaration> sets, Reading& reading) : reading_(reading), sets_(std::move(sets)) {
    for (const ListDeclaration& list : reading.declarations.lists) lists_.emplace(list.name, list);
  }

  void make_all() {
    for (const SetDeclaration& set : sets_) {
      std::vector<std::string> path;
      if (make(set.name, path) != nullptr) reading_.declarations.lists.push_back(lists_.at(set.name));
    }
  }

 private:
  // Null where a fault was reported, or where the list's file could not be read.
  const ListDeclaration* make(const std::string& name, std::vector<std::string>& path) {
    if (const auto done = lists_.find(name); done != lists_.end()) return &done->second;
    const auto set = std::find_if(sets_.begin(), sets_.end(), [&](const SetDeclaration& s) { return s.name == name; });
    if (set == sets_.end() || faulty_.count(name) != 0) return nullptr;
    if (std::find(path.begin(), path.end(), name) != path.end()) {
      std::string cycle;
      for (auto step = std::find(path.begin(), path.end(), name); step != path.end(); ++step) cycle += *step + " -> ";
      reading_.reporter.report<Fault::set_cycle>(set->place, name, cycle + name);
      faulty_.insert(path.begin(), path.end());
      return nullptr;
    }
    path.push_back(name);
    ListDeclaration out;
    out.name = name;
    out.place = set->place;
    out.is_set = true;
    std::set<std::string> keys;  // of what is in it, or must not be
    bool good = true;
    for (const FileText& part : set->minus) {
      const ListDeclaration* list = make_part(part, path);
      good = good && list != nullptr;
      if (list == nullptr) continue;
      for (const EntryDeclaration& entry : list->entries) keys.insert(key_of(entry.run));
    }
    for (const FileText& part : set->any) {
      const ListDeclaration* list = make_part(part, path);
      good = good && list != nullptr;
      if (list == nullptr) continue;
      for (const EntryDeclaration& entry : list->entries)
        if (keys.insert(key_of(entry.run)).second) out.entries.push_back(entry);
    }
    path.pop_back();
    if (good && out.entries.empty()) reading_.reporter.report<Fault::empty_value>(set->place, name);
    if (!good || faulty_.count(name) != 0) return nullptr;
    return &lists_.emplace(name, std::move(out)).first->second;
  }
  const ListDeclaration* make_part(const FileText& part, std::vector<std::string>& path) {
    reading_.lists_in_sets.insert(part.value);
    if (reading_.list_names.find(part.value) != reading_.list_names.end()) return make(part.value, path);
    if (reported_.insert(part.place().line * std::uint64_t{1'000'000} + part.place().column).second)
      reading_.reporter.report<Fault::unknown_list>(part.place(), part.value, part.value);
    return nullptr;
  }

  Reading& reading_;
  std::vector<SetDeclaration> sets_;
  std::map<std::string, ListDeclaration> lists_;
  std::set<std::string> faulty_;
  std::set<std::uint64_t> reported_;
};

// "no_wonder _ you" is no term; "no wonder _ you" is. Nothing where it is not one.
std::optional<Run> learned_run(const FileText& term, Words& words) {
  Run run;
  std::size_t tokens = 0;
  std::size_t gaps = 0;
  bool good = true;
  for (std::size_t at = 0; at <= term.value.size();) {
    const std::size_t end = std::min(term.value.find(' ', at), term.value.size());
    const std::string part = term.value.substr(at, end - at);
    at = end + 1;
    Item item;
    if (part == "_") {
      item.kind = Item::Kind::gap;
      item.gap_max = 1;
      ++gaps;
    } else {
      std::vector<std::string> found = words.read(part);
      good = good && found.size() == 1;
      item.kind = Item::Kind::word;
      if (good) item.text = std::move(found.front());
      ++tokens;
    }
    run.items.push_back(std::move(item));
  }
  const bool gap_outside = run.items.front().kind == Item::Kind::gap || run.items.back().kind == Item::Kind::gap;
  if (!good || tokens > most_learned_tokens || gaps > 1 || gap_outside) return std::nullopt;
  return run;
}

std::optional<std::uint32_t> read_count_cell(const FileText& cell, Reporter& reporter) {
  const std::optional<std::uint32_t> count = read_count(cell.value);
  if (!count) reporter.report<Fault::csv_number>(cell.place(), cell.value, "a count");
  return count;
}

// A rule that looks for one run. Its examples are the messages it was learned from, which are not kept.
RuleDeclaration learned_rule(std::string id, const Place& place, CodeId code, const FileText& written, Run run,
                             const Reading& reading) {
  RuleDeclaration rule;
  rule.place = place;
  rule.codes = {code};
  rule.text.id = std::move(id);
  rule.text.codes = {reading.declarations.codes[static_cast<std::size_t>(code)].id};
  rule.text.match = {written.value};
  rule.text.learned = true;
  rule.text.source = place.source;
  rule.text.line = place.line;
  set_default_unless(rule, reading);
  PatternDeclaration& pattern = rule.match.emplace_back();
  pattern.text = written.value;
  pattern.place = place;
  pattern.pattern.parts.push_back(std::move(run));
  return rule;
}

}  // namespace

void read_word_list(const SourceFile& file, std::string_view name, Reading& reading) {
  const auto rows = read_csv(file, "term,weight,note", RowLength::as_header, reading.reporter);
  if (!rows) return;
  ListBuilder list(std::string(name), file.place(0), reading);
  for (const CsvRow& row : *rows) {
    if (row[0].value.empty()) {
      reading.reporter.report<Fault::empty_value>(row[0].place(), "term");
      continue;
    }
    std::optional<Run> run = reading.patterns->term(row[0]);
    const std::optional<MilliLogOdds> weight = read_weight(row[1], "weight", reading.reporter);
    if (run) list.add(row[0], std::move(*run), weight.value_or(0), row[2].value);
  }
  list.finish();
}

std::vector<SetDeclaration> read_sets(const SourceFile& file, Reading& reading) {
  std::vector<SetDeclaration> out;
  const std::optional<TomlValue> root = parse_toml(file, reading.reporter);
  reading.lists_known = root.has_value();
  if (!root) return out;
  if (root->entries.empty()) reading.reporter.report<Fault::empty_file>(file.place(0));
  for (const TomlEntry& entry : root->entries) {
    const Place place = file.place(entry.begin);
    if (entry.value.kind != TomlValue::Kind::table) {
      reading.reporter.report<Fault::wrong_type>(place, entry.key, "a table", to_string(entry.value.kind));
      continue;
    }
    TableReader table(entry.value, "a set", reading.reporter);
    SetDeclaration set{entry.key, place, table.texts("any", Need::required), table.texts("minus")};
    table.finish();
    if (!is_id(entry.key, "-"))
      reading.reporter.report<Fault::bad_id>(place, entry.key, "the name of a list", " -");
    else if (!reading.list_names.insert(entry.key).second)
      reading.reporter.report<Fault::list_twice>(place, entry.key);
    else
      out.push_back(std::move(set));
  }
  return out;
}

void work_out_sets(std::vector<SetDeclaration> sets, Reading& reading) {
  SetMaker(std::move(sets), reading).make_all();
}

std::string learned_name(std::string_view book, std::string_view code) {
  return "learned." + std::string(book) + "." + std::string(code);
}

void read_learned(const SourceFile& file, std::string_view book, std::string_view code, Reading& reading) {
  Reporter& reporter = reading.reporter;
  const auto rows = read_csv(file, "term,weight,positives,negatives,messages,status", RowLength::as_header, reporter);
  if (!rows) return;
  const std::string full_id = std::string(book) + "/" + std::string(code);
  const std::optional<CodeId> id = find_code({full_id, &file, 0, FileText::Written::plain}, full_id, reading);
  const std::string name = learned_name(book, code);
  ListBuilder list(name, file.place(0), reading);
  for (const CsvRow& row : *rows) {
    const std::optional<MilliLogOdds> weight = read_weight(row[1], "weight", reporter);
    (void)read_count_cell(row[2], reporter);
    (void)read_count_cell(row[3], reporter);
    const std::optional<std::uint32_t> messages = read_count_cell(row[4], reporter);
    std::optional<Run> run = learned_run(row[0], *reading.words);
    if (!run) reporter.report<Fault::learned_term>(row[0].place(), row[0].value);
    const std::string& status = row[5].value;
    if (status != "accepted" && status != "suggested" && status != "rejected") {
      reporter.report<Fault::not_one_of>(row[5].place(), status, "status", "accepted, suggested, rejected");
      continue;
    }
    if (status != "accepted" || !run || !weight) continue;
    if (messages && *messages < least_support)
      reporter.report<Fault::learned_support>(row[4].place(), row[0].value, *messages);
    const bool has_gap = std::any_of(run->items.begin(), run->items.end(),
                                     [](const Item& item) { return item.kind == Item::Kind::gap; });
    if (!has_gap) {
      list.add(row[0], std::move(*run), *weight, {});
    } else if (id) {  // lists hold no gaps: a rule of its own, of the same weight, adds up to the same score
      const Place place = row[0].place();
      RuleDeclaration rule =
          learned_rule(name + "." + std::to_string(place.line), place, *id, row[0], std::move(*run), reading);
      rule.text.weight = *weight;
      reading.declarations.rules.push_back(std::move(rule));
      reading.reached_codes.insert(*id);
    }
  }
  if (!id || list.empty()) return;
  reading.reached_codes.insert(*id);
  Item item;
  item.kind = Item::Kind::list;
  item.text = name;
  const FileText written{"@" + name, &file, 0, FileText::Written::plain};
  RuleDeclaration rule = learned_rule(name, file.place(0), *id, written, {{std::move(item)}}, reading);
  rule.text.weight = 0;  // its entries have weights
  reading.declarations.rules.push_back(std::move(rule));
  list.finish();
}

}  // namespace peertag::codebook
