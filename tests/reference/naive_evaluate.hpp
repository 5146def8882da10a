// The slow and obvious twin of evaluate: every match against every other, every cue against every finding.
#pragma once

#include <vector>

#include "codebook/declarations.hpp"
#include "peertag/finding.hpp"
#include "peertag/normalise.hpp"
#include "reference/naive_matcher.hpp"

namespace reference {

struct Finding {
  std::uint32_t rule = 0;
  peertag::SourceSpan span;
  Match match;
  peertag::Stop stop = peertag::Stop::no;
  std::uint32_t cue_class = 0;
  peertag::SourceSpan by;
};

// The matches of one rule's patterns; `rule_matches[r]` has a row for each of match, all and none, in this order.
struct RuleMatches {
  std::vector<std::vector<Match>> match, all, none;
};
struct CueMatches {
  std::vector<std::vector<Match>> terms, hides, ends;  // ends: empty rows where an end has no pattern
};

RuleMatches find_all(const peertag::codebook::Declarations& book, const peertag::codebook::RuleDeclaration& rule,
                     peertag::Scope scope, const peertag::NormalText& normal, const Text& text);
CueMatches find_all(const peertag::codebook::Declarations& book, const peertag::codebook::CueDeclaration& cue,
                    const peertag::NormalText& normal, const Text& text);

// By (span, rule, first token). `scopes[r]` is the scope of rule r.
std::vector<Finding> evaluate(const peertag::codebook::Declarations& book, const std::vector<peertag::Scope>& scopes,
                              const std::vector<RuleMatches>& rules, const std::vector<CueMatches>& cues,
                              const peertag::NormalText& normal, const Text& text);

}  // namespace reference
