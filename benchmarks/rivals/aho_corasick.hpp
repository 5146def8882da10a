// The rival from the textbook: Aho and Corasick's automaton (1975) as a dense table, a row for each state and a column
// for each byte that occurs in any string. One load a byte, and no state without its row.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness.hpp"
#include "rivals/words.hpp"

namespace peertag::benchmarks {

class AhoCorasick {
 public:
  explicit AhoCorasick(const std::vector<std::string>& strings) {
    for (const std::string& string : strings)
      for (const char c : string) {
        std::uint8_t& column = columns_[static_cast<unsigned char>(c)];
        if (column == 0) column = static_cast<std::uint8_t>(width_++);
      }
    new_state();
    for (std::size_t s = 0; s < strings.size(); ++s) {
      std::uint32_t state = 0;
      for (const char c : strings[s]) {
        const std::size_t cell = state * width_ + columns_[static_cast<unsigned char>(c)];
        if (next_[cell] == 0) {
          const std::uint32_t made = new_state();
          next_[cell] = made;
        }
        state = next_[cell];
      }
      ends_[state].push_back(static_cast<std::uint32_t>(s));
      lengths_.push_back(strings[s].size());
    }
    link();
  }

  // Calls `found(string, begin, end)` for every occurrence.
  template <class Report>
  void scan(std::string_view text, Report report) const {
    std::uint32_t state = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      state = next_[state * width_ + columns_[static_cast<unsigned char>(text[i])]];
      // The state itself, or the nearest shorter one, at which a string ends; and from there the next shorter one.
      for (std::uint32_t at = ends_[state].empty() ? shorter_[state] : state; at != 0; at = shorter_[at])
        for (const std::uint32_t string : ends_[at]) report(string, i + 1 - lengths_[string], i + 1);
    }
  }

  Found match(std::span<const std::string_view> texts) const {
    Found found;
    for (std::size_t t = 0; t < texts.size(); ++t)
      scan(texts[t], [&](std::uint32_t string, std::size_t begin, std::size_t end) {
        if (is_whole(texts[t], begin, end)) found.add(t, string, begin, end);
      });
    return found;
  }

 private:
  std::uint32_t new_state() {
    next_.resize(next_.size() + width_);
    ends_.emplace_back();
    return static_cast<std::uint32_t>(ends_.size() - 1);
  }

  // Breadth first: a state's fall-back is shorter, so its row is complete when it is copied from.
  void link() {
    std::vector<std::uint32_t> fall_back(ends_.size()), queue;
    shorter_.resize(ends_.size());
    for (std::size_t c = 0; c < width_; ++c)
      if (next_[c] != 0) queue.push_back(next_[c]);
    for (std::size_t q = 0; q < queue.size(); ++q) {
      const std::uint32_t state = queue[q], back = fall_back[state];
      shorter_[state] = ends_[back].empty() ? shorter_[back] : back;
      for (std::size_t c = 0; c < width_; ++c) {
        std::uint32_t& next = next_[state * width_ + c];
        const std::uint32_t after_back = next_[back * width_ + c];
        if (next == 0) {
          next = after_back;
        } else {
          fall_back[next] = after_back;
          queue.push_back(next);
        }
      }
    }
  }

  std::array<std::uint8_t, 256> columns_{};  // column 0: a byte of no string
  std::size_t width_ = 1;
  std::vector<std::uint32_t> next_;  // state * width_ + column; 0 is the root
  std::vector<std::vector<std::uint32_t>> ends_;
  std::vector<std::uint32_t> shorter_;  // the nearest fall-back state at which a string ends; 0: none
  std::vector<std::size_t> lengths_;
};

}  // namespace peertag::benchmarks
