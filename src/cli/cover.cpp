// peertag cover: what each rule and each list entry does on archives, and which do nothing there.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "cli/console.hpp"
#include "cli/lists.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"
#include "cli/table.hpp"
#include "cli/tagging.hpp"
#include "io/escape.hpp"
#include "peertag/sinks/json_writer.hpp"
#include "peertag/sinks/names.hpp"
#include "quality/agreement.hpp"
#include "quality/coverage.hpp"

namespace peertag::cli {
namespace {

using quality::Coverage;

struct Row {
  enum class Kind : std::uint8_t { code, rule, entry };
  Kind kind = Kind::code;
  std::string_view code;  // of an entry that was found nowhere: empty
  std::string_view rule, list, entry;
  Coverage coverage;
  double share = 0;  // of the code's findings
};
constexpr std::string_view kind_names[] = {"code", "rule", "entry"};

// All there is to say, in the order of codes; of an entry that was never found, after all others.
class Report {
 public:
  Report(const Codebook& codebook, const quality::CoverageSink& counted, const std::vector<bool>& wanted)
      : codebook_(codebook), counted_(counted), wanted_(wanted) {
    for (const WordList& list : codebook.lists())
      for (const ListEntry& entry : list.entries) list_of_.emplace(&entry, &list);
    add_codes();
    add_rules();
    add_entries();
    add_dead_entries();
  }

  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

 private:
  [[nodiscard]] bool wants(CodeId code) const { return wanted_[static_cast<std::size_t>(code)]; }

  [[nodiscard]] double share(CodeId code, const Coverage& part) const {
    const auto whole = counted_.codes().find(code);
    return whole == counted_.codes().end() ? 0 : quality::ratio(part.findings, whole->second.findings);
  }

  void add_codes() {
    for (const auto& [code, coverage] : counted_.codes())
      if (wants(code)) rows_.push_back({Row::Kind::code, code_of(codebook_, code).id, {}, {}, {}, coverage, 1});
  }

  void add_rules() {
    for (std::size_t c = 0; c < codebook_.codes().size(); ++c) {
      const auto code = static_cast<CodeId>(c);
      if (!wants(code)) continue;
      for (const RuleText* rule : rules_of(codebook_, codebook_.codes()[c])) {
        const auto found = counted_.rules().find({code, *codebook_.find_rule(rule->id)});
        const Coverage coverage = found == counted_.rules().end() ? Coverage{} : found->second;
        rows_.push_back({Row::Kind::rule, codebook_.codes()[c].id, rule->id, {}, {}, coverage, share(code, coverage)});
      }
    }
  }

  void add_entries() {
    const auto first = static_cast<std::ptrdiff_t>(rows_.size());
    for (const auto& [key, coverage] : counted_.entries()) {
      const auto& [code, id] = key;
      if (!wants(code)) continue;
      const ListEntry& entry = codebook_.entry(id);
      const auto list = list_of_.find(&entry);
      const std::string_view name = list == list_of_.end() ? std::string_view() : std::string_view(list->second->name);
      found_.emplace(name, entry.term);
      found_terms_.insert(entry.term);
      rows_.push_back(
          {Row::Kind::entry, code_of(codebook_, code).id, {}, name, entry.term, coverage, share(code, coverage)});
    }
    std::stable_sort(rows_.begin() + first, rows_.end(), [](const Row& a, const Row& b) {
      return a.code != b.code ? a.code < b.code : a.coverage.findings > b.coverage.findings;
    });
  }

