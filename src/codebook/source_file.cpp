#include "codebook/source_file.hpp"

#include <algorithm>

namespace peertag::codebook {
namespace {

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// Bytes of the value that the TOML escape at `at` (a backslash) stands for, and its length as written.
struct Escape {
  std::size_t written = 2;
  std::size_t value = 1;
};
Escape read_escape(std::string_view text, std::size_t at) {
  const char letter = at + 1 < text.size() ? text[at + 1] : '\0';
  if (letter == 'u' || letter == 'U') {
    const std::size_t digits = letter == 'u' ? 4 : 8;
    std::uint32_t code_point = 0;
    for (std::size_t i = at + 2; i < at + 2 + digits && i < text.size(); ++i) {
      const char digit = text[i];
      code_point = code_point * 16 + static_cast<std::uint32_t>(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
    }
    const std::size_t size = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    return {2 + digits, size};
  }
  if (letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n') {  // a line's end taken away
    const std::size_t end = text.find_first_not_of(" \t\r\n", at + 1);
    return {(end == std::string_view::npos ? text.size() : end) - at, 0};
  }
  return {};
}

std::size_t toml_byte(std::string_view text, std::size_t begin, std::string_view value, std::size_t offset) {
  const char quote = text[begin];
  const bool multi_line = text.substr(begin, 3) == std::string(3, quote);
  std::size_t at = begin + (multi_line ? 3 : 1);
  if (multi_line && text.substr(at, 1) == "\n") at += 1;
  if (multi_line && text.substr(at, 2) == "\r\n") at += 2;
  for (std::size_t done = 0; at < text.size();) {
    const bool escape = quote == '"' && text[at] == '\\';
    const Escape step = escape ? read_escape(text, at) : Escape{1, 1};
    if (step.value > 0 && done + step.value > offset) break;
    if (step.value == 0 && done == offset && offset == value.size()) break;
    const bool dropped = text[at] == '\r' && (done >= value.size() || value[done] != '\r');  // CRLF read as LF
    at += step.written;
    done += dropped ? 0 : step.value;
  }
  return std::min(at, text.size());
}

std::size_t csv_byte(std::string_view text, std::size_t begin, std::size_t offset) {
  std::size_t at = begin + 1;
  for (std::size_t done = 0; done < offset && at < text.size(); ++done) at += text[at] == '"' ? 2 : 1;
  return std::min(at, text.size());
}

}  // namespace

SourceFile::SourceFile(std::string_view name, std::string_view text) : name_(name), text_(text) {
  if (text_.substr(0, 3) == "\xEF\xBB\xBF") text_.remove_prefix(3);
  line_begins_.push_back(0);
  std::size_t code_points = 0;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (i % block == 0) code_points_before_.push_back(code_points);
    if (text_[i] == '\n') line_begins_.push_back(i + 1);
    if (!continues(text_[i])) ++code_points;
  }
}

std::size_t SourceFile::code_points_before(std::size_t byte) const {
  if (text_.empty()) return 0;
  const std::size_t from = std::min(byte / block, code_points_before_.size() - 1);
  std::size_t count = code_points_before_[from];
  for (std::size_t i = from * block; i < byte && i < text_.size(); ++i)
    if (!continues(text_[i])) ++count;
  return count;
}

Place SourceFile::place(std::size_t byte) const {
  const auto after = std::upper_bound(line_begins_.begin(), line_begins_.end(), byte);
  const auto line = static_cast<std::uint32_t>(after - line_begins_.begin());
  const std::size_t column = code_points_before(byte) - code_points_before(line_begins_[line - 1]) + 1;
  return {std::string(name_), line, static_cast<std::uint32_t>(column)};
}

std::size_t SourceFile::byte_at(std::uint32_t line, std::uint32_t column) const {
  if (line == 0 || line > line_begins_.size()) return text_.size();
  const std::size_t begin = line_begins_[line - 1];
  const std::size_t end = line < line_begins_.size() ? line_begins_[line] - 1 : text_.size();
  const std::size_t wanted = code_points_before(begin) + column - 1;  // code points before the byte looked for
  const auto after = std::upper_bound(code_points_before_.begin(), code_points_before_.end(), wanted);
  const auto blocks = static_cast<std::size_t>(after - code_points_before_.begin());
  std::size_t at = std::max(begin, blocks == 0 ? 0 : (blocks - 1) * block);
  for (std::size_t count = code_points_before(at); at < end; ++at)
    if (!continues(text_[at]) && count++ >= wanted) break;
  return std::min(at, end);
}

std::string_view SourceFile::line(std::uint32_t number) const {
  if (number == 0 || number > line_begins_.size()) return {};
  const std::string_view rest = text_.substr(line_begins_[number - 1]);
  std::string_view line = rest.substr(0, rest.find('\n'));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::size_t FileText::byte_of(std::size_t offset) const {
  switch (written) {
    case Written::toml:
      return toml_byte(file->text(), begin, value, offset);
    case Written::csv_quoted:
      return csv_byte(file->text(), begin, offset);
    case Written::plain:
      break;
  }
  return begin + offset;
}

}  // namespace peertag::codebook
