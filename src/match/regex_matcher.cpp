// The core's only user of RE2.
//
// One pass over the text finds every occurrence of every gate: a table is asked for each three bytes, and literals that
// begin with them are compared. A regex runs over the sentences (or the message) its literal occurs in, and nowhere
// else.
//
// Leftmost, non-overlapping, ends on token borders: the search goes on at the match's end; after a match that does not
// begin and end on token borders it goes on at the first token that begins behind that match's begin. Every search may
// read to the end of its text, so that is what each is counted for: `a.*b|a` costs what it costs, and the budget keeps
// the sum of restarts linear.
#include "match/regex_matcher.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "peertag/limits.hpp"

namespace peertag::match {
namespace {

constexpr std::uint64_t bytes_per_step = 16;  // RE2 reads a byte in about a sixteenth of a program's step

// Where literals of three bytes or more occur.
class GateIndex {
 public:
  explicit GateIndex(std::span<const RegexPattern> patterns) {
    std::size_t size = 256;
    while (size < patterns.size() * 8) size *= 2;
    std::vector<std::vector<std::uint32_t>> buckets(size);
    for (std::size_t p = 0; p < patterns.size(); ++p)
      buckets[bucket_of(patterns[p].literal.data(), size)].push_back(static_cast<std::uint32_t>(p));
    ends_.push_back(0);
    for (const std::vector<std::uint32_t>& bucket : buckets) {
      members_.insert(members_.end(), bucket.begin(), bucket.end());
      ends_.push_back(static_cast<std::uint32_t>(members_.size()));
    }
  }

  // Calls `found(pattern, at)` in order of places. Gives back how many literals were compared.
  template <class Found>
  std::uint64_t scan(std::string_view text, std::span<const RegexPattern> patterns, Found found) const {
    std::uint64_t compared = 0;
    for (std::size_t at = 0; at + 3 <= text.size(); ++at) {
      const std::size_t bucket = bucket_of(text.data() + at, ends_.size() - 1);
      for (std::uint32_t m = ends_[bucket]; m < ends_[bucket + 1]; ++m) {
        ++compared;
        if (text.substr(at).starts_with(patterns[members_[m]].literal)) found(members_[m], at);
      }
    }
    return compared;
  }

 private:
  [[nodiscard]] static std::size_t bucket_of(const char* bytes, std::size_t size) {
    std::uint32_t three = 0;
    std::memcpy(&three, bytes, 3);
    return (three * 0x9E3779B1U >> 8U) & (size - 1);
  }
  std::vector<std::uint32_t> ends_;
  std::vector<std::uint32_t> members_;
};

// What a regex is run over.
struct Extent {
  NormalSpan text;
  TokenSpan tokens;
};

}  // namespace

struct RegexMatcher::State {
  explicit State(std::span<const RegexPattern> p) : patterns(p), gates(p), last_sentence(p.size()) {}

  std::span<const RegexPattern> patterns;
  GateIndex gates;
  std::vector<std::unique_ptr<re2::RE2>> regexes;
  // Scratch: which regex is to run over which sentence, each pair once.
  std::vector<std::uint64_t> runs;
  std::vector<std::uint32_t> last_sentence;  // + 1, of the runs of a regex
};

RegexMatcher::RegexMatcher(std::span<const RegexPattern> patterns) : state_(std::make_unique<State>(patterns)) {
  re2::RE2::Options options(re2::RE2::Quiet);  // else it prints patterns to stderr
  options.set_max_mem(static_cast<std::int64_t>(limits::regex_memory_bytes));
  for (const RegexPattern& pattern : patterns)
    state_->regexes.push_back(std::make_unique<re2::RE2>(pattern.expression, options));
}

RegexMatcher::~RegexMatcher() = default;

void RegexMatcher::find(const NormalText& text, const Tokens& tokens, std::uint64_t budget, Hits& hits) {
  State& state = *state_;
  if (state.patterns.empty()) return;

  state.runs.clear();
  std::uint32_t sentence = 0;
  hits.steps += text.text.size() / bytes_per_step;
  hits.steps += state.gates.scan(text.text, state.patterns, [&](std::uint32_t pattern, std::size_t at) {
    while (sentence < tokens.sentences.size() && tokens.sentences[sentence].text.end <= at) ++sentence;
    const bool whole = state.patterns[pattern].scope == Scope::message;
    if (!whole && (sentence == tokens.sentences.size() || at < tokens.sentences[sentence].text.begin)) return;
    const std::uint32_t unit = whole ? 0 : sentence;
    if (std::exchange(state.last_sentence[pattern], unit + 1) == unit + 1) return;
    state.runs.push_back(static_cast<std::uint64_t>(pattern) << 32U | unit);
  });

  for (const std::uint64_t run : state.runs) state.last_sentence[run >> 32U] = 0;

  const auto token_count = static_cast<std::uint32_t>(tokens.tokens.size());
  for (const std::uint64_t run : state.runs) {
    const auto p = static_cast<std::uint32_t>(run >> 32U);
    const RegexPattern& pattern = state.patterns[p];
    const re2::RE2& regex = *state.regexes[p];
    if (!regex.ok()) {  // no memory for it: what it would have found is not known
      hits.budget_exhausted = true;
      return;
    }
    Extent extent{{0, static_cast<std::uint32_t>(text.text.size())}, {0, token_count}};
    if (pattern.scope == Scope::sentence) {
      const Sentence& in = tokens.sentences[static_cast<std::uint32_t>(run)];
      extent = {in.text, in.tokens};
    }
    const re2::StringPiece subject(text.text.data() + extent.text.begin, extent.text.size());
    const auto first = tokens.tokens.begin() + extent.tokens.begin;
    const auto last = tokens.tokens.begin() + extent.tokens.end;

    std::uint32_t from = extent.text.begin;
    auto next = first;  // no token before it begins at or behind `from`
    while (next != last) {
      hits.charge(pattern.pattern, 1 + (extent.text.end - from) / bytes_per_step);
      if (hits.steps > budget) {
        hits.budget_exhausted = true;
        return;
      }
      re2::StringPiece match;
      if (!regex.Match(subject, from - extent.text.begin, subject.size(), re2::RE2::UNANCHORED, &match, 1)) break;
      const auto begin = static_cast<std::uint32_t>(match.data() - text.text.data());
      const auto end = begin + static_cast<std::uint32_t>(match.size());
      const auto begins =
          std::lower_bound(next, last, begin, [](const Token& t, std::uint32_t at) { return t.span.begin < at; });
      const auto ends =
          std::upper_bound(begins, last, end, [](std::uint32_t at, const Token& t) { return at < t.span.end; });
      if (begins != last && begins->span.begin == begin && ends != begins && (ends - 1)->span.end == end) {
        hits.hits.push_back({pattern.pattern,
                             {static_cast<std::uint32_t>(begins - tokens.tokens.begin()),
                              static_cast<std::uint32_t>(ends - tokens.tokens.begin())},
                             0,
                             0});
        next = ends;
        from = end;
        continue;
      }
      next = std::upper_bound(begins, last, begin, [](std::uint32_t at, const Token& t) { return at < t.span.begin; });
      if (next != last) from = next->span.begin;
    }
  }
}

}  // namespace peertag::match
