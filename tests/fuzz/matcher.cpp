// The engine against its slow twin, on codebooks and messages that the fuzzer chooses.
#include <algorithm>
#include <optional>

#include "fuzz/targets.hpp"
#include "match/comparison.hpp"
#include "match/random_book.hpp"

namespace peertag::fuzz {

std::string matcher(std::string_view bytes) {
  constexpr std::size_t longest = 200;  // the twin is slow
  const std::size_t choices = std::min(bytes.find("###"), bytes.size());
  const std::string_view given = bytes.substr(std::min(choices + 3, bytes.size())).substr(0, longest);
  random_book::Random random(bytes.substr(0, choices));
  const random_book::Book book = random_book::make_book(random, 3);
  Diagnostics diagnostics;
  const std::optional<Codebook> codebook = Codebook::compile(book.sources(), diagnostics);
  if (!codebook) return {};
  comparison::Counts counts;
  comparison::Comparison comparison(*codebook, counts);
  if (std::optional<std::string> difference = comparison.compare(std::string(given))) return *difference;
  for (int m = 0; m < 10; ++m)
    if (std::optional<std::string> difference = comparison.compare(random_book::make_message(random)))
      return *difference;
  return {};
}

}  // namespace peertag::fuzz
