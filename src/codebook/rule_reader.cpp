// Rule files: what each rule looks for, and the codes it gives.
#include <algorithm>
#include <iterator>
#include <utility>

#include "codebook/readers.hpp"
#include "codebook/table_reader.hpp"

namespace peertag::codebook {
namespace {

constexpr std::string_view default_unless[] = {"negated", "hypothetical", "reported", "third-person"};

struct Patterns {
  std::vector<std::string> texts;
  std::vector<PatternDeclaration> patterns;
};

Patterns read_patterns(const std::vector<FileText>& texts, Reading& reading) {
  Patterns out;
  for (const FileText& text : texts) {
    std::optional<PatternDeclaration> pattern = reading.patterns->pattern(text);
    if (!pattern) continue;
    out.texts.push_back(text.value);
    out.patterns.push_back(std::move(*pattern));
  }
  return out;
}

void read_codes(TableReader& table, RuleDeclaration& rule, Reading& reading) {
  std::vector<FileText> names = table.texts("codes");
  const bool several = table.find("codes") != nullptr;
  if (const std::optional<FileText> one = table.text("code", several ? Need::optional : Need::required))
    names.push_back(*one);
  if (several && names.empty()) reading.reporter.report<Fault::empty_value>(table.find("codes")->place(), "codes");
  for (const FileText& name : names) {
    const std::optional<CodeId> code = find_code(name, name.value, reading);
    if (!code) continue;
    reading.reached_codes.insert(*code);
    if (std::find(rule.codes.begin(), rule.codes.end(), *code) != rule.codes.end())
      reading.reporter.report<Fault::id_used_twice>(name.place(), "code", name.value, "the same rule");
    else if (reading.declarations.codes[static_cast<std::size_t>(*code)].kind == CodeKind::context)
      reading.reporter.report<Fault::rule_for_context>(name.place(), name.value);
    else
      rule.codes.push_back(*code);
  }
  std::sort(rule.codes.begin(), rule.codes.end());
  for (const CodeId code : rule.codes)
    rule.text.codes.push_back(reading.declarations.codes[static_cast<std::size_t>(code)].id);
}

void read_scope(TableReader& table, RuleDeclaration& rule, Reporter& reporter) {
  const std::optional<FileText> scope = table.text("in");
  if (!scope) return;
  if (scope->value == "message")
    rule.text.scope = Scope::message;
  else if (scope->value != "sentence")
    reporter.report<Fault::not_one_of>(scope->place(), scope->value, "in", "sentence, message");
}

void read_unless(TableReader& table, RuleDeclaration& rule, Reading& reading) {
  if (table.find("unless") == nullptr) {
    set_default_unless(rule, reading);
    return;
  }
  for (const FileText& name : table.texts("unless")) {
    const std::optional<std::uint32_t> bit = cue_class_bit(name, reading);
    if (!bit) continue;
    rule.unless |= *bit;
    rule.text.unless.push_back(name.value);
  }
}

// What a rule looks for in one message.
void read_match(TableReader& table, RuleDeclaration& rule, Reading& reading) {
  const std::vector<FileText> match = table.texts("match", Need::required);
  if (const TomlValue* written = table.find("match");
      written != nullptr && written->kind == TomlValue::Kind::array && written->items.empty())
    reading.reporter.report<Fault::empty_value>(written->place(), "match");
  Patterns read = read_patterns(match, reading);
  rule.text.match = std::move(read.texts);
  rule.match = std::move(read.patterns);
  read = read_patterns(table.texts("all"), reading);
  rule.text.all = std::move(read.texts);
  rule.all = std::move(read.patterns);
  read = read_patterns(table.texts("none"), reading);
  rule.text.none = std::move(read.texts);
  rule.none = std::move(read.patterns);
  read_scope(table, rule, reading.reporter);
  read_unless(table, rule, reading);
  read_conditions(table, rule, reading);
}

enum class RuleKind : bool { rule, derivation };

void read_rule(const TomlValue& value, RuleKind kind, const SourceFile& file, Reading& reading) {
  TableReader table(value, kind == RuleKind::rule ? "a rule" : "a derivation", reading.reporter);
  RuleDeclaration rule;
  const std::optional<FileText> id = table.text("id", Need::required);
  read_codes(table, rule, reading);
  if (kind == RuleKind::rule)
    read_match(table, rule, reading);
  else
    read_derivation(table, rule, reading);
  rule.text.weight = table.weight("weight").value_or(rule.text.weight);
  rule.text.examples = read_examples(table, rule, reading);
  table.finish();
  if (!id) return;
  if (!is_id(id->value, ".-")) {
    reading.reporter.report<Fault::bad_id>(id->place(), id->value, "the id of a rule", " . -");
    return;
  }
  rule.place = id->place();
  rule.text.id = id->value;
  rule.text.source = file.name();
  rule.text.line = rule.place.line;
  reading.declarations.rules.push_back(std::move(rule));
}

}  // namespace

void set_default_unless(RuleDeclaration& rule, const Reading& reading) {
  const std::vector<std::string>& classes = reading.declarations.cue_classes;
  for (const std::string_view name : default_unless) {
    const auto place = std::lower_bound(classes.begin(), classes.end(), name);
    rule.unless |= 1U << static_cast<std::uint32_t>(place - classes.begin());
    rule.text.unless.emplace_back(name);
  }
}

void read_rules(const SourceFile& file, Reading& reading) {
  const std::optional<TomlValue> root = parse_toml(file, reading.reporter);
  if (!root) {
    reading.rules_known = false;
    return;
  }
  TableReader table(*root, "a file of rules", reading.reporter);
  for (const TomlValue* rule : table.tables("rule")) read_rule(*rule, RuleKind::rule, file, reading);
  for (const TomlValue* rule : table.tables("derive")) read_rule(*rule, RuleKind::derivation, file, reading);
  if (root->entries.empty()) reading.reporter.report<Fault::empty_file>(file.place(0));
  table.finish();
}

void finish_rules(Reading& reading) {
  std::vector<RuleDeclaration>& rules = reading.declarations.rules;
  std::stable_sort(rules.begin(), rules.end(),
                   [](const RuleDeclaration& a, const RuleDeclaration& b) { return a.text.id < b.text.id; });
  for (std::size_t i = 1; i < rules.size(); ++i)
    if (rules[i].text.id == rules[i - 1].text.id)
      reading.reporter.report<Fault::id_used_twice>(
          rules[i].place, "rule", rules[i].text.id,
          rules[i - 1].place.source + ":" + std::to_string(rules[i - 1].place.line));
}

}  // namespace peertag::codebook
