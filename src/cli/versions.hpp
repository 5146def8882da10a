// The versions that decide results, for --version and the manifest.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peertag::cli {

// (name, version): peertag first.
[[nodiscard]] std::vector<std::pair<std::string_view, std::string>> versions();

// One a line.
[[nodiscard]] std::string versions_text();

}  // namespace peertag::cli
