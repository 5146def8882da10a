// The stages that need a message and the codebook, and no conversation, in the order of the flow: find() of the tagger.
// Here, because the tool's `bench` runs the very same code, cut off after each stage.
//
// Each stage writes into scratch that is kept from message to message: nothing is allocated once it has grown.
#pragma once

#include <cstdint>
#include <string>

#include "codebook/compiled.hpp"
#include "match/matcher.hpp"
#include "peertag/evaluate.hpp"
#include "peertag/limits.hpp"
#include "peertag/message.hpp"
#include "peertag/normalise.hpp"
#include "text/text.hpp"

namespace peertag::detail {

enum class Stage : std::uint8_t { normalise, tokenise, spell, match, evaluate };

struct Stages {
  // Borrows the codebook.
  explicit Stages(const CompiledCodebook& compiled)
      : codebook(compiled),
        segmenter(compiled.declarations.abbreviations),
        matcher(compiled.match),
        evaluator(compiled.rule_set) {}

  // `done(stage)` is called after each stage and says whether to go on. Cut off, `findings` are those of before.
  template <class Done>
  void find(const Message& message, Findings& findings, Done done) {
    if (message.text.size() > limits::text_bytes) return leave_undecided(Undecided::limit, findings);
    normalise(message.text, text);
    if (!done(Stage::normalise)) return;
    segmenter.tokenise(message.text, text, raw);
    if (!done(Stage::tokenise)) return;
    codebook.spelling.apply(text, raw, tokens, squeezed);
    if (!done(Stage::spell)) return;
    matcher.find(text, tokens, hits);
    if (!done(Stage::match)) return;
    if (hits.budget_exhausted) return leave_undecided(Undecided::budget, findings);
    evaluator.evaluate(text, tokens, hits, findings);
    done(Stage::evaluate);
  }

  const CompiledCodebook& codebook;
  text::Segmenter segmenter;
  match::Matcher matcher;
  Evaluator evaluator;

  NormalText text;
  Tokens raw;
  Tokens tokens;
  std::string squeezed;
  Hits hits;

 private:
  static void leave_undecided(Undecided reason, Findings& findings) {
    findings.clear();
    findings.status = Status::undecided;
    findings.reason = reason;
  }
};

}  // namespace peertag::detail
