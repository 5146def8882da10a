// peertag codes: the codebook as its readers know it. One code in full is everything that decides what it means here.
#include <algorithm>

#include "cli/console.hpp"
#include "cli/lists.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"
#include "io/escape.hpp"
#include "peertag/sinks/json_writer.hpp"
#include "peertag/sinks/names.hpp"

namespace peertag::cli {
namespace {

std::string decimal(MilliLogOdds weight) {
  std::string text;
  JsonWriter::append_thousandths(weight, text);
  return text;
}

// `by seeker has living/self-world.mask or I hide`
std::string to_text(const TurnTestText& test) {
  std::string text = "by " + std::string(to_string(test.by));
  std::string_view separator = " has ";
  for (const std::string& one : test.has) {
    text.append(separator).append(one);
    separator = " or ";
  }
  return text;
}
std::string within(std::uint32_t messages) { return "within " + std::to_string(messages); }

void append_line(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  std::string line = "  " + std::string(name);
  line.resize(14, ' ');
  out += line + io::shown(value) + '\n';
}

void append_conditions(std::string& out, const RuleText& rule) {
  if (rule.from) append_line(out, "from", to_string(*rule.from));
  for (const LookbackText& need : rule.needs)
    append_line(out, "needs",
                std::string(to_string(need.where)) + ' ' + to_text(need.test) + ", " + within(need.within));
  if (!rule.derivation) return;
  append_line(out, "first", to_text(rule.derivation->first));
  append_line(out, "then",
              to_text(rule.derivation->then) + (rule.derivation->answers ? ", answers first" : "") + ", " +
                  within(rule.derivation->within));
}

std::string in_full(const Loaded& loaded, const Code& code) {
  const Codebook& codebook = *loaded.codebook;
  std::string out = code.id + '\n';
  append_line(out, "label", code.label);
  append_line(out, "kind", to_string(code.kind));
  append_line(out, "source", code.source_id);
  append_line(out, "parent", code.parent);
  if (code.context) append_line(out, "context", code_of(codebook, *code.context).id);
  append_line(out, "definition", code.definition);
  for (const std::string& line : code.include) append_line(out, "include", line);
  for (const std::string& line : code.exclude) append_line(out, "exclude", line);
  append_line(out, "bias", decimal(code.bias));
  std::string threshold;
  JsonWriter(threshold).fixed(code.threshold, 3);
  append_line(out, "threshold", threshold);

  const std::vector<const RuleText*> rules = rules_of(codebook, code);
  for (const RuleText* rule : rules) {
    out +=
        "\nrule " + rule->id + "  " + io::shown(loaded.path_of(rule->source)) + ':' + std::to_string(rule->line) + '\n';
    append_line(out, "weight", decimal(rule->weight));
    if (!rule->derivation) append_line(out, "in", rule->scope == Scope::sentence ? "sentence" : "message");
    for (const std::string& pattern : rule->match) append_line(out, "match", pattern);
    for (const std::string& pattern : rule->all) append_line(out, "all", pattern);
    for (const std::string& pattern : rule->none) append_line(out, "none", pattern);
    for (const std::string& cue : rule->unless) append_line(out, "unless", cue);
    append_conditions(out, *rule);
  }
  for (const WordList* list : lists_of(codebook, rules)) {
    out += "\nlist @" + list->name + "  " + io::shown(loaded.path_of(list->source)) + "\n ";
    for (const ListEntry& entry : list->entries) {
      out += ' ' + io::shown(entry.term);
      if (entry.weight != 0) out += " (" + decimal(entry.weight) + ')';
      out += &entry == &list->entries.back() ? "\n" : ",";
    }
  }
  return out;
}

void member(JsonWriter& json, std::string_view key, std::string_view value) {
  json.key(key);
  json.value(value);
}
void member(JsonWriter& json, std::string_view key, std::span<const std::string> values) {
  json.key(key);
  json.begin_array();
  for (const std::string& value : values) json.value(value);
  json.end_array();
}

void write_test(JsonWriter& json, const TurnTestText& test) {
  member(json, "by", to_string(test.by));
  member(json, "has", test.has);
}

void write_conditions(JsonWriter& json, const RuleText& rule) {
  member(json, "from", rule.from ? to_string(*rule.from) : "any");
  json.key("needs");
  json.begin_object();
  for (const LookbackText& need : rule.needs) {
    json.key(to_string(need.where));
    json.begin_object();
    write_test(json, need.test);
    json.key("within");
    json.value(need.within);
    json.end_object();
  }
  json.end_object();
  if (!rule.derivation) return;
  json.key("first");
  json.begin_object();
  write_test(json, rule.derivation->first);
  json.end_object();
  json.key("then");
  json.begin_object();
  write_test(json, rule.derivation->then);
  if (rule.derivation->answers) member(json, "answers", "first");
  json.end_object();
  json.key("within");
  json.value(rule.derivation->within);
}

void write_rule(JsonWriter& json, const RuleText& rule) {
  json.begin_object();
  member(json, "id", rule.id);
  member(json, "file", rule.source);
  json.key("line");
  json.value(rule.line);
  json.key("weight");
  json.thousandths(rule.weight);
  member(json, "in", rule.scope == Scope::sentence ? "sentence" : "message");
  member(json, "match", rule.match);
  member(json, "all", rule.all);
  member(json, "none", rule.none);
  member(json, "unless", rule.unless);
  write_conditions(json, rule);
  json.end_object();
}

void write_code(JsonWriter& json, const Codebook& codebook, const Code& code) {
  json.begin_object();
  member(json, "code", code.id);
  member(json, "label", code.label);
  member(json, "kind", to_string(code.kind));
  member(json, "source_id", code.source_id);
  member(json, "parent", code.parent);
  if (code.context) member(json, "context", code_of(codebook, *code.context).id);
  member(json, "definition", code.definition);
  member(json, "include", code.include);
  member(json, "exclude", code.exclude);
  json.key("bias");
  json.thousandths(code.bias);
  json.key("threshold");
  json.fixed(code.threshold, 4);
  const std::vector<const RuleText*> rules = rules_of(codebook, code);
  json.key("rules");
  json.begin_array();
  for (const RuleText* rule : rules) write_rule(json, *rule);
  json.end_array();
  json.key("lists");
  json.begin_array();
  for (const WordList* list : lists_of(codebook, rules)) json.value(list->name);
  json.end_array();
  json.end_object();
  json.end_line();
}

}  // namespace

int run_codes(const Options& given) {
  Options options = given;
  if (!options.arguments.empty()) options.codes.push_back(options.arguments[0]);
  const Loaded loaded = load(options.lexicons, Say::errors);
  if (!loaded.codebook) return loaded.exit;
  const Codebook& codebook = *loaded.codebook;
  const std::optional<std::vector<bool>> wanted = wanted_codes(codebook, options);
  if (!wanted) return exit_usage;

  std::string out;
  JsonWriter json(out);
  for (std::size_t i = 0; i < codebook.codes().size(); ++i) {
    if (!(*wanted)[i]) continue;
    const Code& code = codebook.codes()[i];
    if (options.json) {
      write_code(json, codebook, code);
    } else if (!options.arguments.empty()) {
      out += in_full(loaded, code);
    } else {
      std::string line = code.id + ' ';
      line.resize(std::max<std::size_t>(line.size(), 44), ' ');
      line.append(to_string(code.kind)).append(" ");
      line.resize(std::max<std::size_t>(line.size(), 60), ' ');
      out += line + io::shown(code.label) + '\n';
    }
  }
  return print(out);
}

}  // namespace peertag::cli
