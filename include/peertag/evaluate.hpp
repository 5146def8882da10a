// evaluate: hits -> findings. A rule is satisfied where one of its patterns matched, and stands if nothing stops it:
//
//   all    each must be found in scope, outside the match (sharing no token with it)
//   none   none may be found in scope, outside the match
//   cues   none of the classes named in `unless` may reach the match's first token
//
// A match that lies inside another of the same rule is dropped before that (of equal ones the first pattern's stays).
// What stopped a finding is kept: the first of missing `all`s and present `none`s in the order written, then the first
// cue class by name with its nearest cue.
//
//   "I do not think, honestly, that it helped"     cue `not`, forward, max 6, ends_at comma:
//         ^^^ ----->|                              reaches `think` and ends before `honestly`
//
// A cue reaches up to `max` tokens behind it (forward) or before it (backward) in its own sentence. An end that stands
// at a token (a comma before it, a word that begins there) cuts between that token and the one before it. A cue that
// lies inside a `hides` phrase is none.
//
// Everything is sorted once and swept, so that the cost grows with hits and findings, and not with their product.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "peertag/finding.hpp"
#include "peertag/hit.hpp"
#include "peertag/normalise.hpp"
#include "peertag/rule.hpp"
#include "peertag/token.hpp"

namespace peertag {

// Borrows its rules and holds scratch: one per thread. Allocates nothing once warm.
class Evaluator {
 public:
  // REQUIRES: the rules outlive the evaluator.
  explicit Evaluator(const RuleSet& rules);

  // REQUIRES: the hits are complete (budget_exhausted is false).
  void evaluate(const NormalText& text, const Tokens& tokens, const Hits& hits, Findings& findings);

 private:
  // One match of one rule.
  struct Match {
    RuleId rule{};
    TokenSpan tokens;
    std::uint32_t place = 0;  // of its pattern in the rule's `match`
    const Hit* hit = nullptr;
    SourceSpan span;
    Stop stop = Stop::no;
    CueClassId cue_class{};
    std::optional<NormalSpan> by;
  };
  // The cues of one declaration in this message: gathered if anything is found in it, put in order when the first
  // finding asks for them.
  struct CueState {
    explicit CueState(const Cue& declared) : cue(&declared) {}

    const Cue* cue;
    TokenFlags alone = TokenFlags::none;  // of the ends that need no word
    bool touched = false;                 // the lists are not empty
    bool ready = false;                   // and in order
    std::vector<TokenSpan> by_end;        // (end, longest last); before that, the hiding phrases
    std::vector<TokenSpan> by_begin;      // (begin, longest first)
    std::vector<std::uint32_t> ends;      // tokens that an end stands at, sorted
  };
  // What a pattern is to a cue: most are nothing to any.
  struct CuePart {
    enum class Kind : std::uint8_t { term, hides, end };
    std::uint32_t state = 0;  // place in cue_states_
    Kind kind{};
    TokenFlags before = TokenFlags::none;  // of an end
  };
  struct Reaching {
    TokenSpan cue;
    std::uint32_t distance = 0;  // tokens between the cue and the finding's first token
  };
  // What a message is, for the length of evaluate().
  struct Input {
    const NormalText& text;
    const Tokens& tokens;
    const Hits& hits;
  };

  void collect_matches(const Hits& hits);
  void drop_inner_matches();
  void apply_conditions(const Input& in);
  void apply_condition(std::span<Match> matches, PatternId pattern, Scope scope, Stop stop, const Input& in);
  void apply_cues(const Input& in);
  bool stop_by(Match& match, CueClassId cue_class, const Input& in);
  void list_cue_parts();
  void gather_cues(const Input& in);
  void gather_cue(const CuePart& part, TokenSpan hit, const Input& in);
  void put_cues_in_order(CueState& state) const;
  [[nodiscard]] static std::optional<Reaching> nearest(const CueState& state, TokenSpan finding, const Tokens& tokens);
  void write_findings(const Input& in, Findings& findings);
  void index_hits(const Hits& hits);
  [[nodiscard]] std::span<const Hit> hits_of(PatternId pattern) const {
    return hits_of_[static_cast<std::size_t>(pattern)];
  }
  [[nodiscard]] static NormalSpan text_of(TokenSpan span, const Tokens& tokens) {
    return {tokens.tokens[span.begin].span.begin, tokens.tokens[span.end - 1].span.end};
  }

