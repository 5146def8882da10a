// Builds the trie's tables: edges over sets are spelt out word by word, sorted, and hashed by (node, word).
#include "match/phrase_trie.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

namespace peertag::match {

void PhraseTrieBuilder::add(std::span<const WordSetId> phrase, ListRow row) {
  Node node = root;
  for (const WordSetId set : phrase) {
    const auto [edge, is_new] = edges_.try_emplace({node, set}, static_cast<Node>(rows_.size()));
    if (is_new) rows_.emplace_back();
    node = edge->second;
  }
  rows_[node].push_back(row);
}

PhraseTrie PhraseTrieBuilder::build(std::size_t word_count) const {
  struct Edge {
    Node parent;
    WordId word;
    Node child;
  };
  std::vector<Edge> edges;
  PhraseTrie trie;
  trie.any_children_.assign(rows_.size(), PhraseTrie::no_node);
  for (const auto& [from, child] : edges_) {
    if (from.second == any_word) {
      trie.any_children_[from.first] = child;
      continue;
    }
    for (const WordId word : sets_.words(from.second)) edges.push_back({from.first, word, child});
  }
  std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) {
    return std::tie(a.parent, a.word, a.child) < std::tie(b.parent, b.word, b.child);
  });

  trie.has_children_.assign(rows_.size(), false);
  for (const std::vector<ListRow>& rows : rows_) {
    trie.rows_.insert(trie.rows_.end(), rows.begin(), rows.end());
    trie.row_ends_.push_back(static_cast<std::uint32_t>(trie.rows_.size()));
  }
  const auto inner = std::count_if(edges.begin(), edges.end(), [](const Edge& edge) { return edge.parent != root; });
  const std::size_t size = std::bit_ceil(std::max<std::size_t>(4, static_cast<std::size_t>(inner) * 2));
  trie.slots_.assign(size, {});
  trie.root_ends_.assign(word_count + 1, 0);
  for (const Edge& edge : edges) {
    if (edge.parent == root) {
      trie.root_children_.push_back(edge.child);
      ++trie.root_ends_[static_cast<std::size_t>(edge.word) + 1];
      continue;
    }
    trie.has_children_[edge.parent] = true;
    const std::uint64_t key = PhraseTrie::key_of(edge.parent, edge.word);
    std::size_t at = trie.slot_of(key);
    while (trie.slots_[at].count != 0 && trie.slots_[at].key != key) at = (at + 1) & (size - 1);
    PhraseTrie::Slot& slot = trie.slots_[at];
    if (slot.count == 0) slot = {key, static_cast<std::uint32_t>(trie.children_.size()), 0};
    ++slot.count;
    trie.children_.push_back(edge.child);
  }
  for (std::size_t w = 0; w < word_count; ++w) trie.root_ends_[w + 1] += trie.root_ends_[w];
  return trie;
}

}  // namespace peertag::match
