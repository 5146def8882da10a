// Walks the trees of patterns; depth is bounded by the pattern parser, so that recursion is safe here.
#include "match/pattern_compiler.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace peertag::match {
namespace {

using codebook::Declarations;
using codebook::Item;
using codebook::Pattern;
using codebook::PatternDeclaration;
using codebook::Run;

std::string squeezed(std::string_view word) {
  std::string scratch;
  return std::string(squeeze(word, 2, scratch));
}

struct WordCollector {
  std::set<std::string> words, beginnings, endings;

  void add(const Run& run) {
    for (const Item& item : run.items) {
      if (item.kind == Item::Kind::word) words.insert(squeezed(item.text));
      if (item.kind == Item::Kind::prefix) beginnings.insert(squeezed(item.text));
      if (item.kind == Item::Kind::suffix) endings.insert(squeezed(item.text));
      for (const std::string& word : item.words) words.insert(squeezed(word));
      for (const Run& alternative : item.alternatives) add(alternative);
    }
  }
  void add(const std::vector<PatternDeclaration>& patterns) {
    for (const PatternDeclaration& declaration : patterns)
      for (const Run& part : declaration.pattern.parts) add(part);
  }
};

std::vector<std::string> to_vector(const std::set<std::string>& set) { return {set.begin(), set.end()}; }

// Of each word, how many are more frequent; those of no rank come last.
std::vector<std::uint32_t> by_frequency(std::span<const std::string> words, const Declarations& declarations) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranked;  // rank and place
  for (std::uint32_t w = 0; w < words.size(); ++w) {
    const auto rank = declarations.frequency_rank.find(words[w]);
    ranked.emplace_back(rank == declarations.frequency_rank.end() ? 0xFFFFFFFFU : rank->second, w);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::uint32_t> numbers(words.size());
  for (std::uint32_t n = 0; n < ranked.size(); ++n) numbers[ranked[n].second] = n;
  return numbers;
}

// One line that is the same for equal trees only: every text with its length before it.
void describe(const Run& run, std::string& out) {
  const auto text = [&out](std::string_view word) { out.append(std::to_string(word.size())).append(":").append(word); };
  for (const Item& item : run.items) {
    out += static_cast<char>('A' + static_cast<int>(item.kind));
    text(item.text);
    for (const std::string& word : item.words) text(word);
    out += std::to_string(item.gap_max);
    for (const Run& alternative : item.alternatives) {
      out += '(';
      describe(alternative, out);
      out += ')';
    }
    if (item.optional) out += '?';
    out += ' ';
  }
}

std::string describe(const Pattern& pattern, Scope scope) {
  std::string out = scope == Scope::message ? "m" : "s";
  if (pattern.regex) return out + "/" + pattern.regex->expression;
  if (pattern.at_start) out += '^';
  if (pattern.at_end) out += '$';
  for (std::size_t p = 0; p < pattern.parts.size(); ++p) {
    if (p > 0) out.append("~").append(std::to_string(pattern.near_max[p - 1])).append(" ");
    describe(pattern.parts[p], out);
  }
  return out;
}

bool holds_list(const Run& run) {
  return std::any_of(run.items.begin(), run.items.end(), [](const Item& item) {
    return item.kind == Item::Kind::list ||
           std::any_of(item.alternatives.begin(), item.alternatives.end(), [](const Run& r) { return holds_list(r); });
  });
}

}  // namespace

