// Chains on conversations worked out by hand. What the finder is given is what a tagger would hand it; no text is
// needed.
#include "peertag/chain.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "chain_bench.hpp"
#include "reference/naive_chains.hpp"

namespace {

using namespace chain_bench;
using peertag::Chain;

TEST_CASE("a mechanism and an outcome of the answered person, in this order, make a complete chain") {
  Bench bench;
  bench.say("m1", "ana", {}, {});
  bench.say("m2", "ben", "m1", {"b/c"});
  bench.say("m3", "ana", "m2", {"b/m1"});
  bench.say("m4", "ana", "m2", {"b/o1"});
  CHECK(bench.finish() == Lines{"m2 b/c, m3 b/m1, m4 b/o1, 5"});
}

TEST_CASE("both may stand in one message; an outcome before its mechanism does not count for it") {
  Bench bench;
  bench.say("m1", "ana", {}, {});
  bench.say("m2", "ben", "m1", {"b/c"});
  bench.say("m3", "ana", "m2", {"b/o1"});
  bench.say("m4", "ana", "m2", {"b/m1", "b/o1"});
  CHECK(bench.finish() == Lines{"m2 b/c, m4 b/m1, m4 b/o1, 5"});
}

TEST_CASE("what comes the wrong way round is two partial chains, with the most that a link of theirs has") {
  Bench bench;
  bench.say("m1", "ana", {}, {});
  bench.say("m2", "ben", "m1", {"b/c"});
  bench.say("m3", "ana", "m2", {"b/o1"});
  bench.say("m4", "ana", "m2", {"b/m1"});
  CHECK(bench.finish() == Lines{"m2 b/c, m4 b/m1, -, 5", "m2 b/c, -, m3 b/o1, 5"});
}

TEST_CASE("only the answered person counts, only supporters offer, and only what a link joins") {
  Bench bench;
  bench.say("m1", "ana", {}, {"b/c"});  // the seeker offers nothing
  bench.say("m2", "ben", "m1", {"b/c"});
  bench.say("m3", "cem", "m1", {"b/m1", "b/o1"});  // was not answered
  bench.say("m4", "ana", "m2", {"b/m3"});          // joined to another context only
  CHECK(bench.finish().empty());
}

TEST_CASE("the answered person is the author of the reply_to, and the seeker where that is not known") {
  Bench bench;
  bench.say("m1", "ana", {}, {});
  bench.say("m2", "cem", "m1", {});
  bench.say("m3", "ben", "m2", {"b/c"});  // answers cem
  bench.say("m4", "ben", "m0", {"b/d"});  // answers a message nobody has seen: the seeker, ana
  bench.say("m5", "cem", "m3", {"b/m1", "b/m3"});
  bench.say("m6", "ana", "m3", {"b/m1", "b/m3"});
  CHECK(bench.finish() == Lines{"m3 b/c, m5 b/m1, -, 5", "m4 b/d, m6 b/m1, -, 1", "m4 b/d, m6 b/m3, -, 7"});
}

TEST_CASE("a window is ten messages long, whoever writes them") {
  for (const int between : {9, 10}) {
    CAPTURE(between);
    Bench bench;
    bench.say("m1", "ana", {}, {});
    bench.say("m2", "ben", "m1", {"b/c"});
    for (int i = 0; i < between; ++i) bench.say("x" + std::to_string(i), "cem", "m1", {});
    bench.say("m3", "ana", "m2", {"b/m1"});
    CHECK(bench.finish().size() == (between == 9 ? 1 : 0));
  }
}

TEST_CASE("each link is completed once, by the first mechanism and the first outcome not before it") {
  Bench bench;
  bench.say("m1", "ana", {}, {});
  bench.say("m2", "ben", "m1", {"b/c"});
  bench.say("m3", "ana", "m2", {"b/m1"});
  bench.say("m4", "ana", "m2", {"b/m1", "b/m2"});
  bench.say("m5", "ana", "m2", {"b/o1"});
  bench.say("m6", "ana", "m2", {"b/o1", "b/o2"});
  CHECK(bench.finish() ==
        Lines{"m2 b/c, m3 b/m1, m5 b/o1, 5", "m2 b/c, m4 b/m2, m5 b/o1, 4", "m2 b/c, m3 b/m1, m6 b/o2, 3"});
}

TEST_CASE("conversations do not see each other, and messages without one make no chain") {
  Bench bench;
  bench.say("m1", "ana", {}, {});
  bench.say("m2", "ben", "m1", {"b/c"});
  bench.say("m3", "ana", {}, {"b/m1", "b/o1"}, "other");
  bench.say("m4", "ana", {}, {"b/m1", "b/o1"}, "");
  CHECK(bench.finish().empty());
}

TEST_CASE("without room the window opened first ends first, and is counted") {
  Bench bench(1);  // a byte: room for one window only, the one in hand
  bench.say("m1", "ana", {}, {}, "t1");
  bench.say("m2", "ben", "m1", {"b/c"}, "t1");
  bench.say("m3", "ana", "m2", {"b/m1"}, "t1");
  bench.say("n1", "eva", {}, {}, "t2");
  bench.say("n2", "ben", "n1", {"b/c"}, "t2");
  bench.say("m4", "ana", "m2", {"b/o1"}, "t1");  // too late
  bench.say("n3", "eva", "n2", {"b/m1", "b/o1"}, "t2");
  CHECK(bench.finish() == Lines{"m2 b/c, m3 b/m1, -, 5", "n2 b/c, n3 b/m1, n3 b/o1, 5"});
  CHECK(bench.finder().cut_short() == 1);
  CHECK(bench.finder().bytes() == 0);
}

TEST_CASE("on random conversations the finder gives what its slow twin gives, in the same order") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  std::size_t complete = 0, partial = 0;
  for (int round = 0; round < 1000; ++round) {
    Bench bench;
    std::vector<reference::Said> messages;
    for (std::size_t i = 0; i < 60; ++i) {
      reference::Said said;
      said.conversation = "t" + std::to_string(below(3));
      said.id = "m" + std::to_string(below(15) == 0 ? below(i + 1) : i);  // now and then an id comes again
      said.speaker = std::string(1, static_cast<char>('p' + below(3)));
      said.opens = below(8) == 0;
      if (!said.opens) said.reply_to = "m" + std::to_string(i - std::min(i, below(16)));
      for (const char* code : {"b/c", "b/d", "b/m1", "b/m2", "b/m3", "b/o1", "b/o2"})
        if (below(6) == 0) said.codes.insert(code);
      bench.say(said.id, said.speaker, said.reply_to, {said.codes.begin(), said.codes.end()}, said.conversation);
      messages.push_back(said);
    }
    const std::vector<Chain> expected = reference::find_chains(book(), messages, peertag::limits::turns_back);
    Lines lines;
    for (const Chain& chain : expected) {
      lines.push_back(show(chain));
      ++(chain.complete() ? complete : partial);
    }
    REQUIRE(bench.finish() == lines);
  }
  CHECK(complete > 1000);
  CHECK(partial > 1000);
}

}  // namespace
