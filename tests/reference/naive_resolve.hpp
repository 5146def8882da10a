// The slow and obvious twin of conversation, lookback, score and resolve: every message is kept for ever, and every
// condition is looked up among all that came before. For books whose patterns are single words, so that it can find
// them itself, and without cues.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "peertag/codebook.hpp"
#include "peertag/conversation.hpp"
#include "peertag/message.hpp"
#include "peertag/units.hpp"

namespace reference {

class Resolver {
 public:
  // `unit`: of the spans of earlier messages.
  Resolver(const peertag::Codebook& codebook, peertag::OffsetUnit unit) : codebook_(codebook), unit_(unit) {}

  // One line: role, codes with scores and evidence, what was suppressed. The message's strings must stay.
  std::string resolve(const peertag::Message& message);

  [[nodiscard]] const peertag::Conversation::Totals& totals() const { return totals_; }

 private:
  using Span = peertag::Span<struct ReferenceSpan>;
  struct Evidence {
    Span span;  // bytes
    std::string rule;
    std::string earlier;  // "m1", or "m1 [3,7)"; empty: none
  };
  struct Score {
    double score = 0;
    bool candidate = false;
    std::vector<Evidence> evidence;
    std::string implied_by;
  };
  using Scores = std::map<std::string, Score>;  // by code
  struct Past {
    peertag::Message message;
    peertag::Role role;
    Scores scores;
  };

  [[nodiscard]] std::vector<const Past*> before(const peertag::Message& message, std::size_t most) const;
  [[nodiscard]] peertag::Role role_of(const peertag::Message& message) const;
  [[nodiscard]] static bool is_by(peertag::By by, std::string_view speaker, peertag::Role role,
                                  std::string_view other_speaker);
  [[nodiscard]] bool has(const Past& past, const std::vector<std::string>& has, std::string& earlier) const;
  [[nodiscard]] const Evidence* first_evidence(const Scores& scores, const std::string& code) const;
  [[nodiscard]] Scores score(const std::vector<Evidence>& standing) const;
  [[nodiscard]] static std::string stopped(const Evidence& finding, std::string_view by);
  void derive(const peertag::Message& message, peertag::Role role, std::vector<Evidence>& standing, Scores& scores,
              std::set<std::string>& suppressed);
  bool derive_one(const peertag::RuleText& rule, const peertag::Message& message, peertag::Role role,
                  const Scores& scores, Evidence& derived) const;
  [[nodiscard]] const peertag::RuleText& rule(const std::string& id) const;
  void count_oddities(const peertag::Message& message);

  const peertag::Codebook& codebook_;
  peertag::OffsetUnit unit_;
  std::vector<Past> past_;
  peertag::Conversation::Totals totals_;
};

}  // namespace reference
