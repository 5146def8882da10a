// RE2's \b is ASCII, and RE2 has nothing to look around with, so a Unicode \b cannot be written for it. It need not be:
// at an end of the match \b says nothing, because matches begin and end on borders of tokens anyway, and between a
// character of words and one that is none it always holds. There it is left out; anywhere else it is refused.
#include "codebook/regex_parser.hpp"

#include <re2/re2.h>

#include <algorithm>

#include "codebook/regex_tree.hpp"
#include "peertag/detail/utf8.hpp"
#include "peertag/limits.hpp"

namespace peertag::codebook {
namespace {

using Kind = RegexNode::Kind;
using Sequence = std::vector<RegexNode>;

constexpr std::size_t least_letters = 3;

bool may_be_empty(const RegexNode& node);
bool may_be_empty(const Sequence& sequence) {
  return std::all_of(sequence.begin(), sequence.end(), [](const RegexNode& node) { return may_be_empty(node); });
}
bool may_be_empty(const RegexNode& node) {
  switch (node.kind) {
    case Kind::literal:
    case Kind::set:
      return false;
    case Kind::anchor:
    case Kind::border:
      return true;
    case Kind::repeat:
      return node.least == 0 || may_be_empty(node.branches[0]);
    case Kind::group:
      break;
  }
  return std::any_of(node.branches.begin(), node.branches.end(),
                     [](const Sequence& branch) { return may_be_empty(branch); });
}

Side merged(Side a, Side b) {
  if (a == Side::none || a == b) return b;
  return b == Side::none ? a : Side::unknown;
}

enum class Direction : bool { backward, forward };

Side side_towards(const Sequence& sequence, std::size_t from, Direction direction, Side outer);

// What stands at the node's beginning (seen forward) or at its end (seen backward).
Side side_of(const RegexNode& node, Direction direction) {
  switch (node.kind) {
    case Kind::literal:
    case Kind::set:
      return node.side;
    case Kind::anchor:
    case Kind::border:
      return Side::none;
    case Kind::repeat:
    case Kind::group:
      break;
  }
  Side side = Side::none;
  for (const Sequence& branch : node.branches)
    side =
        merged(side, side_towards(branch, direction == Direction::forward ? 0 : branch.size(), direction, Side::none));
  return side;
}

// What stands behind (before) place `from` of a sequence; `outer` is what stands where the sequence ends.
Side side_towards(const Sequence& sequence, std::size_t from, Direction direction, Side outer) {
  Side side = Side::none;
  for (std::size_t i = from; direction == Direction::forward ? i < sequence.size() : i > 0;) {
    const RegexNode& node = sequence[direction == Direction::forward ? i++ : --i];
    side = merged(side, side_of(node, direction));
    if (!may_be_empty(node)) return side;
  }
  return merged(side, outer);
}

// Leaves out each \b that holds anyway; the first that may not is reported.
class BorderRemover {
 public:
  BorderRemover(const FileText& text, Reporter& reporter) : text_(text), reporter_(reporter) {}

  bool remove(RegexNode& group, Side before, Side behind) {
    return std::all_of(group.branches.begin(), group.branches.end(),
                       [&](Sequence& branch) { return remove(branch, before, behind); });
  }

 private:
  bool remove(Sequence& sequence, Side before, Side behind) {
    for (std::size_t i = 0; i < sequence.size(); ++i) {
      RegexNode& node = sequence[i];
      Side left = side_towards(sequence, i, Direction::backward, before);
      Side right = side_towards(sequence, i + 1, Direction::forward, behind);
      if (node.kind == Kind::border) {
        if (!holds(node, left, right)) return false;
        node.text.clear();
      }
      if (node.kind == Kind::repeat && node.most > 1) {  // its own other end may stand beside it
        const Side own_end = side_of(node, Direction::backward);
        const Side own_begin = side_of(node, Direction::forward);
        left = merged(left, own_end);
        right = merged(right, own_begin);
      }
      if ((node.kind == Kind::repeat || node.kind == Kind::group) && !remove(node, left, right)) return false;
    }
    return true;
  }

  bool holds(const RegexNode& node, Side left, Side right) {
    if (left == Side::edge || right == Side::edge) return true;
    if ((left == Side::word && right == Side::other) || (left == Side::other && right == Side::word)) return true;
    if (left == right && left != Side::unknown)
      reporter_.report<Fault::regex_border>(text_.place(node.at), "`\\b` can never hold here", "leave it out");
    else
      reporter_.report<Fault::regex_border>(
          text_.place(node.at), "`\\b` cannot be told here",
          "at an end of a match it is implied; inside, write the blank or the punctuation itself");
    return false;
  }

