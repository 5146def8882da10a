// Where tagged messages go. The only virtual seam of peertag.
#pragma once

#include <vector>

#include "peertag/annotation.hpp"

namespace peertag {

class Sink {
 public:
  virtual ~Sink() = default;
  // Called once for every message, in input order. The argument is borrowed for the length of the call.
  virtual void take(const TaggedMessage& tagged) = 0;
};

// Hands each message to any callable: FunctionSink sink([&](const TaggedMessage& tagged) { ... });
template <class Function>
class FunctionSink final : public Sink {
 public:
  explicit FunctionSink(Function function) : function_(static_cast<Function&&>(function)) {}
  void take(const TaggedMessage& tagged) override { function_(tagged); }

 private:
  Function function_;
};

// Hands each message to two sinks, the first one first.
class TeeSink final : public Sink {
 public:
  // REQUIRES: both outlive this one.
  TeeSink(Sink& first, Sink& second) : first_(first), second_(second) {}
  void take(const TaggedMessage& tagged) override {
    first_.take(tagged);
    second_.take(tagged);
  }

 private:
  Sink& first_;
  Sink& second_;
};

// Hands every message on with only those codes, and suppressed findings, whose CodeId `keep` says yes to.
template <class Keep>
class FilterSink final : public Sink {
 public:
  // REQUIRES: `next` outlives this one.
  FilterSink(Keep keep, Sink& next) : keep_(static_cast<Keep&&>(keep)), next_(next) {}
  void take(const TaggedMessage& tagged) override {
    codes_.clear();
    for (const CodeScore& code : tagged.codes)
      if (keep_(code.code)) codes_.push_back(code);
    suppressed_.clear();
    for (const Suppressed& finding : tagged.suppressed)
      if (keep_(finding.code)) suppressed_.push_back(finding);
    TaggedMessage filtered = tagged;
    filtered.codes = codes_;
    filtered.suppressed = suppressed_;
    next_.take(filtered);
  }

 private:
  Keep keep_;
  Sink& next_;
  std::vector<CodeScore> codes_;        // scratch, kept for the next message
  std::vector<Suppressed> suppressed_;  // scratch, kept for the next message
};

}  // namespace peertag
