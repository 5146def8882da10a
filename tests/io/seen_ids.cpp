#include "io/seen_ids.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using peertag::io::SeenIds;
using Answer = SeenIds::Answer;

TEST_CASE("Each id is met once for the first time, through every growth of the table") {
  SeenIds seen;
  for (int i = 0; i < 100'000; ++i) REQUIRE(seen.meet(std::to_string(i)) == Answer::first);
  for (int i = 0; i < 100'000; ++i) REQUIRE(seen.meet(std::to_string(i)) == Answer::again);
  CHECK_FALSE(seen.full());
}

TEST_CASE("Ids that differ in one byte, or by a zero, are different") {
  SeenIds seen;
  using namespace std::string_view_literals;
  for (const std::string_view id : {""sv, "\0"sv, "\0\0"sv, "a"sv, "a\0"sv, "A"sv, "aaaaaaaa"sv, "aaaaaaaaa"sv})
    CHECK(seen.meet(id) == Answer::first);
}

TEST_CASE("A full table keeps what it knows and admits what it does not") {
  SeenIds seen(1U << 16);  // 4,096 slots, of which three quarters are used
  int first = 0;
  while (seen.meet("id " + std::to_string(first)) == Answer::first) ++first;
  CHECK(first == 3072);
  CHECK(seen.full());
  CHECK(seen.meet("id 0") == Answer::again);
  CHECK(seen.meet("id 3071") == Answer::again);
  CHECK(seen.meet("never seen") == Answer::not_known);
}

}  // namespace
