// Reads RE2's syntax. \w \d \s become Unicode classes on the way. What RE2 would take to be ASCII without a word, and
// what it cannot do, is refused here with its place; what this reader does not know, RE2 judges when it compiles.
#include "codebook/regex_tree.hpp"

#include <algorithm>
#include <utility>

#include "peertag/detail/utf8.hpp"
#include "peertag/limits.hpp"
#include "peertag/normalise.hpp"

namespace peertag::codebook {
namespace {

constexpr std::uint32_t most_repetitions = 1000;  // RE2's own bound

// In brackets and, inside a class, without them.
constexpr std::string_view word_class = "[\\p{L}\\p{M}\\p{N}_]";
constexpr std::string_view no_word_class = "[^\\p{L}\\p{M}\\p{N}_]";
constexpr std::string_view digit_class = "[\\p{Nd}]";
constexpr std::string_view no_digit_class = "[^\\p{Nd}]";
constexpr std::string_view blank_class = "[\\s\\p{Z}]";
constexpr std::string_view no_blank_class = "[^\\s\\p{Z}]";
constexpr std::string_view within_brackets(std::string_view a_class) { return a_class.substr(1, a_class.size() - 2); }

Side side_of(char32_t c) {
  if (c >= 0x80) return Side::unknown;
  const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  return word ? Side::word : Side::other;
}

class TreeParser {
 public:
  TreeParser(const FileText& text, std::size_t begin, std::size_t end, Reporter& reporter)
      : text_(text), at_(begin), end_(end), reporter_(reporter) {}

  std::optional<RegexNode> parse() {
    RegexNode root = branches_until_bracket(0);
    if (!failed_ && at_ < end_) syntax(at_, "this bracket closes nothing");
    if (failed_) return std::nullopt;
    return root;
  }

 private:
  [[nodiscard]] std::string_view rest() const { return std::string_view(text_.value).substr(at_, end_ - at_); }
  [[nodiscard]] bool starts(std::string_view prefix) const { return rest().starts_with(prefix); }

  template <Fault fault, class... Values>
  void fail(std::size_t at, const Values&... values) {
    if (!failed_) reporter_.report<fault>(text_.place(at), values...);
    failed_ = true;
    at_ = end_;
  }
  void syntax(std::size_t at, std::string_view what) { fail<Fault::regex_syntax>(at, what); }

  RegexNode branches_until_bracket(std::uint32_t depth) {
    RegexNode group;
    group.kind = RegexNode::Kind::group;
    group.at = at_;
    const bool ignores_case = ignores_case_;
    group.branches.emplace_back();
    while (at_ < end_ && !starts(")")) {
      if (starts("|")) {
        ++at_;
        group.branches.emplace_back();
        continue;
      }
      std::vector<RegexNode>& branch = group.branches.back();
      if (std::optional<RegexNode> node = atom(depth)) branch.push_back(repeated(std::move(*node)));
    }
    ignores_case_ = ignores_case;
    return group;
  }

  std::optional<RegexNode> atom(std::uint32_t depth) {
    const std::size_t at = at_;
    switch (rest().front()) {
      case '(':
        return bracketed(depth);
      case '[':
        return character_class();
      case '\\':
        return escape();
      case '*':
      case '+':
      case '?':
        syntax(at, "nothing stands here to repeat");
        return std::nullopt;
      case '^':
      case '$':
        return piece(RegexNode::Kind::anchor, at, 1);
      case '.': {
        RegexNode node = piece(RegexNode::Kind::set, at, 1);
        node.is_any = true;
        return node;
      }
      default:
        break;
    }
    const detail::Decoded here = detail::decode(text_.value, at);
    RegexNode node = piece(RegexNode::Kind::literal, at, here.size);
    set_character(node, here.code_point);
    return node;
  }

  // Takes `size` bytes as they are.
  RegexNode piece(RegexNode::Kind kind, std::size_t at, std::size_t size) {
    RegexNode node;
    node.kind = kind;
    node.at = at;
    node.text = text_.value.substr(at, size);
    node.ignores_case = ignores_case_;
    at_ = at + size;
    return node;
  }

  // A character that the matching form folds into another one never stands there.
  void set_character(RegexNode& node, char32_t character) {
    node.character = character;
    node.side = side_of(character);
    std::string written;
    detail::append(written, character);
    NormalText normal;
    normalise(written, normal);
    const bool folded_by_re2 = ignores_case_ && character < 0x80;
    if (normal.text != written && !folded_by_re2) fail<Fault::regex_unreadable>(node.at, written, normal.text);
  }

