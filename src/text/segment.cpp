// Messages into tokens and sentences. The core's only file that includes an ICU header.
//
// ICU cuts words beyond ASCII, by UAX #29 and by nothing else: iterators are opened from the rules below, which name no
// dictionary, because ICU's stock word iterator consults dictionaries and then its answers depend on what the process
// has segmented before (faults.md M6). ICU is only shown the words that hold other characters than ASCII: there is
// always a border before the first of some blanks, so that the text from one blank to the next can be cut alone.
// Messages whose matching form is ASCII (curly quotes are not even rare) never come near it.
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/uversion.h>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "peertag/sentences.hpp"
#include "peertag/tokenise.hpp"
#include "peertag/words.hpp"
#include "text/text.hpp"
#include "text/unicode.hpp"
#include "text/zones.hpp"

namespace peertag::text {
namespace {

using detail::WordClass;

// UAX #29, rules WB1 to WB999. With `!!chain`, rules join where one's last character is another's first.
constexpr char16_t word_rules[] =
    uR"(
!!chain;
!!quoted_literals_only;
$CR = [\p{Word_Break = CR}];
$LF = [\p{Word_Break = LF}];
$Newline = [\p{Word_Break = Newline}];
$Letter = [\p{Word_Break = ALetter} \p{Word_Break = Hebrew_Letter}];
$Hebrew = [\p{Word_Break = Hebrew_Letter}];
$Digit = [\p{Word_Break = Numeric}];
$Katakana = [\p{Word_Break = Katakana}];
$Joiner = [\p{Word_Break = ExtendNumLet}];
$Single = [\p{Word_Break = Single_Quote}];
$Double = [\p{Word_Break = Double_Quote}];
$InLetters = [\p{Word_Break = MidLetter} \p{Word_Break = MidNumLet} $Single];
$InDigits = [\p{Word_Break = MidNum} \p{Word_Break = MidNumLet} $Single];
$Flag = [\p{Word_Break = Regional_Indicator}];
$Space = [\p{Word_Break = WSegSpace}];
$ZWJ = [\p{Word_Break = ZWJ}];
$Pictographic = [\p{Extended_Pictographic}];
$Ext = [\p{Word_Break = Extend} \p{Word_Break = Format} $ZWJ];
$CR $LF;
$ZWJ $Pictographic;
$Space $Space;
^$Ext+;
[^$CR $LF $Newline $Ext] $Ext*;
$Letter $Ext* $Letter;
$Letter $Ext* $InLetters $Ext* $Letter;
$Hebrew $Ext* $Single;
$Hebrew $Ext* $Double $Ext* $Hebrew;
$Digit $Ext* $Digit;
$Letter $Ext* $Digit;
$Digit $Ext* $Letter;
$Digit $Ext* $InDigits $Ext* $Digit;
$Katakana $Ext* $Katakana;
[$Letter $Digit $Katakana $Joiner] $Ext* $Joiner;
$Joiner $Ext* [$Letter $Digit $Katakana];
^$Flag $Ext* $Flag;
.;
)";

// An iterator and its text. Opening one compiles the rules (a millisecond), so it is kept.
class WordIterator {
 public:
  WordIterator() {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where;
    iterator_ = ubrk_openRules(word_rules, -1, nullptr, 0, &where, &status);
    require(status);
  }
  ~WordIterator() {
    ubrk_close(iterator_);
    utext_close(&view_);
  }
  WordIterator(const WordIterator&) = delete;
  WordIterator& operator=(const WordIterator&) = delete;

  // Calls `border(place)` for each border after the first, until it says false.
  template <class Border>
  void each_border(std::string_view text, Border border) {
    UErrorCode status = U_ZERO_ERROR;
    utext_openUTF8(&view_, text.data(), static_cast<std::int64_t>(text.size()), &status);
    ubrk_setUText(iterator_, &view_, &status);
    require(status);
    for (std::int32_t at = ubrk_next(iterator_); at != UBRK_DONE; at = ubrk_next(iterator_))
      border(static_cast<std::uint32_t>(at));
  }

 private:
  // The rules are ours and any text is valid: there is nothing left that can fail but memory.
  static void require(UErrorCode status) {
    assert(U_SUCCESS(status) || status == U_MEMORY_ALLOCATION_ERROR);
    if (U_FAILURE(status)) throw std::bad_alloc();
  }

