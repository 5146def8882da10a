// Sentences by UAX #29, tailored to how messages are written. Cut on the *source*: case folding hides where they start.
//
//   SB4   a blank line (two newlines, blanks between them allowed) ends a sentence; one newline is a blank
//   SB8   is dropped after a single full stop: in a message "i went home. then i slept" is two sentences. After more
//         than one, and after an ellipsis, it holds ("i was... tired" is one)
//         An ellipsis character is what three full stops are.
//   SB8a  a comma, colon or dash goes on with a sentence only where no blank stands before it: "you ok? :) yes" is two
//
// Newlines are LF, CRLF and CR; U+0085, U+2028 and U+2029 are blanks. What a full stop after an abbreviation means is
// for the caller, who knows the words (tokenise). The machine is written once, over classes: for ASCII they come from
// a table, beyond it from the caller. ICU with the same tailored rules is its oracle (tests/text/sentences.cpp).
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "peertag/detail/utf8.hpp"
#include "peertag/span.hpp"

namespace peertag::detail {

enum class SentenceClass : std::uint8_t {
  other,
  extend,  // Extend and Format: part of what stands before
  space,   // Sp and Sep
  newline,
  lower,
  upper,
  letter,  // OLetter
  numeric,
  full_stop,  // ATerm
  ellipsis,   // U+2026
  mark,       // STerm
  question,   // STerm that asks
  goes_on,    // SContinue
  close,
};

inline constexpr std::array<SentenceClass, 128> ascii_sentence_classes = [] {
  std::array<SentenceClass, 128> classes{};
  for (unsigned c = 'a'; c <= 'z'; ++c) classes[c] = SentenceClass::lower;
  for (unsigned c = 'A'; c <= 'Z'; ++c) classes[c] = SentenceClass::upper;
  for (unsigned c = '0'; c <= '9'; ++c) classes[c] = SentenceClass::numeric;
  for (const char c : {' ', '\t', '\v', '\f'}) classes[static_cast<unsigned>(c)] = SentenceClass::space;
  for (const char c : {'"', '\'', '(', ')', '[', ']', '{', '}'})
    classes[static_cast<unsigned>(c)] = SentenceClass::close;
  for (const char c : {',', '-', ':'}) classes[static_cast<unsigned>(c)] = SentenceClass::goes_on;
  classes['\n'] = classes['\r'] = SentenceClass::newline;
  classes['.'] = SentenceClass::full_stop;
  classes['!'] = SentenceClass::mark;
  classes['?'] = SentenceClass::question;
  return classes;
}();

// Bytes that change nothing while no sentence is about to end: the rest is passed over without a look.
inline constexpr std::array<bool, 256> sentence_bytes_passed = [] {
  std::array<bool, 256> passed{};
  for (unsigned c = 0; c < 128; ++c) {
    const SentenceClass kind = ascii_sentence_classes[c];
    passed[c] = kind != SentenceClass::newline && kind != SentenceClass::full_stop && kind != SentenceClass::mark &&
                kind != SentenceClass::question;
  }
  return passed;
}();

// The first byte from `at` on that is not passed, or `end`.
[[nodiscard]] inline std::uint32_t pass_plain_bytes(std::string_view source, std::uint32_t at, std::uint32_t end) {
#if defined(__SSE2__)
  for (; at + 16 <= end; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(source.data() + at));
    const auto is = [bytes](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
    const __m128i ends = _mm_or_si128(_mm_or_si128(is('.'), is('!')), is('?'));
    const __m128i others = _mm_or_si128(_mm_or_si128(is('\n'), is('\r')), bytes);  // the high bit of what is not ASCII
    const auto bits = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(ends, others)));
    if (bits != 0) return at + static_cast<std::uint32_t>(std::countr_zero(bits));
  }
#endif
  while (at < end && sentence_bytes_passed[static_cast<unsigned char>(source[at])]) ++at;
  return at;
}

struct SentenceEnd {
  static constexpr std::uint32_t none = UINT32_MAX;
  std::uint32_t end = 0;           // in the source
  std::uint32_t full_stop = none;  // the single full stop that ended it
  bool question = false;           // its last punctuation asks
};

// Cuts `range` of the source; the last sentence ends with it. `blanks` (mark-up tags, in order) read as a blank each.
// `class_of(char32_t)` says what a code point beyond ASCII is.
template <class ClassOf>
class SentenceMachine {
 public:
  SentenceMachine(std::string_view source, SourceSpan range, std::span<const SourceSpan> blanks, ClassOf class_of,
                  std::vector<SentenceEnd>& out)
      : source_(source.substr(0, range.end)), range_(range), blanks_(blanks), class_of_(class_of), out_(out) {}

  void run() {
    Cursor cursor{range_.begin, 0};
    while (cursor.at < range_.end) {
      if (term_ == Term::none && newlines_ == 0) pass_plain(cursor);
      if (cursor.at >= range_.end) break;
      const Step step = next(cursor);
      if (step.kind != SentenceClass::extend) take(step, cursor);
      cursor = step.after;
    }
    if (range_.begin != range_.end) end_at(range_.end);
  }

 private:
  // The end of a sentence as far as it has been seen: SATerm Close* Sp*.
  enum class Term : std::uint8_t { none, full_stop, full_stops, mark };
  enum class After : std::uint8_t { term, close, space };

  struct Cursor {
    std::uint32_t at;
    std::uint32_t next_blank;  // place in blanks_
  };
  struct Step {
    SentenceClass kind;
    Cursor after;
  };

