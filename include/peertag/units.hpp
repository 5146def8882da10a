// From byte offsets to the unit a host counts in: code points (Python) or UTF-16 code units (JavaScript, Java). Used
// once, where results leave peertag; inside, everything is bytes.
//
// One pass over the text notes the count at every 64th byte, so that offsets may be asked for in any order and each
// answer reads at most 64 bytes more. A text of ASCII costs the look that says so. Ill-formed bytes count as
// what they read as: one unit for each maximal subpart.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "peertag/detail/utf8.hpp"
#include "peertag/span.hpp"

namespace peertag {

enum class OffsetUnit : std::uint8_t { byte, codepoint, utf16 };

using UnitSpan = Span<struct OutputUnits>;  // in the unit that was asked for

// Borrows the text. May be kept and given the next text: its memory is reused.
class UnitConverter {
 public:
  explicit UnitConverter(OffsetUnit unit) : unit_(unit) {}
  UnitConverter(std::string_view text, OffsetUnit unit) : unit_(unit) { reset(text); }

  void reset(std::string_view text) {
    text_ = text;
    marks_.clear();
    if (unit_ == OffsetUnit::byte || detail::ascii_run_end(text, 0) == text.size()) return;
    std::uint32_t units = 0;
    for (std::size_t position = 0; position < text.size();) {
      if (position >= marks_.size() * stride) marks_.push_back({static_cast<std::uint32_t>(position), units});
      const detail::Decoded next = detail::decode(text, position);
      units += units_of(next);
      position += next.size;
    }
  }

  // Units before byte `offset`. An offset inside a code point counts that code point as before it.
  [[nodiscard]] std::uint32_t at(std::uint32_t offset) const {
    if (marks_.empty()) return offset;
    std::size_t slot = offset / stride;
    if (slot >= marks_.size()) slot = marks_.size() - 1;
    if (marks_[slot].position > offset) --slot;  // a code point lies across the 64th byte; the first mark stands at 0
    std::uint32_t units = marks_[slot].units;
    for (std::size_t position = marks_[slot].position; position < offset && position < text_.size();) {
      const detail::Decoded next = detail::decode(text_, position);
      units += units_of(next);
      position += next.size;
    }
    return units;
  }

  [[nodiscard]] UnitSpan convert(SourceSpan span) const { return {at(span.begin), at(span.end)}; }

  // The way back: the byte where unit `units` begins; past the end of the text, its size. A unit inside a code point
  // counts as that code point's end. Reads the text from its beginning.
  [[nodiscard]] std::uint32_t byte_at(std::uint32_t units) const {
    const auto size = static_cast<std::uint32_t>(text_.size());
    if (marks_.empty()) return units < size ? units : size;
    std::uint32_t position = 0;
    for (std::uint32_t before = 0; position < size && before < units;) {
      const detail::Decoded next = detail::decode(text_, position);
      before += units_of(next);
      position += next.size;
    }
    return position;
  }
  [[nodiscard]] SourceSpan convert_back(UnitSpan span) const { return {byte_at(span.begin), byte_at(span.end)}; }

 private:
  static constexpr std::size_t stride = 64;

  struct Mark {
    std::uint32_t position;  // the first code point that begins at or after slot * stride
    std::uint32_t units;     // before it
  };

  [[nodiscard]] std::uint32_t units_of(const detail::Decoded& next) const {
    return unit_ == OffsetUnit::utf16 && next.code_point > 0xFFFF ? 2 : 1;
  }

  std::string_view text_;
  OffsetUnit unit_;
  std::vector<Mark> marks_;  // empty: bytes are units
};

}  // namespace peertag
