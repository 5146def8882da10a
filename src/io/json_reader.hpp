// One line of a JSONL archive -> RawRecord, or where and why it is none.
//
// simdjson reads what is well-formed. Whatever it refuses is read again by a strict reader of our own, byte by byte,
// for three reasons: it says where and why; it accepts the numbers that fit no machine type (they stand in fields
// nobody looks at); and it can repair lone surrogates, which simdjson 3.0 only refuses. Both accept the same lines
// otherwise and give the same RawRecord; the tests hold one against the other.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "io/record.hpp"

namespace peertag::io {

enum class Invalid : std::uint8_t { reject, replace };

struct JsonOptions {
  FieldNames fields;
  Invalid invalid = Invalid::reject;  // ill-formed UTF-8 and lone surrogates; `replace`: each as U+FFFD
  std::string role = "meta.role";     // a field, or one inside `meta`
};

struct JsonFault {
  RejectClass reject{};
  std::size_t byte = 0;  // from 0, in the line
};

class JsonReader {
 public:
  explicit JsonReader(JsonOptions options);
  JsonReader(JsonReader&&) noexcept;
  ~JsonReader();

  // How many readable bytes must follow `line`.
  static std::size_t padding();

  // REQUIRES: padding() readable bytes after `line`. False on a fault; `record` then holds what came before it.
  // `last_unfinished`: no line feed follows, so a record that stops in its middle was cut (`truncated`).
  bool read(std::string_view line, bool last_unfinished, RawRecord& record, JsonFault& fault);

  // The slow way alone, needing no padding: the tests' twin, and the fallback.
  bool read_strictly(std::string_view line, bool last_unfinished, RawRecord& record, JsonFault& fault);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peertag::io
