#include "codebook/mutation.hpp"

#include <algorithm>
#include <utility>

#include "codebook/beside.hpp"
#include "codebook/examples.hpp"
#include "peertag/limits.hpp"
#include "peertag/sinks/names.hpp"

namespace peertag::codebook {
namespace {

using Patterns = std::vector<PatternDeclaration>;

std::string text_of(const Run& run) {
  std::string text;
  for (const Item& item : run.items) text.append(text.empty() ? "" : " ").append(codebook::text_of(item));
  return text;
}

std::string quoted(std::string_view text) { return '`' + std::string(text) + '`'; }

// Nothing but words: vocabulary, as a list's entries are.
bool is_plain(const Run& run) {
  return std::all_of(run.items.begin(), run.items.end(), [](const Item& item) {
    return item.kind == Item::Kind::word || item.kind == Item::Kind::forms || item.kind == Item::Kind::prefix ||
           item.kind == Item::Kind::suffix;
  });
}

// Of the plain alternatives only the first is left.
void narrow(std::vector<Run>& alternatives) {
  bool is_first = true;
  std::erase_if(alternatives, [&](const Run& run) { return is_plain(run) && !std::exchange(is_first, false); });
}

template <class T>
void drop(std::vector<T>& values, std::size_t place) {
  values.erase(values.begin() + static_cast<std::ptrdiff_t>(place));
}

class Mutator {
 public:
  Mutator(const Codebook& codebook, RuleId rule)
      : codebook_(codebook), rule_(declaration_of(codebook, rule)), line_(rule_.place.line) {}

  std::vector<Mutant> mutate() {
    patterns(&RuleDeclaration::match, ClauseKind::match, "match");
    patterns(&RuleDeclaration::all, ClauseKind::all, "all");
    patterns(&RuleDeclaration::none, ClauseKind::none, "none");
    line_ = rule_.place.line;
    if (rule_.text.scope == Scope::message)
      add(ClauseKind::scope, "in `message`", [](RuleDeclaration& rule) { rule.text.scope = Scope::sentence; });
    cue_classes();
    conversation();
    return std::move(mutants_);
  }

 private:
  // Where a group stands: down from a pattern's part, an item and one of its alternatives at each step.
  using Path = std::vector<std::pair<std::size_t, std::size_t>>;

  template <class Change>
  void add(ClauseKind kind, std::string what, Change change) {
    Mutant& mutant = mutants_.emplace_back();
    mutant.rule = rule_;
    mutant.kind = kind;
    mutant.what = std::move(what);
    mutant.line = line_;
    change(mutant.rule);
  }

  void patterns(Patterns RuleDeclaration::*which, ClauseKind kind, std::string_view name) {
    for (std::size_t p = 0; p < (rule_.*which).size(); ++p) {
      const PatternDeclaration& declaration = (rule_.*which)[p];
      line_ = declaration.place.line;
      const std::string of = std::string(name) + ' ' + quoted(declaration.text);
      add(kind, of, [&](RuleDeclaration& rule) { drop(rule.*which, p); });
      inside(which, p, " of " + of);
    }
  }

  // What one pattern is made of. `of` ends the description of each clause.
  void inside(Patterns RuleDeclaration::*which, std::size_t place, const std::string& of) {
    const Pattern& pattern = (rule_.*which)[place].pattern;
    const auto changed = [which, place](RuleDeclaration& rule) -> Pattern& { return (rule.*which)[place].pattern; };
    if (pattern.at_start)
      add(ClauseKind::edge, "`^`" + of, [&](RuleDeclaration& rule) { changed(rule).at_start = false; });
    if (pattern.at_end) add(ClauseKind::edge, "`$`" + of, [&](RuleDeclaration& rule) { changed(rule).at_end = false; });
    for (std::size_t n = 0; n < pattern.near_max.size(); ++n)
      widths(quoted("~" + std::to_string(pattern.near_max[n])) + of, pattern.near_max[n],
             [&, n](RuleDeclaration& rule, std::uint32_t width) { changed(rule).near_max[n] = width; });
    for (std::size_t part = 0; part < pattern.parts.size(); ++part)
      items(pattern.parts[part], {}, of,
            [&, part](RuleDeclaration& rule) -> Run& { return changed(rule).parts[part]; });
  }

