// Step 5: is it really the phrase? Hashes only said so.
//
// With AVX-512 this costs one load, whatever stands between the words: in 64 bytes of text from the first word on, the
// first of each run of blanks is kept and the others are pressed out, and then text and phrase are the same bytes.
//
//   folded   n o t _ _ _ a l o n e _ i      _ blank
//   kept     1 1 1 1 0 0 1 1 1 1 1 1 1      in_word | in_word << 1
//   pressed  n o t _ a l o n e _ i
//   phrase   n o t _ a l o n e _            its nine bytes, and a blank: the last word must end, too
//
// The last byte of the phrase is the ninth kept one; PDEP finds where that was.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "peertag/phrase_matcher/hash_words.hpp"
#include "peertag/phrase_matcher/scratch.hpp"
#include "peertag/phrase_matcher/tables.hpp"

namespace peertag::phrases {

// Calls write(where, word, record) -> where to write next, for all records of all finds. Makes room for few finds at a
// time, because a strange lexicon can have thousands of phrases with one key.
template <class Result, class Write>
PEERTAG_INLINE void for_each_record(const Tables& tables, const Finds& finds, Results<Result>& results, Write write) {
  const std::uint32_t at_once = 1 + most_results_at_once / tables.longest_chain;
  for (std::uint32_t first = 0; first < finds.count; first += at_once) {
    Result* result = results.room(std::size_t{at_once} * tables.longest_chain);
    const std::uint32_t end = finds.count - first < at_once ? finds.count : first + at_once;
    for (std::uint32_t i = first; i < end; ++i)
      for (const Record* record = tables.record(finds.record[i]);; record = next_of(record)) {
        result = write(result, finds.word[i], record);
        if (record->another == 0) break;
      }
    results.added_up_to(result);
  }
}

// Bytes from `text` on that the phrase takes up, if it stands there whole; else 0. `left` bytes are text.
template <class Isa>
std::uint64_t length_in_text(const char* text, std::uint64_t left, const char* phrase, std::uint64_t length) {
  std::uint64_t at = 0;
  for (std::uint64_t i = 0; i < length; ++i) {
    if (at == left || fold(text[at]) != static_cast<unsigned char>(phrase[i])) return 0;
    ++at;
    if (phrase[i] == static_cast<char>(blank))
      while (at < left && fold(text[at]) == blank) ++at;
  }
  return at == left || fold(text[at]) == blank ? at : 0;
}

// The same, for phrases as they mostly are. REQUIRES: as for records in tables.hpp, `phrase` can be read for
// widest_load.
template <class Isa>
PEERTAG_INLINE std::uint64_t quick_length_in_text(const char* text, std::uint64_t left, const char* phrase,
                                                  std::uint64_t length) {
  return length_in_text<Isa>(text, left, phrase, length);
}

#if defined(PEERTAG_AVX512)

template <AnyAvx512 Isa>
PEERTAG_INLINE std::uint64_t quick_length_in_text(const char* text, std::uint64_t left, const char* phrase,
                                                  std::uint64_t length) {
  const Block<Isa> block(text, left);
  const std::uint64_t kept = block.in_word() | (block.in_word() << 1U);
  const __m512i pressed = _mm512_maskz_compress_epi8(kept, block.folded());
  const std::uint64_t different = _mm512_cmpneq_epi8_mask(pressed, _mm512_loadu_si512(phrase));
  if (length < block_bytes && (different & _bzhi_u64(~std::uint64_t{0}, static_cast<std::uint32_t>(length + 1))) == 0)
    return _tzcnt_u64(_pdep_u64(std::uint64_t{1} << (length - 1), kept)) + 1;
  // Not equal as far as the block shows; where it does not show enough, the bytes are walked.
  const bool shows_enough = length < static_cast<std::uint64_t>(_mm_popcnt_u64(kept)) || left < block_bytes;
  return length < block_bytes && shows_enough ? 0 : length_in_text<Isa>(text, left, phrase, length);
}

#elif defined(PEERTAG_AVX2)

// Nothing here can press runs of blanks out; but mostly words stand one blank apart, and the bytes are equal as they
// are.
template <>
PEERTAG_INLINE std::uint64_t quick_length_in_text<Avx2>(const char* text, std::uint64_t left, const char* phrase,
                                                        std::uint64_t length) {
  if (length < 32 && left >= 32) {
    const __m256i folded = fold_32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(text)));
    const __m256i equal = _mm256_cmpeq_epi8(folded, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(phrase)));
    const auto different = ~static_cast<std::uint32_t>(_mm256_movemask_epi8(equal));
    if (_bzhi_u32(different, static_cast<std::uint32_t>(length + 1)) == 0) return length;
  }
  return length_in_text<Avx2>(text, left, phrase, length);
}

#endif

// Appends a hit for each find that is one, or a trigger.
template <class Isa>
void compare(const Tables& tables, const std::string_view* texts, const Words& words, const Finds& finds,
             Results<PhraseHit>& hits, Results<Trigger>& triggers) {
  for_each_record(tables, finds, hits, [&](PhraseHit* hit, std::uint32_t word, const Record* record) {
    const std::uint32_t text = words.text[word];
    const std::uint32_t begin = words.begin[word];
    const std::uint64_t length = quick_length_in_text<Isa>(texts[text].data() + begin, texts[text].size() - begin,
                                                           text_of(record), record->length);
    if (length == 0) return hit;
    if (record->phrase >= tables.first_trigger) {
      Trigger* const trigger = triggers.room(1);
      *trigger = {word, record->phrase - tables.first_trigger};
      triggers.added_up_to(trigger + 1);
      return hit;
    }
    *hit = {text, PhraseId{record->phrase}, {begin, begin + static_cast<std::uint32_t>(length)}};
    return hit + 1;
  });
}

// For words that somebody else has cut: each find is handed on as it is.
template <class Isa>
void hand_on(const Tables& tables, const Words& words, const Finds& finds, Results<PhraseCandidate>& candidates) {
  for_each_record(tables, finds, candidates, [&](PhraseCandidate* to, std::uint32_t word, const Record* record) {
    *to = {words.begin[word], PhraseId{record->phrase}};
    return to + static_cast<std::uint32_t>(record->phrase < tables.first_trigger);
  });
}

}  // namespace peertag::phrases
