// Tags messages with one codebook: the whole flow as one call. Cheap to keep; one per thread.
#pragma once

#include <span>

#include "peertag/codebook.hpp"
#include "peertag/conversation.hpp"
#include "peertag/detail/owned.hpp"
#include "peertag/finding.hpp"
#include "peertag/message.hpp"
#include "peertag/sink.hpp"

namespace peertag {

namespace detail {
struct TaggerState;
void destroy(TaggerState* state);
}  // namespace detail

class Tagger {
 public:
  // REQUIRES: the codebook outlives the tagger.
  explicit Tagger(const Codebook& codebook);
  explicit Tagger(Codebook&&) = delete;  // a temporary would not outlive it

  // Cannot fail: every text is taggable. The sink gets every message, in input order. Rules that look back see the
  // messages that `conversation` has been given before, and it remembers these; a live host passes a span of one.
  void tag(std::span<const Message> messages, Conversation& conversation, Sink& sink);

  // Each message by itself: no rule that looks back is satisfied.
  void tag(std::span<const Message> messages, Sink& sink);
  void tag(const Message& message, Sink& sink) { tag({&message, 1}, sink); }

  // The same in two halves, for hosts that read messages on several threads. find() needs the message alone: each
  // thread calls it on a tagger of its own, in any order. resolve() turns findings into annotations and hands them to
  // the sink: one tagger calls it, in input order. For every message, find() and then resolve() is tag().
  void find(const Message& message, Findings& findings);
  void resolve(const Message& message, const Findings& findings, Conversation& conversation, Sink& sink);
  void resolve(const Message& message, const Findings& findings, Sink& sink);

 private:
  detail::Owned<detail::TaggerState> state_;
};

}  // namespace peertag
