// A file's bytes, mapped instead of read. For files that nobody changes meanwhile: compiled codebooks, which appear
// whole or not at all.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace peertag::io {

class MappedFile {
 public:
  // Regular files only.
  static std::optional<MappedFile> open(const std::string& path, std::string& error);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) = delete;
  ~MappedFile();

  // Valid as long as this is.
  [[nodiscard]] std::string_view bytes() const { return {static_cast<const char*>(begin_), size_}; }

 private:
  MappedFile(void* begin, std::size_t size) : begin_(begin), size_(size) {}

  void* begin_;  // nullptr if the file is empty
  std::size_t size_;
};

}  // namespace peertag::io