Spelling spelling_of(const Declarations& declarations) {
  WordCollector collector;
  for (const codebook::RuleDeclaration& rule : declarations.rules)
    for (const auto* patterns : {&rule.match, &rule.all, &rule.none, &rule.remembered}) collector.add(*patterns);
  for (const codebook::CueDeclaration& cue : declarations.cues) {
    collector.add(cue.terms);
    collector.add(cue.hides);
    for (const codebook::CueEndDeclaration& end : cue.ends_at)
      if (end.pattern) collector.add({*end.pattern});
  }
  for (const codebook::ListDeclaration& list : declarations.lists)
    for (const codebook::EntryDeclaration& entry : list.entries) collector.add(entry.run);

  // Two variants that squeeze to one are told apart by nothing in the text: the first in byte order counts.
  std::map<std::string, const std::vector<std::string>*> variants;
  for (const auto& [from, to] : declarations.variants) variants.try_emplace(squeezed(from), &to);
  std::vector<Spelling::Variant> squeezed_variants;
  for (const auto& [from, to] : variants) {
    squeezed_variants.push_back({from, {}});
    for (const std::string& word : *to) squeezed_variants.back().to.push_back(squeezed(word));
  }
  std::vector<std::string> words = to_vector(collector.words);
  const std::vector<std::uint32_t> numbers = by_frequency(words, declarations);
  return Spelling(std::move(words), to_vector(collector.beginnings), to_vector(collector.endings), squeezed_variants,
                  numbers);
}

PatternCompiler::PatternCompiler(const Declarations& declarations, const Spelling& spelling)
    : declarations_(declarations), spelling_(spelling) {
  // Words of a language are seen about as 0.1 / rank; words that are in no frequency list are taken for rare ones.
  constexpr double rare = 5e-6;
  frequency_.assign(spelling.size(), rare);
  for (std::size_t w = 0; w < spelling.vocabulary().size(); ++w) {
    const auto rank = declarations.frequency_rank.find(spelling.vocabulary()[w]);
    if (rank != declarations.frequency_rank.end())
      frequency_[static_cast<std::size_t>(spelling.word_id(w))] = 0.1 / (1.0 + rank->second);
  }
  read_lists();
}

void PatternCompiler::read_lists() {
  std::map<std::pair<std::string, std::uint32_t>, EntryId> written;  // by file and line
  std::uint32_t next_entry = 0;
  entry_of_.resize(declarations_.lists.size());
  // Lists before sets, so that a set's term finds the row it was taken from.
  for (const bool sets : {false, true})
    for (std::size_t l = 0; l < declarations_.lists.size(); ++l) {
      const codebook::ListDeclaration& list = declarations_.lists[l];
      if (list.is_set != sets) continue;
      for (const codebook::EntryDeclaration& entry : list.entries) {
        const auto [row, is_new] =
            written.try_emplace({entry.place.source, entry.place.line}, static_cast<EntryId>(next_entry));
        if (is_new) ++next_entry;
        entry_of_[l].push_back(row->second);
      }
    }

  PhraseTrieBuilder phrases(tables_.sets);
  lists_.resize(declarations_.lists.size());
  for (std::size_t l = 0; l < declarations_.lists.size(); ++l) {
    const codebook::ListDeclaration& declaration = declarations_.lists[l];
    List& list = lists_[l];
    tables_.first_rows.push_back(static_cast<ListRow>(tables_.rows.size()));
    list_ids_.emplace(declaration.name, static_cast<ListId>(l));
    list.min_tokens = 0xFFFFFFFFU;
    for (std::size_t e = 0; e < declaration.entries.size(); ++e) {
      // One phrase for each width of a gap.
      std::vector<std::vector<WordSetId>> phrases_of_entry(1);
      double frequency = 1;
      for (const Item& item : declaration.entries[e].run.items) {
        if (item.kind == Item::Kind::gap) {
          const std::vector<std::vector<WordSetId>> before = phrases_of_entry;
          for (std::uint32_t width = 1; width <= item.gap_max; ++width)
            for (std::vector<WordSetId> phrase : before) {
              phrase.insert(phrase.end(), width, any_word);
              phrases_of_entry.push_back(std::move(phrase));
            }
          continue;
        }
        const WordSetId set = sets_.intern(words_of(item));
        frequency = std::min(frequency, frequency_of(set));
        for (std::vector<WordSetId>& phrase : phrases_of_entry) phrase.push_back(set);
      }
      constexpr double of_phrase = 0.1;  // how often a phrase is seen where its rarest word is
      list.frequency += frequency * (phrases_of_entry.front().size() > 1 ? of_phrase : 1.0);
      const std::span<const WordId> first = tables_.sets.words(phrases_of_entry.front().front());
      list.first_words.insert(list.first_words.end(), first.begin(), first.end());
      const std::span<const WordId> last = tables_.sets.words(phrases_of_entry.front().back());
      list.last_words.insert(list.last_words.end(), last.begin(), last.end());
      for (const std::vector<WordSetId>& phrase : phrases_of_entry) {
        const auto tokens = static_cast<std::uint32_t>(phrase.size());
        list.min_tokens = std::min(list.min_tokens, tokens);
        list.max_tokens = std::max(list.max_tokens, tokens);
        phrases.add(phrase, static_cast<ListRow>(tables_.rows.size()));
      }
      tables_.rows.push_back({static_cast<ListId>(l), entry_of_[l][e]});
    }
    if (declaration.entries.empty()) list.min_tokens = 0;
  }
  tables_.first_rows.push_back(static_cast<ListRow>(tables_.rows.size()));
  tables_.phrases = phrases.build(spelling_.size());
}

