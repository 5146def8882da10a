// score: findings -> the scores of their codes.
//
//   x = bias + sum of weight(rule), over the rules with a standing finding
//            + sum of weight(entry), over the distinct list entries those findings used
//   score = 1 / (1 + e^-x)
//
// Weights are whole thousandths, so that a sum is the same in any order; the score is rounded to the four decimals it
// is written with before it is held against the threshold, so that the last bit of a machine's exp() decides nothing.
//
// A context has no rules of its own: its factors imply it, and it has the score of the best of them (candidates before
// others, then the highest, then the first by id).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "peertag/annotation.hpp"
#include "peertag/finding.hpp"
#include "peertag/limits.hpp"
#include "peertag/rule.hpp"

namespace peertag {

[[nodiscard]] inline double logistic(std::int64_t milli_log_odds) {
  const double odds = std::exp(-static_cast<double>(milli_log_odds) / 1000.0);
  return std::round(10000.0 / (1.0 + odds)) / 10000.0;
}

// The numbers of a codebook.
struct ScoreTable {
  struct Code {
    MilliLogOdds bias = 0;
    double threshold = 0.5;
    std::optional<CodeId> context;  // that it implies
  };
  std::vector<Code> codes;                                         // by CodeId
  std::vector<MilliLogOdds> entries;                               // by EntryId
  std::vector<std::tuple<CodeId, EntryId, MilliLogOdds>> learned;  // in place of the entry's, for one code; sorted

  [[nodiscard]] MilliLogOdds weight(CodeId code, EntryId entry) const {
    const auto found = std::lower_bound(learned.begin(), learned.end(), std::pair{code, entry},
                                        [](const auto& row, const std::pair<CodeId, EntryId>& key) {
                                          return std::pair{std::get<0>(row), std::get<1>(row)} < key;
                                        });
    if (found != learned.end() && std::get<0>(*found) == code && std::get<1>(*found) == entry)
      return std::get<2>(*found);
    return entries[static_cast<std::size_t>(entry)];
  }
};

// Borrows its tables and holds scratch, and the result until the next call. Allocates nothing once warm.
class Scorer {
 public:
  // REQUIRES: both outlive the scorer.
  Scorer(const ScoreTable& table, const RuleSet& rules);

  // Codes in byte order of their ids, each with its evidence. REQUIRES: `findings` outlive the use of the result.
  std::span<const CodeScore> score(const Findings& findings);

  // The stopped findings, a row for each code. After score().
  [[nodiscard]] std::span<const Suppressed> suppressed() const { return suppressed_; }
  // Evidence, or suppressed, is not all that was found. After score().
  [[nodiscard]] bool truncated() const { return truncated_; }

 private:
  struct Use {
    CodeId code{};
    std::uint32_t finding = 0;
  };

  void list_uses(const Findings& findings);
  void score_code(std::span<const Use> uses, const Findings& findings);
  void imply_contexts();
  [[nodiscard]] static bool better(const CodeScore& a, const CodeScore& b) {
    return std::pair{a.candidate, a.score} > std::pair{b.candidate, b.score};
  }
  // True the first time in a round.
  static bool mark(std::vector<std::uint64_t>& marks, std::size_t i, std::uint64_t round) {
    return std::exchange(marks[i], round) != round;
  }

