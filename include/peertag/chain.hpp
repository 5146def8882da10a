// chains: what support may have led to, along the links of links.csv. Context (what a supporter offers) -> mechanism
// (what that does) -> outcome (what comes of it), each in its own message, or the last two in one.
//
//   m1 ben   "you are not alone in this"       a supporter's message with a context opens a window of ten messages
//   m2 cem   "same here"
//   m3 ana   "I feel less of a freak now"      whoever was answered: the author of the message that m1 replies to,
//   m6 ana   "I even told my sister"           or, where that is not known, the seeker
//
// One window is opened by a message, whatever number of contexts it carries. What is one chain:
//
//   complete   a context of the window, a mechanism and an outcome that one link joins, the outcome in the mechanism's
//              message or later. Once a window and link, when the outcome comes: of mechanisms the first counts, of
//              outcomes the first that is not before it. `refs` are the link's.
//   partial    when the window ends: a mechanism, or an outcome, that some link joins to the context, and which is in
//   no
//              complete chain of this window and context. Once each, whatever the number of links it could belong to;
//              `refs` are the most that one of those has.
//
// A chain is words that stand in this order, never a claim that one led to the other.
//
// State is the open windows, bounded in bytes: the one opened first ends first. Work on a message is bounded by the
// windows open in its conversation (at most ten), the contexts and the links. Order of output: by the message that ends
// a chain; then windows as they were opened, contexts by code, and links as they stand in their file (partial chains:
// mechanisms, then outcomes, each by code).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "peertag/annotation.hpp"
#include "peertag/codebook.hpp"
#include "peertag/conversation.hpp"
#include "peertag/limits.hpp"
#include "peertag/sink.hpp"
#include "peertag/units.hpp"

namespace peertag {

// A code that was a candidate in a message, and the first words behind it.
struct ChainPart {
  CodeId code{};
  std::string id;  // of the message
  UnitSpan span;
  friend bool operator==(const ChainPart&, const ChainPart&) = default;
};

struct Chain {
  std::string conversation_id;
  ChainPart context;
  std::optional<ChainPart> mechanism, outcome;  // one of them at least
  std::uint32_t refs = 0;
  [[nodiscard]] bool complete() const { return mechanism && outcome; }
  friend bool operator==(const Chain&, const Chain&) = default;
};

class ChainFinder final : public Sink {
 public:
  // Appends to `out`; whoever owns it may empty it between messages. `conversation` is the one that the tagger is
  // given, which knows who wrote what is replied to. Spans count in `unit`. REQUIRES: all outlive the finder.
  ChainFinder(const Codebook& codebook, const Conversation& conversation, std::vector<Chain>& out,
              OffsetUnit unit = OffsetUnit::codepoint, std::size_t cap_bytes = limits::chain_bytes);

  void take(const TaggedMessage& tagged) override;

  // At the end of the input: ends all windows, as they were opened.
  void finish();

