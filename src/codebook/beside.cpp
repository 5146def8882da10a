#include "codebook/beside.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "codebook/compile.hpp"
#include "codebook/compiled.hpp"

namespace peertag::codebook {
namespace {

using detail::CompiledCodebook;

// What a set of rules asks for, and what that asks for in turn.
class Asked {
 public:
  explicit Asked(const CompiledCodebook& compiled) : compiled_(compiled), rules_(compiled.rules.size(), false) {}

  void add(const RuleDeclaration& rule) {
    for (const auto* patterns : {&rule.match, &rule.all, &rule.none, &rule.remembered}) add(*patterns);
    for (const Lookback& need : rule.needs) add(need.test);
    if (rule.derivation) {
      add(rule.derivation->first);
      add(rule.derivation->then);
    }
  }
  void add(const CueDeclaration& cue) {
    add(cue.terms);
    add(cue.hides);
    for (const CueEndDeclaration& end : cue.ends_at)
      if (end.pattern) add({*end.pattern});
  }

  [[nodiscard]] bool rule(std::size_t place) const { return rules_[place]; }
  [[nodiscard]] bool list(const std::string& name) const { return lists_.count(name) != 0; }

 private:
  void add(const std::vector<PatternDeclaration>& patterns) {
    for (const PatternDeclaration& declaration : patterns)
      for (const Run& part : declaration.pattern.parts) add(part);
  }
  void add(const Run& run) {
    for (const Item& item : run.items) {
      if (item.kind == Item::Kind::list) lists_.insert(item.text);
      for (const Run& alternative : item.alternatives) add(alternative);
    }
  }
  void add(const TurnTest& test) {
    for (const CodeId code : test.codes) add(code);
  }
  void add(CodeId code) {
    const Declarations& book = compiled_.as_written();
    for (std::size_t r = 0; r < rules_.size(); ++r) {
      const bool gives_it = std::any_of(book.rules[r].codes.begin(), book.rules[r].codes.end(), [&](CodeId given) {
        return given == code || book.codes[static_cast<std::size_t>(given)].context == code;
      });
      if (!gives_it || rules_[r]) continue;
      rules_[r] = true;
      add(book.rules[r]);
    }
  }

  const CompiledCodebook& compiled_;
  std::vector<bool> rules_;
  std::set<std::string> lists_;
};

ListDeclaration declaration_of(const CompiledCodebook& compiled, std::size_t list) {
  ListDeclaration out = compiled.as_written().lists[list];
  for (std::size_t e = 0; e < out.entries.size(); ++e) out.entries[e].entry = compiled.lists[list].entries[e];
  return out;
}

CodeId add_own_code(Declarations& book) {
  Code code;
  code.id = "~";  // behind all others
  code.kind = CodeKind::theme;
  book.codes.push_back(std::move(code));
  book.code_places.emplace_back();
  return static_cast<CodeId>(book.codes.size() - 1);
}

}  // namespace

RuleDeclaration declaration_of(const Codebook& codebook, RuleId rule) {
  RuleDeclaration out = codebook.compiled().as_written().rules[static_cast<std::size_t>(rule)];
  out.text = codebook.rules()[static_cast<std::size_t>(rule)];
  return out;
}

Codebook put_beside(const Codebook& codebook, std::vector<RuleDeclaration> rules, Keep keep) {
  const CompiledCodebook& compiled = codebook.compiled();
  const Declarations& from = compiled.as_written();
  Asked asked(compiled);
  for (const RuleDeclaration& rule : rules) asked.add(rule);
  for (const CueDeclaration& cue : from.cues) asked.add(cue);

  Declarations out;
  out.codes = from.codes;
  out.code_places = from.code_places;
  out.cues = from.cues;
  out.cue_classes = from.cue_classes;
  out.variants = from.variants;
  out.abbreviations = from.abbreviations;
  out.entry_weights = from.entry_weights;
  if (keep == Keep::all) out.frequency_rank = from.frequency_rank;  // decides what is quick, not what is found
  for (std::size_t l = 0; l < from.lists.size(); ++l)
    if (keep == Keep::all || asked.list(from.lists[l].name)) out.lists.push_back(declaration_of(compiled, l));
  for (std::size_t r = 0; r < from.rules.size(); ++r)
    if (keep == Keep::all || asked.rule(r)) out.rules.push_back(declaration_of(codebook, static_cast<RuleId>(r)));
  const CodeId own_code = add_own_code(out);
  for (RuleDeclaration& rule : rules) {
    rule.codes = {own_code};
    rule.text.codes = {out.codes.back().id};
    out.rules.push_back(std::move(rule));
  }
  return Codebook(compile(std::move(out)));
}

}  // namespace peertag::codebook
