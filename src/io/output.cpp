#include "io/output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "io/escape.hpp"
#include "io/stop.hpp"

namespace peertag::io {
namespace {

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

// Nobody can guess the name, and so nobody can put a link there first.
std::string random_suffix() {
  std::array<unsigned char, 10> bytes{};
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = getrandom(bytes.data() + have, bytes.size() - have, 0);
    if (got > 0) have += static_cast<std::size_t>(got);
  }
  std::string suffix;
  for (const unsigned char byte : bytes) suffix += "abcdefghijklmnopqrstuvwxyz234567"[byte & 31U];
  return suffix;
}

std::string link_to(int descriptor) { return "/proc/self/fd/" + std::to_string(descriptor); }

// A file without a name goes when its last descriptor does, also where the process is killed. -1 where the file system
// has none such, or there would be no way to give it a name.
int open_unnamed(const std::string& directory) {
  const int descriptor = ::open(directory.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0 || ::access(link_to(descriptor).c_str(), F_OK) == 0) return descriptor;
  ::close(descriptor);
  return -1;
}

}  // namespace

std::optional<Output> Output::create(const std::string& path, std::string& error) {
  Output output;
  output.path_ = path;
  if (path == "-") {
    output.path_ = "(standard output)";
    output.descriptor_ = STDOUT_FILENO;
    return output;
  }
  struct stat there {};
  if (::stat(path.c_str(), &there) == 0 && !S_ISREG(there.st_mode)) {
    // A device or FIFO cannot be replaced by a rename, and must not be: write to it as it is.
    if (S_ISDIR(there.st_mode)) {
      error = shown(path) + ": is a directory";
      return std::nullopt;
    }
    output.descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  } else {
    output.temporary_ = path + ".tmp-" + random_suffix();
    output.descriptor_ = open_unnamed(directory_of(path));
    output.has_name_ = output.descriptor_ < 0;
    if (output.has_name_)
      output.descriptor_ =
          ::open(output.temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  }
  if (output.descriptor_ < 0) {
    error = shown(path) + ": " + std::strerror(errno);
    output.temporary_.clear();
    return std::nullopt;
  }
  return output;
}

Output::Output(Output&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      has_name_(other.has_name_),
      descriptor_(std::exchange(other.descriptor_, -1)),
      failure_(std::move(other.failure_)) {}

Output& Output::operator=(Output&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(temporary_, other.temporary_);
  std::swap(has_name_, other.has_name_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(failure_, other.failure_);
  return *this;
}

Output::~Output() {
  if (descriptor_ > STDOUT_FILENO) ::close(descriptor_);
  if (!temporary_.empty() && has_name_) ::unlink(temporary_.c_str());
}

bool Output::fail(const std::string& path) {
  if (failure_.empty()) failure_ = shown(path) + ": " + std::strerror(errno);
  return false;
}

bool Output::write(std::string_view bytes) {
  if (!failure_.empty()) return false;
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd ready{descriptor_, POLLOUT, 0};  // someone made the pipe non-blocking
      ::poll(&ready, 1, -1);
      if (stop_requested()) return fail(path_);
    } else if (errno != EINTR || stop_requested()) {
      return fail(path_);
    }
  }
  return true;
}

bool Output::close() {
  // Not retried on EINTR: Linux has closed the descriptor by then.
  if (descriptor_ < 0) return true;
  return ::close(std::exchange(descriptor_, -1)) == 0;
}

// A link cannot take the place of a file that is there; the rename does.
bool Output::give_name() {
  if (!has_name_)
    has_name_ = ::linkat(AT_FDCWD, link_to(descriptor_).c_str(), AT_FDCWD, temporary_.c_str(), AT_SYMLINK_FOLLOW) == 0;
  return has_name_;
}

bool Output::commit_as(const std::string& path) {
  if (!failure_.empty()) return false;
  if (temporary_.empty()) return close() || fail(path_);
  // A second fsync after a failed one may lie, so a failure is final.
  if (::fsync(descriptor_) != 0 || !give_name() || !close() || std::rename(temporary_.c_str(), path.c_str()) != 0)
    return fail(path);
  temporary_.clear();
  const std::string directory = directory_of(path);
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return fail(directory);
  // Some file systems cannot sync a directory and say EINVAL; there is nothing more one could do there.
  const bool synced = ::fsync(descriptor) == 0 || errno == EINVAL;
  const int error = errno;
  ::close(descriptor);
  errno = error;
  return synced || fail(directory);
}

}  // namespace peertag::io
