// What a whole word is, to rivals that do not know it themselves: they find strings, and look at the bytes beside them.
#pragma once

#include <cstddef>
#include <string_view>

namespace peertag::benchmarks {

inline bool in_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '\''; }

inline bool is_whole(std::string_view text, std::size_t begin, std::size_t end) {
  return (begin == 0 || !in_word(text[begin - 1])) && (end == text.size() || !in_word(text[end]));
}

}  // namespace peertag::benchmarks
