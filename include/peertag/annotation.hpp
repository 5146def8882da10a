// What comes out: candidate codes of a message, each with the words and the rule behind it.
#pragma once

#include <cstdint>
#include <span>

#include "peertag/finding.hpp"
#include "peertag/message.hpp"
#include "peertag/rule.hpp"
#include "peertag/span.hpp"

namespace peertag {

// A finding that stood in its conversation.
struct Annotation {
  RuleId rule{};
  SourceSpan span;
  MilliLogOdds weight = 0;           // of the rule and of the list entries this finding used, for this code
  std::span<const EntryId> entries;  // those list entries; Codebook::entry() has their words
  Earlier earlier{};                 // what in the conversation it rests on, if anything
};

// One code of a message.
struct CodeScore {
  CodeId code{};
  double score = 0.0;      // logistic of the summed log-odds, in [0, 1]
  bool candidate = false;  // reached the code's threshold
  // Sorted by (begin, end, rule). Empty for a context, which is implied by a factor.
  std::span<const Annotation> evidence;
  bool implied = false;
  CodeId implied_by{};  // if implied: the factor that gave the score
};

// The first words behind a candidate code: its own, or, of a context, those of the factor that implies it. nullptr
// where there are none.
[[nodiscard]] inline const Annotation* first_words(const CodeScore& score, std::span<const CodeScore> codes) {
  if (!score.evidence.empty()) return &score.evidence.front();
  for (const CodeScore& factor : codes)
    if (score.implied && factor.code == score.implied_by && !factor.evidence.empty()) return &factor.evidence.front();
  return nullptr;
}

struct Suppressed {
  CodeId code{};
  RuleId rule{};
  SourceSpan span;
  Stop stop{};
  CueClassId cue_class{};  // if stop is cue
  SourceSpan by;           // the words that stopped it; empty where something is missing
};

// A message and all that was found in it. Borrowed: valid during Sink::take only.
struct TaggedMessage {
  const Message& message;
  Status status = Status::decided;
  Undecided reason = Undecided::no;
  std::span<const CodeScore> codes{};        // in byte order of their ids; candidates and others
  std::span<const Suppressed> suppressed{};  // sorted by (begin, end, rule, code)
  bool truncated_spans = false;              // more than limits::spans_per_message were found: scores count them all,
                                             // evidence and suppressed keep the first by (begin, end, rule)
  bool context_lost = false;  // a condition was not met, perhaps for want of messages that were forgotten
  Role role = Role::unknown;  // of the author, as given or derived
};

}  // namespace peertag
