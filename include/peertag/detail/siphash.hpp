// SipHash-2-4 (Aumasson and Bernstein, 2012): a hash which nobody without the key can make collide, so that chosen
// conversation ids cannot slow a host down.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

namespace peertag::detail {

struct SipKey {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

constexpr std::uint64_t siphash(SipKey key, std::string_view bytes) {
  std::uint64_t v0 = key.low ^ 0x736f6d6570736575U;
  std::uint64_t v1 = key.high ^ 0x646f72616e646f6dU;
  std::uint64_t v2 = key.low ^ 0x6c7967656e657261U;
  std::uint64_t v3 = key.high ^ 0x7465646279746573U;
  const auto round = [&] {
    v0 += v1;
    v2 += v3;
    v1 = std::rotl(v1, 13) ^ v0;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 = std::rotl(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = std::rotl(v1, 17) ^ v2;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 = std::rotl(v2, 32);
  };
  const auto word_at = [&](std::size_t begin, std::size_t size) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < size; ++i)
      word |= std::uint64_t{static_cast<unsigned char>(bytes[begin + i])} << (8 * i);
    return word;
  };
  const std::size_t whole = bytes.size() / 8 * 8;
  for (std::size_t at = 0; at < whole; at += 8) {
    const std::uint64_t word = word_at(at, 8);
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
  const std::uint64_t last = word_at(whole, bytes.size() - whole) | std::uint64_t{bytes.size() & 0xffU} << 56;
  v3 ^= last;
  round();
  round();
  v0 ^= last;
  v2 ^= 0xffU;
  for (int i = 0; i < 4; ++i) round();
  return v0 ^ v1 ^ v2 ^ v3;
}

}  // namespace peertag::detail
