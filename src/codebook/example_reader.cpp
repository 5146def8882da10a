// Examples and counter-examples of a rule: sentences, and conversations of several turns. In an example, [...] marks
// what the rule finds. A sentence alone is a message by whom the rule asks for (`from`).
#include <algorithm>
#include <utility>

#include "codebook/readers.hpp"
#include "codebook/table_reader.hpp"

namespace peertag::codebook {
namespace {

enum class ExampleKind : bool { example, counter_example };

// Takes the brackets out of the text. False, and reported, if they do not pair up.
bool take_brackets(const FileText& text, Example::Turn& turn, Reporter& reporter) {
  constexpr std::size_t closed = std::string::npos;
  std::size_t opened_at = closed;
  const std::string& written = text.value;
  for (std::size_t at = 0; at < written.size(); ++at) {
    const char c = written[at];
    const auto here = static_cast<std::uint32_t>(turn.text.size());
    if (c == '\\' && at + 1 < written.size() &&
        std::string_view("[]\\").find(written[at + 1]) != std::string_view::npos) {
      turn.text += written[++at];
    } else if (c == '[') {
      if (opened_at != closed) {
        reporter.report<Fault::example_brackets>(text.place(at), "a finding inside a finding");
        return false;
      }
      opened_at = at;
      turn.findings.push_back({here, here});
    } else if (c == ']') {
      if (opened_at == closed) {
        reporter.report<Fault::example_brackets>(text.place(at), "this one closes nothing");
        return false;
      }
      opened_at = closed;
      turn.findings.back().end = here;
    } else {
      turn.text += c;
    }
  }
  if (opened_at == closed) return true;
  reporter.report<Fault::example_brackets>(text.place(opened_at), "this one is not closed");
  return false;
}

// Reads one turn's words. False where a fault was reported.
bool read_words(const FileText& text, Example::Turn& turn, Reporter& reporter) {
  if (!take_brackets(text, turn, reporter)) return false;
  if (!turn.text.empty()) return true;
  reporter.report<Fault::empty_value>(text.place(), "text");
  return false;
}

void check_marks(const Example& example, const Place& place, Reporter& reporter) {
  const bool marked = std::any_of(example.turns.begin(), example.turns.end(),
                                  [](const Example::Turn& turn) { return !turn.findings.empty(); });
  if (!example.counter && !marked)
    reporter.report<Fault::example_marks>(place, "example", "no");
  else if (example.counter && marked)
    reporter.report<Fault::example_marks>(place, "counter-example", "a");
}

std::optional<Example> read_sentence(const FileText& text, ExampleKind kind, Role role, Reporter& reporter) {
  Example example;
  example.counter = kind == ExampleKind::counter_example;
  example.line = text.place().line;
  Example::Turn& turn = example.turns.emplace_back();
  turn.speaker.assign(1, 'A');
  turn.role = role;
  if (!read_words(text, turn, reporter)) return std::nullopt;
  check_marks(example, text.place(), reporter);
  return example;
}

// The first turn opens the conversation, unless its `role` says that its speaker is not the seeker.
bool read_turn(const TomlValue& value, Example& example, Reporter& reporter) {
  const bool first = example.turns.empty();
  TableReader table(value, "a turn", reporter);
  Example::Turn turn;
  turn.opens = first;
  const std::optional<FileText> by = table.text("by", Need::required);
  if (by) turn.speaker = by->value;
  if (const TomlValue* to = table.find("to", TomlValue::Kind::integer)) {
    if (to->integer >= 1 && to->integer <= static_cast<std::int64_t>(example.turns.size()))
      turn.to = static_cast<std::uint32_t>(to->integer);
    else
      reporter.report<Fault::bad_turn>(to->place(), to->integer);
  }
  if (const std::optional<FileText> role = table.text("role")) {
    // Of a later turn nobody can say that its speaker is unknown: who opened the conversation decides.
    const auto names = std::span<const std::string_view>(role_names).subspan(first ? 0 : 1);
    if (const auto place = place_among(names, *role, "role", reporter))
      turn.role = static_cast<Role>(*place + (first ? 0 : 1));
    turn.opens = first && turn.role == Role::seeker;
  }
  const std::optional<FileText> text = table.text("text", Need::required);
  const bool good = by && text && read_words(*text, turn, reporter);
  table.finish();
  example.turns.push_back(std::move(turn));
  return good;
}

std::optional<Example> read_conversation(const TomlValue& turns, ExampleKind kind, Reporter& reporter) {
  Example example;
  example.counter = kind == ExampleKind::counter_example;
  example.line = turns.place().line;
  bool good = !turns.items.empty();
  if (!good) reporter.report<Fault::empty_value>(turns.place(), "conversation");
  for (const TomlValue& turn : turns.items) {
    if (turn.kind == TomlValue::Kind::table) {
      good = read_turn(turn, example, reporter) && good;
    } else {
      reporter.report<Fault::wrong_type>(turn.place(), "conversation", "an array of tables", to_string(turn.kind));
      good = false;
    }
  }
  if (!good) return std::nullopt;
  check_marks(example, turns.place(), reporter);
  return example;
}

bool is_reason(const FileText& because, const Reading& reading) {
  if (because.value.empty()) return true;  // nothing stopped it: there was no match
  for (const std::string_view reason : {"none", "all", "from", "needs"})
    if (because.value == reason) return true;
  for (const std::string& name : reading.declarations.cue_classes)
    if (because.value == name) return true;
  return !reading.cue_classes_known;
}

std::optional<Example> read_table(const TomlValue& value, ExampleKind kind, Role role, Reading& reading) {
  const bool counter = kind == ExampleKind::counter_example;
  TableReader table(value, counter ? "a counter-example" : "an example", reading.reporter);
  std::optional<Example> example;
  if (const TomlValue* turns = table.find("conversation")) {
    if (turns->kind == TomlValue::Kind::array)
      example = read_conversation(*turns, kind, reading.reporter);
    else
      reading.reporter.report<Fault::wrong_type>(turns->place(), "conversation", "an array", to_string(turns->kind));
  } else if (const std::optional<FileText> text = table.text("text", Need::required)) {
    example = read_sentence(*text, kind, role, reading.reporter);
  }
  if (counter) {
    const TomlValue* because = table.find("because", TomlValue::Kind::string);
    if (because != nullptr && !is_reason(because->text(), reading))
      reading.reporter.report<Fault::unknown_reason>(because->text().place(), because->string,
                                                     cue_class_names(reading));
    else if (because != nullptr && example)
      example->because = because->string;
  }
  table.finish();
  return example;
}

void read_array(TableReader& table, std::string_view key, ExampleKind kind, Role role, Reading& reading,
                std::vector<Example>& out) {
  const TomlValue* array = table.find(key, TomlValue::Kind::array);
  if (array == nullptr) return;
  for (const TomlValue& item : array->items) {
    std::optional<Example> example;
    if (item.kind == TomlValue::Kind::string)
      example = read_sentence(item.text(), kind, role, reading.reporter);
    else if (item.kind == TomlValue::Kind::table)
      example = read_table(item, kind, role, reading);
    else
      reading.reporter.report<Fault::wrong_type>(item.place(), key, "an array of strings and tables",
                                                 to_string(item.kind));
    if (example) out.push_back(std::move(*example));
  }
}

}  // namespace

std::vector<Example> read_examples(TableReader& table, const RuleDeclaration& rule, Reading& reading) {
  std::vector<Example> out;
  const Role role = rule.from.value_or(Role::unknown);
  read_array(table, "examples", ExampleKind::example, role, reading, out);
  read_array(table, "not_examples", ExampleKind::counter_example, role, reading, out);
  return out;
}

}  // namespace peertag::codebook
