#include "codebook/why_not.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "codebook/compiled.hpp"
#include "codebook/mutation.hpp"
#include "codebook/pattern_parser.hpp"
#include "peertag/limits.hpp"
#include "peertag/lookback.hpp"
#include "peertag/normalise.hpp"
#include "peertag/sinks/names.hpp"
#include "text/text.hpp"

namespace peertag::codebook {
namespace {

// Edits are tried until so much text has been tagged: a second or so.
constexpr std::size_t search_bytes = 16U << 20;
constexpr std::size_t longest_run = 6;  // tokens that an edit takes away
constexpr std::size_t most_replacements = 100;

std::string text_of(std::span<const Item> items) {
  std::string text;
  for (const Item& item : items) text.append(text.empty() ? "" : " ").append(codebook::text_of(item));
  return text;
}

// Parts as they stand in the pattern, `~N` between them; `^` and `$` where the pattern has them.
std::string text_of(const Pattern& pattern) {
  if (pattern.regex) return "re/" + pattern.regex->expression + '/';
  std::string text = pattern.at_start ? "^ " : "";
  for (std::size_t p = 0; p < pattern.parts.size(); ++p) {
    if (p > 0) text += " ~" + std::to_string(pattern.near_max[p - 1]) + ' ';
    text += text_of(pattern.parts[p].items);
  }
  return text + (pattern.at_end ? " $" : "");
}

// The first items of a run, without a gap at the end. Nothing where no token would be left.
std::optional<Run> beginning(const Run& run, std::size_t items) {
  Run out{{run.items.begin(), run.items.begin() + static_cast<std::ptrdiff_t>(items)}};
  while (!out.items.empty() && out.items.back().kind == Item::Kind::gap) out.items.pop_back();
  if (!needs_token(out)) return std::nullopt;
  return out;
}

void widen(Run& run) {
  for (Item& item : run.items) {
    if (item.kind == Item::Kind::gap) item.gap_max = limits::gap_tokens;
    for (Run& alternative : item.alternatives) widen(alternative);
  }
}

// Words that a pattern matches: the first alternative each time, the shortest form, no gap.
class Sampler {
 public:
  explicit Sampler(const Declarations& book) : book_(book) {}

  [[nodiscard]] std::string sample(std::span<const Item> items) const {
    std::string out;
    for (const Item& item : items) {
      const std::string words = sample(item);
      if (!words.empty()) out.append(out.empty() ? "" : " ").append(words);
    }
    return out;
  }

 private:
  [[nodiscard]] std::string sample(const Item& item) const {
    switch (item.kind) {
      case Item::Kind::word:
      case Item::Kind::prefix:
      case Item::Kind::suffix:
        return item.text;
      case Item::Kind::forms:
        return item.words.front();
      case Item::Kind::list:
        for (const ListDeclaration& list : book_.lists)
          if (list.name == item.text && !list.entries.empty()) return sample(list.entries.front().run.items);
        return "";
      case Item::Kind::group:
        return item.optional ? "" : sample(item.alternatives.front().items);
      case Item::Kind::gap:
        break;
    }
    return "";
  }

  const Declarations& book_;
};

std::string to_text(const TurnTestText& test) {
  std::string text = "by " + std::string(to_string(test.by));
  for (std::size_t h = 0; h < test.has.size(); ++h) text += (h == 0 ? " has `" : " or `") + test.has[h] + '`';
  return text;
}

std::size_t words_in(std::string_view text) {
  return text.empty() ? 0 : 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), ' '));
}

}  // namespace

WhyNotFinder::WhyNotFinder(const Codebook& codebook, RuleId rule)
    : codebook_(codebook), rule_(rule), declaration_(declaration_of(codebook, rule)), tagger_(codebook) {
  for (std::size_t p = 0; p < declaration_.match.size(); ++p) plan_steps(p);
  plan_clauses();
  plan_cues();
  book_.emplace(put_beside(codebook, std::move(probes_), Keep::all));
  probing_.emplace(*book_);
}

