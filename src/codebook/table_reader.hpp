// Typed reading of one TOML table. The keys a reader asks for are the keys the table may have: finish() reports others.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codebook/reporter.hpp"
#include "codebook/toml_file.hpp"
#include "peertag/rule.hpp"

namespace peertag::codebook {

enum class Need : std::uint8_t { optional, required };

class TableReader {
 public:
  // `what` is for messages: "a rule". REQUIRES: the table outlives the reader.
  TableReader(const TomlValue& table, std::string_view what, Reporter& reporter)
      : table_(table), what_(what), reporter_(reporter) {}

  // Nothing if the key is absent or its value is of another kind; whichever is a fault has been reported.
  const TomlValue* find(std::string_view key, Need need = Need::optional);
  const TomlValue* find(std::string_view key, TomlValue::Kind kind, Need need = Need::optional);
  std::optional<FileText> text(std::string_view key, Need need = Need::optional);  // never an empty string
  std::vector<FileText> texts(std::string_view key, Need need = Need::optional);   // of an array of strings
  std::vector<const TomlValue*> tables(std::string_view key);                      // of [[key]]
  std::optional<MilliLogOdds> weight(std::string_view key);
  std::optional<double> number(std::string_view key, double least, double most);
  std::optional<std::uint32_t> count(std::string_view key, std::uint32_t least, std::uint32_t most);

  [[nodiscard]] Place place() const { return table_.place(); }
  void finish();

 private:
  const TomlValue& table_;
  std::string_view what_;
  Reporter& reporter_;
  std::vector<std::string_view> known_;
};

// Which of the names it is. Nothing, and reported, if it is none of them.
[[nodiscard]] std::optional<std::size_t> place_among(std::span<const std::string_view> names, const FileText& text,
                                                     std::string_view key, Reporter& reporter);
// The same for the names of an enumeration, in its order.
template <class Enum>
[[nodiscard]] std::optional<Enum> read_name(const FileText& text, std::string_view key,
                                            std::span<const std::string_view> names, Reporter& reporter) {
  const std::optional<std::size_t> place = place_among(names, text, key, reporter);
  return place ? std::optional(static_cast<Enum>(*place)) : std::nullopt;
}

// The strings of an array; what else it holds is reported.
[[nodiscard]] std::vector<FileText> strings_of(const TomlValue& array, std::string_view key, Reporter& reporter);

}  // namespace peertag::codebook
