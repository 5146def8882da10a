// Why a rule does not fire on a message: how far each of its patterns got, what stopped what they found, and one edit
// after which it fires.
//
// All of it is asked of the engine: variants of the rule, each with less of it, are put beside the codebook
// (beside.hpp), and what they find says where the rule itself stopped. Nothing here knows how patterns match.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codebook/beside.hpp"
#include "peertag/codebook.hpp"
#include "peertag/conversation.hpp"
#include "peertag/span.hpp"
#include "peertag/tagger.hpp"

namespace peertag::codebook {

// How far one pattern of `match` got.
struct Progress {
  std::string pattern;  // as written
  std::uint32_t line = 0;
  std::string found;    // the most of it that is in the message, as it could have been written; empty: nothing
  std::string missing;  // the rest; empty: it matches
  SourceSpan span;      // of what was found first
};

// One clause of the rule that is not met.
struct Obstacle {
  std::string_view kind;  // as `because` names it: a cue class, "all", "none", "from", "needs"; of a derivation, too,
                          // "first" and "then"
  std::string clause;     // as written; of a cue, how far it reaches
  SourceSpan words;       // that stand in the way; empty where something is missing
};

struct StoppedMatch {
  SourceSpan span;
  std::vector<Obstacle> obstacles;  // the first is what the engine names; not empty
};

// `text` with `span` replaced by `with`, which may be empty.
struct Edit {
  SourceSpan span;
  std::string with;
  [[nodiscard]] std::string apply(std::string_view text) const {
    return std::string(text.substr(0, span.begin)) + with + std::string(text.substr(span.end));
  }
};

struct WhyNot {
  std::vector<SourceSpan> fires;       // findings that stand; if there are any, the rest may be of little interest
  std::vector<Progress> patterns;      // of `match`, in the order written
  std::vector<StoppedMatch> stopped;   // in the order of the text
  std::vector<Obstacle> conversation;  // what no edit of the words can help: from, needs, first; or, of a derivation,
                                       // the codes that are no candidates
  std::optional<Edit> edit;            // the smallest found, after which the rule fires: it has been tried
};

class WhyNotFinder {
 public:
  // REQUIRES: the codebook outlives the finder.
  WhyNotFinder(const Codebook& codebook, RuleId rule);

  // `before`: the conversation up to the message; nullptr: each message by itself. It is left as it is.
  [[nodiscard]] WhyNot explain(const Message& message, const Conversation* before);

 private:
  // A variant of the rule without most of its clauses.
  struct Step {
    std::size_t pattern = 0;  // of `match`
    std::string found, missing;
  };
  struct Clause {
    Stop stop{};
    std::string_view kind;
    std::string text;
  };
  struct CueProbe {
    std::size_t cue_class = 0;
    std::string reach;
  };

  void plan_steps(std::size_t pattern);
  void add_step(std::size_t pattern, Pattern variant, std::string found, std::string missing);
  void plan_clauses();
  void plan_cues();
  void find_progress(const Findings& probed, WhyNot& out) const;
  void find_obstacles(const Findings& probed, WhyNot& out) const;
  void ask_conversation(const Message& message, const Conversation* before, WhyNot& out);
  [[nodiscard]] std::vector<SourceSpan> standing(const Message& message, const Conversation* before);
  [[nodiscard]] std::vector<std::string> replacements() const;
  [[nodiscard]] std::optional<Edit> find_edit(const Message& message, const Conversation* before);
  [[nodiscard]] std::string reach_of(const CueDeclaration& cue) const;

  const Codebook& codebook_;
  RuleId rule_;
  RuleDeclaration declaration_;
  std::vector<RuleDeclaration> probes_;  // until they are compiled: those of steps_, clauses_ and cues_, in this order
  std::vector<Step> steps_;
  std::vector<Clause> clauses_;
  std::vector<CueProbe> cues_;
  std::optional<Codebook> book_;
  std::optional<Tagger> probing_;  // with book_
  Tagger tagger_;                  // with the codebook as it is
  Findings findings_;
};

}  // namespace peertag::codebook