// --- what to ask ----------------------------------------------------------------------------------------------------

// From the whole pattern down to its first item: the first that is found tells how far it got.
void WhyNotFinder::plan_steps(std::size_t place) {
  const Pattern& whole = declaration_.match[place].pattern;
  add_step(place, whole, text_of(whole), "");
  if (whole.regex) return;
  Pattern variant = whole;
  if (whole.at_end) {
    variant.at_end = false;
    add_step(place, variant, text_of(variant),
             "`$`: the end of the " + std::string(declaration_.text.scope == Scope::message ? "message" : "sentence"));
  }
  if (whole.at_start) {
    variant = whole;
    variant.at_start = false;
    add_step(
        place, variant, text_of(variant),
        "`^`: the start of the " + std::string(declaration_.text.scope == Scope::message ? "message" : "sentence"));
  }
  variant = whole;
  for (std::uint32_t& width : variant.near_max) width = limits::gap_tokens;
  for (Run& part : variant.parts) widen(part);
  add_step(place, variant, text_of(whole), "nearness: there are too many words between");

  const std::size_t parts = whole.parts.size();
  for (std::size_t size = parts; size-- > 1;)
    for (std::size_t subset = 1; subset + 1 < std::size_t{1} << parts; ++subset) {
      Pattern some;
      std::string rest;
      for (std::size_t p = 0; p < parts; ++p) {
        if ((subset >> p & 1U) != 0)
          some.parts.push_back(whole.parts[p]);
        else
          rest.append(rest.empty() ? "" : " and ").append("`" + text_of(whole.parts[p].items) + "`");
      }
      if (some.parts.size() != size) continue;
      some.near_max.assign(whole.near_max.begin(), whole.near_max.begin() + static_cast<std::ptrdiff_t>(size - 1));
      if (std::none_of(some.parts.begin(), some.parts.end(), [](const Run& run) { return needs_token(run); })) continue;
      add_step(place, some, text_of(some), rest);
    }
  for (const Run& part : whole.parts)
    for (std::size_t items = part.items.size(); items-- > 1;) {
      const std::optional<Run> run = beginning(part, items);
      if (!run || part.items[items - 1].kind == Item::Kind::gap) continue;
      Pattern some;
      some.at_start = whole.at_start && parts == 1;
      some.parts = {*run};
      add_step(place, some, text_of(some), "`" + text_of(std::span(part.items).subspan(items)) + "`");
    }
}

void WhyNotFinder::add_step(std::size_t pattern, Pattern variant, std::string found, std::string missing) {
  steps_.push_back({pattern, std::move(found), std::move(missing)});
  RuleDeclaration& probe = probes_.emplace_back();
  probe.text.scope = declaration_.text.scope;
  probe.match.push_back(declaration_.match[pattern]);
  probe.match.back().pattern = std::move(variant);
}

// The rule with one clause each: all that stands in the way, and not only what is asked first.
void WhyNotFinder::plan_clauses() {
  RuleDeclaration bare;
  bare.text.scope = declaration_.text.scope;
  bare.match = declaration_.match;
  if (bare.match.empty()) return;
  const auto add = [&](Stop stop, std::string_view kind, std::string text) -> RuleDeclaration& {
    clauses_.push_back({stop, kind, std::move(text)});
    return probes_.emplace_back(bare);
  };
  for (const PatternDeclaration& pattern : declaration_.all) add(Stop::all, "all", pattern.text).all.push_back(pattern);
  for (const PatternDeclaration& pattern : declaration_.none)
    add(Stop::none, "none", pattern.text).none.push_back(pattern);
  for (std::size_t c = 0; c < codebook_.cue_classes().size(); ++c)
    if ((declaration_.unless >> c & 1U) != 0) add(Stop::cue, codebook_.cue_classes()[c], "").unless = 1U << c;
}

void WhyNotFinder::plan_cues() {
  for (const CueDeclaration& cue : codebook_.compiled().as_written().cues) {
    const auto c = static_cast<std::size_t>(cue.cue_class);
    if ((declaration_.unless >> c & 1U) == 0) continue;
    cues_.push_back({c, reach_of(cue)});
    probes_.emplace_back().match = cue.terms;
  }
}

