// Regex patterns over sentences or messages, each behind the literal that all its matches contain.
//
// RE2 objects hold caches behind a mutex: a regex matcher has its own and stays on its thread. (RE2 allocates as it
// likes; the rest of matching does not.)
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "match/tables.hpp"
#include "peertag/normalise.hpp"
#include "peertag/token.hpp"

namespace peertag::match {

class RegexMatcher {
 public:
  // Borrows `patterns`.
  explicit RegexMatcher(std::span<const RegexPattern> patterns);
  ~RegexMatcher();
  RegexMatcher(const RegexMatcher&) = delete;
  RegexMatcher& operator=(const RegexMatcher&) = delete;

  // Appends hits, adds to hits.steps, and stops with hits.budget_exhausted when they pass `budget`.
  void find(const NormalText& text, const Tokens& tokens, std::uint64_t budget, Hits& hits);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peertag::match