  template <class Part>
  void items(const Run& run, const Path& path, const std::string& of, const Part& part_of) {
    const auto changed = [path, &part_of](RuleDeclaration& rule) -> Run& {
      Run* out = &part_of(rule);
      for (const auto& [item, alternative] : path) out = &out->items[item].alternatives[alternative];
      return *out;
    };
    for (std::size_t i = 0; i < run.items.size(); ++i) {
      const Item& item = run.items[i];
      if (item.kind == Item::Kind::gap)
        widths("gap `.." + std::to_string(item.gap_max) + "`" + of, item.gap_max,
               [&](RuleDeclaration& rule, std::uint32_t width) { changed(rule).items[i].gap_max = width; });
      if (item.kind != Item::Kind::group) continue;
      if (item.optional)
        add(ClauseKind::alternative, "`?` behind " + quoted(text_of(item)) + of,
            [&](RuleDeclaration& rule) { changed(rule).items[i].optional = false; });
      const std::vector<Run>& alternatives = item.alternatives;
      const bool holds_vocabulary = std::count_if(alternatives.begin(), alternatives.end(), is_plain) > 1;
      if (holds_vocabulary)
        add(ClauseKind::alternative, quoted(text_of(item)) + of + ", narrowed to its first words",
            [&](RuleDeclaration& rule) { narrow(changed(rule).items[i].alternatives); });
      for (std::size_t a = 0; a < alternatives.size(); ++a) {
        if (holds_vocabulary && is_plain(alternatives[a])) continue;
        if (alternatives.size() > 1)
          add(ClauseKind::alternative, quoted(text_of(alternatives[a])) + of,
              [&](RuleDeclaration& rule) { drop(changed(rule).items[i].alternatives, a); });
        else if (item.optional && run.items.size() > 1)
          add(ClauseKind::alternative, quoted(text_of(item)) + of,
              [&](RuleDeclaration& rule) { drop_item(changed(rule), i); });
        Path deeper = path;
        deeper.emplace_back(i, a);
        items(alternatives[a], deeper, of, part_of);
      }
    }
  }

  // An optional group goes; gaps beside it add up, and none is left at an end.
  static void drop_item(Run& run, std::size_t place) {
    drop(run.items, place);
    while (!run.items.empty() && run.items.front().kind == Item::Kind::gap) drop(run.items, 0);
    while (!run.items.empty() && run.items.back().kind == Item::Kind::gap) run.items.pop_back();
  }

  template <class Set>
  void widths(const std::string& what, std::uint32_t width, const Set& set) {
    if (width > 0) add(ClauseKind::gap, what + ", narrowed to 0", [&](RuleDeclaration& rule) { set(rule, 0U); });
    if (width < limits::gap_tokens)
      add(ClauseKind::gap, what + ", widened to " + std::to_string(limits::gap_tokens),
          [&](RuleDeclaration& rule) { set(rule, limits::gap_tokens); });
  }

  void cue_classes() {
    const std::span<const std::string> classes = codebook_.cue_classes();
    for (std::size_t c = 0; c < classes.size(); ++c) {
      if ((rule_.unless >> c & 1U) == 0) continue;
      add(ClauseKind::unless, "unless " + quoted(classes[c]),
          [&](RuleDeclaration& rule) { rule.unless &= ~(1U << c); });
    }
  }

  void conversation() {
    if (rule_.from)
      add(ClauseKind::conversation, "from `" + std::string(to_string(*rule_.from)) + '`',
          [](RuleDeclaration& rule) { rule.from.reset(); });
    for (std::size_t n = 0; n < rule_.needs.size(); ++n) {
      if (n < rule_.test_places.size()) line_ = rule_.test_places[n].line;
      const std::string name = "needs `" + std::string(to_string(rule_.needs[n].where)) + '`';
      add(ClauseKind::conversation, name, [&](RuleDeclaration& rule) { drop(rule.needs, n); });
      test(rule_.needs[n].test, name, [n](RuleDeclaration& rule) -> TurnTest& { return rule.needs[n].test; });
    }
    if (rule_.derivation) {
      test(rule_.derivation->first, "`first`",
           [](RuleDeclaration& rule) -> TurnTest& { return rule.derivation->first; });
      test(rule_.derivation->then, "`then`", [](RuleDeclaration& rule) -> TurnTest& { return rule.derivation->then; });
      if (rule_.derivation->answers)
        add(ClauseKind::conversation, "answers `first`",
            [](RuleDeclaration& rule) { rule.derivation->answers = false; });
    }
    for (std::size_t p = 0; p < rule_.remembered.size(); ++p) {
      line_ = rule_.remembered[p].place.line;
      inside(&RuleDeclaration::remembered, p, " of has " + quoted(rule_.remembered[p].text));
    }
  }

