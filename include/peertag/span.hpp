// Half-open ranges. Every offset carries in its type what it counts in, so that a place in the matching form cannot be
// used on the message by mistake: only OffsetMap (normalise.hpp) leads from one to the other.
#pragma once

#include <compare>
#include <cstdint>

namespace peertag {

// [begin, end) in UTF-8 bytes of a text, or in tokens, as `Unit` says.
template <class Unit>
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  [[nodiscard]] constexpr std::uint32_t size() const { return end - begin; }
  [[nodiscard]] constexpr bool empty() const { return begin == end; }
  friend constexpr auto operator<=>(const Span&, const Span&) = default;
};

// Both ends lie in the outer span; an empty span lies in any that contains its place.
template <class Unit>
[[nodiscard]] constexpr bool lies_in(Span<Unit> inner, Span<Unit> outer) {
  return outer.begin <= inner.begin && inner.end <= outer.end;
}

// They share at least one unit.
template <class Unit>
[[nodiscard]] constexpr bool overlaps(Span<Unit> left, Span<Unit> right) {
  return left.begin < right.end && right.begin < left.end;
}

using SourceSpan = Span<struct SourceBytes>;  // bytes of the message as it was given
using NormalSpan = Span<struct NormalBytes>;  // bytes of its matching form (NormalText)
using TokenSpan = Span<struct TokenIndex>;    // places in a message's Token[]

}  // namespace peertag
