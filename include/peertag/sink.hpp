// Where tagged messages go. The only virtual seam of peertag.
#pragma once

#include "peertag/annotation.hpp"

namespace peertag {

class Sink {
 public:
  virtual ~Sink() = default;
  // Called once for every message, in input order. The argument is borrowed for the length of the call.
  virtual void take(const TaggedMessage& tagged) = 0;
};

// Hands each message to any callable: FunctionSink sink([&](const TaggedMessage& tagged) { … });
template <class Function>
class FunctionSink final : public Sink {
 public:
  explicit FunctionSink(Function function) : function_(static_cast<Function&&>(function)) {}
  void take(const TaggedMessage& tagged) override { function_(tagged); }

 private:
  Function function_;
};

}  // namespace peertag
