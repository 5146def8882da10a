// normalise: any bytes -> the matching form, with the way back. The only user of utf8proc.
//
// The matching form of a text X is  fold(NFC(map(order(NFD(cut(X))))))  where `cut` drops default-ignorables and what
// exceeds 30 marks in a row, `map` is NFKC_Casefold of each code point, and `fold` is fold_punctuation. NFD comes
// first because U+0345, a mark, casefolds to a letter: without it, texts that are canonically equal would differ
// (Unicode 15, D146). Marks are cut *before* anything is put in order: ordering is quadratic in them.
//
// A text is worked on in pieces that begin both where a grapheme begins (so that the map never splits one) and where
// nothing can combine with what stands before (so that the pieces together give what the whole would). Three speeds:
//   runs of ASCII                          lower-cased as they are copied
//   quotes, dashes, ellipses, spaces       a switch; a third of real messages have no others beyond ASCII
//   all else                               utf8proc, piece by piece
#include "peertag/normalise.hpp"

#include <utf8proc.h>

#include <vector>

#include "peertag/detail/utf8.hpp"
#include "peertag/limits.hpp"
#include "text/text.hpp"
#include "text/unicode.hpp"

namespace peertag {
namespace {

using detail::Decoded;
using CodePoint = utf8proc_int32_t;  // as utf8proc has them

constexpr auto canonical = UTF8PROC_DECOMPOSE;
constexpr auto compatible = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
constexpr auto casefold = static_cast<utf8proc_option_t>(compatible | UTF8PROC_CASEFOLD);
constexpr auto compose = static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE);
constexpr std::size_t longest_mapping = 32;  // U+FDFA has 18

const utf8proc_property_t& property(CodePoint c) { return *utf8proc_get_property(c); }
bool is_mark(CodePoint c) { return property(c).combining_class != 0; }
bool maps_to_itself(CodePoint c) {
  const utf8proc_property_t& p = property(c);
  return p.decomp_seqindex == UINT16_MAX && p.casefold_seqindex == UINT16_MAX;
}

void append_decomposed(std::vector<CodePoint>& out, CodePoint c, utf8proc_option_t how) {
  CodePoint buffer[longest_mapping];
  int unused_bound_class = 0;
  const utf8proc_ssize_t size = utf8proc_decompose_char(c, buffer, longest_mapping, how, &unused_bound_class);
  out.insert(out.end(), buffer, buffer + size);
}

CodePoint first_decomposed(CodePoint c, utf8proc_option_t how) {
  CodePoint buffer[longest_mapping];
  int unused_bound_class = 0;
  utf8proc_decompose_char(c, buffer, longest_mapping, how, &unused_bound_class);
  return buffer[0];
}

// Puts marks in canonical order. Runs are short: they have been cut.
void order_marks(std::vector<CodePoint>& text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    const CodePoint c = text[i];
    const auto combining_class = property(c).combining_class;
    if (combining_class == 0) continue;
    std::size_t to = i;
    for (; to > 0 && property(text[to - 1]).combining_class > combining_class; --to) text[to] = text[to - 1];
    text[to] = c;
  }
}

// Neither a mark, nor a vowel sign, nor the middle of a Hangul syllable.
bool stands_alone(CodePoint c) {
  const utf8proc_property_t& p = property(c);
  switch (p.boundclass) {
    case UTF8PROC_BOUNDCLASS_EXTEND:
    case UTF8PROC_BOUNDCLASS_SPACINGMARK:
    case UTF8PROC_BOUNDCLASS_ZWJ:
    case UTF8PROC_BOUNDCLASS_V:
    case UTF8PROC_BOUNDCLASS_T:
      return false;
    default:
      return p.combining_class == 0;
  }
}

// Nothing before it can take it in, whatever that is: not as it is (U+0345 is a mark that maps to a letter), and not as
// what it maps to (half-width vowels of Hangul are letters that map to vowel signs).
bool begins_piece(CodePoint c) {
  return stands_alone(c) && (maps_to_itself(c) || stands_alone(first_decomposed(c, casefold)));
}

// A character that is folded by itself: what takes its place, and how many bytes it takes; none: size 0.
struct SimpleFold {
  std::uint32_t size = 0;
  std::string_view to;
};

SimpleFold simple_fold(std::string_view source, std::size_t position) {
  const auto lead = static_cast<unsigned char>(source[position]);
  if (lead != 0xE2 && lead != 0xC2 && lead != 0xE3) return {};  // all that are frequent begin so
  const Decoded next = detail::decode(source, position);
  if (next.code_point == 0x2026) return {next.size, "..."};
  switch (text::fold_punctuation(next.code_point)) {
    case '\'':
      return {next.size, "'"};
    case '"':
      return {next.size, "\""};
    case '-':
      return {next.size, "-"};
    case ' ':
      return {next.size, " "};
    default:
      return {};
  }
}

// A grapheme begins here, and nothing in it reaches back: the cheap half of the question.
bool surely_begins_piece(std::string_view source, std::size_t position) {
  return position == source.size() || detail::is_ascii(source[position]) || simple_fold(source, position).size != 0;
}

class Normaliser {
 public:
  Normaliser(std::string_view source, NormalText& out) : source_(source), out_(out) {}

  void run() {
    out_.text.clear();
    out_.text.reserve(source_.size());
    for (std::size_t position = 0; position < source_.size();) {
      if (const std::size_t end = plain_ascii_end(position); end != position)
        position = copy_ascii(position, end);
      else if (const SimpleFold fold = simple_fold(source_, position);
               fold.size != 0 && surely_begins_piece(source_, position + fold.size))
        position = put_fold(position, fold);
      else
        position = general(position);
    }
  }

