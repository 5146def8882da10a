#include "quality/labelled_corpus.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "peertag/conversation.hpp"
#include "peertag/tagger.hpp"

namespace peertag::quality {
namespace {

// Calls `take(place in labelled, tagged)` for each labelled message; those between are tagged too, since conversations
// look back on them.
template <class Take>
void tag_labelled(const Corpus& corpus, const LabelledCorpus& labelled, const Codebook& codebook, Take take) {
  std::size_t m = 0, next = 0;
  FunctionSink sink([&](const TaggedMessage& tagged) {
    if (next < labelled.places.size() && labelled.places[next] == m) take(static_cast<std::uint32_t>(next++), tagged);
    ++m;
  });
  Conversation conversation(codebook.turns_back());
  Tagger(codebook).tag(corpus.messages(), conversation, sink);
}

template <class Id>
void sort_and_unite(std::vector<Id>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

}  // namespace

LabelledCorpus match(const Corpus& corpus, const io::Labels& labels, std::span<const std::string> leave_out) {
  std::unordered_map<std::string_view, const io::LabelledMessage*> by_id;
  for (const io::LabelledMessage& message : labels.messages) by_id.emplace(message.id, &message);
  LabelledCorpus out;
  for (std::uint32_t m = 0; m < corpus.messages().size(); ++m) {
    const std::string_view id = corpus.messages()[m].id;
    const auto label = by_id.find(id);
    if (label == by_id.end()) continue;
    out.labels.push_back(label->second);
    out.places.push_back(m);
    out.learn.push_back(std::none_of(leave_out.begin(), leave_out.end(),
                                     [&](const std::string& prefix) { return id.starts_with(prefix); }));
    by_id.erase(label);  // a second message of the same id is another, of which nothing was said
  }
  out.absent = by_id.size();
  return out;
}

std::vector<std::vector<Evidence>> gather(const Corpus& corpus, const LabelledCorpus& labelled,
                                          const Codebook& codebook, std::uint32_t folds) {
  std::vector<std::vector<Evidence>> out(codebook.codes().size());
  std::vector<std::vector<bool>> scored(out.size());
  tag_labelled(corpus, labelled, codebook, [&](std::uint32_t m, const TaggedMessage& tagged) {
    const io::LabelledMessage& label = *labelled.labels[m];
    for (std::size_t c = 0; c < out.size(); ++c) {
      const Code& code = codebook.codes()[c];
      const bool unclear = std::binary_search(label.unclear.begin(), label.unclear.end(), code.id);
      if (unclear || code.kind == CodeKind::context) continue;
      Evidence& evidence = out[c].emplace_back();
      evidence.message = m;
      evidence.positive = label.has(code.id);
      evidence.learn = labelled.learn[m];
      evidence.fold = fold_of(tagged.message, folds);
    }
    for (const CodeScore& score : tagged.codes) {
      std::vector<Evidence>& of_code = out[static_cast<std::size_t>(score.code)];
      if (score.implied || of_code.empty() || of_code.back().message != m) continue;
      Evidence& evidence = of_code.back();
      evidence.found = true;
      for (const Annotation& annotation : score.evidence) {
        evidence.rules.push_back(annotation.rule);
        evidence.entries.insert(evidence.entries.end(), annotation.entries.begin(), annotation.entries.end());
      }
      sort_and_unite(evidence.rules);
      sort_and_unite(evidence.entries);
    }
  });
  return out;
}

std::vector<Prediction> predictions(const Corpus& corpus, const LabelledCorpus& labelled, const Codebook& codebook,
                                    std::span<const std::vector<Evidence>> evidence) {
  std::vector<Prediction> out(evidence.size());
  tag_labelled(corpus, labelled, codebook, [&](std::uint32_t m, const TaggedMessage& tagged) {
    for (std::size_t c = 0; c < evidence.size(); ++c) {
      const std::size_t next = out[c].log_odds.size();
      if (next == evidence[c].size() || evidence[c][next].message != m) continue;
      out[c].log_odds.push_back(Prediction::nothing_found);
      out[c].candidate.push_back(false);
      for (const CodeScore& score : tagged.codes) {
        if (static_cast<std::size_t>(score.code) != c) continue;
        const double p = std::clamp(score.score, 0.00005, 0.99995);
        out[c].log_odds.back() = std::log(p / (1 - p));
        out[c].candidate.back() = score.candidate;
      }
    }
  });
  return out;
}

}  // namespace peertag::quality
