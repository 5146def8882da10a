#include "reference/naive_matcher.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>

namespace reference {
namespace {

using peertag::Scope;
using peertag::codebook::Declarations;
using peertag::codebook::Item;
using peertag::codebook::ListDeclaration;
using peertag::codebook::Pattern;
using peertag::codebook::PatternDeclaration;
using peertag::codebook::Run;

// --- spelling -----------------------------------------------------------------------------------------------------

std::vector<std::string> letters_of(const std::string& word) {
  std::vector<std::string> letters;
  for (const char c : word) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80 && !letters.empty())
      letters.back() += c;
    else
      letters.emplace_back(1, c);
  }
  return letters;
}

std::string squeezed(const std::string& word, std::size_t keep) {
  const std::vector<std::string> letters = letters_of(word);
  std::string out;
  for (std::size_t i = 0; i < letters.size();) {
    std::size_t end = i;
    while (end < letters.size() && letters[end] == letters[i]) ++end;
    const bool is_letter = letters[i].size() > 1 || (letters[i] >= "a" && letters[i] <= "z");
    const std::size_t times = is_letter && end - i >= 3 ? keep : end - i;
    for (std::size_t k = 0; k < times; ++k) out += letters[i];
    i = end;
  }
  return out;
}

// --- matching -----------------------------------------------------------------------------------------------------

struct State {
  std::uint32_t next = 0;
  std::uint32_t gaps = 0;
  std::optional<std::uint32_t> leave;
  std::vector<std::pair<std::size_t, std::size_t>> entries;
};
using Continue = std::function<void(const State&)>;

class Search {
 public:
  Search(const Declarations& book, const Text& text, Scope scope, std::uint32_t start)
      : book_(book), text_(text), start_(start), end_(static_cast<std::uint32_t>(text.words.size())) {
    if (scope == Scope::sentence) end_ = text.sentences[text.words[start].sentence].tokens.end;
  }

  // All matches from the start, the ways written first before the others.
  void pattern(const Pattern& pattern, const Continue& found) const {
    std::vector<std::size_t> order(pattern.parts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    do {
      parts(pattern, order, 0, State{start_, 0, {}, {}}, [&](const State& state) {
        if (state.next > start_ && (!pattern.at_end || state.next == end_)) found(state);
      });
    } while (std::next_permutation(order.begin(), order.end()));
  }

 private:
  void parts(const Pattern& pattern, const std::vector<std::size_t>& order, std::size_t i, State state,
             const Continue& found) const {
    if (i == order.size()) return found(state);
    if (i > 0) allow_gap(state, pattern.near_max[i - 1]);
    run(pattern.parts[order[i]], 0, state, [&](const State& s) { parts(pattern, order, i + 1, s, found); });
  }

  void run(const Run& run_, std::size_t i, const State& state, const Continue& found) const {
    if (i == run_.items.size()) return found(state);
    const Item& item = run_.items[i];
    const Continue rest = [&](const State& s) { run(run_, i + 1, s, found); };
    if (item.kind == Item::Kind::gap) {
      State with_leave = state;
      allow_gap(with_leave, item.gap_max);
      return rest(with_leave);
    }
    if (item.kind == Item::Kind::group) {
      for (const Run& alternative : item.alternatives) run(alternative, 0, state, rest);
      if (item.optional) rest(state);
      return;
    }
    const std::uint32_t most = state.leave.value_or(0);
    for (std::uint32_t left_out = 0; left_out <= most && state.next + left_out < end_; ++left_out) {
      const std::uint32_t at = state.next + left_out;
      if (!state.leave && at > start_ && text_.words[at].sentence != text_.words[at - 1].sentence) return;
      State after = state;
      after.gaps += left_out;
      after.leave.reset();
      if (item.kind != Item::Kind::list) {
        after.next = at + 1;
        if (fits(item, text_.words[at].text)) rest(after);
        continue;
      }
      for (std::size_t l = 0; l < book_.lists.size(); ++l) {
        if (book_.lists[l].name != item.text) continue;
        for (std::size_t e = 0; e < book_.lists[l].entries.size(); ++e) {
          for (const auto& [end, gaps] : phrase_at(book_.lists[l].entries[e].run.items, at)) {
            State with_entry = after;
            with_entry.next = end;
            with_entry.gaps += gaps;
            with_entry.entries.emplace_back(l, e);
            rest(with_entry);
          }
        }
      }
    }
  }

  void allow_gap(State& state, std::uint32_t tokens) const {
    if (state.next > start_) state.leave = state.leave.value_or(0) + tokens;
  }

  // Ends and gap tokens of an entry that begins at `at`; it stays in its sentence, its gap (of learned entries) too.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> phrase_at(const std::vector<Item>& phrase,
                                                                 std::uint32_t at) const {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ends = {{at, 0}};
    const std::uint32_t sentence_end = text_.sentences[text_.words[at].sentence].tokens.end;
    for (const Item& item : phrase) {
      std::vector<std::pair<std::uint32_t, std::uint32_t>> longer;
      for (const auto& [next, gaps] : ends) {
        if (item.kind == Item::Kind::gap)
          for (std::uint32_t width = 0; width <= item.gap_max; ++width) longer.emplace_back(next + width, gaps + width);
        else if (next < sentence_end && fits(item, text_.words[next].text))
          longer.emplace_back(next + 1, gaps);
      }
      ends = longer;
    }
    return ends;
  }