std::vector<WordId> PatternCompiler::words_of(const Item& item) const {
  std::vector<WordId> words;
  const std::span<const std::string> vocabulary = spelling_.vocabulary();
  const auto add_word = [&](const std::string& word) { words.push_back(spelling_.read(squeezed(word)).word); };
  switch (item.kind) {
    case Item::Kind::word:
      add_word(item.text);
      break;
    case Item::Kind::forms:
      for (const std::string& word : item.words) add_word(word);
      break;
    case Item::Kind::prefix: {
      const std::string stem = squeezed(item.text);
      for (auto word = std::lower_bound(vocabulary.begin(), vocabulary.end(), stem);
           word != vocabulary.end() && word->starts_with(stem); ++word)
        words.push_back(spelling_.word_id(static_cast<std::size_t>(word - vocabulary.begin())));
      for (std::size_t b = 0; b < spelling_.beginnings().size(); ++b)
        if (spelling_.beginnings()[b].starts_with(stem)) words.push_back(spelling_.beginning_id(b));
      break;
    }
    case Item::Kind::suffix: {
      const std::string stem = squeezed(item.text);
      for (std::size_t w = 0; w < vocabulary.size(); ++w)
        if (vocabulary[w].ends_with(stem)) words.push_back(spelling_.word_id(w));
      for (std::size_t e = 0; e < spelling_.endings().size(); ++e)
        if (spelling_.endings()[e].ends_with(stem)) words.push_back(spelling_.ending_id(e));
      break;
    }
    case Item::Kind::group:
      for (const Run& alternative : item.alternatives) {
        const std::vector<WordId> more = words_of(alternative.items.front());
        words.insert(words.end(), more.begin(), more.end());
      }
      break;
    case Item::Kind::list:
    case Item::Kind::gap:
      break;
  }
  return words;
}

bool PatternCompiler::fills_one_place(const Item& item) const {
  switch (item.kind) {
    case Item::Kind::word:
    case Item::Kind::forms:
    case Item::Kind::prefix:
    case Item::Kind::suffix:
      return true;
    case Item::Kind::group:
      return !order_matters_ && !item.optional &&
             std::all_of(item.alternatives.begin(), item.alternatives.end(), [this](const Run& run) {
               return run.items.size() == 1 && fills_one_place(run.items.front());
             });
    case Item::Kind::list:
    case Item::Kind::gap:
      break;
  }
  return false;
}

std::uint32_t PatternCompiler::emit(Instruction::Kind kind, std::uint32_t argument) {
  tables_.code.push_back({kind, 0, argument, {full_mask}});
  return here() - 1;
}

