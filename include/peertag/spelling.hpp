// spell: tokens as they were written -> tokens as a codebook knows them.
//
// Three things happen to a word. Letters repeated three or more times are looked up squeezed to two and then, if the
// codebook knows no such word, to one ("soooo"). A variant takes its place: one token becomes none, one, two or three,
// each over the whole of the source token. And it gets its number. Numbers are given so that a pattern's test of a word
// is a test of a number against a set: words of the vocabulary have one each; a word that is not in it is known by the
// longest beginning (`depress*`) and the longest ending (`*less`) that it answers to, since whoever answers to the
// longest answers to every shorter one too. A word known by both has two numbers.
//
// Time is linear in the text: a word is hashed once for each squeezing, and beginnings and endings are read to the
// length of the longest stem at most. Nothing is allocated once `out` and `scratch` have grown.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "peertag/normalise.hpp"
#include "peertag/token.hpp"

namespace peertag {

namespace detail {
struct PackedFields;  // src/codebook/packed_fields.hpp: the private tables, to write and read them
}

// Runs of three or more equal letters are cut to `keep`. A letter is a-z or any code point beyond ASCII: what else is
// there (digits of other scripts, say) does no harm squeezed, because what is looked up was squeezed alike.
// Returns `word` itself where there is no such run.
std::string_view squeeze(std::string_view word, std::uint32_t keep, std::string& scratch);

// Finds the longest of a set of stems that a word begins with (or ends with).
class StemIndex {
 public:
  enum class Side : std::uint8_t { beginning, ending };

  StemIndex() = default;
  // REQUIRES: `stems` sorted and distinct, none empty.
  StemIndex(std::vector<std::string> stems, Side side);

  // Place of the stem, or size().
  [[nodiscard]] std::size_t longest(std::string_view word) const;
  [[nodiscard]] std::size_t size() const { return stems_.size(); }
  [[nodiscard]] const std::string& operator[](std::size_t i) const { return stems_[i]; }

 private:
  friend struct detail::PackedFields;
  static constexpr std::uint64_t offset_basis = 14695981039346656037U;  // FNV-1a, which grows byte by byte
  static constexpr std::uint64_t prime = 1099511628211U;
  [[nodiscard]] unsigned char byte(std::string_view text, std::size_t i) const {
    return static_cast<unsigned char>(side_ == Side::beginning ? text[i] : text[text.size() - 1 - i]);
  }
  // REQUIRES: three bytes.
  [[nodiscard]] std::size_t three(std::string_view text) const {
    return ((byte(text, 0) * 31U + byte(text, 1)) * 31U + byte(text, 2)) & 0xFFFFU;
  }
  [[nodiscard]] bool answers(std::string_view word, const std::string& stem) const {
    return side_ == Side::beginning ? word.starts_with(stem) : word.ends_with(stem);
  }

  std::vector<std::string> stems_;
  std::vector<std::uint32_t> slots_;  // place + 1 of a stem; 0: free. Open addressing
  std::vector<bool> lengths_;         // there is a stem of this many bytes
  std::vector<bool> first_three_;     // there may be a stem that begins with these three bytes: most words fail here
  std::size_t shortest_ = 0xFFFFFFFFU;
  Side side_ = Side::beginning;
};

class Spelling {
 public:
  struct Variant {
    std::string from;
    std::vector<std::string> to;
  };
  // A word's numbers; Token has the same two.
  struct Reading {
    WordId word = WordId::unknown;
    WordId ending = WordId::unknown;
  };

  Spelling() = default;
  // REQUIRES: all sorted and distinct (variants by `from`), and squeezed to two.
  // `numbers`: for each word of the vocabulary another, from 0, so that what tables hold for words that are often seen
  // lies together. Empty: their places.
  Spelling(std::vector<std::string> vocabulary, std::vector<std::string> beginnings, std::vector<std::string> endings,
           const std::vector<Variant>& variants, std::span<const std::uint32_t> numbers = {});

  void apply(const NormalText& normal, const Tokens& raw, Tokens& out, std::string& scratch) const;

  // The word as it stands: neither squeezed nor taken for another.
  [[nodiscard]] Reading read(std::string_view word) const;

  // Numbers are 1 .. size() - 1: the vocabulary's, then the beginnings', then the endings'.
  [[nodiscard]] std::size_t size() const { return 1 + vocabulary_.size() + beginnings_.size() + endings_.size(); }
  [[nodiscard]] std::span<const std::string> vocabulary() const { return vocabulary_; }
  [[nodiscard]] const StemIndex& beginnings() const { return beginnings_; }
  [[nodiscard]] const StemIndex& endings() const { return endings_; }
  [[nodiscard]] WordId word_id(std::size_t place) const { return read(vocabulary_[place]).word; }
  [[nodiscard]] WordId beginning_id(std::size_t place) const {
    return static_cast<WordId>(1 + vocabulary_.size() + place);
  }
  [[nodiscard]] WordId ending_id(std::size_t place) const { return beginning_id(beginnings_.size() + place); }