  static bool fits(const Item& item, const std::string& word) {
    switch (item.kind) {
      case Item::Kind::word:
        return word == squeezed(item.text, 2);
      case Item::Kind::forms:
        return std::any_of(item.words.begin(), item.words.end(),
                           [&](const std::string& form) { return word == squeezed(form, 2); });
      case Item::Kind::prefix:
        return word.starts_with(squeezed(item.text, 2));
      case Item::Kind::suffix:
        return word.ends_with(squeezed(item.text, 2));
      default:
        return false;
    }
  }

  const Declarations& book_;
  const Text& text_;
  std::uint32_t start_, end_;
};

// A regex is tried at every byte: the first place where it matches is the leftmost.
void find_regex(const std::string& expression, const std::string& text, const Text& words,
                const peertag::NormalSpan where, const peertag::TokenSpan tokens, std::vector<Match>& out) {
  static std::map<std::string, std::unique_ptr<re2::RE2>> compiled;  // once each: that is most of the time otherwise
  std::unique_ptr<re2::RE2>& kept = compiled[expression];
  if (!kept) kept = std::make_unique<re2::RE2>(expression, re2::RE2::Quiet);
  const re2::RE2& regex = *kept;
  const re2::StringPiece subject(text.data() + where.begin, where.size());
  for (std::size_t from = 0; from < subject.size();) {
    re2::StringPiece match;
    std::size_t begin = from;
    while (begin < subject.size() && !regex.Match(subject, begin, subject.size(), re2::RE2::ANCHOR_START, &match, 1))
      ++begin;
    if (begin >= subject.size()) return;
    const auto normal_begin = static_cast<std::uint32_t>(where.begin + begin);
    const auto normal_end = static_cast<std::uint32_t>(normal_begin + match.size());
    std::optional<std::uint32_t> first, last;
    for (std::uint32_t t = tokens.begin; t < tokens.end; ++t) {
      if (!first && words.words[t].span.begin == normal_begin) first = t;
      if (words.words[t].span.end == normal_end) last = t + 1;
    }
    if (first && last && *first < *last) {
      out.push_back({*first, *last, {}});
      from = begin + match.size();
      continue;
    }
    // On to the first token that begins behind the match's begin.
    std::optional<std::size_t> next;
    for (std::uint32_t t = tokens.begin; t < tokens.end && !next; ++t)
      if (words.words[t].span.begin > normal_begin) next = words.words[t].span.begin - where.begin;
    if (!next) return;
    from = *next;
  }
}

}  // namespace

