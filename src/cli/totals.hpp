// How the records of a run ended. Every one is counted where it is read and again where it ends; the two must agree.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>

#include "io/record.hpp"
#include "peertag/conversation.hpp"
#include "peertag/sinks/counts.hpp"

namespace peertag::cli {

struct Totals {
  std::uint64_t read = 0;
  std::array<std::uint64_t, io::reject_class_names.size()> rejected_as{};
  std::uint64_t expected_rejections = 0;  // repeated ids under --dup-ids first
  Conversation::Totals conversations;

  [[nodiscard]] std::uint64_t rejected() const {
    return std::accumulate(rejected_as.begin(), rejected_as.end(), std::uint64_t{0});
  }
  [[nodiscard]] bool add_up(const Counts& counts) const {
    return read == counts.tagged + counts.clean + counts.undecided() + rejected();
  }
  [[nodiscard]] bool all_decided(const Counts& counts) const {
    return counts.undecided() == 0 && rejected() == expected_rejections;
  }

  // `read 5 = tagged 3 + clean 1 + undecided 0 + rejected 1`, and below it what is odd about the conversations.
  [[nodiscard]] std::string to_text(const Counts& counts) const {
    return "read " + std::to_string(read) + " = tagged " + std::to_string(counts.tagged) + " + clean " +
           std::to_string(counts.clean) + " + undecided " + std::to_string(counts.undecided()) + " + rejected " +
           std::to_string(rejected()) + '\n' + oddities();
  }

  // Name and number of each, for the manifest.
  struct Oddity {
    std::string_view name, meaning;
    std::uint64_t number;
  };
  [[nodiscard]] std::array<Oddity, 4> conversation_oddities() const {
    return {{{"evicted", "conversations forgotten for want of room", conversations.evicted},
             {"unseen_parents", "replies to messages not seen, or too long ago", conversations.unseen_parents},
             {"self_replies", "replies to themselves", conversations.self_replies},
             {"cycles", "rings of replies", conversations.cycles}}};
  }

 private:
  [[nodiscard]] std::string oddities() const {
    std::string line;
    for (const Oddity& oddity : conversation_oddities())
      if (oddity.number > 0)
        line += (line.empty() ? "" : ", ") + std::string(oddity.meaning) + ' ' + std::to_string(oddity.number);
    return line.empty() ? line : line + '\n';
  }
};

}  // namespace peertag::cli
