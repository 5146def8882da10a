// Unpacking is streamed, so a bomb costs time but no memory: the window (zstd) and the record limit bound what is held.
#include "io/input.hpp"

#include <fcntl.h>
#include <nettle/sha2.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <vector>

#include "io/escape.hpp"
#include "io/stop.hpp"
#include "peertag/limits.hpp"

namespace peertag::io {
namespace {

enum class Packing { unknown, plain, gzip, zstd };

constexpr std::size_t buffer_bytes = 256U << 10;
constexpr std::size_t zstd_first_wish = 5;  // enough of a frame header to say how long it is

Packing packing_of(const unsigned char* bytes, std::size_t size) {
  if (size >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B) return Packing::gzip;
  if (size >= 4) {
    const bool frame = bytes[0] == 0x28 && bytes[1] == 0xB5 && bytes[2] == 0x2F && bytes[3] == 0xFD;
    const bool skippable = (bytes[0] & 0xF0U) == 0x50 && bytes[1] == 0x2A && bytes[2] == 0x4D && bytes[3] == 0x18;
    if (frame || skippable) return Packing::zstd;
  }
  return Packing::plain;
}

struct FreeDecoder {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

struct Input::State {
  std::string path;
  int descriptor = -1;
  struct stat at_open {};
  std::vector<unsigned char> buffer = std::vector<unsigned char>(buffer_bytes);
  std::size_t begin = 0, end = 0;  // unread bytes of `buffer`
  std::uint64_t taken = 0;         // bytes of the file before buffer[begin]
  bool at_end = false;             // of the file
  Packing packing = Packing::unknown;
  std::string failure;
  Digest digest = Digest::none;
  sha256_ctx sha256{};

  bool inside = false;      // a gzip member or zstd frame has begun and not ended
  std::uint64_t units = 0;  // members or frames ended
  z_stream gzip{};
  bool gzip_ready = false;
  std::unique_ptr<ZSTD_DCtx, FreeDecoder> zstd;
  std::size_t zstd_wants = zstd_first_wish;
  std::uint64_t zstd_wish_at = 0;  // the byte where what it wants begins
  bool zstd_holds_more = false;

  ~State() {
    if (gzip_ready) inflateEnd(&gzip);
    if (descriptor > STDIN_FILENO) ::close(descriptor);
  }

  std::size_t fail(const std::string& what) {
    failure = shown(path) + ": ";
    if (packing == Packing::gzip) failure += "gzip member " + std::to_string(units + 1) + ", ";
    if (packing == Packing::zstd) failure += "zstd frame " + std::to_string(units + 1) + ", ";
    failure += "byte " + std::to_string(taken) + ": " + what;
    return 0;
  }

  // Reads from the file itself. 0 at its end, and where reading failed.
  std::size_t read_file(void* to, std::size_t size) {
    if (at_end || !failure.empty()) return 0;
    ssize_t got = -1;
    do {
      wait_to_read(descriptor);
      if (!stop_requested()) got = ::read(descriptor, to, size);
    } while (got < 0 && errno == EINTR && !stop_requested());
    if (got > 0) {
      const auto count = static_cast<std::size_t>(got);
      if (digest == Digest::sha256) sha256_update(&sha256, count, static_cast<const std::uint8_t*>(to));
      return count;
    }
    if (got < 0 && !stop_requested()) {
      fail(std::strerror(errno));
      return 0;
    }
    at_end = true;
    if (got == 0) check_unchanged();
    return 0;
  }

  // Adds bytes of the file to the buffer. False at the end of the file, or where reading failed.
  bool fill() {
    if (begin > 0) {
      std::memmove(buffer.data(), buffer.data() + begin, end - begin);
      end -= begin;
      begin = 0;
    }
    const std::size_t got = read_file(buffer.data() + end, buffer.size() - end);
    end += got;
    return got > 0;
  }

  // A file that was cut, replaced or written to while it was read is no archive anybody meant.
  void check_unchanged() {
    struct stat now {};
    if (!S_ISREG(at_open.st_mode) || ::fstat(descriptor, &now) != 0) return;
    if (now.st_size != at_open.st_size || now.st_mtim.tv_sec != at_open.st_mtim.tv_sec ||
        now.st_mtim.tv_nsec != at_open.st_mtim.tv_nsec)
      failure = shown(path) + ": the file was changed while it was read";
  }

  void take(std::size_t bytes) {
    begin += bytes;
    taken += bytes;
  }

  bool start() {
    while (end - begin < 4 && fill()) {
    }
    if (!failure.empty()) return false;
    packing = packing_of(buffer.data() + begin, end - begin);
    if (packing == Packing::zstd) {
      zstd.reset(ZSTD_createDCtx());
      if (!zstd) {
        fail("not enough memory");
        return false;
      }
      ZSTD_DCtx_setParameter(zstd.get(), ZSTD_d_windowLogMax, std::bit_width(limits::zstd_window_bytes) - 1);
    }
    if (packing == Packing::gzip) {
      if (inflateInit2(&gzip, 15 + 16) != Z_OK) {
        fail("not enough memory");
        return false;
      }
      gzip_ready = true;
    }
    return true;
  }

  std::size_t read_plain(char* to, std::size_t size) {
    if (begin == end) {  // past the bytes that told the packing, nothing needs the buffer
      const std::size_t got = read_file(to, size);
      taken += got;
      return got;
    }
    const std::size_t count = std::min(size, end - begin);
    std::memcpy(to, buffer.data() + begin, count);
    take(count);
    return count;
  }

