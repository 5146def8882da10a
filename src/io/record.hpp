// A record of an archive: what both readers (JSONL, CSV) make of it, and why one was rejected.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/arena.hpp"
#include "peertag/message.hpp"

namespace peertag::io {

// The fields that mean something to peertag, named as ConvoKit names them. Everything else in a record is ignored.
enum class Field : std::uint8_t { id, speaker, conversation_id, reply_to, timestamp, text };
inline constexpr std::array<std::string_view, 6> field_names = {"id",       "speaker",   "conversation_id",
                                                                "reply_to", "timestamp", "text"};
// What an archive calls them (`--column text=body`).
struct FieldNames {
  std::array<std::string_view, field_names.size()> names = field_names;  // borrowed
  [[nodiscard]] std::optional<Field> find(std::string_view name) const;
};

enum class RejectClass : std::uint8_t {
  json,
  truncated,
  utf8,
  surrogate,
  encoding,
  dupkey,
  dupid,
  schema,
  depth,
  limit
};
inline constexpr std::array<std::string_view, 10> reject_class_names = {
    "json", "truncated", "utf8", "surrogate", "encoding", "dupkey", "dupid", "schema", "depth", "limit"};
[[nodiscard]] constexpr std::string_view to_string(RejectClass reject) {
  return reject_class_names[static_cast<std::size_t>(reject)];
}

// Never holds text of a message: only where and why.
struct Rejection {
  std::uint64_t line = 0;  // from 1
  RejectClass reject{};
  std::string id;                     // as given, if it could be read
  std::optional<std::uint64_t> byte;  // from 0, in the line
  std::string detail;                 // "field text"
};

// `FILE:LINE: rejected[utf8] id=m3 byte 22`, one line, ids escaped and cut at 64 bytes.
[[nodiscard]] std::string to_line(const Rejection& rejection, std::string_view file);

// A record after its syntax has been read and before its fields have been looked at.
struct RawRecord {
  enum class Kind : std::uint8_t { absent, null, string, number, boolean, array, object };
  struct Value {
    Kind kind = Kind::absent;
    std::string_view text;  // of a string; borrowed from the reader until its next record
    friend bool operator==(const Value&, const Value&) = default;
  };
  bool is_object = false;
  std::array<Value, field_names.size()> fields;
  std::optional<Field> duplicate;  // the first native key met a second time
  std::string_view role;           // what the role's field says, if a string

  [[nodiscard]] const Value& operator[](Field field) const { return fields[static_cast<std::size_t>(field)]; }
  [[nodiscard]] Value& operator[](Field field) { return fields[static_cast<std::size_t>(field)]; }
  friend bool operator==(const RawRecord&, const RawRecord&) = default;
};

enum class Ids : std::uint8_t { as_given, hashed };

// The message a record is, its strings copied into `arena`; or why it is none, with rejection.line left to the caller.
[[nodiscard]] std::optional<Message> to_message(const RawRecord& record, Ids ids, Arena& arena, Rejection& rejection);

// 32 hexadecimal digits, half of the id's SHA-256. No key: whoever can guess an id can find its hash.
[[nodiscard]] std::string hashed_id(std::string_view id);

}  // namespace peertag::io
