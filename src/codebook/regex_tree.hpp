// A regex as a tree, as far as check needs to understand it: what is literal, what may be empty, where a match begins
// and ends. Whatever else a piece says stays as its text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codebook/reporter.hpp"
#include "codebook/source_file.hpp"

namespace peertag::codebook {

// What a character is to \b.
enum class Side : std::uint8_t {
  none,     // nothing stands here
  edge,     // the match's own end
  word,     // a character of words
  other,    // a character between words
  unknown,  // may be either
};

struct RegexNode {
  enum class Kind : std::uint8_t {
    literal,  // character
    set,      // one character of several, `.` included
    group,    // branches: each a sequence of nodes
    repeat,   // branches[0][0], least to most times
    anchor,   // ^ $ \A \z
    border,   // \b
  };
  static constexpr std::uint32_t unbounded = 0xFFFFFFFFU;

  Kind kind{};
  std::size_t at = 0;  // byte of the pattern's value
  std::string text;    // as RE2 gets it; of a group what opens it, of a repeat the operator
  char32_t character = 0;
  bool ignores_case = false;
  bool is_any = false;  // `.`
  Side side = Side::unknown;
  std::uint32_t least = 1, most = 1;
  std::vector<std::vector<RegexNode>> branches;
};

// A group without brackets. Nothing if the regex cannot be read: what is wrong has been reported.
[[nodiscard]] std::optional<RegexNode> parse_regex_tree(const FileText& text, std::size_t begin, std::size_t end,
                                                        Reporter& reporter);

}  // namespace peertag::codebook
