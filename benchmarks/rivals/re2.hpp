// RE2 three ways: an expression for each phrase, one after the other; all of them as one set, which only says which of
// them matched; and FilteredRE2, which is told by an Aho-Corasick automaton which expressions can match at all.
#pragma once

#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "harness.hpp"
#include "rivals/aho_corasick.hpp"
#include "rivals/words.hpp"

namespace peertag::benchmarks {

// Every whole-word match of one expression, overlapping ones too.
inline void find_all(const re2::RE2& expression, std::uint64_t phrase, std::uint64_t place, std::string_view text,
                     Found& found) {
  re2::StringPiece match;
  for (std::size_t from = 0;
       from <= text.size() && expression.Match(text, from, text.size(), re2::RE2::UNANCHORED, &match, 1);) {
    const auto begin = static_cast<std::size_t>(match.data() - text.data());
    const std::size_t end = begin + match.size();
    if (is_whole(text, begin, end)) found.add(place, phrase, begin, end);
    from = begin + 1;
  }
}

class Re2Loop {
 public:
  explicit Re2Loop(const std::vector<std::string>& phrases) {
    for (const std::string& phrase : phrases)
      expressions_.push_back(std::make_unique<re2::RE2>(re2::RE2::QuoteMeta(phrase)));
  }
  Found match(std::span<const std::string_view> texts) const {
    Found found;
    for (std::size_t t = 0; t < texts.size(); ++t)
      for (std::size_t p = 0; p < expressions_.size(); ++p) find_all(*expressions_[p], p, t, texts[t], found);
    return found;
  }

 private:
  std::vector<std::unique_ptr<re2::RE2>> expressions_;
};

// Each phrase of a text once, without its place.
class Re2Set {
 public:
  explicit Re2Set(const std::vector<std::string>& phrases) : set_(options(), re2::RE2::UNANCHORED) {
    for (const std::string& phrase : phrases)
      if (set_.Add("(?:^|[^a-z0-9_'])" + re2::RE2::QuoteMeta(phrase) + "(?:$|[^a-z0-9_'])", nullptr) < 0)
        throw std::runtime_error("RE2::Set refuses a phrase");
    if (!set_.Compile()) throw std::runtime_error("RE2::Set does not compile");
  }
  Found match(std::span<const std::string_view> texts) {
    Found found;
    for (std::size_t t = 0; t < texts.size(); ++t) {
      if (!set_.Match(texts[t], &which_)) continue;
      for (const int phrase : which_) found.add(t, static_cast<std::uint64_t>(phrase), 0, 0);
    }
    return found;
  }

 private:
  static re2::RE2::Options options() {
    re2::RE2::Options options(re2::RE2::Quiet);
    options.set_max_mem(std::int64_t{4} << 30U);
    return options;
  }
  re2::RE2::Set set_;
  std::vector<int> which_;
};

class FilteredRe2 {
 public:
  explicit FilteredRe2(const std::vector<std::string>& phrases) {
    for (const std::string& phrase : phrases) {
      int id = 0;
      if (filter_.Add(re2::RE2::QuoteMeta(phrase), re2::RE2::Quiet, &id) != re2::RE2::NoError)
        throw std::runtime_error("FilteredRE2 refuses a phrase");
    }
    std::vector<std::string> atoms;
    filter_.Compile(&atoms);
    seen_.resize(atoms.size());
    automaton_.emplace(atoms);
  }
  Found match(std::span<const std::string_view> texts) {
    Found found;
    for (std::size_t t = 0; t < texts.size(); ++t) {
      atoms_.clear();
      automaton_->scan(texts[t], [&](std::uint32_t atom, std::size_t, std::size_t) {
        if (seen_[atom]) return;
        seen_[atom] = true;
        atoms_.push_back(static_cast<int>(atom));
      });
      for (const int atom : atoms_) seen_[static_cast<std::size_t>(atom)] = false;
      filter_.AllPotentials(atoms_, &possible_);
      for (const int phrase : possible_)
        find_all(filter_.GetRE2(phrase), static_cast<std::uint64_t>(phrase), t, texts[t], found);
    }
    return found;
  }

 private:
  re2::FilteredRE2 filter_;
  std::optional<AhoCorasick> automaton_;
  std::vector<bool> seen_;
  std::vector<int> atoms_, possible_;
};

}  // namespace peertag::benchmarks
