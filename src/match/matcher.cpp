// List entries from every token; places where patterns may begin, from their anchors; the programs at those places;
// regexes; and at last the conditions of what was found. Each program is followed depth first, the way written first
// before the others, so that of equal matches the first found is the one to keep; a way that has left out more tokens
// than the best match is given up.
//
// The work at one place is bounded by the program. Where its ways meet again and again (`a ..20 b ..20 c ..20 d`), the
// places where they meet are remembered for the run: a way that comes to one of them having left out no fewer tokens
// than one before it can only find what that one found.
#include "match/matcher.hpp"

#include <algorithm>
#include <utility>

#include "peertag/limits.hpp"

namespace peertag::match {
namespace {

// Patterns whose memory would be larger than this go without; the budget holds for them as for all.
constexpr std::size_t most_visits = 1U << 20U;

std::size_t visits_of(const Program& program) {
  return static_cast<std::size_t>(program.end - program.begin) * (program.max_tokens + 1U);
}

}  // namespace

Matcher::Matcher(const Tables& tables) : tables_(tables), regexes_(tables.regexes) {
  std::size_t most = 0;
  for (const Program& program : tables.programs) {
    remembers_.push_back(program.many_ways && visits_of(program) <= most_visits);
    if (remembers_.back()) most = std::max(most, visits_of(program));
  }
  visits_.resize(most);
}

void Matcher::find(const NormalText& text, const Tokens& tokens, Hits& hits) {
  hits.hits.clear();
  hits.entries.clear();
  hits.steps = 0;
  hits.budget_exhausted = false;
  const std::uint64_t budget = std::uint64_t{limits::steps_per_byte} * text.text.size() + limits::steps_base;

  find_phrases(tokens, hits);
  mask_tokens(tokens);
  propose_starts(tokens, hits);
  run_programs(tokens, budget, hits);
  if (!hits.budget_exhausted) regexes_.find(text, tokens, budget, hits);
  if (!hits.budget_exhausted) find_conditions(tokens, budget, hits);
  const auto in_order = [](const Hit& a, const Hit& b) {
    return a.pattern != b.pattern ? a.pattern < b.pattern : a.tokens.begin < b.tokens.begin;
  };
  if (!std::is_sorted(hits.hits.begin(), hits.hits.end(), in_order))
    std::sort(hits.hits.begin(), hits.hits.end(), in_order);
}

void Matcher::find_phrases(const Tokens& tokens, Hits& hits) {
  const PhraseTrie& phrases = tables_.phrases;
  phrase_matches_.clear();
  phrase_ends_.assign(1, 0);
  for (const Sentence& sentence : tokens.sentences)
    for (std::uint32_t t = sentence.tokens.begin; t < sentence.tokens.end; ++t) {
      const std::size_t before = phrase_matches_.size();
      const auto follow = [this](std::span<const PhraseTrie::Node> nodes, std::uint32_t next, std::uint32_t gaps) {
        for (const PhraseTrie::Node node : nodes) phrase_states_.push_back({node, next, gaps});
      };
      follow(phrases.roots(tokens.tokens[t].word), t + 1, 0);
      if (tokens.tokens[t].ending != WordId::unknown) follow(phrases.roots(tokens.tokens[t].ending), t + 1, 0);
      while (!phrase_states_.empty()) {
        const auto [node, next, gaps] = phrase_states_.back();
        phrase_states_.pop_back();
        ++hits.steps;
        for (const ListRow row : phrases.rows(node))
          phrase_matches_.push_back({row, tables_.rows[static_cast<std::size_t>(row)].list, next, gaps});
        if (next == sentence.tokens.end) continue;
        const PhraseTrie::Node behind_gap = phrases.child_of_any(node);
        if (behind_gap != PhraseTrie::no_node) phrase_states_.push_back({behind_gap, next + 1, gaps + 1});
        if (!phrases.has_children(node)) continue;
        follow(phrases.children(node, tokens.tokens[next].word), next + 1, gaps);
        if (tokens.tokens[next].ending != WordId::unknown)
          follow(phrases.children(node, tokens.tokens[next].ending), next + 1, gaps);
      }
      std::sort(
          phrase_matches_.begin() + static_cast<std::ptrdiff_t>(before), phrase_matches_.end(),
          [](const PhraseMatch& a, const PhraseMatch& b) { return a.row != b.row ? a.row < b.row : a.gaps < b.gaps; });
      phrase_ends_.push_back(static_cast<std::uint32_t>(phrase_matches_.size()));
    }
}

// Rows are numbered list by list: those of one list stand together, in the order written.
std::span<const Matcher::PhraseMatch> Matcher::phrases_at(std::uint32_t token, ListId list) const {
  const PhraseMatch* first = phrase_matches_.data() + phrase_ends_[token];
  const PhraseMatch* const end = phrase_matches_.data() + phrase_ends_[token + 1];
  while (first != end && first->list < list) ++first;
  const PhraseMatch* last = first;
  while (last != end && last->list == list) ++last;
  return {first, last};
}

void Matcher::mask_tokens(const Tokens& tokens) {
  own_masks_.clear();
  next_masks_.clear();
  for (const Sentence& sentence : tokens.sentences) {
    for (std::uint32_t t = sentence.tokens.begin; t < sentence.tokens.end; ++t) {
      own_masks_.push_back(mask_of(tokens.tokens[t]));
      if (t > sentence.tokens.begin) next_masks_.push_back(own_masks_.back());
    }
    if (!sentence.tokens.empty()) next_masks_.push_back(no_word_mask);
  }
}

void Matcher::propose_starts(const Tokens& tokens, Hits& hits) {
  starts_.clear();
  for (const Sentence& sentence : tokens.sentences)
    for (std::uint32_t t = sentence.tokens.begin; t < sentence.tokens.end; ++t) {
      const auto propose_all = [&](std::span<const Anchor> anchors) {
        for (const Anchor& anchor : anchors) hits.charge(anchor.pattern, propose(anchor, t, sentence.tokens.begin));
      };
      const Token& token = tokens.tokens[t];
      propose_all(tables_.word_anchors[static_cast<std::size_t>(token.word)]);
      if (token.ending != WordId::unknown) propose_all(tables_.word_anchors[static_cast<std::size_t>(token.ending)]);
      for (std::uint32_t m = phrase_ends_[t]; m < phrase_ends_[t + 1]; ++m) {
        const ListId list = phrase_matches_[m].list;
        if (m > phrase_ends_[t] && phrase_matches_[m - 1].list == list) continue;  // its anchors have been seen here
        propose_all(tables_.list_anchors[static_cast<std::size_t>(list)]);
      }
    }
  std::sort(starts_.begin(), starts_.end());
  starts_.erase(std::unique(starts_.begin(), starts_.end()), starts_.end());
}

// Gives back how many places it looked at.
inline std::uint32_t Matcher::propose(const Anchor& anchor, std::uint32_t place, std::uint32_t sentence_begin) {
  const std::uint32_t scope_begin = anchor.scope == Scope::sentence ? sentence_begin : 0;
  if (place - scope_begin < anchor.back_min) return 1;
  std::uint32_t last = place - anchor.back_min;
  const std::uint32_t first = place - scope_begin > anchor.back_max ? place - anchor.back_max : scope_begin;
  if (anchor.at_start) {
    if (first != scope_begin) return 1;
    last = first;
  }
  for (std::uint32_t start = first; start <= last; ++start)
    if (anchor.first_mask.meets(own_masks_[start]) && anchor.second_mask.meets(next_masks_[start]))
      starts_.push_back(static_cast<std::uint64_t>(anchor.pattern) << 32U | start);
  return 1 + last - first;
}

void Matcher::run_programs(const Tokens& tokens, std::uint64_t budget, Hits& hits) {
  for (const std::uint64_t proposed : starts_) {
    const auto pattern = static_cast<PatternId>(proposed >> 32U);
    const auto start = static_cast<std::uint32_t>(proposed);
    try_at(pattern, start, tokens, budget, hits);
    if (hits.budget_exhausted) return;
  }
}

void Matcher::find_conditions(const Tokens& tokens, std::uint64_t budget, Hits& hits) {
  requests_.clear();
  for (const Hit& hit : hits.hits)
    for (const PatternId condition : tables_.conditions[static_cast<std::size_t>(hit.pattern)]) {
      const bool whole = tables_.programs[static_cast<std::size_t>(condition)].scope == Scope::message;
      const std::uint32_t sentence = whole ? 0 : tokens.tokens[hit.tokens.begin].sentence;
      requests_.push_back(static_cast<std::uint64_t>(condition) << 32U | sentence);
    }
  std::sort(requests_.begin(), requests_.end());
  requests_.erase(std::unique(requests_.begin(), requests_.end()), requests_.end());

  for (const std::uint64_t request : requests_) {
    const auto pattern = static_cast<PatternId>(request >> 32U);
    const Program& program = tables_.programs[static_cast<std::size_t>(pattern)];
    TokenSpan scope{0, static_cast<std::uint32_t>(tokens.tokens.size())};
    if (program.scope == Scope::sentence) scope = tokens.sentences[static_cast<std::uint32_t>(request)].tokens;
    if (program.at_start) scope.end = scope.begin + 1;
    hits.charge(pattern, scope.size());
    for (std::uint32_t start = scope.begin; start < scope.end; ++start) {
      if (!program.first_mask.meets(own_masks_[start]) || !program.second_mask.meets(next_masks_[start])) continue;
      try_at(pattern, start, tokens, budget, hits);
      if (hits.budget_exhausted) return;
    }
  }
}

void Matcher::try_at(PatternId pattern, std::uint32_t start, const Tokens& tokens, std::uint64_t budget, Hits& hits) {
  // Masks let some words through that no match begins with.
  const Program& program = tables_.programs[static_cast<std::size_t>(pattern)];
  if (!tables_.sets.contains(program.first, tokens.tokens[start])) return;
  const Best best = run(program, start, tokens, budget, hits);
  if (!best.found || hits.budget_exhausted) return;
  hits.hits.push_back({pattern,
                       {start, best.end},
                       static_cast<std::uint32_t>(hits.entries.size()),
                       static_cast<std::uint32_t>(best_path_.size())});
  for (const ListRow row : best_path_) hits.entries.push_back(tables_.rows[static_cast<std::size_t>(row)].entry);
}

bool Matcher::was_here(const Run& run, const State& state) {
  Visit& visit = visits_[static_cast<std::size_t>(state.at - run.program->begin) * (run.program->max_tokens + 1U) +
                         (state.next - run.start)];
  if (visit.run == run_ && visit.gaps <= state.gaps) return true;
  visit = {run_, state.gaps};
  return false;
}

// The alternatives that one of the tokens begins, in the order written, each with the nearest token first.
void Matcher::choose(const Instruction& instruction, std::uint32_t first, std::uint32_t left_out,
                     const Tokens& tokens) {
  const Choice& choice = tables_.choices[instruction.argument];
  const std::span<const WordId> words = choice.words;
  chosen_.clear();
  for (std::uint32_t gap = 0; gap <= left_out; ++gap) {
    if (!instruction.mask.meets(own_masks_[first + gap])) continue;
    const Token& token = tokens.tokens[first + gap];
    for (const WordId word : {token.word, token.ending}) {
      auto way = static_cast<std::size_t>(std::lower_bound(words.begin(), words.end(), word) - words.begin());
      for (; way < words.size() && words[way] == word; ++way)
        chosen_.push_back({choice.ways[way].alternative, gap, choice.ways[way].target});
      if (token.ending == WordId::unknown) break;
    }
  }
  if (chosen_.size() > 1)
    std::sort(chosen_.begin(), chosen_.end(), [](const Chosen& a, const Chosen& b) {
      return a.alternative != b.alternative ? a.alternative < b.alternative : a.gap < b.gap;
    });
}

// Matches one instruction at the token `state.next` or, with leave, one of the `left_out` behind it. `state` becomes
// the way to follow first; those to follow later are left on the stack. False if there is none.
bool Matcher::take(const Instruction& instruction, std::uint32_t left_out, const Tokens& tokens, State& state) {
  const State from = state;
  bool found = false;
  // Called for the ways to follow last first: each takes the place of the one before, which goes on the stack.
  const auto follow = [&](std::uint32_t at, std::uint32_t next, std::uint32_t gap, std::uint32_t row) {
    if (found) states_.push_back(state);
    found = true;
    state = {at, next, from.gaps + gap, none, from.depth, row};
  };
  if (instruction.kind == Instruction::Kind::choose) {
    choose(instruction, from.next, left_out, tokens);
    for (std::size_t c = chosen_.size(); c-- > 0;)
      follow(chosen_[c].target, from.next + chosen_[c].gap + 1, chosen_[c].gap, none);
    return found;
  }
  for (std::uint32_t gap = left_out + 1; gap-- > 0;) {
    const std::uint32_t place = from.next + gap;
    if (!instruction.mask.meets(own_masks_[place])) continue;
    if (instruction.kind == Instruction::Kind::words) {
      if (tables_.sets.contains(static_cast<WordSetId>(instruction.argument), tokens.tokens[place]))
        follow(from.at + 1, place + 1, gap, none);
      continue;
    }
    const std::span<const PhraseMatch> phrases = phrases_at(place, static_cast<ListId>(instruction.argument));
    for (std::size_t p = phrases.size(); p-- > 0;)
      follow(from.at + 1, phrases[p].end, gap + phrases[p].gaps, static_cast<std::uint32_t>(phrases[p].row));
  }
  return found;
}

// What a state brings with it is written down, and whether it can still lead to a new match is seen.
inline bool Matcher::enter(Run& run, State& state) {
  if (run.best.found && state.gaps > run.best.gaps) return false;
  if (state.row != none) {
    path_.resize(state.depth++);
    path_.push_back(static_cast<ListRow>(std::exchange(state.row, none)));
  }
  return !run.remembers || state.leave != none || !was_here(run, state);
}

// Follows one instruction. False where the way ends.
inline bool Matcher::advance(Run& run, State& state) {
  using Kind = Instruction::Kind;
  const Instruction& instruction = tables_.code[state.at];
  ++run.steps;
  switch (instruction.kind) {
    case Kind::words:
    case Kind::choose:
    case Kind::list: {
      if (state.next == run.limit) return false;
      std::uint32_t left_out = 0;
      if (state.leave != none) {
        left_out = std::min(state.leave, run.limit - 1 - state.next);
        run.steps += left_out;
      } else {
        if (!instruction.mask.meets(own_masks_[state.next])) return false;
        const Token* const token = run.tokens->tokens.data() + state.next;
        if (state.next > run.start && token->sentence != token[-1].sentence) return false;
        if (instruction.kind == Kind::words) {  // by far the most frequent case
          if (!tables_.sets.contains(static_cast<WordSetId>(instruction.argument), *token)) return false;
          ++state.at;
          ++state.next;
          return !run.remembers || !was_here(run, state);
        }
      }
      return take(instruction, left_out, *run.tokens, state) && enter(run, state);
    }
    case Kind::gap:
      if (state.next > run.start) state.leave = (state.leave == none ? 0 : state.leave) + instruction.argument;
      ++state.at;
      return true;
    case Kind::split:
      // The first choice is not worth a state where a look tells that it fails.
      if (state.leave == none && state.next < run.limit &&
          !tables_.code[state.at + 1].mask.meets(own_masks_[state.next])) {
        state.at = instruction.argument;
        return true;
      }
      states_.push_back(state);
      states_.back().at = instruction.argument;
      ++state.at;
      return true;
    case Kind::jump:
      state.at = instruction.argument;
      return true;
    case Kind::accept: {
      if (state.next == run.start || (run.program->at_end && state.next != run.limit)) return false;
      Best& best = run.best;
      if (!best.found || state.gaps < best.gaps || (state.gaps == best.gaps && state.next > best.end)) {
        best = {state.next, state.gaps, true};
        path_.resize(state.depth);
        best_path_ = path_;
      }
      return false;
    }
  }
  return false;
}

// Goes back to the way that was left last.
inline bool Matcher::resume(Run& run, State& state) {
  while (!states_.empty()) {
    state = states_.back();
    states_.pop_back();
    ++run.steps;
    if (run.steps > run.most_steps) return false;
    if (enter(run, state)) return true;
  }
  return false;
}

Matcher::Best Matcher::run(const Program& program, std::uint32_t start, const Tokens& tokens, std::uint64_t budget,
                           Hits& hits) {
  Run run;
  run.program = &program;
  run.tokens = &tokens;
  run.start = start;
  run.limit = program.scope == Scope::sentence ? tokens.sentences[tokens.tokens[start].sentence].tokens.end
                                               : static_cast<std::uint32_t>(tokens.tokens.size());
  const auto program_id = static_cast<PatternId>(&program - tables_.programs.data());
  run.remembers = remembers_[static_cast<std::size_t>(program_id)];
  run.most_steps = budget > hits.steps ? budget - hits.steps : 0;
  ++run_;
  path_.clear();
  states_.clear();

  State state{program.begin, start, 0, none, 0, none};
  do {
    while (advance(run, state)) {
    }
  } while (resume(run, state));
  hits.charge(program_id, run.steps);
  if (hits.steps > budget) hits.budget_exhausted = true;
  return run.best;
}

}  // namespace peertag::match
