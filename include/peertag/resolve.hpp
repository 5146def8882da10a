// resolve: findings -> annotations, against the conversation.
//
//   role      whose message is it?                                      (Conversation::role_of)
//   ask       `from` and `needs` of every finding that stands           (a miss stops it, kept as suppressed)
//   score     codes and candidates of what stands                       (Scorer)
//   derive    rules that look at codes of two messages, in order of dependence; each may make further candidates
//   remember  the message becomes the conversation's latest turn        (after the sink has seen it)
//
// Without a conversation the first two know only the message: `from` sees a given role, `needs` are not met.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "peertag/annotation.hpp"
#include "peertag/conversation.hpp"
#include "peertag/finding.hpp"
#include "peertag/lookback.hpp"
#include "peertag/rule.hpp"
#include "peertag/score.hpp"
#include "peertag/sink.hpp"

namespace peertag {

// Borrows its tables and holds scratch: one per thread. Allocates nothing once warm, but for what a conversation keeps.
class Resolver {
 public:
  // REQUIRES: both outlive the resolver.
  Resolver(const ScoreTable& table, const RuleSet& rules) : rules_(rules), scorer_(table, rules) {}

  // `conversation` may be nullptr. Calls sink.take() once.
  void resolve(const Message& message, const Findings& found, Conversation* conversation, Sink& sink) {
    findings_ = found;
    thread_ = conversation != nullptr ? conversation->enter(message) : nullptr;
    lost_ = thread_ != nullptr && conversation->may_be_lost(*thread_, message);
    asked_ = false;
    const Role role = Conversation::role_of(thread_, message);
    const Author author{message.speaker, role};

    ask(message, author);
    std::span<const CodeScore> codes = scorer_.score(findings_);
    codes = derive(message, author, codes);

    TaggedMessage tagged{message, found.status, found.reason, codes, scorer_.suppressed(), scorer_.truncated()};
    tagged.context_lost = lost_ && asked_;
    tagged.role = role;
    sink.take(tagged);

    if (thread_ == nullptr) return;
    note_standing(codes);
    conversation->add(*thread_, message, role, standing_, findings_.seen);
  }

 private:
  void ask(const Message& message, Author author) {
    for (Finding& finding : findings_.findings) {
      const Rule& rule = rules_.rules[static_cast<std::size_t>(finding.rule)];
      if (finding.stop != Stop::no || (!rule.from && rule.needs.empty())) continue;
      asked_ = true;
      if (rule.from && *rule.from != author.role) {
        finding.stop = Stop::from;
        continue;
      }
      for (const Lookback& need : rule.needs) {
        const std::optional<Earlier> met = find_needed(need, thread_, message, author);
        if (!met) {
          finding.stop = Stop::needs;
          finding.earlier = {};
          break;
        }
        if (finding.earlier.id.empty()) finding.earlier = *met;
      }
    }
  }

  std::span<const CodeScore> derive(const Message& message, Author author, std::span<const CodeScore> codes) {
    for (const Derivation& derivation : rules_.derivations) {
      const Annotation* words = words_of(derivation.then.codes, codes);
      const bool seen = words == nullptr && shares_one(derivation.then.patterns, findings_.seen);
      if (words == nullptr && !seen) continue;
      asked_ = true;
      const std::optional<Earlier> first = find_first(derivation, thread_, message, author);
      if (!first) continue;
      Finding derived;
      derived.rule = derivation.rule;
      if (words != nullptr) derived.span = words->span;
      derived.earlier = *first;
      const auto place = std::upper_bound(
          findings_.findings.begin(), findings_.findings.end(), derived,
          [](const Finding& a, const Finding& b) { return a.span != b.span ? a.span < b.span : a.rule < b.rule; });
      findings_.findings.insert(place, derived);
      codes = scorer_.score(findings_);
    }
    return codes;
  }

  // The first words of the first of these codes that is a candidate.
  [[nodiscard]] static const Annotation* words_of(const std::vector<CodeId>& wanted, std::span<const CodeScore> codes) {
    for (const CodeId code : wanted)
      for (const CodeScore& score : codes)
        if (score.code == code && score.candidate) return first_words(score, codes);
    return nullptr;
  }
  // A context has the words of the factor that implies it.
  [[nodiscard]] static const Annotation* first_words(const CodeScore& score, std::span<const CodeScore> codes) {
    if (!score.evidence.empty()) return &score.evidence.front();
    for (const CodeScore& factor : codes)
      if (score.implied && factor.code == score.implied_by && !factor.evidence.empty()) return &factor.evidence.front();
    return nullptr;
  }

  void note_standing(std::span<const CodeScore> codes) {
    standing_.clear();
    for (const CodeScore& score : codes) {
      if (!score.candidate) continue;
      const Annotation* words = first_words(score, codes);
      standing_.push_back(
          {score.code, words != nullptr ? words->rule : RuleId{}, words != nullptr ? words->span : SourceSpan{}});
    }
  }

  const RuleSet& rules_;
  Scorer scorer_;
  Findings findings_;
  std::vector<Standing> standing_;
  Thread* thread_ = nullptr;
  bool lost_ = false;   // the conversation may have been known and forgotten
  bool asked_ = false;  // a condition looked at the conversation
};

}  // namespace peertag