 private:
  friend struct detail::PackedFields;
  static constexpr std::uint32_t none = 0xFFFFFFFFU;
  // A word's first eight bytes are compared as one number; few words have more.
  struct Slot {
    std::uint64_t head = 0;
    std::uint32_t size = 0;  // 0: free
    std::uint32_t rest = 0;  // where the bytes behind the head are in texts_
    WordId word = WordId::unknown;
    std::uint32_t variant = none;  // place in variant_ends_
  };

  struct Key {
    std::uint64_t head = 0;
    std::uint64_t hash = 0;
  };
  // Words whose slots have been asked for before they are read: the table is larger than the nearest cache.
  static constexpr std::size_t words_ahead = 8;

  // REQUIRES: not empty. `end`: of the text that the word stands in.
  [[nodiscard]] static Key key_of(std::string_view word, const char* end);
  [[nodiscard]] static Key key_of(std::string_view word) { return key_of(word, word.data() + word.size()); }
  [[nodiscard]] const Slot& slot_of(std::string_view word, Key key) const;
  Slot& make_slot(std::string_view word);
  [[nodiscard]] Reading read(std::string_view word, const Slot& slot) const;
  // What the codebook knows of this form: false if nothing.
  bool look_up(std::string_view form, Key key, Reading& reading, std::uint32_t& variant) const;

  std::vector<std::string> vocabulary_;
  StemIndex beginnings_, endings_;
  std::vector<Slot> slots_ = std::vector<Slot>(2);
  std::string texts_;
  std::vector<std::uint32_t> variant_ends_;  // variant v is variant_words_[variant_ends_[v], variant_ends_[v + 1])
  std::vector<Reading> variant_words_;
};

namespace detail {

// The first eight bytes, or as many as there are; the rest are zero. No load depends on the length byte by byte.
// REQUIRES: not empty.
[[nodiscard]] inline std::uint64_t first_eight(std::string_view text) {
  const char* const at = text.data();
  const std::size_t size = text.size();
  if (size >= 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, 8);
    return bytes;
  }
  if (size >= 4) {  // two loads that overlap, each byte where it belongs
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    std::memcpy(&low, at, 4);
    std::memcpy(&high, at + size - 4, 4);
    return low | std::uint64_t{high} << (8 * (size - 4));
  }
  const auto byte = [at](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(at[i])} << (8 * i); };
  return byte(0) | byte(size / 2) | byte(size - 1);
}

// The same, of a text that goes on up to `end`: nearly always eight bytes can be read, and which of them count is then
// no branch, which the lengths of words would mislead.
[[nodiscard]] inline std::uint64_t first_eight(std::string_view text, const char* end) {
  if (std::endian::native != std::endian::little || end - text.data() < 8) return first_eight(text);
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text.data(), 8);
  return text.size() >= 8 ? bytes : bytes & ((std::uint64_t{1} << (8 * text.size())) - 1);
}

// Three equal bytes in a row, or a byte beyond ASCII. Eight bytes hold six beginnings of three, and are looked at
// together: of `bytes` and the same shifted by one and by two, all three are alike where both differences are zero.
[[nodiscard]] inline bool may_have_run(std::string_view word) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  if (std::endian::native != std::endian::little) return true;
  for (std::size_t at = 0; at < word.size(); at += 6) {
    const std::uint64_t bytes = first_eight(word.substr(at));
    if ((bytes & ones << 7U) != 0) return true;
    if (word.size() - at < 3) return false;
    const std::uint64_t differs = (bytes ^ bytes >> 8U) | (bytes ^ bytes >> 16U);
    const std::size_t beginnings = word.size() - at < 8 ? word.size() - at - 2 : 6;
    const std::uint64_t looked_at = ~std::uint64_t{0} >> (64 - 8 * beginnings);
    // A byte that is zero borrows from its high bit; what lies above it may borrow too, and is then looked at in vain.
    if (((differs - ones) & ~differs & ones << 7U & looked_at) != 0) return true;
  }
  return false;
}

// The same for a whole text, one byte after the other, as compilers vectorise; of ASCII only letters count.
[[nodiscard]] inline bool any_run(std::string_view text) {
  unsigned char found = 0;
  for (std::size_t at = 0; at + 2 < text.size(); ++at) {
    const bool letter = static_cast<unsigned char>(text[at] - 'a') < 26;
    const bool run = text[at] == text[at + 1] && text[at] == text[at + 2];
    found |= static_cast<unsigned char>((letter && run ? 0x80 : 0) | text[at]);
  }
  for (std::size_t at = text.size() < 2 ? 0 : text.size() - 2; at < text.size(); ++at)
    found |= static_cast<unsigned char>(text[at]);
  return (found & 0x80U) != 0;
}

}  // namespace detail