// What each instruction of a program matches.
void PatternCompiler::note_words(const Program& program) {
  for (std::uint32_t at = program.begin; at < program.end; ++at) {
    Instruction& instruction = tables_.code[at];
    std::vector<WordId> words;
    const auto add_all = [&words](std::span<const WordId> more) {
      words.insert(words.end(), more.begin(), more.end());
    };
    if (instruction.kind == Instruction::Kind::words)
      add_all(tables_.sets.words(static_cast<WordSetId>(instruction.argument)));
    if (instruction.kind == Instruction::Kind::choose)
      for (const Way& way : ways_of(instruction)) words.push_back(way.word);
    if (instruction.kind == Instruction::Kind::list) add_all(lists_[instruction.argument].first_words);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    if (words.empty()) continue;
    if (words.size() <= Instruction::most_own_words) {
      instruction.own_words = static_cast<std::uint8_t>(words.size());
      std::fill(std::begin(instruction.what.words), std::end(instruction.what.words), words.front());
      std::copy(words.begin(), words.end(), std::begin(instruction.what.words));
    } else {
      instruction.what.mask = {};
      for (const WordId word : words) instruction.what.mask |= mask_of(word);
    }
  }
}

PatternCompiler::Cut PatternCompiler::write_words(std::vector<WordId> words, Distance& distance) {
  const auto set = static_cast<std::uint32_t>(sets_.intern(std::move(words)));
  emit(Instruction::Kind::words, set);
  Cut cut = cut_at({false, set, distance, false, {}, {}});
  ++distance.min;
  ++distance.max;
  return cut;
}

void PatternCompiler::write_gap(std::uint32_t tokens, Distance& distance, double& ways) {
  emit(Instruction::Kind::gap, tokens);
  if (distance.max > 0) distance.max += tokens;  // nothing matched yet: a gap leaves no room at the begin
  ways *= tokens + 1.0;
}

PatternCompiler::Cut PatternCompiler::write(const Run& run, Distance& distance, double& ways) {
  Sequence sequence;
  return write_items(run.items, distance, ways, sequence);
}

PatternCompiler::Cut PatternCompiler::write_items(std::span<const Item> items, Distance& distance, double& ways,
                                                  Sequence& sequence) {
  Cut best;
  for (const Item& item : items) {
    Cut pair = pair_with(sequence, words_at(item, End::first));
    if (pair.cost < best.cost) best = std::move(pair);
    if (item.kind == Item::Kind::gap) {
      write_gap(item.gap_max, distance, ways);
      sequence.length.max += item.gap_max;
      if (scope_ == Scope::message) sequence.filled.clear();
      continue;
    }
    const Distance before = distance;
    Cut cut = write_item(item, distance, ways);
    if (cut.cost < best.cost) best = std::move(cut);
    sequence.length.min += distance.min - before.min;
    sequence.length.max += distance.max - before.max;
    if (std::vector<WordId> words = words_at(item, End::last); !words.empty())
      sequence.filled.push_back(
          {sets_.intern(std::move(words)), {distance.min - 1, distance.max - 1}, sequence.length});
  }
  return best;
}

PatternCompiler::Cut PatternCompiler::write_item(const Item& item, Distance& distance, double& ways) {
  if (item.kind == Item::Kind::group) return write_group(item, distance, ways);
  if (item.kind != Item::Kind::list) return write_words(words_of(item), distance);
  const ListId id = list_ids_.find(item.text)->second;
  const List& list = lists_[static_cast<std::size_t>(id)];
  emit(Instruction::Kind::list, static_cast<std::uint32_t>(id));
  Cut cut = cut_at({true, static_cast<std::uint32_t>(id), distance, false, {}, {}});
  distance.min += list.min_tokens;
  distance.max += list.max_tokens;
  ways *= list.max_tokens;
  return cut;
}