  UBreakIterator* iterator_ = nullptr;
  UText view_ = UTEXT_INITIALIZER;
};

// --- what a segment beyond ASCII is -------------------------------------------------------------------------------

bool is_emoji(char32_t c) {
  const auto code_point = static_cast<UChar32>(c);
  return c >= 0x2000 && (u_hasBinaryProperty(code_point, UCHAR_EXTENDED_PICTOGRAPHIC) ||
                         u_hasBinaryProperty(code_point, UCHAR_REGIONAL_INDICATOR) ||
                         u_hasBinaryProperty(code_point, UCHAR_EMOJI_MODIFIER));
}

TokenFlags flags_of(char32_t c) {
  switch (c) {
    case 0x3001:
    case 0x060C:
    case 0x061B:  // ideographic and Arabic commas
      return TokenFlags::comma;
    case 0x3002:
    case 0x061F:
    case 0x06D4:
    case 0x0964:  // ideographic, Arabic and Devanagari stops
      return TokenFlags::stop;
    default:
      break;
  }
  switch (u_charType(static_cast<UChar32>(c))) {
    case U_DASH_PUNCTUATION:
      return TokenFlags::dash;
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
      return TokenFlags::bracket;
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION:
      return TokenFlags::quote;
    default:
      return TokenFlags::none;
  }
}

constexpr char32_t keycap = 0x20E3;

// Gives back where to go on.
std::uint32_t take_segment(std::string_view text, NormalSpan segment, detail::TokenWriter& writer) {
  const detail::Decoded first = detail::decode(text, segment.begin);
  bool emoji = is_emoji(first.code_point);
  std::uint8_t holds = 0;
  for (std::uint32_t at = segment.begin; at < segment.end;) {
    const detail::Decoded next = detail::decode(text, at);
    const auto c = static_cast<UChar32>(next.code_point);
    if (next.code_point < 0x80)
      holds |= detail::word_class(text[at]);
    else if (next.code_point == keycap && std::string_view("0123456789#*").find(text[segment.begin]) != text.npos)
      emoji = true;
    else if ((U_GET_GC_MASK(c) & U_GC_M_MASK) != 0)
      ;  // a mark makes no word, even where it is a vowel: its letter does
    else if (u_isUAlphabetic(c))
      holds |= WordClass::letter;
    else if (u_isdigit(c))
      holds |= WordClass::digit;
    at += next.size;
  }
  if (emoji) {
    writer.emoji(segment.begin, segment.end);
  } else if ((holds & (WordClass::letter | WordClass::digit)) != 0) {
    return writer.word(segment.begin, {segment.end, holds});
  } else if (first.code_point >= 0x80) {
    writer.flag(flags_of(first.code_point));
  } else {
    writer.punctuation(segment.begin);
  }
  return segment.end;
}

// --- sentences ----------------------------------------------------------------------------------------------------

detail::SentenceClass sentence_class(char32_t c) {
  using Class = detail::SentenceClass;
  if (c == 0x2026) return Class::ellipsis;
  switch (u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_SENTENCE_BREAK)) {
    case U_SB_EXTEND:
    case U_SB_FORMAT:
      return Class::extend;
    case U_SB_SP:
    case U_SB_SEP:
      return Class::space;
    case U_SB_LOWER:
      return Class::lower;
    case U_SB_UPPER:
      return Class::upper;
    case U_SB_OLETTER:
      return Class::letter;
    case U_SB_NUMERIC:
      return Class::numeric;
    case U_SB_ATERM:
      return Class::full_stop;
    case U_SB_STERM:
      switch (c) {
        case 0x203D:
        case 0x2047:
        case 0x2048:
        case 0x2049:  // marks of two signs, question and exclamation
        case 0x061F:
        case 0x1367:
        case 0x1945:
        case 0x2E2E:
        case 0xFE56:
        case 0xFF1F:  // of other scripts and widths
          return Class::question;
        default:
          return Class::mark;
      }
    case U_SB_SCONTINUE:
      return Class::goes_on;
    case U_SB_CLOSE:
      return Class::close;
    default:
      return Class::other;
  }
}

constexpr bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Sentence ends of `range` of the source; `blanks` are tags.
void cut_sentences(std::string_view source, SourceSpan range, std::span<const SourceSpan> blanks,
                   std::vector<detail::SentenceEnd>& out) {
  detail::SentenceMachine(source, range, blanks, sentence_class, out).run();
}

}  // namespace

