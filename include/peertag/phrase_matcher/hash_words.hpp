// Step 2: the words of a block become numbers. Also what a block is, which is the same question: how an instruction set
// holds 64 bytes.
//
// With AVX-512 the bytes stay in two registers from the load to the hash. The numbers of the bytes where words begin
// are pressed together (VPCOMPRESSB), each is spread over the eight bytes of a lane (VPERMB), 0 to 7 is added, and a
// permutation of block and next block (VPERMI2B) brings the first eight bytes of eight words into eight lanes. One
// multiplication hashes them.
//
//   begins       bytes 0, 2, 10                       ->  0 2 10
//   spread       lane 0            lane 1            lane 2
//                0 0 0 0 0 0 0 0 | 2 2 2 2 2 2 2 2 | 10 10 10 10 10 10 10 10
//   + 0..7       0 1 2 3 4 5 6 7 | 2 3 4 5 6 7 8 9 | 10 11 12 ...
//   bytes        i _ _ _ _ _ _ _ | w a s n ' t _ _ | o k _ _ _ _ _ _          _ zero: beyond the word's length
#pragma once

#include <cstdint>
#include <cstring>

#include "peertag/phrase_matcher/alphabet.hpp"
#include "peertag/phrase_matcher/scratch.hpp"

namespace peertag::phrases {

inline constexpr std::uint32_t block_bytes = 64;
inline constexpr std::uint32_t most_words_of_block = block_bytes / 2;

// 64 folded bytes; blanks beyond the end of the text. Nothing beyond the end is read.
template <class Isa>
class Block {
 public:
  Block(const char* text, std::uint64_t left) {
    for (std::uint64_t i = 0; i < block_bytes; ++i) {
      folded_[i] = i < left ? fold(text[i]) : blank;
      in_word_ |= std::uint64_t{folded_[i] != blank} << i;
    }
  }
  std::uint64_t in_word() const { return in_word_; }

  // REQUIRES: the eight bytes from `at` lie in this block and `next`.
  std::uint64_t eight_bytes(const Block& next, std::uint32_t at) const {
    std::uint64_t bytes = 0;
    for (std::uint32_t i = 0; i < 8; ++i) {
      const std::uint32_t place = at + i;
      bytes |= std::uint64_t{place < block_bytes ? folded_[place] : next.folded_[place - block_bytes]} << (8 * i);
    }
    return bytes;
  }

 private:
  unsigned char folded_[block_bytes];
  std::uint64_t in_word_ = 0;
};

// Writes the words that begin at the bits of `begins` to places `n` on, and returns the place behind them; `ends` has
// the ends of all of them but perhaps the last, which then goes on through the lowest bits of `next_in_word`.
template <class Isa>
std::uint32_t hash_words(const Block<Isa>& block, const Block<Isa>& next, std::uint64_t next_in_word,
                         std::uint64_t begins, std::uint64_t ends, std::uint32_t offset, std::uint32_t text,
                         Words& words, std::uint32_t n) {
  for (; begins != 0; begins &= begins - 1, ends &= ends - 1, ++n) {
    const auto begin = static_cast<std::uint32_t>(__builtin_ctzll(begins));
    const std::uint64_t beyond = ~next_in_word;
    const std::uint32_t end =
        ends != 0 ? static_cast<std::uint32_t>(__builtin_ctzll(ends))
                  : block_bytes + (beyond != 0 ? static_cast<std::uint32_t>(__builtin_ctzll(beyond)) : block_bytes);
    const std::uint32_t length = end - begin;
    const std::uint64_t own = length < 8 ? (std::uint64_t{1} << (8 * length)) - 1 : ~std::uint64_t{0};
    words.hash[n] = hash_of_word(block.eight_bytes(next, begin) & own, length);
    words.begin[n] = offset + begin;
    words.text[n] = text;
  }
  return n;
}

#if defined(PEERTAG_AVX512)

struct alignas(64) Bytes {
  unsigned char at[64]{};
};
inline constexpr Bytes counting = [] {
  Bytes bytes;
  for (unsigned i = 0; i < 64; ++i) bytes.at[i] = static_cast<unsigned char>(i);
  return bytes;
}();
inline constexpr Bytes lane_of_byte = [] {
  Bytes bytes;
  for (unsigned i = 0; i < 64; ++i) bytes.at[i] = static_cast<unsigned char>(i / 8);
  return bytes;
}();

// The lower half of the alphabet is a table of 128 bytes, and so is what VPERMI2B takes; the upper half folds to
// itself.
PEERTAG_INLINE __m512i fold_64(__m512i bytes) {
  const __m512i low = _mm512_loadu_si512(alphabet.folded);
  const __m512i high = _mm512_loadu_si512(alphabet.folded + 64);
  return _mm512_mask_mov_epi8(_mm512_permutex2var_epi8(low, bytes, high), _mm512_movepi8_mask(bytes), bytes);
}

template <AnyAvx512 Isa>
class Block<Isa> {
 public:
  PEERTAG_INLINE Block(const char* text, std::uint64_t left)
      : folded_(fold_64(_mm512_maskz_loadu_epi8(
            _bzhi_u64(~std::uint64_t{0}, static_cast<std::uint32_t>(left < block_bytes ? left : block_bytes)), text))),
        in_word_(_mm512_cmpneq_epi8_mask(folded_, _mm512_set1_epi8(blank))) {}
  PEERTAG_INLINE std::uint64_t in_word() const { return in_word_; }
  PEERTAG_INLINE __m512i folded() const { return folded_; }

