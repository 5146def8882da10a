// Spells out how patterns begin, and joins patterns that go on alike.
#include "match/gap_patterns.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <tuple>

#include "match/phrase_tables.hpp"

namespace peertag {

std::uint32_t GapPattern::longest() const {
  std::size_t words = 0;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    std::size_t most = 0;
    for (const std::string_view choice : parts[p].choices)
      most = std::max(most, phrases::folded_words(choice, phrases::Stars::kept).size());
    words += most + (p == 0 ? 0 : parts[p].gap);
  }
  return static_cast<std::uint32_t>(std::min<std::size_t>(words, 0xFFFFFFFFU));
}

namespace phrases {
namespace {

// More ways to begin than these are not spelt out: the part that makes them so many goes on behind the triggers.
constexpr std::size_t most_triggers = 64;

using Choice = std::vector<std::string>;  // words

struct Part {
  std::vector<Choice> choices;
  std::uint32_t gap = 0;

  [[nodiscard]] std::size_t most_words() const {
    std::size_t most = 0;
    for (const Choice& choice : choices) most = std::max(most, choice.size());
    return most;
  }
};

bool has_star(std::string_view word) { return word.find('*') != word.npos; }
bool has_star(const Choice& choice) {
  return std::any_of(choice.begin(), choice.end(), [](const std::string& word) { return has_star(word); });
}
bool has_star(const Part& part) {
  return std::any_of(part.choices.begin(), part.choices.end(), [](const Choice& choice) { return has_star(choice); });
}

std::vector<Part> read_parts(const GapPattern& pattern) {
  std::vector<Part> parts;
  for (const GapPart& given : pattern.parts) {
    Part& part = parts.emplace_back();
    part.gap = parts.size() == 1 ? 0 : given.gap;
    for (const std::string_view choice : given.choices) {
      Choice words = folded_words(choice, Stars::kept);
      if (!words.empty() && !(parts.size() == 1 && has_star(words))) part.choices.push_back(std::move(words));
    }
    std::sort(part.choices.begin(), part.choices.end());
    part.choices.erase(std::unique(part.choices.begin(), part.choices.end()), part.choices.end());
  }
  return parts;
}

// The same for equal parts only: no word holds a control character.
std::string describe(std::span<const Part> parts) {
  std::string text;
  for (const Part& part : parts) {
    text += std::to_string(part.gap) + '\x01';
    for (const Choice& choice : part.choices) {
      for (const std::string& word : choice) text += word + '\x02';
      text += '\x03';
    }
  }
  return text;
}

class Builder {
 public:
  explicit Builder(GapTables& tables) : tables_(tables) {}

  void add(const GapPattern& pattern, PhraseId id) {
    const std::vector<Part> parts = read_parts(pattern);
    const auto is_empty = [](const Part& part) { return part.choices.empty(); };
    if (parts.empty() || std::any_of(parts.begin(), parts.end(), is_empty)) return;

    std::size_t next = 0;
    std::vector<std::uint32_t> nodes = begin(parts, next);
    for (; next < parts.size(); ++next) nodes = go_on(nodes, parts[next]);
    for (const std::uint32_t node : nodes) patterns_[node].push_back(id);
  }

  std::vector<TriggerPhrase> finish() {
    for (std::size_t n = 0; n < tables_.nodes.size(); ++n) {
      tables_.nodes[n].first_pattern = static_cast<std::uint32_t>(tables_.patterns.size());
      tables_.nodes[n].pattern_count = static_cast<std::uint32_t>(patterns_[n].size());
      tables_.patterns.insert(tables_.patterns.end(), patterns_[n].begin(), patterns_[n].end());
      tables_.nodes[n].first_form = static_cast<std::uint32_t>(tables_.forms.size());
      tables_.nodes[n].form_count = static_cast<std::uint32_t>(forms_[n].size());
      for (const auto& [word, gap, target] : forms_[n]) {
        const std::size_t star = word.find('*');
        tables_.forms.push_back({word.substr(0, star), word.substr(word.find_last_of('*') + 1), gap, target});
      }
    }
    fill_slots();
    return std::move(triggers_);
  }

 private:
  static constexpr std::uint32_t origin = 0xFFFFFFFFU;

  // Nodes behind all ways to begin; `next`: the first part that these do not hold.
  std::vector<std::uint32_t> begin(const std::vector<Part>& parts, std::size_t& next) {
    std::vector<Choice> ways{{}};
    for (; next < parts.size() && parts[next].gap == 0 && !has_star(parts[next]); ++next) {
      const Part& part = parts[next];
      const auto longest = std::max_element(ways.begin(), ways.end(),
                                            [](const Choice& a, const Choice& b) { return a.size() < b.size(); });
      const bool many = ways.size() * part.choices.size() > most_triggers;
      if (next > 0 && (many || longest->size() + part.most_words() > max_key_words)) break;
      std::vector<Choice> longer;
      for (const Choice& way : ways)
        for (const Choice& choice : part.choices) {
          longer.push_back(way);
          longer.back().insert(longer.back().end(), choice.begin(), choice.end());
        }
      ways = std::move(longer);
    }
    std::sort(ways.begin(), ways.end());
    ways.erase(std::unique(ways.begin(), ways.end()), ways.end());

    const std::string description = describe(std::span(parts).first(next));
    const bool is_new = begun_.insert(description).second;
    std::vector<std::uint32_t> nodes;
    for (const Choice& way : ways) {
      const std::uint32_t node = node_at(origin, description, static_cast<std::uint32_t>(way.size()));
      if (is_new) {
        TriggerPhrase& trigger = triggers_.emplace_back();
        for (const std::string& word : way) trigger.text += word + ' ';
        trigger.node = node;
      }
      if (std::find(nodes.begin(), nodes.end(), node) == nodes.end()) nodes.push_back(node);
    }
    return nodes;
  }

