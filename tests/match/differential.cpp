// The engine against its slow twin: random codebooks x random messages.
#include <doctest/doctest.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "match/comparison.hpp"
#include "match/random_book.hpp"

namespace {

using comparison::Comparison;
using comparison::Counts;
using random_book::Book;
using random_book::Random;

#if defined(PEERTAG_SANITIZED)
constexpr std::uint64_t wanted_cases = 100'000;  // sanitizers make both sides some twenty times as slow
#else
constexpr std::uint64_t wanted_cases = 2'000'000;
#endif

std::string show(const Book& book, const std::string& message) {
  std::string out = "message: " + message + "\n";
  for (const auto& [name, text] : book.files) out += "--- " + name + "\n" + text;
  return out;
}

}  // namespace

TEST_CASE("on random codebooks and messages the engine finds what its slow twin finds") {
  const char* given = std::getenv("PEERTAG_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 20260711;
  MESSAGE("PEERTAG_SEED=", seed);
  Random random(seed);
  Counts counts;
  while (counts.cases < wanted_cases) {
    const Book book = random_book::make_book(random);
    peertag::Diagnostics diagnostics;
    const std::optional<peertag::Codebook> codebook = peertag::Codebook::compile(book.sources(), diagnostics);
    ++counts.books;
    if (!codebook) {
      ++counts.refused_books;
      continue;
    }
    Comparison comparison(*codebook, counts);
    for (int m = 0; m < 100; ++m) {
      const std::string message = random_book::make_message(random);
      const std::optional<std::string> difference = comparison.compare(message);
      if (difference) FAIL(*difference, "\n", show(book, message));
    }
  }
  MESSAGE(counts.cases, " cases, ", counts.with_match, " with a match, ", counts.books, " codebooks, ",
          counts.refused_books, " of them refused");
  CHECK(counts.with_match * 5 >= counts.cases);
  CHECK(counts.refused_books * 2 < counts.books);
  for (const peertag::Stop stop : {peertag::Stop::no, peertag::Stop::cue, peertag::Stop::all, peertag::Stop::none}) {
    CAPTURE(static_cast<int>(stop));
    CHECK(counts.findings[stop] * 100 > counts.findings[peertag::Stop::no]);
  }
}
