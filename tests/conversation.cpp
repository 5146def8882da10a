#include "peertag/conversation.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <map>
#include <random>

#include "peertag/detail/siphash.hpp"

namespace {

using peertag::Conversation;
using peertag::Message;
using peertag::ReplyKind;
using peertag::Role;

void put(Conversation& state, const Message& message) {
  peertag::Thread* thread = state.enter(message);
  REQUIRE(thread != nullptr);
  state.add(*thread, message, Conversation::role_of(thread, message), {}, {});
}

Message message(std::string_view id, std::string_view conversation, std::string_view speaker = "ana",
                ReplyKind kind = ReplyKind::not_known, std::string_view reply_to = {}) {
  return {.id = id, .speaker = speaker, .conversation_id = conversation, .reply_to = reply_to, .reply_kind = kind};
}

TEST_CASE("SipHash-2-4 gives the value of its authors' paper") {
  constexpr std::uint64_t hash = peertag::detail::siphash(
      {0x0706050403020100U, 0x0f0e0d0c0b0a0908U}, std::string_view("\0\1\2\3\4\5\6\7\x8\x9\xa\xb\xc\xd\xe", 15));
  CHECK(hash == 0xa129ca6149be45e5U);
}

TEST_CASE("the author of the opening message is the seeker, others are supporters") {
  Conversation state;
  const Message opening = message("m1", "t", "ana", ReplyKind::opens);
  const Message answer = message("m2", "t", "ben", ReplyKind::answers, "m1");
  const Message nameless = message("m3", "t", "", ReplyKind::answers, "m1");
  CHECK(Conversation::role_of(state.enter(opening), opening) == Role::seeker);
  CHECK(Conversation::role_of(state.enter(answer), answer) == Role::supporter);
  CHECK(Conversation::role_of(state.enter(nameless), nameless) == Role::unknown);
  const Message back = message("m4", "t", "ana", ReplyKind::answers, "m2");
  CHECK(Conversation::role_of(state.enter(back), back) == Role::seeker);
}

TEST_CASE("nobody can say who seeks where no opener is known, but a given role stands") {
  Conversation state;
  Message answer = message("m2", "t", "ben", ReplyKind::answers, "m1");
  CHECK(Conversation::role_of(state.enter(answer), answer) == Role::unknown);
  answer.role = Role::supporter;
  CHECK(Conversation::role_of(state.enter(answer), answer) == Role::supporter);
}

TEST_CASE("missing parents, self-replies and rings of replies are counted") {
  Conversation state;
  put(state, message("m1", "t", "ana", ReplyKind::answers, "m2"));  // its parent comes later
  put(state, message("m2", "t", "ben", ReplyKind::answers, "m1"));  // and answers it: a ring
  put(state, message("m3", "t", "ben", ReplyKind::answers, "m3"));
  CHECK(state.totals().unseen_parents == 1);
  CHECK(state.totals().cycles == 1);
  CHECK(state.totals().self_replies == 1);
}

TEST_CASE("a message without a conversation belongs to none") {
  Conversation state;
  CHECK(state.enter(message("m1", "")) == nullptr);
  CHECK(state.bytes() == 0);
}

TEST_CASE("the state equals a plain map of queues, forgets the least recently used and keeps to its cap") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  constexpr std::uint32_t window = 4;
  constexpr std::size_t cap = 40'000;
  Conversation state(window, cap);
  std::map<std::string, std::deque<std::string>> all;  // never forgets
  std::uint64_t known_again = 0;
  for (int i = 0; i < 60'000; ++i) {
    // Half of the messages go to eight busy conversations, the rest anywhere.
    const std::string conversation = "t" + std::to_string(random() % 2 == 0 ? random() % 8 : random() % 5000);
    const std::string id = "m" + std::to_string(i);
    const Message next = message(id, conversation);
    peertag::Thread* thread = state.enter(next);
    auto& expected = all[conversation];
    if (thread->count() == 0) {
      if (!expected.empty()) CHECK(thread->may_be_lost());
      expected.clear();  // forgotten: it starts anew
    } else {
      ++known_again;
      REQUIRE(thread->size() == expected.size());
      for (std::size_t back = 0; back < expected.size(); ++back) {
        REQUIRE(thread->latest(back).id == expected[expected.size() - 1 - back]);
        REQUIRE(thread->find(expected[back]) != nullptr);
      }
    }
    state.add(*thread, next, Role::unknown, {}, {});
    expected.push_back(id);
    if (expected.size() > window) expected.pop_front();
    REQUIRE(state.bytes() <= cap);
  }
  CHECK(state.totals().evicted > 10'000);
  CHECK(known_again > 20'000);  // the busy ones stay
}

}  // namespace
