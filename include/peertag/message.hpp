// What comes in: one message of a conversation. Fields are named as ConvoKit names them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace peertag {

enum class Role : std::uint8_t { unknown, seeker, supporter };
inline constexpr std::string_view role_names[] = {"unknown", "seeker", "supporter"};
[[nodiscard]] constexpr std::string_view to_string(Role role) { return role_names[static_cast<std::size_t>(role)]; }

// Whether a message answers another. `not_known` is an archive that does not say; `opens` is `"reply_to": null`.
enum class ReplyKind : std::uint8_t { not_known, opens, answers };

// Borrows everything from the caller, for the length of the call it is given to.
struct Message {
  std::string_view id{};
  std::string_view text{};             // any bytes; ill-formed UTF-8 reads as U+FFFD
  std::string_view speaker{};          // empty: not known
  std::string_view conversation_id{};  // empty: a conversation of its own
  std::string_view reply_to{};         // id of the message answered, if reply_kind says so
  ReplyKind reply_kind = ReplyKind::not_known;
  Role role = Role::unknown;  // as given by the archive; derived from the thread where unknown
};

}  // namespace peertag
