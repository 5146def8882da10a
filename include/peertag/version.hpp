// The versions that decide results: of peertag, of Unicode, and of the libraries that read text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace peertag {

struct Version {
  std::string_view name;  // "icu"
  std::string version;
};

// peertag first.
[[nodiscard]] std::vector<Version> versions();

}  // namespace peertag
