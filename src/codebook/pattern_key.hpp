// Patterns compared as they match: one text for each meaning, whatever way it was written.
#pragma once

#include <string>

#include "codebook/pattern.hpp"

namespace peertag::codebook {

[[nodiscard]] std::string key_of(const Item& item);
[[nodiscard]] std::string key_of(const Run& run);
[[nodiscard]] std::string key_of(const Pattern& pattern);

}  // namespace peertag::codebook
