// Writes JSON at the end of a string: always valid UTF-8, on one line, safe to paste into a script or a log.
// Control characters (C0, DEL, C1) and U+2028/2029 are escaped; ill-formed bytes become U+FFFD, one for each maximal
// subpart. Numbers are written without a locale.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "peertag/detail/utf8.hpp"

namespace peertag {

namespace detail {

// Bytes that can be copied into a JSON string as they are, whatever stands next to them.
[[nodiscard]] constexpr bool json_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

// How many bytes from the beginning are plain. Eight at a time: a byte that is not plain has its highest bit in `odd`
// (a borrow may set one above it too, which is looked at again by itself).
[[nodiscard]] inline std::size_t json_plain_run(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t high = 0x80 * ones;
  std::size_t run = 0;
  for (; run + 8 <= text.size(); run += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + run, 8);
    const std::uint64_t quotes = bytes ^ '"' * ones;
    const std::uint64_t slashes = bytes ^ '\\' * ones;
    const std::uint64_t deletes = bytes ^ 0x7F * ones;
    const std::uint64_t odd = bytes | (bytes - 0x20 * ones) | (quotes - ones) | (slashes - ones) | (deletes - ones);
    if ((odd & high) != 0) break;
  }
  while (run < text.size() && json_plain(text[run])) ++run;
  return run;
}

}  // namespace detail

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  void key(std::string_view name) {
    value(name);
    out_ += ':';
    comma_ = false;
  }

  void value(std::string_view text) {
    separate();
    out_ += '"';
    append_escaped(text);
    out_ += '"';
  }
  void value(const char* text) { value(std::string_view(text)); }
  void value(bool truth) { raw(truth ? "true" : "false"); }
  void value(std::uint64_t number) { integer(number); }
  void value(std::int64_t number) { integer(number); }
  void value(std::uint32_t number) { integer(number); }
  void null() { raw("null"); }

  // Exactly `decimals` digits after the point.
  void fixed(double number, int decimals) {
    char digits[64];
    const auto end = std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed, decimals);
    raw({digits, static_cast<std::size_t>(end.ptr - digits)});
  }

  // Thousandths as a decimal number with one to three decimals: 1500 is 1.5, -250 is -0.25, 2000 is 2.0.
  void thousandths(std::int32_t number) {
    separate();
    append_thousandths(number, out_);
  }

  static void append_thousandths(std::int32_t number, std::string& out) {
    const std::int64_t size = number < 0 ? -std::int64_t{number} : std::int64_t{number};
    char digits[24];
    const auto whole = std::to_chars(digits, digits + sizeof digits, size / 1000);
    if (number < 0) out += '-';
    out.append(digits, whole.ptr);
    out += '.';
    char rest[] = {static_cast<char>('0' + size / 100 % 10), static_cast<char>('0' + size / 10 % 10),
                   static_cast<char>('0' + size % 10)};
    out.append(rest, rest[2] != '0' ? 3 : rest[1] != '0' ? 2 : 1);
  }

  // Keys and values written until now, and a line end.
  void end_line() {
    out_ += '\n';
    comma_ = false;
  }

 private:
  void separate() {
    if (comma_) out_ += ',';
    comma_ = true;
  }
  void open(char bracket) {
    separate();
    out_ += bracket;
    comma_ = false;
  }
  void close(char bracket) {
    out_ += bracket;
    comma_ = true;
  }
  void raw(std::string_view text) {
    separate();
    out_ += text;
  }
  template <class Integer>
  void integer(Integer number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number);
    raw({digits, static_cast<std::size_t>(end.ptr - digits)});
  }

  void append_escaped(std::string_view text) {
    while (!text.empty()) {
      const std::size_t plain = detail::json_plain_run(text);
      out_ += text.substr(0, plain);
      text.remove_prefix(plain);
      if (!text.empty()) text.remove_prefix(append_special(text));
    }
  }

  // One character that is not plain; returns how many bytes it took.
  std::size_t append_special(std::string_view text) {
    switch (text[0]) {
      case '"':
        out_ += "\\\"";
        return 1;
      case '\\':
        out_ += "\\\\";
        return 1;
      case '\n':
        out_ += "\\n";
        return 1;
      case '\r':
        out_ += "\\r";
        return 1;
      case '\t':
        out_ += "\\t";
        return 1;
      default:
        break;
    }
    const detail::Decoded next = detail::decode(text, 0);
    const char32_t c = next.code_point;
    if (!next.well_formed) {
      detail::append(out_, c);
    } else if (c < 0xA0 || c == 0x2028 || c == 0x2029) {  // not plain, so a control or a line end
      append_unicode_escape(c);
    } else {
      out_ += text.substr(0, next.size);
    }
    return next.size;
  }

  void append_unicode_escape(char32_t unit) {
    constexpr char hex[] = "0123456789abcdef";
    const char escape[] = {'\\', 'u', hex[unit >> 12 & 15], hex[unit >> 8 & 15], hex[unit >> 4 & 15], hex[unit & 15]};
    out_.append(escape, sizeof escape);
  }

  std::string& out_;
  bool comma_ = false;
};

}  // namespace peertag
