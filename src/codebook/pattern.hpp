// A pattern of a rule, parsed: what its author wrote, as a tree. lexicons/README.md has the grammar.
// Words have been through the text's own normaliser, tokeniser and variants.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peertag::codebook {

struct Run;

struct Item {
  enum class Kind : std::uint8_t {
    word,    // text
    forms,   // words: every form of every row of forms.csv that holds the word
    prefix,  // text: stem
    suffix,  // text: stem
    list,    // text: the list's name
    group,   // alternatives, optional
    gap,     // 0 to gap_max tokens
  };
  Kind kind{};
  std::string text;
  std::vector<std::string> words;  // sorted, distinct
  std::vector<Run> alternatives;
  bool optional = false;
  std::uint32_t gap_max = 0;
};

// Items in this order. Two items with no gap item between them are adjacent.
struct Run {
  std::vector<Item> items;
};

struct Regex {
  std::string expression;  // over the matching form, with \b \w \d \s rewritten to Unicode classes
  std::string literal;     // the gate: every match contains it; at least three letters
};

struct Pattern {
  std::optional<Regex> regex;  // if set, nothing else is
  bool at_start = false;       // ^
  bool at_end = false;         // $
  // near: the parts in any order, with at most near_max tokens between neighbours; one part: just that run.
  // `A ~3 B ~5 C`: between the first and second part found at most 3, between the second and third at most 5.
  std::vector<Run> parts;
  std::vector<std::uint32_t> near_max;  // parts.size() - 1 numbers
};

}  // namespace peertag::codebook
