// Runs the examples of rules: does a rule find what its author said it does, and is it stopped by what they said?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "peertag/codebook.hpp"
#include "peertag/tagger.hpp"

namespace peertag::codebook {

struct ExampleOutcome {
  // Of each turn: the rule's findings that stood, sorted, each once.
  std::vector<std::vector<SourceSpan>> found;
  // What stopped findings of the rule: names of cue classes, "all", "none", "from", "needs"; sorted, each once.
  std::vector<std::string> stopped_by;
  bool undecided = false;
  bool passed = false;
};

// Every example is a conversation of its own. An example passes if the findings that stand are exactly those its
// brackets mark. A counter-example passes if none stands and, where it says `because`, that is among what stopped one.
class ExampleRunner {
 public:
  // REQUIRES: the codebook outlives the runner.
  explicit ExampleRunner(const Codebook& codebook) : codebook_(codebook), tagger_(codebook) {}

  ExampleOutcome run(RuleId rule, const Example& example) { return run(rule, 1, example).front(); }
  // The same for several rules whose numbers follow each other; the example is tagged once.
  std::vector<ExampleOutcome> run(RuleId first, std::size_t count, const Example& example);

 private:
  const Codebook& codebook_;
  Tagger tagger_;
};

// Learned rules are exempt: their messages stand elsewhere.
[[nodiscard]] bool has_example_and_counter_example(const RuleText& rule);

}  // namespace peertag::codebook
