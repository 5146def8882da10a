// toml++ makes the tree; here it gets bytes for places. What its own checks leave open (depth, headers without a name)
// scan.cpp has refused before.
#include "codebook/toml_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <utility>

#include "codebook/scan.hpp"

namespace peertag::codebook {
namespace {

class Converter {
 public:
  explicit Converter(const SourceFile& file) : file_(file) {}

  // Recursion is as deep as the file, which scan.cpp has bounded.
  TomlValue value(const toml::node& node) const {
    using Kind = TomlValue::Kind;
    TomlValue out;
    out.file = &file_;
    out.begin = byte_of(node.source().begin);
    if (const auto* string = node.as_string()) {
      out.kind = Kind::string;
      out.string = string->get();
    } else if (const auto* integer = node.as_integer()) {
      out.kind = Kind::integer;
      out.integer = integer->get();
      out.real = static_cast<double>(integer->get());
    } else if (const auto* real = node.as_floating_point()) {
      out.kind = Kind::real;
      out.real = real->get();
    } else if (const auto* boolean = node.as_boolean()) {
      out.kind = Kind::boolean;
      out.boolean = boolean->get();
    } else if (const auto* array = node.as_array()) {
      out.kind = Kind::array;
      out.items.reserve(array->size());
      for (const toml::node& item : *array) out.items.push_back(value(item));
    } else if (const auto* table = node.as_table()) {
      out.kind = Kind::table;
      for (const auto& [key, item] : *table)
        out.entries.push_back({std::string(key.str()), byte_of(key.source().begin), value(item)});
      std::stable_sort(out.entries.begin(), out.entries.end(),
                       [](const TomlEntry& a, const TomlEntry& b) { return a.begin < b.begin; });
    } else {
      out.kind = Kind::date_time;
    }
    return out;
  }

 private:
  std::size_t byte_of(const toml::source_position& position) const {
    return file_.byte_at(position.line, position.column);
  }

  const SourceFile& file_;
};

// toml++ opens with where in its own grammar it was; authors want what follows.
std::string_view without_preamble(std::string_view description) {
  constexpr std::string_view preamble = "Error while parsing ";
  if (description.substr(0, preamble.size()) == preamble) description.remove_prefix(preamble.size());
  return description;
}

}  // namespace

std::string_view to_string(TomlValue::Kind kind) {
  constexpr std::string_view names[] = {"a string",       "an integer", "a number", "true or false",
                                        "a date or time", "an array",   "a table"};
  return names[static_cast<std::size_t>(kind)];
}

std::optional<TomlValue> parse_toml(const SourceFile& file, Reporter& reporter) {
  if (!toml_readable(file, reporter)) return std::nullopt;
  const toml::parse_result result = toml::parse(file.text(), std::string_view());
  if (result) return Converter(file).value(result.table());
  if (looks_like_yaml(file.text())) {
    reporter.report<Fault::yaml>(file.place(0));
  } else {
    const toml::source_position at = result.error().source().begin;
    reporter.report<Fault::toml_syntax>(file.place(file.byte_at(at.line, at.column)),
                                        without_preamble(result.error().description()));
  }
  return std::nullopt;
}

}  // namespace peertag::codebook
