// Follows a program from one place. Depth first, the way written first before the others, so that of equal matches the
// first found is the one to keep; a way that has left out more tokens than the best match is given up.
//
// The work at one place is bounded by the program. Where its ways meet again and again (`a ..20 b ..20 c ..20 d`), the
// places where they meet are remembered for the run: a way that comes to one of them having left out no fewer tokens
// than one before it can only find what that one found.
#include <algorithm>
#include <utility>

#include "match/matcher.hpp"

namespace peertag::match {

// False: it is certain that the instruction does not match the token.
inline bool Matcher::may_match(const Instruction& instruction, std::uint32_t place, const Tokens& tokens) const {
  if (instruction.own_words == 0) return instruction.what.mask.meets(own_masks_[place]);
  const auto is_one = [&instruction](WordId wanted) {
    bool found = false;
    for (const WordId word : instruction.what.words) found |= word == wanted;
    return found;
  };
  const Token& token = tokens.tokens[place];
  return is_one(token.word) || (token.ending != WordId::unknown && is_one(token.ending));
}

// REQUIRES: may_match, and an instruction of words.
inline bool Matcher::matches(const Instruction& instruction, const Token& token) const {
  return instruction.own_words != 0 || tables_.sets.contains(static_cast<WordSetId>(instruction.argument), token);
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
  const Way* const end = tables_.ways.data() + choice.end;
  chosen_.clear();
  for (std::uint32_t gap = 0; gap <= left_out; ++gap) {
    if (!may_match(instruction, first + gap, tokens)) continue;
    const Token& token = tokens.tokens[first + gap];
    for (const WordId word : {token.word, token.ending}) {
      const Way* way = std::lower_bound(tables_.ways.data() + choice.begin, end, word,
                                        [](const Way& w, WordId wanted) { return w.word < wanted; });
      for (; way != end && way->word == word; ++way) chosen_.push_back({way->alternative, gap, way->target});
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
    if (!may_match(instruction, place, tokens)) continue;
    if (instruction.kind == Instruction::Kind::words) {
      if (matches(instruction, tokens.tokens[place])) follow(from.at + 1, place + 1, gap, none);
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
        if (!may_match(instruction, state.next, *run.tokens)) return false;
        const Token* const token = run.tokens->tokens.data() + state.next;
        if (state.next > run.start && token->sentence != token[-1].sentence) return false;
        if (instruction.kind == Kind::words) {  // by far the most frequent case
          if (!matches(instruction, *token)) return false;
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
      // Where a look tells that one of the choices fails, there is none.
      if (state.leave == none && state.next < run.limit) {
        if (!may_match(tables_.code[state.at + 1], state.next, *run.tokens)) {
          state.at = instruction.argument;
          return true;
        }
        if (!may_match(tables_.code[instruction.argument], state.next, *run.tokens)) {
          ++state.at;
          return true;
        }
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
