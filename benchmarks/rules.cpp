// What do gap rules cost on top of phrases? 5,000 phrases and the rules of perf/rules.tsv (`have you (tried|considered)
// ... yoga`), in the phrase engine and as a codebook's rules in the tagger, which both say where each was found,
// against Hyperscan's literal matcher with a check of the word borders and then its regular expressions, which only say
// which of them match.
//
// Checked before anything is timed: the engine finds the same in batches and one by one, on every instruction set; the
// rules that it finds in a text are those that the tagger finds there, where the tagger finds them; every rule that
// Hyperscan finds in a text is among them, and the phrases are as many. There are some more rules, and the program says
// how many: a gap of ours also takes words with an apostrophe, which \w+ does not.
#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "corpus.hpp"
#include "engines.hpp"
#include "harness.hpp"
#include "options.hpp"
#include "peertag/tagger.hpp"
#include "phrase_codebook.hpp"
#if defined(PEERTAG_HAVE_HYPERSCAN)
#include "rivals/hyperscan.hpp"
#endif

namespace peertag::benchmarks {
namespace {

struct GapRule {
  std::string regex;
  std::string pattern;        // the same, as peertag writes it
  bool is_of_tagger = false;  // a codebook may say so, too: its stems have three letters, and a star at one end
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::vector<GapRule> read_rules(const std::string& path) {
  std::vector<GapRule> rules;
  std::size_t left_out = 0, of_tagger = 0;
  for (const std::string& line : read_lines(path)) {
    GapRule rule{line.substr(0, line.find('\t')), {}};
    rule.pattern = rule.regex;
    replace_all(rule.pattern, "\\w+(ed|ing)", "(*ed|*ing)");
    replace_all(rule.pattern, "\\w+ing", "*ing");
    replace_all(rule.pattern, "\\w*ing", "*ing");
    replace_all(rule.pattern, "\\b", "");
    replace_all(rule.pattern, "i('m| am) ", "(i'm|i am) ");
    for (char most = '1'; most <= '9'; ++most) {
      const std::string range = std::string("{0,") + most + "}";
      replace_all(rule.pattern, "(\\w+ )" + range, std::string("..") + most + " ");
      replace_all(rule.pattern, "( \\w+)" + range, std::string(" ..") + most);
    }
    if (rule.pattern.find('\\') != std::string::npos) {
      ++left_out;
      continue;
    }
    const std::size_t star = rule.pattern.find('*');
    rule.is_of_tagger =
        star == std::string::npos || (rule.pattern[star - 1] == ' ' && rule.pattern.find("*ed") == std::string::npos);
    of_tagger += rule.is_of_tagger ? 1 : 0;
    rules.push_back(std::move(rule));
  }
  std::printf("%zu rules, of which %zu in the tagger, too; %zu left out for all engines\n", rules.size(), of_tagger,
              left_out);
  return rules;
}

// A pattern of words, choices in brackets and gaps for the phrase engine. Borrows the rule's text.
GapPattern gap_pattern(std::string_view pattern) {
  GapPattern parts;
  std::uint32_t gap = 0;
  while (!pattern.empty()) {
    const char end_of_item = pattern.front() == '(' ? ')' : ' ';
    const std::size_t end = std::min(pattern.find(end_of_item), pattern.size());
    std::string_view item = pattern.substr(0, end);
    pattern.remove_prefix(std::min(pattern.size(), pattern.find_first_not_of(") ", end)));
    if (item.empty()) continue;
    if (item.substr(0, 2) == "..") {
      gap = static_cast<std::uint32_t>(item[2] - '0');
      continue;
    }
    if (item.front() == '(') item.remove_prefix(1);
    GapPart& part = parts.parts.emplace_back();
    part.gap = std::exchange(gap, 0);
    for (std::size_t bar = 0; bar != item.npos; item.remove_prefix(bar == item.npos ? 0 : bar + 1)) {
      bar = item.find('|');
      part.choices.push_back(item.substr(0, bar));
    }
  }
  return parts;
}

using Pairs = std::set<std::pair<std::size_t, std::size_t>>;  // text and rule
using Spans = std::set<std::pair<std::uint32_t, std::uint32_t>>;
using RuleSpans = std::map<std::pair<std::size_t, std::size_t>, Spans>;  // by text and rule

// Findings of the tagger. Rules of the codebook are numbered as they were given: phrases, then gap rules.
class Findings {
 public:
  Findings(const Codebook& codebook, std::span<const std::string_view> texts) : tagger_(codebook), texts_(texts) {}

