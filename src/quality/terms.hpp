// Terms that could be learned: sequences of up to four words that several messages hold, none of them rare, a number, a
// mention or a name. They are proposed by reading the messages' words, and found by tagging: a codebook is made in
// which each is an entry, so that a term is seen exactly where, once accepted, it would be found, cues and zones and
// all.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "peertag/codebook.hpp"
#include "peertag/message.hpp"

namespace peertag::quality {

struct TermOptions {
  std::size_t most_words = 3;        // at most 4, as learned files allow
  std::uint32_t least_messages = 5;  // that hold it, of those learned from
  double most_share = 0.05;          // of these messages: what stands everywhere tells nothing, and clutters evidence
};

struct Terms {
  std::vector<std::string> texts;                      // sorted
  std::vector<std::vector<std::uint32_t>> of_message;  // places in `texts`, sorted; a row for each message given
};

// `learn`: by message, whether it may propose terms. All messages are searched for them. `sources`: of `codebook`.
// Nothing if the terms' codebook does not compile, which is a fault of peertag.
[[nodiscard]] std::optional<Terms> find_terms(std::span<const Message> messages, const std::vector<bool>& learn,
                                              const Codebook& codebook, std::span<const Source> sources,
                                              const TermOptions& options);

// Whether one is a run of the other's words: in one list, the longer would hide the shorter.
[[nodiscard]] bool overlap(std::string_view a, std::string_view b);

}  // namespace peertag::quality
