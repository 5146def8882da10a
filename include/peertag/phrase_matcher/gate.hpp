// Step 3: which words may begin a phrase? Two probes of the gate for each word: for the word as a phrase, and for the
// word with the next as the first two words of one.
//
// Two loops, though one would do: the first only loads (gathers), and writes a few bits; the second only presses words
// together and writes them. Loads scattered over a table, next to wide stores, wait for stores that happen to agree
// with them in the lower twelve bits of the address; how often differs from process to process, up to 1.9 times in
// speed (an Intel Xeon, a prototype).
#pragma once

#include <cstdint>

#include "peertag/phrase_matcher/scratch.hpp"
#include "peertag/phrase_matcher/tables.hpp"

namespace peertag::phrases {

// Bit i of each mask is about word i of sixteen.
template <class Isa>
struct Gate {
  const Filter gate;

  explicit Gate(const Filter& filter) : gate(filter) {}
  void probe(const std::uint32_t* hash, std::uint16_t& alone, std::uint16_t& paired) const {
    unsigned one = 0, two = 0;
    for (unsigned i = 0; i < lanes; ++i) {
      one |= static_cast<unsigned>(gate.may_hold(hash[i])) << i;
      two |= static_cast<unsigned>(gate.may_hold(key_with(hash[i], hash[i + 1]))) << i;
    }
    alone = static_cast<std::uint16_t>(one);
    paired = static_cast<std::uint16_t>(two);
  }
};

// Appends the places of those among sixteen words whose bit is set: with the word's key, or with the pair's.
template <class Isa>
void append(const std::uint32_t* hash, std::uint32_t first, unsigned alone, unsigned paired, Places& open,
            Places& complete) {
  for (; alone != 0; alone &= alone - 1, ++complete.count) {
    const auto i = static_cast<std::uint32_t>(__builtin_ctz(alone));
    complete.word[complete.count] = first + i;
    complete.key[complete.count] = whole_key(hash[i], 1);
  }
  for (; paired != 0; paired &= paired - 1, ++open.count) {
    const auto i = static_cast<std::uint32_t>(__builtin_ctz(paired));
    open.word[open.count] = first + i;
    open.key[open.count] = key_with(hash[i], hash[i + 1]);
  }
}

#if defined(PEERTAG_AVX512)

// table[place] for sixteen places. A gather is one instruction, but on Zen 5 takes twenty cycles, sixteen loads twelve.
template <class Isa>
PEERTAG_INLINE __m512i load_each(const std::uint32_t* table, __m512i places) {
  return _mm512_i32gather_epi32(places, table, 4);
}
PEERTAG_INLINE __m128i load_four(const std::uint32_t* table, __m128i places) {
  const auto low = static_cast<std::uint64_t>(_mm_cvtsi128_si64(places));
  const auto high = static_cast<std::uint64_t>(_mm_extract_epi64(places, 1));
  __m128i four = _mm_cvtsi32_si128(static_cast<int>(table[low & 0xFFFFFFFFU]));
  four = _mm_insert_epi32(four, static_cast<int>(table[low >> 32U]), 1);
  four = _mm_insert_epi32(four, static_cast<int>(table[high & 0xFFFFFFFFU]), 2);
  return _mm_insert_epi32(four, static_cast<int>(table[high >> 32U]), 3);
}
template <>
PEERTAG_INLINE __m512i load_each<Avx512Loads>(const std::uint32_t* table, __m512i places) {
  const __m256i low = _mm256_set_m128i(load_four(table, _mm512_extracti32x4_epi32(places, 1)),
                                       load_four(table, _mm512_castsi512_si128(places)));
  const __m256i high = _mm256_set_m128i(load_four(table, _mm512_extracti32x4_epi32(places, 3)),
                                        load_four(table, _mm512_extracti32x4_epi32(places, 2)));
  return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

// The same as the functions of Filter and of alphabet.hpp, for sixteen keys.
template <class Isa>
PEERTAG_INLINE __mmask16 may_hold(const Filter& filter, __m512i keys) {
  const __m512i cells =
      load_each<Isa>(filter.cells, _mm512_srl_epi32(keys, _mm_cvtsi32_si128(static_cast<int>(filter.shift))));
  const __m512i one = _mm512_set1_epi32(1);
  const __m512i wanted =
      _mm512_or_si512(_mm512_rolv_epi32(one, keys), _mm512_rolv_epi32(one, _mm512_srli_epi32(keys, 5)));
  return _mm512_cmpeq_epi32_mask(_mm512_and_si512(cells, wanted), wanted);
}
PEERTAG_INLINE __m512i key_with(__m512i keys, __m512i next_words) {
  return _mm512_add_epi32(_mm512_rol_epi32(keys, turn), next_words);
}

// Those of sixteen whose bit is set, pressed together. A whole register is written: memory operands of VPCOMPRESSD are
// slow on some processors (more than a hundred cycles on Zen 4).
PEERTAG_INLINE void append(std::uint32_t* to, __mmask16 kept, __m512i numbers) {
  _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(kept, numbers));
}
PEERTAG_INLINE void append(Places& places, __mmask16 kept, __m512i words, __m512i keys) {
  append(places.word + places.count, kept, words);
  append(places.key + places.count, kept, keys);
  places.count += static_cast<std::uint32_t>(_mm_popcnt_u32(kept));
}
PEERTAG_INLINE __m512i sixteen_from(std::uint32_t first) {
  return _mm512_add_epi32(_mm512_set1_epi32(static_cast<int>(first)),
                          _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}

template <AnyAvx512 Isa>
struct Gate<Isa> {
  const Filter gate;

  PEERTAG_INLINE explicit Gate(const Filter& filter) : gate(filter) {}
  PEERTAG_INLINE void probe(const std::uint32_t* hash, std::uint16_t& alone, std::uint16_t& paired) const {
    const __m512i words = _mm512_loadu_si512(hash);
    alone = may_hold<Isa>(gate, words);
    paired = may_hold<Isa>(gate, key_with(words, _mm512_loadu_si512(hash + 1)));
  }
};

template <AnyAvx512 Isa>
PEERTAG_INLINE void append(const std::uint32_t* hash, std::uint32_t first, unsigned alone, unsigned paired,
                           Places& open, Places& complete) {
  const __m512i words = _mm512_loadu_si512(hash), places = sixteen_from(first);
  const __m512i hash_bits = _mm512_set1_epi32(static_cast<int>(~(max_key_words - 1)));
  append(complete, static_cast<__mmask16>(alone), places, _mm512_and_si512(words, hash_bits));
  append(open, static_cast<__mmask16>(paired), places, key_with(words, _mm512_loadu_si512(hash + 1)));
}

#endif

// Of the first `ready` words: `complete` may be phrases by themselves, `open` may begin one with the next word.
template <class Isa>
void pass_gate(const Tables& tables, const Words& words, std::uint32_t ready, Passed& passed, Places& open,
               Places& complete) {
  const Gate<Isa> gate(tables.gate);
  for (std::uint32_t first = 0; first < ready; first += lanes)
    gate.probe(words.hash + first, passed.alone[first / lanes], passed.paired[first / lanes]);

  open.count = complete.count = 0;
  for (std::uint32_t first = 0; first < ready; first += lanes) {
    const unsigned of_these = ready - first < lanes ? (1U << (ready - first)) - 1 : 0xFFFFU;
    append<Isa>(words.hash + first, first, passed.alone[first / lanes] & of_these,
                passed.paired[first / lanes] & of_these, open, complete);
  }
}

}  // namespace peertag::phrases
