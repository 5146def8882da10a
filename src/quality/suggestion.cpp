#include "quality/suggestion.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "codebook/compiled.hpp"
#include "codebook/readers.hpp"
#include "quality/word_filter.hpp"

namespace peertag::quality {
namespace {

constexpr std::size_t contexts_shown = 3, context_bytes = 40;
constexpr std::uint32_t least_messages = 5, least_frames = 3;
constexpr std::uint32_t too_common = 150;  // ranks below are words such as "the", which fill every gap
// Occurrences that a word must share with nobody before its share counts in full: of three, two are chance.
constexpr double doubt = 20.0;

// A message's words, sentence by sentence, as they are before spelling variants.
class Reader {
 public:
  explicit Reader(const codebook::Declarations& declarations) : segmenter_(declarations.abbreviations) {}

  // Calls `take(words)` for each sentence. `at(i)` is the source span of word i of the sentence at hand.
  template <class Take>
  void each_sentence(std::string_view text, Take take) {
    normalise(text, normal_);
    segmenter_.tokenise(text, normal_, tokens_);
    for (const Sentence& sentence : tokens_.sentences) {
      begin_ = sentence.tokens.begin;
      words_.clear();
      for (std::uint32_t t = sentence.tokens.begin; t < sentence.tokens.end; ++t) {
        const NormalSpan span = tokens_.tokens[t].span;
        words_.emplace_back(std::string_view(normal_.text).substr(span.begin, span.size()));
      }
      take(words_);
    }
  }
  [[nodiscard]] SourceSpan at(std::size_t word) const {
    return normal_.map.to_source(tokens_.tokens[begin_ + word].span);
  }

 private:
  text::Segmenter segmenter_;
  NormalText normal_;
  Tokens tokens_;
  std::uint32_t begin_ = 0;
  std::vector<std::string> words_;
};

// A few words before and after, cut at blanks.
std::string context(std::string_view text, SourceSpan span) {
  std::size_t begin = span.begin > context_bytes ? span.begin - context_bytes : 0;
  std::size_t end = std::min<std::size_t>(text.size(), span.end + context_bytes);
  while (begin > 0 && begin < span.begin && text[begin - 1] != ' ') ++begin;
  while (end < text.size() && end > span.end && text[end] != ' ') --end;
  std::string out(text.substr(begin, end - begin));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return out;
}

// Where terms of suggestions stand, a few places each.
void add_contexts(std::span<const Message> messages, const Codebook& codebook, std::vector<Suggestion>& suggestions) {
  std::map<std::vector<std::string>, Suggestion*> by_words;
  Reader reader(codebook.compiled().declarations);
  for (Suggestion& suggestion : suggestions)
    reader.each_sentence(suggestion.term,
                         [&](const std::vector<std::string>& words) { by_words[words] = &suggestion; });
  std::size_t left = by_words.size() * contexts_shown;
  for (const Message& message : messages) {
    if (left == 0) return;
    reader.each_sentence(message.text, [&](const std::vector<std::string>& words) {
      for (std::size_t begin = 0; begin < words.size(); ++begin) {
        std::vector<std::string> term;
        for (std::size_t n = 0; n < 4 && begin + n < words.size(); ++n) {
          term.push_back(words[begin + n]);
          const auto found = by_words.find(term);
          if (found == by_words.end() || found->second->contexts.size() == contexts_shown) continue;
          found->second->contexts.push_back(context(message.text, {reader.at(begin).begin, reader.at(begin + n).end}));
          --left;
        }
      }
    });
  }
}

void keep_best(std::vector<std::pair<double, Suggestion>>& ranked, std::size_t most, std::vector<Suggestion>& out) {
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& ranking : ranked) {
    if (out.size() == most) return;
    Suggestion& suggestion = ranking.second;
    // A longer term that says no more than a shorter one before it, or the other way round, is read once.
    const bool said = std::any_of(out.begin(), out.end(),
                                  [&](const Suggestion& other) { return overlap(other.term, suggestion.term); });
    if (!said) out.push_back(std::move(suggestion));
  }
}

// The single words of a code's lists, in matching form. Stems and phrases have no place of their own between two words.
std::set<std::string> seeds(CodeId code, const codebook::Declarations& declarations) {
  codebook::ListNames names;
  for (const codebook::RuleDeclaration& rule : declarations.rules) {
    if (std::find(rule.codes.begin(), rule.codes.end(), code) == rule.codes.end()) continue;
    for (const codebook::PatternDeclaration& declared : rule.match)
      for (const codebook::Run& part : declared.pattern.parts) codebook::add_lists(part, names);
  }
  std::set<std::string> out;
  for (const codebook::ListDeclaration& list : declarations.lists) {
    if (!names.contains(list.name)) continue;
    for (const codebook::EntryDeclaration& entry : list.entries)
      if (entry.run.items.size() == 1 && entry.run.items[0].kind == codebook::Item::Kind::word)
        out.insert(entry.run.items[0].text);
  }
  return out;
}

struct Frame {
  std::uint64_t seeds = 0, all = 0;  // how often an entry, and any word, stands in it
};

struct Filler {
  std::uint64_t all = 0, messages = 0;
  std::uint32_t last_message = 0;
  std::map<std::uint32_t, std::uint32_t> frames;  // those of entries: how often
};

}  // namespace

