// By recursive descent, as deep as brackets nest, which is bounded. The first fault of a pattern's form ends it; words
// without a form and lists that do not exist are all reported, since each is mended apart.
#include "codebook/pattern_parser.hpp"

#include <algorithm>
#include <utility>

#include "codebook/number.hpp"
#include "codebook/regex_parser.hpp"
#include "peertag/limits.hpp"

namespace peertag::codebook {
namespace {

constexpr std::size_t least_stem_letters = 3;
constexpr std::size_t no_gap = std::string::npos;
constexpr std::uint32_t plain_gap = 3;  // what `...` spans

// What the text is a part of.
enum class Host : std::uint8_t { rule, list, cue_end };

// One byte of the pattern; `plain` if a backslash before it takes away what it means.
struct Letter {
  char c = '\0';
  bool plain = false;
  std::size_t at = 0;  // byte of the text
};

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

class Parse {
 public:
  Parse(const FileText& text, Host where, Words& words, const Forms* forms, const ListNames* lists, Reporter& reporter)
      : text_(text), where_(where), words_(words), forms_(forms), lists_(lists), reporter_(reporter) {}

  std::optional<Pattern> parse(std::size_t offset) {
    if (!read_letters(offset)) return std::nullopt;
    Pattern pattern;
    trim();
    if (here_ == end_) {
      fail<Fault::empty_pattern>(offset);
      return std::nullopt;
    }
    if (where_ == Host::rule) read_anchors(pattern);
    do pattern.parts.push_back(run(0));
    while (!failed_ && near(pattern));
    if (!failed_ && here_ < end_) fail_at_stray_letter();
    for (std::size_t i = 0; !failed_ && i < pattern.parts.size(); ++i)
      if (!faulty_word_ && !needs_token(pattern.parts[i])) fail<Fault::no_token_required>(part_begins_[i]);
    if (failed_ || faulty_word_) return std::nullopt;
    return pattern;
  }

 private:
  template <Fault fault, class... Values>
  void fail(std::size_t at, const Values&... values) {
    if (!failed_) reporter_.report<fault>(text_.place(at), values...);
    failed_ = true;
    here_ = end_;
  }
  void misplaced(std::size_t at, std::string_view what) { fail<Fault::misplaced>(at, what); }

  // A construct that only rules have. False, and reported, anywhere else.
  bool only_in_rules(std::size_t at, std::string_view what) {
    if (where_ == Host::list) fail<Fault::not_in_list>(at, what);
    if (where_ == Host::cue_end) fail<Fault::not_in_cue_end>(at, what);
    return where_ == Host::rule;
  }
  bool not_in_lists(std::size_t at, std::string_view what) {
    if (where_ == Host::list) fail<Fault::not_in_list>(at, what);
    return where_ != Host::list;
  }

  bool read_letters(std::size_t offset) {
    const std::string& value = text_.value;
    for (std::size_t at = offset; at < value.size(); ++at) {
      const bool escaped = value[at] == '\\';
      if (escaped && at + 1 == value.size()) {
        fail<Fault::trailing_backslash>(at);
        return false;
      }
      if (escaped) ++at;
      letters_.push_back({value[at], escaped, at});
    }
    end_ = letters_.size();
    return true;
  }

  [[nodiscard]] bool is(std::size_t i, char c) const { return i < end_ && letters_[i].c == c && !letters_[i].plain; }
  [[nodiscard]] bool is_blank(std::size_t i) const { return is(i, ' ') || is(i, '\t') || is(i, '\n') || is(i, '\r'); }
  [[nodiscard]] std::size_t place(std::size_t i) const {
    return i < letters_.size() ? letters_[i].at : text_.value.size();
  }
  void skip_blanks() {
    while (is_blank(here_)) ++here_;
  }
  void trim() {
    skip_blanks();
    while (end_ > here_ && is_blank(end_ - 1)) --end_;
  }

  void read_anchors(Pattern& pattern) {
    pattern.at_start = is(here_, '^');
    if (pattern.at_start) ++here_;
    pattern.at_end = end_ > here_ && is(end_ - 1, '$');
    if (pattern.at_end) --end_;
    trim();
    if (here_ == end_) fail<Fault::empty_pattern>(place(here_));
  }

