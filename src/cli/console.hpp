// The tool's own voice: results on standard output, everything else on standard error.
#pragma once

#include <string>
#include <string_view>

namespace peertag::cli {

// `peertag: WHAT` on standard error.
void complain(std::string_view what);

// A line, or several, on standard error as they are.
void say(std::string_view lines);

// To a file, which appears whole or not at all, or to standard output; the exit code is exit_done or exit_io.
int print(std::string_view text, const std::string& path = "-");

[[nodiscard]] bool standard_output_is_terminal();
[[nodiscard]] bool standard_error_is_terminal();

// On a terminal, and not asked away (https://no-color.org).
[[nodiscard]] bool colour_wanted();

}  // namespace peertag::cli
