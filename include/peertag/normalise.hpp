// normalise: message text -> NormalText, its matching form, with the way back to the message.
//
// The matching form is NFKC case folding (root locale) of well-formed UTF-8, with quotes, dashes, ellipses and spaces
// folded to ASCII, default-ignorable code points dropped and runs of combining marks cut. Any bytes may come in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "peertag/span.hpp"

namespace peertag {

// Leads from the matching form back to the message. The text is cut into pieces; within a *copied* piece byte k of the
// one is byte k of the other, any part of a *changed* piece stands for the whole of it. Pieces begin on grapheme
// borders, so that no span that comes out of the map splits a grapheme.
//
//   source   I   '   m   U+0130 s  U+FB01 n e          (piece borders: |)
//          |copied      |changed|copied|changed|copied
//   normal   i   '   m   i U+0307 s   f i    n e
class OffsetMap {
 public:
  enum class Kind : std::uint8_t { copied, changed };

  void clear() { pieces_.clear(); }

  // REQUIRES: pieces come in order; `normal_begin` may repeat (a piece that left nothing behind).
  void append(std::uint32_t normal_begin, std::uint32_t source_begin, Kind kind) {
    if (!pieces_.empty() && kind == Kind::copied && pieces_.back().kind == Kind::copied &&
        normal_begin - pieces_.back().normal_begin == source_begin - pieces_.back().source_begin)
      return;  // one copied piece goes on
    pieces_.push_back({normal_begin, source_begin, kind});
  }
  void finish(std::uint32_t normal_size, std::uint32_t source_size) {
    normal_size_ = normal_size;
    source_size_ = source_size;
  }

  // The whole of what the span came from. An empty map (or empty pieces) means that both texts are the same bytes long
  // and alike but for case.
  [[nodiscard]] SourceSpan to_source(NormalSpan span) const;

  // The first place of the matching form that comes from `source_offset` or from after it.
  [[nodiscard]] std::uint32_t to_normal(std::uint32_t source_offset) const;

  // The piece that holds byte `normal_offset`: equal numbers mean one source grapheme (or one copied run).
  [[nodiscard]] std::size_t piece_at(std::uint32_t normal_offset) const;
  [[nodiscard]] bool piece_is_changed(std::size_t piece) const {
    return piece < pieces_.size() && pieces_[piece].kind == Kind::changed;
  }
  // Pieces cover both texts, in order (tests, fuzzers and debug builds ask).
  [[nodiscard]] bool well_formed() const;

 private:
  struct Piece {
    std::uint32_t normal_begin;
    std::uint32_t source_begin;
    Kind kind;
  };
  std::vector<Piece> pieces_;
  std::uint32_t normal_size_ = 0;
  std::uint32_t source_size_ = 0;
};

struct NormalText {
  std::string text;  // well-formed UTF-8
  OffsetMap map;
  bool ascii = true;  // the *source* is all ASCII: `text` is it in lower case and the map is the identity
};

// Cannot fail. `out` is scratch: its memory is reused.
void normalise(std::string_view source, NormalText& out);

inline std::size_t OffsetMap::piece_at(std::uint32_t normal_offset) const {
  // Last piece that begins at or before the offset; of several that begin there, the last (the others are empty).
  std::size_t low = 0;
  std::size_t high = pieces_.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (pieces_[middle].normal_begin <= normal_offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low == 0 ? 0 : low - 1;
}

inline SourceSpan OffsetMap::to_source(NormalSpan span) const {
  if (pieces_.empty()) return {span.begin, span.end};
  const auto source_end = [this](std::size_t piece) {
    return piece + 1 < pieces_.size() ? pieces_[piece + 1].source_begin : source_size_;
  };
  const std::size_t first = piece_at(span.begin);
  const Piece& from = pieces_[first];
  const std::uint32_t begin =
      from.kind == Kind::copied ? from.source_begin + (span.begin - from.normal_begin) : from.source_begin;
  if (span.empty()) return {begin, begin};
  const std::size_t last = piece_at(span.end - 1);
  const Piece& to = pieces_[last];
  const std::uint32_t end = to.kind == Kind::copied ? to.source_begin + (span.end - to.normal_begin) : source_end(last);
  return {begin, end};
}

inline std::uint32_t OffsetMap::to_normal(std::uint32_t source_offset) const {
  if (pieces_.empty()) return source_offset;
  std::size_t low = 0;
  std::size_t high = pieces_.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (pieces_[middle].source_begin <= source_offset)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0) return 0;
  const Piece& piece = pieces_[low - 1];
  const std::uint32_t normal_end = low < pieces_.size() ? pieces_[low].normal_begin : normal_size_;
  if (source_offset == piece.source_begin) return piece.normal_begin;
  if (piece.kind == Kind::changed) return normal_end;
  const std::uint32_t mapped = piece.normal_begin + (source_offset - piece.source_begin);
  return mapped < normal_end ? mapped : normal_end;
}

inline bool OffsetMap::well_formed() const {
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const std::uint32_t normal_end = i + 1 < pieces_.size() ? pieces_[i + 1].normal_begin : normal_size_;
    const std::uint32_t source_end = i + 1 < pieces_.size() ? pieces_[i + 1].source_begin : source_size_;
    if (normal_end < pieces_[i].normal_begin || source_end < pieces_[i].source_begin) return false;
    if (pieces_[i].kind == Kind::copied && normal_end - pieces_[i].normal_begin != source_end - pieces_[i].source_begin)
      return false;
  }
  return pieces_.empty() || (pieces_[0].normal_begin == 0 && pieces_[0].source_begin == 0);
}

}  // namespace peertag
