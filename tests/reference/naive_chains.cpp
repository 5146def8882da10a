#include "reference/naive_chains.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

namespace reference {
namespace {

using peertag::Chain;
using peertag::ChainPart;
using peertag::Link;

// The first who opened the conversation, up to and with message `now`.
std::optional<std::string> opener(const std::vector<Said>& messages, std::size_t now) {
  for (std::size_t i = 0; i <= now; ++i)
    if (messages[i].conversation == messages[now].conversation && messages[i].opens) return messages[i].speaker;
  return std::nullopt;
}
bool is_seeker(const std::vector<Said>& messages, std::size_t now) {
  return opener(messages, now) == messages[now].speaker;
}
bool is_supporter(const std::vector<Said>& messages, std::size_t now) {
  return opener(messages, now) && opener(messages, now) != messages[now].speaker;
}

// Who wrote the message that `now` replies to, if that is among the last `turns_back` of its conversation.
std::optional<std::string> answered(const std::vector<Said>& messages, std::size_t now, std::size_t turns_back) {
  std::size_t turns = 0;
  for (std::size_t i = now; i-- > 0 && turns < turns_back;) {
    if (messages[i].conversation != messages[now].conversation) continue;
    ++turns;
    if (messages[i].id == messages[now].reply_to) return messages[i].speaker;
  }
  return std::nullopt;
}

struct Found {
  std::size_t ends_at = 0;  // message; one behind the last: at the end of the input
  bool partial = false;
  std::size_t window = 0;
  std::string context;
  std::size_t place = 0;  // among those of its window and context that end there
  Chain chain;
};

}  // namespace

std::vector<Chain> find_chains(const peertag::Codebook& codebook, const std::vector<Said>& messages,
                               std::size_t turns_back) {
  const auto part = [&](const std::string& code, std::size_t message) {
    return ChainPart{*codebook.find_code(code), messages[message].id, {}};
  };
  std::vector<Found> found;
  for (std::size_t w = 0; w < messages.size(); ++w) {
    if (!is_supporter(messages, w)) continue;
    const std::optional<std::string> person = answered(messages, w, turns_back);
    std::vector<std::size_t> window;
    for (std::size_t i = w + 1; i < messages.size() && window.size() < 10; ++i)
      if (messages[i].conversation == messages[w].conversation) window.push_back(i);
    const std::size_t end = window.size() == 10 ? window.back() : messages.size();
    std::vector<std::size_t> theirs;
    for (const std::size_t i : window)
      if (person ? messages[i].speaker == *person : is_seeker(messages, i)) theirs.push_back(i);

    for (const std::string& context : messages[w].codes) {
      const auto first_with = [&](const std::string& code, std::size_t from) -> std::optional<std::size_t> {
        for (const std::size_t i : theirs)
          if (i >= from && messages[i].codes.contains(code)) return i;
        return std::nullopt;
      };
      std::set<std::string> mechanisms, outcomes, completed;
      for (std::size_t l = 0; l < codebook.links().size(); ++l) {
        const Link& link = codebook.links()[l];
        if (link.context != context) continue;
        mechanisms.insert(link.mechanism);
        outcomes.insert(link.outcome);
        const std::optional<std::size_t> mechanism = first_with(link.mechanism, 0);
        const std::optional<std::size_t> outcome = mechanism ? first_with(link.outcome, *mechanism) : std::nullopt;
        if (!outcome) continue;
        completed.insert(link.mechanism);
        completed.insert(link.outcome);
        found.push_back({*outcome,
                         false,
                         w,
                         context,
                         l,
                         {messages[w].conversation, part(context, w), part(link.mechanism, *mechanism),
                          part(link.outcome, *outcome), link.refs}});
      }
      std::size_t place = 0;
      for (const bool is_mechanism : {true, false})
        for (const std::string& code : is_mechanism ? mechanisms : outcomes) {
          const std::optional<std::size_t> first = first_with(code, 0);
          if (!first || completed.contains(code)) continue;
          Chain chain;
          chain.conversation_id = messages[w].conversation;
          chain.context = part(context, w);
          (is_mechanism ? chain.mechanism : chain.outcome) = part(code, *first);
          for (const Link& link : codebook.links())
            if (link.context == context && (is_mechanism ? link.mechanism : link.outcome) == code)
              chain.refs = std::max(chain.refs, link.refs);
          found.push_back({end, true, w, context, place++, chain});
        }
    }
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return std::tie(a.ends_at, a.partial, a.window, a.context, a.place) <
           std::tie(b.ends_at, b.partial, b.window, b.context, b.place);
  });
  std::vector<Chain> out;
  for (const Found& one : found) out.push_back(one.chain);
  return out;
}

}  // namespace reference