  Found run() {
    Found found;
    for (std::size_t t = 0; t < texts_.size(); ++t) {
      find(t);
      for (const Finding& finding : findings_.findings)
        found.add(t, static_cast<std::uint32_t>(finding.rule), finding.span.begin, finding.span.end);
    }
    return found;
  }

  // Of all rules but the first `phrases`.
  RuleSpans rule_spans(std::size_t phrases) {
    RuleSpans spans;
    for (std::size_t t = 0; t < texts_.size(); ++t) {
      find(t);
      for (const Finding& finding : findings_.findings)
        if (const auto rule = static_cast<std::size_t>(finding.rule); rule >= phrases)
          spans[{t, rule - phrases}].emplace(finding.span.begin, finding.span.end);
    }
    return spans;
  }

 private:
  void find(std::size_t t) {
    message_.text = texts_[t];
    tagger_.find(message_, findings_);
  }

  Tagger tagger_;
  std::span<const std::string_view> texts_;
  Message message_;
  peertag::Findings findings_;
};

#if defined(PEERTAG_HAVE_HYPERSCAN)
// Which of the rules match a text; each is told once.
class HyperscanRules {
 public:
  explicit HyperscanRules(const std::vector<GapRule>& rules) {
    std::vector<const char*> expressions;
    std::vector<unsigned> flags(rules.size(), HS_FLAG_CASELESS | HS_FLAG_SINGLEMATCH), ids;
    for (const GapRule& rule : rules) {
      ids.push_back(static_cast<unsigned>(ids.size()));
      expressions.push_back(rule.regex.c_str());
    }
    hs_compile_error_t* error = nullptr;
    if (hs_compile_multi(expressions.data(), flags.data(), ids.data(), static_cast<unsigned>(rules.size()),
                         HS_MODE_BLOCK, nullptr, &database_, &error) != HS_SUCCESS)
      throw std::runtime_error(std::string("hyperscan: ") + error->message);
    if (hs_alloc_scratch(database_, &scratch_) != HS_SUCCESS) throw std::runtime_error("hyperscan: no scratch");
  }
  HyperscanRules(const HyperscanRules&) = delete;
  HyperscanRules& operator=(const HyperscanRules&) = delete;
  ~HyperscanRules() {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }

  void match(std::span<const std::string_view> texts, Found& found) {
    found_ = &found;
    for (text_ = 0; text_ < texts.size(); ++text_)
      hs_scan(database_, texts[text_].data(), static_cast<unsigned>(texts[text_].size()), 0, scratch_, &on_match, this);
    found_ = nullptr;
  }
  Pairs pairs(std::span<const std::string_view> texts) {
    Pairs pairs;
    Found ignored;
    pairs_ = &pairs;
    match(texts, ignored);
    pairs_ = nullptr;
    return pairs;
  }

