// Step 6 of the phrase engine: triggers are followed to the ends of the patterns they begin.
//
// All ways from one trigger are followed together, node by node. Where the ways to a node end is one 64-bit number,
// a bit for each place behind the trigger's first word:
//
//   have you tried  a bit of  hot yoga  or  yoga            node 0 (have you tried)      ends  000000001000
//    0    1    2    3  4  5    6   7    8    9              may go on at 3, 4, .. 3 + 4  reach 000011111000
//                                                           yoga stands at 7: node 2     ends  000100000000
//
// Each word leads to nodes that are one word further on, so nodes are followed in that order, all ways to a node at
// once: no place is looked at twice for one node, and the work on a trigger is bounded by its patterns.
#include <algorithm>
#include <bit>
#include <cstring>

#include "match/gap_patterns.hpp"
#include "peertag/phrase_matcher/pipeline.hpp"

namespace peertag::phrases {
namespace {

// Bits `first` to `last`.
constexpr std::uint64_t bits_between(std::uint32_t first, std::uint32_t last) {
  return ~std::uint64_t{0} >> (63 - last) & ~std::uint64_t{0} << first;
}

// Each bit, and as many above it as words may be left out.
std::uint64_t reach_of(std::uint64_t ends, std::uint32_t gap) {
  std::uint64_t reach = ends;
  for (std::uint32_t covered = 1; covered <= gap;) {  // so many bits from each end on are set
    const std::uint32_t more = std::min(covered, gap + 1 - covered);
    reach |= reach << more;
    covered += more;
  }
  return reach;
}

bool in_order(const PhraseHit& a, const PhraseHit& b) {
  if (a.text != b.text) return a.text < b.text;
  if (a.span.begin != b.span.begin) return a.span.begin < b.span.begin;
  return a.span.end != b.span.end ? a.span.end < b.span.end : a.phrase < b.phrase;
}

class Follower {
 public:
  Follower(const Tables& tables, const std::string_view* texts, Scratch& scratch)
      : tables_(*tables.gaps), texts_(texts), words_(scratch.words), scratch_(*scratch.gaps) {}

  // Hits go to GapScratch::hits, in order.
  void run(const Results<Trigger>& triggers) {
    scratch_.hits.clear();
    const Trigger* const end = triggers.begin() + triggers.size();
    for (const Trigger* trigger = triggers.begin(); trigger != end;) {
      first_ = trigger->word;
      text_ = texts_[words_.text[first_]];
      scratch_.wholes.clear();
      for (; trigger != end && trigger->word == first_; ++trigger) follow(trigger->node);
      if (!scratch_.wholes.empty()) put_hits();
    }
  }

 private:
  void follow(std::uint32_t trigger) {
    scratch_.next.clear();
    follow_ways({trigger, std::uint64_t{1} << tables_.nodes[trigger].words});
    while (!scratch_.next.empty()) {
      scratch_.open.swap(scratch_.next);
      scratch_.next.clear();
      for (const GapScratch::Open& ways : scratch_.open) follow_ways(ways);
    }
  }

  void follow_ways(const GapScratch::Open& ways) {
    const GapNode& node = tables_.nodes[ways.node];
    if (node.pattern_count != 0) {
      const auto end = static_cast<std::uint32_t>(std::countr_zero(ways.ends));  // the fewest words left out
      for (std::uint32_t p = 0; p < node.pattern_count; ++p)
        scratch_.wholes.push_back({tables_.patterns[node.first_pattern + p], end - node.words, end});
    }
    if (!node.goes_on()) return;
    for (std::uint64_t reach = reach_of(ways.ends, node.gap); reach != 0; reach &= reach - 1) {
      const auto at = static_cast<std::uint32_t>(std::countr_zero(reach));
      const std::uint32_t word = first_ + at;
      const std::uint32_t hash = words_.hash[word];
      if (hash == border_hash && words_.begin[word] == text_.size()) break;
      // Whether a way ends so that no more words would be left out.
      const auto within = [&](std::uint32_t gap) {
        return (ways.ends & bits_between(at - std::min(at, gap), at)) != 0;
      };
      if (node.form_count != 0) take_forms(node, word, within, at + 1);
      if ((node.next & GapNode::bit_of(hash)) == 0) continue;
      const GapEdge* edge = tables_.edges_of(ways.node, hash);
      if (edge == nullptr) continue;
      for (;; ++edge) {
        if (within(edge->gap) && stands_at(words_.begin[word], *edge)) reached(edge->target, at + 1);
        if (edge->another == 0) break;
      }
    }
  }

