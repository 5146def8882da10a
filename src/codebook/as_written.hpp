// The declarations of a codebook that came from a pack. Tagging needs none of them: they are read when first asked for.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <utility>

#include "codebook/declarations.hpp"

namespace peertag::codebook {

class AsWritten {
 public:
  // `packed` holds so many rules and lists; get() gives so many in any case.
  AsWritten(std::string packed, std::size_t rules, std::size_t lists)
      : packed_(std::move(packed)), rules_(rules), lists_(lists) {}

  // From any thread.
  [[nodiscard]] const Declarations& get() const;

 private:
  std::string packed_;
  std::size_t rules_, lists_;
  mutable std::once_flag read_;
  mutable Declarations declarations_;
};

}  // namespace peertag::codebook