  // What ended the last run without being the pattern's end.
  void fail_at_stray_letter() {
    if (is(here_, ')'))
      fail<Fault::bracket>(place(here_), "this one closes nothing");
    else
      misplaced(place(here_), "`|` stands inside brackets");
  }

  // ~N between two parts; with it the pattern goes on.
  bool near(Pattern& pattern) {
    if (here_ >= end_ || !is(here_, '~')) return false;
    const std::size_t at = place(here_);
    const std::string number = take_word(here_ + 1);
    const std::optional<std::uint32_t> most = read_count(number);
    if (!most || *most > limits::gap_tokens) {
      fail<Fault::gap_width>(at, "`~` needs a number behind it", limits::gap_tokens);
      return false;
    }
    skip_blanks();
    if (pattern.parts.back().items.empty() || here_ == end_) {
      misplaced(at, "`~N` stands between two parts");
      return false;
    }
    if (pattern.parts.size() == limits::near_parts) {
      fail<Fault::near_parts>(at, limits::near_parts);
      return false;
    }
    pattern.near_max.push_back(*most);
    return true;
  }

  // Up to the pattern's end, a bracket's end or bar, or (outside brackets) ~N.
  Run run(std::uint32_t depth) {
    Run out;
    std::size_t gap_at = no_gap;
    skip_blanks();
    if (depth == 0) part_begins_.push_back(place(here_));
    for (; !failed_ && here_ < end_ && !is(here_, ')') && !is(here_, '|'); skip_blanks()) {
      const std::size_t at = place(here_);
      if (is(here_, '~')) {
        if (!only_in_rules(at, "`~N`")) break;
        if (depth == 0) break;
        misplaced(at, "`~N` cannot stand inside brackets");
      } else if (is(here_, '.') && is(here_ + 1, '.')) {
        const Item item = gap();
        if (failed_) break;
        if (out.items.empty()) fail<Fault::gap_at_end>(at);
        if (gap_at != no_gap) fail<Fault::gap_beside_gap>(at);
        out.items.push_back(item);
        gap_at = at;
        continue;
      } else if (is(here_, '(')) {
        out.items.push_back(group(depth));
      } else {
        word(out);
      }
      gap_at = no_gap;
    }
    if (gap_at != no_gap) fail<Fault::gap_at_end>(gap_at);
    return out;
  }

  Item gap() {
    Item item;
    item.kind = Item::Kind::gap;
    const std::size_t at = place(here_);
    if (!(where_ == Host::rule || only_in_rules(at, "gaps"))) return item;
    const std::string written = take_word(here_);
    const std::optional<std::uint32_t> width = written == "..." ? plain_gap : read_count(written.substr(2));
    if (!width)
      fail<Fault::gap_width>(at, "`" + written + "` is no gap", limits::gap_tokens);
    else if (*width > limits::gap_tokens)
      fail<Fault::gap_width>(at, "too wide", limits::gap_tokens);
    else
      item.gap_max = *width;
    return item;
  }

  Item group(std::uint32_t depth) {
    Item item;
    item.kind = Item::Kind::group;
    const std::size_t open = place(here_);
    if (!not_in_lists(open, "brackets")) return item;
    if (depth + 1 >= limits::rule_depth) {
      fail<Fault::too_deep>(open, limits::rule_depth);
      return item;
    }
    do {
      ++here_;  // the bracket, or the bar
      item.alternatives.push_back(run(depth + 1));
      if (!failed_ && here_ < end_ && item.alternatives.back().items.empty() && !faulty_word_)
        fail<Fault::empty_alternative>(place(here_));
    } while (!failed_ && is(here_, '|'));
    if (failed_) return item;
    if (!is(here_, ')')) {
      fail<Fault::bracket>(open, "this one is not closed");
      return item;
    }
    ++here_;
    item.optional = is(here_, '?');
    if (item.optional) ++here_;
    if (here_ < end_ && !is_blank(here_) && !is(here_, ')') && !is(here_, '|'))
      fail<Fault::bracket>(place(here_), "a blank must stand behind it");
    return item;
  }