std::string WhyNotFinder::reach_of(const CueDeclaration& cue) const {
  std::string text = cue.reach == Cue::Reach::forward    ? "reaches forward"
                     : cue.reach == Cue::Reach::backward ? "reaches backward"
                                                         : "reaches both ways";
  text += ", at most " + std::to_string(cue.max) + (cue.max == 1 ? " token" : " tokens");
  for (const CueEndDeclaration& end : cue.ends_at) {
    text += &end == &cue.ends_at.front() ? ", ends at " : ", ";
    for (const auto& [flag, name] : {std::pair(TokenFlags::comma, "comma"), std::pair(TokenFlags::dash, "dash"),
                                     std::pair(TokenFlags::bracket, "bracket")})
      if (has(end.before, flag)) text += std::string(name) + (end.pattern ? " before " : "");
    if (end.pattern) text += '`' + end.pattern->text + '`';
  }
  return text;
}

// --- what the answers say -------------------------------------------------------------------------------------------

WhyNot WhyNotFinder::explain(const Message& message, const Conversation* before) {
  std::optional<Conversation> own;  // of this message alone, so that it is cheap to copy
  if (before != nullptr) own = before->only(message.conversation_id);
  const Conversation* const state = own ? &*own : nullptr;

  WhyNot out;
  out.fires = standing(message, state);
  Findings probed;
  probing_->find(message, probed);
  if (probed.status == Status::decided) {
    find_progress(probed, out);
    find_obstacles(probed, out);
  }
  ask_conversation(message, state, out);
  const bool words_may_help = std::all_of(out.conversation.begin(), out.conversation.end(),
                                          [](const Obstacle& obstacle) { return obstacle.kind == "then"; });
  if (out.fires.empty() && words_may_help) out.edit = find_edit(message, state);
  return out;
}

