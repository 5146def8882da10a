#include "io/record.hpp"

#include <nettle/sha2.h>

#include "io/escape.hpp"
#include "peertag/limits.hpp"

namespace peertag::io {

std::optional<Field> FieldNames::find(std::string_view name) const {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return static_cast<Field>(i);
  return std::nullopt;
}

std::string to_line(const Rejection& rejection, std::string_view file) {
  std::string line = shown(file) + ':' + std::to_string(rejection.line) + ": rejected[";
  line += to_string(rejection.reject);
  line += ']';
  if (!rejection.id.empty()) line += " id=" + shown(rejection.id, 64);
  if (rejection.byte) line += " byte " + std::to_string(*rejection.byte);
  if (!rejection.detail.empty()) line += (rejection.byte ? ": " : " ") + rejection.detail;
  return line + '\n';
}

std::string hashed_id(std::string_view id) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, id.size(), reinterpret_cast<const std::uint8_t*>(id.data()));
  std::array<std::uint8_t, 16> digest{};
  sha256_digest(&context, digest.size(), digest.data());
  return hexadecimal(digest);
}

std::optional<Message> to_message(const RawRecord& record, Ids ids, Arena& arena, Rejection& rejection) {
  using Kind = RawRecord::Kind;
  const auto shown_id = [&](std::string_view id) { return ids == Ids::hashed ? hashed_id(id) : std::string(id); };
  const auto reject = [&](RejectClass why, std::string detail) {
    const RawRecord::Value& id = record[Field::id];
    rejection = {0, why, id.kind == Kind::string && !id.text.empty() ? shown_id(id.text) : "", {}, std::move(detail)};
    return std::nullopt;
  };
  const auto name_of = [](Field field) { return "field " + std::string(field_names[static_cast<std::size_t>(field)]); };

  if (!record.is_object) return reject(RejectClass::schema, "not an object");
  if (record.duplicate) return reject(RejectClass::dupkey, name_of(*record.duplicate));
  for (const Field field : {Field::id, Field::text})
    if (record[field].kind != Kind::string) return reject(RejectClass::schema, name_of(field));
  if (record[Field::id].text.empty()) return reject(RejectClass::schema, name_of(Field::id));
  for (const Field field : {Field::speaker, Field::conversation_id, Field::reply_to})
    if (record[field].kind > Kind::string) return reject(RejectClass::schema, name_of(field));
  if (record[Field::timestamp].kind > Kind::number) return reject(RejectClass::schema, name_of(Field::timestamp));
  if (record[Field::text].text.size() > limits::text_bytes)
    return reject(RejectClass::limit, "text of " + std::to_string(record[Field::text].text.size()) + " bytes");

  const auto kept_id = [&](Field field) {
    const std::string_view id = record[field].text;
    return ids == Ids::hashed && !id.empty() ? arena.copy(hashed_id(id)) : arena.copy(id);
  };
  Message message;
  message.id = kept_id(Field::id);
  message.speaker = kept_id(Field::speaker);
  message.conversation_id = kept_id(Field::conversation_id);
  message.reply_to = kept_id(Field::reply_to);
  message.text = arena.copy(record[Field::text].text);
  // An empty string names no message, and does not say that there is none either.
  if (record[Field::reply_to].kind == Kind::null) message.reply_kind = ReplyKind::opens;
  if (!message.reply_to.empty()) message.reply_kind = ReplyKind::answers;
  for (const Role role : {Role::seeker, Role::supporter})
    if (record.role == to_string(role)) message.role = role;
  return message;
}

}  // namespace peertag::io