  // Windows that ended before their tenth message for want of room.
  [[nodiscard]] std::uint64_t cut_short() const { return cut_short_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct JoinedCodes {
    CodeId context{}, mechanism{}, outcome{};
    std::uint32_t refs = 0;
  };
  // One context of a window and what came after it.
  struct Offer {
    ChainPart context;
    std::vector<ChainPart> mechanisms, outcomes;  // the first of each code, by code
    std::vector<std::uint32_t> completed;         // places in links_
  };
  struct Window;
  using Windows = std::list<Window>;  // as they were opened
  using OpenIn = std::map<std::string, std::vector<Windows::iterator>, std::less<>>;
  struct Window {
    OpenIn::iterator conversation;
    std::string answered;  // their name; empty: the seeker, whoever that is
    std::uint32_t messages_left = limits::chain_messages;
    std::vector<Offer> offers;  // by code
    std::size_t bytes = 0;
  };

  void extend(Window& window, const TaggedMessage& tagged);
  void complete(Window& window, Offer& offer, const TaggedMessage& tagged);
  void open(const TaggedMessage& tagged);
  void end(Windows::iterator window);
  void write_partial(const Window& window, const Offer& offer, CodeId JoinedCodes::*which,
                     const std::vector<ChainPart>& parts);
  [[nodiscard]] bool joins(CodeId context, CodeId JoinedCodes::*which, CodeId code) const;
  [[nodiscard]] ChainPart part(const CodeScore& score, const TaggedMessage& tagged);
  void keep_first(std::vector<ChainPart>& parts, const ChainPart& part, Window& window);
  void grow(Window& window, std::size_t bytes) {
    window.bytes += bytes;
    bytes_ += bytes;
  }

  const Conversation& conversation_;
  std::vector<Chain>& out_;
  UnitConverter units_;
  bool units_ready_ = false;  // for the message in hand
  std::size_t cap_bytes_;
  std::vector<JoinedCodes> links_;  // as they stand in their file
  Windows windows_;
  OpenIn open_;
  std::size_t bytes_ = 0;
  std::uint64_t cut_short_ = 0;
};

inline ChainFinder::ChainFinder(const Codebook& codebook, const Conversation& conversation, std::vector<Chain>& out,
                                OffsetUnit unit, std::size_t cap_bytes)
    : conversation_(conversation), out_(out), units_(unit), cap_bytes_(cap_bytes) {
  for (const Link& link : codebook.links())
    links_.push_back({*codebook.find_code(link.context), *codebook.find_code(link.mechanism),
                      *codebook.find_code(link.outcome), link.refs});
}

inline void ChainFinder::take(const TaggedMessage& tagged) {
  if (tagged.message.conversation_id.empty()) return;  // a conversation of its own has no second message
  units_ready_ = false;
  if (const auto here = open_.find(tagged.message.conversation_id); here != open_.end()) {
    for (const Windows::iterator window : here->second) extend(*window, tagged);
    // At most one message opens a window, so at most one ends with a message: the first.
    if (here->second.front()->messages_left == 0) end(here->second.front());
  }
  if (tagged.role == Role::supporter) open(tagged);
}

inline void ChainFinder::finish() {
  while (!windows_.empty()) end(windows_.begin());
}

inline void ChainFinder::extend(Window& window, const TaggedMessage& tagged) {
  --window.messages_left;
  const bool by_answered =
      window.answered.empty() ? tagged.role == Role::seeker : tagged.message.speaker == window.answered;
  if (!by_answered) return;
  for (Offer& offer : window.offers) {
    for (const CodeScore& score : tagged.codes)
      if (score.candidate && joins(offer.context.code, &JoinedCodes::mechanism, score.code))
        keep_first(offer.mechanisms, part(score, tagged), window);
    for (const CodeScore& score : tagged.codes)
      if (score.candidate && joins(offer.context.code, &JoinedCodes::outcome, score.code))
        keep_first(offer.outcomes, part(score, tagged), window);
    complete(window, offer, tagged);
  }
}

// The mechanisms up to now, with the outcomes of the message in hand.
inline void ChainFinder::complete(Window& window, Offer& offer, const TaggedMessage& tagged) {
  for (std::uint32_t place = 0; place < links_.size(); ++place) {
    const JoinedCodes& link = links_[place];
    if (link.context != offer.context.code) continue;
    if (std::find(offer.completed.begin(), offer.completed.end(), place) != offer.completed.end()) continue;
    const auto outcome = std::find_if(tagged.codes.begin(), tagged.codes.end(), [&](const CodeScore& score) {
      return score.code == link.outcome && score.candidate;
    });
    const auto mechanism = std::find_if(offer.mechanisms.begin(), offer.mechanisms.end(),
                                        [&](const ChainPart& known) { return known.code == link.mechanism; });
    if (outcome == tagged.codes.end() || mechanism == offer.mechanisms.end()) continue;
    out_.push_back({window.conversation->first, offer.context, *mechanism, part(*outcome, tagged), link.refs});
    offer.completed.push_back(place);
    grow(window, sizeof(std::uint32_t));
  }
}

inline void ChainFinder::open(const TaggedMessage& tagged) {
  Window window;
  for (const CodeScore& score : tagged.codes)
    if (score.candidate &&
        std::any_of(links_.begin(), links_.end(), [&](const JoinedCodes& link) { return link.context == score.code; }))
      window.offers.push_back({part(score, tagged), {}, {}, {}});
  if (window.offers.empty()) return;
  if (tagged.message.reply_kind == ReplyKind::answers) {
    const Thread* thread = conversation_.find(tagged.message.conversation_id);
    const Turn* answered = thread != nullptr ? thread->find(tagged.message.reply_to) : nullptr;
    if (answered != nullptr) window.answered = answered->speaker;
  }
  window.conversation = open_.try_emplace(std::string(tagged.message.conversation_id)).first;
  windows_.push_back(std::move(window));
  const auto place = std::prev(windows_.end());
  place->conversation->second.push_back(place);
  std::size_t bytes = sizeof(Window) + place->answered.size() + place->conversation->first.size();
  for (const Offer& offer : place->offers) bytes += sizeof(Offer) + offer.context.id.size();
  grow(*place, bytes);
  while (bytes_ > cap_bytes_ && windows_.size() > 1) {
    ++cut_short_;
    end(windows_.begin());
  }
}

inline void ChainFinder::end(Windows::iterator window) {
  for (const Offer& offer : window->offers) {
    write_partial(*window, offer, &JoinedCodes::mechanism, offer.mechanisms);
    write_partial(*window, offer, &JoinedCodes::outcome, offer.outcomes);
  }
  bytes_ -= window->bytes;
  std::vector<Windows::iterator>& here = window->conversation->second;
  here.erase(std::find(here.begin(), here.end(), window));
  if (here.empty()) open_.erase(window->conversation);
  windows_.erase(window);
}

inline void ChainFinder::write_partial(const Window& window, const Offer& offer, CodeId JoinedCodes::*which,
                                       const std::vector<ChainPart>& parts) {
  for (const ChainPart& part : parts) {
    std::uint32_t refs = 0;
    bool completed = false;
    for (std::uint32_t place = 0; place < links_.size(); ++place) {
      if (links_[place].context != offer.context.code || links_[place].*which != part.code) continue;
      refs = std::max(refs, links_[place].refs);
      completed =
          completed || std::find(offer.completed.begin(), offer.completed.end(), place) != offer.completed.end();
    }
    if (completed) continue;
    Chain& chain = out_.emplace_back();
    chain.conversation_id = window.conversation->first;
    chain.context = offer.context;
    (which == &JoinedCodes::mechanism ? chain.mechanism : chain.outcome) = part;
    chain.refs = refs;
  }
}

inline bool ChainFinder::joins(CodeId context, CodeId JoinedCodes::*which, CodeId code) const {
  return std::any_of(links_.begin(), links_.end(),
                     [&](const JoinedCodes& link) { return link.context == context && link.*which == code; });
}

inline void ChainFinder::keep_first(std::vector<ChainPart>& parts, const ChainPart& part, Window& window) {
  const auto place = std::lower_bound(parts.begin(), parts.end(), part,
                                      [](const ChainPart& a, const ChainPart& b) { return a.code < b.code; });
  if (place != parts.end() && place->code == part.code) return;
  parts.insert(place, part);
  grow(window, sizeof(ChainPart) + part.id.size());
}

inline ChainPart ChainFinder::part(const CodeScore& score, const TaggedMessage& tagged) {
  if (!units_ready_) units_.reset(tagged.message.text);
  units_ready_ = true;
  const Annotation* words = first_words(score, tagged.codes);
  return {score.code, std::string(tagged.message.id), words != nullptr ? units_.convert(words->span) : UnitSpan()};
}

}  // namespace peertag