  // Of the lists that rules match with: those in conditions and cues are never what a finding rests on.
  void add_dead_entries() {
    std::vector<RuleText> matching;
    for (std::size_t c = 0; c < codebook_.codes().size(); ++c) {
      if (!wants(static_cast<CodeId>(c))) continue;
      for (const RuleText* rule : rules_of(codebook_, codebook_.codes()[c]))
        matching.emplace_back().match = rule->match;
    }
    std::vector<const RuleText*> rules;
    for (const RuleText& rule : matching) rules.push_back(&rule);
    for (const WordList* list : lists_of(codebook_, rules)) {
      for (const ListEntry& entry : list->entries) {
        // A set's entry is found as that of the list it was taken from.
        if (found_.contains({list->name, entry.term}) || (is_set(*list) && found_terms_.contains(entry.term))) continue;
        rows_.push_back({Row::Kind::entry, {}, {}, list->name, entry.term, {}, 0});
      }
    }
  }
  [[nodiscard]] static bool is_set(const WordList& list) { return !list.source.ends_with(".csv"); }

  const Codebook& codebook_;
  const quality::CoverageSink& counted_;
  const std::vector<bool>& wanted_;
  std::map<const ListEntry*, const WordList*> list_of_;
  std::set<std::pair<std::string_view, std::string_view>> found_;  // list, term
  std::set<std::string_view> found_terms_;
  std::vector<Row> rows_;
};

std::string fixed(double number) {
  std::string text;
  JsonWriter(text).fixed(number, 3);
  return text;
}

std::string precision_of(const Coverage& coverage) {
  return coverage.judged == 0 ? std::string() : fixed(quality::ratio(coverage.confirmed, coverage.judged));
}

// Leaves `most` entries of each code.
std::vector<Row> with_limit(const std::vector<Row>& rows, std::optional<std::size_t> most) {
  std::vector<Row> kept;
  std::map<std::string_view, std::size_t> entries;
  for (const Row& row : rows)
    if (row.kind != Row::Kind::entry || row.code.empty() || !most || entries[row.code]++ < *most) kept.push_back(row);
  return kept;
}

std::string to_csv(const std::vector<Row>& rows) {
  std::string out;
  append_csv_row(out, {"kind", "code", "rule", "list", "entry", "findings", "messages", "shared", "stopped", "share",
                       "judged", "confirmed", "precision"});
  for (const Row& row : rows) {
    const Coverage& c = row.coverage;
    append_csv_row(
        out, {std::string(kind_names[static_cast<std::size_t>(row.kind)]), std::string(row.code), std::string(row.rule),
              std::string(row.list), std::string(row.entry), std::to_string(c.findings), std::to_string(c.messages),
              std::to_string(c.shared), std::to_string(c.stopped), fixed(row.share), std::to_string(c.judged),
              std::to_string(c.confirmed), precision_of(c)});
  }
  return out;
}

std::string to_jsonl(const std::vector<Row>& rows) {
  std::string out;
  JsonWriter json(out);
  for (const Row& row : rows) {
    const auto name = [&](std::string_view key, std::string_view value) {
      if (value.empty()) return;
      json.key(key);
      json.value(value);
    };
    const auto number = [&](std::string_view key, std::uint64_t value) {
      json.key(key);
      json.value(value);
    };
    json.begin_object();
    name("kind", kind_names[static_cast<std::size_t>(row.kind)]);
    name("code", row.code);
    name("rule", row.rule);
    name("list", row.list);
    name("entry", row.entry);
    number("findings", row.coverage.findings);
    number("messages", row.coverage.messages);
    if (row.kind == Row::Kind::rule) number("shared", row.coverage.shared);
    if (row.kind != Row::Kind::entry) number("stopped", row.coverage.stopped);
    json.key("share");
    json.fixed(row.share, 3);
    if (row.coverage.judged > 0) {
      number("judged", row.coverage.judged);
      number("confirmed", row.coverage.confirmed);
      json.key("precision");
      json.fixed(quality::ratio(row.coverage.confirmed, row.coverage.judged), 3);
    }
    json.end_object();
    json.end_line();
  }
  return out;
}

std::string text_table(const std::vector<Row>& rows, Row::Kind kind) {
  Table table{{"", "findings", "messages", "shared", "stopped", "share"}};
  const bool labelled = std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.coverage.judged > 0; });
  if (labelled)
    for (const char* const heading : {"judged", "precision"}) table[0].emplace_back(heading);
  for (const Row& row : rows) {
    const Coverage& c = row.coverage;
    if (row.kind != kind || c.findings + c.stopped == 0) continue;
    std::string name(row.code);
    if (kind == Row::Kind::rule) name.append("  ").append(row.rule);
    if (kind == Row::Kind::entry) name += "  @" + std::string(row.list) + " \"" + io::shown(row.entry) + '"';
    TableRow& cells = table.emplace_back();
    cells = {std::move(name),
             std::to_string(c.findings),
             std::to_string(c.messages),
             kind == Row::Kind::rule ? fixed(quality::ratio(c.shared, c.messages)) : "",
             kind == Row::Kind::entry ? "" : std::to_string(c.stopped),
             fixed(row.share)};
    if (!labelled) continue;
    cells.push_back(c.judged == 0 ? std::string() : std::to_string(c.judged));
    cells.push_back(precision_of(c));
  }
  return table.size() > 1 ? to_text(table, 1) + '\n' : "";
}

