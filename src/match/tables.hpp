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
// A program is not tried at every token. Each pattern has *anchors*: words or lists of which any match holds at least
// one, chosen so that they are seldom seen, and how far before them a match may begin. Where an anchor is found, the
// places in that window whose word can begin the pattern are tried.
//
// What a rule only sets as a condition (`all`, `none`) is not looked for until one of the rule's own patterns has
// matched, and then in that scope alone: most sentences satisfy no rule, and conditions are made of frequent words.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "match/phrase_trie.hpp"
#include "match/word_sets.hpp"
#include "peertag/hit.hpp"
#include "peertag/rule.hpp"

namespace peertag::match {

enum class ListId : std::uint32_t {};  // place in Declarations::lists

struct Instruction {
  enum class Kind : std::uint8_t { words, choose, list, gap, split, jump, accept };
  Kind kind{};
  std::uint32_t argument = 0;  // WordSetId, place in Tables::choices, ListId, tokens, or an instruction's place
  WordMask mask = full_mask;   // of the words that it matches or that an entry of its list begins with
};

// Many alternatives by their first word: one look-up in place of a test of each.
struct Choice {
  struct Way {
    std::uint32_t alternative = 0;  // as written, from 0
    std::uint32_t target = 0;       // the instruction behind the word
  };
  std::vector<WordId> words;  // one a way, sorted
  std::vector<Way> ways;      // by (word, alternative)
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

// Holds all that is asked at nearly every place, so that the program is seldom looked at.
struct Anchor {
  PatternId pattern{};
  std::uint32_t back_min = 0;  // tokens from a match's begin to the anchor
  std::uint32_t back_max = 0;
  Scope scope = Scope::sentence;  // this and the following: as in Program
  bool at_start = false;
  WordMask first_mask;
  WordMask second_mask;
};

struct RegexPattern {
  PatternId pattern{};
  Scope scope = Scope::sentence;
  std::string expression;
  std::string literal;  // occurs in every match
};

// Lists of anchors, by number.
class AnchorIndex {
 public:
  [[nodiscard]] std::span<const Anchor> operator[](std::size_t i) const {
    return {anchors_.data() + ends_[i], anchors_.data() + ends_[i + 1]};
  }
  void build(const std::vector<std::vector<Anchor>>& lists) {
    ends_.assign(1, 0);
    anchors_.clear();
    for (const std::vector<Anchor>& list : lists) {
      anchors_.insert(anchors_.end(), list.begin(), list.end());
      ends_.push_back(static_cast<std::uint32_t>(anchors_.size()));
    }
  }

 private:
  std::vector<std::uint32_t> ends_;
  std::vector<Anchor> anchors_;
};

struct Tables {
  struct Row {
    ListId list{};
    EntryId entry{};
  };

  WordSets sets;
  PhraseTrie phrases;
  std::vector<Row> rows;          // by ListRow
  std::vector<Program> programs;  // by PatternId
  std::vector<Instruction> code;
  std::vector<Choice> choices;
  AnchorIndex word_anchors;  // by WordId
  AnchorIndex list_anchors;  // by ListId
  std::vector<RegexPattern> regexes;
  // Patterns that matter only where another has matched, by that one's PatternId: the conditions of its rules.
  std::vector<std::vector<PatternId>> conditions;
};

}  // namespace peertag::match