inline std::string_view squeeze(std::string_view word, std::uint32_t keep, std::string& scratch) {
  const auto code_point_size = [&](std::size_t at) {
    std::size_t size = 1;
    while (at + size < word.size() && (static_cast<unsigned char>(word[at + size]) & 0xC0U) == 0x80U) ++size;
    return size;
  };
  // Most words have no run, and most of those are ASCII: find that out before anything is copied.
  if (!detail::may_have_run(word)) return word;

  scratch.clear();
  bool squeezed = false;
  for (std::size_t at = 0; at < word.size();) {
    const std::string_view letter = word.substr(at, code_point_size(at));
    std::uint32_t count = 0;
    while (word.substr(at, letter.size()) == letter) {
      ++count;
      at += letter.size();
    }
    const bool is_letter = static_cast<unsigned char>(letter[0]) >= 0x80U || (letter[0] >= 'a' && letter[0] <= 'z');
    if (is_letter && count >= 3) {
      squeezed = true;
      count = keep;
    }
    for (; count > 0; --count) scratch += letter;
  }
  return squeezed ? std::string_view(scratch) : word;
}

inline StemIndex::StemIndex(std::vector<std::string> stems, Side side) : stems_(std::move(stems)), side_(side) {
  if (stems_.empty()) return;
  std::size_t size = 4;
  while (size < stems_.size() * 2) size *= 2;
  slots_.assign(size, 0);
  first_three_.assign(1U << 16U, false);
  for (std::size_t s = 0; s < stems_.size(); ++s) {
    const std::string& stem = stems_[s];
    if (lengths_.size() <= stem.size()) lengths_.resize(stem.size() + 1);
    lengths_[stem.size()] = true;
    std::uint64_t h = offset_basis;
    for (std::size_t i = 0; i < stem.size(); ++i) h = (h ^ byte(stem, i)) * prime;
    std::size_t slot = h & (size - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (size - 1);
    slots_[slot] = static_cast<std::uint32_t>(s + 1);
    if (stem.size() >= 3) first_three_[three(stem)] = true;
    if (stem.size() < shortest_) shortest_ = stem.size();
  }
}

inline std::size_t StemIndex::longest(std::string_view word) const {
  if (stems_.empty() || word.empty()) return size();
  if (shortest_ >= 3 && (word.size() < 3 || !first_three_[three(word)])) return size();
  std::size_t found = size();
  std::uint64_t h = offset_basis;
  const std::size_t limit = word.size() < lengths_.size() ? word.size() : lengths_.size() - 1;
  for (std::size_t i = 0; i < limit; ++i) {
    h = (h ^ byte(word, i)) * prime;
    if (!lengths_[i + 1]) continue;
    for (std::size_t slot = h & (slots_.size() - 1); slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
      const std::size_t stem = slots_[slot] - 1;
      if (stems_[stem].size() == i + 1 && answers(word, stems_[stem])) {
        found = stem;
        break;
      }
    }
  }
  return found;
}

inline Spelling::Key Spelling::key_of(std::string_view word, const char* end) {
  constexpr std::uint64_t multiplier = 0x9E3779B97F4A7C15U;
  const std::uint64_t head = detail::first_eight(word, end);
  std::uint64_t h = (head ^ word.size()) * multiplier;
  for (std::size_t at = 8; at < word.size(); at += 8)
    h = ((h ^ h >> 32U) + detail::first_eight(word.substr(at))) * multiplier;
  return {head, h ^ h >> 32U};
}

inline const Spelling::Slot& Spelling::slot_of(std::string_view word, Key key) const {
  for (std::size_t at = key.hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
    const Slot& slot = slots_[at];
    if (slot.size == 0) return slot;
    if (slot.head == key.head && slot.size == word.size() &&
        (word.size() <= 8 || std::memcmp(texts_.data() + slot.rest, word.data() + 8, word.size() - 8) == 0))
      return slot;
  }
}

inline Spelling::Slot& Spelling::make_slot(std::string_view word) {
  const Key key = key_of(word);
  Slot& slot = slots_[static_cast<std::size_t>(&slot_of(word, key) - slots_.data())];
  if (slot.size == 0) {
    slot.head = key.head;
    slot.size = static_cast<std::uint32_t>(word.size());
    slot.rest = static_cast<std::uint32_t>(texts_.size());
    if (word.size() > 8) texts_ += word.substr(8);
  }
  return slot;
}

inline Spelling::Spelling(std::vector<std::string> vocabulary, std::vector<std::string> beginnings,
                          std::vector<std::string> endings, const std::vector<Variant>& variants,
                          std::span<const std::uint32_t> numbers)
    : vocabulary_(std::move(vocabulary)),
      beginnings_(std::move(beginnings), StemIndex::Side::beginning),
      endings_(std::move(endings), StemIndex::Side::ending) {
  std::size_t size = 16;
  while (size < (vocabulary_.size() + variants.size()) * 2) size *= 2;
  slots_.assign(size, Slot{});
  for (std::size_t w = 0; w < vocabulary_.size(); ++w)
    make_slot(vocabulary_[w]).word = static_cast<WordId>(1 + (numbers.empty() ? w : numbers[w]));
  variant_ends_.push_back(0);
  for (std::size_t v = 0; v < variants.size(); ++v) {
    make_slot(variants[v].from).variant = static_cast<std::uint32_t>(v);
    for (const std::string& word : variants[v].to) variant_words_.push_back(read(word));
    variant_ends_.push_back(static_cast<std::uint32_t>(variant_words_.size()));
  }
}

inline Spelling::Reading Spelling::read(std::string_view word) const {
  return word.empty() ? Reading{} : read(word, slot_of(word, key_of(word)));
}

inline Spelling::Reading Spelling::read(std::string_view word, const Slot& slot) const {
  if (slot.word != WordId::unknown) return {slot.word, WordId::unknown};
  const std::size_t beginning = beginnings_.longest(word);
  const std::size_t ending = endings_.longest(word);
  Reading reading;
  if (ending != endings_.size()) reading.word = ending_id(ending);
  if (beginning != beginnings_.size()) {
    reading.ending = reading.word;
    reading.word = beginning_id(beginning);
  }
  return reading;
}

inline bool Spelling::look_up(std::string_view form, Key key, Reading& reading, std::uint32_t& variant) const {
  const Slot& slot = slot_of(form, key);
  variant = slot.variant;
  if (variant != none) return true;
  reading = read(form, slot);
  return reading.word != WordId::unknown;
}

inline void Spelling::apply(const NormalText& normal, const Tokens& raw, Tokens& out, std::string& scratch) const {
  out.tokens.clear();
  out.sentences = raw.sentences;
  const std::string_view text = normal.text;
  const auto word_of = [&](std::size_t t) { return text.substr(raw.tokens[t].span.begin, raw.tokens[t].span.size()); };
  const bool has_run = detail::any_run(text);
  Key keys[words_ahead];
  const auto ask_for = [&](std::size_t t) {
    keys[t % words_ahead] = key_of(word_of(t), text.data() + text.size());
    __builtin_prefetch(&slots_[keys[t % words_ahead].hash & (slots_.size() - 1)]);
  };
  for (std::size_t t = 0; t < raw.tokens.size() && t < words_ahead; ++t) ask_for(t);
  TokenFlags dropped = TokenFlags::none;  // of fillers: what stood before them now stands before the next token
  for (std::size_t s = 0; s < raw.sentences.size(); ++s) {
    const TokenSpan from = raw.sentences[s].tokens;
    out.sentences[s].tokens.begin = static_cast<std::uint32_t>(out.tokens.size());
    for (std::uint32_t t = from.begin; t < from.end; ++t) {
      Token token = raw.tokens[t];
      const std::string_view written = word_of(t);
      const Key key = keys[t % words_ahead];
      if (t + words_ahead < raw.tokens.size()) ask_for(t + words_ahead);
      Reading reading;
      std::uint32_t variant = none;
      const std::string_view form = has_run ? squeeze(written, 2, scratch) : written;
      if (form.data() == written.data()) {
        look_up(form, key, reading, variant);
      } else if (!look_up(form, key_of(form), reading, variant)) {
        const std::string_view shorter = squeeze(written, 1, scratch);
        look_up(shorter, key_of(shorter), reading, variant);
      }
      token.before |= dropped;
      dropped = TokenFlags::none;
      token.word = reading.word;
      token.ending = reading.ending;
      if (variant == none) {
        out.tokens.push_back(token);
        continue;
      }
      token.kind = TokenKind::word;
      const std::uint32_t first = variant_ends_[variant];
      const std::uint32_t last = variant_ends_[variant + 1];
      if (first == last) dropped = token.before;
      for (std::uint32_t w = first; w < last; ++w) {
        token.word = variant_words_[w].word;
        token.ending = variant_words_[w].ending;
        out.tokens.push_back(token);
        token.before = TokenFlags::none;
      }
    }
    out.sentences[s].tokens.end = static_cast<std::uint32_t>(out.tokens.size());
  }
}

}  // namespace peertag
