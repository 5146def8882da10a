#include "io/json_reader.hpp"

#include <simdjson.h>

#include <algorithm>
#include <bit>

#include "io/escape.hpp"
#include "peertag/detail/utf8.hpp"
#include "peertag/limits.hpp"

namespace peertag::io {
namespace {

using Kind = RawRecord::Kind;

// Where a role stands: a field of the record, or (inner) of an object in it.
struct RolePath {
  std::string outer, inner;
};

RolePath parse_role_path(const std::string& path) {
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos) return {path, {}};
  return {path.substr(0, dot), path.substr(dot + 1)};
}

// Both readers tell their values to this one, so that they cannot differ in what a value means.
class Collector {
 public:
  Collector(RawRecord& record, const FieldNames& fields, const RolePath& role)
      : record_(record), fields_(fields), role_(role) {
    record_ = {};
  }

  void is_object() { record_.is_object = true; }

  void value(std::string_view key, Kind kind, std::string_view text = {}) {
    if (const std::optional<Field> field = fields_.find(key)) {
      RawRecord::Value& value = record_[*field];
      if (value.kind == Kind::absent) {
        value = {kind, text};
      } else if (!record_.duplicate) {
        record_.duplicate = field;
      }
    }
    if (role_.inner.empty() && key == role_.outer && kind == Kind::string) role(text);
  }

  // A value inside the object that is the value of `outer`.
  void inner_value(std::string_view outer, std::string_view key, std::string_view text) {
    if (wants_inner(outer) && key == role_.inner) role(text);
  }
  [[nodiscard]] bool wants_inner(std::string_view outer) const { return !role_.inner.empty() && outer == role_.outer; }

 private:
  void role(std::string_view text) {
    if (record_.role.empty()) record_.role = text;
  }

  RawRecord& record_;
  const FieldNames& fields_;
  const RolePath& role_;
};

// RFC 8259, to the letter, without recursion.
class StrictReader {
 public:
  // Strings are unescaped into `scratch`. REQUIRES: `line` is well-formed UTF-8, scratch.capacity() >= line.size().
  StrictReader(std::string_view line, Invalid invalid, std::string& scratch, Collector& collector)
      : line_(line), invalid_(invalid), scratch_(scratch), collector_(collector) {
    scratch_.clear();
  }

  bool read() {
    for (;;) {
      skip_blanks();
      switch (state_) {
        case State::done:
          return at_ == line_.size() || fail(RejectClass::json);
        case State::value_or_end:
          if (peek() == ']') {
            close();
            break;
          }
          [[fallthrough]];
        case State::value:
          if (!read_value()) return false;
          break;
        case State::key_or_end:
          if (peek() == '}') {
            close();
            break;
          }
          [[fallthrough]];
        case State::key:
          if (!read_key()) return false;
          break;
        case State::comma_or_end:
          if (!read_comma_or_end()) return false;
          break;
      }
    }
  }

  [[nodiscard]] JsonFault fault() const { return fault_; }
  [[nodiscard]] bool fault_is_end() const { return fault_is_end_; }  // the line stopped where more was needed

 private:
  enum class State { value, value_or_end, key, key_or_end, comma_or_end, done };

  [[nodiscard]] char peek() const { return at_ < line_.size() ? line_[at_] : '\0'; }
  void skip_blanks() {
    while (at_ < line_.size() && (line_[at_] == ' ' || line_[at_] == '\t' || line_[at_] == '\n' || line_[at_] == '\r'))
      ++at_;
  }

  bool fail(RejectClass reject) {
    fault_ = {reject, at_};
    fault_is_end_ = reject == RejectClass::json && at_ >= line_.size();
    return false;
  }

  [[nodiscard]] bool in_object() const { return (objects_ >> (depth_ - 1) & 1U) != 0; }
  bool open(bool object) {
    if (depth_ == limits::json_depth) return fail(RejectClass::depth);
    const std::uint64_t bit = std::uint64_t{1} << depth_;
    objects_ = object ? objects_ | bit : objects_ & ~bit;
    ++depth_;
    ++at_;
    state_ = object ? State::key_or_end : State::value_or_end;
    return true;
  }
  void close() {
    ++at_;
    --depth_;
    after_value();
  }
  void after_value() { state_ = depth_ == 0 ? State::done : State::comma_or_end; }