  template <class Within>
  void take_forms(const GapNode& node, std::uint32_t word, Within within, std::uint32_t end) {
    const std::uint32_t begin = words_.begin[word];
    const std::string_view written = text_.substr(begin, end_of_word(word) - begin);
    const auto is = [](std::string_view text, std::string_view folded) {
      return std::equal(text.begin(), text.end(), folded.begin(),
                        [](char a, char b) { return fold(a) == static_cast<unsigned char>(b); });
    };
    for (std::uint32_t f = node.first_form; f < node.first_form + node.form_count; ++f) {
      const GapForm& form = tables_.forms[f];
      if (written.size() >= form.begin.size() + form.end.size() && within(form.gap) &&
          is(written.substr(0, form.begin.size()), form.begin) &&
          is(written.substr(written.size() - form.end.size()), form.end))
        reached(form.target, end);
    }
  }

  void reached(std::uint32_t node, std::uint32_t end) {
    for (GapScratch::Open& known : scratch_.next)
      if (known.node == node) {
        known.ends |= std::uint64_t{1} << end;
        return;
      }
    scratch_.next.push_back({node, std::uint64_t{1} << end});
  }

  [[nodiscard]] bool stands_at(std::uint32_t begin, const GapEdge& edge) const {
    return length_in_text<Plain>(text_.data() + begin, text_.size() - begin, tables_.texts.data() + edge.text,
                                 edge.length) != 0;
  }

  [[nodiscard]] std::uint32_t end_of_word(std::uint32_t word) const {
    std::uint32_t at = words_.begin[word];
    while (at < text_.size() && fold(text_[at]) != blank) ++at;
    return at;
  }

  // Of all that matched from here, each pattern's best.
  void put_hits() {
    std::vector<GapScratch::Whole>& wholes = scratch_.wholes;
    std::sort(wholes.begin(), wholes.end(), [](const GapScratch::Whole& a, const GapScratch::Whole& b) {
      if (a.pattern != b.pattern) return a.pattern < b.pattern;
      return a.left_out != b.left_out ? a.left_out < b.left_out : a.end > b.end;
    });
    const auto from = static_cast<std::ptrdiff_t>(scratch_.hits.size());
    for (std::size_t w = 0; w < wholes.size(); ++w) {
      if (w > 0 && wholes[w].pattern == wholes[w - 1].pattern) continue;
      scratch_.hits.push_back(
          {words_.text[first_], wholes[w].pattern, {words_.begin[first_], end_of_word(first_ + wholes[w].end - 1)}});
    }
    std::sort(scratch_.hits.begin() + from, scratch_.hits.end(), in_order);
  }

  const GapTables& tables_;
  const std::string_view* texts_;
  const Words& words_;
  GapScratch& scratch_;
  std::uint32_t first_ = 0;  // word that the trigger begins at
  std::string_view text_;
};

}  // namespace

void destroy(GapScratch* scratch) { delete scratch; }

void follow_triggers(const Tables& tables, const std::string_view* texts, Scratch& scratch, std::size_t first) {
  Follower(tables, texts, scratch).run(scratch.triggers);
  const std::vector<PhraseHit>& more = scratch.gaps->hits;
  if (more.empty()) return;
  // Merged from the back, where the room is.
  PhraseHit* const end = scratch.hits.room(more.size());
  PhraseHit* hit = end;
  PhraseHit* const begin = end - (scratch.hits.size() - first);
  PhraseHit* to = end + more.size();
  scratch.hits.added_up_to(to);
  for (auto gap_hit = more.rbegin(); gap_hit != more.rend();)
    if (hit != begin && in_order(*gap_hit, hit[-1]))
      *--to = *--hit;
    else
      *--to = *gap_hit++;
}

}  // namespace peertag::phrases
