// A regex of a rule: read, rewritten to Unicode, and its gate found. Only check time meets this; matching is RE2's.
#pragma once

#include <cstddef>
#include <optional>

#include "codebook/pattern.hpp"
#include "codebook/reporter.hpp"
#include "codebook/source_file.hpp"

namespace peertag::codebook {

// The regex is text.value[begin, end), without the slashes.
[[nodiscard]] std::optional<Regex> parse_regex(const FileText& text, std::size_t begin, std::size_t end,
                                               Reporter& reporter);

}  // namespace peertag::codebook