// `Rules that found nothing (2): a, b`
std::string listed(std::string_view title, const std::vector<std::string>& names) {
  if (names.empty()) return "";
  std::string line = std::string(title) + " (" + std::to_string(names.size()) + "): ";
  for (std::size_t i = 0; i < names.size(); ++i) line += (i > 0 ? ", " : "") + names[i];
  return line + '\n';
}

std::string to_text(const std::vector<Row>& rows) {
  std::string text;
  for (const Row::Kind kind : {Row::Kind::entry, Row::Kind::rule, Row::Kind::code}) text += text_table(rows, kind);
  std::vector<std::string> rules;
  std::map<std::string_view, std::vector<std::string>> entries;
  for (const Row& row : rows) {
    if (row.coverage.findings > 0) continue;
    if (row.kind == Row::Kind::rule) rules.emplace_back(row.rule);
    if (row.kind == Row::Kind::entry) entries[row.list].push_back(io::shown(row.entry));
  }
  text += listed("rules that found nothing", rules);
  for (const auto& [list, terms] : entries)
    text += listed("entries of @" + std::string(list) + " that found nothing", terms);
  return text;
}

}  // namespace

int run_cover(const Options& options) {
  if (!files_make_sense(options)) return exit_io;
  const Loaded loaded = load(options.lexicons, Say::errors);
  if (!loaded.codebook) return loaded.exit;
  const Codebook& codebook = *loaded.codebook;
  const std::optional<std::vector<bool>> wanted = wanted_codes(codebook, options);
  if (!wanted) return exit_usage;
  std::optional<io::Labels> labels;
  if (!options.labels.empty()) {
    io::ReadFault fault;
    labels = io::read_labels(options.labels, fault);
    if (!labels) {
      complain(fault.text);
      return fault.unreadable ? exit_io : exit_data;
    }
  }
  quality::CoverageSink counted(codebook, labels ? &*labels : nullptr);
  std::string out;
  Conversation conversation = conversation_for(codebook, options);
  const int exit = tag_archives(
      options, codebook, *wanted, conversation,
      {counted,
       out,
       [&] {
         const Report report(codebook, counted, *wanted);
         const Format format = options.format.value_or(Format::text);
         constexpr std::size_t entries_to_read = 10;
         const std::vector<Row> rows = with_limit(
             report.rows(), options.limit || format != Format::text ? options.limit : std::optional(entries_to_read));
         out += format == Format::csv ? to_csv(rows) : format == Format::jsonl ? to_jsonl(rows) : to_text(rows);
       },
       {}});
  if (labels && !options.quiet)
    say(std::to_string(counted.labelled_messages()) + " of " + std::to_string(labels->messages.size()) +
        " labelled messages are in the archives\n");
  return exit;
}

}  // namespace peertag::cli