  std::optional<RegexNode> bracketed(std::uint32_t depth) {
    const std::size_t at = at_;
    if (depth + 1 >= limits::rule_depth) {
      fail<Fault::too_deep>(at, limits::rule_depth);
      return std::nullopt;
    }
    for (const std::string_view look : {"(?=", "(?!", "(?<=", "(?<!"})
      if (starts(look)) {
        fail<Fault::regex_unsupported>(at, "looking ahead or behind");
        return std::nullopt;
      }
    if (starts("(?P=") || starts("(?>")) {
      fail<Fault::regex_unsupported>(at, starts("(?>") ? "an atomic group" : "a back-reference");
      return std::nullopt;
    }
    const bool outer_case = ignores_case_;
    std::string_view opening = rest().substr(0, 1);
    if (starts("(?P<")) {
      const std::size_t close = rest().find('>');
      if (close == std::string_view::npos) {
        syntax(at, "the group's name does not end");
        return std::nullopt;
      }
      opening = rest().substr(0, close + 1);
    } else if (starts("(?")) {
      const std::size_t close = rest().find_first_not_of("imsU-", 2);
      const char ends = close == std::string_view::npos ? '\0' : rest()[close];
      if (ends != ':' && ends != ')') {
        syntax(at, "this group is not known");
        return std::nullopt;
      }
      opening = rest().substr(0, close + 1);
      const std::size_t off = std::min(opening.find('-'), opening.size());
      if (opening.substr(0, off).find('i') != std::string_view::npos) ignores_case_ = true;
      if (opening.substr(off).find('i') != std::string_view::npos) ignores_case_ = false;
      if (ends == ')') {  // flags for what follows in the same group
        RegexNode node = piece(RegexNode::Kind::anchor, at, opening.size());
        return node;
      }
    }
    at_ += opening.size();
    const std::string opens(opening);
    RegexNode group = branches_until_bracket(depth + 1);
    ignores_case_ = outer_case;
    if (failed_) return std::nullopt;
    if (!starts(")")) {
      syntax(at, "this bracket is not closed");
      return std::nullopt;
    }
    ++at_;
    group.at = at;
    group.text = opens;
    return group;
  }

