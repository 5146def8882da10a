// What compile() has to say about a codebook's files, placed where its author wrote it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peertag {

enum class Severity : std::uint8_t { error, warning };

struct Diagnostic {
  std::string_view id;  // "R012"; the list is src/codebook/diagnostic_list.hpp
  Severity severity = Severity::error;
  std::string source;        // name of the file, as given
  std::uint32_t line = 1;    // from 1
  std::uint32_t column = 1;  // from 1, in code points
  std::string message;
  std::string line_text;  // the line of the rule file, without its end
  std::string hint;       // may be empty
};

// In order of (source, line, column, id).
using Diagnostics = std::vector<Diagnostic>;

// `path:line:col: error[R012]: text`, then the line, a caret, and the hint if there is one; ends in a newline.
// Control and invisible characters of the file are shown as escapes.
[[nodiscard]] std::string to_text(const Diagnostic& diagnostic);

[[nodiscard]] bool has_errors(const Diagnostics& diagnostics);

}  // namespace peertag
