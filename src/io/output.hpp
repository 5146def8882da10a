// A file that appears whole or not at all, or standard output. Every write is checked, and so are fsync and close: a
// full disk must not end in exit code 0.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace peertag::io {

class Output {
 public:
  // The file is written in the same directory (0600, never through a link), without a name where the file system can,
  // else under a random one, and gets its own in commit(). `-` is standard output: no name, no fsync.
  static std::optional<Output> create(const std::string& path, std::string& error);

  Output(Output&& other) noexcept;
  Output& operator=(Output&& other) noexcept;
  ~Output();  // without a commit, the temporary file goes

  // False, from then on, after the first failure.
  bool write(std::string_view bytes);

  // Puts the file in its place for good: fsync, close, rename, fsync of the directory.
  bool commit() { return commit_as(path_); }
  bool commit_as(const std::string& path);

  // "out.jsonl: No space left on device"; empty while all is well.
  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool is_standard_output() const { return temporary_.empty(); }

 private:
  Output() = default;
  bool fail(const std::string& path);
  bool give_name();
  bool close();

  std::string path_;
  std::string temporary_;  // empty for standard output
  bool has_name_ = true;   // the temporary one is in the directory
  int descriptor_ = -1;
  std::string failure_;
};

}  // namespace peertag::io