std::vector<SourceSpan> WhyNotFinder::standing(const Message& message, const Conversation* before) {
  tagger_.find(message, findings_);
  const bool derives = declaration_.derivation.has_value();
  if (!derives && std::none_of(findings_.findings.begin(), findings_.findings.end(), [&](const Finding& finding) {
        return finding.rule == rule_ && finding.stop == Stop::no;
      }))
    return {};
  std::vector<SourceSpan> out;
  FunctionSink sink([&](const TaggedMessage& tagged) {
    for (const CodeScore& code : tagged.codes)
      for (const Annotation& annotation : code.evidence)
        if (annotation.rule == rule_) out.push_back(annotation.span);
  });
  if (before != nullptr) {
    Conversation conversation = *before;
    tagger_.resolve(message, findings_, conversation, sink);
  } else {
    tagger_.resolve(message, findings_, sink);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void WhyNotFinder::find_progress(const Findings& probed, WhyNot& out) const {
  const auto first = static_cast<std::size_t>(first_beside(*book_, steps_.size() + clauses_.size() + cues_.size()));
  for (std::size_t p = 0; p < declaration_.match.size(); ++p) {
    Progress progress{declaration_.match[p].text, declaration_.match[p].place.line, "", "", {}};
    progress.missing = "`" + progress.pattern + "`";
    for (std::size_t s = 0; s < steps_.size(); ++s) {
      if (steps_[s].pattern != p) continue;
      const auto finding = std::find_if(probed.findings.begin(), probed.findings.end(), [&](const Finding& found) {
        return static_cast<std::size_t>(found.rule) == first + s;
      });
      if (finding == probed.findings.end()) continue;
      progress.found = steps_[s].found;
      progress.missing = steps_[s].missing;
      progress.span = finding->span;
      break;
    }
    out.patterns.push_back(std::move(progress));
  }
}

void WhyNotFinder::find_obstacles(const Findings& probed, WhyNot& out) const {
  const auto first_cue = static_cast<std::size_t>(first_beside(*book_, cues_.size()));
  const auto first_clause = first_cue - clauses_.size();
  // Of a cue's words, which declaration they belong to, and so how far they reach.
  const auto reach = [&](std::string_view cue_class, SourceSpan words) -> std::string {
    for (const Finding& finding : probed.findings) {
      const auto probe = static_cast<std::size_t>(finding.rule);
      if (probe < first_cue || finding.span != words) continue;
      const CueProbe& cue = cues_[probe - first_cue];
      if (codebook_.cue_classes()[cue.cue_class] == cue_class) return cue.reach;
    }
    return cue_class == "statement" ? "the sentence is no question" : "the sentence is a question";
  };
  std::vector<std::pair<std::size_t, Obstacle>> of_match;  // by the match's place in `stopped`
  for (std::size_t c = 0; c < clauses_.size(); ++c)
    for (const Finding& finding : probed.findings) {
      if (static_cast<std::size_t>(finding.rule) != first_clause + c || finding.stop == Stop::no) continue;
      const Clause& clause = clauses_[c];
      Obstacle obstacle{clause.kind, clause.stop == Stop::cue ? reach(clause.kind, finding.by) : clause.text,
                        finding.by};
      auto stopped = std::find_if(out.stopped.begin(), out.stopped.end(),
                                  [&](const StoppedMatch& match) { return match.span == finding.span; });
      if (stopped == out.stopped.end()) {
        out.stopped.push_back({finding.span, {}});
        stopped = std::prev(out.stopped.end());
      }
      stopped->obstacles.push_back(std::move(obstacle));
    }
  std::sort(out.stopped.begin(), out.stopped.end(),
            [](const StoppedMatch& a, const StoppedMatch& b) { return a.span < b.span; });
}

void WhyNotFinder::ask_conversation(const Message& message, const Conversation* before, WhyNot& out) {
  std::optional<Conversation> copy;
  if (before != nullptr) copy = *before;
  const Thread* const thread = copy ? copy->enter(message) : nullptr;
  const Author author{message.speaker, Conversation::role_of(thread, message)};
  const RuleText& text = declaration_.text;

  if (text.from && *text.from != author.role)
    out.conversation.push_back(
        {"from",
         std::string(to_string(*text.from)) + ", but the author is " + std::string(to_string(author.role)),
         {}});
  const Rule& compiled = codebook_.compiled().rule_set.rules[static_cast<std::size_t>(rule_)];
  for (std::size_t n = 0; n < compiled.needs.size(); ++n) {
    if (find_needed(compiled.needs[n], thread, message, author)) continue;
    const LookbackText& need = text.needs[n];
    out.conversation.push_back({"needs",
                                std::string(to_string(need.where)) + ' ' + to_text(need.test) + ", within " +
                                    std::to_string(need.within) + " messages",
                                {}});
  }
  if (!text.derivation) return;
  for (const Derivation& derivation : codebook_.compiled().rule_set.derivations) {
    if (derivation.rule != rule_) continue;
    bool then = false;
    FunctionSink sink([&](const TaggedMessage& tagged) {
      for (const CodeScore& code : tagged.codes)
        then = then || (code.candidate && std::find(derivation.then.codes.begin(), derivation.then.codes.end(),
                                                    code.code) != derivation.then.codes.end());
    });
    tagger_.find(message, findings_);
    then = seen_of(derivation.then.patterns, findings_.seen) != nullptr;
    if (before != nullptr) {
      Conversation trial = *before;
      tagger_.resolve(message, findings_, trial, sink);
    } else {
      tagger_.resolve(message, findings_, sink);
    }
    if (!then) out.conversation.push_back({"then", to_text(text.derivation->then), {}});
    if (!find_first(derivation, thread, message, author))
      out.conversation.push_back({"first",
                                  to_text(text.derivation->first) + ", within " +
                                      std::to_string(text.derivation->within) + " messages" +
                                      (text.derivation->answers ? ", answered by this one" : "") +
                                      (text.derivation->then.by == By::any
                                           ? ""
                                           : ", this one by " + std::string(to_string(text.derivation->then.by))),
                                  {}});
  }
}

// --- the search for an edit -----------------------------------------------------------------------------------------

// Texts that may be what is missing: of each pattern the whole, what follows each of its items, and each item; and what
// examples mark.
std::vector<std::string> WhyNotFinder::replacements() const {
  const Declarations& book = codebook_.compiled().as_written();
  const Sampler sampler(book);
  std::vector<std::string> out;
  const auto add = [&](std::string text) {
    if (!text.empty() && std::find(out.begin(), out.end(), text) == out.end()) out.push_back(std::move(text));
  };
  for (const auto* patterns : {&declaration_.match, &declaration_.all})
    for (const PatternDeclaration& declaration : *patterns) {
      std::vector<Item> all_parts;
      for (const Run& part : declaration.pattern.parts) {
        const std::span<const Item> items(part.items);
        for (std::size_t i = 0; i < items.size(); ++i) add(sampler.sample(items.subspan(i)));
        for (const Item& item : items) add(sampler.sample({&item, 1}));
        all_parts.insert(all_parts.end(), items.begin(), items.end());
      }
      add(sampler.sample(all_parts));
    }
  const auto add_examples = [&](const RuleText& rule) {
    for (const Example& example : rule.examples)
      for (const Example::Turn& turn : example.turns)
        for (const SourceSpan span : turn.findings) add(turn.text.substr(span.begin, span.size()));
  };
  add_examples(declaration_.text);
  if (declaration_.derivation)
    for (std::size_t r = 0; r < book.rules.size(); ++r)
      for (const CodeId code : declaration_.derivation->then.codes)
        if (std::find(book.rules[r].codes.begin(), book.rules[r].codes.end(), code) != book.rules[r].codes.end())
          add_examples(codebook_.rules()[r]);
  std::stable_sort(out.begin(), out.end(),
                   [](const std::string& a, const std::string& b) { return words_in(a) < words_in(b); });
  if (out.size() > most_replacements) out.resize(most_replacements);
  return out;
}

std::optional<Edit> WhyNotFinder::find_edit(const Message& message, const Conversation* before) {
  if (message.text.size() > limits::text_bytes) return std::nullopt;
  NormalText normal;
  Tokens tokens;
  normalise(message.text, normal);
  text::Segmenter(codebook_.compiled().declarations.abbreviations).tokenise(message.text, normal, tokens);
  std::vector<SourceSpan> words;
  for (const Token& token : tokens.tokens) words.push_back(normal.map.to_source(token.span));

  // By what they cost: words taken away and words put in their place; then from the beginning of the text.
  const std::vector<std::string> texts = replacements();
  std::size_t most_words = 0;
  for (const std::string& text : texts) most_words = std::max(most_words, words_in(text));
  std::size_t left = search_bytes;
  const auto fires = [&](const Edit& edit) {
    const std::string edited = edit.apply(message.text);
    left -= std::min(left, edited.size() + 256);
    Message trial = message;
    trial.text = edited;
    return !standing(trial, before).empty();
  };
  for (std::size_t cost = 1; cost <= longest_run + most_words; ++cost)
    for (std::size_t run = 1; run <= std::min({cost, longest_run, words.size()}); ++run)
      for (std::size_t w = 0; w + run <= words.size(); ++w) {
        const SourceSpan span{words[w].begin, words[w + run - 1].end};
        const std::string taken(message.text.substr(span.begin, span.size()));
        if (run == cost && fires({span, ""})) return Edit{span, ""};
        for (const std::string& text : texts) {
          if (words_in(text) + run != cost) continue;
          // A word may also stay, with the others before or behind it.
          for (const std::string& with : {text, taken + ' ' + text, text + ' ' + taken}) {
            if (left == 0) return std::nullopt;
            if (with.size() > text.size() && run > 1) continue;
            if (fires({span, with})) return Edit{span, with};
          }
        }
        if (left == 0) return std::nullopt;
      }
  return std::nullopt;
}

}  // namespace peertag::codebook
