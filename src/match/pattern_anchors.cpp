// Where each pattern is looked for: leaves that every match holds, what it costs to look for them, and the tables of
// the cheapest.
#include <algorithm>
#include <optional>
#include <utility>

#include "match/pattern_compiler.hpp"

namespace peertag::match {

using codebook::Item;
using codebook::Run;

double PatternCompiler::frequency_of(WordSetId set) const {
  double sum = 0;
  for (const WordId word : tables_.sets.words(set)) sum += frequency_[static_cast<std::size_t>(word)];
  return sum;
}

// What an anchor costs: how often it is seen, times what is done then. A look at a place costs one, to run a program a
// hundred; one place in ten passes the look. Where the anchor itself is what a match begins with, it always does.
PatternCompiler::Cut PatternCompiler::cut_at(Leaf leaf) const {
  double frequency = leaf.is_list ? lists_[leaf.id].frequency : frequency_of(static_cast<WordSetId>(leaf.id));
  double cost = 0;
  if (leaf.is_pair) {
    cost = frequency * leaf.ahead.max * 0.1;  // to look for it; most of that is done for other patterns anyway
    frequency *= frequency_of(leaf.second) * (1.0 + (leaf.ahead.max - leaf.ahead.min));
  }
  const double places = 1.0 + (leaf.back.max - leaf.back.min);
  cost += frequency * (leaf.back.max == 0 ? 100.0 : 3.0 + places * (1.0 + 100.0 / 10.0));
  return {{leaf}, cost};
}

// The words that a match of the item begins, or ends, with; none where that may be anything.
std::vector<WordId> PatternCompiler::words_at(const Item& item, End end) const {
  if (item.optional || item.kind == Item::Kind::gap) return {};
  if (item.kind == Item::Kind::list) {
    const List& list = lists_[static_cast<std::size_t>(list_ids_.find(item.text)->second)];
    return end == End::first ? list.first_words : list.last_words;
  }
  if (item.kind != Item::Kind::group) return words_of(item);
  std::vector<WordId> words;
  for (const Run& alternative : item.alternatives) {
    const std::vector<WordId> more = words_at(alternative, end);
    if (more.empty()) return {};
    words.insert(words.end(), more.begin(), more.end());
  }
  return words;
}

// An optional item at the run's end leaves open what the end is.
std::vector<WordId> PatternCompiler::words_at(const Run& run, End end) const {
  return words_at(end == End::first ? run.items.front() : run.items.back(), end);
}

// The cheapest pair of a place before and the one that is about to be written. In scope `message` a gap may lead into
// another sentence, where nobody looks for the second word: there only neighbours make a pair.
PatternCompiler::Cut PatternCompiler::pair_with(const Sequence& sequence, const std::vector<WordId>& words) {
  constexpr std::size_t most_pairs = 8192;
  Cut best;
  if (words.empty()) return best;
  const WordSetId second = sets_.intern(words);
  for (const Filled& place : sequence.filled) {
    const Distance ahead{sequence.length.min - place.behind.min + 1, sequence.length.max - place.behind.max + 1};
    const std::size_t pairs = tables_.sets.words(place.words).size() * tables_.sets.words(second).size();
    if (ahead.max > Pair::farthest || place.back.max > 0xFFFFU || pairs > most_pairs) continue;
    if (scope_ == Scope::message && ahead.max > 1) continue;
    Leaf leaf{false, static_cast<std::uint32_t>(place.words), place.back, true, second, ahead};
    Cut cut = cut_at(leaf);
    if (cut.cost < best.cost) best = std::move(cut);
  }
  return best;
}

// `cut` or `other`, whichever way the match went.
void PatternCompiler::join(Cut& cut, const Cut& other) const {
  if (cut.cost >= never || other.cost >= never) {
    cut = {};
    return;
  }
  cut.cost = 0;
  for (const Leaf& leaf : other.leaves) {
    const auto same = std::find_if(cut.leaves.begin(), cut.leaves.end(), [&](const Leaf& l) {
      return l.is_list == leaf.is_list && l.id == leaf.id && l.is_pair == leaf.is_pair && l.second == leaf.second;
    });
    if (same == cut.leaves.end()) {
      cut.leaves.push_back(leaf);
    } else {
      same->back = {std::min(same->back.min, leaf.back.min), std::max(same->back.max, leaf.back.max)};
      same->ahead = {std::min(same->ahead.min, leaf.ahead.min), std::max(same->ahead.max, leaf.ahead.max)};
    }
  }
  for (const Leaf& leaf : cut.leaves) cut.cost += cut_at(leaf).cost;
}

// Follows the program until it has matched two tokens, or may have matched any.
void PatternCompiler::find_first_words(Program& program) {
  std::vector<WordId> first;
  const std::uint32_t size = program.end - program.begin;
  std::vector<bool> seen(std::size_t{2} * size, false);  // before, and behind, the first token
  std::vector<std::pair<std::uint32_t, bool>> open;
  const auto visit = [&](std::uint32_t at, bool behind) {
    const std::size_t i = at - program.begin + (behind ? size : 0);
    if (!seen[i]) open.emplace_back(at, behind);
    seen[i] = true;
  };
  visit(program.begin, false);
  while (!open.empty()) {
    const std::uint32_t at = open.back().first;
    const bool behind = open.back().second;
    open.pop_back();
    const Instruction& instruction = tables_.code[at];
    const auto take = [&](WordId word) {
      if (behind)
        program.second_mask |= mask_of(word);
      else
        first.push_back(word);
    };
    switch (instruction.kind) {
      case Instruction::Kind::words:
        for (const WordId word : tables_.sets.words(static_cast<WordSetId>(instruction.argument))) take(word);
        if (!behind) visit(at + 1, true);
        break;
      case Instruction::Kind::choose:
        for (const Way& way : ways_of(instruction)) {
          take(way.word);
          if (!behind) visit(way.target, true);
        }
        break;
      case Instruction::Kind::list:
        for (const WordId word : lists_[instruction.argument].first_words) take(word);
        if (!behind) program.second_mask = full_mask;  // an entry may go on
        break;
      case Instruction::Kind::gap:
        if (behind)
          program.second_mask = full_mask;
        else
          visit(at + 1, false);
        break;
      case Instruction::Kind::split:
        visit(at + 1, behind);
        visit(instruction.argument, behind);
        break;
      case Instruction::Kind::jump:
        visit(instruction.argument, behind);
        break;
      case Instruction::Kind::accept:
        program.second_mask = full_mask;
        break;
    }
  }
  for (const WordId word : first) program.first_mask |= mask_of(word);
  program.first = sets_.intern(std::move(first));
}

bool PatternCompiler::is_one_word(const Program& program) const {
  return program.end - program.begin == 2 && tables_.code[program.begin].kind == Instruction::Kind::words &&
         !program.at_start && !program.at_end;
}

void PatternCompiler::build_anchors() {
  std::vector<std::vector<PatternId>> one_word(spelling_.size());
  std::vector<std::vector<Anchor>> of_words(spelling_.size()), of_lists(declarations_.lists.size());
  PairIndexBuilder pairs(spelling_.size());
  for (std::size_t p = 0; p < cuts_.size(); ++p) {
    if (!is_sought_[p]) continue;
    const auto pattern = static_cast<PatternId>(p);
    if (is_one_word(tables_.programs[p])) {
      for (const WordId word : tables_.sets.words(tables_.programs[p].first))
        one_word[static_cast<std::size_t>(word)].push_back(pattern);
      continue;
    }
    for (const Leaf& leaf : cuts_[p].leaves) {
      if (leaf.is_pair)
        add_pairs(leaf, pattern, pairs);
      else
        add_anchor(leaf, pattern, of_words, of_lists);
    }
  }
  tables_.one_word.build(one_word);
  tables_.pairs = pairs.build();
  tables_.word_anchors.build(of_words);
  std::vector<std::vector<Anchor>> of_nodes(tables_.phrases.node_count());
  tables_.node_lists.assign(of_nodes.size(), 0);
  for (PhraseTrie::Node node = 0; node < of_nodes.size(); ++node) {
    std::optional<ListId> last;
    for (const ListRow row : tables_.phrases.rows(node)) {
      const ListId list = tables_.rows[static_cast<std::size_t>(row)].list;
      if (list == last) continue;
      tables_.node_lists[node] |= bit_of(list);
      const std::vector<Anchor>& anchors = of_lists[static_cast<std::size_t>(list)];
      of_nodes[node].insert(of_nodes[node].end(), anchors.begin(), anchors.end());
      last = list;
    }
  }
  tables_.list_anchors.build(of_nodes);
}

void PatternCompiler::add_pairs(const Leaf& leaf, PatternId pattern, PairIndexBuilder& pairs) const {
  const Program& program = tables_.programs[static_cast<std::size_t>(pattern)];
  Pair pair;
  pair.pattern = pattern;
  pair.back_min = static_cast<std::uint16_t>(leaf.back.min);
  pair.back_max = static_cast<std::uint16_t>(leaf.back.max);
  pair.ahead_min = static_cast<std::uint8_t>(leaf.ahead.min);
  pair.ahead_max = static_cast<std::uint8_t>(leaf.ahead.max);
  pair.scope = program.scope;
  pair.at_start = program.at_start;
  for (const WordId left : tables_.sets.words(static_cast<WordSetId>(leaf.id)))
    for (const WordId right : tables_.sets.words(leaf.second)) pairs.add(left, right, pair);
}

void PatternCompiler::add_anchor(const Leaf& leaf, PatternId pattern, std::vector<std::vector<Anchor>>& of_words,
                                 std::vector<std::vector<Anchor>>& of_lists) const {
  const Program& program = tables_.programs[static_cast<std::size_t>(pattern)];
  const Anchor anchor{pattern,          leaf.back.min,      leaf.back.max,      program.scope,
                      program.at_start, program.first_mask, program.second_mask};
  if (leaf.is_list) {
    of_lists[leaf.id].push_back(anchor);
    return;
  }
  for (const WordId word : tables_.sets.words(static_cast<WordSetId>(leaf.id))) {
    // Sets of one cut may share a word.
    std::vector<Anchor>& anchors = of_words[static_cast<std::size_t>(word)];
    if (!anchors.empty() && anchors.back().pattern == anchor.pattern) {
      anchors.back().back_min = std::min(anchors.back().back_min, anchor.back_min);
      anchors.back().back_max = std::max(anchors.back().back_max, anchor.back_max);
    } else {
      anchors.push_back(anchor);
    }
  }
}
}  // namespace peertag::match
