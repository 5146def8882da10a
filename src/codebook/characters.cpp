#include "codebook/characters.hpp"

#include "text/unicode.hpp"

namespace peertag::codebook {
bool is_control(char32_t code_point) { return code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F); }

bool is_hidden(char32_t code_point) {
  return text::is_default_ignorable(code_point) || code_point == 0x2028 || code_point == 0x2029;
}

namespace {

std::string hexadecimal(char32_t value, int digits) {
  std::string out;
  for (int i = digits - 1; i >= 0; --i) out += "0123456789ABCDEF"[value >> (4 * i) & 15U];
  return out;
}

}  // namespace

std::string escape_of(char32_t code_point) {
  return code_point < 0x10000 ? "\\u" + hexadecimal(code_point, 4) : "\\U" + hexadecimal(code_point, 8);
}

std::string escape_of_byte(char byte) { return "\\x" + hexadecimal(static_cast<unsigned char>(byte), 2); }

}  // namespace peertag::codebook