  // The letters from `begin` to the next blank, bracket or bar, as they are; goes on behind them.
  std::string take_word(std::size_t begin) {
    std::string out;
    for (here_ = begin; here_ < end_ && !is_blank(here_) && !is(here_, '(') && !is(here_, ')') && !is(here_, '|');
         ++here_)
      out += letters_[here_].c;
    return out;
  }

  // A word with whatever stands before and behind it.
  void word(Run& out) {
    std::size_t begin = here_;
    take_word(begin);
    std::size_t end = here_;
    if (is(end, '(')) {
      fail<Fault::bracket>(place(end), "a blank must stand before it");
      return;
    }
    const std::size_t at = place(begin);
    if (is(begin, '@')) {
      if (not_in_lists(at, "lists")) list(out, begin + 1, end);
      return;
    }
    const bool suffix = is(begin, '*');
    if (suffix) ++begin;
    const bool forms = end > begin && is(end - 1, '~');
    const bool prefix = end > begin && is(end - 1, '*');
    if (forms || prefix) --end;
    if (begin == end || (suffix && (forms || prefix))) {
      misplaced(at,
                suffix || prefix ? "`*` stands at one end of a stem" : "`~` stands behind a word, or before a number");
      return;
    }
    for (std::size_t i = begin; i < end; ++i)
      if (!plain_in_word(i, begin)) return;
    std::string text;
    for (std::size_t i = begin; i < end; ++i) text += letters_[i].c;
    if (suffix || prefix)
      stem(out, at, text, suffix);
    else
      words(out, at, text, forms);
  }

  // Whether the letter may stand inside a word as itself.
  bool plain_in_word(std::size_t i, std::size_t begin) {
    if (letters_[i].plain) return true;
    const std::size_t at = place(i);
    switch (letters_[i].c) {
      case '~':
        misplaced(at, "`~` stands behind a word, or before a number");
        return false;
      case '*':
        misplaced(at, "`*` stands at one end of a stem");
        return false;
      case '?':
        misplaced(at, "`?` stands behind a bracket");
        return false;
      case '@':
        misplaced(at, "`@` stands before the name of a list");
        return false;
      case '^':
        if (not_in_lists(at, "`^`")) misplaced(at, "`^` stands at the beginning of a pattern");
        return false;
      case '$':
        if (not_in_lists(at, "`$`")) misplaced(at, "`$` stands at the end of a pattern");
        return false;
      case '.':
        if (i == begin || !is(i - 1, '.')) return true;
        if (where_ == Host::rule || only_in_rules(place(i - 1), "gaps"))
          misplaced(place(i - 1), "a gap stands between blanks");
        return false;
      default:
        return true;
    }
  }

  void list(Run& out, std::size_t begin, std::size_t end) {
    Item item;
    item.kind = Item::Kind::list;
    for (std::size_t i = begin; i < end; ++i) item.text += letters_[i].c;
    if (lists_ != nullptr && lists_->find(item.text) == lists_->end()) {
      reporter_.report<Fault::unknown_list>(text_.place(place(begin)), item.text, item.text);
      faulty_word_ = true;
    }
    out.items.push_back(std::move(item));
  }

  void words(Run& out, std::size_t at, const std::string& text, bool forms) {
    const std::vector<std::string> tokens = words_.read(text);
    if (tokens.empty()) {
      reporter_.report<Fault::no_token>(text_.place(at), text);
      faulty_word_ = true;
      return;
    }
    for (const std::string& token : tokens) {
      Item item;
      item.text = token;
      item.kind = Item::Kind::word;
      if (forms && &token == &tokens.back()) {
        item.kind = Item::Kind::forms;
        item.text.clear();
        const auto row = forms_ == nullptr ? Forms::const_iterator() : forms_->find(token);
        if (forms_ != nullptr && row != forms_->end()) {
          item.words = row->second;
        } else {
          if (forms_ != nullptr) reporter_.report<Fault::no_form>(text_.place(at), token);
          faulty_word_ = true;
        }
      }
      out.items.push_back(std::move(item));
    }
  }