 private:
  static int on_match(unsigned id, unsigned long long, unsigned long long, unsigned, void* context) {
    auto& self = *static_cast<HyperscanRules*>(context);
    self.found_->add(self.text_, id, 0, 0);
    if (self.pairs_ != nullptr) self.pairs_->emplace(self.text_, id);
    return 0;
  }

  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
  std::size_t text_ = 0;
  Found* found_ = nullptr;
  Pairs* pairs_ = nullptr;
};
#endif

// How many hits are of the first `phrases`, and where the others are.
std::size_t sort_out(PhraseMatcher& matcher, std::span<const std::string_view> texts, std::size_t phrases,
                     RuleSpans& spans) {
  std::size_t of_phrases = 0;
  for (std::size_t t = 0; t < texts.size(); ++t)
    for (const PhraseHit& hit : matcher.match(texts[t]))
      if (const auto id = static_cast<std::size_t>(hit.phrase); id < phrases)
        ++of_phrases;
      else
        spans[{t, id - phrases}].emplace(hit.span.begin, hit.span.end);
  return of_phrases;
}

// The same rules in the same texts; where the tagger, which leaves out matches inside others of their rule, has one,
// the engine has it too.
bool agree(const RuleSpans& engine, const RuleSpans& tagger) {
  if (engine.size() != tagger.size()) return false;
  for (auto ours = engine.begin(), other = tagger.begin(); ours != engine.end(); ++ours, ++other)
    if (ours->first != other->first ||
        !std::includes(ours->second.begin(), ours->second.end(), other->second.begin(), other->second.end()))
      return false;
  return true;
}

bool run_set(const std::string& set, std::span<const std::string_view> texts, const std::vector<GapRule>& rules,
             const Options& options) {
  const std::vector<std::string> phrases = read_lines(options.shared + "/perf/" + set + ".txt");
  std::vector<std::string> of_tagger = phrases;
  std::vector<std::size_t> rule_of_tagger;  // by place behind the phrases
  std::vector<GapPattern> gap_patterns;
  for (std::size_t r = 0; r < rules.size(); ++r) {
    gap_patterns.push_back(gap_pattern(rules[r].pattern));
    if (!rules[r].is_of_tagger) continue;
    of_tagger.push_back(rules[r].pattern);
    rule_of_tagger.push_back(r);
  }
  const Codebook codebook = codebook_of(of_tagger);
  Findings findings(codebook, texts);
  const PhraseTables tables(views_of(phrases), gap_patterns);
  const PhraseTables phrases_alone(views_of(phrases));
  PhraseMatcher alone(phrases_alone);

  std::deque<PhraseMatcher> matchers;  // borrowed by the engines
  std::vector<Engine> engines;
  for (const InstructionSet instructions : instruction_sets()) {
    PhraseMatcher& matcher = matchers.emplace_back(tables, instructions);
    const std::string name = "peertag " + std::string(to_string(instructions));
    engines.push_back({name + " batch", [&] { return in_batches(matcher, texts); }});
    engines.push_back({name + " single", [&] { return one_by_one(matcher, texts); }});
  }
  const Found first = engines.front().run();
  for (const Engine& engine : engines)
    if (engine.run() != first) return false;
  RuleSpans ours;
  const std::size_t of_phrases = sort_out(matchers.front(), texts, phrases.size(), ours);
  RuleSpans ours_of_tagger = ours;
  std::erase_if(ours_of_tagger, [&](const auto& found) { return !rules[found.first.second].is_of_tagger; });
  RuleSpans by_tagger;
  for (auto& [found, spans] : findings.rule_spans(phrases.size()))
    by_tagger[{found.first, rule_of_tagger[found.second]}] = spans;
  const bool like_tagger = agree(ours_of_tagger, by_tagger);
  std::printf("%-8s the tagger finds %s rules in texts\n", set.c_str(), like_tagger ? "the same" : "OTHER");
  if (!like_tagger) return false;
  engines.push_back({"peertag phrases alone batch", [&] { return in_batches(alone, texts); }});
  engines.push_back({"whole tagger single", [&] { return findings.run(); }});
  std::string baseline = engines.back().name;
#if defined(PEERTAG_HAVE_HYPERSCAN)
  HyperscanLiterals literals(phrases);
  HyperscanRules expressions(rules);
  const Pairs theirs = expressions.pairs(texts);
  std::size_t missing = 0;
  for (const auto& pair : theirs) missing += ours.count(pair) == 0 ? 1 : 0;
  const std::uint64_t literal_matches = literals.match(texts).matches;
  std::printf(
      "%-8s phrases: %zu found, hyperscan %llu; rules in texts: %zu found, hyperscan %zu, of which missing %zu\n",
      set.c_str(), of_phrases, static_cast<unsigned long long>(literal_matches), ours.size(), theirs.size(), missing);
  if (missing != 0 || of_phrases != literal_matches) return false;
  baseline = "hyperscan literal + rules (which)";
  engines.push_back({baseline, [&] {
                       Found found = literals.match(texts);
                       expressions.match(texts, found);
                       return found;
                     }});
#else
  std::printf("%-8s SKIPPED: hyperscan (libhyperscan-dev was not there when this was built); %zu phrases\n",
              set.c_str(), of_phrases);
#endif
  print("rules", set, bytes_of(texts), take_turns(engines, options.rounds), baseline, options.csv);
  return true;
}

int run(const Options& options) {
  std::vector<std::string> texts = read_texts(options.shared + "/corpus/messages.jsonl.zst", options.bytes());
  for (std::string& text : texts) text = plain(text);
  const Corpus corpus = make_corpus(texts);
  const std::vector<GapRule> rules = read_rules(options.shared + "/perf/rules.tsv");
  bool equal = true;
  for (const std::string& set : options.sets) equal = run_set(set, corpus.texts, rules, options) && equal;
  return equal ? 0 : 1;
}

}  // namespace
}  // namespace peertag::benchmarks

int main(int argc, char** argv) {
  using namespace peertag::benchmarks;
  return run_program(argc, argv, {"ph5000"}, &run);
}
