#include "codebook/check.hpp"

#include <algorithm>
#include <map>

#include "codebook/derivation_order.hpp"
#include "codebook/pattern_key.hpp"

namespace peertag::codebook {
namespace {

constexpr std::uint32_t commonest_words = 30;  // each stands in a tenth of all messages or more
constexpr std::size_t same_beginning = 2;      // letters that two spellings of one word share at least

using Variant = Variants::value_type;

class Check {
 public:
  explicit Check(const Reading& reading) : reading_(reading), all_(reading.declarations), reporter_(reading.reporter) {}

  void run() {
    codes();
    for (const RuleDeclaration& rule : all_.rules) {
      patterns(rule);
      conditions(rule);
      if (!rule.text.learned) examples(rule);
    }
    for (const CueDeclaration& cue : all_.cues) {
      stems(cue.terms);
      stems(cue.hides);
      use(cue.terms);
      use(cue.hides);
      for (const CueEndDeclaration& end : cue.ends_at)
        if (end.pattern) use({*end.pattern});
    }
    lists();
    derivations();
  }

 private:
  void codes() {
    std::set<CodeId> contexts;
    for (const Code& code : all_.codes)
      if (code.context) contexts.insert(*code.context);
    for (std::size_t i = 0; i < all_.codes.size(); ++i) {
      const auto id = static_cast<CodeId>(i);
      if (all_.codes[i].kind == CodeKind::context) {
        if (contexts.count(id) == 0)
          reporter_.report<Fault::context_without_factor>(all_.code_places[i], all_.codes[i].id);
      } else if (reading_.rules_known && reading_.reached_codes.count(id) == 0) {
        reporter_.report<Fault::unreachable_code>(all_.code_places[i], all_.codes[i].id);
      }
    }
  }

  void patterns(const RuleDeclaration& rule) {
    for (const auto* list : {&rule.match, &rule.all, &rule.none, &rule.remembered}) {
      twice(*list);
      stems(*list);
      use(*list);
    }
    for (const PatternDeclaration& match : rule.match) common_word(match);
    for (const PatternDeclaration& none : rule.none)
      for (const PatternDeclaration& all : rule.all)
        if (always_holds(all.pattern, none.pattern)) reporter_.report<Fault::contradiction>(none.place, all.text);
  }

  // --- conditions on other messages
  void conditions(const RuleDeclaration& rule) {
    std::size_t place = 0;
    for (const Lookback& need : rule.needs) role_can_give(need.test, rule.test_places[place++]);
    if (!rule.derivation || rule.test_places.size() != 2) return;
    const TurnTest &first = rule.derivation->first, &then = rule.derivation->then;
    role_can_give(first, rule.test_places[0]);
    role_can_give(then, rule.test_places[1]);
    if ((first.by == By::self && then.by == By::other) || (first.by == By::other && then.by == By::self))
      reporter_.report<Fault::unmeetable_condition>(rule.test_places[1], "`first` and `then` disagree who is `self`");
  }

  // A message by a seeker has no code that is given to supporters only.
  void role_can_give(const TurnTest& test, const Place& place) {
    if ((test.by != By::seeker && test.by != By::supporter) || test.codes.empty() || !test.patterns.empty()) return;
    const Role role = test.by == By::seeker ? Role::seeker : Role::supporter;
    if (std::none_of(test.codes.begin(), test.codes.end(), [&](CodeId code) { return can_have(role, code); }))
      reporter_.report<Fault::unmeetable_condition>(
          place, "no rule gives such a code to a message by a " + std::string(to_string(role)));
  }
  bool can_have(Role role, CodeId code) const {
    if (!reading_.rules_known) return true;
    const auto gives = [&](const RuleDeclaration& rule) {
      if (rule.from && *rule.from != role) return false;
      if (rule.derivation && is_other_role(rule.derivation->then.by, role)) return false;
      return std::any_of(rule.codes.begin(), rule.codes.end(), [&](CodeId given) {
        return given == code || all_.codes[static_cast<std::size_t>(given)].context == code;
      });
    };
    return std::any_of(all_.rules.begin(), all_.rules.end(), gives);
  }
  static bool is_other_role(By by, Role role) {
    return (by == By::seeker && role != Role::seeker) || (by == By::supporter && role != Role::supporter);
  }

  void derivations() {
    const std::vector<std::size_t> cycle = order_derivations(all_).cycle;
    if (cycle.empty()) return;
    std::string way;
    for (std::size_t i = 0; i < cycle.size(); ++i)
      way += (i == 0 ? "`" : ", `") + id_of(cycle[i]) + "` asks for a code of `" +
             id_of(cycle[(i + 1) % cycle.size()]) + '`';
    reporter_.report<Fault::derivation_cycle>(all_.rules[cycle.front()].place, id_of(cycle.front()), way);
  }
  const std::string& id_of(std::size_t rule) const { return all_.rules[rule].text.id; }

  void examples(const RuleDeclaration& rule) {
    const auto is_counter = [](const Example& example) { return example.counter; };
    const std::vector<Example>& examples = rule.text.examples;
    if (std::all_of(examples.begin(), examples.end(), is_counter))
      reporter_.report<Fault::no_example>(rule.place, rule.text.id);
    if (std::none_of(examples.begin(), examples.end(), is_counter))
      reporter_.report<Fault::no_counter_example>(rule.place, rule.text.id);
  }

