// The phrase engine, as the programs here run it.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness.hpp"
#include "peertag/phrase_matcher.hpp"

namespace peertag::benchmarks {

constexpr std::size_t texts_a_call = 256;

inline Found in_batches(PhraseMatcher& matcher, std::span<const std::string_view> texts) {
  Found found;
  for (std::size_t first = 0; first < texts.size(); first += texts_a_call)
    for (const PhraseHit& hit : matcher.match(texts.subspan(first, std::min(texts_a_call, texts.size() - first))))
      found.add(first + hit.text, static_cast<std::uint32_t>(hit.phrase), hit.span.begin, hit.span.end);
  return found;
}

inline Found one_by_one(PhraseMatcher& matcher, std::span<const std::string_view> texts) {
  Found found;
  for (std::size_t text = 0; text < texts.size(); ++text)
    for (const PhraseHit& hit : matcher.match(texts[text]))
      found.add(text, static_cast<std::uint32_t>(hit.phrase), hit.span.begin, hit.span.end);
  return found;
}

// For rivals that only say which phrases are in a text: each once.
inline Found which_only(PhraseMatcher& matcher, std::span<const std::string_view> texts) {
  Found found;
  std::vector<std::uint32_t> phrases;
  for (std::size_t text = 0; text < texts.size(); ++text) {
    phrases.clear();
    for (const PhraseHit& hit : matcher.match(texts[text])) phrases.push_back(static_cast<std::uint32_t>(hit.phrase));
    std::sort(phrases.begin(), phrases.end());
    phrases.erase(std::unique(phrases.begin(), phrases.end()), phrases.end());
    for (const std::uint32_t phrase : phrases) found.add(text, phrase, 0, 0);
  }
  return found;
}

inline std::vector<std::string_view> views_of(const std::vector<std::string>& strings) {
  return {strings.begin(), strings.end()};
}

// As many of the first texts as have `bytes` bytes.
inline std::span<const std::string_view> first_bytes(std::span<const std::string_view> texts, double bytes) {
  std::size_t count = 0;
  for (double total = 0; count < texts.size() && total < bytes; ++count)
    total += static_cast<double>(texts[count].size());
  return texts.first(count);
}

inline double bytes_of(std::span<const std::string_view> texts) {
  double bytes = 0;
  for (const std::string_view text : texts) bytes += static_cast<double>(text.size() + 1);
  return bytes;
}

}  // namespace peertag::benchmarks