PatternCompiler::Cut PatternCompiler::write_group(const Item& group, Distance& distance, double& ways) {
  // Neighbouring alternatives that begin with words are one choice; only neighbouring ones, to keep their order.
  const auto begins_with_words = [this](const Run& run) { return fills_one_place(run.items.front()); };
  std::vector<std::vector<const Run*>> choices;
  for (const Run& alternative : group.alternatives) {
    if (choices.empty() || !begins_with_words(alternative) || !begins_with_words(*choices.back().back()))
      choices.emplace_back();
    choices.back().push_back(&alternative);
  }

  const Distance before = distance;
  const double ways_before = ways;
  Cut cut;
  std::vector<std::uint32_t> jumps;
  Distance behind{0xFFFFFFFFU, 0};
  double ways_behind = 0;
  for (std::size_t c = 0; c < choices.size(); ++c) {
    const bool is_last = c + 1 == choices.size() && !group.optional;
    const std::uint32_t split = is_last ? 0 : emit(Instruction::Kind::split);
    Distance after = before;
    double ways_after = ways_before;
    const Cut chosen = choices[c].size() > 1 ? write_choice(choices[c], after, ways_after)
                                             : write(*choices[c].front(), after, ways_after);
    if (c == 0)
      cut = chosen;
    else
      join(cut, chosen);
    behind = {std::min(behind.min, after.min), std::max(behind.max, after.max)};
    ways_behind += ways_after;
    if (is_last) break;
    if (c + 1 < choices.size()) jumps.push_back(emit(Instruction::Kind::jump));
    tables_.code[split].argument = here();
  }
  for (const std::uint32_t jump : jumps) tables_.code[jump].argument = here();
  if (group.optional) {
    behind = {std::min(behind.min, before.min), std::max(behind.max, before.max)};
    ways_behind += ways_before;
    cut = {};
  }
  distance = behind;
  ways = ways_behind;
  return cut;
}

// REQUIRES: the first item of each alternative fills one place.
PatternCompiler::Cut PatternCompiler::write_choice(const std::vector<const Run*>& alternatives, Distance& distance,
                                                   double& ways) {
  const bool single = std::all_of(alternatives.begin(), alternatives.end(),
                                  [](const Run* alternative) { return alternative->items.size() == 1; });
  if (single && !order_matters_) {
    std::vector<WordId> words;
    for (const Run* alternative : alternatives) {
      const std::vector<WordId> more = words_of(alternative->items.front());
      words.insert(words.end(), more.begin(), more.end());
    }
    return write_words(std::move(words), distance);
  }

  const auto place = static_cast<std::uint32_t>(tables_.choices.size());
  tables_.choices.emplace_back();
  emit(Instruction::Kind::choose, place);
  std::vector<Way> found_by_word;
  Cut cut;
  Distance behind{0xFFFFFFFFU, 0};
  double ways_behind = 0;
  std::vector<std::uint32_t> jumps;
  for (std::uint32_t a = 0; a < alternatives.size(); ++a) {
    const std::span<const Item> items = alternatives[a]->items;
    const WordSetId first = sets_.intern(words_of(items.front()));
    for (const WordId word : tables_.sets.words(first)) found_by_word.push_back({word, a, here()});
    Distance after{distance.min + 1, distance.max + 1};
    double ways_after = ways;
    Cut best = cut_at({false, static_cast<std::uint32_t>(first), distance, false, {}, {}});
    Sequence sequence{{{first, distance, {1, 1}}}, {1, 1}};
    Cut rest = write_items(items.subspan(1), after, ways_after, sequence);
    if (rest.cost < best.cost) best = std::move(rest);
    if (a == 0)
      cut = std::move(best);
    else
      join(cut, best);
    behind = {std::min(behind.min, after.min), std::max(behind.max, after.max)};
    ways_behind += ways_after;
    jumps.push_back(emit(Instruction::Kind::jump));
  }
  for (const std::uint32_t jump : jumps) tables_.code[jump].argument = here();
  std::sort(found_by_word.begin(), found_by_word.end(), [](const Way& a, const Way& b) {
    return a.word != b.word ? a.word < b.word : a.alternative < b.alternative;
  });
  tables_.choices[place].begin = static_cast<std::uint32_t>(tables_.ways.size());
  tables_.ways.insert(tables_.ways.end(), found_by_word.begin(), found_by_word.end());
  tables_.choices[place].end = static_cast<std::uint32_t>(tables_.ways.size());
  distance = behind;
  ways = ways_behind;
  return cut;
}

