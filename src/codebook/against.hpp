// Lint of a codebook against the messages it is for: conditions that none of them can meet, because their archive never
// says who speaks, or what a message answers.
#pragma once

#include <cstdint>
#include <span>

#include "peertag/codebook.hpp"
#include "peertag/conversation.hpp"
#include "peertag/diagnostic.hpp"
#include "peertag/message.hpp"

namespace peertag::codebook {

// What an archive says about its conversations.
class Said {
 public:
  void take(const Message& message, Conversation& conversation);

  [[nodiscard]] bool by(Role role) const { return roles_[static_cast<std::size_t>(role)]; }
  [[nodiscard]] bool known_speaker() const { return known_speaker_; }
  [[nodiscard]] bool earlier() const { return earlier_; }
  [[nodiscard]] bool answer() const { return answer_; }

 private:
  bool roles_[std::size(role_names)] = {};
  bool known_speaker_ = false;
  bool earlier_ = false;  // a message that is not its conversation's first
  bool answer_ = false;   // a message that answers one of its conversation's last
};

// Warnings only. `sources`: what the codebook was compiled from.
[[nodiscard]] Diagnostics hold_against(const Said& said, const Codebook& codebook, std::span<const Source> sources);

}  // namespace peertag::codebook