 private:
  __m512i folded_;
  std::uint64_t in_word_;
};

template <AnyAvx512 Isa>
PEERTAG_INLINE std::uint32_t hash_words(const Block<Isa>& block, const Block<Isa>& next, std::uint64_t next_in_word,
                                        std::uint64_t begins, std::uint64_t ends, std::uint32_t offset,
                                        std::uint32_t text, Words& words, std::uint32_t n) {
  const __m512i numbers = _mm512_load_si512(&counting);
  const __m512i spread = _mm512_load_si512(&lane_of_byte);
  const __m512i within_lane = _mm512_set1_epi64(0x0706050403020100);
  const __m512i salt = _mm512_set1_epi64(static_cast<long long>(hash_salt));

  const auto last_end = static_cast<char>(block_bytes + _tzcnt_u64(~next_in_word));
  const __m512i begin = _mm512_maskz_compress_epi8(begins, numbers);
  const __m512i end = _mm512_mask_compress_epi8(_mm512_set1_epi8(last_end), ends, numbers);
  const __m512i length = _mm512_min_epu8(_mm512_sub_epi8(end, begin), _mm512_set1_epi8(longest_told_apart));

  const auto count = static_cast<std::uint32_t>(_mm_popcnt_u64(begins));
  for (std::uint32_t word = 0; word < count || word < lanes; word += 8) {  // sixteen at least: one branch less to guess
    const __m512i lane = _mm512_add_epi8(spread, _mm512_set1_epi8(static_cast<char>(word)));
    const __m512i place = _mm512_add_epi8(_mm512_permutexvar_epi8(lane, begin), within_lane);
    const __m512i told = _mm512_permutexvar_epi8(lane, length);
    const __m512i bytes =
        _mm512_maskz_permutex2var_epi8(_mm512_cmplt_epu8_mask(within_lane, told), block.folded(), place, next.folded());
    const __m512i salted = _mm512_ternarylogic_epi64(bytes, told, salt, 0x96);  // exclusive or of the three
    const __m512i product = _mm512_mul_epu32(salted, _mm512_srli_epi64(salted, 32));
    const __m512i hash = _mm512_xor_si512(product, _mm512_srli_epi64(product, 32));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(words.hash + n + word), _mm512_cvtepi64_epi32(hash));
  }
  const __m512i from = _mm512_set1_epi32(static_cast<int>(offset)), of = _mm512_set1_epi32(static_cast<int>(text));
  const __m512i first = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(begin));
  _mm512_storeu_si512(words.begin + n, _mm512_add_epi32(first, from));
  _mm512_storeu_si512(words.text + n, of);
  if (count > lanes) {
    const __m512i second = _mm512_cvtepu8_epi32(_mm256_extracti128_si256(_mm512_castsi512_si256(begin), 1));
    _mm512_storeu_si512(words.begin + n + lanes, _mm512_add_epi32(second, from));
    _mm512_storeu_si512(words.text + n + lanes, of);
  }
  return n + count;
}

