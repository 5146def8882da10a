// The messages that labels and tags differ on, for a person to read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quality/comparison.hpp"

namespace peertag::quality {

struct Disagreement {
  enum class Kind : std::uint8_t { missed, extra };  // labelled and not tagged; tagged and not labelled
  struct Found {
    std::string_view rule;
    UnitSpan span;
  };
  std::string_view code;
  Kind kind{};
  std::uint32_t message = 0;  // place in Labels::messages
  double score = 0;
  std::vector<Found> found;    // what the tags rest on, or did not quite rest on
  std::string_view quotation;  // what the labels rest on; empty: they do not say
};
[[nodiscard]] constexpr std::string_view to_string(Disagreement::Kind kind) {
  return kind == Disagreement::Kind::missed ? "missed" : "extra";
}

// By code, first the missed, then the extra; those that came nearest to the other side's mind, or went farthest from
// it, first: the highest scores. At most `most` of each. A context has none of its own: its factors have them. Borrows
// from all three.
[[nodiscard]] std::vector<Disagreement> disagreements(const Comparison& comparison, const io::Labels& labels,
                                                      const io::Tags& tags, std::optional<std::size_t> most);

}  // namespace peertag::quality
