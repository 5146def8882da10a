#include "io/escape.hpp"

#include "peertag/detail/utf8.hpp"

namespace peertag::io {
namespace {

// What a terminal would obey, hide or let reorder its neighbours. A few ranges instead of a Unicode property: erring
// to the side of showing an escape costs nothing. The joiner of emoji sequences is in: a family shows as its members.
bool must_escape(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x34F || c == 0x61C || (c >= 0x115F && c <= 0x1160) ||
         (c >= 0x17B4 && c <= 0x17B5) || (c >= 0x180B && c <= 0x180F) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x3164 || c == 0xFEFF || c == 0xFFA0 ||
         (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0x1D173 && c <= 0x1D17A) || (c >= 0xE0000 && c <= 0xE0FFF);
}

void append_hex(std::string& out, char32_t value, int digits) {
  constexpr char hex[] = "0123456789abcdef";
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += hex[value >> shift & 15];
}

std::string escape_of(char32_t c) {
  std::string out;
  if (c < 0x80) {
    out = "\\x";
    append_hex(out, c, 2);
  } else {
    int digits = 4;
    while (c >> (4 * digits) != 0) ++digits;
    out = "\\u{";
    append_hex(out, c, digits);
    out += '}';
  }
  return out;
}

}  // namespace

std::string shown(std::string_view text, std::size_t max_bytes, Newlines newlines) {
  constexpr std::string_view dots = "...";
  std::string out;
  std::size_t cut = 0;  // the last place between two characters where the dots still fit
  for (std::size_t at = 0; at < text.size();) {
    const detail::Decoded next = detail::decode(text, at);
    const char32_t c = next.code_point;
    std::string piece;
    if (!next.well_formed) {
      for (std::uint32_t i = 0; i < next.size; ++i) {
        piece += "\\x";
        append_hex(piece, static_cast<unsigned char>(text[at + i]), 2);
      }
    } else if (c == '\n' && newlines == Newlines::keep) {
      piece = "\n";
    } else if (c == '\\') {
      piece = "\\\\";
    } else if (must_escape(c)) {
      piece = escape_of(c);
    } else {
      piece = text.substr(at, next.size);
    }
    if (out.size() + dots.size() <= max_bytes) cut = out.size();
    if (out.size() + piece.size() > max_bytes) return out.replace(cut, std::string::npos, dots);
    out += piece;
    at += next.size;
  }
  return out;
}

std::size_t first_ill_formed(std::string_view text) {
  for (std::size_t at = 0;;) {
    at = detail::ascii_run_end(text, at);
    if (at == text.size()) return std::string_view::npos;
    const detail::Decoded next = detail::decode(text, at);
    if (!next.well_formed) return at;
    at += next.size;
  }
}

std::string repaired(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t at = 0; at < text.size();) {
    const detail::Decoded next = detail::decode(text, at);
    if (next.well_formed) {
      out += text.substr(at, next.size);
    } else {
      detail::append(out, next.code_point);
    }
    at += next.size;
  }
  return out;
}

std::string hexadecimal(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) append_hex(text, byte, 2);
  return text;
}

}  // namespace peertag::io
