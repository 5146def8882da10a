// match: tokens -> hits, every pattern's matches by lexicon-format.md section 3.
//
// From each token a pattern gives at most one match: the one with the fewest gap tokens (all of them, those between the
// parts of a near pattern too), then the longest; of matches alike in both, the one that takes the alternatives, and
// the list entries, that were written first. In scope `message` a gap may lead into another sentence or zone, a gap of
// no token too; what stands side by side in a pattern never does, and list entries never do. `^` and `$` are the first
// and last token of the scope.
//
// Patterns that are only conditions of rules are looked for where they decide something: in the sentences (or messages)
// in which a pattern of such a rule matched. Their hits elsewhere are not among the hits.
#pragma once

#include <cstdint>
#include <vector>

#include "match/regex_matcher.hpp"
#include "match/tables.hpp"
#include "peertag/hit.hpp"
#include "peertag/normalise.hpp"
#include "peertag/token.hpp"

namespace peertag::match {

// Borrows its tables, holds scratch and RE2 objects: one per thread. Allocates nothing once warm, RE2 apart.
class Matcher {
 public:
  explicit Matcher(const Tables& tables);

  void find(const NormalText& text, const Tokens& tokens, Hits& hits);

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;

  // List entries end here: those of the node, of however many lists.
  struct PhraseEnd {
    PhraseTrie::Node node = 0;
    ListBits lists = 0;
    std::uint32_t end = 0;   // token
    std::uint32_t gaps = 0;  // tokens left out
  };
  struct PhraseMatch {
    ListRow row{};
    std::uint32_t end = 0;
    std::uint32_t gaps = 0;
  };
  struct PhraseState {
    PhraseTrie::Node node = 0;
    std::uint32_t next = 0;  // token
    std::uint32_t gaps = 0;
  };
  // A way through a program that is still to be followed.
  struct State {
    std::uint32_t at = 0;        // instruction
    std::uint32_t next = 0;      // token
    std::uint32_t gaps = 0;      // tokens left out so far
    std::uint32_t leave = none;  // tokens that may be left out before the next; none: it must be the neighbour
    std::uint32_t depth = 0;     // rows of path_ that led here, before `row`
    std::uint32_t row = none;    // ListRow that led here
  };
  struct Best {
    std::uint32_t end = 0;
    std::uint32_t gaps = 0;
    bool found = false;
  };

  // Do these two words, `place` and `ahead` tokens behind it, make a pair?
  struct PairQuestion {
    PairIndex::Question pair;
    std::uint32_t place = 0;
    std::uint32_t ahead = 0;
  };
  struct PairAnswer {
    std::span<const std::uint32_t> pairs;
    std::uint32_t place = 0;
    std::uint32_t ahead = 0;
  };
  // One program at one place.
  struct Run {
    const Program* program = nullptr;
    const Tokens* tokens = nullptr;
    std::uint32_t start = 0;
    std::uint32_t limit = 0;  // the first token behind the scope
    bool remembers = false;
    std::uint64_t steps = 0;
    std::uint64_t most_steps = 0;
    Best best;
  };

  void find_phrases(const Tokens& tokens, Hits& hits);
  void mask_tokens(const Tokens& tokens);
  void find_words(const Tokens& tokens, Hits& hits);
  void find_word(WordId word, WordId also, std::uint32_t place, const Sentence& sentence, const Tokens& tokens,
                 Hits& hits);
  void answer_questions(const Tokens& tokens, Hits& hits);
  void find_anchors(const Tokens& tokens, Hits& hits);
  template <class AnchorOrPair>
  std::uint32_t propose(const AnchorOrPair& anchor, std::uint32_t place, std::uint32_t sentence_begin);
  void sift_starts();
  [[nodiscard]] bool may_begin(const Program& program, std::uint32_t start) const;
  void run_programs(const Tokens& tokens, std::uint64_t budget, Hits& hits);
  void find_conditions(const Tokens& tokens, std::uint64_t budget, Hits& hits);
  Best best_entry(PatternId pattern, std::uint32_t start, Hits& hits);
  void try_at(PatternId pattern, std::uint32_t start, const Tokens& tokens, std::uint64_t budget, Hits& hits);
  [[nodiscard]] Best run(const Program& program, std::uint32_t start, const Tokens& tokens, std::uint64_t budget,
                         Hits& hits);
  // The list's entries that begin at the token, in the order written, each with the fewest gaps first. Until the next
  // call.
  [[nodiscard]] std::span<const PhraseMatch> phrases_at(std::uint32_t token, ListId list);
  void choose(const Instruction& instruction, std::uint32_t first, std::uint32_t left_out, const Tokens& tokens);
  [[nodiscard]] bool may_match(const Instruction& instruction, std::uint32_t place, const Tokens& tokens) const;
  [[nodiscard]] bool matches(const Instruction& instruction, const Token& token) const;
  bool take(const Instruction& instruction, std::uint32_t left_out, const Tokens& tokens, State& state);
  bool enter(Run& run, State& state);
  bool advance(Run& run, State& state);
  bool resume(Run& run, State& state);
  [[nodiscard]] bool was_here(const Run& run, const State& state);

  const Tables& tables_;
  RegexMatcher regexes_;
  std::vector<bool> remembers_;  // by PatternId

  // Scratch of one message.
  std::vector<PhraseEnd> phrase_ends_;
  std::vector<std::uint32_t> phrase_ends_from_;  // those of token t begin at phrase_ends_from_[t]; and one for the end
  std::vector<PhraseMatch> phrase_matches_;      // of one token and one list
  std::vector<PhraseState> phrase_states_;
  std::vector<WordMask> own_masks_, next_masks_;  // by token: of itself, and of the one behind it in its sentence
  std::vector<PairQuestion> questions_;
  std::vector<PairAnswer> answers_;
  std::vector<std::uint64_t> starts_;    // pattern and token: where patterns are tried
  std::vector<std::uint64_t> requests_;  // pattern and sentence: where conditions are looked for
  // Scratch of one run.
  std::vector<State> states_;
  std::vector<ListRow> path_, best_path_;
  struct Chosen {
    std::uint32_t alternative = 0;
    std::uint32_t gap = 0;
    std::uint32_t target = 0;
  };
  std::vector<Chosen> chosen_;
  struct Visit {
    std::uint64_t run = 0;
    std::uint32_t gaps = 0;
  };
  std::vector<Visit> visits_;
  std::uint64_t run_ = 0;
};

}  // namespace peertag::match
