// Characters of a rule file that an author cannot see, and how to show them.
#pragma once

#include <string>

namespace peertag::codebook {

// C0 (TAB and line ends with them), DEL and C1.
[[nodiscard]] bool is_control(char32_t code_point);

// Code points that leave no mark on the page or reorder it: default-ignorable ones (bidirectional controls, joiners,
// variation selectors, tags) and the line and paragraph separators.
[[nodiscard]] bool is_hidden(char32_t code_point);

// As a TOML string writes it: \u202E.
[[nodiscard]] std::string escape_of(char32_t code_point);
// An ill-formed byte: \xE9.
[[nodiscard]] std::string escape_of_byte(char byte);

}  // namespace peertag::codebook