  [[nodiscard]] std::uint32_t blank_begin(const Cursor& cursor) const {
    return cursor.next_blank < blanks_.size() ? blanks_[cursor.next_blank].begin : range_.end;
  }

  [[nodiscard]] Step next(Cursor cursor) const {
    if (cursor.next_blank < blanks_.size() && cursor.at == blanks_[cursor.next_blank].begin)
      return {SentenceClass::space, {blanks_[cursor.next_blank].end, cursor.next_blank + 1}};
    const char c = source_[cursor.at];
    if (is_ascii(c)) {
      const SentenceClass kind = ascii_sentence_classes[static_cast<unsigned char>(c)];
      const bool crlf = c == '\r' && cursor.at + 1 < source_.size() && source_[cursor.at + 1] == '\n';
      return {kind, {cursor.at + (crlf ? 2U : 1U), cursor.next_blank}};
    }
    const Decoded decoded = decode(source_, cursor.at);
    return {class_of_(decoded.code_point), {cursor.at + decoded.size, cursor.next_blank}};
  }

  void pass_plain(Cursor& cursor) {
    const std::uint32_t begin = cursor.at;
    cursor.at = pass_plain_bytes(source_, begin, blank_begin(cursor));
    if (cursor.at != begin) previous_ = ascii_sentence_classes[static_cast<unsigned char>(source_[cursor.at - 1])];
  }

  void take(const Step& step, const Cursor& cursor) {
    const SentenceClass kind = step.kind;
    if (kind == SentenceClass::space || kind == SentenceClass::newline) {  // SB9, SB10
      if (kind == SentenceClass::newline) ++newlines_;
      after_ = After::space;
    } else {
      if (newlines_ >= 2 || (term_ != Term::none && breaks_before(step))) end_at(cursor.at);
      newlines_ = 0;
      switch (kind) {
        case SentenceClass::full_stop:
        case SentenceClass::ellipsis: {
          const bool single = kind == SentenceClass::full_stop && previous_ != SentenceClass::full_stop &&
                              previous_ != SentenceClass::ellipsis;
          letter_before_ = previous_ == SentenceClass::lower || previous_ == SentenceClass::upper;
          full_stop_ = cursor.at;
          take_term(single ? Term::full_stop : Term::full_stops, kind);
          break;
        }
        case SentenceClass::mark:
        case SentenceClass::question:
          take_term(Term::mark, kind);
          break;
        case SentenceClass::close:
          if (after_ == After::space) term_ = Term::none;
          if (after_ == After::term) after_ = After::close;
          break;
        default:
          term_ = Term::none;
      }
    }
    previous_ = kind;
  }

  void take_term(Term term, SentenceClass kind) {
    asks_ = kind == SentenceClass::question || (asks_ && term_ != Term::none);
    term_ = term;
    after_ = After::term;
  }

  // REQUIRES: term_ is not none; `step` is neither blank nor newline.
  [[nodiscard]] bool breaks_before(const Step& step) const {
    switch (step.kind) {
      case SentenceClass::full_stop:
      case SentenceClass::ellipsis:
      case SentenceClass::mark:
      case SentenceClass::question:
        return false;  // SB8a
      case SentenceClass::goes_on:
      case SentenceClass::close:
        if (after_ != After::space) return false;  // SB8a, SB9
        break;
      case SentenceClass::numeric:
        if (after_ == After::term && term_ != Term::mark) return false;  // SB6
        break;
      case SentenceClass::upper:
        if (after_ == After::term && term_ == Term::full_stop && letter_before_) return false;  // SB7
        break;
      default:
        break;
    }
    return term_ != Term::full_stops || !lower_follows(step);  // SB8, SB11
  }

  // SB8: a small letter comes before any other letter, any terminator and any blank line. Linear in all: a look ends at
  // the next terminator, and only a terminator leads to another.
  [[nodiscard]] bool lower_follows(Step step) const {
    for (std::uint32_t newlines = 0;; step = next(step.after)) {
      switch (step.kind) {
        case SentenceClass::lower:
          return newlines < 2;
        case SentenceClass::upper:
        case SentenceClass::letter:
        case SentenceClass::full_stop:
        case SentenceClass::ellipsis:
        case SentenceClass::mark:
        case SentenceClass::question:
          return false;
        case SentenceClass::newline:
          if (++newlines >= 2) return false;
          break;
        case SentenceClass::space:
        case SentenceClass::extend:
          break;
        default:
          newlines = 0;
      }
      if (step.after.at >= range_.end) return false;
    }
  }

  void end_at(std::uint32_t place) {
    const bool by_full_stop = term_ == Term::full_stop && newlines_ < 2;
    out_.push_back({place, by_full_stop ? full_stop_ : SentenceEnd::none, asks_ && term_ != Term::none});
    term_ = Term::none;
    asks_ = false;
  }

  std::string_view source_;
  SourceSpan range_;
  std::span<const SourceSpan> blanks_;
  ClassOf class_of_;
  std::vector<SentenceEnd>& out_;

  Term term_ = Term::none;
  After after_ = After::term;
  bool letter_before_ = false;  // the full stop
  bool asks_ = false;
  std::uint32_t full_stop_ = 0;
  std::uint32_t newlines_ = 0;  // in the blanks just passed
  SentenceClass previous_ = SentenceClass::other;
};

}  // namespace peertag::detail