Vocabulary::Vocabulary(const Declarations& book) {
  for (const auto& rule : book.rules) {
    add(rule.match);
    add(rule.all);
    add(rule.none);
  }
  for (const auto& cue : book.cues) {
    add(cue.terms);
    add(cue.hides);
    for (const auto& end : cue.ends_at)
      if (end.pattern) add({*end.pattern});
  }
  for (const ListDeclaration& list : book.lists)
    for (const auto& entry : list.entries) add(entry.run);
  for (const auto& [from, to] : book.variants) variants.emplace(squeezed(from, 2), to);
}

void Vocabulary::add(const std::vector<PatternDeclaration>& patterns) {
  for (const PatternDeclaration& pattern : patterns)
    for (const Run& run : pattern.pattern.parts) add(run);
}

void Vocabulary::add(const Run& run) {
  for (const Item& item : run.items) {
    if (item.kind == Item::Kind::word) words.insert(squeezed(item.text, 2));
    if (item.kind == Item::Kind::forms)
      for (const std::string& word : item.words) words.insert(squeezed(word, 2));
    if (item.kind == Item::Kind::prefix) beginnings.insert(squeezed(item.text, 2));
    if (item.kind == Item::Kind::suffix) endings.insert(squeezed(item.text, 2));
    for (const Run& alternative : item.alternatives) add(alternative);
  }
}

bool Vocabulary::knows(const std::string& word) const {
  return words.contains(word) || variants.contains(word) ||
         std::any_of(beginnings.begin(), beginnings.end(), [&](const auto& b) { return word.starts_with(b); }) ||
         std::any_of(endings.begin(), endings.end(), [&](const auto& e) { return word.ends_with(e); });
}

Text spell(const Vocabulary& known, const peertag::NormalText& normal, const peertag::Tokens& raw) {
  Text out;
  peertag::TokenFlags pending = peertag::TokenFlags::none;
  for (std::size_t s = 0; s < raw.sentences.size(); ++s) {
    out.sentences.push_back(raw.sentences[s]);
    out.sentences.back().tokens.begin = static_cast<std::uint32_t>(out.words.size());
    for (std::uint32_t t = raw.sentences[s].tokens.begin; t < raw.sentences[s].tokens.end; ++t) {
      const peertag::Token& token = raw.tokens[t];
      const std::string written = normal.text.substr(token.span.begin, token.span.size());
      std::string form = squeezed(written, 2);
      if (!known.knows(form) && known.knows(squeezed(written, 1))) form = squeezed(written, 1);
      std::vector<std::string> words = {form};
      if (const auto variant = known.variants.find(form); variant != known.variants.end()) {
        words = variant->second;
        for (std::string& word : words) word = squeezed(word, 2);
      }
      pending |= token.before;
      for (const std::string& word : words) {
        out.words.push_back({word, token.span, static_cast<std::uint32_t>(s), pending});
        pending = peertag::TokenFlags::none;
      }
    }
    out.sentences.back().tokens.end = static_cast<std::uint32_t>(out.words.size());
  }
  return out;
}

std::vector<Match> find(const Declarations& book, const Pattern& pattern, Scope scope,
                        const peertag::NormalText& normal, const Text& text) {
  std::vector<Match> matches;
  const auto all = static_cast<std::uint32_t>(text.words.size());
  if (pattern.regex) {
    if (scope == Scope::message) {
      find_regex(pattern.regex->expression, normal.text, text, {0, static_cast<std::uint32_t>(normal.text.size())},
                 {0, all}, matches);
      return matches;
    }
    for (const peertag::Sentence& sentence : text.sentences)
      find_regex(pattern.regex->expression, normal.text, text, sentence.text, sentence.tokens, matches);
    return matches;
  }
  for (std::uint32_t start = 0; start < all; ++start) {
    const std::uint32_t scope_begin =
        scope == Scope::message ? 0 : text.sentences[text.words[start].sentence].tokens.begin;
    if (pattern.at_start && start != scope_begin) continue;
    std::optional<State> best;
    Search(book, text, scope, start).pattern(pattern, [&](const State& state) {
      if (!best || state.gaps < best->gaps || (state.gaps == best->gaps && state.next > best->next)) best = state;
    });
    if (best) matches.push_back({start, best->next, best->entries});
  }
  return matches;
}

}  // namespace reference
