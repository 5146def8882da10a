// Between steps 4 and 5: finds come one-word phrases first, then two-word phrases, and so on. Put in the order of the
// words they begin at, their hits come out sorted by text and place.
//
// Sorted by counting: how many finds begin at each word, summed up, says where each find goes. Finds at one word keep
// their order, shorter before longer. No comparison, so no branch to guess; a twentieth of the whole work.
#pragma once

#include <cstdint>
#include <cstring>

#include "peertag/phrase_matcher/hash_words.hpp"
#include "peertag/phrase_matcher/scratch.hpp"

namespace peertag::phrases {

// Each count becomes the sum of those before it. REQUIRES: all of them sum to less than 2^16.
template <class Isa>
void sum_up(BeginsAt& begins, std::uint32_t words) {
  unsigned sum = 0;
  for (std::uint32_t word = 0; word < words; ++word) {
    const unsigned here = begins.count[word];
    begins.count[word] = static_cast<std::uint16_t>(sum);
    sum += here;
  }
}

#if defined(PEERTAG_AVX512)

// Within thirty-two counts, the sums of 2, of 4, ... of 32 neighbours, each made of two of the last kind.
template <unsigned neighbours>
PEERTAG_INLINE __m512i add_neighbours(__m512i places, __m512i sums) {
  constexpr __mmask32 have_one = ~0U << neighbours;
  const __m512i from = _mm512_sub_epi16(places, _mm512_set1_epi16(neighbours));
  return _mm512_add_epi16(sums, _mm512_maskz_permutexvar_epi16(have_one, from, sums));
}

template <AnyAvx512 Isa>
void sum_up(BeginsAt& begins, std::uint32_t words) {
  const __m512i places = _mm512_cvtepu8_epi16(_mm256_load_si256(reinterpret_cast<const __m256i*>(counting.at)));
  __m512i before = _mm512_setzero_si512();
  for (std::uint32_t word = 0; word < words; word += 32) {
    const __m512i here = _mm512_load_si512(begins.count + word);
    __m512i sums = add_neighbours<1>(places, here);
    sums = add_neighbours<2>(places, sums);
    sums = add_neighbours<4>(places, sums);
    sums = add_neighbours<8>(places, sums);
    sums = add_neighbours<16>(places, sums);
    _mm512_store_si512(begins.count + word, _mm512_add_epi16(before, _mm512_sub_epi16(sums, here)));
    before = _mm512_add_epi16(before, _mm512_permutexvar_epi16(_mm512_set1_epi16(31), sums));
  }
}

#endif

template <class Isa>
void put_in_order(const Finds& finds, std::uint32_t words, BeginsAt& begins, Finds& ordered) {
  static_assert(chunk_words * max_key_words < 1U << 16U);
  std::memset(begins.count, 0, (words + 31) / 32 * 32 * sizeof begins.count[0]);
  for (std::uint32_t i = 0; i < finds.count; ++i) ++begins.count[finds.word[i]];
  sum_up<Isa>(begins, words);
  for (std::uint32_t i = 0; i < finds.count; ++i) {
    const std::uint32_t place = begins.count[finds.word[i]]++;
    ordered.word[place] = finds.word[i];
    ordered.record[place] = finds.record[i];
  }
  ordered.count = finds.count;
}

}  // namespace peertag::phrases
