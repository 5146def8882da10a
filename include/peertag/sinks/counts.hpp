// Counts how messages ended, in all and by code. `tagged + clean + undecided` is the number of messages taken.
#pragma once

#include <cstdint>
#include <vector>

#include "peertag/sink.hpp"

namespace peertag {

struct Counts {
  std::uint64_t tagged = 0;               // decided, with at least one candidate code
  std::uint64_t clean = 0;                // decided, with none
  std::uint64_t undecided_budget = 0;     // not decided: too much work for its size
  std::uint64_t undecided_limit = 0;      // not decided: too long
  std::uint64_t truncated_spans = 0;      // messages with more findings than are kept
  std::uint64_t suppressed = 0;           // findings that something stopped
  std::vector<std::uint64_t> candidates;  // messages by CodeId; as long as the largest id seen

  [[nodiscard]] std::uint64_t undecided() const { return undecided_budget + undecided_limit; }
};

class CountsSink final : public Sink {
 public:
  void take(const TaggedMessage& tagged) override {
    counts_.suppressed += tagged.suppressed.size();
    counts_.truncated_spans += tagged.truncated_spans ? 1U : 0U;
    if (tagged.status == Status::undecided) {
      ++(tagged.reason == Undecided::limit ? counts_.undecided_limit : counts_.undecided_budget);
      return;
    }
    bool any = false;
    for (const CodeScore& code : tagged.codes) {
      if (!code.candidate) continue;
      any = true;
      const auto place = static_cast<std::size_t>(code.code);
      if (place >= counts_.candidates.size()) counts_.candidates.resize(place + 1);
      ++counts_.candidates[place];
    }
    ++(any ? counts_.tagged : counts_.clean);
  }

  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  Counts counts_;
};

}  // namespace peertag