std::vector<std::uint32_t> word_borders(std::string_view text) {
  std::vector<std::uint32_t> borders;
  const auto add = [&borders](std::uint32_t place) { borders.push_back(place); };
  if (detail::ascii_run_end(text, 0) == text.size()) {
    detail::each_ascii_word_border(text, add);
  } else {
    add(0);
    WordIterator().each_border(text, add);
  }
  return borders;
}

std::vector<std::uint32_t> sentence_borders(std::string_view source) {
  std::vector<detail::SentenceEnd> ends;
  cut_sentences(source, {0, static_cast<std::uint32_t>(source.size())}, {}, ends);
  std::vector<std::uint32_t> borders{0};
  for (const detail::SentenceEnd& end : ends) borders.push_back(end.end);
  return borders;
}

// --- a message ----------------------------------------------------------------------------------------------------

struct SegmenterState {
  std::vector<std::string> abbreviations;  // sorted
  std::optional<WordIterator> words;       // opened by the first text that needs it
  Zones zones;                             // the rest is scratch
  std::vector<detail::SentenceEnd> ends;
};

void destroy(SegmenterState* state) { delete state; }

namespace {

// One message on its way into tokens.
class MessageCutter {
 public:
  MessageCutter(SegmenterState& state, std::string_view source, const NormalText& normal, Tokens& out)
      : state_(state),
        source_(source),
        normal_(normal),
        text_(normal.text),
        out_(out),
        writer_(source, normal, out.tokens) {}

  void run() {
    find_zones(source_, state_.zones);
    std::uint32_t begin = 0;
    for (const SourceSpan zone : state_.zones.zones) {
      take_live({begin, zone.begin});
      if (!out_.sentences.empty()) out_.sentences.back().zone_end = true;
      begin = zone.end;
    }
    take_live({begin, static_cast<std::uint32_t>(source_.size())});
  }

 private:
  // What stands between two zones.
  void take_live(SourceSpan range) {
    if (range.empty()) return;
    const std::span<const SourceSpan> tags = tags_in(range);
    const std::size_t first_token = out_.tokens.size();
    std::uint32_t begin = range.begin;
    for (const SourceSpan tag : tags) {
      take_stretch(to_normal({begin, tag.begin}));
      begin = tag.end;
    }
    take_stretch(to_normal({begin, range.end}));
    state_.ends.clear();
    cut_sentences(source_, range, tags, state_.ends);
    put_sentences(to_normal(range), first_token);
  }

  [[nodiscard]] std::span<const SourceSpan> tags_in(SourceSpan range) {
    const std::span<const SourceSpan> tags = state_.zones.tags;
    const std::size_t first = next_tag_;
    while (next_tag_ < tags.size() && tags[next_tag_].end <= range.end) ++next_tag_;
    return tags.subspan(first, next_tag_ - first);
  }

  [[nodiscard]] NormalSpan to_normal(SourceSpan span) const {
    return {normal_.map.to_normal(span.begin), normal_.map.to_normal(span.end)};
  }

  void take_stretch(NormalSpan stretch) {
    writer_.begin_stretch(stretch);
    const std::string_view text = text_.substr(0, stretch.end);
    std::uint32_t at = stretch.begin;
    while (at < stretch.end) {
      const auto other = static_cast<std::uint32_t>(detail::ascii_run_end(text, at));
      std::uint32_t general = other;  // ICU's part: from the blank before to the blank after
      if (other < stretch.end)
        while (general > at && !is_blank(text[general])) --general;
      tokenise_ascii(text, {at, general}, writer_);
      at = other;
      while (at < stretch.end && !is_blank(text[at])) ++at;
      if (general < at) take_general({general, at});
    }
  }

  void take_general(NormalSpan range) {
    if (!state_.words) state_.words.emplace();
    std::uint32_t begin = range.begin;
    std::uint32_t go_on = range.begin;  // beyond what a URL has taken
    state_.words->each_border(text_.substr(range.begin, range.size()), [&](std::uint32_t place) {
      const std::uint32_t end = range.begin + place;
      if (begin >= go_on) go_on = take_segment(text_, {begin, end}, writer_);
      begin = end;
    });
  }

