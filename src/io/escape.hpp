// Untrusted text on a terminal or in a log: one line, nothing that moves the cursor, hides or reorders.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace peertag::io {

enum class Newlines { escape, keep };

// Controls, ESC, bidi and invisible characters become `\xNN` or `\u{N}`, ill-formed bytes `\xNN`, a backslash two.
// Longer results than `max_bytes` are cut before a character and end in "...".
[[nodiscard]] std::string shown(std::string_view text, std::size_t max_bytes = std::string_view::npos,
                                Newlines newlines = Newlines::escape);

// The first byte of `text` that no well-formed UTF-8 can hold there, or npos.
[[nodiscard]] std::size_t first_ill_formed(std::string_view text);

// The same with each maximal ill-formed subpart as U+FFFD.
[[nodiscard]] std::string repaired(std::string_view text);

[[nodiscard]] std::string hexadecimal(std::span<const std::uint8_t> bytes);

}  // namespace peertag::io
