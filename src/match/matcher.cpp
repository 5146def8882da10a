// List entries from every token; places where patterns may begin, from their anchors (starts.cpp); the programs at
// those places (follow.cpp); regexes; and at last the conditions of what was found.
//
// What is looked up in tables is asked for before it is read, for all words of a message at once: the tables of a
// codebook are larger than the nearest caches, and the time of this stage is the time of waiting for them.
#include "match/matcher.hpp"

#include <algorithm>

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
  starts_.clear();
  find_words(tokens, hits);
  answer_questions(tokens, hits);
  find_anchors(tokens, hits);
  sift_starts();
  run_programs(tokens, budget, hits);
  if (!hits.budget_exhausted) regexes_.find(text, tokens, budget, hits);
  if (!hits.budget_exhausted) find_conditions(tokens, budget, hits);
  const auto in_order = [](const Hit& a, const Hit& b) {
    return a.pattern != b.pattern ? a.pattern < b.pattern : a.tokens.begin < b.tokens.begin;
  };
  if (!std::is_sorted(hits.hits.begin(), hits.hits.end(), in_order))
    std::sort(hits.hits.begin(), hits.hits.end(), in_order);
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
      if (!may_begin(program, start)) continue;
      try_at(pattern, start, tokens, budget, hits);
      if (hits.budget_exhausted) return;
    }
  }
}

// What run() gives for a pattern that is a list and nothing more: many are.
Matcher::Best Matcher::best_entry(PatternId pattern, std::uint32_t start, Hits& hits) {
  const Program& program = tables_.programs[static_cast<std::size_t>(pattern)];
  const std::span<const PhraseMatch> entries =
      phrases_at(start, static_cast<ListId>(tables_.code[program.begin].argument));
  hits.charge(pattern, 1 + entries.size());
  Best best;
  best_path_.clear();
  for (const PhraseMatch& entry : entries) {
    if (best.found && (entry.gaps > best.gaps || (entry.gaps == best.gaps && entry.end <= best.end))) continue;
    best = {entry.end, entry.gaps, true};
    best_path_.assign(1, entry.row);
  }
  return best;
}

void Matcher::try_at(PatternId pattern, std::uint32_t start, const Tokens& tokens, std::uint64_t budget, Hits& hits) {
  const Program& program = tables_.programs[static_cast<std::size_t>(pattern)];
  const Best best =
      tables_.is_list(program) ? best_entry(pattern, start, hits) : run(program, start, tokens, budget, hits);
  if (!best.found || hits.budget_exhausted) return;
  hits.hits.push_back({pattern,
                       {start, best.end},
                       static_cast<std::uint32_t>(hits.entries.size()),
                       static_cast<std::uint32_t>(best_path_.size())});
  for (const ListRow row : best_path_) hits.entries.push_back(tables_.rows[static_cast<std::size_t>(row)].entry);
}

}  // namespace peertag::match