  std::vector<std::uint32_t> go_on(const std::vector<std::uint32_t>& from, const Part& part) {
    const std::string description = describe({&part, 1});
    std::vector<std::uint32_t> behind;
    for (const std::uint32_t node : from)
      for (const Choice& choice : part.choices) {
        std::uint32_t at = node;
        std::string so_far = description + '\x04';
        for (std::size_t w = 0; w < choice.size(); ++w) {
          so_far += choice[w] + '\x02';
          const bool last = w + 1 == choice.size();
          const std::uint32_t target =
              node_at(node, last ? description : so_far, tables_.nodes[node].words + static_cast<std::uint32_t>(w) + 1);
          join(at, choice[w], w == 0 ? part.gap : 0, target);
          at = target;
        }
        if (std::find(behind.begin(), behind.end(), at) == behind.end()) behind.push_back(at);
      }
    return behind;
  }

  std::uint32_t node_at(std::uint32_t before, const std::string& way, std::uint32_t words) {
    const auto [place, is_new] =
        nodes_.try_emplace({before, way, words}, static_cast<std::uint32_t>(tables_.nodes.size()));
    if (is_new) {
      tables_.nodes.emplace_back().words = words;
      patterns_.emplace_back();
      forms_.emplace_back();
    }
    return place->second;
  }

  void join(std::uint32_t from, const std::string& word, std::uint32_t gap, std::uint32_t target) {
    GapNode& node = tables_.nodes[from];
    node.gap = std::max(node.gap, gap);
    if (has_star(word)) {
      forms_[from].insert({word, gap, target});
      return;
    }
    const std::uint32_t hash = phrase_word_hash(word);
    node.next |= GapNode::bit_of(hash);
    edges_[{from, hash}].insert({word, gap, target});
  }

  void fill_slots() {
    constexpr std::size_t least_cells = 512;
    const std::size_t size = table_size(edges_.size() * 2);
    tables_.slots.assign(size, GapSlot{});
    tables_.slot_shift = shift_for(size);
    std::vector<std::uint32_t> keys;
    for (const auto& [where, of_one_hash] : edges_) {
      const std::uint32_t key = GapTables::key_of(where.first, where.second);
      keys.push_back(key);
      std::size_t at = key >> tables_.slot_shift;
      while (tables_.slots[at].node != GapSlot::free) at = (at + 1) & (size - 1);
      tables_.slots[at] = {where.first, where.second, static_cast<std::uint32_t>(tables_.edges.size())};
      for (const auto& [word, gap, target] : of_one_hash) {
        GapEdge& edge = tables_.edges.emplace_back();
        edge.target = target;
        edge.text = text_of(word);
        edge.length = static_cast<std::uint32_t>(word.size());
        edge.gap = gap & 0x7FFFFFFFU;
        edge.another = true;
      }
      tables_.edges.back().another = false;
    }
    tables_.cells = fill_filter(std::move(keys), least_cells, tables_.filter);
    tables_.filter.cells = tables_.cells.data();
  }

  std::uint32_t text_of(const std::string& word) {
    const auto [place, is_new] = texts_.try_emplace(word, static_cast<std::uint32_t>(tables_.texts.size()));
    if (is_new) tables_.texts += word;
    return place->second;
  }

  GapTables& tables_;
  std::vector<TriggerPhrase> triggers_;
  std::set<std::string> begun_;  // descriptions of what triggers spell out
  std::map<std::tuple<std::uint32_t, std::string, std::uint32_t>, std::uint32_t> nodes_;
  using Edge = std::tuple<std::string, std::uint32_t, std::uint32_t>;        // word, gap, target
  std::vector<std::vector<PhraseId>> patterns_;                              // by node
  std::vector<std::set<Edge>> forms_;                                        // by node
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::set<Edge>> edges_;  // by node and hash
  std::map<std::string, std::uint32_t> texts_;
};

}  // namespace

std::vector<TriggerPhrase> build_gap_tables(std::span<const GapPattern> patterns, std::uint32_t first,
                                            GapTables& tables) {
  Builder builder(tables);
  for (std::size_t p = 0; p < patterns.size(); ++p)
    if (patterns[p].longest() <= GapPattern::most_words)
      builder.add(patterns[p], PhraseId{first + static_cast<std::uint32_t>(p)});
  return builder.finish();
}

}  // namespace phrases
}  // namespace peertag
