// Where patterns may begin: list entries from every token, words and pairs of words, and the other anchors.
#include <algorithm>

#include "match/matcher.hpp"

namespace peertag::match {

void Matcher::find_phrases(const Tokens& tokens, Hits& hits) {
  const PhraseTrie& phrases = tables_.phrases;
  phrase_ends_.clear();
  phrase_ends_from_.assign(1, 0);
  for (const Sentence& sentence : tokens.sentences)
    for (std::uint32_t t = sentence.tokens.begin; t < sentence.tokens.end; ++t) {
      if (phrases.roots(tokens.tokens[t].word).empty() && tokens.tokens[t].ending == WordId::unknown) {
        phrase_ends_from_.push_back(static_cast<std::uint32_t>(phrase_ends_.size()));  // no entry begins so
        continue;
      }
      const auto follow = [this](std::span<const PhraseTrie::Node> nodes, std::uint32_t next, std::uint32_t gaps) {
        for (const PhraseTrie::Node node : nodes) phrase_states_.push_back({node, next, gaps});
      };
      follow(phrases.roots(tokens.tokens[t].word), t + 1, 0);
      if (tokens.tokens[t].ending != WordId::unknown) follow(phrases.roots(tokens.tokens[t].ending), t + 1, 0);
      while (!phrase_states_.empty()) {
        const auto [node, next, gaps] = phrase_states_.back();
        phrase_states_.pop_back();
        ++hits.steps;
        if (const ListBits lists = tables_.node_lists[node]; lists != 0)
          phrase_ends_.push_back({node, lists, next, gaps});
        if (next == sentence.tokens.end) continue;
        const PhraseTrie::Node behind_gap = phrases.child_of_any(node);
        if (behind_gap != PhraseTrie::no_node) phrase_states_.push_back({behind_gap, next + 1, gaps + 1});
        if (!phrases.has_children(node)) continue;
        follow(phrases.children(node, tokens.tokens[next].word), next + 1, gaps);
        if (tokens.tokens[next].ending != WordId::unknown)
          follow(phrases.children(node, tokens.tokens[next].ending), next + 1, gaps);
      }
      phrase_ends_from_.push_back(static_cast<std::uint32_t>(phrase_ends_.size()));
    }
}

// A common word is an entry of many lists, and hardly any of them is asked for: so only those that are are read.
std::span<const Matcher::PhraseMatch> Matcher::phrases_at(std::uint32_t token, ListId list) {
  const ListRow begin = tables_.first_rows[static_cast<std::size_t>(list)];
  const ListRow end = tables_.first_rows[static_cast<std::size_t>(list) + 1];
  phrase_matches_.clear();
  for (std::uint32_t e = phrase_ends_from_[token]; e < phrase_ends_from_[token + 1]; ++e) {
    const PhraseEnd& at = phrase_ends_[e];
    if ((at.lists & bit_of(list)) == 0) continue;
    const std::span<const ListRow> rows = tables_.phrases.rows(at.node);
    for (auto row = std::lower_bound(rows.begin(), rows.end(), begin); row != rows.end() && *row < end; ++row)
      phrase_matches_.push_back({*row, at.end, at.gaps});
  }
  if (phrase_matches_.size() > 1)
    std::sort(phrase_matches_.begin(), phrase_matches_.end(), [](const PhraseMatch& a, const PhraseMatch& b) {
      return a.row != b.row ? a.row < b.row : a.gaps < b.gaps;
    });
  return phrase_matches_;
}

void Matcher::mask_tokens(const Tokens& tokens) {
  own_masks_.clear();
  next_masks_.clear();
  for (const Sentence& sentence : tokens.sentences) {
    for (std::uint32_t t = sentence.tokens.begin; t < sentence.tokens.end; ++t) {
      own_masks_.push_back(mask_of(tokens.tokens[t]));
      if (t > sentence.tokens.begin) next_masks_.push_back(own_masks_.back());
    }
    if (!sentence.tokens.empty()) next_masks_.push_back(no_word_mask);
  }
}

// Patterns of one word are found here and now; pairs are asked for, and answered when all have been.
void Matcher::find_words(const Tokens& tokens, Hits& hits) {
  questions_.clear();
  for (const Sentence& sentence : tokens.sentences)
    for (std::uint32_t t = sentence.tokens.begin; t < sentence.tokens.end; ++t) {
      const Token& token = tokens.tokens[t];
      find_word(token.word, WordId::unknown, t, sentence, tokens, hits);
      if (token.ending != WordId::unknown) find_word(token.ending, token.word, t, sentence, tokens, hits);
    }
}

// `also` is the other number of a word that has two.
inline void Matcher::find_word(WordId word, WordId also, std::uint32_t place, const Sentence& sentence,
                               const Tokens& tokens, Hits& hits) {
  for (const PatternId pattern : tables_.one_word[static_cast<std::size_t>(word)]) {
    const WordSetId words = tables_.programs[static_cast<std::size_t>(pattern)].first;
    if (also != WordId::unknown && tables_.sets.contains(words, also)) continue;  // has been found by that
    hits.charge(pattern, 1);
    hits.hits.push_back({pattern, {place, place + 1}, static_cast<std::uint32_t>(hits.entries.size()), 0});
  }
  const PairIndex& pairs = tables_.pairs;
  const std::uint32_t ahead = std::min(pairs.reach(word), sentence.tokens.end - 1 - place);
  hits.steps += ahead;
  for (std::uint32_t d = 1; d <= ahead; ++d) {
    const Token& other = tokens.tokens[place + d];
    questions_.push_back({pairs.ask(word, other.word), place, d});
    if (other.ending != WordId::unknown) questions_.push_back({pairs.ask(word, other.ending), place, d});
  }
}

void Matcher::answer_questions(const Tokens& tokens, Hits& hits) {
  const PairIndex& pairs = tables_.pairs;
  std::size_t kept = 0;
  for (const PairQuestion& question : questions_)
    if (pairs.perhaps(question.pair)) questions_[kept++] = question;
  questions_.resize(kept);
  answers_.clear();
  for (const PairQuestion& question : questions_)
    if (const std::span<const std::uint32_t> answer = pairs.answer(question.pair); !answer.empty())
      answers_.push_back({answer, question.place, question.ahead});
  for (const PairAnswer& answer : answers_) {
    const std::uint32_t sentence = tokens.tokens[answer.place].sentence;
    for (const std::uint32_t number : answer.pairs)
      if (const Pair& pair = pairs.pair(number); pair.ahead_min <= answer.ahead && answer.ahead <= pair.ahead_max)
        hits.charge(pair.pattern, propose(pair, answer.place, tokens.sentences[sentence].tokens.begin));
  }
}

void Matcher::find_anchors(const Tokens& tokens, Hits& hits) {
  for (const Sentence& sentence : tokens.sentences)
    for (std::uint32_t t = sentence.tokens.begin; t < sentence.tokens.end; ++t) {
      const auto propose_all = [&](std::span<const Anchor> anchors) {
        for (const Anchor& anchor : anchors) hits.charge(anchor.pattern, propose(anchor, t, sentence.tokens.begin));
      };
      const Token& token = tokens.tokens[t];
      propose_all(tables_.word_anchors[static_cast<std::size_t>(token.word)]);
      if (token.ending != WordId::unknown) propose_all(tables_.word_anchors[static_cast<std::size_t>(token.ending)]);
      for (std::uint32_t e = phrase_ends_from_[t]; e < phrase_ends_from_[t + 1]; ++e)
        propose_all(tables_.list_anchors[phrase_ends_[e].node]);
    }
}

// Gives back how many places it looked at.
template <class AnchorOrPair>
std::uint32_t Matcher::propose(const AnchorOrPair& anchor, std::uint32_t place, std::uint32_t sentence_begin) {
  const std::uint32_t scope_begin = anchor.scope == Scope::sentence ? sentence_begin : 0;
  if (place - scope_begin < anchor.back_min) return 1;
  std::uint32_t last = place - anchor.back_min;
  const std::uint32_t first = place - scope_begin > anchor.back_max ? place - anchor.back_max : scope_begin;
  if (anchor.at_start) {
    if (first != scope_begin) return 1;
    last = first;
  }
  __builtin_prefetch(&tables_.programs[static_cast<std::size_t>(anchor.pattern)]);
  for (std::uint32_t start = first; start <= last; ++start)
    starts_.push_back(static_cast<std::uint64_t>(anchor.pattern) << 32U | start);
  return 1 + last - first;
}

// Of the places proposed, those whose words do not forbid it, each once.
void Matcher::sift_starts() {
  std::size_t kept = 0;
  for (const std::uint64_t proposed : starts_) {
    const Program& program = tables_.programs[static_cast<std::size_t>(proposed >> 32U)];
    if (!may_begin(program, static_cast<std::uint32_t>(proposed))) continue;
    const Instruction* const code = &tables_.code[program.begin];
    __builtin_prefetch(code);
    __builtin_prefetch(code + 2);
    starts_[kept++] = proposed;
  }
  starts_.resize(kept);
  std::sort(starts_.begin(), starts_.end());
  starts_.erase(std::unique(starts_.begin(), starts_.end()), starts_.end());
}

// False: it is certain that no match begins here.
bool Matcher::may_begin(const Program& program, std::uint32_t start) const {
  return program.first_mask.meets(own_masks_[start]) && program.second_mask.meets(next_masks_[start]);
}

}  // namespace peertag::match
