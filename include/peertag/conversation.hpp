// What rules may look back at: the last messages of every conversation, as far as memory goes.
//
// For each conversation a ring of its last turns (who, in what role, which codes stood, which remembered patterns were
// found), and who opened it. No message text is kept. The whole is bounded in bytes: the conversation that was used
// least recently, in the order of the input, goes first. So what is forgotten depends on the messages and on nothing
// else: not on time, threads or the allocator (bytes are counted by contents and fixed sizes, not by capacity).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "peertag/detail/siphash.hpp"
#include "peertag/finding.hpp"
#include "peertag/limits.hpp"
#include "peertag/message.hpp"
#include "peertag/rule.hpp"
#include "peertag/units.hpp"

namespace peertag {

// A code that was a candidate in a turn, with the first words that made it one. The text will be gone when a later
// message names them, so they stand in the unit that results are wanted in.
struct Standing {
  CodeId code{};
  RuleId rule{};
  UnitSpan span;
};

// One message of a conversation, as later messages see it.
struct Turn {
  std::string id;
  std::string speaker;   // empty: not known
  std::string reply_to;  // empty: answers nothing that is known
  Role role = Role::unknown;
  std::uint64_t number = 0;         // of this conversation's messages, from 0
  std::vector<Standing> codes;      // by code
  std::vector<std::uint32_t> seen;  // remembered patterns found, ascending
};

// One conversation: its last turns, oldest first.
class Thread {
 public:
  [[nodiscard]] std::size_t size() const { return turns_.size(); }
  // `back` = 0 is the latest turn. REQUIRES: back < size().
  [[nodiscard]] const Turn& latest(std::size_t back) const {
    return turns_[(next_ + turns_.size() - 1 - back) % turns_.size()];
  }
  // The turn with this message id, or nullptr: not seen, or too long ago.
  [[nodiscard]] const Turn* find(std::string_view id) const {
    for (std::size_t back = 0; back < size(); ++back)
      if (latest(back).id == id) return &latest(back);
    return nullptr;
  }
  // How many messages it has had.
  [[nodiscard]] std::uint64_t count() const { return count_; }
  // There may have been others before these, which have been forgotten.
  [[nodiscard]] bool may_be_lost() const { return may_be_lost_; }
  [[nodiscard]] bool opener_known() const { return opener_known_; }
  [[nodiscard]] std::string_view opener() const { return opener_; }

 private:
  friend class Conversation;

  std::string id_;
  std::string opener_;  // speaker of the message that opened it
  bool opener_known_ = false;
  bool may_be_lost_ = false;
  std::vector<Turn> turns_;  // a ring once it has reached the window
  std::size_t next_ = 0;     // where the ring goes on
  std::uint64_t count_ = 0;
  std::size_t bytes_ = 0;
  std::uint32_t newer_ = 0, older_ = 0;  // neighbours in order of use; ends in the sentinel
};

// State of any number of conversations. The caller owns it and gives it to every call; one thread at a time.
class Conversation {
 public:
  // Odd things of an archive, none of which does harm.
  struct Totals {
    std::uint64_t evicted = 0;         // conversations forgotten for want of room
    std::uint64_t unseen_parents = 0;  // replies to a message not seen (yet), or too long ago
    std::uint64_t self_replies = 0;    // messages that answer themselves
    std::uint64_t cycles = 0;          // messages that complete a ring of replies
  };

  // `window`: turns kept of each conversation (the codebook says how many its rules look back on). `unit`: what the
  // spans of earlier messages are to count in, whatever results count in otherwise. `key` makes chosen ids harmless; it
  // has no influence on results.
  explicit Conversation(std::uint32_t window = limits::turns_back, std::size_t cap_bytes = limits::conversation_bytes,
                        OffsetUnit unit = OffsetUnit::byte, detail::SipKey key = {});

  // The conversation a message belongs to; made if it is new, and now the most recently used. A message without a
  // conversation_id belongs to none: nullptr. The reference holds until the next call of enter().
  Thread* enter(const Message& message);

  // The conversation with this id, or nullptr: not seen, or forgotten. The reference holds until the next enter().
  [[nodiscard]] const Thread* find(std::string_view conversation_id) const {
    const std::uint32_t known = slots_[slot_of(conversation_id)];
    return known != 0 ? &threads_[known] : nullptr;
  }

