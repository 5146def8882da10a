// Step 4: places that passed the gate grow, word by word, to whole phrases.
//
//   open, n words --> in `whole`? --> slots --> finds
//        |
//        `- one word more --> in `path`? --> open, n + 1 words
//
// What is open shrinks fast: of 45 pairs per KB (5,000 phrases) four are phrases, nine begin one of three words or
// more.
#pragma once

#include <cstdint>

#include "peertag/phrase_matcher/gate.hpp"
#include "peertag/phrase_matcher/scratch.hpp"
#include "peertag/phrase_matcher/tables.hpp"

namespace peertag::phrases {

// Appends to `complete` those places whose `words` words may be a phrase.
template <class Isa>
void keep_whole(const Filter& whole, const Places& open, std::uint32_t words, Places& complete) {
  for (std::uint32_t i = 0; i < open.count; ++i) {
    complete.word[complete.count] = open.word[i];
    complete.key[complete.count] = whole_key(open.key[i], words);
    complete.count += static_cast<std::uint32_t>(whole.may_hold(open.key[i]));
  }
}

// Takes the word that stands `words_so_far` behind each place into its key; forgets places that are on no path then.
template <class Isa>
void grow(const Filter& path, const Words& words, std::uint32_t words_so_far, Places& open) {
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < open.count; ++i) {
    const std::uint32_t word = open.word[i];
    const std::uint32_t key = key_with(open.key[i], words.hash[word + words_so_far]);
    open.word[kept] = word;
    open.key[kept] = key;
    kept += static_cast<std::uint32_t>(path.may_hold(key));
  }
  open.count = kept;
}

// Appends the places whose key is of the lexicon, each with the record to compare.
template <class Isa>
void look_up(const Tables& tables, const Places& places, Finds& finds) {
  for (std::uint32_t i = 0; i < places.count; ++i) {
    const Slot slot = tables.slots[tables.slot_of(places.key[i])];
    finds.word[finds.count] = places.word[i];
    finds.record[finds.count] = slot.record;
    finds.count += static_cast<std::uint32_t>(slot.key == places.key[i]);
  }
}

#if defined(PEERTAG_AVX512)

PEERTAG_INLINE __mmask16 lanes_left(std::uint32_t left) {
  return static_cast<__mmask16>(_bzhi_u32(0xFFFFU, left < lanes ? left : lanes));
}

template <AnyAvx512 Isa>
void keep_whole(const Filter& whole, const Places& open, std::uint32_t words, Places& complete) {
  const __m512i hash_bits = _mm512_set1_epi32(static_cast<int>(~(max_key_words - 1)));
  const __m512i length = _mm512_set1_epi32(static_cast<int>(words - 1));
  for (std::uint32_t i = 0; i < open.count; i += lanes) {
    const __m512i keys = _mm512_loadu_si512(open.key + i);
    const auto kept = static_cast<__mmask16>(may_hold<Isa>(whole, keys) & lanes_left(open.count - i));
    append(complete, kept, _mm512_loadu_si512(open.word + i),
           _mm512_or_si512(_mm512_and_si512(keys, hash_bits), length));
  }
}

template <AnyAvx512 Isa>
void grow(const Filter& path, const Words& words, std::uint32_t words_so_far, Places& open) {
  const std::uint32_t count = open.count;
  open.count = 0;
  for (std::uint32_t i = 0; i < count; i += lanes) {
    const __m512i places = _mm512_loadu_si512(open.word + i);
    const __m512i next = load_each<Isa>(words.hash + words_so_far, places);
    const __m512i keys = key_with(_mm512_loadu_si512(open.key + i), next);
    append(open, may_hold<Isa>(path, keys) & lanes_left(count - i), places, keys);
  }
}

template <AnyAvx512 Isa>
void look_up(const Tables& tables, const Places& places, Finds& finds) {
  const __m128i pilot_shift = _mm_cvtsi32_si128(static_cast<int>(tables.pilot_shift));
  const __m128i slot_shift = _mm_cvtsi32_si128(static_cast<int>(tables.slot_shift));
  const __m512i multiplier = _mm512_set1_epi32(static_cast<int>(tables.multiplier));
  for (std::uint32_t i = 0; i < places.count; i += lanes) {
    const __m512i keys = _mm512_loadu_si512(places.key + i);
    const __m512i pilots = load_each<Isa>(tables.pilots, _mm512_srl_epi32(keys, pilot_shift));
    const __m512i slots = _mm512_srl_epi32(_mm512_mullo_epi32(_mm512_xor_si512(keys, pilots), multiplier), slot_shift);
    const __m512i of_two = _mm512_add_epi32(slots, slots);  // a slot is two numbers
    const __m512i found = load_each<Isa>(&tables.slots->key, of_two);
    const __m512i records = load_each<Isa>(&tables.slots->record, of_two);
    const auto equal = static_cast<__mmask16>(_mm512_cmpeq_epi32_mask(found, keys) & lanes_left(places.count - i));
    append(finds.word + finds.count, equal, _mm512_loadu_si512(places.word + i));
    append(finds.record + finds.count, equal, records);
    finds.count += static_cast<std::uint32_t>(_mm_popcnt_u32(equal));
  }
}

#endif

// REQUIRES: `complete` has the words that may be phrases by themselves.
template <class Isa>
void extend(const Tables& tables, const Words& words, Places& open, Places& complete, Finds& finds) {
  for (std::uint32_t n = 2;; ++n) {
    if ((tables.words_of_keys >> n & 1U) != 0) keep_whole<Isa>(tables.whole, open, n, complete);
    if (tables.words_of_keys >> n <= 1) break;  // no key is longer
    grow<Isa>(tables.path, words, n, open);
  }
  finds.count = 0;
  look_up<Isa>(tables, complete, finds);
}

}  // namespace peertag::phrases
