// Hot reload for hosts: the codebook in force, replaced while others tag with it. Not part of peertag.hpp (<memory>,
// <mutex>); include it where the host keeps its codebook.
//
//   worker:   auto codebook = slot.current();        // one whole codebook, for as long as it is held
//             peertag::Tagger tagger(*codebook);
//   reload:   slot.reload(sources, diagnostics);     // false: the old one stays in force
//
// A mutex around a shared_ptr, held for the copy of a pointer: std::atomic<std::shared_ptr> is what GCC 12's thread
// sanitizer reports as a race.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <utility>

#include "peertag/codebook.hpp"
#include "peertag/diagnostic.hpp"

namespace peertag {

// All calls may come from any thread.
class CodebookSlot {
 public:
  explicit CodebookSlot(Codebook codebook) : current_(std::make_shared<const Codebook>(std::move(codebook))) {}

  // The codebook in force. Whoever holds the last pointer to a replaced one frees it.
  [[nodiscard]] std::shared_ptr<const Codebook> current() const {
    const std::lock_guard lock(pointer_);
    return current_;
  }

  // Compiles the sources, one reload at a time, and puts the result in force. Returns false, and changes nothing, if
  // they have errors.
  bool reload(std::span<const Source> sources, Diagnostics& diagnostics) {
    const std::lock_guard one_at_a_time(building_);
    auto compiled = Codebook::compile(sources, diagnostics);
    if (!compiled) return false;
    auto next = std::make_shared<const Codebook>(std::move(*compiled));
    {
      const std::lock_guard lock(pointer_);
      current_.swap(next);
    }
    return true;  // `next`, now the old one, is let go of outside the lock
  }

 private:
  mutable std::mutex pointer_;
  std::mutex building_;
  std::shared_ptr<const Codebook> current_;
};

}  // namespace peertag
