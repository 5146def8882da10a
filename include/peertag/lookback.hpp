// What a rule asks of the messages before: who spoke, what was found there, how long ago.
//
// Everything here looks at turns (conversation.hpp), never at words: a message has been reduced to the codes that were
// candidates in it and to one bit for each remembered pattern by the time a later one looks back.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "peertag/conversation.hpp"
#include "peertag/finding.hpp"
#include "peertag/limits.hpp"
#include "peertag/message.hpp"
#include "peertag/rule.hpp"

namespace peertag {

// Who a message is by, seen from another message.
struct Author {
  std::string_view speaker;  // empty: not known, and then neither `self` nor `other`
  Role role = Role::unknown;
};

[[nodiscard]] inline bool is_by(By by, Author author, Author seen_from) {
  const bool both_known = !author.speaker.empty() && !seen_from.speaker.empty();
  switch (by) {
    case By::any:
      return true;
    case By::self:
      return both_known && author.speaker == seen_from.speaker;
    case By::other:
      return both_known && author.speaker != seen_from.speaker;
    case By::seeker:
      return author.role == Role::seeker;
    case By::supporter:
      return author.role == Role::supporter;
  }
  return false;
}

// The first of the test's codes that stood; nullptr where none did.
[[nodiscard]] inline const Standing* standing_of(const std::vector<CodeId>& codes,
                                                 const std::vector<Standing>& standing) {
  for (const CodeId code : codes)
    for (const Standing& stood : standing)
      if (stood.code == code) return &stood;
  return nullptr;
}

[[nodiscard]] inline bool shares_one(const std::vector<std::uint32_t>& patterns,
                                     const std::vector<std::uint32_t>& seen) {
  for (const std::uint32_t pattern : patterns)
    for (const std::uint32_t found : seen)
      if (found == pattern) return true;
  return false;
}

// The first of the test's patterns that was found in the message in hand; nullptr where none was.
[[nodiscard]] inline const Seen* seen_of(const std::vector<std::uint32_t>& patterns, const std::vector<Seen>& seen) {
  for (const std::uint32_t pattern : patterns)
    for (const Seen& found : seen)
      if (found.pattern == pattern) return &found;
  return nullptr;
}

// `turn` meets `test`, seen from the message in hand. Of several codes or patterns one is enough.
[[nodiscard]] inline std::optional<Earlier> meets(const Turn& turn, const TurnTest& test, Author now) {
  if (!is_by(test.by, {turn.speaker, turn.role}, now)) return std::nullopt;
  if (test.codes.empty() && test.patterns.empty()) return Earlier{turn.id, {}};
  if (const Standing* stood = standing_of(test.codes, turn.codes)) return Earlier{turn.id, stood->span};
  if (shares_one(test.patterns, turn.seen)) return Earlier{turn.id, {}};
  return std::nullopt;
}

// The latest turn that meets the need, of those it may look at.
[[nodiscard]] inline std::optional<Earlier> find_needed(const Lookback& need, const Thread* thread,
                                                        const Message& message, Author now) {
  if (thread == nullptr) return std::nullopt;
  if (need.where == Lookback::Where::reply_to && message.reply_kind != ReplyKind::answers) return std::nullopt;
  for (std::size_t back = 0; back < thread->size() && back < need.within; ++back) {
    const Turn& turn = thread->latest(back);
    if (need.where == Lookback::Where::reply_to) {
      if (turn.id == message.reply_to) return meets(turn, need.test, now);
    } else if (const auto met = meets(turn, need.test, now)) {
      return met;
    }
  }
  return std::nullopt;
}

// The latest earlier turn which, with the message in hand, satisfies the derivation; the message's own part (`then`
// without `by`) has been looked at.
[[nodiscard]] inline std::optional<Earlier> find_first(const Derivation& derivation, const Thread* thread,
                                                       const Message& message, Author now) {
  if (thread == nullptr) return std::nullopt;
  if (derivation.answers && message.reply_kind != ReplyKind::answers) return std::nullopt;
  for (std::size_t back = 0; back < thread->size() && back < derivation.within; ++back) {
    const Turn& turn = thread->latest(back);
    if (derivation.answers && turn.id != message.reply_to) continue;
    if (!is_by(derivation.then.by, now, {turn.speaker, turn.role})) continue;
    if (const auto met = meets(turn, derivation.first, now)) return met;
  }
  return std::nullopt;
}

}  // namespace peertag
