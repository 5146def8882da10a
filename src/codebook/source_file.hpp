// One file of a codebook: its text, and the way from a byte of it to the line and column an author sees.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "codebook/declarations.hpp"

namespace peertag::codebook {

// Borrows the name and the text. A byte order mark at the beginning is not part of the text, and not counted.
class SourceFile {
 public:
  SourceFile(std::string_view name, std::string_view text);

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] Place place(std::size_t byte) const;
  // The other way round; a column behind the line's end gives its end.
  [[nodiscard]] std::size_t byte_at(std::uint32_t line, std::uint32_t column) const;
  // The line without its end. Empty where there is no such line.
  [[nodiscard]] std::string_view line(std::uint32_t number) const;

 private:
  // Lines may be as long as the file, and each of its values asks for a place: counts are kept every so many bytes.
  static constexpr std::size_t block = 64;
  [[nodiscard]] std::size_t code_points_before(std::size_t byte) const;

  std::string_view name_, text_;
  std::vector<std::size_t> line_begins_;
  std::vector<std::size_t> code_points_before_;  // each block
};

// A string of a file: what it says, and where each byte of that was written (an escape or a doubled quote is longer
// there than here).
struct FileText {
  enum class Written : std::uint8_t {
    plain,       // as it is
    csv_quoted,  // from the opening quote
    toml,        // from the opening quote, whichever of the four kinds of string it is
  };
  std::string value;
  const SourceFile* file = nullptr;
  std::size_t begin = 0;  // byte of the file
  Written written = Written::plain;

  // REQUIRES: offset <= value.size().
  [[nodiscard]] std::size_t byte_of(std::size_t offset) const;
  [[nodiscard]] Place place(std::size_t offset = 0) const { return file->place(byte_of(offset)); }
};

}  // namespace peertag::codebook