  // A copy that knows this conversation and no other: to try what would come of a message, and leave no trace.
  [[nodiscard]] Conversation only(std::string_view conversation_id) const;

  // The role of the message's author: as given, else by who opened the conversation.
  [[nodiscard]] static Role role_of(const Thread* thread, const Message& message);

  // Adds the message as the latest turn of its thread. `codes` by code, `seen` by pattern.
  void add(Thread& thread, const Message& message, Role role, std::span<const Standing> codes,
           std::span<const Seen> seen);

  // From bytes of this text to the unit of spans. The reference holds until the next call.
  [[nodiscard]] const UnitConverter& units_of(std::string_view text) {
    units_.reset(text);
    return units_;
  }

  [[nodiscard]] const Totals& totals() const { return totals_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::uint32_t sentinel = 0;  // threads_[0] is both ends of the list of use

  [[nodiscard]] std::size_t slot_of(std::string_view id) const;
  void grow_slots();
  void unlink(std::uint32_t thread);
  void link_newest(std::uint32_t thread);
  void forget(std::uint32_t thread);
  void count_oddities(const Thread& thread, const Message& message);
  [[nodiscard]] static std::size_t bytes_of(const Turn& turn) {
    return sizeof(Turn) + turn.id.size() + turn.speaker.size() + turn.reply_to.size() +
           turn.codes.size() * sizeof(Standing) + turn.seen.size() * sizeof(std::uint32_t);
  }

  std::uint32_t window_;
  std::size_t cap_bytes_;
  detail::SipKey key_;
  UnitConverter units_;
  std::vector<Thread> threads_;       // [0] is the sentinel
  std::vector<std::uint32_t> free_;   // places in threads_
  std::vector<std::uint32_t> slots_;  // open addressing: place in threads_, 0 where free
  std::size_t bytes_ = 0;
  Totals totals_;
};

inline Conversation::Conversation(std::uint32_t window, std::size_t cap_bytes, OffsetUnit unit, detail::SipKey key)
    : window_(window == 0 ? 1 : window), cap_bytes_(cap_bytes), key_(key), units_(unit), threads_(1), slots_(64, 0) {}

inline std::size_t Conversation::slot_of(std::string_view id) const {
  std::size_t slot = detail::siphash(key_, id) & (slots_.size() - 1);
  while (slots_[slot] != 0 && threads_[slots_[slot]].id_ != id) slot = (slot + 1) & (slots_.size() - 1);
  return slot;
}

inline void Conversation::grow_slots() {
  slots_.assign(slots_.size() * 2, 0);
  for (std::uint32_t thread = threads_[sentinel].older_; thread != sentinel; thread = threads_[thread].older_)
    slots_[slot_of(threads_[thread].id_)] = thread;
}

inline void Conversation::unlink(std::uint32_t thread) {
  threads_[threads_[thread].newer_].older_ = threads_[thread].older_;
  threads_[threads_[thread].older_].newer_ = threads_[thread].newer_;
}

inline void Conversation::link_newest(std::uint32_t thread) {
  const std::uint32_t second = threads_[sentinel].older_;
  threads_[thread].newer_ = sentinel;
  threads_[thread].older_ = second;
  threads_[second].newer_ = thread;
  threads_[sentinel].older_ = thread;
}

inline void Conversation::forget(std::uint32_t thread) {
  unlink(thread);
  // Close the gap in the probe sequence: move back whoever would no longer be found.
  std::size_t hole = slot_of(threads_[thread].id_);
  for (std::size_t at = (hole + 1) & (slots_.size() - 1); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
    const std::size_t home = detail::siphash(key_, threads_[slots_[at]].id_) & (slots_.size() - 1);
    if (((at - home) & (slots_.size() - 1)) >= ((at - hole) & (slots_.size() - 1))) {
      slots_[hole] = slots_[at];
      hole = at;
    }
  }
  slots_[hole] = 0;
  bytes_ -= threads_[thread].bytes_;
  threads_[thread] = Thread();
  free_.push_back(thread);
  ++totals_.evicted;
}

inline Thread* Conversation::enter(const Message& message) {
  if (message.conversation_id.empty()) return nullptr;
  std::size_t slot = slot_of(message.conversation_id);
  if (slots_[slot] != 0) {
    const std::uint32_t known = slots_[slot];
    unlink(known);
    link_newest(known);
  } else {
    if ((threads_.size() - free_.size()) * 2 > slots_.size()) {
      grow_slots();
      slot = slot_of(message.conversation_id);
    }
    std::uint32_t made = static_cast<std::uint32_t>(threads_.size());
    if (free_.empty()) {
      threads_.emplace_back();
    } else {
      made = free_.back();
      free_.pop_back();
    }
    slots_[slot] = made;
    threads_[made].id_ = message.conversation_id;
    // New, or known and forgotten: where something has been evicted, only an opening message can tell.
    threads_[made].may_be_lost_ = totals_.evicted > 0 && message.reply_kind != ReplyKind::opens;
    threads_[made].bytes_ = sizeof(Thread) + message.conversation_id.size();
    bytes_ += threads_[made].bytes_;
    link_newest(made);
  }
  Thread& thread = threads_[threads_[sentinel].older_];
  if (message.reply_kind == ReplyKind::opens && !thread.opener_known_) {
    thread.opener_known_ = true;
    thread.opener_ = message.speaker;
    thread.bytes_ += thread.opener_.size();
    bytes_ += thread.opener_.size();
  }
  return &thread;
}

inline Conversation Conversation::only(std::string_view conversation_id) const {
  Conversation copy(window_, cap_bytes_, OffsetUnit::byte, key_);
  copy.units_ = units_;
  copy.totals_ = totals_;
  const Thread* const from = conversation_id.empty() ? nullptr : find(conversation_id);
  if (from == nullptr) return copy;
  Message message;
  message.conversation_id = conversation_id;
  Thread& to = *copy.enter(message);
  const std::uint32_t newer = to.newer_, older = to.older_;
  to = *from;
  to.newer_ = newer;
  to.older_ = older;
  copy.bytes_ = to.bytes_;
  return copy;
}

inline Role Conversation::role_of(const Thread* thread, const Message& message) {
  if (message.role != Role::unknown) return message.role;
  if (message.reply_kind == ReplyKind::opens) {
    if (thread == nullptr || thread->opener_ == message.speaker) return Role::seeker;
  }
  if (thread == nullptr || !thread->opener_known_ || message.speaker.empty() || thread->opener_.empty())
    return Role::unknown;
  return thread->opener_ == message.speaker ? Role::seeker : Role::supporter;
}

inline void Conversation::count_oddities(const Thread& thread, const Message& message) {
  if (message.reply_kind != ReplyKind::answers) return;
  if (message.reply_to == message.id) {
    ++totals_.self_replies;
    return;
  }
  const Turn* parent = thread.find(message.reply_to);
  if (parent == nullptr) {
    ++totals_.unseen_parents;
    return;
  }
  for (std::size_t steps = 0; parent != nullptr && steps < thread.size(); ++steps) {
    if (parent->reply_to == message.id) {
      ++totals_.cycles;
      return;
    }
    parent = parent->reply_to.empty() ? nullptr : thread.find(parent->reply_to);
  }
}

inline void Conversation::add(Thread& thread, const Message& message, Role role, std::span<const Standing> codes,
                              std::span<const Seen> seen) {
  count_oddities(thread, message);
  if (thread.turns_.size() < window_) {
    thread.turns_.emplace_back();
    thread.next_ = thread.turns_.size() - 1;
  } else {
    thread.bytes_ -= bytes_of(thread.turns_[thread.next_]);
    bytes_ -= bytes_of(thread.turns_[thread.next_]);
  }
  Turn& turn = thread.turns_[thread.next_];
  turn.id = message.id;
  turn.speaker = message.speaker;
  turn.reply_to = message.reply_kind == ReplyKind::answers ? message.reply_to : std::string_view();
  turn.role = role;
  turn.number = thread.count_++;
  turn.codes.assign(codes.begin(), codes.end());
  turn.seen.clear();
  for (const Seen& one : seen) turn.seen.push_back(one.pattern);
  thread.next_ = (thread.next_ + 1) % window_;
  if (thread.turns_.size() < window_) thread.next_ = thread.turns_.size();
  thread.bytes_ += bytes_of(turn);
  bytes_ += bytes_of(turn);
  // The conversation in hand stays, even if it alone is over the cap.
  while (bytes_ > cap_bytes_ && threads_[sentinel].newer_ != threads_[sentinel].older_)
    forget(threads_[sentinel].newer_);
}

}  // namespace peertag