  const FileText& text_;
  Reporter& reporter_;
};

void write(const RegexNode& node, std::string& out) {
  if (node.kind == Kind::repeat) {
    write(node.branches[0][0], out);
    out += node.text;
    return;
  }
  out += node.text;
  if (node.kind != Kind::group) return;
  for (const Sequence& branch : node.branches) {
    if (&branch != node.branches.data()) out += '|';
    for (const RegexNode& child : branch) write(child, out);
  }
  if (!node.text.empty()) out += ')';
}

// The longest run of characters that every match contains, by number of letters.
class LiteralFinder {
 public:
  std::string find(const RegexNode& root) {
    visit(root);
    flush();
    return letters(best_) >= least_letters ? best_ : std::string();
  }

 private:
  static std::size_t letters(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
      const detail::Decoded here = detail::decode(text, at);
      count += here.code_point >= 0x80 || (here.code_point >= 'a' && here.code_point <= 'z') ? 1 : 0;
      at += here.size;
    }
    return count;
  }
  void flush() {
    if (letters(run_) > letters(best_)) best_ = run_;
    run_.clear();
  }
  void visit(const RegexNode& node) {
    switch (node.kind) {
      case Kind::literal: {
        char32_t c = node.character;
        if (node.ignores_case && c >= 'A' && c <= 'Z') c += 'a' - 'A';
        if (node.ignores_case && c >= 0x80)
          flush();  // it may stand there in another case
        else
          detail::append(run_, c);
        return;
      }
      case Kind::set:
        flush();
        return;
      case Kind::anchor:
      case Kind::border:
        return;
      case Kind::repeat:
        if (node.least >= 1) visit(node.branches[0][0]);
        if (node.most != 1 || node.least != 1) flush();
        return;
      case Kind::group:
        if (node.branches.size() > 1)
          flush();
        else
          for (const RegexNode& child : node.branches[0]) visit(child);
        return;
    }
  }

  std::string run_, best_;
};

// The first thing a match holds, if it is `.*` or the like.
bool begins_with_anything(const Sequence& sequence) {
  for (const RegexNode& node : sequence) {
    if (node.kind == Kind::anchor || node.kind == Kind::border) continue;
    if (node.kind == Kind::group) return std::any_of(node.branches.begin(), node.branches.end(), begins_with_anything);
    return node.kind == Kind::repeat && node.most == RegexNode::unbounded && node.branches[0][0].is_any;
  }
  return false;
}

bool compiles(const std::string& expression, const FileText& text, std::size_t begin, Reporter& reporter) {
  re2::RE2::Options options(re2::RE2::Quiet);  // else it prints patterns to stderr
  options.set_max_mem(static_cast<std::int64_t>(limits::regex_memory_bytes));
  const re2::RE2 compiled(expression, options);
  if (compiled.ok()) return true;
  const re2::RE2::ErrorCode code = compiled.error_code();
  if (code == re2::RE2::ErrorPatternTooLarge || code == re2::RE2::ErrorRepeatSize) {
    reporter.report<Fault::regex_too_large>(text.place(begin));
  } else {
    const std::size_t at = text.value.find(compiled.error_arg(), begin);
    reporter.report<Fault::regex_syntax>(text.place(at == std::string::npos ? begin : at), compiled.error());
  }
  return false;
}

}  // namespace

std::optional<Regex> parse_regex(const FileText& text, std::size_t begin, std::size_t end, Reporter& reporter) {
  std::optional<RegexNode> root = parse_regex_tree(text, begin, end, reporter);
  if (!root) return std::nullopt;
  if (!BorderRemover(text, reporter).remove(*root, Side::edge, Side::edge)) return std::nullopt;
  if (may_be_empty(*root)) {
    reporter.report<Fault::regex_matches_empty>(text.place(begin));
    return std::nullopt;
  }
  Regex out;
  write(*root, out.expression);
  if (!compiles(out.expression, text, begin, reporter)) return std::nullopt;
  out.literal = LiteralFinder().find(*root);
  if (out.literal.empty()) {
    reporter.report<Fault::regex_no_literal>(text.place(begin));
    return std::nullopt;
  }
  if (std::any_of(root->branches.begin(), root->branches.end(), begins_with_anything))
    reporter.report<Fault::regex_slow>(text.place(begin));
  return out;
}

}  // namespace peertag::codebook
