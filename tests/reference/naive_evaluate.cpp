#include "reference/naive_evaluate.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

namespace reference {
namespace {

using peertag::Cue;
using peertag::Scope;
using peertag::Stop;
using peertag::codebook::CueDeclaration;
using peertag::codebook::Declarations;
using peertag::codebook::PatternDeclaration;

bool overlap(const Match& a, const Match& b) { return a.begin < b.end && b.begin < a.end; }
bool inside(const Match& a, const Match& b) { return b.begin <= a.begin && a.end <= b.end; }

peertag::SourceSpan source_of(const Match& match, const peertag::NormalText& normal, const Text& text) {
  return normal.map.to_source({text.words[match.begin].span.begin, text.words[match.end - 1].span.end});
}

// Matches of a rule that lie in no other; of equal ones the first pattern's.
std::vector<Match> outermost(const std::vector<std::vector<Match>>& by_pattern) {
  std::vector<Match> all, out;
  for (const std::vector<Match>& matches : by_pattern) all.insert(all.end(), matches.begin(), matches.end());
  for (std::size_t i = 0; i < all.size(); ++i) {
    bool dropped = false;
    for (std::size_t j = 0; j < all.size(); ++j)
      if (i != j && inside(all[i], all[j]) && (!inside(all[j], all[i]) || j < i)) dropped = true;
    if (!dropped) out.push_back(all[i]);
  }
  return out;
}

// What of `found` lies in the scope of `match` and shares no token with it: the one before it that ends first, else the
// one behind it that begins last.
std::optional<Match> outside(const std::vector<Match>& found, const Match& match, Scope scope, const Text& text) {
  std::optional<Match> before, behind;
  for (const Match& other : found) {
    if (overlap(other, match)) continue;
    if (scope == Scope::sentence && text.words[other.begin].sentence != text.words[match.begin].sentence) continue;
    if (other.end <= match.begin) {
      if (!before || other.end < before->end) before = other;
    } else if (!behind || other.begin > behind->begin) {
      behind = other;
    }
  }
  return before ? before : behind;
}

bool is_end(const CueDeclaration& cue, const CueMatches& found, std::uint32_t token, const Text& text) {
  for (std::size_t e = 0; e < cue.ends_at.size(); ++e) {
    const auto& end = cue.ends_at[e];
    const bool flagged = (static_cast<unsigned>(text.words[token].before) & static_cast<unsigned>(end.before)) != 0;
    const bool begins = std::any_of(found.ends[e].begin(), found.ends[e].end(),
                                    [&](const Match& match) { return match.begin == token; });
    if (end.pattern ? begins && (end.before == peertag::TokenFlags::none || flagged) : flagged) return true;
  }
  return false;
}

// Walks from the cue to the finding's first token, if it gets there. Gives the tokens between.
std::optional<std::uint32_t> walk(const CueDeclaration& cue, const CueMatches& found, const Match& term,
                                  const Match& finding, bool forward, const Text& text) {
  if (overlap(term, finding)) return {};
  if (text.words[term.begin].sentence != text.words[finding.begin].sentence) return {};
  std::uint32_t reached = 0;
  if (forward) {
    if (term.end > finding.begin) return {};
    for (std::uint32_t token = term.end;; ++token) {
      if (reached == cue.max || is_end(cue, found, token, text)) return {};
      ++reached;
      if (token == finding.begin) return reached - 1;
    }
  }
  if (term.begin < finding.end) return {};
  for (std::uint32_t token = term.begin; token > finding.begin; --token) {
    if (reached == cue.max || is_end(cue, found, token, text)) return {};
    ++reached;
  }
  return reached - 1;
}

void stop_by_cue(const Declarations& book, const std::vector<CueMatches>& cues, std::uint32_t unless,
                 const peertag::NormalText& normal, const Text& text, Finding& finding) {
  for (std::uint32_t c = 0; c < book.cue_classes.size(); ++c) {
    if ((unless >> c & 1U) == 0) continue;
    std::optional<std::uint32_t> best_distance;
    Match best;
    for (std::size_t i = 0; i < book.cues.size(); ++i) {
      const CueDeclaration& cue = book.cues[i];
      if (static_cast<std::uint32_t>(cue.cue_class) != c) continue;
      for (const bool forward : {true, false}) {
        if (forward ? cue.reach == Cue::Reach::backward : cue.reach == Cue::Reach::forward) continue;
        std::optional<std::uint32_t> own_distance;
        Match own;
        for (const std::vector<Match>& terms : cues[i].terms)
          for (const Match& term : terms) {
            bool hidden = false;
            for (const std::vector<Match>& hides : cues[i].hides)
              for (const Match& hide : hides) hidden = hidden || inside(term, hide);
            const auto distance = walk(cue, cues[i], term, finding.match, forward, text);
            if (hidden || !distance) continue;
            if (!own_distance || *distance < *own_distance ||
                (*distance == *own_distance && term.end - term.begin > own.end - own.begin)) {
              own_distance = distance;
              own = term;
            }
          }
        if (own_distance && (!best_distance || *own_distance < *best_distance)) {
          best_distance = own_distance;
          best = own;
        }
      }
    }
    const peertag::Sentence& sentence = text.sentences[text.words[finding.match.begin].sentence];
    const bool asked = book.cue_classes[c] == "question" && sentence.question;
    const bool stated = book.cue_classes[c] == "statement" && !sentence.question;
    if (!best_distance && !asked && !stated) continue;
    finding.stop = Stop::cue;
    finding.cue_class = c;
    if (best_distance) {
      finding.by = source_of(best, normal, text);
    } else if (stated) {
      finding.by = normal.map.to_source({sentence.text.end, sentence.text.end});
    } else {
      std::uint32_t mark = sentence.text.end;
      for (std::uint32_t at = sentence.text.begin; at < sentence.text.end; ++at)
        if (normal.text[at] == '?') mark = at;
      finding.by = normal.map.to_source({mark, std::min(mark + 1, sentence.text.end)});
    }
    return;
  }
}

std::vector<std::vector<Match>> find_each(const Declarations& book, const std::vector<PatternDeclaration>& patterns,
                                          Scope scope, const peertag::NormalText& normal, const Text& text) {
  std::vector<std::vector<Match>> out;
  for (const PatternDeclaration& pattern : patterns) out.push_back(find(book, pattern.pattern, scope, normal, text));
  return out;
}

}  // namespace

RuleMatches find_all(const Declarations& book, const peertag::codebook::RuleDeclaration& rule, Scope scope,
                     const peertag::NormalText& normal, const Text& text) {
  return {find_each(book, rule.match, scope, normal, text), find_each(book, rule.all, scope, normal, text),
          find_each(book, rule.none, scope, normal, text)};
}

CueMatches find_all(const Declarations& book, const CueDeclaration& cue, const peertag::NormalText& normal,
                    const Text& text) {
  CueMatches out{find_each(book, cue.terms, Scope::sentence, normal, text),
                 find_each(book, cue.hides, Scope::sentence, normal, text),
                 {}};
  for (const auto& end : cue.ends_at) {
    out.ends.emplace_back();
    if (end.pattern) out.ends.back() = find(book, end.pattern->pattern, Scope::sentence, normal, text);
  }
  return out;
}

std::vector<Finding> evaluate(const Declarations& book, const std::vector<Scope>& scopes,
                              const std::vector<RuleMatches>& rules, const std::vector<CueMatches>& cues,
                              const peertag::NormalText& normal, const Text& text) {
  std::vector<Finding> findings;
  for (std::uint32_t r = 0; r < rules.size(); ++r)
    for (const Match& match : outermost(rules[r].match)) {
      Finding finding;
      finding.rule = r;
      finding.match = match;
      finding.span = source_of(match, normal, text);
      for (const std::vector<Match>& found : rules[r].all)
        if (finding.stop == Stop::no && !outside(found, match, scopes[r], text)) finding.stop = Stop::all;
      for (const std::vector<Match>& found : rules[r].none) {
        const std::optional<Match> other = outside(found, match, scopes[r], text);
        if (finding.stop != Stop::no || !other) continue;
        finding.stop = Stop::none;
        finding.by = source_of(*other, normal, text);
      }
      if (finding.stop == Stop::no) stop_by_cue(book, cues, book.rules[r].unless, normal, text, finding);
      findings.push_back(finding);
    }
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.span.begin, a.span.end, a.rule, a.match.begin) <
           std::tie(b.span.begin, b.span.end, b.rule, b.match.begin);
  });
  return findings;
}

}  // namespace reference
