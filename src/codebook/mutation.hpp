// Mutation of rules: is there an example for every clause that a rule has? A clause is dropped or weakened, and if
// every example still passes, none of them needed it.
//
//   match, all, none        each pattern dropped; in each: every alternative of a group, its `?`, `^`, `$`,
//                           every gap (and `~N`) narrowed to nothing, and widened to the widest there can be;
//                           a group's alternatives of mere words are vocabulary, as a list's entries are, and one
//                           clause: all of them dropped but the first (`peertag cover` counts what each word finds)
//   in, unless, from        message narrowed to sentence; each cue class; anyone
//   needs, first, then      each dropped; each of its codes and patterns; by whom; that it answers
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "codebook/declarations.hpp"

namespace peertag::codebook {

enum class ClauseKind : std::uint8_t { match, all, none, alternative, gap, edge, scope, unless, conversation };
inline constexpr std::string_view clause_kind_names[] = {"match", "all", "none",   "alternative", "gap",
                                                         "^ $",   "in",  "unless", "conversation"};

struct Mutant {
  RuleDeclaration rule;  // without the clause
  ClauseKind kind{};
  std::string what;        // "`@hardship` of match `(that|it) sounds @hardship`"
  std::uint32_t line = 0;  // in the rule's file
};

// In the order in which the clauses were written, kind by kind.
[[nodiscard]] std::vector<Mutant> mutants_of(const Codebook& codebook, RuleId rule);

// Which of the mutants no example notices, by their places: every example that the rule passes, they pass too. An
// example that the rule fails says nothing about its clauses.
[[nodiscard]] std::vector<std::size_t> unnoticed(const Codebook& codebook, RuleId rule,
                                                 const std::vector<Mutant>& mutants);

// An item as it could have been written.
[[nodiscard]] std::string text_of(const Item& item);

}  // namespace peertag::codebook
