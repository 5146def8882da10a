// A small codebook with links, and messages whose codes are given instead of found. A chain is shown as
// "m2 b/c, m3 b/m1, m4 b/o1, 5": message and code of each part, `-` for what is missing, refs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "peertag/chain.hpp"
#include "peertag/conversation.hpp"
#include "peertag/sinks/names.hpp"
#include "support.hpp"

namespace chain_bench {

using Lines = std::vector<std::string>;

// Contexts c and d; mechanisms m1, m2, m3; outcomes o1, o2.
inline const peertag::Codebook& book() {
  static const peertag::Codebook codebook = [] {
    std::string codes = "id = \"b\"\ntitle = \"T\"\nsource = \"made up\"\nlicence = \"MIT\"\nversion = \"0.1\"\n";
    std::string rules;
    for (const auto& [id, kind] :
         {std::pair("c", "context"), std::pair("d", "context"), std::pair("m1", "mechanism"),
          std::pair("m2", "mechanism"), std::pair("m3", "mechanism"), std::pair("o1", "outcome"),
          std::pair("o2", "outcome"), std::pair("c.f", "factor"), std::pair("d.f", "factor")}) {
      const std::string name = id;
      codes += "[[code]]\nid = \"" + name + "\"\nlabel = \"L\"\nkind = \"" + kind + "\"\ndefinition = \"D\"\n";
      if (name.ends_with(".f")) codes += "parent = \"" + name.substr(0, 1) + "\"\n";
      if (std::string_view(kind) != "context")
        rules += "[[rule]]\nid = \"r" + name + "\"\ncode = \"b/" + name + "\"\nmatch = [\"word" + name.substr(0, 1) +
                 (name.size() == 2 ? name.substr(1) : "") + "\"]\nunless = []\n";
    }
    return peertag::test::codebook_of({{"b/book.toml", codes},
                                       {"b/rules.toml", rules},
                                       {"b/links.csv",
                                        "context,mechanism,outcome,refs\nc,m1,o1,5\nc,m2,o1,4\nc,m1,o2,3\n"
                                        "d,m1,o1,1\nd,m3,o2,7\n"}});
  }();
  return codebook;
}

inline std::string show(const peertag::Chain& chain) {
  const auto part = [](const peertag::ChainPart& found) {
    return found.id + ' ' + peertag::code_of(book(), found.code).id;
  };
  return part(chain.context) + ", " + (chain.mechanism ? part(*chain.mechanism) : "-") + ", " +
         (chain.outcome ? part(*chain.outcome) : "-") + ", " + std::to_string(chain.refs);
}

class Bench {
 public:
  explicit Bench(std::size_t cap_bytes = peertag::limits::chain_bytes)
      : finder_(book(), conversation_, chains_, peertag::OffsetUnit::byte, cap_bytes) {}

  // `reply_to` empty: it opens the conversation. Codes stand as candidates.
  void say(std::string_view id, std::string_view speaker, std::string_view reply_to,
           const std::vector<std::string_view>& codes, std::string_view conversation_id = "t") {
    peertag::Message message;
    message.id = id;
    message.speaker = speaker;
    message.conversation_id = conversation_id;
    message.reply_to = reply_to;
    message.reply_kind = reply_to.empty() ? peertag::ReplyKind::opens : peertag::ReplyKind::answers;
    std::vector<peertag::CodeScore> scores;
    for (std::size_t c = 0; c < book().codes().size(); ++c)
      for (const std::string_view code : codes) {
        if (book().codes()[c].id != code) continue;
        scores.emplace_back();
        scores.back().code = static_cast<peertag::CodeId>(c);
        scores.back().candidate = true;
      }
    peertag::Thread* thread = conversation_.enter(message);
    peertag::TaggedMessage tagged{message};
    tagged.codes = scores;
    tagged.role = peertag::Conversation::role_of(thread, message);
    finder_.take(tagged);
    if (thread != nullptr) conversation_.add(*thread, message, tagged.role, {}, {});
  }

  [[nodiscard]] Lines finish() {
    finder_.finish();
    Lines lines;
    for (const peertag::Chain& chain : chains_) lines.push_back(show(chain));
    return lines;
  }
  [[nodiscard]] const peertag::ChainFinder& finder() const { return finder_; }

 private:
  peertag::Conversation conversation_;
  std::vector<peertag::Chain> chains_;
  peertag::ChainFinder finder_;
};

}  // namespace chain_bench
