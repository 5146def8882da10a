// What the matcher reads: patterns as small programs over sets of words, lists and gaps, and where to look for each.
//
//   i (really|just)? feel ... @hardship        0 words {i}             the first choice of a split is the next
//                                              1 split 3               instruction, the second its argument;
//                                              2 words {really, just}  alternatives are tried in the order written
//                                              3 words {feel}
//                                              4 gap 3
//                                              5 list hardship
//                                              6 accept
//
// A gap is a leave given to the next token that is matched: so a match begins and ends with tokens of the pattern, also
// where what stands beside a gap was optional and is not there. Programs only lead forward: the grammar has no
// repetition, so the length of a match, and the work on one place, is bounded by the pattern.
//
// A program is not tried at every token. Each pattern has *anchors* (anchors.hpp): words, pairs of words or lists of
// which any match holds at least one, chosen so that they are seldom seen, and how far before them a match may begin.
// Where an anchor is found, the places in that window whose word can begin the pattern are tried. A pattern that is one
// word is found where its word is.
//
// What a rule only sets as a condition (`all`, `none`) is not looked for until one of the rule's own patterns has
// matched, and then in that scope alone: most sentences satisfy no rule, and conditions are made of frequent words.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "match/anchors.hpp"
#include "match/phrase_trie.hpp"
#include "match/word_sets.hpp"
#include "peertag/hit.hpp"
#include "peertag/rule.hpp"

namespace peertag::match {

enum class ListId : std::uint32_t {};  // place in Declarations::lists

// Of 64 bits each list has one, which it may share: what holds no entry of a list's bit holds none of the list.
using ListBits = std::uint64_t;
[[nodiscard]] constexpr ListBits bit_of(ListId list) { return ListBits{1} << (static_cast<std::uint32_t>(list) % 64); }

struct Instruction {
  enum class Kind : std::uint8_t { words, choose, list, gap, split, jump, accept };
  static constexpr std::uint32_t most_own_words = 4;

  Kind kind{};
  std::uint8_t own_words = 0;  // how many words of `what` there are; 0: `what` is a mask
  std::uint32_t argument = 0;  // WordSetId, place in Tables::choices, ListId, tokens, or an instruction's place
  // What it matches, or an entry of its list begins with: the few words themselves, or a mask of them all. Few need no
  // second look, and the set, somewhere else in memory, is left alone.
  union What {
    WordMask mask;
    WordId words[most_own_words];
  } what{full_mask};
};

// Many alternatives by their first word: one look-up in place of a test of each. Its ways are
// Tables::ways[begin, end), by (word, alternative).
struct Choice {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};
struct Way {
  WordId word{};
  std::uint32_t alternative = 0;  // as written, from 0
  std::uint32_t target = 0;       // the instruction behind the word
};

struct Program {
  std::uint32_t begin = 0;       // of Tables::code
  std::uint32_t end = 0;         // empty for a regex
  std::uint32_t max_tokens = 0;  // no match is longer
  Scope scope = Scope::sentence;
  bool at_start = false;
  bool at_end = false;
  WordSetId first{};  // the words a match may begin with
  WordMask first_mask;
  WordMask second_mask;    // what may stand behind that word; full if anything may
  bool many_ways = false;  // one place may be reached in so many ways that it pays to remember where one has been
};

struct RegexPattern {
  PatternId pattern{};
  Scope scope = Scope::sentence;
  std::string expression;
  std::string literal;  // occurs in every match
};

struct Tables {
  struct Row {
    ListId list{};
    EntryId entry{};
  };

  WordSets sets;
  PhraseTrie phrases;
  std::vector<ListBits> node_lists;  // by PhraseTrie::Node: the lists that have an entry which ends there
  std::vector<Row> rows;             // by ListRow
  std::vector<ListRow>
      first_rows;                 // by ListId, and one for the end: a list's rows stand together, in the order written
  std::vector<Program> programs;  // by PatternId
  std::vector<Instruction> code;
  std::vector<Choice> choices;
  std::vector<Way> ways;
  Lists<PatternId> one_word;  // by WordId: the patterns that match this word and nothing more
  PairIndex pairs;
  Lists<Anchor> word_anchors;  // by WordId
  Lists<Anchor> list_anchors;  // by PhraseTrie::Node: of the lists that have an entry which ends there
  std::vector<RegexPattern> regexes;
  // Patterns that matter only where another has matched, by that one's PatternId: the conditions of its rules.
  std::vector<std::vector<PatternId>> conditions;

  // A list and nothing more: its matches are the list's entries.
  [[nodiscard]] bool is_list(const Program& program) const {
    return program.end - program.begin == 2 && code[program.begin].kind == Instruction::Kind::list && !program.at_end;
  }
};

}  // namespace peertag::match
