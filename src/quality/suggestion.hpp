// suggest: terms that a person might add to a code, and why.
//
//   by labels         they stand in messages that have the code and that its rules miss, more often than chance
//   by neighbourhood  they stand where entries of the code's lists stand: "i feel so _ today"
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "peertag/codebook.hpp"
#include "peertag/message.hpp"
#include "quality/calibration.hpp"
#include "quality/terms.hpp"

namespace peertag::quality {

struct Suggestion {
  enum class By : std::uint8_t { labels, neighbourhood };
  By by{};
  std::string term;
  std::uint64_t messages = 0;   // that hold it
  std::uint64_t positives = 0;  // by labels: of these, that have the code, and that no rule of it finds
  double lift = 0;  // by labels: share of the code where the term stands and no rule does, over that where no rule does
  double share = 0;                   // by neighbourhood: how much of the term stands where entries do
  std::vector<std::string> contexts;  // where it stands, a few words around, on one line each
};

// `evidence`: of the code, by message of `messages`, which `terms` was found in. The best first, at most `most`.
[[nodiscard]] std::vector<Suggestion> suggest_by_labels(std::span<const Message> messages,
                                                        std::span<const Evidence> evidence, const Terms& terms,
                                                        const Codebook& codebook, std::size_t most);

// Words of `messages` whose left and right neighbours are those of entries. The best first, at most `most`.
[[nodiscard]] std::vector<Suggestion> suggest_by_neighbourhood(std::span<const Message> messages, CodeId code,
                                                               const Codebook& codebook, std::size_t most);

}  // namespace peertag::quality
