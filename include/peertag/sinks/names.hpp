// What people call what the core has numbers for.
#pragma once

#include <string_view>

#include "peertag/annotation.hpp"
#include "peertag/codebook.hpp"

namespace peertag {

[[nodiscard]] inline const Code& code_of(const Codebook& codebook, CodeId id) {
  return codebook.codes()[static_cast<std::size_t>(id)];
}
[[nodiscard]] inline const RuleText& rule_of(const Codebook& codebook, RuleId id) {
  return codebook.rules()[static_cast<std::size_t>(id)];
}

// What stopped a finding, as `because` of a counter-example names it: a cue class, or the condition that failed.
[[nodiscard]] inline std::string_view stop_name(const Codebook& codebook, const Suppressed& finding) {
  switch (finding.stop) {
    case Stop::cue:
      return codebook.cue_classes()[static_cast<std::size_t>(finding.cue_class)];
    case Stop::all:
      return "all";
    case Stop::none:
      return "none";
    case Stop::from:
      return "from";
    case Stop::needs:
      return "needs";
    case Stop::no:
      break;
  }
  return "";
}

[[nodiscard]] constexpr std::string_view to_string(Status status) {
  return status == Status::decided ? "decided" : "undecided";
}
[[nodiscard]] constexpr std::string_view to_string(Undecided reason) {
  return reason == Undecided::budget ? "budget" : reason == Undecided::limit ? "limit" : "";
}

}  // namespace peertag