  std::optional<RegexNode> escape() {
    const std::size_t at = at_;
    const std::string_view here = rest();
    if (here.size() < 2) {
      syntax(at, "nothing follows the `\\`");
      return std::nullopt;
    }
    const char letter = here[1];
    switch (letter) {
      case 'w':
        return rewritten(at, word_class, Side::word);
      case 'W':
        return rewritten(at, no_word_class, Side::other);
      case 'd':
        return rewritten(at, digit_class, Side::word);
      case 'D':
        return rewritten(at, no_digit_class, Side::unknown);
      case 's':
        return rewritten(at, blank_class, Side::other);
      case 'S':
        return rewritten(at, no_blank_class, Side::unknown);
      case 'b':
        return piece(RegexNode::Kind::border, at, 2);
      case 'B':
        fail<Fault::regex_border>(at, "`\\B` is not read", "a match begins and ends on borders of tokens anyway");
        return std::nullopt;
      case 'A':
      case 'z':
        return piece(RegexNode::Kind::anchor, at, 2);
      case 'p':
      case 'P': {
        const std::size_t close = here.size() > 2 && here[2] == '{' ? here.find('}') : 2;
        if (close == std::string_view::npos || close >= here.size()) {
          syntax(at, "the name of the class does not end");
          return std::nullopt;
        }
        return piece(RegexNode::Kind::set, at, close + 1);
      }
      case 'k':
        fail<Fault::regex_unsupported>(at, "a back-reference");
        return std::nullopt;
      default:
        break;
    }
    if (letter >= '1' && letter <= '9') {
      fail<Fault::regex_unsupported>(at, "a back-reference");
      return std::nullopt;
    }
    if (letter == 'x') return hexadecimal(at);
    const std::size_t control = std::string_view("afnrtv").find(letter);
    if (control != std::string_view::npos) {
      RegexNode node = piece(RegexNode::Kind::literal, at, 2);
      set_character(node, static_cast<unsigned char>("\a\f\n\r\t\v"[control]));
      return node;
    }
    const bool alphanumeric =
        (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
    if (alphanumeric || !detail::is_ascii(letter)) {
      syntax(at, "this escape is not known");
      return std::nullopt;
    }
    RegexNode node = piece(RegexNode::Kind::literal, at, 2);
    set_character(node, static_cast<unsigned char>(letter));
    return node;
  }

  // \x41 or \x{1F600}
  std::optional<RegexNode> hexadecimal(std::size_t at) {
    const std::string_view here = rest();
    const bool braces = here.size() > 2 && here[2] == '{';
    const std::size_t first = braces ? 3 : 2;
    const std::size_t last = std::min(braces ? here.find('}') : std::size_t{4}, here.size());
    char32_t value = 0;
    bool good = last > first && last - first <= 6 && (!braces || last < here.size()) && (braces || last - first == 2);
    for (std::size_t i = first; good && i < last; ++i) {
      const char c = static_cast<char>(here[i] | 0x20);
      good = (here[i] >= '0' && here[i] <= '9') || (c >= 'a' && c <= 'f');
      value = value * 16 + static_cast<char32_t>(here[i] <= '9' ? here[i] - '0' : c - 'a' + 10);
    }
    if (!good || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
      syntax(at, "this is no code point");
      return std::nullopt;
    }
    RegexNode node = piece(RegexNode::Kind::literal, at, last + (braces ? 1 : 0));
    set_character(node, value);
    return node;
  }

  RegexNode rewritten(std::size_t at, std::string_view text, Side side) {
    RegexNode node = piece(RegexNode::Kind::set, at, 2);
    node.text = text;
    node.side = side;
    return node;
  }

  std::optional<RegexNode> character_class() {
    const std::size_t at = at_;
    std::string text = "[";
    std::size_t i = at + 1;
    const std::string_view value = std::string_view(text_.value).substr(0, end_);
    if (i < end_ && value[i] == '^') text += value[i++];
    for (bool first = true; i < end_ && (first || value[i] != ']'); first = false) {
      if (value.substr(i, 2) == "[:") {
        fail<Fault::regex_border>(i, "`[:` begins a class that knows ASCII only",
                                  "write \\p{L} for letters, \\p{Nd} for digits, \\s for blanks");
        return std::nullopt;
      }
      if (value[i] != '\\' || i + 1 >= end_) {
        const detail::Decoded here = detail::decode(value, i);
        text += value.substr(i, here.size);
        i += here.size;
        continue;
      }
      const char letter = value[i + 1];
      if (letter == 'w' || letter == 'd' || letter == 's') {
        text += within_brackets(letter == 'w' ? word_class : letter == 'd' ? digit_class : blank_class);
      } else if (letter == 'W' || letter == 'D' || letter == 'S' || letter == 'b' || letter == 'B') {
        fail<Fault::regex_border>(i, std::string("`").append(value.substr(i, 2)).append("` cannot stand inside [ ]"),
                                  "write the classes as alternatives");
        return std::nullopt;
      } else {
        text += value.substr(i, 2);
      }
      i += 2;
    }
    if (i >= end_) {
      syntax(at, "this bracket is not closed");
      return std::nullopt;
    }
    RegexNode node = piece(RegexNode::Kind::set, at, i + 1 - at);
    node.text = text + "]";
    return node;
  }

  RegexNode repeated(RegexNode node) {
    const std::size_t at = at_;
    std::uint32_t least = 0;
    std::uint32_t most = RegexNode::unbounded;
    std::size_t size = 1;
    if (failed_ || at_ >= end_) return node;
    switch (rest().front()) {
      case '*':
        break;
      case '+':
        least = 1;
        break;
      case '?':
        most = 1;
        break;
      case '{':
        size = counts(least, most);
        if (size == 0) return node;  // a brace that counts nothing is a literal
        break;
      default:
        return node;
    }
    if (least > most_repetitions || (most > most_repetitions && most != RegexNode::unbounded)) {
      fail<Fault::regex_repeat>(at, most_repetitions);
      return node;
    }
    if (node.kind == RegexNode::Kind::anchor || node.kind == RegexNode::Kind::border) {
      syntax(at, "what has no width cannot be repeated");
      return node;
    }
    if (rest().substr(size).starts_with("?")) ++size;
    RegexNode repeat = piece(RegexNode::Kind::repeat, at, size);
    repeat.least = least;
    repeat.most = most;
    repeat.branches = {{std::move(node)}};
    if (at_ < end_ && std::string_view("*+?").find(rest().front()) != std::string_view::npos)
      syntax(at_, "a repetition of a repetition");
    return repeat;
  }

  // {n} {n,} {n,m}: its size, or 0 where it is none of them. Large numbers only need to stay large.
  [[nodiscard]] std::size_t counts(std::uint32_t& least, std::uint32_t& most) const {
    const std::string_view here = rest();
    std::size_t i = 1;
    const auto number = [&](std::uint32_t& value) {
      const std::size_t begin = i;
      for (value = 0; i < here.size() && here[i] >= '0' && here[i] <= '9'; ++i)
        value = std::min(value * 10 + static_cast<std::uint32_t>(here[i] - '0'), 1'000'000U);
      return i > begin;
    };
    if (!number(least)) return 0;
    most = least;
    if (i < here.size() && here[i] == ',') {
      ++i;
      if (!number(most)) most = RegexNode::unbounded;
    }
    return i < here.size() && here[i] == '}' ? i + 1 : 0;
  }

  const FileText& text_;
  std::size_t at_;
  std::size_t end_;
  Reporter& reporter_;
  bool ignores_case_ = false;
  bool failed_ = false;
};

}  // namespace

std::optional<RegexNode> parse_regex_tree(const FileText& text, std::size_t begin, std::size_t end,
                                          Reporter& reporter) {
  return TreeParser(text, begin, end, reporter).parse();
}

}  // namespace peertag::codebook
