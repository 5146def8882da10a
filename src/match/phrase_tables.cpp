// Builds the tables of the phrase engine (peertag/phrase_matcher/tables.hpp says what they are). All of it depends on
// the phrases alone: the same phrases give the same bytes on every machine.
#include "match/phrase_tables.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <string>
#include <tuple>

#include "peertag/phrase_matcher.hpp"

namespace peertag {
namespace phrases {
namespace {

// A phrase as the engine compares it, and the keys of its first one, two, ... words.
struct Phrase {
  std::uint32_t id = 0;
  std::string text;
  std::vector<std::uint32_t> keys;

  [[nodiscard]] std::uint32_t key() const { return whole_key(keys.back(), static_cast<std::uint32_t>(keys.size())); }
};

std::uint32_t hash_of(std::string_view folded_word) {
  std::uint64_t first_eight = 0;
  for (std::size_t i = 0; i < folded_word.size() && i < 8; ++i)
    first_eight |= std::uint64_t{static_cast<unsigned char>(folded_word[i])} << (8 * i);
  return hash_of_word(first_eight, folded_word.size());
}

Phrase read_phrase(std::uint32_t id, std::string_view given) {
  Phrase phrase{id, {}, {}};
  for (const std::string& word : folded_words(given)) {
    if (!phrase.text.empty()) phrase.text += static_cast<char>(blank);
    phrase.text += word;
    if (phrase.keys.empty())
      phrase.keys.push_back(hash_of(word));
    else if (phrase.keys.size() < max_key_words)
      phrase.keys.push_back(key_with(phrase.keys.back(), hash_of(word)));
  }
  return phrase;
}

// No filter is smaller than what the nearest cache has to spare anyway. Answers of "perhaps" are not only counted by
// keys but by how often the word that got it occurs: in a table just large enough one unlucky "the" would cost more
// than all the rest.
constexpr std::size_t least_cells = 2048;

void fill_filters(const std::vector<Phrase>& phrases, BuiltTables& built) {
  std::vector<std::uint32_t> gate, path, whole;
  for (const Phrase& phrase : phrases) {
    gate.push_back(phrase.keys[std::min<std::size_t>(phrase.keys.size(), 2) - 1]);
    for (std::size_t n = 3; n <= phrase.keys.size(); ++n) path.push_back(phrase.keys[n - 1]);
    if (phrase.keys.size() > 1) whole.push_back(phrase.keys.back());
    built.tables.words_of_keys |= 1U << phrase.keys.size();
  }
  built.gate = fill_filter(std::move(gate), least_cells, built.tables.gate);
  built.path = fill_filter(std::move(path), least_cells, built.tables.path);
  built.whole = fill_filter(std::move(whole), least_cells, built.tables.whole);
}

// REQUIRES: phrases with equal keys stand together. Returns a slot for each different key: what leads to its records.
std::vector<Slot> write_records(const std::vector<Phrase>& phrases, BuiltTables& built) {
  std::vector<Slot> slots;
  const auto append = [&](Record head, std::string_view text) {
    const std::size_t place = built.records.size();
    built.records.resize(place + granules_of(head.length));
    char* const to = built.records[place].bytes;
    std::memset(to, blank, granules_of(head.length) * granule);
    std::memcpy(to, &head, sizeof head);
    std::memcpy(to + sizeof head, text.data(), text.size());
    return static_cast<std::uint32_t>(place);
  };
  append({}, "");
  std::uint32_t chain = 1;
  for (std::size_t p = 0; p < phrases.size(); ++p) {
    Record head{};
    head.phrase = phrases[p].id;
    head.length = static_cast<std::uint32_t>(phrases[p].text.size()) & 0x7FFFFFFFU;
    head.another = p + 1 < phrases.size() && phrases[p + 1].key() == phrases[p].key();
    const std::uint32_t place = append(head, phrases[p].text);
    const bool first = p == 0 || phrases[p - 1].key() != phrases[p].key();
    if (first) slots.push_back({phrases[p].key(), place});
    chain = first ? 1 : chain + 1;
    built.tables.longest_chain = std::max(built.tables.longest_chain, chain);
  }
  built.records.resize(built.records.size() + widest_load / granule);
  return slots;
}

// The fullest buckets look for their pilot first, while there is most room. False: some bucket finds none.
bool place_all(const std::vector<Slot>& wanted, const std::vector<std::vector<std::uint32_t>>& buckets,
               const std::vector<std::uint32_t>& order, BuiltTables& built) {
  constexpr std::uint32_t pilots = 1U << 16U;
  std::vector<bool> taken(built.slots.size());
  std::vector<std::uint32_t> places;
  for (const std::uint32_t b : order) {
    std::uint32_t pilot = 0;
    for (; pilot < pilots; ++pilot) {
      built.pilots[b] = pilot;
      places.clear();
      for (const std::uint32_t w : buckets[b]) {
        const std::uint32_t place = built.tables.slot_of(wanted[w].key);
        if (taken[place] || std::find(places.begin(), places.end(), place) != places.end()) break;
        places.push_back(place);
      }
      if (places.size() == buckets[b].size()) break;
    }
    if (pilot == pilots) return false;
    for (std::size_t i = 0; i < places.size(); ++i) {
      taken[places[i]] = true;
      built.slots[places[i]] = wanted[buckets[b][i]];
    }
  }
  return true;
}

void fill_slots(const std::vector<Slot>& wanted, BuiltTables& built) {
  Tables& tables = built.tables;
  const std::uint32_t bucket_count = table_size(wanted.size() / 3);
  tables.pilot_shift = shift_for(bucket_count);
  built.pilots.assign(bucket_count, 0);
  tables.pilots = built.pilots.data();

  std::vector<std::vector<std::uint32_t>> buckets(bucket_count);
  for (std::uint32_t w = 0; w < wanted.size(); ++w) buckets[wanted[w].key >> tables.pilot_shift].push_back(w);
  std::vector<std::uint32_t> order(bucket_count);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return buckets[a].size() > buckets[b].size(); });

