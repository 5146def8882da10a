// A compiled rule: the algebra of its conditions over pattern numbers. evaluate.hpp says what they mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "peertag/hit.hpp"
#include "peertag/limits.hpp"
#include "peertag/message.hpp"
#include "peertag/token.hpp"

namespace peertag {

enum class CodeId : std::uint32_t {};  // in byte order of the full ids
enum class RuleId : std::uint32_t {};  // in byte order of the ids
enum class CueClassId : std::uint8_t {};

// How far a rule's gaps, `all` and `none` look.
enum class Scope : std::uint8_t { sentence, message };

// Log-odds in thousandths, so that sums are exact on every machine.
using MilliLogOdds = std::int32_t;

// Whom a condition wants a message to be by, seen from the message in hand.
enum class By : std::uint8_t { any, self, other, seeker, supporter };
inline constexpr std::string_view by_names[] = {"any", "self", "other", "seeker", "supporter"};
[[nodiscard]] constexpr std::string_view to_string(By by) { return by_names[static_cast<std::size_t>(by)]; }

// What a message of a conversation must be like. Of codes and patterns one is enough; none given: any message.
struct TurnTest {
  By by = By::any;
  std::vector<CodeId> codes;            // candidates standing then
  std::vector<std::uint32_t> patterns;  // places in RuleSet::remembered
};

// A condition on one earlier message: the one answered, or any of the last `within`.
struct Lookback {
  enum class Where : std::uint8_t { reply_to, previous };
  Where where{};
  TurnTest test;
  std::uint32_t within = limits::turns_back;  // messages of the conversation
};
[[nodiscard]] constexpr std::string_view to_string(Lookback::Where where) {
  return where == Lookback::Where::reply_to ? "reply_to" : "previous";
}

struct Rule {
  std::vector<CodeId> codes;  // sorted
  std::vector<PatternId> match;
  std::vector<PatternId> all;
  std::vector<PatternId> none;
  std::uint32_t unless = 0;  // one bit a cue class
  Scope scope = Scope::sentence;
  MilliLogOdds weight = 1500;
  std::optional<Role> from;     // by whom the message must be; nothing: anyone
  std::vector<Lookback> needs;  // all must be met
};

// A rule that looks at codes instead of words: `then` is the message in hand, `first` an earlier one. then.by is seen
// from the author of `first`.
struct Derivation {
  RuleId rule{};  // has its codes and weight, and no patterns
  TurnTest first;
  TurnTest then;
  bool answers = false;  // `then` must answer `first`
  std::uint32_t within = limits::turns_back;
};

// What cuts a cue's reach short: any of `before` standing between two tokens, and (if given) a pattern that begins
// there.
struct CueEnd {
  TokenFlags before = TokenFlags::none;
  bool has_pattern = false;
  PatternId pattern{};
};

struct Cue {
  enum class Reach : std::uint8_t { forward, backward, both };
  CueClassId cue_class{};
  std::vector<PatternId> terms;
  std::vector<PatternId> hides;
  std::vector<CueEnd> ends_at;
  Reach reach = Reach::forward;
  std::uint32_t max = 6;  // tokens
};

// All rules and cues of a codebook, as evaluate reads them.
struct RuleSet {
  struct Use {
    RuleId rule{};
    std::uint32_t place = 0;  // of the pattern in the rule's `match`
  };

  std::vector<Rule> rules;                        // by RuleId
  std::vector<std::vector<Use>> uses;             // by PatternId: the rules that have it in `match`
  std::vector<std::vector<Cue>> cues;             // by CueClassId; in file order within a class
  CueClassId question{};                          // the class that also means: the sentence ends in a question mark
  CueClassId statement{};                         // and the one that means: it does not
  std::vector<Derivation> derivations;            // in order of dependence
  std::vector<PatternId> remembered;              // patterns that later messages ask for
  std::uint32_t turns_back = limits::turns_back;  // the farthest that any of them looks, and at least that far
};

}  // namespace peertag