std::vector<Suggestion> suggest_by_labels(std::span<const Message> messages, std::span<const Evidence> evidence,
                                          const Terms& terms, const Codebook& codebook, std::size_t most) {
  std::vector<std::uint64_t> uses(terms.texts.size()), missed(uses.size()), missed_positives(uses.size());
  double all = 0, positives = 0;
  for (const Evidence& one : evidence) {
    for (const std::uint32_t term : terms.of_message[one.message]) {
      ++uses[term];
      missed[term] += one.found ? 0 : 1;
      missed_positives[term] += one.positive && !one.found ? 1 : 0;
    }
    if (one.found) continue;
    ++all;
    positives += one.positive ? 1 : 0;
  }
  std::vector<std::pair<double, Suggestion>> ranked;
  const double expected = ratio(positives, all);
  for (std::size_t term = 0; term < uses.size() && positives > 0; ++term) {
    const auto n = static_cast<double>(missed[term]), k = static_cast<double>(missed_positives[term]);
    if (k < 2 || k <= n * expected) continue;
    Suggestion suggestion;
    suggestion.by = Suggestion::By::labels;
    suggestion.term = terms.texts[term];
    suggestion.messages = uses[term];
    suggestion.positives = missed_positives[term];
    suggestion.lift = ratio(ratio(k, n), expected);
    ranked.emplace_back((k - n * expected) / std::sqrt(n * expected * (1 - expected) + 1), std::move(suggestion));
  }
  std::vector<Suggestion> out;
  keep_best(ranked, most, out);
  add_contexts(messages, codebook, out);
  return out;
}

std::vector<Suggestion> suggest_by_neighbourhood(std::span<const Message> messages, CodeId code,
                                                 const Codebook& codebook, std::size_t most) {
  const codebook::Declarations& declarations = codebook.compiled().declarations;
  const std::set<std::string> entries = seeds(code, declarations);
  codebook::Words words(declarations.abbreviations);
  words.use(declarations.variants);
  WordFilter filter(declarations, words);
  Reader reader(declarations);
  // Calls `take(word, its neighbours)` for each word that has both.
  const auto each_place = [&](const Message& message, auto take) {
    reader.each_sentence(message.text, [&](const std::vector<std::string>& sentence) {
      for (std::size_t i = 1; i + 1 < sentence.size(); ++i) take(sentence[i], sentence[i - 1] + ' ' + sentence[i + 1]);
    });
  };
  std::unordered_map<std::string, std::uint32_t> numbers;
  std::vector<Frame> frames;
  for (const Message& message : messages) {
    filter.see(message.text);
    each_place(message, [&](const std::string& word, const std::string& neighbours) {
      if (!entries.contains(word)) return;
      const auto [number, is_new] = numbers.emplace(neighbours, static_cast<std::uint32_t>(frames.size()));
      if (is_new) frames.emplace_back();
      ++frames[number->second].seeds;
    });
  }
  std::unordered_map<std::string, Filler> fillers;
  for (std::uint32_t m = 0; m < messages.size(); ++m) {
    each_place(messages[m], [&](const std::string& word, const std::string& neighbours) {
      const auto number = numbers.find(neighbours);
      if (number != numbers.end()) ++frames[number->second].all;
      if (entries.contains(word)) return;
      Filler& filler = fillers[word];
      ++filler.all;
      filler.messages += filler.all == 1 || filler.last_message != m ? 1 : 0;
      filler.last_message = m;
      if (number != numbers.end()) ++filler.frames[number->second];
    });
  }
  std::vector<std::pair<double, Suggestion>> ranked;
  const std::map<std::string, Filler> sorted(fillers.begin(), fillers.end());
  for (const auto& [word, filler] : sorted) {
    const auto rank = declarations.frequency_rank.find(word);
    const bool common = rank != declarations.frequency_rank.end() && rank->second <= too_common;
    if (common || filler.messages < least_messages || filler.frames.size() < least_frames || !filter.allows(word))
      continue;
    double shared = 0;
    for (const auto& [frame, times] : filler.frames)
      shared += static_cast<double>(times) * ratio(frames[frame].seeds, frames[frame].all);
    Suggestion suggestion;
    suggestion.by = Suggestion::By::neighbourhood;
    suggestion.term = word;
    suggestion.messages = filler.messages;
    suggestion.share = shared / (static_cast<double>(filler.all) + doubt);
    ranked.emplace_back(suggestion.share, std::move(suggestion));
  }
  std::vector<Suggestion> out;
  keep_best(ranked, most, out);
  add_contexts(messages, codebook, out);
  return out;
}

}  // namespace peertag::quality
