#include "codebook/examples.hpp"

#include <algorithm>

#include "peertag/sinks/names.hpp"

namespace peertag::codebook {
namespace {

template <class T>
void sort_and_drop_repeats(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

bool as_written(const Example& example, const ExampleOutcome& outcome) {
  if (outcome.undecided) return false;
  for (std::size_t i = 0; i < example.turns.size(); ++i)
    if (outcome.found[i] != example.turns[i].findings) return false;
  return example.because.empty() ||
         std::find(outcome.stopped_by.begin(), outcome.stopped_by.end(), example.because) != outcome.stopped_by.end();
}

}  // namespace

std::vector<ExampleOutcome> ExampleRunner::run(RuleId first, std::size_t count, const Example& example) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < example.turns.size(); ++i) ids.push_back(std::to_string(i + 1));
  std::vector<Message> messages;
  for (std::size_t i = 0; i < example.turns.size(); ++i) {
    const Example::Turn& turn = example.turns[i];
    Message& message = messages.emplace_back();
    message.id = ids[i];
    message.text = turn.text;
    message.speaker = turn.speaker;
    message.conversation_id = "example";
    message.role = turn.role;
    if (turn.to > 0) {
      message.reply_kind = ReplyKind::answers;
      message.reply_to = ids[turn.to - 1];
    } else if (turn.opens) {
      message.reply_kind = ReplyKind::opens;
    }
  }

  std::vector<ExampleOutcome> outcomes(count);
  const auto outcome_of = [&](RuleId rule) -> ExampleOutcome* {
    const std::size_t place = static_cast<std::size_t>(rule) - static_cast<std::size_t>(first);
    return rule >= first && place < count ? &outcomes[place] : nullptr;
  };
  FunctionSink sink([&](const TaggedMessage& tagged) {
    for (ExampleOutcome& outcome : outcomes) {
      outcome.undecided = outcome.undecided || tagged.status == Status::undecided;
      outcome.found.emplace_back();
    }
    for (const CodeScore& code : tagged.codes)
      for (const Annotation& annotation : code.evidence)
        if (ExampleOutcome* outcome = outcome_of(annotation.rule)) outcome->found.back().push_back(annotation.span);
    for (const Suppressed& finding : tagged.suppressed)
      if (ExampleOutcome* outcome = outcome_of(finding.rule))
        outcome->stopped_by.emplace_back(stop_name(codebook_, finding));
  });
  Conversation conversation(codebook_.turns_back());
  tagger_.tag(messages, conversation, sink);
  for (ExampleOutcome& outcome : outcomes) {
    for (std::vector<SourceSpan>& found : outcome.found) sort_and_drop_repeats(found);
    sort_and_drop_repeats(outcome.stopped_by);
    outcome.passed = as_written(example, outcome);
  }
  return outcomes;
}

bool has_example_and_counter_example(const RuleText& rule) {
  const auto any = [&](bool counter) {
    return std::any_of(rule.examples.begin(), rule.examples.end(),
                       [&](const Example& example) { return example.counter == counter; });
  };
  return rule.learned || (any(false) && any(true));
}

}  // namespace peertag::codebook