  const RuleSet& rules_;
  std::vector<std::span<const Hit>> hits_of_;    // by PatternId; empty but during evaluate()
  std::vector<Match> matches_;                   // by (rule, begin, longest first, place); at last by source span
  std::vector<CueState> cue_states_;             // class after class
  std::vector<std::uint32_t> cue_ends_;          // those of class c are [cue_ends_[c], cue_ends_[c + 1])
  std::vector<std::vector<CuePart>> cue_parts_;  // by PatternId
  std::vector<std::uint32_t> marked_tokens_;     // with anything before them, of this message
};

inline Evaluator::Evaluator(const RuleSet& rules) : rules_(rules) {
  hits_of_.resize(rules.uses.size());
  cue_parts_.resize(rules.uses.size());
  list_cue_parts();
}

inline void Evaluator::list_cue_parts() {
  cue_ends_.assign(1, 0);
  for (const std::vector<Cue>& cues : rules_.cues) {
    for (const Cue& cue : cues) {
      const auto s = static_cast<std::uint32_t>(cue_states_.size());
      CueState& state = cue_states_.emplace_back(cue);
      const auto add = [&](PatternId pattern, CuePart::Kind kind, TokenFlags before) {
        cue_parts_[static_cast<std::size_t>(pattern)].push_back({s, kind, before});
      };
      for (const PatternId term : cue.terms) add(term, CuePart::Kind::term, TokenFlags::none);
      for (const PatternId hides : cue.hides) add(hides, CuePart::Kind::hides, TokenFlags::none);
      for (const CueEnd& end : cue.ends_at) {
        if (end.has_pattern)
          add(end.pattern, CuePart::Kind::end, end.before);
        else
          state.alone |= end.before;
      }
    }
    cue_ends_.push_back(static_cast<std::uint32_t>(cue_states_.size()));
  }
}

inline void Evaluator::evaluate(const NormalText& text, const Tokens& tokens, const Hits& hits, Findings& findings) {
  const Input in{text, tokens, hits};
  index_hits(hits);
  collect_matches(hits);
  drop_inner_matches();
  if (!matches_.empty()) {
    apply_conditions(in);
    gather_cues(in);
    apply_cues(in);
  }
  write_findings(in, findings);
  for (const Hit& hit : hits.hits) hits_of_[static_cast<std::size_t>(hit.pattern)] = {};
}

inline void Evaluator::collect_matches(const Hits& hits) {
  matches_.clear();
  for (const Hit& hit : hits.hits)
    for (const RuleSet::Use& use : rules_.uses[static_cast<std::size_t>(hit.pattern)]) {
      Match match;
      match.rule = use.rule;
      match.tokens = hit.tokens;
      match.place = use.place;
      match.hit = &hit;
      matches_.push_back(match);
    }
  std::sort(matches_.begin(), matches_.end(), [](const Match& a, const Match& b) {
    if (a.rule != b.rule) return a.rule < b.rule;
    if (a.tokens.begin != b.tokens.begin) return a.tokens.begin < b.tokens.begin;
    return a.tokens.end != b.tokens.end ? a.tokens.end > b.tokens.end : a.place < b.place;
  });
}

inline void Evaluator::drop_inner_matches() {
  // Those before a match begin no later, and of those kept the last ends last.
  std::size_t kept = 0;
  for (const Match& match : matches_) {
    const Match* outer = kept > 0 ? &matches_[kept - 1] : nullptr;
    if (outer != nullptr && outer->rule == match.rule && match.tokens.end <= outer->tokens.end) continue;
    matches_[kept++] = match;
  }
  matches_.resize(kept);
}

inline void Evaluator::index_hits(const Hits& hits) {
  for (std::size_t h = 0; h < hits.hits.size();) {
    std::size_t end = h + 1;
    while (end < hits.hits.size() && hits.hits[end].pattern == hits.hits[h].pattern) ++end;
    hits_of_[static_cast<std::size_t>(hits.hits[h].pattern)] = {hits.hits.data() + h, end - h};
    h = end;
  }
}

inline void Evaluator::apply_conditions(const Input& in) {
  for (std::size_t m = 0; m < matches_.size();) {
    std::size_t end = m + 1;
    while (end < matches_.size() && matches_[end].rule == matches_[m].rule) ++end;
    const Rule& rule = rules_.rules[static_cast<std::size_t>(matches_[m].rule)];
    const std::span<Match> of_rule(matches_.data() + m, end - m);
    for (const PatternId pattern : rule.all) apply_condition(of_rule, pattern, rule.scope, Stop::all, in);
    for (const PatternId pattern : rule.none) apply_condition(of_rule, pattern, rule.scope, Stop::none, in);
    m = end;
  }
}

inline void Evaluator::apply_condition(std::span<Match> matches, PatternId pattern, Scope scope, Stop stop,
                                       const Input& in) {
  // Of the hits in one scope only two matter: something is found before a match if the hit that ends first is, and
  // behind it if the hit that begins last is. Matches come in order of their scopes, so each hit is looked at once.
  const std::span<const Hit> hits = hits_of(pattern);
  std::size_t next = 0;
  std::optional<TokenSpan> scope_tokens;
  const Hit* ends_first = nullptr;
  const Hit* begins_last = nullptr;
  for (Match& match : matches) {
    if (!scope_tokens || match.tokens.begin >= scope_tokens->end) {
      const auto all = TokenSpan{0, static_cast<std::uint32_t>(in.tokens.tokens.size())};
      scope_tokens =
          scope == Scope::message ? all : in.tokens.sentences[in.tokens.tokens[match.tokens.begin].sentence].tokens;
      ends_first = begins_last = nullptr;
      while (next < hits.size() && hits[next].tokens.begin < scope_tokens->begin) ++next;
      for (; next < hits.size() && hits[next].tokens.begin < scope_tokens->end; ++next) {
        if (ends_first == nullptr || hits[next].tokens.end < ends_first->tokens.end) ends_first = &hits[next];
        begins_last = &hits[next];
      }
    }
    if (match.stop != Stop::no) continue;
    const Hit* outside = nullptr;
    if (ends_first != nullptr && ends_first->tokens.end <= match.tokens.begin)
      outside = ends_first;
    else if (begins_last != nullptr && begins_last->tokens.begin >= match.tokens.end)
      outside = begins_last;
    if ((stop == Stop::all) != (outside == nullptr)) continue;
    match.stop = stop;
    if (outside != nullptr) match.by = text_of(outside->tokens, in.tokens);
  }
}

inline void Evaluator::apply_cues(const Input& in) {
  for (Match& match : matches_) {
    const std::uint32_t unless = rules_.rules[static_cast<std::size_t>(match.rule)].unless;
    for (std::size_t c = 0; c < rules_.cues.size() && match.stop == Stop::no; ++c)
      if ((unless >> c & 1U) != 0 && stop_by(match, static_cast<CueClassId>(c), in)) break;
  }
}

inline bool Evaluator::stop_by(Match& match, CueClassId cue_class, const Input& in) {
  const auto c = static_cast<std::size_t>(cue_class);
  const Sentence& sentence = in.tokens.sentences[in.tokens.tokens[match.tokens.begin].sentence];
  std::optional<Reaching> best;
  for (std::uint32_t s = cue_ends_[c]; s < cue_ends_[c + 1]; ++s) {
    CueState& state = cue_states_[s];
    if (state.by_begin.empty()) continue;
    if (!state.ready) put_cues_in_order(state);
    const std::optional<Reaching> reaching = nearest(state, match.tokens, in.tokens);
    if (reaching && (!best || reaching->distance < best->distance)) best = reaching;
  }
  if (best) {
    match.by = text_of(best->cue, in.tokens);
  } else if (cue_class == rules_.question && sentence.question) {
    // The mark itself, where it can be seen: brackets and quotes may follow it.
    const std::string_view words = std::string_view(in.text.text).substr(sentence.text.begin, sentence.text.size());
    const std::size_t mark = words.rfind('?');
    const auto begin = static_cast<std::uint32_t>(sentence.text.begin + (mark < words.size() ? mark : words.size()));
    match.by = NormalSpan{begin, begin + (mark < words.size() ? 1U : 0U)};
  } else if (cue_class == rules_.statement && !sentence.question) {
    match.by = NormalSpan{sentence.text.end, sentence.text.end};
  } else {
    return false;
  }
  match.stop = Stop::cue;
  match.cue_class = cue_class;
  return true;
}

inline void Evaluator::gather_cues(const Input& in) {
  for (CueState& state : cue_states_) {
    if (!state.touched) continue;
    state.touched = state.ready = false;
    state.by_begin.clear();
    state.by_end.clear();
    state.ends.clear();
  }
  for (const Hit& hit : in.hits.hits)
    for (const CuePart& part : cue_parts_[static_cast<std::size_t>(hit.pattern)]) gather_cue(part, hit.tokens, in);
  marked_tokens_.clear();
  for (std::uint32_t t = 0; t < in.tokens.tokens.size(); ++t)
    if (in.tokens.tokens[t].before != TokenFlags::none) marked_tokens_.push_back(t);
  for (CueState& state : cue_states_) {
    if (state.by_begin.empty() || state.alone == TokenFlags::none) continue;
    for (const std::uint32_t t : marked_tokens_)
      if (has(in.tokens.tokens[t].before, state.alone)) state.ends.push_back(t);
  }
}

inline void Evaluator::gather_cue(const CuePart& part, TokenSpan hit, const Input& in) {
  CueState& state = cue_states_[part.state];
  state.touched = true;
  switch (part.kind) {
    case CuePart::Kind::term:
      state.by_begin.push_back(hit);
      break;
    case CuePart::Kind::hides:
      state.by_end.push_back(hit);
      break;
    case CuePart::Kind::end:
      if (part.before == TokenFlags::none || has(in.tokens.tokens[hit.begin].before, part.before))
        state.ends.push_back(hit.begin);
      break;
  }
}

inline void Evaluator::put_cues_in_order(CueState& state) const {
  state.ready = true;
  const auto longest_first = [](TokenSpan a, TokenSpan b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  };
  // Of the hiding phrases that begin no later than a cue, the one that ends last hides most.
  std::sort(state.by_begin.begin(), state.by_begin.end(), longest_first);
  std::sort(state.by_end.begin(), state.by_end.end(), longest_first);
  std::size_t hiding = 0;
  std::uint32_t hidden_until = 0;
  std::erase_if(state.by_begin, [&](TokenSpan term) {
    for (; hiding < state.by_end.size() && state.by_end[hiding].begin <= term.begin; ++hiding)
      hidden_until = std::max(hidden_until, state.by_end[hiding].end);
    return term.end <= hidden_until;
  });
  state.by_end = state.by_begin;
  std::sort(state.by_end.begin(), state.by_end.end(),
            [](TokenSpan a, TokenSpan b) { return a.end != b.end ? a.end < b.end : a.begin > b.begin; });
  std::sort(state.ends.begin(), state.ends.end());
}

// Of one declaration's cues the nearest decides: what stops its reach stops that of those farther away.
inline std::optional<Evaluator::Reaching> Evaluator::nearest(const CueState& state, TokenSpan finding,
                                                             const Tokens& tokens) {
  const Cue& cue = *state.cue;
  const std::uint32_t first = finding.begin;
  const auto sentence_of = [&](std::uint32_t token) { return tokens.tokens[token].sentence; };
  // An end stands at one of the tokens from..to.
  const auto cut_within = [&](std::uint32_t from, std::uint32_t to) {
    const auto end = std::lower_bound(state.ends.begin(), state.ends.end(), from);
    return end != state.ends.end() && *end <= to;
  };
  std::optional<Reaching> best;
  if (cue.reach != Cue::Reach::backward) {
    const auto behind = std::upper_bound(state.by_end.begin(), state.by_end.end(), first,
                                         [](std::uint32_t at, TokenSpan span) { return at < span.end; });
    if (behind != state.by_end.begin()) {
      const TokenSpan span = *(behind - 1);
      const std::uint32_t distance = first - span.end;
      if (distance < cue.max && sentence_of(span.begin) == sentence_of(first) && !cut_within(span.end, first))
        best = Reaching{span, distance};
    }
  }
  if (cue.reach != Cue::Reach::forward) {
    const auto at = std::lower_bound(state.by_begin.begin(), state.by_begin.end(), finding.end,
                                     [](TokenSpan span, std::uint32_t end) { return span.begin < end; });
    if (at != state.by_begin.end()) {
      const std::uint32_t distance = at->begin - first - 1;
      if (distance < cue.max && sentence_of(at->begin) == sentence_of(first) && !cut_within(first + 1, at->begin) &&
          (!best || distance < best->distance))
        best = Reaching{*at, distance};
    }
  }
  return best;
}

inline void Evaluator::write_findings(const Input& in, Findings& findings) {
  for (Match& match : matches_) match.span = in.text.map.to_source(text_of(match.tokens, in.tokens));
  std::sort(matches_.begin(), matches_.end(), [](const Match& a, const Match& b) {
    if (a.span != b.span) return a.span < b.span;
    if (a.rule != b.rule) return a.rule < b.rule;
    return a.tokens.begin < b.tokens.begin;  // the two tokens of "don't" share a span
  });
  findings.clear();
  for (std::uint32_t place = 0; place < rules_.remembered.size(); ++place)
    if (const std::span<const Hit> hits = hits_of(rules_.remembered[place]); !hits.empty())
      findings.seen.push_back({place, in.text.map.to_source(text_of(hits.front().tokens, in.tokens))});
  for (const Match& match : matches_) {
    const auto first_entry = static_cast<std::uint32_t>(findings.entries.size());
    const auto used = in.hits.entries.begin() + match.hit->first_entry;
    for (auto entry = used; entry != used + match.hit->entry_count; ++entry)
      if (std::find(used, entry, *entry) == entry) findings.entries.push_back(*entry);
    Finding finding;
    finding.rule = match.rule;
    finding.span = match.span;
    finding.first_entry = first_entry;
    finding.entry_count = static_cast<std::uint32_t>(findings.entries.size()) - first_entry;
    finding.stop = match.stop;
    finding.cue_class = match.cue_class;
    if (match.by) finding.by = in.text.map.to_source(*match.by);
    findings.findings.push_back(finding);
  }
}

}  // namespace peertag
