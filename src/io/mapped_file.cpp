#include "io/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "io/escape.hpp"

namespace peertag::io {

std::optional<MappedFile> MappedFile::open(const std::string& path, std::string& error) {
  // O_NONBLOCK: opening a FIFO must not wait for somebody to write to it.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  const auto fail = [&](const char* what) {
    error = shown(path) + ": " + what;
    if (descriptor >= 0) ::close(descriptor);
    return std::nullopt;
  };
  if (descriptor < 0) return fail(std::strerror(errno));
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return fail(std::strerror(errno));
  if (!S_ISREG(status.st_mode)) return fail("is no regular file");
  const auto size = static_cast<std::size_t>(status.st_size);
  void* begin = nullptr;
  if (size > 0) {
    begin = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
    if (begin == MAP_FAILED) return fail(std::strerror(errno));
  }
  ::close(descriptor);
  return MappedFile(begin, size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : begin_(std::exchange(other.begin_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile::~MappedFile() {
  if (begin_ != nullptr) ::munmap(begin_, size_);
}

}  // namespace peertag::io
