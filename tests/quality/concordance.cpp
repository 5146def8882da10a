// What stands around a match, and how wide it is.
#include "quality/concordance.hpp"

#include "quality/sample.hpp"
#include "support.hpp"

namespace {

using namespace peertag;
using namespace peertag::quality;

TEST_CASE("a context is so many characters, and less where the text ends") {
  struct Case {
    std::string_view text;
    SourceSpan match;
    std::uint32_t characters;
    std::string_view left, right;
  };
  const Case cases[] = {
      {"I feel low now", {7, 10}, 3, "el ", " no"},
      {"I feel low now", {7, 10}, 99, "I feel ", " now"},
      {"I feel low now", {7, 10}, 0, "", ""},
      {"low", {0, 3}, 5, "", ""},
      {"", {0, 0}, 5, "", ""},
      // é is two bytes, the emoji four: neither is cut.
      {"é💙 low 💙é", {7, 10}, 2, "💙 ", " 💙"},
      // A combining acute belongs to the e before it: the left context leaves it out, the right one takes it in.
      {"e\u0301x low ye\u0301", {5, 8}, 3, "x ", " ye\u0301"},
      // Ill-formed bytes are stepped over one by one.
      {"\xE2\x80 low \xFF!", {3, 6}, 2, "\x80 ", " \xFF"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const Context context = context_of(c.text, c.match, c.characters);
    CHECK(c.text.substr(context.left.begin, context.left.size()) == c.left);
    CHECK(c.text.substr(context.right.begin, context.right.size()) == c.right);
  }
}

TEST_CASE("marks take no column, and wide characters two") {
  CHECK(columns_of("plain") == 5);
  CHECK(columns_of("e\u0301") == 1);
  CHECK(columns_of("é") == 1);
  CHECK(columns_of("💙") == 2);
  CHECK(columns_of("日本") == 4);
  CHECK(columns_of("") == 0);
}

TEST_CASE("a sample has the size asked for, the order of what came, and the same things for the same seed") {
  const auto sample_of = [](std::size_t size, std::uint64_t seed, int things) {
    Sample<int> sample(size, seed);
    for (int i = 0; i < things; ++i) sample.add(i);
    return sample.take();
  };
  CHECK(sample_of(3, 1, 2) == std::vector<int>{0, 1});
  CHECK(sample_of(0, 1, 9).empty());
  const std::vector<int> ten = sample_of(10, 5, 1000);
  CHECK(ten.size() == 10);
  CHECK(std::is_sorted(ten.begin(), ten.end()));
  CHECK(ten == sample_of(10, 5, 1000));
  CHECK(ten != sample_of(10, 6, 1000));
}

TEST_CASE("each thing has the same chance to be in a sample") {
  // 2 of 8, 4000 times: each is expected 1000 times, with a standard deviation of 27.
  int kept[8] = {};
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    Sample<int> sample(2, seed);
    for (int i = 0; i < 8; ++i) sample.add(i);
    for (const int i : sample.take()) ++kept[i];
  }
  for (const int times : kept) {
    CHECK(times > 1000 - 5 * 28);
    CHECK(times < 1000 + 5 * 28);
  }
}

}  // namespace
