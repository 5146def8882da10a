// The slow and obvious twin of ChainFinder: has all messages before it, and looks at each window by itself.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "peertag/chain.hpp"
#include "peertag/codebook.hpp"

namespace reference {

struct Said {
  std::string id, conversation, speaker, reply_to;
  bool opens = false;
  std::set<std::string> codes;  // candidates
};

// In the order in which ChainFinder gives them; spans are left empty. `turns_back`: how far a message's author is
// known.
std::vector<peertag::Chain> find_chains(const peertag::Codebook& codebook, const std::vector<Said>& messages,
                                        std::size_t turns_back);

}  // namespace reference
