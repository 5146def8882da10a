// What the readers hand to check and compile: the whole codebook as it was written, each thing with its place.
// Everything here is in its final order: sources by byte order of their names, rows in file order, codes and rules by
// id.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "codebook/pattern.hpp"
#include "peertag/codebook.hpp"

namespace peertag::codebook {

struct Place {
  std::string source;
  std::uint32_t line = 1;    // from 1
  std::uint32_t column = 1;  // from 1, in code points
};

struct PatternDeclaration {
  Pattern pattern;
  std::string text;  // as written
  Place place;       // of the pattern's first character
};

struct RuleDeclaration {
  RuleText text;
  Place place;
  std::vector<CodeId> codes;  // into Declarations::codes
  std::vector<PatternDeclaration> match, all, none;
  std::uint32_t unless = 0;  // one bit a cue class
  // What it asks of its conversation. Patterns are places in `remembered` here, not yet in the codebook's.
  std::optional<Role> from;
  std::vector<Lookback> needs;
  std::optional<Derivation> derivation;        // the rule is a [[derive]], and has no patterns but these
  std::vector<PatternDeclaration> remembered;  // of all its conditions on other messages
  std::vector<Place> test_places;              // of each of `needs`; of a derivation: of `first`, of `then`
};

struct EntryDeclaration {
  ListEntry entry;
  Place place;
  Run run;  // word, forms, prefix and suffix items only
};

// A list, or a set of lists worked out to one (entries of several lists: first wins where terms are equal).
struct ListDeclaration {
  std::string name;
  Place place;
  std::vector<EntryDeclaration> entries;
  bool is_set = false;
};

struct CueEndDeclaration {
  TokenFlags before = TokenFlags::none;
  std::optional<PatternDeclaration> pattern;
};

struct CueDeclaration {
  CueClassId cue_class{};
  Place place;
  std::vector<PatternDeclaration> terms, hides;
  std::vector<CueEndDeclaration> ends_at;
  Cue::Reach reach = Cue::Reach::forward;
  std::uint32_t max = 6;
};

// One token -> none, one, two or three tokens. Applied once, to text and patterns alike.
using Variants = std::map<std::string, std::vector<std::string>, std::less<>>;

struct Declarations {
  std::vector<Book> books;               // by id
  std::vector<Code> codes;               // by full id; CodeId is the place
  std::vector<Place> code_places;        // one a code
  std::vector<RuleDeclaration> rules;    // by id; RuleId is the place. Learned lists stand here as rules
  std::vector<ListDeclaration> lists;    // by name, sets included
  std::vector<CueDeclaration> cues;      // in file order
  std::vector<std::string> cue_classes;  // by name; CueClassId is the place. Always holds "question"
  Variants variants;
  std::vector<std::string> abbreviations;  // in matching form, without the full stop
  std::map<std::string, std::uint32_t, std::less<>> frequency_rank;
  std::vector<Link> links;
  // weights.csv rows of kind entry: (code, term of a list entry in that code's rules) -> weight. Bias, threshold and
  // rule weights have been written into codes and rules already.
  std::map<std::pair<std::string, std::string>, MilliLogOdds> entry_weights;
};

}  // namespace peertag::codebook
