// Gap patterns, compiled: what may follow where a pattern begins.
//
//   have you (tried|thought about) ..4 yoga          triggers   have you tried          -> node 0, after three words
//   have you (tried|thought about) ..4 journaling               have you thought about  -> node 1, after four
//                                                    node 0     yoga, 4 left out at most        -> node 2
//                                                               journaling, 4 left out at most  -> node 3
//                                                    node 1     likewise
//
// How a pattern begins, up to its first gap, is spelt out as phrases: its *triggers*, which the phrase engine finds as
// it finds others. Patterns that begin alike share their triggers and nodes, so that one look at a word that follows
// asks for all of them, and nearly always ends at a filter. All ways to a node are of equally many words: where a way
// stands tells how many words it has left out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "peertag/phrase_matcher.hpp"
#include "peertag/phrase_matcher/scratch.hpp"
#include "peertag/phrase_matcher/tables.hpp"

namespace peertag::phrases {

struct GapNode {
  std::uint64_t next = 0;           // bit_of(hash) of the words that go on from here: most words fail here
  std::uint32_t words = 0;          // of the ways that lead here, those left out not counted
  std::uint32_t gap = 0;            // the widest before a word that goes on
  std::uint32_t first_pattern = 0;  // of GapTables::patterns: those that are whole here
  std::uint32_t pattern_count = 0;
  std::uint32_t first_form = 0;  // of GapTables::forms
  std::uint32_t form_count = 0;

  [[nodiscard]] bool goes_on() const { return next != 0 || form_count != 0; }
  [[nodiscard]] static std::uint64_t bit_of(std::uint32_t hash) { return std::uint64_t{1} << (hash >> 26U); }
};

// A word that goes on from a node. Those of one node and one hash lie one behind the other.
struct GapEdge {
  std::uint32_t target = 0;  // node
  std::uint32_t text = 0;    // where in GapTables::texts its bytes are
  std::uint32_t length = 0;
  std::uint32_t gap : 31 = 0;
  std::uint32_t another : 1 = false;
};

// Any word that begins and ends so goes on from a node.
struct GapForm {
  std::string begin, end;
  std::uint32_t gap = 0;
  std::uint32_t target = 0;  // node
};

struct GapSlot {
  static constexpr std::uint32_t free = 0xFFFFFFFFU;
  std::uint32_t node = free;
  std::uint32_t hash = 0;
  std::uint32_t edge = 0;  // the first
};

struct GapTables {
  std::vector<GapNode> nodes;
  std::vector<PhraseId> patterns;
  std::vector<GapEdge> edges;
  std::vector<GapForm> forms;
  std::vector<GapSlot> slots = std::vector<GapSlot>(2);  // open addressing
  unsigned slot_shift = 31;
  std::vector<std::uint32_t> cells;  // the filter's
  Filter filter;
  std::string texts;

  [[nodiscard]] static std::uint32_t key_of(std::uint32_t node, std::uint32_t hash) {
    std::uint32_t key = (hash ^ node * 0x9E3779B1U) * 0x2C1B3C6DU;
    key ^= key >> 15U;
    return key * 0x297A2D39U;
  }
  // Nothing where no word of this hash goes on from the node.
  [[nodiscard]] const GapEdge* edges_of(std::uint32_t node, std::uint32_t hash) const {
    const std::uint32_t key = key_of(node, hash);
    if (!filter.may_hold(key)) return nullptr;
    for (std::size_t at = key >> slot_shift;; at = (at + 1) & (slots.size() - 1)) {
      const GapSlot& slot = slots[at];
      if (slot.node == GapSlot::free) return nullptr;
      if (slot.node == node && slot.hash == hash) return &edges[slot.edge];
    }
  }
  [[nodiscard]] std::size_t size_in_bytes() const {
    return nodes.size() * sizeof(GapNode) + patterns.size() * sizeof(PhraseId) + edges.size() * sizeof(GapEdge) +
           forms.size() * sizeof(GapForm) + slots.size() * sizeof(GapSlot) + cells.size() * sizeof(std::uint32_t) +
           texts.size();
  }
};

// A phrase that begins patterns, and the node behind it.
struct TriggerPhrase {
  std::string text;
  std::uint32_t node = 0;
};

// `first`: the number of the first pattern. Gives back the triggers; fills `tables`.
std::vector<TriggerPhrase> build_gap_tables(std::span<const GapPattern> patterns, std::uint32_t first,
                                            GapTables& tables);

// Scratch of step 6.
struct GapScratch {
  // Ways that end behind so many words of text, from the trigger's first on: a bit each.
  struct Open {
    std::uint32_t node = 0;
    std::uint64_t ends = 0;
  };
  struct Whole {
    PhraseId pattern{};
    std::uint32_t left_out = 0;  // words
    std::uint32_t end = 0;       // words from the trigger's first on
  };
  std::vector<Open> open, next;  // nodes of so many words, and of one more
  std::vector<Whole> wholes;
  std::vector<PhraseHit> hits;  // of a chunk
};

}  // namespace peertag::phrases
