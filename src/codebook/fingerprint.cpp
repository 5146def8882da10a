// SHA-256 over the format's version, the Unicode version, and each source: name and text, each after its size, so that
// no two codebooks can give the same bytes.
#include "codebook/fingerprint.hpp"

#include <nettle/sha2.h>

#include <algorithm>
#include <vector>

#include "text/text.hpp"

namespace peertag::codebook {
namespace {

// Grows whenever the same files come to mean something else.
constexpr std::string_view format_version = "1";

void add(sha256_ctx& state, std::string_view text) {
  const std::string size = std::to_string(text.size()) + ':';
  sha256_update(&state, size.size(), reinterpret_cast<const std::uint8_t*>(size.data()));
  sha256_update(&state, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
}

}  // namespace

std::string fingerprint(std::span<const Source> sources) {
  std::vector<Source> sorted(sources.begin(), sources.end());
  std::sort(sorted.begin(), sorted.end(), [](const Source& a, const Source& b) { return a.name < b.name; });
  sha256_ctx state;
  sha256_init(&state);
  add(state, format_version);
  add(state, text::unicode_version());
  for (const Source& source : sorted) {
    add(state, source.name);
    add(state, source.text);
  }
  std::uint8_t digest[SHA256_DIGEST_SIZE];
  sha256_digest(&state, sizeof digest, digest);
  std::string out;
  for (const std::uint8_t byte : digest) {
    out += "0123456789abcdef"[byte >> 4U];
    out += "0123456789abcdef"[byte & 15U];
  }
  return out;
}

}  // namespace peertag::codebook
