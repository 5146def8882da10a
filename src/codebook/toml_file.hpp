// A TOML file as a tree of values that know where they stand. Only toml_file.cpp knows the parser.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codebook/reporter.hpp"
#include "codebook/source_file.hpp"

namespace peertag::codebook {

struct TomlEntry;

struct TomlValue {
  enum class Kind : std::uint8_t { string, integer, real, boolean, date_time, array, table };
  Kind kind = Kind::table;
  const SourceFile* file = nullptr;
  std::size_t begin = 0;  // byte of the file
  std::string string;
  std::int64_t integer = 0;
  double real = 0;
  bool boolean = false;
  std::vector<TomlValue> items;    // of an array
  std::vector<TomlEntry> entries;  // of a table, in the order of the file

  [[nodiscard]] Place place() const { return file->place(begin); }
  // REQUIRES: kind is string.
  [[nodiscard]] FileText text() const { return {string, file, begin, FileText::Written::toml}; }
};

struct TomlEntry {
  std::string key;
  std::size_t begin = 0;  // of the key
  TomlValue value;
};

// "a string", for messages.
[[nodiscard]] std::string_view to_string(TomlValue::Kind kind);

// Nothing if the file cannot be read: why, and where, has been reported.
[[nodiscard]] std::optional<TomlValue> parse_toml(const SourceFile& file, Reporter& reporter);

}  // namespace peertag::codebook