  const ScoreTable& table_;
  const RuleSet& rules_;
  std::vector<Use> uses_;  // by (code, finding)
  std::vector<CodeScore> scores_;
  std::vector<Annotation> annotations_;
  std::vector<std::uint32_t> evidence_sizes_;  // of scores_
  std::vector<Suppressed> suppressed_;
  std::uint32_t shown_findings_ = 0;  // those before it are evidence
  bool truncated_ = false;
  std::vector<std::uint64_t> rule_marks_, entry_marks_;
  std::uint64_t round_ = 0;
};

inline Scorer::Scorer(const ScoreTable& table, const RuleSet& rules)
    : table_(table), rules_(rules), rule_marks_(rules.rules.size()), entry_marks_(table.entries.size()) {}

inline std::span<const CodeScore> Scorer::score(const Findings& findings) {
  list_uses(findings);
  scores_.clear();
  annotations_.clear();
  evidence_sizes_.clear();
  for (std::size_t u = 0; u < uses_.size();) {
    std::size_t end = u + 1;
    while (end < uses_.size() && uses_[end].code == uses_[u].code) ++end;
    score_code({uses_.data() + u, end - u}, findings);
    u = end;
  }
  const Annotation* evidence = annotations_.data();
  for (std::size_t s = 0; s < scores_.size(); ++s) {
    scores_[s].evidence = {evidence, evidence_sizes_[s]};
    evidence += evidence_sizes_[s];
  }
  imply_contexts();
  return scores_;
}

inline void Scorer::list_uses(const Findings& findings) {
  uses_.clear();
  suppressed_.clear();
  truncated_ = false;
  shown_findings_ = 0;
  std::size_t shown = 0;
  for (std::uint32_t f = 0; f < findings.findings.size(); ++f) {
    const Finding& finding = findings.findings[f];
    const std::vector<CodeId>& codes = rules_.rules[static_cast<std::size_t>(finding.rule)].codes;
    if (finding.stop == Stop::no) {
      for (const CodeId code : codes) uses_.push_back({code, f});
      shown += codes.size();
      if (shown <= limits::spans_per_message)
        shown_findings_ = f + 1;
      else
        truncated_ = true;
      continue;
    }
    for (const CodeId code : codes) {
      if (suppressed_.size() == limits::spans_per_message) {
        truncated_ = true;
        break;
      }
      suppressed_.push_back({code, finding.rule, finding.span, finding.stop, finding.cue_class, finding.by});
    }
  }
  std::sort(uses_.begin(), uses_.end(),
            [](const Use& a, const Use& b) { return a.code != b.code ? a.code < b.code : a.finding < b.finding; });
}

inline void Scorer::score_code(std::span<const Use> uses, const Findings& findings) {
  const CodeId code = uses.front().code;
  const ScoreTable::Code& numbers = table_.codes[static_cast<std::size_t>(code)];
  const std::size_t first_annotation = annotations_.size();
  std::int64_t sum = numbers.bias;
  ++round_;
  for (const Use& use : uses) {
    const Finding& finding = findings.findings[use.finding];
    const MilliLogOdds rule_weight = rules_.rules[static_cast<std::size_t>(finding.rule)].weight;
    if (mark(rule_marks_, static_cast<std::size_t>(finding.rule), round_)) sum += rule_weight;
    const std::span<const EntryId> entries(findings.entries.data() + finding.first_entry, finding.entry_count);
    MilliLogOdds weight = rule_weight;
    for (const EntryId entry : entries) {
      const MilliLogOdds entry_weight = table_.weight(code, entry);
      weight += entry_weight;
      if (mark(entry_marks_, static_cast<std::size_t>(entry), round_)) sum += entry_weight;
    }
    if (use.finding < shown_findings_)
      annotations_.push_back({finding.rule, finding.span, weight, entries, finding.earlier});
  }
  CodeScore score;
  score.code = code;
  score.score = logistic(sum);
  score.candidate = score.score >= numbers.threshold;
  scores_.push_back(score);
  evidence_sizes_.push_back(static_cast<std::uint32_t>(annotations_.size() - first_annotation));
}

inline void Scorer::imply_contexts() {
  // Codes are few (71) and those found in one message fewer: each context is looked for among them.
  const std::size_t own = scores_.size();
  for (std::size_t f = 0; f < own; ++f) {
    const std::optional<CodeId> context = table_.codes[static_cast<std::size_t>(scores_[f].code)].context;
    if (!context) continue;
    CodeScore implied;
    implied.code = *context;
    implied.score = scores_[f].score;
    implied.candidate = scores_[f].candidate;
    implied.implied = true;
    implied.implied_by = scores_[f].code;
    const auto known =
        std::find_if(scores_.begin(), scores_.end(), [&](const CodeScore& score) { return score.code == *context; });
    if (known == scores_.end())
      scores_.push_back(implied);
    else if (better(implied, *known))
      *known = implied;
  }
  std::sort(scores_.begin(), scores_.end(), [](const CodeScore& a, const CodeScore& b) { return a.code < b.code; });
}

}  // namespace peertag
