// Owns the strings of one batch of messages. Blocks are kept for the next batch: no allocation once it has grown.
#pragma once

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

namespace peertag::io {

class Arena {
 public:
  // Borrowed until clear().
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    if (block_ == blocks_.size() || blocks_[block_].size() - used_ < text.size()) next_block(text.size());
    char* const to = blocks_[block_].data() + used_;
    std::memcpy(to, text.data(), text.size());
    used_ += text.size();
    return {to, text.size()};
  }

  void clear() {
    block_ = used_ = 0;
    if (blocks_.size() > 1) blocks_.resize(1);  // one huge record must not hold its memory for ever
  }

 private:
  void next_block(std::size_t least) {
    if (block_ < blocks_.size()) ++block_;
    used_ = 0;
    if (block_ == blocks_.size()) blocks_.emplace_back(std::max(least, block_bytes));
  }

  static constexpr std::size_t block_bytes = 1U << 20;
  std::vector<std::vector<char>> blocks_;  // moving a vector keeps its bytes where they are
  std::size_t block_ = 0, used_ = 0;
};

}  // namespace peertag::io