  const std::uint32_t slot_count = table_size(wanted.size() + wanted.size() / 4);
  tables.slot_shift = shift_for(slot_count);
  tables.multiplier = 0x9E3779B1U;
  for (;; tables.multiplier = tables.multiplier * 0x2C1B3C6DU | 1U) {  // another multiplier for the rare set that fails
    built.slots.assign(slot_count, Slot{});
    if (place_all(wanted, buckets, order, built)) return;
  }
}

}  // namespace

void destroy(BuiltTables* tables) { delete tables; }

std::uint32_t table_size(std::size_t wanted) {
  return static_cast<std::uint32_t>(std::bit_ceil(std::max<std::size_t>(wanted, 2)));
}
unsigned shift_for(std::size_t size) { return 32U - static_cast<unsigned>(std::countr_zero(size)); }

std::vector<std::uint32_t> fill_filter(std::vector<std::uint32_t> keys, std::size_t fewest_cells, Filter& filter) {
  constexpr std::size_t bits_per_key = 16;
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::vector<std::uint32_t> cells(table_size(std::max(keys.size() * bits_per_key / 32, fewest_cells)));
  filter.shift = shift_for(cells.size());
  for (const std::uint32_t key : keys) cells[key >> filter.shift] |= Filter::bits(key);
  return cells;
}

std::vector<std::string> folded_words(std::string_view phrase, Stars stars) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char byte : phrase) {
    const unsigned char letter = byte == '*' && stars == Stars::kept ? static_cast<unsigned char>('*') : fold(byte);
    if (letter != blank && !inside) words.emplace_back();
    inside = letter != blank;
    if (inside) words.back() += static_cast<char>(letter);
  }
  return words;
}

}  // namespace phrases

PhraseTables::PhraseTables(std::span<const std::string_view> given, std::span<const GapPattern> patterns)
    : built_(new phrases::BuiltTables) {
  std::vector<phrases::Phrase> read;
  const auto take = [&read](std::size_t id, std::string_view text) {
    phrases::Phrase phrase = phrases::read_phrase(static_cast<std::uint32_t>(id), text);
    if (!phrase.keys.empty()) read.push_back(std::move(phrase));
  };
  for (std::size_t id = 0; id < given.size(); ++id) take(id, given[id]);
  const std::size_t first_trigger = given.size() + patterns.size();
  const std::vector<phrases::TriggerPhrase> triggers =
      phrases::build_gap_tables(patterns, static_cast<std::uint32_t>(given.size()), built_->gaps);
  for (const phrases::TriggerPhrase& trigger : triggers) take(first_trigger + trigger.node, trigger.text);
  std::sort(read.begin(), read.end(), [](const phrases::Phrase& a, const phrases::Phrase& b) {
    return std::forward_as_tuple(a.key(), a.text, a.id) < std::forward_as_tuple(b.key(), b.text, b.id);
  });
  phrases::fill_filters(read, *built_);
  phrases::fill_slots(phrases::write_records(read, *built_), *built_);

  phrases::Tables& tables = built_->tables;
  tables.gate.cells = built_->gate.data();
  tables.path.cells = built_->path.data();
  tables.whole.cells = built_->whole.data();
  tables.slots = built_->slots.data();
  tables.records = built_->records.front().bytes;
  tables.first_trigger = static_cast<std::uint32_t>(first_trigger);
  if (triggers.empty()) return;
  tables.gaps = &built_->gaps;
  tables.followers = GapPattern::most_words - 1;
}

std::size_t PhraseTables::size_in_bytes() const { return built_->size_in_bytes(); }

std::uint32_t phrase_word_hash(std::string_view word) { return phrases::hash_of(word); }

}  // namespace peertag