  void stem(Run& out, std::size_t at, const std::string& text, bool suffix) {
    Words::Stem found = suffix ? words_.suffix(text) : words_.prefix(text);
    if (found.stem.empty()) {
      reporter_.report<Fault::no_token>(text_.place(at), text);
      faulty_word_ = true;
    } else if (code_points(found.stem) < least_stem_letters) {
      reporter_.report<Fault::short_stem>(text_.place(at), found.stem);
      faulty_word_ = true;
    }
    const auto push = [&](Item::Kind kind, std::string word) {
      Item item;
      item.kind = kind;
      item.text = std::move(word);
      out.items.push_back(std::move(item));
    };
    for (std::string& token : found.before) push(Item::Kind::word, std::move(token));
    push(suffix ? Item::Kind::suffix : Item::Kind::prefix, std::move(found.stem));
    for (std::string& token : found.behind) push(Item::Kind::word, std::move(token));
  }

  const FileText& text_;
  const Host where_;
  Words& words_;
  const Forms* forms_;
  const ListNames* lists_;
  Reporter& reporter_;
  std::vector<Letter> letters_;
  std::size_t here_ = 0;
  std::size_t end_ = 0;
  std::vector<std::size_t> part_begins_;
  bool failed_ = false;       // the pattern's form: nothing more is read
  bool faulty_word_ = false;  // one of its words or lists: the rest is still read
};

bool needs_token(const Item& item) {
  switch (item.kind) {
    case Item::Kind::gap:
      return false;
    case Item::Kind::group:
      return !item.optional && std::all_of(item.alternatives.begin(), item.alternatives.end(),
                                           [](const Run& run) { return needs_token(run); });
    default:
      return true;
  }
}

}  // namespace

bool needs_token(const Run& run) {
  return std::any_of(run.items.begin(), run.items.end(), [](const Item& item) { return needs_token(item); });
}

std::optional<PatternDeclaration> PatternParser::pattern(const FileText& text) {
  PatternDeclaration out{{}, text.value, text.place()};
  const std::string_view value = text.value;
  const std::size_t begin = std::min(value.find_first_not_of(" \t\r\n"), value.size());
  if (!value.substr(begin).starts_with("re/")) {
    std::optional<Pattern> pattern = Parse(text, Host::rule, words_, forms_, lists_, reporter_).parse(0);
    if (!pattern) return std::nullopt;
    out.pattern = std::move(*pattern);
    return out;
  }
  const std::size_t first = begin + 3;
  const std::size_t last = value.find_last_not_of(" \t\r\n");
  if (last < first || value[last] != '/') {
    reporter_.report<Fault::regex_not_closed>(text.place(begin));
    return std::nullopt;
  }
  if (++regexes_ > limits::regexes) {
    if (regexes_ == limits::regexes + 1) reporter_.report<Fault::too_many_regexes>(text.place(begin), limits::regexes);
    return std::nullopt;
  }
  out.pattern.regex = parse_regex(text, first, last, reporter_);
  if (!out.pattern.regex) return std::nullopt;
  return out;
}

std::optional<Run> PatternParser::term(const FileText& text) {
  if (text.value.starts_with("re/")) {
    reporter_.report<Fault::not_in_list>(text.place(), "regexes");
    return std::nullopt;
  }
  std::optional<Pattern> pattern = Parse(text, Host::list, words_, forms_, lists_, reporter_).parse(0);
  if (!pattern) return std::nullopt;
  return std::move(pattern->parts.front());
}

std::optional<PatternDeclaration> PatternParser::cue_end(const FileText& text, std::size_t offset) {
  if (std::string_view(text.value).substr(offset).starts_with("re/")) {
    reporter_.report<Fault::not_in_cue_end>(text.place(offset), "regexes");
    return std::nullopt;
  }
  std::optional<Pattern> pattern = Parse(text, Host::cue_end, words_, forms_, lists_, reporter_).parse(offset);
  if (!pattern) return std::nullopt;
  return PatternDeclaration{std::move(*pattern), text.value.substr(offset), text.place(offset)};
}

}  // namespace peertag::codebook
