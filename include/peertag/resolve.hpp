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
    lost_ = false;
    const Role role = Conversation::role_of(thread_, message);
    const Author author{message.speaker, role};

    ask(message, author);
    std::span<const CodeScore> codes = scorer_.score(findings_);
    codes = derive(message, author, codes);

    TaggedMessage tagged{message, found.status, found.reason, codes, scorer_.suppressed(), scorer_.truncated()};
    tagged.context_lost = lost_;
    tagged.role = role;
    sink.take(tagged);

    if (conversation == nullptr || thread_ == nullptr) return;
    note_standing(codes, message, *conversation);
    conversation->add(*thread_, message, role, standing_, findings_.seen);
  }

 private:
  void ask(const Message& message, Author author) {
    for (Finding& finding : findings_.findings) {
      const Rule& rule = rules_.rules[static_cast<std::size_t>(finding.rule)];
      if (finding.stop != Stop::no || (!rule.from && rule.needs.empty())) continue;
      if (rule.from && *rule.from != author.role) {
        finding.stop = Stop::from;
        if (message.role == Role::unknown) note_miss(0);
        continue;
      }
      for (const Lookback& need : rule.needs) {
        const std::optional<Earlier> met = find_needed(need, thread_, message, author);
        if (!met) {
          finding.stop = Stop::needs;
          finding.earlier = {};
          note_miss(need.within);
          break;
        }
        if (finding.earlier.id.empty()) finding.earlier = *met;
      }
    }
  }

  std::span<const CodeScore> derive(const Message& message, Author author, std::span<const CodeScore> codes) {
    for (const Derivation& derivation : rules_.derivations) {
      const Annotation* words = words_of(derivation.then.codes, codes);
      const Seen* seen = words == nullptr ? seen_of(derivation.then.patterns, findings_.seen) : nullptr;
      if (words == nullptr && seen == nullptr) continue;
      Finding derived;
      derived.rule = derivation.rule;
      derived.span = words != nullptr ? words->span : seen->span;
      if (const std::optional<Earlier> first = find_first(derivation, thread_, message, author)) {
        derived.earlier = *first;
      } else {
        derived.stop = Stop::needs;
        note_miss(derivation.within);
      }
      const auto place = std::upper_bound(
          findings_.findings.begin(), findings_.findings.end(), derived,
          [](const Finding& a, const Finding& b) { return a.span != b.span ? a.span < b.span : a.rule < b.rule; });
      findings_.findings.insert(place, derived);
      codes = scorer_.score(findings_);  // of one that is stopped, for the list of those
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

  // A condition that looks `within` messages back was not met: had nothing been forgotten, it might have been.
  void note_miss(std::uint32_t within) {
    if (thread_ == nullptr || !thread_->may_be_lost()) return;
    if (thread_->count() < within || !thread_->opener_known()) lost_ = true;
  }

  void note_standing(std::span<const CodeScore> codes, const Message& message, Conversation& conversation) {
    standing_.clear();
    const UnitConverter* units = nullptr;
    for (const CodeScore& score : codes) {
      if (!score.candidate) continue;
      if (units == nullptr) units = &conversation.units_of(message.text);
      Standing& standing = standing_.emplace_back();
      standing.code = score.code;
      const Annotation* words = first_words(score, codes);
      if (words == nullptr) continue;
      standing.rule = words->rule;
      standing.span = units->convert(words->span);
    }
  }

  const RuleSet& rules_;
  Scorer scorer_;
  Findings findings_;
  std::vector<Standing> standing_;
  Thread* thread_ = nullptr;
  bool lost_ = false;  // a condition was not met, perhaps because the conversation has been forgotten
};

}  // namespace peertag
