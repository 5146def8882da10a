#include "quality/coverage.hpp"

#include <algorithm>

#include "peertag/sinks/names.hpp"

namespace peertag::quality {
namespace {

template <class Id>
void sort_and_unite(std::vector<Id>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

void judge(Coverage& coverage, io::Answer answer) {
  coverage.judged += answer == io::Answer::open ? 0 : 1;
  coverage.confirmed += answer == io::Answer::yes ? 1 : 0;
}

}  // namespace

CoverageSink::CoverageSink(const Codebook& codebook, const io::Labels* labels) : codebook_(codebook), labels_(labels) {
  if (labels == nullptr) return;
  for (const io::LabelledMessage& message : labels->messages) labelled_.emplace(message.id, &message);
}

void CoverageSink::take(const TaggedMessage& tagged) {
  ++messages_;
  const auto found = labelled_.find(tagged.message.id);
  const io::LabelledMessage* const labelled = found == labelled_.end() ? nullptr : found->second;
  labelled_messages_ += labelled != nullptr ? 1 : 0;
  for (const CodeScore& score : tagged.codes) {
    if (score.evidence.empty()) continue;  // a context: its factors are counted
    const io::Answer answer =
        labelled != nullptr ? labels_->answer(*labelled, code_of(codebook_, score.code).id) : io::Answer::open;
    rules_here_.clear();
    entries_here_.clear();
    for (const Annotation& annotation : score.evidence) {
      rules_here_.push_back(annotation.rule);
      ++rules_[{score.code, annotation.rule}].findings;
      // An entry may stand in one finding twice.
      const std::size_t before = entries_here_.size();
      for (const EntryId entry : annotation.entries) {
        if (std::find(entries_here_.begin() + static_cast<std::ptrdiff_t>(before), entries_here_.end(), entry) !=
            entries_here_.end())
          continue;
        entries_here_.push_back(entry);
        ++entries_[{score.code, entry}].findings;
      }
    }
    Coverage& code = codes_[score.code];
    code.findings += score.evidence.size();
    ++code.messages;
    judge(code, answer);
    sort_and_unite(rules_here_);
    sort_and_unite(entries_here_);
    for (const RuleId rule : rules_here_) {
      Coverage& coverage = rules_[{score.code, rule}];
      ++coverage.messages;
      coverage.shared += rules_here_.size() > 1 ? 1 : 0;
      judge(coverage, answer);
    }
    for (const EntryId entry : entries_here_) {
      Coverage& coverage = entries_[{score.code, entry}];
      ++coverage.messages;
      judge(coverage, answer);
    }
  }
  for (const Suppressed& finding : tagged.suppressed) {
    ++rules_[{finding.code, finding.rule}].stopped;
    ++codes_[finding.code].stopped;
  }
}

}  // namespace peertag::quality