PatternCompiler::Cut PatternCompiler::write(const Pattern& pattern, Distance& distance, double& ways) {
  if (pattern.parts.size() == 1) return write(pattern.parts.front(), distance, ways);
  // Every order of the parts is an alternative, the order written first. Gaps stay where they are.
  std::vector<std::size_t> order(pattern.parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Cut cut;
  Distance behind{0xFFFFFFFFU, 0};
  double ways_behind = 0;
  std::vector<std::uint32_t> jumps;
  for (bool first = true, more = true; more; first = false) {
    const std::vector<std::size_t> current = order;
    more = std::next_permutation(order.begin(), order.end());
    const std::uint32_t split = more ? emit(Instruction::Kind::split) : 0;
    Distance after = distance;
    double ways_after = ways;
    std::vector<Item> items;
    for (std::size_t p = 0; p < current.size(); ++p) {
      if (p > 0) {
        items.emplace_back().kind = Item::Kind::gap;
        items.back().gap_max = pattern.near_max[p - 1];
      }
      const std::vector<Item>& part = pattern.parts[current[p]].items;
      items.insert(items.end(), part.begin(), part.end());
    }
    Sequence sequence;
    Cut best = write_items(items, after, ways_after, sequence);
    if (first)
      cut = std::move(best);
    else
      join(cut, best);
    behind = {std::min(behind.min, after.min), std::max(behind.max, after.max)};
    ways_behind += ways_after;
    if (!more) break;
    jumps.push_back(emit(Instruction::Kind::jump));
    tables_.code[split].argument = here();
  }
  for (const std::uint32_t jump : jumps) tables_.code[jump].argument = here();
  distance = behind;
  ways = ways_behind;
  return cut;
}

PatternId PatternCompiler::add(const Pattern& pattern, Scope scope, Role role) {
  const auto [place, is_new] =
      known_.try_emplace(describe(pattern, scope), static_cast<PatternId>(tables_.programs.size()));
  const PatternId id = place->second;
  if (!is_new) {
    if (role == Role::sought) is_sought_[static_cast<std::size_t>(id)] = true;
    return id;
  }
  is_sought_.push_back(role == Role::sought);

  Program program;
  program.scope = scope;
  program.begin = program.end = here();
  if (pattern.regex) {
    tables_.regexes.push_back({id, scope, pattern.regex->expression, pattern.regex->literal});
    tables_.programs.push_back(program);
    cuts_.emplace_back();
    return id;
  }
  program.at_start = pattern.at_start;
  program.at_end = pattern.at_end;
  order_matters_ = std::any_of(pattern.parts.begin(), pattern.parts.end(), holds_list);
  scope_ = scope;
  Distance length;
  double ways = 1;
  Cut cut = write(pattern, length, ways);
  emit(Instruction::Kind::accept);
  program.end = here();
  program.max_tokens = length.max;
  program.many_ways = ways > 256;
  note_words(program);
  find_first_words(program);
  // What a match begins with is always a cut, and the only one where every item is optional. A list's entries are found
  // in any case.
  Cut at_begin = cut_at({false, static_cast<std::uint32_t>(program.first), {}, false, {}, {}});
  cuts_.push_back(at_begin.cost < cut.cost && !tables_.is_list(program) ? std::move(at_begin) : std::move(cut));
  tables_.programs.push_back(program);
  return id;
}

void PatternCompiler::look_for(PatternId condition, PatternId pattern) {
  const auto p = static_cast<std::size_t>(pattern);
  if (tables_.conditions.size() <= p) tables_.conditions.resize(p + 1);
  tables_.conditions[p].push_back(condition);
}

Tables PatternCompiler::finish() {
  build_anchors();
  tables_.conditions.resize(tables_.programs.size());
  for (std::vector<PatternId>& conditions : tables_.conditions) {
    std::erase_if(conditions, [this](PatternId condition) {  // those that are found anyway
      const Program& program = tables_.programs[static_cast<std::size_t>(condition)];
      return is_sought_[static_cast<std::size_t>(condition)] || program.begin == program.end;
    });
    std::sort(conditions.begin(), conditions.end());
    conditions.erase(std::unique(conditions.begin(), conditions.end()), conditions.end());
  }
  return std::move(tables_);
}

}  // namespace peertag::match