  // A value directly inside the record, or inside an object directly inside it.
  void tell(Kind kind, std::string_view text = {}) {
    if (depth_ == 1 && in_object()) collector_.value(outer_key_, kind, text);
    if (depth_ == 2 && in_object() && (objects_ & 1U) != 0 && kind == Kind::string)
      collector_.inner_value(outer_key_, inner_key_, text);
  }

  bool read_value() {
    switch (peek()) {
      case '{':
        if (depth_ == 0) collector_.is_object();
        tell(Kind::object);
        return open(true);
      case '[':
        tell(Kind::array);
        return open(false);
      case '"': {
        std::string_view text;
        if (!read_string(text)) return false;
        tell(Kind::string, text);
        break;
      }
      case 't':
        if (!read_word("true")) return false;
        tell(Kind::boolean);
        break;
      case 'f':
        if (!read_word("false")) return false;
        tell(Kind::boolean);
        break;
      case 'n':
        if (!read_word("null")) return false;
        tell(Kind::null);
        break;
      default:
        if (!read_number()) return false;
        tell(Kind::number);
    }
    after_value();
    return true;
  }

  bool read_key() {
    if (peek() != '"') return fail(RejectClass::json);
    std::string_view key;
    if (!read_string(key)) return false;
    if (depth_ == 1) outer_key_ = key;
    if (depth_ == 2) inner_key_ = key;
    skip_blanks();
    if (peek() != ':') return fail(RejectClass::json);
    ++at_;
    state_ = State::value;
    return true;
  }

  bool read_comma_or_end() {
    if (peek() == ',') {
      ++at_;
      state_ = in_object() ? State::key : State::value;
      return true;
    }
    if (peek() != (in_object() ? '}' : ']')) return fail(RejectClass::json);
    close();
    return true;
  }

  bool read_word(std::string_view word) {
    for (const char letter : word) {
      if (peek() != letter) return fail(RejectClass::json);
      ++at_;
    }
    return true;
  }

  bool read_digits() {
    if (peek() < '0' || peek() > '9') return fail(RejectClass::json);
    while (peek() >= '0' && peek() <= '9') ++at_;
    return true;
  }
  bool read_number() {
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
    } else if (!read_digits()) {
      return false;
    }
    if (peek() == '.') {
      ++at_;
      if (!read_digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!read_digits()) return false;
    }
    return true;
  }

  bool read_string(std::string_view& text) {
    const std::size_t begin = scratch_.size();
    for (++at_;;) {
      if (at_ >= line_.size()) return fail(RejectClass::json);
      const char c = line_[at_];
      if (static_cast<unsigned char>(c) < 0x20) return fail(RejectClass::json);
      if (c == '"') break;
      if (c == '\\') {
        if (!read_escape()) return false;
      } else {
        scratch_ += c;
        ++at_;
      }
    }
    ++at_;
    text = std::string_view(scratch_).substr(begin);
    return true;
  }

  bool read_escape() {
    constexpr std::string_view names = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    const std::size_t backslash = at_++;
    const std::size_t name = names.find(peek());
    if (at_ < line_.size() && name != std::string_view::npos) {
      scratch_ += meanings[name];
      ++at_;
      return true;
    }
    if (peek() != 'u') return fail(RejectClass::json);
    ++at_;
    std::uint32_t unit = 0;
    if (!read_hex(unit)) return false;
    if (unit >= 0xD800 && unit < 0xDC00) {
      const std::size_t after = at_;
      std::uint32_t low = 0;
      // A record cut between the halves of a pair is a cut record, not a lone surrogate.
      if (at_ >= line_.size() || (peek() == '\\' && at_ + 1 >= line_.size())) {
        at_ = line_.size();
        return fail(RejectClass::json);
      }
      if (line_.substr(at_, 2) == "\\u") {
        at_ += 2;
        if (!read_hex(low)) return false;
      }
      if (low >= 0xDC00 && low < 0xE000) {
        detail::append(scratch_, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
        return true;
      }
      at_ = after;  // what follows is a character of its own
    }
    if (unit >= 0xD800 && unit < 0xE000) {
      if (invalid_ == Invalid::reject) {
        at_ = backslash;
        return fail(RejectClass::surrogate);
      }
      unit = detail::replacement_character;
    }
    detail::append(scratch_, unit);
    return true;
  }

  bool read_hex(std::uint32_t& unit) {
    unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = peek();
      const std::uint32_t digit = c >= '0' && c <= '9'   ? static_cast<std::uint32_t>(c - '0')
                                  : c >= 'a' && c <= 'f' ? static_cast<std::uint32_t>(c - 'a' + 10)
                                  : c >= 'A' && c <= 'F' ? static_cast<std::uint32_t>(c - 'A' + 10)
                                                         : 16U;
      if (digit == 16) return fail(RejectClass::json);
      unit = unit << 4 | digit;
    }
    return true;
  }

