// What a codebook is known by: the same files read by the same Unicode tables have the same fingerprint.
#pragma once

#include <span>
#include <string>

#include "peertag/codebook.hpp"

namespace peertag::codebook {

// 64 hexadecimal digits. The sources may come in any order.
[[nodiscard]] std::string fingerprint(std::span<const Source> sources);

}  // namespace peertag::codebook
