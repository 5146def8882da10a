// A file that is written and read many thousand times, and so lies in memory. It has a name that says CSV and one that
// does not.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace peertag::test {

class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("peertag", 0)) {
    std::string pattern = (std::filesystem::temp_directory_path() / "peertag-test-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    for (const std::string& name : {path(false), path(true)})
      std::filesystem::create_symlink("/proc/self/fd/" + std::to_string(descriptor_), name);
  }
  ~MemoryFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
    ::close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  // Replaces what it holds. False if there is no room for it.
  bool write(std::string_view text) {
    return ::ftruncate(descriptor_, 0) == 0 &&
           ::pwrite(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
  }
  [[nodiscard]] std::string path(bool csv) const { return folder_ + (csv ? "/a.csv" : "/a"); }

 private:
  int descriptor_;
  std::string folder_;
};

}  // namespace peertag::test