#elif defined(PEERTAG_AVX2)

// A byte is of a word if its two halves (0x41: 4 and 1) have a class in common; classes 4 and 8 are the letters.
//   1 '     2 0-9     4 A-O a-o     8 P-Z p-z     16 _     32 beyond ASCII
PEERTAG_INLINE __m256i fold_32(__m256i bytes) {
  const __m256i of_low =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(42, 46, 46, 46, 46, 46, 46, 47, 46, 46, 44, 36, 36, 36, 36, 52));
  const __m256i of_high =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 0, 1, 2, 4, 24, 4, 8, 32, 32, 32, 32, 32, 32, 32, 32));
  const __m256i half = _mm256_set1_epi8(15);
  const __m256i classes =
      _mm256_and_si256(_mm256_shuffle_epi8(of_low, _mm256_and_si256(bytes, half)),
                       _mm256_shuffle_epi8(of_high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half)));
  const __m256i zero = _mm256_setzero_si256();
  const __m256i no_letter = _mm256_cmpeq_epi8(_mm256_and_si256(classes, _mm256_set1_epi8(12)), zero);
  const __m256i lower = _mm256_or_si256(bytes, _mm256_andnot_si256(no_letter, _mm256_set1_epi8(0x20)));
  return _mm256_blendv_epi8(lower, _mm256_set1_epi8(blank), _mm256_cmpeq_epi8(classes, zero));
}

template <>
class Block<Avx2> {
 public:
  PEERTAG_INLINE Block(const char* text, std::uint64_t left) {
    char tail[block_bytes];
    if (left < block_bytes) {
      std::memset(tail, blank, block_bytes);
      if (left != 0) std::memcpy(tail, text, left);  // an empty text may have no address
      text = tail;
    }
    low_ = fold_32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(text)));
    high_ = fold_32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + 32)));
    const __m256i blanks = _mm256_set1_epi8(blank);
    const auto outside = [](__m256i equal) { return static_cast<std::uint32_t>(_mm256_movemask_epi8(equal)); };
    in_word_ = ~(std::uint64_t{outside(_mm256_cmpeq_epi8(low_, blanks))} |
                 std::uint64_t{outside(_mm256_cmpeq_epi8(high_, blanks))} << 32U);
  }
  PEERTAG_INLINE std::uint64_t in_word() const { return in_word_; }
  PEERTAG_INLINE void store(unsigned char* to) const {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), low_);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + 32), high_);
  }

 private:
  __m256i low_, high_;
  std::uint64_t in_word_;
};

template <>
PEERTAG_INLINE std::uint32_t hash_words<Avx2>(const Block<Avx2>& block, const Block<Avx2>& next,
                                              std::uint64_t next_in_word, std::uint64_t begins, std::uint64_t ends,
                                              std::uint32_t offset, std::uint32_t text, Words& words, std::uint32_t n) {
  unsigned char folded[2 * block_bytes];
  block.store(folded);
  next.store(folded + block_bytes);
  const auto last_end = static_cast<std::uint32_t>(block_bytes + _tzcnt_u64(~next_in_word));
  const auto count = static_cast<std::uint32_t>(_mm_popcnt_u64(begins));
  // Eight words at a time, though fewer may be left: what is written too much is overwritten, and the branch is guessed
  // right. Without a begin left, tzcnt says 64, still in `folded`.
  for (std::uint32_t word = 0; word < count; word += 8)
    for (std::uint32_t i = n + word; i < n + word + 8; ++i) {
      const auto begin = static_cast<std::uint32_t>(_tzcnt_u64(begins));
      const std::uint32_t end = ends != 0 ? static_cast<std::uint32_t>(_tzcnt_u64(ends)) : last_end;
      const std::uint32_t length = end - begin;
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, folded + begin, sizeof bytes);
      words.hash[i] = hash_of_word(_bzhi_u64(bytes, 8 * (length < 8 ? length : 8)), length);
      words.begin[i] = offset + begin;
      words.text[i] = text;
      begins = _blsr_u64(begins);
      ends = _blsr_u64(ends);
    }
  return n + count;
}

#endif

}  // namespace peertag::phrases
