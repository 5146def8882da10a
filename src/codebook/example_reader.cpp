// Examples and counter-examples of a rule. In an example, […] marks what the rule finds.
#include <utility>

#include "codebook/conversation_part.hpp"
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
        reporter.report<Fault::example_brackets>(text.place(at), "this bracket closes nothing");
        return false;
      }
      opened_at = closed;
      turn.findings.back().end = here;
    } else {
      turn.text += c;
    }
  }
  if (opened_at == closed) return true;
  reporter.report<Fault::example_brackets>(text.place(opened_at), "this bracket is not closed");
  return false;
}

std::optional<Example> read_sentence(const FileText& text, ExampleKind role, Reporter& reporter) {
  Example example;
  example.counter = role == ExampleKind::counter_example;
  example.line = text.place().line;
  Example::Turn& turn = example.turns.emplace_back();
  turn.speaker.assign(1, 'A');
  if (!take_brackets(text, turn, reporter)) return std::nullopt;
  if (turn.text.empty()) {
    reporter.report<Fault::empty_value>(text.place(), "text");
    return std::nullopt;
  }
  if (!example.counter && turn.findings.empty())
    reporter.report<Fault::example_marks>(text.place(), "the example marks no finding");
  else if (example.counter && !turn.findings.empty())
    reporter.report<Fault::example_marks>(text.place(), "the counter-example marks a finding");
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

std::optional<Example> read_table(const TomlValue& value, ExampleKind role, Reading& reading) {
  const bool counter = role == ExampleKind::counter_example;
  TableReader table(value, counter ? "a counter-example" : "an example", reading.reporter);
  const TomlValue* conversation = table.find("conversation", TomlValue::Kind::array);
  const std::optional<FileText> text = table.text("text", conversation == nullptr ? Need::required : Need::optional);
  std::optional<Example> example;
  if (conversation != nullptr)
    example = read_conversation_example(*conversation, reading.reporter);
  else if (text)
    example = read_sentence(*text, role, reading.reporter);
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

void read_array(TableReader& rule, std::string_view key, ExampleKind role, Reading& reading,
                std::vector<Example>& out) {
  const TomlValue* array = rule.find(key, TomlValue::Kind::array);
  if (array == nullptr) return;
  for (const TomlValue& item : array->items) {
    std::optional<Example> example;
    if (item.kind == TomlValue::Kind::string)
      example = read_sentence(item.text(), role, reading.reporter);
    else if (item.kind == TomlValue::Kind::table)
      example = read_table(item, role, reading);
    else
      reading.reporter.report<Fault::wrong_type>(item.place(), key, "an array of strings and tables",
                                                 to_string(item.kind));
    if (example) out.push_back(std::move(*example));
  }
}

}  // namespace

std::vector<Example> read_examples(TableReader& rule, Reading& reading) {
  std::vector<Example> out;
  read_array(rule, "examples", ExampleKind::example, reading, out);
  read_array(rule, "not_examples", ExampleKind::counter_example, reading, out);
  return out;
}

}  // namespace peertag::codebook
