// An archive as a stream of bytes, whatever it is packed in. Magic bytes decide, not the name: gzip with any number of
// members, zstd with any number of frames (skippable ones too), or neither. Constant memory; never mapped, because a
// file cut while it is mapped kills the process.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace peertag::io {

enum class Digest : bool { none, sha256 };  // of the file as it is, packed

class Input {
 public:
  // `path` is a file, a FIFO, or `-` for standard input. Nothing is returned if it cannot be read; `error` says why.
  static std::optional<Input> open(const std::string& path, Digest digest, std::string& error);

  Input(Input&&) noexcept;
  Input& operator=(Input&&) noexcept;
  ~Input();

  // Writes up to `size` unpacked bytes to `to`. 0 means the end, or that the stream is broken: then failure() says what
  // is wrong and where, and the bytes given before it were good as far as one can know.
  std::size_t read(char* to, std::size_t size);

  // Empty while all is well: "archive.zst: frame 2, byte 1066: the checksum is wrong".
  [[nodiscard]] const std::string& failure() const;

  // Who the file is, for the manifest and for refusing to write over it.
  struct Identity {
    std::string path;
    std::string packing;  // "plain", "gzip", "zstd"
    unsigned long long device = 0, inode = 0;
    unsigned long long packed_bytes = 0;  // read so far
    std::string sha256;                   // of those bytes, in hexadecimal, if it was asked for
  };
  [[nodiscard]] Identity identity() const;

 private:
  struct State;
  explicit Input(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace peertag::io
