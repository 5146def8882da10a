// All entries of all word lists in one trie over words, so that finding them costs the same for any number of lists.
//
// An entry is a run of word sets (`hope`, `feel~ low`, `depress*`): the trie's edges are sets while it is built, and
// one for each word of the set in the table that is read. Two edges of a node may share a word (`feel~` and `feeling`):
// then the table leads to both children. A learned entry may hold a gap: it stands in the trie once for each width,
// with edges that any token follows.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "match/word_sets.hpp"

namespace peertag::match {

// A term of a list, as the codebook numbers them: list after list, and in file order within a list.
enum class ListRow : std::uint32_t {};

class PhraseTrie {
 public:
  using Node = std::uint32_t;

  [[nodiscard]] std::span<const Node> roots(WordId word) const {
    const auto w = static_cast<std::size_t>(word);
    return {root_children_.data() + root_ends_[w], root_children_.data() + root_ends_[w + 1]};
  }
  [[nodiscard]] std::span<const Node> children(Node node, WordId word) const {
    const std::uint64_t key = key_of(node, word);
    for (std::size_t at = slot_of(key);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.key == key) return {children_.data() + slot.first, slot.count};
      if (slot.count == 0) return {};
    }
  }
  static constexpr Node no_node = 0xFFFFFFFFU;
  // Behind any token whatever; no_node if no entry has a gap here.
  [[nodiscard]] Node child_of_any(Node node) const { return any_children_[node]; }
  [[nodiscard]] bool has_children(Node node) const { return has_children_[node]; }  // of words
  // The terms that end here, in order; a set's row stands beside the row of the list it was taken from.
  [[nodiscard]] std::span<const ListRow> rows(Node node) const {
    return {rows_.data() + row_ends_[node], rows_.data() + row_ends_[node + 1]};
  }
  [[nodiscard]] std::size_t node_count() const { return has_children_.size(); }

 private:
  friend class PhraseTrieBuilder;
  friend struct detail::PackedFields;
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;  // 0: free
  };
  [[nodiscard]] static std::uint64_t key_of(Node node, WordId word) {
    return static_cast<std::uint64_t>(node) << 32U | static_cast<std::uint32_t>(word);
  }
  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const {
    return (key * 0x9E3779B97F4A7C15U >> 32U) & (slots_.size() - 1);
  }

  std::vector<std::uint32_t> root_ends_;  // by WordId
  std::vector<Node> root_children_;
  std::vector<Slot> slots_ = std::vector<Slot>(1);
  std::vector<Node> children_;
  std::vector<bool> has_children_;
  std::vector<Node> any_children_;
  std::vector<std::uint32_t> row_ends_ = {0};
  std::vector<ListRow> rows_;
};

class PhraseTrieBuilder {
 public:
  explicit PhraseTrieBuilder(const WordSets& sets) : sets_(sets) {}

  // REQUIRES: `phrase` is not empty and does not begin with any_word; rows come in order.
  void add(std::span<const WordSetId> phrase, ListRow row);
  [[nodiscard]] PhraseTrie build(std::size_t word_count) const;

 private:
  using Node = PhraseTrie::Node;
  static constexpr Node root = PhraseTrie::no_node;

  const WordSets& sets_;
  std::map<std::pair<Node, WordSetId>, Node> edges_;
  std::vector<std::vector<ListRow>> rows_;  // by node
};

}  // namespace peertag::match
