// Messages, labels and a codebook brought together: for each code, the evidence of each labelled message.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/labels.hpp"
#include "peertag/codebook.hpp"
#include "quality/calibration.hpp"
#include "quality/corpus.hpp"

namespace peertag::quality {

struct LabelledCorpus {
  std::vector<const io::LabelledMessage*> labels;  // of those in the archive, in its order
  std::vector<std::uint32_t> places;               // of these, in Corpus::messages()
  std::vector<bool> learn;                         // of these: else they are only measured on
  std::size_t absent = 0;                          // labelled messages that the archive does not hold
};

// `leave_out`: messages whose ids begin with one of these are not learned from.
[[nodiscard]] LabelledCorpus match(const Corpus& corpus, const io::Labels& labels,
                                   std::span<const std::string> leave_out);

// By CodeId: for each labelled message of which the labels say yes or no, what the codebook's rules find. `message` of
// the evidence is its place in `labelled`. Contexts, which have no rules of their own, have none.
[[nodiscard]] std::vector<std::vector<Evidence>> gather(const Corpus& corpus, const LabelledCorpus& labelled,
                                                        const Codebook& codebook, std::uint32_t folds);

// What the codebook says of the same evidence.
[[nodiscard]] std::vector<Prediction> predictions(const Corpus& corpus, const LabelledCorpus& labelled,
                                                  const Codebook& codebook,
                                                  std::span<const std::vector<Evidence>> evidence);

}  // namespace peertag::quality
