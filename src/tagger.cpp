// The whole flow, one message at a time. find() needs the message and the codebook; resolve() is where its conversation
// comes in, and what the sink sees is made.
//
// Each stage writes into scratch that is kept from message to message: nothing is allocated once it has grown.
#include "peertag/tagger.hpp"

#include <cassert>

#include "codebook/compiled.hpp"
#include "match/matcher.hpp"
#include "peertag/evaluate.hpp"
#include "peertag/limits.hpp"
#include "peertag/normalise.hpp"
#include "peertag/resolve.hpp"
#include "peertag/spelling.hpp"
#include "text/text.hpp"

namespace peertag {

namespace detail {

struct TaggerState {
  explicit TaggerState(const CompiledCodebook& compiled)
      : codebook(compiled),
        segmenter(compiled.declarations.abbreviations),
        matcher(compiled.match),
        evaluator(compiled.rule_set),
        resolver(compiled.scores, compiled.rule_set) {}

  const CompiledCodebook& codebook;
  text::Segmenter segmenter;
  match::Matcher matcher;
  Evaluator evaluator;
  Resolver resolver;

  NormalText text;
  Tokens raw;
  Tokens tokens;
  std::string squeezed;
  Hits hits;
  Findings findings;
};

void destroy(TaggerState* state) { delete state; }

}  // namespace detail

namespace {

using detail::TaggerState;

void leave_undecided(Undecided reason, Findings& findings) {
  findings.clear();
  findings.status = Status::undecided;
  findings.reason = reason;
}

void find_in_message(TaggerState& s, const Message& message, Findings& findings) {
  if (message.text.size() > limits::text_bytes) return leave_undecided(Undecided::limit, findings);
  normalise(message.text, s.text);
  s.segmenter.tokenise(message.text, s.text, s.raw);
  s.codebook.spelling.apply(s.text, s.raw, s.tokens, s.squeezed);
  s.matcher.find(s.text, s.tokens, s.hits);
  if (s.hits.budget_exhausted) return leave_undecided(Undecided::budget, findings);
  s.evaluator.evaluate(s.text, s.tokens, s.hits, findings);
}

}  // namespace

Tagger::Tagger(const Codebook& codebook) : state_(new detail::TaggerState(codebook.compiled())) {}

void Tagger::find(const Message& message, Findings& findings) { find_in_message(*state_, message, findings); }

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
