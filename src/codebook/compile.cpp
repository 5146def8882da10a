// Numbers words, patterns and list rows, and writes rules and cues in those numbers.
//
// What is the same on every machine: ids follow the order of the declarations, which is byte order of names.
#include "codebook/compile.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "codebook/compiled.hpp"
#include "codebook/derivation_order.hpp"
#include "match/pattern_compiler.hpp"

namespace peertag {
namespace codebook {
namespace {

using detail::CompiledCodebook;
using match::PatternCompiler;

std::vector<PatternId> add_all(PatternCompiler& patterns, const std::vector<PatternDeclaration>& declarations,
                               Scope scope, PatternCompiler::Role role = PatternCompiler::Role::sought) {
  std::vector<PatternId> ids;
  for (const PatternDeclaration& declaration : declarations)
    ids.push_back(patterns.add(declaration.pattern, scope, role));
  return ids;
}

void compile_rules(const Declarations& declarations, PatternCompiler& patterns, RuleSet& out) {
  for (const RuleDeclaration& declaration : declarations.rules) {
    Rule rule;
    rule.codes = declaration.codes;
    std::sort(rule.codes.begin(), rule.codes.end());
    rule.scope = declaration.text.scope;
    rule.match = add_all(patterns, declaration.match, rule.scope);
    rule.all = add_all(patterns, declaration.all, rule.scope, PatternCompiler::Role::condition);
    rule.none = add_all(patterns, declaration.none, rule.scope, PatternCompiler::Role::condition);
    for (const PatternId pattern : rule.match)
      for (const auto* conditions : {&rule.all, &rule.none})
        for (const PatternId condition : *conditions) patterns.look_for(condition, pattern);
    rule.unless = declaration.unless;
    rule.weight = declaration.text.weight;
    out.rules.push_back(std::move(rule));
  }
}

// A rule's own places of remembered patterns -> the codebook's.
void renumber(const std::vector<std::uint32_t>& remembered, TurnTest& test) {
  for (std::uint32_t& pattern : test.patterns) pattern = remembered[pattern];
}

void compile_conversation(const Declarations& declarations, PatternCompiler& patterns, RuleSet& out) {
  std::vector<std::vector<std::uint32_t>> remembered(declarations.rules.size());
  for (std::size_t r = 0; r < declarations.rules.size(); ++r) {
    const RuleDeclaration& declaration = declarations.rules[r];
    const std::vector<PatternId> own = add_all(patterns, declaration.remembered, declaration.text.scope);
    for (const PatternId pattern : own) {
      const auto place = std::find(out.remembered.begin(), out.remembered.end(), pattern);
      remembered[r].push_back(static_cast<std::uint32_t>(place - out.remembered.begin()));
      if (place == out.remembered.end()) out.remembered.push_back(pattern);
    }
    out.rules[r].from = declaration.from;
    out.rules[r].needs = declaration.needs;
    for (Lookback& need : out.rules[r].needs) {
      renumber(remembered[r], need.test);
      out.turns_back = std::max(out.turns_back, need.within);
    }
  }
  for (const std::size_t r : order_derivations(declarations).rules) {
    Derivation derivation = *declarations.rules[r].derivation;
    derivation.rule = static_cast<RuleId>(r);
    renumber(remembered[r], derivation.first);
    renumber(remembered[r], derivation.then);
    out.turns_back = std::max(out.turns_back, derivation.within);
    out.derivations.push_back(std::move(derivation));
  }
}

void compile_cues(const Declarations& declarations, PatternCompiler& patterns, RuleSet& out) {
  out.cues.resize(declarations.cue_classes.size());
  for (const CueDeclaration& declaration : declarations.cues) {
    Cue cue;
    cue.cue_class = declaration.cue_class;
    cue.terms = add_all(patterns, declaration.terms, Scope::sentence);
    cue.hides = add_all(patterns, declaration.hides, Scope::sentence);
    for (const CueEndDeclaration& declared : declaration.ends_at) {
      CueEnd end;
      end.before = declared.before;
      end.has_pattern = declared.pattern.has_value();
      if (declared.pattern)
        end.pattern = patterns.add(declared.pattern->pattern, Scope::sentence, PatternCompiler::Role::sought);
      cue.ends_at.push_back(end);
    }
    cue.reach = declaration.reach;
    cue.max = declaration.max;
    out.cues[static_cast<std::size_t>(cue.cue_class)].push_back(std::move(cue));
  }
  const auto class_of = [&](std::string_view name) {
    const auto found = std::find(declarations.cue_classes.begin(), declarations.cue_classes.end(), name);
    return static_cast<CueClassId>(found - declarations.cue_classes.begin());
  };
  out.question = class_of("question");
  out.statement = class_of("statement");
}

void note_uses(std::size_t pattern_count, RuleSet& out) {
  out.uses.resize(pattern_count);
  for (std::size_t r = 0; r < out.rules.size(); ++r)
    for (std::uint32_t place = 0; place < out.rules[r].match.size(); ++place)
      out.uses[static_cast<std::size_t>(out.rules[r].match[place])].push_back({static_cast<RuleId>(r), place});
}

// Moves the texts of lists and rules to where Codebook shows them.
void gather_texts(CompiledCodebook& out, const std::vector<std::vector<EntryId>>& entry_of) {
  for (RuleDeclaration& rule : out.declarations.rules) out.rules.push_back(std::move(rule.text));
  for (ListDeclaration& declaration : out.declarations.lists) {
    WordList list;
    list.name = declaration.name;
    list.source = declaration.place.source;
    for (EntryDeclaration& entry : declaration.entries) list.entries.push_back(std::move(entry.entry));
    out.lists.push_back(std::move(list));
  }
  std::size_t count = 0;
  for (const std::vector<EntryId>& rows : entry_of)
    for (const EntryId entry : rows) count = std::max(count, static_cast<std::size_t>(entry) + 1);
  out.entries.resize(count);
  for (const bool sets : {true, false})  // the list an entry was written in has the last word
    for (std::size_t l = 0; l < entry_of.size(); ++l)
      for (std::size_t e = 0; e < entry_of[l].size() && out.declarations.lists[l].is_set == sets; ++e)
        out.entries[static_cast<std::size_t>(entry_of[l][e])] = &out.lists[l].entries[e];
}

void compile_scores(const CompiledCodebook& codebook, ScoreTable& out) {
  const Declarations& declarations = codebook.declarations;
  for (const Code& code : declarations.codes) out.codes.push_back({code.bias, code.threshold, code.context});
  std::multimap<std::string_view, EntryId> entries_of_term;
  for (const ListEntry* entry : codebook.entries) {
    entries_of_term.emplace(entry->term, static_cast<EntryId>(out.entries.size()));
    out.entries.push_back(entry->weight);
  }
  for (const auto& [key, weight] : declarations.entry_weights) {
    const auto& [code_id, term] = key;
    const auto code = std::lower_bound(declarations.codes.begin(), declarations.codes.end(), code_id,
                                       [](const Code& c, const std::string& id) { return c.id < id; });
    const auto [first, last] = entries_of_term.equal_range(term);
    for (auto entry = first; entry != last; ++entry)
      out.learned.emplace_back(static_cast<CodeId>(code - declarations.codes.begin()), entry->second, weight);
  }
  std::sort(out.learned.begin(), out.learned.end());
}

}  // namespace

CompiledCodebook* compile(Declarations&& declarations) {
  auto out = std::make_unique<CompiledCodebook>();
  out->declarations = std::move(declarations);
  out->spelling = match::spelling_of(out->declarations);
  PatternCompiler patterns(out->declarations, out->spelling);
  compile_rules(out->declarations, patterns, out->rule_set);
  compile_conversation(out->declarations, patterns, out->rule_set);
  compile_cues(out->declarations, patterns, out->rule_set);
  const std::vector<std::vector<EntryId>> entry_of = patterns.entry_of();
  out->match = patterns.finish();
  note_uses(out->match.programs.size(), out->rule_set);
  gather_texts(*out, entry_of);
  compile_scores(*out, out->scores);
  return out.release();
}

}  // namespace codebook

void detail::destroy(CompiledCodebook* compiled) { delete compiled; }

}  // namespace peertag
