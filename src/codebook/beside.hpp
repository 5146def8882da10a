// Rules put beside those of a codebook: variants of a rule that are to be tried without a change to its book.
//
// They give a code of their own, which nothing else asks for. So whatever stood in the book still stands, and what a
// variant finds is what its rule would find with that one thing about it changed.
#pragma once

#include <vector>

#include "codebook/declarations.hpp"
#include "peertag/codebook.hpp"

namespace peertag::codebook {

// The rule as it was declared, to make variants of.
[[nodiscard]] RuleDeclaration declaration_of(const Codebook& codebook, RuleId rule);

// What of the book comes along: everything, or only what the new rules ask for (word lists, cues, and the rules whose
// codes they look back at). That is a hundred times quicker to compile, and finds the same unless it is a matter of
// letters repeated in a word that the rest of the book knows.
enum class Keep : bool { all, asked_for };

// REQUIRES: every rule is a variant of one of the codebook's. Their numbers are the last ones, in the order given; the
// book's own keep their codes' numbers, and with Keep::all their own.
[[nodiscard]] Codebook put_beside(const Codebook& codebook, std::vector<RuleDeclaration> rules, Keep keep);

// Number of the first of `count` rules put beside a book.
[[nodiscard]] inline RuleId first_beside(const Codebook& codebook, std::size_t count) {
  return static_cast<RuleId>(codebook.rules().size() - count);
}

}  // namespace peertag::codebook
