// What a rule asks of its conversation: `from` and `needs` of a rule, `first`, `then` and `within` of a [[derive]].
#include <algorithm>
#include <utility>

#include "codebook/readers.hpp"
#include "codebook/table_reader.hpp"
#include "peertag/limits.hpp"

namespace peertag::codebook {
namespace {

// book/code, where a pattern could not be meant: one slash, and nothing but an id on either side.
bool is_code_id(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && is_id(text.substr(0, slash), "-") && is_id(text.substr(slash + 1), ".-");
}

// One message that a rule asks about: a table with `by` and `has`, and what its caller asks it for besides.
class TurnTestReader {
 public:
  TurnTestReader(const TomlValue& value, std::string_view what, RuleDeclaration& rule, Reading& reading)
      : table_(value, what, reading.reporter), rule_(rule), reading_(reading) {}

  TableReader& table() { return table_; }

  void read(Need has, TurnTest& test, TurnTestText& text) {
    rule_.test_places.push_back(table_.place());
    if (const std::optional<FileText> by = table_.text("by"))
      test.by = read_name<By>(*by, "by", by_names, reading_.reporter).value_or(By::any);
    text.by = test.by;
    for (const FileText& one : table_.texts("has", has)) {
      text.has.push_back(one.value);
      if (is_code_id(one.value)) {
        if (const std::optional<CodeId> code = find_code(one, one.value, reading_)) test.codes.push_back(*code);
      } else if (std::optional<PatternDeclaration> pattern = reading_.patterns->pattern(one)) {
        test.patterns.push_back(static_cast<std::uint32_t>(rule_.remembered.size()));
        rule_.remembered.push_back(std::move(*pattern));
      }
    }
    const TomlValue* written = table_.find("has");
    if (written != nullptr && written->kind == TomlValue::Kind::array && written->items.empty())
      reading_.reporter.report<Fault::empty_value>(written->place(), "has");
  }

  std::uint32_t read_within() {
    return table_.count("within", 1, limits::turns_back_most).value_or(limits::turns_back);
  }

 private:
  TableReader table_;
  RuleDeclaration& rule_;
  Reading& reading_;
};

void read_from(TableReader& table, RuleDeclaration& rule, Reporter& reporter) {
  const std::optional<FileText> from = table.text("from");
  if (!from || from->value == "any") return;
  constexpr std::string_view names[] = {to_string(Role::unknown), to_string(Role::seeker), to_string(Role::supporter),
                                        "any"};
  rule.from = read_name<Role>(*from, "from", names, reporter);
  rule.text.from = rule.from;
}

void read_needs(TableReader& table, RuleDeclaration& rule, Reading& reading) {
  const TomlValue* value = table.find("needs", TomlValue::Kind::table);
  if (value == nullptr) return;
  TableReader needs(*value, "`needs`", reading.reporter);
  for (const Lookback::Where where : {Lookback::Where::reply_to, Lookback::Where::previous}) {
    const TomlValue* one = needs.find(to_string(where), TomlValue::Kind::table);
    if (one == nullptr) continue;
    TurnTestReader reader(*one, "a message that a rule needs", rule, reading);
    Lookback& need = rule.needs.emplace_back();
    LookbackText& text = rule.text.needs.emplace_back();
    need.where = text.where = where;
    reader.read(Need::optional, need.test, text.test);
    need.within = text.within = reader.read_within();
    reader.table().finish();
  }
  if (value->entries.empty()) reading.reporter.report<Fault::empty_value>(value->place(), "needs");
  needs.finish();
}

}  // namespace

void read_conditions(TableReader& table, RuleDeclaration& rule, Reading& reading) {
  read_from(table, rule, reading.reporter);
  read_needs(table, rule, reading);
}

void read_derivation(TableReader& table, RuleDeclaration& rule, Reading& reading) {
  Derivation& derivation = rule.derivation.emplace();
  DerivationText& text = rule.text.derivation.emplace();
  if (const TomlValue* first = table.find("first", TomlValue::Kind::table, Need::required)) {
    TurnTestReader reader(*first, "`first`", rule, reading);
    reader.read(Need::required, derivation.first, text.first);
    reader.table().finish();
  }
  if (const TomlValue* then = table.find("then", TomlValue::Kind::table, Need::required)) {
    TurnTestReader reader(*then, "`then`", rule, reading);
    reader.read(Need::required, derivation.then, text.then);
    if (const std::optional<FileText> answers = reader.table().text("answers")) {
      derivation.answers = text.answers = answers->value == "first";
      if (!derivation.answers)
        reading.reporter.report<Fault::not_one_of>(answers->place(), answers->value, "answers", "first");
    }
    reader.table().finish();
  }
  derivation.within = text.within = table.count("within", 1, limits::turns_back_most).value_or(limits::turns_back);
}

}  // namespace peertag::codebook
