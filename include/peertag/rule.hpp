// A compiled rule: the algebra of its conditions over pattern numbers. evaluate.hpp says what they mean.
#pragma once

#include <cstdint>
#include <vector>

#include "peertag/hit.hpp"
#include "peertag/token.hpp"

namespace peertag {

enum class CodeId : std::uint32_t {};  // in byte order of the full ids
enum class RuleId : std::uint32_t {};  // in byte order of the ids
enum class CueClassId : std::uint8_t {};

// How far a rule's gaps, `all` and `none` look.
enum class Scope : std::uint8_t { sentence, message };

// Log-odds in thousandths, so that sums are exact on every machine.
using MilliLogOdds = std::int32_t;

struct Rule {
  std::vector<CodeId> codes;  // sorted
  std::vector<PatternId> match;
  std::vector<PatternId> all;
  std::vector<PatternId> none;
  std::uint32_t unless = 0;  // one bit a cue class
  Scope scope = Scope::sentence;
  MilliLogOdds weight = 1500;
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

  std::vector<Rule> rules;             // by RuleId
  std::vector<std::vector<Use>> uses;  // by PatternId: the rules that have it in `match`
  std::vector<std::vector<Cue>> cues;  // by CueClassId; in file order within a class
  CueClassId question{};               // the class that also means: the sentence ends in a question mark
};

}  // namespace peertag
