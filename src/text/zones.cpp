// Linear on any input: a tag's end is sought up to the next character that could begin another, closing tags are
// matched by a stack, and what has once been sought to the end in vain is not sought again.
#include "text/zones.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>

namespace peertag::text {
namespace {

constexpr auto npos = std::string_view::npos;

// Blocks that hold others' words or code. The numbers are places in TagFinder::open_count_.
constexpr std::array<std::string_view, 4> block_names{"blockquote", "quote", "code", "pre"};
constexpr std::string_view html_names[] = {
    "a",       "abbr",  "b",      "big",   "blockquote", "br",     "center", "cite", "code",    "del",
    "details", "div",   "em",     "font",  "h1",         "h2",     "h3",     "h4",   "h5",      "h6",
    "hr",      "i",     "iframe", "img",   "ins",        "kbd",    "li",     "mark", "ol",      "p",
    "pre",     "q",     "s",      "small", "span",       "strike", "strong", "sub",  "summary", "sup",
    "table",   "tbody", "td",     "th",    "thead",      "tr",     "tt",     "u",    "ul",      "video"};
constexpr std::string_view bbcode_names[] = {
    "*",   "b",     "br", "center", "code", "color", "email", "font",  "h1",   "h2",    "h3",      "hr",     "i",
    "img", "left",  "li", "list",   "ol",   "pre",   "quote", "right", "s",    "size",  "spoiler", "strike", "sub",
    "sup", "table", "td", "th",     "tr",   "u",     "ul",    "url",   "user", "video", "youtube"};

template <class List>
std::optional<std::size_t> place_of(const List& list, std::string_view name) {
  const auto found = std::find(std::begin(list), std::end(list), name);
  if (found == std::end(list)) return std::nullopt;
  return static_cast<std::size_t>(found - std::begin(list));
}

SourceSpan span(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

class TagFinder {
 public:
  TagFinder(std::string_view source, Zones& out) : source_(source), out_(out) {}

  void run() {
    constexpr std::string_view starts = "<[`";
    for (std::size_t at = source_.find_first_of(starts); at != npos; at = source_.find_first_of(starts, at))
      at = source_[at] == '`' ? take_fence(at) : take_tag(at);
  }

 private:
  struct Open {
    std::size_t begin;
    std::size_t block;
  };

  std::size_t take_fence(std::size_t at) {
    const std::size_t text = std::min(source_.find_first_not_of('`', at), source_.size());
    if (text - at < 3 || no_more_fences_) return text;
    const std::size_t close = source_.find("```", text);
    if (close == npos) {
      no_more_fences_ = true;
      return text;
    }
    const std::size_t end = std::min(source_.find_first_not_of('`', close), source_.size());
    out_.zones.push_back(span(at, end));
    return end;
  }

  std::size_t take_tag(std::size_t at) {
    const bool html = source_[at] == '<';
    if (html && source_.substr(at, 4) == "<!--") return take_comment(at);
    const std::size_t end = source_.find_first_of(html ? "<>" : "[]\n\r", at + 1);
    if (end == npos || source_[end] != (html ? '>' : ']')) return at + 1;

    std::string_view inside = source_.substr(at + 1, end - at - 1);
    const bool closes = inside.starts_with('/');
    if (closes) inside.remove_prefix(1);
    constexpr std::size_t longest_name = 10;
    const std::size_t name_size = std::min(inside.find_first_of(" \t\n\r/="), inside.size());
    if (name_size > longest_name || !may_follow_name(inside.substr(name_size), html)) return at + 1;
    std::string name(inside.substr(0, name_size));
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (!(html ? place_of(html_names, name) : place_of(bbcode_names, name))) return at + 1;

    out_.tags.push_back(span(at, end + 1));
    if (const auto block = place_of(block_names, name)) take_block_tag(*block, closes, at, end + 1);
    return end + 1;
  }

  // Attributes have a value: "<b and c>" is not a tag.
  static bool may_follow_name(std::string_view rest, bool html) {
    if (rest.empty() || rest.find('=') != npos) return true;
    return html && rest.find_first_not_of(" \t\n\r/") == npos;
  }

  void take_block_tag(std::size_t block, bool closes, std::size_t begin, std::size_t end) {
    if (!closes) {
      open_.push_back({begin, block});
      ++open_count_[block];
      return;
    }
    if (open_count_[block] == 0) return;  // closes nothing
    for (;;) {
      const Open last = open_.back();
      open_.pop_back();
      --open_count_[last.block];
      if (last.block != block) continue;  // opened inside, never closed
      out_.zones.push_back(span(last.begin, end));
      return;
    }
  }

  std::size_t take_comment(std::size_t at) {
    if (no_more_comments_) return at + 1;
    const std::size_t close = source_.find("-->", at + 4);
    if (close == npos) {
      no_more_comments_ = true;
      return at + 1;
    }
    out_.tags.push_back(span(at, close + 3));
    return close + 3;
  }

  std::string_view source_;
  Zones& out_;
  std::vector<Open> open_;
  std::array<std::size_t, block_names.size()> open_count_{};
  bool no_more_fences_ = false;
  bool no_more_comments_ = false;
};

void merge(std::vector<SourceSpan>& zones) {
  std::sort(zones.begin(), zones.end());
  std::size_t kept = 0;
  for (const SourceSpan zone : zones) {
    if (kept > 0 && zone.begin <= zones[kept - 1].end)
      zones[kept - 1].end = std::max(zones[kept - 1].end, zone.end);
    else
      zones[kept++] = zone;
  }
  zones.resize(kept);
}

bool is_quoted(std::string_view line) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  if (indent > 3) return false;
  line.remove_prefix(indent);
  if (line.starts_with("&gt;"))
    line.remove_prefix(4);
  else if (line.starts_with('>'))
    line.remove_prefix(1);
  else
    return false;
  return line.empty() || std::string_view(":;=_.").find(line[0]) == npos;  // a face
}

// Quoted lines and the signature, outside the zones there are.
void add_lines(std::string_view source, std::vector<SourceSpan>& zones) {
  const std::vector<SourceSpan> blocks = zones;
  auto block = blocks.begin();
  std::size_t signature = npos;
  for (std::size_t begin = 0; begin < source.size();) {
    const std::size_t text_end = std::min(source.find_first_of("\n\r", begin), source.size());
    const bool crlf = source.substr(text_end, 2) == "\r\n";
    const std::size_t end = std::min(text_end + (crlf ? 2 : 1), source.size());
    while (block != blocks.end() && block->end <= begin) ++block;
    if (block == blocks.end() || begin < block->begin) {
      const std::string_view line = source.substr(begin, text_end - begin);
      if (is_quoted(line)) zones.push_back(span(begin, end));
      if (line == "-- " && begin > 0) signature = begin;
    }
    begin = end;
  }
  if (signature != npos) zones.push_back(span(signature, source.size()));
}

}  // namespace

void find_zones(std::string_view source, Zones& out) {
  out.zones.clear();
  out.tags.clear();
  // Nearly every message has none of these. One search a character: each is a memchr.
  const auto has = [source](char c) { return source.find(c) != npos; };
  const bool tags = has('<') || has('[') || has('`');
  const bool lines = has('>') || source.find("&gt;") != npos || source.find("-- ") != npos;
  if (!tags && !lines) return;
  if (tags) TagFinder(source, out).run();
  merge(out.zones);
  if (lines) {
    add_lines(source, out.zones);
    merge(out.zones);
  }
  auto zone = out.zones.begin();
  std::erase_if(out.tags, [&](SourceSpan tag) {
    while (zone != out.zones.end() && zone->end <= tag.begin) ++zone;
    return zone != out.zones.end() && zone->begin < tag.end;
  });
}

}  // namespace peertag::text