  // Tokens from `first` on into sentences. A border inside a token ("example.com") or after an abbreviation is none; a
  // full stop that has parted two words ("tired.I") is one. A sentence without tokens is not worth having.
  void put_sentences(NormalSpan range, std::size_t first) {
    std::vector<Token>& tokens = out_.tokens;
    const auto border_at = [&](std::size_t i) {
      return i + 1 < state_.ends.size() ? normal_.map.to_normal(state_.ends[i].end) : range.end;
    };
    Sentence sentence;
    sentence.tokens.begin = sentence.tokens.end = static_cast<std::uint32_t>(first);
    sentence.text = {range.begin, range.begin};
    const auto finish = [&](std::uint32_t place, bool question) {
      sentence.text.end = place;
      sentence.question = question;
      put_sentence(sentence);
      sentence.text.begin = place;
      sentence.tokens.begin = sentence.tokens.end;
    };
    std::size_t next = 0;  // of state_.ends
    std::uint32_t border = border_at(next);
    const auto holds = [&](std::size_t token) {
      return token == first || (tokens[token - 1].span.end <= border && !is_abbreviation(tokens[token - 1], next));
    };
    for (std::size_t i = first; i < tokens.size(); ++i) {
      for (; border <= tokens[i].span.begin; border = border_at(++next))
        if (holds(i)) finish(border, state_.ends[next].question);
      if (i > first && parted_by_full_stop(tokens[i - 1], tokens[i])) finish(tokens[i].span.begin, false);
      tokens[i].sentence = static_cast<std::uint32_t>(out_.sentences.size());
      ++sentence.tokens.end;
    }
    while (next + 1 < state_.ends.size() && !holds(tokens.size())) border = border_at(++next);
    finish(border, state_.ends[next].question);
  }

  void put_sentence(Sentence sentence) {
    if (sentence.tokens.empty()) return;
    NormalSpan& text = sentence.text;
    while (text.begin < text.end && is_blank(text_[text.begin])) ++text.begin;
    while (text.begin < text.end && is_blank(text_[text.end - 1])) --text.end;
    out_.sentences.push_back(sentence);
  }

  [[nodiscard]] std::string_view word_of(const Token& token) const {
    return text_.substr(token.span.begin, token.span.size());
  }

  [[nodiscard]] bool is_known_abbreviation(const Token& token) const {
    return std::binary_search(state_.abbreviations.begin(), state_.abbreviations.end(), word_of(token));
  }

  [[nodiscard]] bool is_abbreviation(const Token& token, std::size_t end) const {
    const std::uint32_t full_stop = state_.ends[end].full_stop;
    return full_stop != detail::SentenceEnd::none && normal_.map.to_normal(full_stop) == token.span.end &&
           is_known_abbreviation(token);
  }

  [[nodiscard]] bool parted_by_full_stop(const Token& left, const Token& right) const {
    return left.span.end + 1 == right.span.begin && text_[left.span.end] == '.' && left.kind == TokenKind::word &&
           right.kind == TokenKind::word && detail::is_letter_byte(text_[left.span.end - 1]) &&
           detail::is_letter_byte(text_[right.span.begin]) && !is_known_abbreviation(left);
  }

  SegmenterState& state_;
  std::string_view source_;
  const NormalText& normal_;
  std::string_view text_;
  Tokens& out_;
  detail::TokenWriter writer_;
  std::size_t next_tag_ = 0;
};

}  // namespace

Segmenter::Segmenter(std::span<const std::string> abbreviations) : state_(new SegmenterState) {
  state_->abbreviations.assign(abbreviations.begin(), abbreviations.end());
  std::sort(state_->abbreviations.begin(), state_->abbreviations.end());
}

void Segmenter::tokenise(std::string_view source, const NormalText& normal, Tokens& out) {
  out.tokens.clear();
  out.sentences.clear();
  MessageCutter(*state_, source, normal, out).run();
  assert(well_formed(out.tokens, out.sentences, static_cast<std::uint32_t>(normal.text.size())));
}

std::string icu_version() {
  UVersionInfo version;
  u_getVersion(version);
  char text[U_MAX_VERSION_STRING_LENGTH];
  u_versionToString(version, text);
  return text;
}

std::string unicode_version() {
  UVersionInfo version;
  u_getUnicodeVersion(version);
  char text[U_MAX_VERSION_STRING_LENGTH];
  u_versionToString(version, text);
  // ICU leaves a last zero out: "15.0" is utf8proc's "15.0.0".
  const std::string normaliser = normaliser_unicode_version();
  return normaliser.starts_with(text) ? normaliser : normaliser + " (normalising), " + text + " (segmenting)";
}

}  // namespace peertag::text
