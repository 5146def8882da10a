// One codebook on many messages: the engine against its slow twin (tests/reference). A case is one pattern, or one
// rule, on one message. Used on random codebooks (differential.cpp) and on a fuzzer's (tests/fuzz/matcher.cpp).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "codebook/compiled.hpp"
#include "match/matcher.hpp"
#include "peertag/evaluate.hpp"
#include "peertag/tagger.hpp"
#include "reference/naive_evaluate.hpp"
#include "reference/naive_matcher.hpp"
#include "text/text.hpp"

namespace comparison {

struct Counts {
  std::uint64_t books = 0;
  std::uint64_t refused_books = 0;
  std::uint64_t cases = 0;
  std::uint64_t with_match = 0;
  std::map<peertag::Stop, std::uint64_t> findings;
};

inline std::string show(const reference::Match& match) {
  std::ostringstream out;
  out << "[" << match.begin << ", " << match.end << ")";
  for (const auto& [list, entry] : match.entries) out << " " << list << "/" << entry;
  return out.str();
}

// One codebook on many messages.
class Comparison {
 public:
  Comparison(const peertag::Codebook& codebook, Counts& counts)
      : compiled_(codebook.compiled()),
        book_(compiled_.declarations),
        counts_(counts),
        vocabulary_(book_),
        segmenter_(book_.abbreviations),
        matcher_(compiled_.match),
        tagger_(codebook) {
    for (std::size_t l = 0; l < compiled_.lists.size(); ++l)
      for (std::size_t e = 0; e < compiled_.lists[l].entries.size(); ++e)
        place_of_entry_[&compiled_.lists[l].entries[e]] = book_.lists[l].entries[e].place;
    for (const peertag::RuleText& rule : compiled_.rules) scopes_.push_back(rule.scope);
  }

  // What differs; nothing if all is the same.
  std::optional<std::string> compare(const std::string& message) {
    peertag::normalise(message, normal_);
    segmenter_.tokenise(message, normal_, raw_);
    compiled_.spelling.apply(normal_, raw_, tokens_, scratch_);
    if (!peertag::well_formed(tokens_.tokens, tokens_.sentences, static_cast<std::uint32_t>(normal_.text.size())))
      return "the tokens are not well formed";
    matcher_.find(normal_, tokens_, hits_);
    if (hits_.budget_exhausted) return "the budget is exhausted";
    text_ = reference::spell(vocabulary_, normal_, raw_);
    if (const auto difference = compare_words()) return difference;

    std::vector<reference::RuleMatches> rules;
    for (std::size_t r = 0; r < book_.rules.size(); ++r) {
      const peertag::Rule& rule = compiled_.rule_set.rules[r];
      const peertag::codebook::RuleDeclaration& declared = book_.rules[r];
      rules.push_back(reference::find_all(book_, declared, scopes_[r], normal_, text_));
      if (const auto difference = compare_hits(rule.match, rules.back().match, declared.match, Hits::all))
        return "rule " + compiled_.rules[r].id + ", " + *difference;
      // Conditions are looked for where they decide something: whether that is everywhere it matters, the findings
      // tell.
      for (const auto& difference : {compare_hits(rule.all, rules.back().all, declared.all, Hits::some),
                                     compare_hits(rule.none, rules.back().none, declared.none, Hits::some)})
        if (difference) return "rule " + compiled_.rules[r].id + ", " + *difference;
    }
    std::vector<reference::CueMatches> cues;
    for (const auto& cue : book_.cues) cues.push_back(reference::find_all(book_, cue, normal_, text_));
    return compare_findings(reference::evaluate(book_, scopes_, rules, cues, normal_, text_), message);
  }

 private:
  enum class Hits : bool { all, some };

  std::optional<std::string> compare_words() const {
    if (tokens_.tokens.size() != text_.words.size()) return "the number of tokens";
    for (std::size_t t = 0; t < text_.words.size(); ++t) {
      const peertag::Token& token = tokens_.tokens[t];
      const reference::Word& word = text_.words[t];
      if (token.span != word.span || token.sentence != word.sentence || token.before != word.before)
        return "token " + std::to_string(t) + ", " + word.text;
    }
    return {};
  }

  [[nodiscard]] std::pair<std::string, std::uint32_t> place_of(peertag::EntryId entry) const {
    const peertag::codebook::Place& place = place_of_entry_.at(compiled_.entries[static_cast<std::size_t>(entry)]);
    return {place.source, place.line};
  }
  [[nodiscard]] std::pair<std::string, std::uint32_t> place_of(std::pair<std::size_t, std::size_t> entry) const {
    const peertag::codebook::Place& place = book_.lists[entry.first].entries[entry.second].place;
    return {place.source, place.line};
  }

