#include "reference/naive_phrases.hpp"

#include <algorithm>
#include <cctype>
#include <tuple>

namespace reference {

using peertag::GapPattern;
using peertag::PhraseHit;
using peertag::PhraseId;

std::vector<std::string_view> views_of(const std::vector<std::string>& strings) {
  return {strings.begin(), strings.end()};
}

GapPattern view_of(const OwnPattern& own) {
  GapPattern pattern;
  for (std::size_t p = 0; p < own.choices.size(); ++p) pattern.parts.push_back({views_of(own.choices[p]), own.gaps[p]});
  return pattern;
}
std::vector<GapPattern> views_of(const std::vector<OwnPattern>& own) {
  std::vector<GapPattern> patterns;
  for (const OwnPattern& pattern : own) patterns.push_back(view_of(pattern));
  return patterns;
}

NaivePhrases::NaivePhrases(const std::vector<std::string>& phrases, const std::vector<OwnPattern>& patterns)
    : first_pattern_(static_cast<std::uint32_t>(phrases.size())) {
  for (const OwnPattern& pattern : patterns) {
    std::vector<Part>& parts = patterns_.emplace_back();
    for (std::size_t p = 0; p < pattern.choices.size(); ++p) {
      parts.push_back({{}, p == 0 ? 0 : pattern.gaps[p]});
      for (const std::string& choice : pattern.choices[p])
        if (const std::vector<Word> words = cut(choice, '*');
            !words.empty() && (p > 0 || choice.find('*') == choice.npos))
          parts.back().choices.push_back(words);
    }
  }
  for (std::uint32_t id = 0; id < phrases.size(); ++id) {
    const std::vector<Word> words = cut(phrases[id]);
    if (words.empty()) continue;
    longest_ = std::max(longest_, words.size());
    std::string joined;
    for (const Word& word : words) joined += word.text + ' ';
    ids_[joined].push_back(id);
  }
}

std::vector<PhraseHit> NaivePhrases::match(const std::vector<std::string>& texts) const {
  std::vector<PhraseHit> hits;
  for (std::uint32_t text = 0; text < texts.size(); ++text) {
    const std::vector<Word> words = cut(texts[text]);
    for (std::size_t first = 0; first < words.size(); ++first) {
      std::string joined;
      for (std::size_t last = first; last < words.size() && last - first < longest_; ++last) {
        joined += words[last].text + ' ';
        const auto found = ids_.find(joined);
        if (found == ids_.end()) continue;
        for (const std::uint32_t id : found->second)
          hits.push_back({text, PhraseId{id}, {words[first].begin, words[last].end}});
      }
      for (std::uint32_t p = 0; p < patterns_.size(); ++p) {
        Best best;
        if (!patterns_[p].empty()) follow(patterns_[p], 0, words, first, 0, best);
        if (best.end != 0)
          hits.push_back({text, PhraseId{first_pattern_ + p}, {words[first].begin, words[best.end - 1].end}});
      }
    }
  }
  std::sort(hits.begin(), hits.end(), [](const PhraseHit& a, const PhraseHit& b) {
    return std::tuple(a.text, a.span.begin, a.span.end, a.phrase) <
           std::tuple(b.text, b.span.begin, b.span.end, b.phrase);
  });
  return hits;
}

// Tries every way, one after the other.
void NaivePhrases::follow(const std::vector<Part>& parts, std::size_t part, const std::vector<Word>& words,
                          std::size_t at, std::size_t left_out, Best& best) {
  if (part == parts.size()) {
    if (best.end == 0 || left_out < best.left_out || (left_out == best.left_out && at > best.end))
      best = {left_out, at};
    return;
  }
  for (std::size_t gap = 0; gap <= parts[part].gap; ++gap)
    for (const std::vector<Word>& choice : parts[part].choices) {
      const std::size_t begin = at + gap;
      if (begin + choice.size() > words.size()) continue;
      bool equal = true;
      for (std::size_t w = 0; w < choice.size(); ++w) equal = equal && is(words[begin + w].text, choice[w].text);
      if (equal) follow(parts, part + 1, words, begin + choice.size(), left_out + gap, best);
    }
}

bool NaivePhrases::is(const std::string& word, const std::string& wanted) {
  const std::size_t star = wanted.find('*');
  if (star == wanted.npos) return word == wanted;
  const std::string end = wanted.substr(star + 1);
  return word.size() + 1 >= wanted.size() && word.substr(0, star) == wanted.substr(0, star) &&
         word.substr(word.size() - end.size()) == end;
}

std::vector<NaivePhrases::Word> NaivePhrases::cut(const std::string& text, char letter) {
  std::vector<Word> words;
  bool inside = false;
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool of_word =
        (letter != '\0' && text[i] == letter) || byte >= 0x80 || std::isalnum(byte) != 0 || byte == '_' || byte == '\'';
    if (of_word && !inside) words.push_back({{}, i, i});
    inside = of_word;
    if (!inside) continue;
    words.back().text += static_cast<char>(byte >= 0x80 ? byte : std::tolower(byte));
    words.back().end = i + 1;
  }
  return words;
}

}  // namespace reference