 private:
  struct Part {
    CodePoint code_point;
    std::uint32_t begin;
    std::uint32_t size;
    bool well_formed;
  };

  [[nodiscard]] std::uint32_t normal_size() const { return static_cast<std::uint32_t>(out_.text.size()); }

  // The end of the ASCII from `position` that nothing behind it can reach: what follows may be a mark, and then the
  // last grapheme of the run is not plain.
  [[nodiscard]] std::size_t plain_ascii_end(std::size_t position) const {
    const std::size_t end = detail::ascii_run_end(source_, position);
    if (end == position || surely_begins_piece(source_, end)) return end;
    const bool crlf = end - position >= 2 && source_[end - 1] == '\n' && source_[end - 2] == '\r';
    return end - (crlf ? 2 : 1);
  }

  std::size_t copy_ascii(std::size_t begin, std::size_t end) {
    out_.map.append(normal_size(), static_cast<std::uint32_t>(begin), OffsetMap::Kind::copied);
    const std::size_t at = out_.text.size();
    out_.text.append(source_, begin, end - begin);
    detail::lower_ascii(out_.text, at);
    return end;
  }

  std::size_t put_fold(std::size_t position, SimpleFold fold) {
    out_.map.append(normal_size(), static_cast<std::uint32_t>(position), OffsetMap::Kind::changed);
    out_.text.append(fold.to);
    return position + fold.size;
  }

  // From `position`, where a piece begins, to where one of the faster ways can take over.
  std::size_t general(std::size_t position) {
    // Pieces that leave nothing behind are kept apart from the text before them, unless what comes next reaches across
    // (a soft hyphen between a letter and its accent): until that is known, they wait from `waiting` on.
    constexpr std::size_t none = SIZE_MAX;
    std::size_t waiting = none;
    utf8proc_int32_t state = 0;
    parts_.clear();
    const auto finish_pieces = [&] {
      put_piece(0, waiting == none ? parts_.size() : waiting);
      if (waiting != none) put_piece(waiting, parts_.size());
      parts_.clear();
      waiting = none;
    };
    while (position < source_.size()) {
      const Decoded next = detail::decode(source_, position);
      const auto c = static_cast<CodePoint>(next.code_point);
      const bool border = parts_.empty() || utf8proc_grapheme_break_stateful(parts_.back().code_point, c, &state) != 0;
      if (border && !parts_.empty() && surely_begins_piece(source_, position) &&
          surely_begins_piece(source_, position + next.size))
        break;
      if (text::is_default_ignorable(next.code_point)) {
        if (border && waiting == none) waiting = parts_.size();
      } else if (!begins_piece(c)) {
        waiting = none;
      } else if (border) {
        finish_pieces();
      }
      parts_.push_back({c, static_cast<std::uint32_t>(position), next.size, next.well_formed});
      position += next.size;
    }
    finish_pieces();
    return position;
  }

  void put_piece(std::size_t first, std::size_t last) {
    if (first == last) return;
    const std::uint32_t begin = normal_size();
    const Part& part = parts_[first];
    const bool alone = last - first == 1;
    if (alone && part.well_formed && maps_to_itself(part.code_point) &&
        !text::is_default_ignorable(static_cast<char32_t>(part.code_point)))
      put(part.code_point);
    else
      put_mapped(first, last);
    // A code point for a code point of the same length needs no piece of its own.
    const bool alike = alone && part.well_formed && normal_size() - begin == part.size &&
                       detail::decode(out_.text, begin).size == part.size;
    out_.map.append(begin, part.begin, alike ? OffsetMap::Kind::copied : OffsetMap::Kind::changed);
  }

  void put_mapped(std::size_t first, std::size_t last) {
    decomposed_.clear();
    std::uint32_t marks = 0;
    for (std::size_t i = first; i < last; ++i) {
      const CodePoint c = parts_[i].code_point;
      if (text::is_default_ignorable(static_cast<char32_t>(c))) continue;
      marks = is_mark(first_decomposed(c, compatible)) ? marks + 1 : 0;
      if (marks <= limits::mark_run) append_decomposed(decomposed_, c, canonical);
    }
    order_marks(decomposed_);
    mapped_.clear();
    for (const CodePoint c : decomposed_) {
      const char folded = text::fold_punctuation(static_cast<char32_t>(c));
      append_decomposed(mapped_, folded != 0 ? folded : c, casefold);
    }
    order_marks(mapped_);
    const utf8proc_ssize_t size =
        utf8proc_normalize_utf32(mapped_.data(), static_cast<utf8proc_ssize_t>(mapped_.size()), compose);
    for (utf8proc_ssize_t i = 0; i < size; ++i) put(mapped_[static_cast<std::size_t>(i)]);
  }

  void put(CodePoint c) {
    const auto code_point = static_cast<char32_t>(c);
    const char folded = text::fold_punctuation(code_point);
    detail::append(out_.text, folded != 0 ? static_cast<char32_t>(folded) : code_point);
  }

  std::string_view source_;
  NormalText& out_;
  std::vector<Part> parts_;
  std::vector<CodePoint> decomposed_, mapped_;
};

}  // namespace

void normalise(std::string_view source, NormalText& out) {
  out.map.clear();
  out.ascii = detail::ascii_run_end(source, 0) == source.size();
  if (out.ascii) {
    out.text.assign(source);
    detail::lower_ascii(out.text, 0);
  } else {
    Normaliser(source, out).run();
  }
  out.map.finish(static_cast<std::uint32_t>(out.text.size()), static_cast<std::uint32_t>(source.size()));
}

namespace text {

std::string utf8proc_version() { return ::utf8proc_version(); }
std::string normaliser_unicode_version() { return utf8proc_unicode_version(); }

}  // namespace text
}  // namespace peertag
