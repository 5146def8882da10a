// The whole flow, one message at a time. find() needs the message and the codebook, and its stages are listed in
// stages.hpp; resolve() is where the conversation comes in, and what the sink sees is made.
#include "peertag/tagger.hpp"

#include "peertag/resolve.hpp"
#include "stages.hpp"

namespace peertag {

namespace detail {

struct TaggerState {
  explicit TaggerState(const CompiledCodebook& codebook)
      : stages(codebook), resolver(codebook.scores, codebook.rule_set) {}

  Stages stages;
  Resolver resolver;
  Findings findings;
};

void destroy(TaggerState* state) { delete state; }

}  // namespace detail

Tagger::Tagger(const Codebook& codebook) : state_(new detail::TaggerState(codebook.compiled())) {}

void Tagger::find(const Message& message, Findings& findings) {
  state_->stages.find(message, findings, [](detail::Stage) { return true; });
}

void Tagger::resolve(const Message& message, const Findings& findings, Conversation& conversation, Sink& sink) {
  state_->resolver.resolve(message, findings, &conversation, sink);
}

void Tagger::resolve(const Message& message, const Findings& findings, Sink& sink) {
  state_->resolver.resolve(message, findings, nullptr, sink);
}

void Tagger::tag(std::span<const Message> messages, Conversation& conversation, Sink& sink) {
  for (const Message& message : messages) {
    find(message, state_->findings);
    resolve(message, state_->findings, conversation, sink);
  }
}

void Tagger::tag(std::span<const Message> messages, Sink& sink) {
  for (const Message& message : messages) {
    find(message, state_->findings);
    resolve(message, state_->findings, sink);
  }
}

}  // namespace peertag