  // One of several that would do is dropped; the last one with its test, or not at all where nothing else says which
  // message is meant.
  template <class Test>
  void test(const TurnTest& asked, const std::string& of, const Test& changed) {
    if (asked.by != By::any)
      add(ClauseKind::conversation, "by `" + std::string(to_string(asked.by)) + "` of " + of,
          [&](RuleDeclaration& rule) { changed(rule).by = By::any; });
    if (asked.codes.size() + asked.patterns.size() < 2) return;
    for (std::size_t c = 0; c < asked.codes.size(); ++c)
      add(ClauseKind::conversation, quoted(code_of(codebook_, asked.codes[c]).id) + " of " + of,
          [&](RuleDeclaration& rule) { drop(changed(rule).codes, c); });
    for (std::size_t p = 0; p < asked.patterns.size(); ++p)
      add(ClauseKind::conversation, quoted(rule_.remembered[asked.patterns[p]].text) + " of " + of,
          [&](RuleDeclaration& rule) { drop(changed(rule).patterns, p); });
  }

  const Codebook& codebook_;
  const RuleDeclaration rule_;
  std::uint32_t line_;  // of the clause in hand
  std::vector<Mutant> mutants_;
};

}  // namespace

std::string text_of(const Item& item) {
  switch (item.kind) {
    case Item::Kind::word:
      return item.text;
    case Item::Kind::forms:
      return *std::min_element(item.words.begin(), item.words.end(), [](const auto& a, const auto& b) {
        return a.size() < b.size();
      }) + '~';
    case Item::Kind::prefix:
      return item.text + '*';
    case Item::Kind::suffix:
      return '*' + item.text;
    case Item::Kind::list:
      return '@' + item.text;
    case Item::Kind::gap:
      return ".." + std::to_string(item.gap_max);
    case Item::Kind::group:
      break;
  }
  std::string text = "(";
  for (const Run& alternative : item.alternatives) text.append(text.size() > 1 ? "|" : "").append(text_of(alternative));
  return text + (item.optional ? ")?" : ")");
}

std::vector<Mutant> mutants_of(const Codebook& codebook, RuleId rule) { return Mutator(codebook, rule).mutate(); }

std::vector<std::size_t> unnoticed(const Codebook& codebook, RuleId rule, const std::vector<Mutant>& mutants) {
  // One book for many of them: they do not see each other. Not for all: findings of a message are bounded in number.
  constexpr std::size_t most_in_a_book = 500;
  std::vector<std::size_t> out;
  for (std::size_t begin = 0; begin < mutants.size(); begin += most_in_a_book) {
    const std::size_t count = std::min(most_in_a_book, mutants.size() - begin);
    std::vector<RuleDeclaration> rules{declaration_of(codebook, rule)};  // the first is the rule as it is
    for (std::size_t m = begin; m < begin + count; ++m) rules.push_back(mutants[m].rule);
    const Codebook book = put_beside(codebook, std::move(rules), Keep::asked_for);
    const RuleId first = first_beside(book, count + 1);

    ExampleRunner runner(book);
    std::vector<bool> noticed(count, false);
    for (const Example& example : codebook.rules()[static_cast<std::size_t>(rule)].examples) {
      const std::vector<ExampleOutcome> outcomes = runner.run(first, count + 1, example);
      for (std::size_t m = 0; m < count && outcomes.front().passed; ++m)
        noticed[m] = noticed[m] || !outcomes[m + 1].passed;
    }
    for (std::size_t m = 0; m < count; ++m)
      if (!noticed[m]) out.push_back(begin + m);
  }
  return out;
}

}  // namespace peertag::codebook