  void twice(const std::vector<PatternDeclaration>& patterns) {
    std::map<std::string, const PatternDeclaration*> first_of;
    for (const PatternDeclaration& pattern : patterns) {
      const auto [first, is_new] = first_of.emplace(key_of(pattern.pattern), &pattern);
      if (!is_new)
        reporter_.report<Fault::same_pattern_twice>(pattern.place, first->second->text, first->second->place.line);
    }
  }

  // A pattern that is nothing but one of the commonest words.
  void common_word(const PatternDeclaration& declared) {
    const Pattern& pattern = declared.pattern;
    if (pattern.regex || pattern.at_start || pattern.at_end || pattern.parts.size() != 1) return;
    const std::vector<Item>& items = pattern.parts.front().items;
    if (items.size() != 1 || items.front().kind != Item::Kind::word) return;
    const auto rank = all_.frequency_rank.find(items.front().text);
    if (rank != all_.frequency_rank.end() && rank->second <= commonest_words)
      reporter_.report<Fault::matches_nearly_all>(declared.place, declared.text);
  }

  // A stem meets words after variants have been applied: `organis*` meets no "organise" where that reads "organize".
  void stems(const std::vector<PatternDeclaration>& patterns) {
    for (const PatternDeclaration& pattern : patterns)
      for (const Run& part : pattern.pattern.parts) stems(part, pattern.place);
  }
  void stems(const Run& run, const Place& place) {
    for (const Item& item : run.items) {
      for (const Run& alternative : item.alternatives) stems(alternative, place);
      if (item.kind != Item::Kind::prefix) continue;
      for (auto variant = all_.variants.lower_bound(item.text);
           variant != all_.variants.end() && variant->first.starts_with(item.text); ++variant) {
        if (!is_respelling(*variant, item.text)) continue;
        reporter_.report<Fault::stem_is_varied>(place, item.text + "*", variant->first, variant->second.front());
        break;
      }
    }
  }
  static bool is_respelling(const Variant& variant, std::string_view stem) {
    return variant.second.size() == 1 && !variant.second.front().starts_with(stem) &&
           variant.second.front().starts_with(stem.substr(0, same_beginning));
  }

  // --- does every match of one pattern hold a match of another?
  bool always_holds(const Pattern& outer, const Pattern& inner) const {
    if (outer.regex || inner.regex)
      return outer.regex && inner.regex && outer.regex->expression == inner.regex->expression;
    if (key_of(outer) == key_of(inner)) return true;
    if (inner.at_start || inner.at_end || inner.parts.size() != 1) return false;
    return std::any_of(outer.parts.begin(), outer.parts.end(),
                       [&](const Run& part) { return always_holds(part, inner.parts.front()); });
  }
  bool always_holds(const Run& outer, const Run& inner) const {
    const auto found = std::search(outer.items.begin(), outer.items.end(), inner.items.begin(), inner.items.end(),
                                   [&](const Item& a, const Item& b) { return !a.optional && within(a, b); });
    return found != outer.items.end();
  }
  // Whatever `item` matches, `wider` does.
  bool within(const Item& item, const Item& wider) const {
    if (key_of(item) == key_of(wider)) return true;
    if (wider.kind == Item::Kind::forms)
      return item.kind == Item::Kind::word && std::binary_search(wider.words.begin(), wider.words.end(), item.text);
    if (wider.kind != Item::Kind::list) return false;
    const std::set<std::string>& entries = entries_of(wider.text);
    if (item.kind != Item::Kind::list) return entries.count(key_of(Run{{item}})) != 0;
    const std::set<std::string>& narrower = entries_of(item.text);
    return std::includes(entries.begin(), entries.end(), narrower.begin(), narrower.end());
  }
  const std::set<std::string>& entries_of(const std::string& name) const {
    const auto [keys, is_new] = entry_keys_.try_emplace(name);
    if (is_new)
      for (const ListDeclaration& list : all_.lists)
        if (list.name == name)
          for (const EntryDeclaration& entry : list.entries) keys->second.insert(key_of(entry.run));
    return keys->second;
  }

  // --- lists
  void use(const std::vector<PatternDeclaration>& patterns) {
    for (const PatternDeclaration& pattern : patterns)
      for (const Run& part : pattern.pattern.parts) use(part);
  }
  void use(const Run& run) {
    for (const Item& item : run.items) {
      if (item.kind == Item::Kind::list) used_.insert(item.text);
      for (const Run& alternative : item.alternatives) use(alternative);
    }
  }
  void lists() {
    for (const ListDeclaration& list : all_.lists) {
      if (used_.count(list.name) == 0 && reading_.lists_in_sets.count(list.name) == 0 && reading_.rules_known)
        reporter_.report<Fault::unused_list>(list.place, list.name);
      if (list.is_set) continue;  // its entries are those of lists
      for (const EntryDeclaration& entry : list.entries) stems(entry.run, entry.place);
    }
  }

  const Reading& reading_;
  const Declarations& all_;
  Reporter& reporter_;
  ListNames used_;
  mutable std::map<std::string, std::set<std::string>> entry_keys_;  // of lists asked about
};

}  // namespace

void check(const Reading& reading) { Check(reading).run(); }

}  // namespace peertag::codebook
