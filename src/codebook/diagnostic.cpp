// Shows diagnostics. A rule file may hold anything, and its lines end up in terminals: whatever would steer one, or
// cannot be seen, is written as an escape.
#include "peertag/diagnostic.hpp"

#include <algorithm>

#include "codebook/characters.hpp"
#include "peertag/detail/utf8.hpp"

namespace peertag {
namespace {

// A window of the line, where the line is longer than this.
constexpr std::size_t window_before = 100;
constexpr std::size_t window_after = 60;

// A code point that a terminal may have as it is, else its escape.
std::string shown(const detail::Decoded& here, std::string_view written) {
  std::string out;
  if (!here.well_formed)
    for (const char byte : written) out += codebook::escape_of_byte(byte);
  else if (codebook::is_control(here.code_point) || codebook::is_hidden(here.code_point))
    out = codebook::escape_of(here.code_point);
  else
    out = written;
  return out;
}

std::string shown(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const detail::Decoded here = detail::decode(text, at);
    out += shown(here, text.substr(at, here.size));
    at += here.size;
  }
  return out;
}

// The line, and below it a caret at `column` (from 1; one past the last code point is allowed).
std::string shown_line(std::string_view line, std::size_t column) {
  const std::size_t first = column > window_before ? column - window_before : 1;
  const std::size_t last = column + window_after;
  std::string text = first > 1 ? "..." : "";
  std::size_t width = text.size();
  std::size_t caret = width;
  std::size_t number = 1;
  for (std::size_t at = 0; at < line.size() && number <= last; ++number) {
    const detail::Decoded here = detail::decode(line, at);
    const std::string_view written = line.substr(at, here.size);
    at += here.size;
    if (number < first) continue;
    if (number == column) caret = width;
    const std::string form = written == "\t" ? " " : shown(here, written);
    text += form;
    width += form == written ? 1 : form.size();
    if (number == last && at < line.size()) text += "...";
  }
  if (number <= column) caret = width;
  return "  " + text + "\n  " + std::string(caret, ' ') + "^\n";
}

}  // namespace

std::string to_text(const Diagnostic& diagnostic) {
  const bool error = diagnostic.severity == Severity::error;
  std::string out = shown(diagnostic.source) + ':' + std::to_string(diagnostic.line) + ':' +
                    std::to_string(diagnostic.column) + (error ? ": error[" : ": warning[");
  out += diagnostic.id;
  out += "]: " + shown(diagnostic.message) + '\n';
  if (!diagnostic.line_text.empty()) out += shown_line(diagnostic.line_text, diagnostic.column);
  if (!diagnostic.hint.empty()) out += "  hint: " + shown(diagnostic.hint) + '\n';
  return out;
}

bool has_errors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; });
}

}  // namespace peertag