  [[nodiscard]] bool is_same(const peertag::Hit& hit, const reference::Match& match) const {
    bool same = hit.tokens == peertag::TokenSpan{match.begin, match.end} && hit.entry_count == match.entries.size();
    for (std::size_t e = 0; same && e < match.entries.size(); ++e)
      same = place_of(hits_.entries[hit.first_entry + e]) == place_of(match.entries[e]);
    return same;
  }

  // One case a pattern.
  std::optional<std::string> compare_hits(const std::vector<peertag::PatternId>& patterns,
                                          const std::vector<std::vector<reference::Match>>& expected,
                                          const std::vector<peertag::codebook::PatternDeclaration>& declared,
                                          Hits which) {
    for (std::size_t p = 0; p < patterns.size(); ++p) {
      ++counts_.cases;
      counts_.with_match += expected[p].empty() ? 0 : 1;
      std::vector<peertag::Hit> hits;
      for (const peertag::Hit& hit : hits_.hits)
        if (hit.pattern == patterns[p]) hits.push_back(hit);
      bool same = which == Hits::some || hits.size() == expected[p].size();
      std::size_t at = 0;  // of expected[p]
      for (const peertag::Hit& hit : hits) {
        while (which == Hits::some && at < expected[p].size() && expected[p][at].begin < hit.tokens.begin) ++at;
        same = same && at < expected[p].size() && is_same(hit, expected[p][at]);
        ++at;
      }
      if (same) continue;
      std::string difference = "pattern " + declared[p].text + ": expected";
      for (const reference::Match& match : expected[p]) difference += " " + show(match);
      difference += ", found";
      for (const peertag::Hit& hit : hits) {
        difference += " " + show({hit.tokens.begin, hit.tokens.end, {}});
        for (std::uint32_t e = 0; e < hit.entry_count; ++e) {
          const auto place = place_of(hits_.entries[hit.first_entry + e]);
          difference += " " + place.first + ":" + std::to_string(place.second);
        }
      }
      return difference;
    }
    return {};
  }

  // One case a rule.
  std::optional<std::string> compare_findings(const std::vector<reference::Finding>& expected,
                                              const std::string& message) {
    peertag::Message m;
    m.text = message;
    tagger_.find(m, findings_);
    counts_.cases += book_.rules.size();
    std::vector<bool> found(book_.rules.size());
    for (const reference::Finding& finding : expected) {
      if (!found[finding.rule]) ++counts_.with_match;
      found[finding.rule] = true;
      ++counts_.findings[finding.stop];
    }
    if (findings_.findings.size() != expected.size()) return "the number of findings";
    for (std::size_t f = 0; f < expected.size(); ++f) {
      const peertag::Finding& finding = findings_.findings[f];
      const reference::Finding& twin = expected[f];
      bool same =
          static_cast<std::uint32_t>(finding.rule) == twin.rule && finding.span == twin.span &&
          finding.stop == twin.stop && finding.by == twin.by &&
          (finding.stop != peertag::Stop::cue || static_cast<std::uint32_t>(finding.cue_class) == twin.cue_class);
      std::vector<std::pair<std::string, std::uint32_t>> used, used_by_twin;
      for (std::uint32_t e = 0; e < finding.entry_count; ++e)
        used.push_back(place_of(findings_.entries[finding.first_entry + e]));
      for (const auto& entry : twin.match.entries) {
        bool before = false;
        for (const auto& place : used_by_twin) before = before || place == place_of(entry);
        if (!before) used_by_twin.push_back(place_of(entry));
      }
      same = same && used == used_by_twin;
      if (!same) {
        std::ostringstream out;
        out << "finding " << f << " of rule " << compiled_.rules[twin.rule].id << " at " << twin.span.begin << ".."
            << twin.span.end << ": expected stop " << static_cast<int>(twin.stop) << " by " << twin.by.begin << ".."
            << twin.by.end << ", found rule " << compiled_.rules[static_cast<std::size_t>(finding.rule)].id << " at "
            << finding.span.begin << ".." << finding.span.end << ", stop " << static_cast<int>(finding.stop) << " by "
            << finding.by.begin << ".." << finding.by.end;
        return out.str();
      }
    }
    return {};
  }

  const peertag::detail::CompiledCodebook& compiled_;
  const peertag::codebook::Declarations& book_;
  Counts& counts_;
  reference::Vocabulary vocabulary_;
  std::map<const peertag::ListEntry*, peertag::codebook::Place> place_of_entry_;
  std::vector<peertag::Scope> scopes_;
  peertag::text::Segmenter segmenter_;
  peertag::match::Matcher matcher_;
  peertag::Tagger tagger_;
  peertag::NormalText normal_;
  peertag::Tokens raw_, tokens_;
  std::string scratch_;
  peertag::Hits hits_;
  reference::Text text_;
  peertag::Findings findings_;
};

}  // namespace comparison