  std::string_view line_;
  Invalid invalid_;
  std::string& scratch_;
  Collector& collector_;
  std::size_t at_ = 0;
  State state_ = State::value;
  std::uint32_t depth_ = 0;
  std::uint64_t objects_ = 0;  // one bit a level: an object, not an array
  std::string_view outer_key_, inner_key_;
  JsonFault fault_;
  bool fault_is_end_ = false;

  static_assert(limits::json_depth <= 64, "objects_ holds one bit a level");
};

Kind kind_of(simdjson::dom::element_type type) {
  using simdjson::dom::element_type;
  switch (type) {
    case element_type::NULL_VALUE:
      return Kind::null;
    case element_type::STRING:
      return Kind::string;
    case element_type::BOOL:
      return Kind::boolean;
    case element_type::ARRAY:
      return Kind::array;
    case element_type::OBJECT:
      return Kind::object;
    default:
      return Kind::number;
  }
}

}  // namespace

struct JsonReader::State {
  JsonOptions options;
  RolePath role;
  simdjson::dom::parser parser;
  std::string scratch;   // unescaped strings of the strict reader
  std::string repaired;  // the line, where it had to be repaired

  bool read_quickly(std::string_view line, RawRecord& record) {
    // parse() would grow the parser too, but forget the depth.
    if (line.size() > parser.capacity() && parser.allocate(std::bit_ceil(std::max<std::size_t>(line.size(), 64U << 10)),
                                                           limits::json_depth) != simdjson::SUCCESS)
      return false;
    Collector collector(record, options.fields, role);
    simdjson::dom::element element;
    if (parser.parse(line.data(), line.size(), false).get(element) != simdjson::SUCCESS) return false;
    simdjson::dom::object object;
    if (element.get(object) != simdjson::SUCCESS) return true;
    collector.is_object();
    for (const auto& [key, value] : object) {
      const Kind kind = kind_of(value.type());
      std::string_view text;
      if (kind == Kind::string && value.get(text) != simdjson::SUCCESS) return false;
      collector.value(key, kind, text);
      simdjson::dom::object inner_object;
      if (!collector.wants_inner(key) || value.get(inner_object) != simdjson::SUCCESS) continue;
      for (const auto& [inner_key, inner_value] : inner_object) {
        std::string_view inner_text;
        if (inner_value.get(inner_text) == simdjson::SUCCESS) collector.inner_value(key, inner_key, inner_text);
      }
    }
    return true;
  }
};

JsonReader::JsonReader(JsonOptions options) : state_(std::make_unique<State>()) {
  state_->role = parse_role_path(options.role);
  state_->options = std::move(options);
}
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader::~JsonReader() = default;

std::size_t JsonReader::padding() { return simdjson::SIMDJSON_PADDING; }

bool JsonReader::read(std::string_view line, bool last_unfinished, RawRecord& record, JsonFault& fault) {
  return state_->read_quickly(line, record) || read_strictly(line, last_unfinished, record, fault);
}

bool JsonReader::read_strictly(std::string_view line, bool last_unfinished, RawRecord& record, JsonFault& fault) {
  const bool replace = state_->options.invalid == Invalid::replace;
  const std::size_t bad = first_ill_formed(line);
  if (bad != std::string_view::npos && replace) line = state_->repaired = repaired(line);
  // What stands before a bad byte is read for the record's id.
  const std::string_view readable = bad != std::string_view::npos && !replace ? line.substr(0, bad) : line;
  state_->scratch.reserve(readable.size());
  Collector collector(record, state_->options.fields, state_->role);
  StrictReader reader(readable, state_->options.invalid, state_->scratch, collector);
  const bool well_formed = reader.read();
  if (readable.size() < line.size()) {
    const auto lead = static_cast<unsigned char>(line[bad]);
    const bool cut =
        last_unfinished && lead >= 0xC2 && lead <= 0xF4 && bad + detail::decode(line, bad).size == line.size();
    fault = {cut ? RejectClass::truncated : RejectClass::utf8, bad};
    return false;
  }
  if (well_formed) return true;
  fault = reader.fault();
  if (last_unfinished && reader.fault_is_end()) fault.reject = RejectClass::truncated;
  return false;
}

}  // namespace peertag::io