  std::size_t read_gzip(char* to, std::size_t size) {
    while (failure.empty()) {
      if (end - begin < 2) {
        // Two bytes tell another member from garbage.
        while (end - begin < 2 && fill()) {
        }
        if (!failure.empty()) return 0;
        if (begin == end && !inside) return 0;
      }
      if (!inside && packing_of(buffer.data() + begin, end - begin) != Packing::gzip)
        return fail("this is no gzip member; garbage after the end?");
      inside = true;
      gzip.next_in = buffer.data() + begin;
      gzip.avail_in = static_cast<uInt>(end - begin);
      gzip.next_out = reinterpret_cast<Bytef*>(to);
      gzip.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1U << 30));
      const uInt room = gzip.avail_out;
      const int result = inflate(&gzip, Z_NO_FLUSH);
      take(end - begin - gzip.avail_in);
      const std::size_t made = room - gzip.avail_out;
      if (result == Z_STREAM_END) {
        inside = false;
        ++units;
        inflateReset(&gzip);
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        fail(gzip.msg != nullptr ? gzip.msg : "the data are damaged");
        return made;
      }
      if (made > 0) return made;
      // Only now: what was left inside the decoder came out without new input.
      if (inside && begin == end && at_end) return fail("the file ends inside a member");
    }
    return 0;
  }

  std::size_t read_zstd(char* to, std::size_t size) {
    while (failure.empty()) {
      // What is left inside the decoder comes out without new input, so an empty buffer is no reason to stop yet.
      if (begin == end) fill();
      if (!failure.empty()) return 0;
      if (begin == end && !inside) return 0;
      // A call that fails gives nothing, also of what it had unpacked before. So none meets a bad block or checksum
      // with good records in hand: it is fed a block without the header of the next, which the decoder wishes for along
      // with it, and nothing while the decoder has more to hand out.
      constexpr std::size_t block_header = 3;
      const std::size_t fed = inside && zstd_wants > block_header ? zstd_wants - block_header : zstd_wants;
      ZSTD_inBuffer in{buffer.data() + begin, zstd_holds_more ? 0 : std::min(end - begin, fed), 0};
      ZSTD_outBuffer out{to, size, 0};
      const std::size_t result = ZSTD_decompressStream(zstd.get(), &out, &in);
      if (ZSTD_isError(result) != 0) {
        taken = zstd_wish_at;
        fail(describe(result));
        return out.pos;
      }
      const bool is_rest = result != 0 && out.pos == 0 && result + in.pos == zstd_wants;
      take(in.pos);
      if (!is_rest) zstd_wish_at = taken;
      inside = result != 0;
      zstd_wants = inside ? result : zstd_first_wish;
      zstd_holds_more = inside && out.pos == out.size;
      if (!inside) ++units;
      if (out.pos > 0) return out.pos;
      if (inside && begin == end && at_end) return fail("the file ends inside a frame");
    }
    return 0;
  }

  static std::string describe(std::size_t result) {
    switch (ZSTD_getErrorCode(result)) {
      case ZSTD_error_prefix_unknown:
        return "this is no zstd frame; garbage after the end?";
      case ZSTD_error_checksum_wrong:
        return "the checksum is wrong";
      case ZSTD_error_frameParameter_windowTooLarge:
        return "the frame asks for a window over " + std::to_string(limits::zstd_window_bytes >> 20) +
               " MiB; unpack it with `zstd -dc --long=31` and pipe it in";
      default:
        return ZSTD_getErrorName(result);
    }
  }
};

Input::Input(std::unique_ptr<State> state) : state_(std::move(state)) {}
Input::Input(Input&&) noexcept = default;
Input& Input::operator=(Input&&) noexcept = default;
Input::~Input() = default;

std::optional<Input> Input::open(const std::string& path, Digest digest, std::string& error) {
  auto state = std::make_unique<State>();
  state->digest = digest;
  sha256_init(&state->sha256);
  state->path = path == "-" ? "(standard input)" : path;
  state->descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (state->descriptor < 0 || ::fstat(state->descriptor, &state->at_open) != 0) {
    error = shown(state->path) + ": " + std::strerror(errno);
    return std::nullopt;
  }
  if (S_ISDIR(state->at_open.st_mode)) {
    error = shown(state->path) + ": is a directory";
    return std::nullopt;
  }
  return Input(std::move(state));
}

std::size_t Input::read(char* to, std::size_t size) {
  State& state = *state_;
  if (!state.failure.empty() || (state.packing == Packing::unknown && !state.start())) return 0;
  switch (state.packing) {
    case Packing::gzip:
      return state.read_gzip(to, size);
    case Packing::zstd:
      return state.read_zstd(to, size);
    default:
      return state.read_plain(to, size);
  }
}

const std::string& Input::failure() const { return state_->failure; }

Input::Identity Input::identity() const {
  constexpr std::array names = {"unknown", "plain", "gzip", "zstd"};
  Identity identity{state_->path,           names[static_cast<std::size_t>(state_->packing)],
                    state_->at_open.st_dev, state_->at_open.st_ino,
                    state_->taken,          {}};
  if (state_->digest == Digest::none) return identity;
  sha256_ctx so_far = state_->sha256;
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&so_far, digest.size(), digest.data());
  identity.sha256 = hexadecimal(digest);
  return identity;
}

}  // namespace peertag::io
