#include "codebook/scan.hpp"

#include <algorithm>

#include "codebook/characters.hpp"
#include "peertag/detail/utf8.hpp"
#include "peertag/limits.hpp"

namespace peertag::codebook {
namespace {

// Symbols that take a variation selector or join into one picture: arrows and later symbols, emoji, keycap bases.
bool is_pictorial(char32_t c) {
  return (c >= 0x203C && c <= 0x3299 && !is_hidden(c)) || (c >= 0x1F000 && c <= 0x1FBFF) || c == 0x00A9 || c == 0x00AE;
}
bool is_keycap_base(char32_t c) { return (c >= '0' && c <= '9') || c == '#' || c == '*'; }

// Inside an emoji the selector U+FE0F and the joiner U+200D do show.
bool shows(char32_t before, char32_t c, char32_t after) {
  if (c == 0xFE0F) return is_pictorial(before) || (is_keycap_base(before) && after == 0x20E3);
  if (c == 0x200D) return (is_pictorial(before) || before == 0xFE0F) && is_pictorial(after);
  return false;
}

// Steps over a TOML string; gives the place behind it, or the end of the text if it is not closed.
std::size_t behind_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const bool multi_line = text.substr(at, 3) == std::string(3, quote);
  for (at += multi_line ? 3 : 1; at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"')
      ++at;
    else if (text[at] == '\n' && !multi_line)
      return at;  // not closed: the parser will say so
    else if (text[at] == quote && !multi_line)
      return at + 1;
    else if (text[at] == quote && text.substr(at, 3) == std::string(3, quote))
      return std::min(text.find_first_not_of(quote, at), at + 5);  // up to two quotes of the string's own come first
  }
  return text.size();
}

bool is_key_begin(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '"' || c == '\'';
}

}  // namespace

bool looks_like_yaml(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos || line[begin] == '#') continue;
    line = line.substr(begin);
    if (line.substr(0, 3) == "---" || line.substr(0, 5) == "%YAML" || line.substr(0, 2) == "- ") return true;
    const std::size_t colon = line.find(':');
    return colon != std::string_view::npos && line.substr(0, colon).find_first_of("=\"'[") == std::string_view::npos;
  }
  return false;
}

bool readable(const SourceFile& file, Reporter& reporter) {
  const std::string_view text = file.text();
  bool good = true;
  char32_t before = 0;
  for (std::size_t at = 0; at < text.size();) {
    const detail::Decoded here = detail::decode(text, at);
    if (!here.well_formed) {
      // What follows in another encoding would be one fault a letter.
      const Place place = file.place(at);
      const auto line_begin = static_cast<std::size_t>(file.line(place.line).data() - text.data());
      reporter.report<Fault::not_utf8>(place, at - line_begin + 1);
      return false;
    }
    if (here.code_point == 0) {
      reporter.report<Fault::nul>(file.place(at));
      return false;
    }
    const std::size_t next = at + here.size;
    if (is_hidden(here.code_point) &&
        !shows(before, here.code_point, next < text.size() ? detail::decode(text, next).code_point : 0)) {
      const std::string escape = escape_of(here.code_point);
      reporter.report<Fault::hidden_character>(file.place(at), "U+" + escape.substr(2), escape);
      good = false;
    }
    before = here.code_point;
    at = next;
  }
  return good;
}

bool toml_readable(const SourceFile& file, Reporter& reporter) {
  const std::string_view text = file.text();
  std::uint32_t depth = 0;
  std::uint32_t dots = 0;   // since the key began
  bool line_begins = true;  // nothing but blanks since the line's end
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = behind_string(text, at);
      line_begins = false;
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (c == '[' && line_begins && depth == 0) {
      // A header. Debian's toml++ 3.3.0 asserts that a key begins here instead of asking.
      std::size_t key = at + (text.substr(at, 2) == "[[" ? 2 : 1);
      while (key < text.size() && (text[key] == ' ' || text[key] == '\t')) ++key;
      if (key >= text.size() || !is_key_begin(text[key])) {
        if (looks_like_yaml(text))
          reporter.report<Fault::yaml>(file.place(0));
        else
          reporter.report<Fault::toml_syntax>(file.place(std::min(key, text.size())), "a table's name must stand here");
        return false;
      }
      at = key;
      dots = 0;
      line_begins = false;
      for (; at < text.size() && text[at] != ']' && text[at] != '\n' && text[at] != '#';
           at = text[at] == '"' || text[at] == '\'' ? behind_string(text, at) : at + 1)
        if (text[at] == '.' && ++dots >= limits::rule_depth) {
          reporter.report<Fault::too_deep>(file.place(at), limits::rule_depth);
          return false;
        }
      while (at < text.size() && text[at] == ']') ++at;
      continue;
    }
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && depth > 0) --depth;
    if (c == '.') ++dots;
    if (c == '=' || c == ',' || c == '\n') dots = 0;
    if (depth > limits::rule_depth || dots >= limits::rule_depth) {
      reporter.report<Fault::too_deep>(file.place(at), limits::rule_depth);
      return false;
    }
    if (c == '\n')
      line_begins = true;
    else if (c != ' ' && c != '\t')
      line_begins = false;
    ++at;
  }
  return true;
}

}  // namespace peertag::codebook
