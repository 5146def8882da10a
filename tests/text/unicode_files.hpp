// Reads Unicode's own conformance files, where they are (PEERTAG_SHARED_DIR; nothing of them is in this tree), and
// makes random text for the tests that compare a fast path with a slow one.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "peertag/detail/utf8.hpp"

namespace peertag::test {

inline std::string utf8(std::u32string_view code_points) {
  std::string text;
  for (const char32_t c : code_points) detail::append(text, c);
  return text;
}

// The lines of a file of badinput/, without comments and blank ones. None, and said so, where it is missing.
inline std::vector<std::string> shared_lines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(std::string(PEERTAG_SHARED_DIR) + "/badinput/" + path, std::ios::binary);
  if (!file) MESSAGE("skipped: no badinput/" << path << " below " << PEERTAG_SHARED_DIR);
  for (std::string line; std::getline(file, line);) {
    if (line.front() != '{') line.erase(std::min(line.find('#'), line.size()));
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

// "0061 0301" -> a and its accent.
inline std::u32string hex_code_points(std::string_view digits) {
  std::u32string text;
  char32_t value = 0;
  bool open = false;
  const auto close = [&] {
    if (open) text.push_back(value);
    value = 0;
    open = false;
  };
  for (const char c : digits) {
    const bool decimal = c >= '0' && c <= '9';
    if (!decimal && !(c >= 'A' && c <= 'F')) {
      close();
      continue;
    }
    value = value * 16 + static_cast<char32_t>(decimal ? c - '0' : c - 'A' + 10);
    open = true;
  }
  close();
  return text;
}

// A line of WordBreakTest.txt and its like: the text, and where its borders are, in bytes.
struct BreakTest {
  std::string text;
  std::vector<std::uint32_t> borders;
};
inline BreakTest break_test(std::string_view line) {
  BreakTest test;
  for (std::size_t i = 0; i < line.size();) {
    const detail::Decoded next = detail::decode(line, i);
    if (next.code_point == 0xF7) test.borders.push_back(static_cast<std::uint32_t>(test.text.size()));  // the ÷ sign
    std::size_t end = i + next.size;
    if (next.code_point < 0x80 && line[i] != ' ' && line[i] != '\t') {
      while (end < line.size() && line[end] != ' ' && line[end] != '\t') ++end;
      test.text += utf8(hex_code_points(line.substr(i, end - i)));
    }
    i = end;
  }
  return test;
}

// The same numbers on every machine (the library's distributions are not).
class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(engine_() % bound); }
  template <class List>
  const auto& of(const List& list) {
    return list[below(static_cast<std::uint32_t>(std::size(list)))];
  }

 private:
  std::mt19937 engine_;
};

}  // namespace peertag::test
