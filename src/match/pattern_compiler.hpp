// Patterns and word lists as they were written -> the matcher's tables.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "codebook/declarations.hpp"
#include "match/tables.hpp"
#include "peertag/spelling.hpp"

namespace peertag::match {

// The words, beginnings and endings of everything that is matched, and the variants, squeezed as the text will be.
[[nodiscard]] Spelling spelling_of(const codebook::Declarations& declarations);

class PatternCompiler {
 public:
  // Reads the lists. Borrows both arguments.
  PatternCompiler(const codebook::Declarations& declarations, const Spelling& spelling);

  // Equal patterns of equal scope share a number. A pattern that is sought is looked for everywhere.
  enum class Role : std::uint8_t { sought, condition };
  PatternId add(const codebook::Pattern& pattern, Scope scope, Role role);
  // Where `pattern` matches, `condition` is looked for in the same scope. REQUIRES: both scopes are the same.
  void look_for(PatternId condition, PatternId pattern);

  // The row a list's term stands in, its EntryId: `entry_of[list][place]`. A set's terms have those of their lists.
  [[nodiscard]] const std::vector<std::vector<EntryId>>& entry_of() const { return entry_of_; }

  [[nodiscard]] Tables finish();

 private:
  // Tokens between two places of a match, at least and at most.
  struct Distance {
    std::uint32_t min = 0;
    std::uint32_t max = 0;
  };
  // The words, beginnings or endings that a place may be filled with, or the list; or two places of words.
  struct Leaf {
    bool is_list = false;
    std::uint32_t id = 0;  // WordSetId or ListId
    Distance back;         // from the match's begin
    bool is_pair = false;
    WordSetId second{};
    Distance ahead;  // from the first to the second
  };
  // Leaves of which every match holds at least one.
  struct Cut {
    std::vector<Leaf> leaves;
    double cost = never;
  };
  // A place that every match fills, before the one that is written.
  struct Filled {
    WordSetId words{};
    Distance back;    // from the match's begin
    Distance behind;  // from where the sequence begins to behind the place
  };
  // What has been written of a run.
  struct Sequence {
    std::vector<Filled> filled;
    Distance length;
  };
  struct List {
    double frequency = 0;
    std::uint32_t min_tokens = 0;
    std::uint32_t max_tokens = 0;
    std::vector<WordId> first_words, last_words;
  };
  static constexpr double never = 1e300;

  void read_lists();
  [[nodiscard]] std::vector<WordId> words_of(const codebook::Item& item) const;
  [[nodiscard]] bool fills_one_place(const codebook::Item& item) const;
  [[nodiscard]] double frequency_of(WordSetId set) const;
  [[nodiscard]] Cut cut_at(Leaf leaf) const;
  [[nodiscard]] Cut pair_with(const Sequence& sequence, const std::vector<WordId>& words);
  enum class End : std::uint8_t { first, last };
  [[nodiscard]] std::vector<WordId> words_at(const codebook::Item& item, End end) const;
  [[nodiscard]] std::vector<WordId> words_at(const codebook::Run& run, End end) const;
  void join(Cut& cut, const Cut& other) const;
  std::uint32_t emit(Instruction::Kind kind, std::uint32_t argument = 0);
  [[nodiscard]] std::uint32_t here() const { return static_cast<std::uint32_t>(tables_.code.size()); }

  // Each writes instructions and gives back the cheapest cut of what it wrote. `distance` and `ways` (in how many ways
  // one place may be reached, at most) go in as they are before and come out as they are behind it.
  Cut write(const codebook::Pattern& pattern, Distance& distance, double& ways);
  Cut write(const codebook::Run& run, Distance& distance, double& ways);
  Cut write_group(const codebook::Item& group, Distance& distance, double& ways);
  Cut write_words(std::vector<WordId> words, Distance& distance);
  Cut write_choice(const std::vector<const codebook::Run*>& alternatives, Distance& distance, double& ways);
  Cut write_items(std::span<const codebook::Item> items, Distance& distance, double& ways, Sequence& sequence);
  Cut write_item(const codebook::Item& item, Distance& distance, double& ways);
  void write_gap(std::uint32_t tokens, Distance& distance, double& ways);
  void note_words(const Program& program);
  [[nodiscard]] std::span<const Way> ways_of(const Instruction& choose) const {
    const Choice& choice = tables_.choices[choose.argument];
    return {tables_.ways.data() + choice.begin, tables_.ways.data() + choice.end};
  }
  void find_first_words(Program& program);
  void build_anchors();
  void add_pairs(const Leaf& leaf, PatternId pattern, PairIndexBuilder& pairs) const;
  void add_anchor(const Leaf& leaf, PatternId pattern, std::vector<std::vector<Anchor>>& of_words,
                  std::vector<std::vector<Anchor>>& of_lists) const;
  [[nodiscard]] bool is_one_word(const Program& program) const;

  const codebook::Declarations& declarations_;
  const Spelling& spelling_;
  std::vector<double> frequency_;  // by WordId: how often it is seen, of all words
  std::vector<List> lists_;
  bool order_matters_ = false;  // of the alternatives of the pattern that is written: it holds a list
  Scope scope_{};               // of the pattern that is written
  std::map<std::string, ListId, std::less<>> list_ids_;
  std::vector<std::vector<EntryId>> entry_of_;
  std::vector<Cut> cuts_;                   // by PatternId; no leaves for a regex
  std::vector<bool> is_sought_;             // by PatternId
  std::map<std::string, PatternId> known_;  // by what was written, put in one line
  Tables tables_;
  WordSetInterner sets_{tables_.sets};
};

}  // namespace peertag::match
