// A JSONL file as objects, for files that mean something as a whole (labels, tags): the first fault ends it. Archives
// of messages, whose records stand or fall alone, are read by archive.hpp.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/fault.hpp"
#include "io/input.hpp"

namespace peertag::io {

class JsonLines {
 public:
  // Nothing if the file cannot be opened; `fault` says why. `fault` is borrowed for good.
  static std::optional<JsonLines> open(const std::string& path, ReadFault& fault);

  // The next line that is not blank; valid until the next call. False at the end, and where there is a fault.
  bool next(simdjson::dom::object& record);

  // Notes a fault of the record at hand. Returns false.
  bool fail(std::string_view what);

 private:
  JsonLines(std::string path, Input input, ReadFault& fault)
      : path_(std::move(path)), input_(std::move(input)), fault_(&fault) {}
  bool next_line(std::string_view& line);

  std::string path_;
  Input input_;
  ReadFault* fault_;
  simdjson::dom::parser parser_;
  std::string buffer_;  // unpacked bytes, those before at_ used up
  std::size_t at_ = 0;
  bool ended_ = false;
  std::uint64_t line_ = 0;
};

// All of a file, unpacked. Nothing if it cannot be read, or is longer than a codebook may be.
[[nodiscard]] std::optional<std::string> read_whole(const std::string& path, ReadFault& fault);

// The text of `value` if it is a string; nothing else is turned into one.
[[nodiscard]] inline std::optional<std::string> string_of(simdjson::dom::element value) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return std::nullopt;
  return std::string(text);
}
// Of a field that may not be there.
[[nodiscard]] inline std::optional<std::string> string_of(simdjson::simdjson_result<simdjson::dom::element> value) {
  simdjson::dom::element found;
  return value.get(found) == simdjson::SUCCESS ? string_of(found) : std::nullopt;
}

}  // namespace peertag::io
