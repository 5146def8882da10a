// The slow and obvious twin of the phrase engine: words cut byte by byte, every sequence of words looked up in a map,
// and of a gap pattern every way tried from every word. Shares nothing with the engine.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "peertag/phrase_matcher.hpp"

namespace reference {

// A gap pattern that owns its words.
struct OwnPattern {
  std::vector<std::vector<std::string>> choices;  // of each part
  std::vector<std::uint32_t> gaps;
};
[[nodiscard]] std::vector<std::string_view> views_of(const std::vector<std::string>& strings);
[[nodiscard]] peertag::GapPattern view_of(const OwnPattern& own);
[[nodiscard]] std::vector<peertag::GapPattern> views_of(const std::vector<OwnPattern>& own);

class NaivePhrases {
 public:
  explicit NaivePhrases(const std::vector<std::string>& phrases, const std::vector<OwnPattern>& patterns = {});

  // In the engine's order.
  [[nodiscard]] std::vector<peertag::PhraseHit> match(const std::vector<std::string>& texts) const;

 private:
  struct Word {
    std::string text;
    std::uint32_t begin = 0, end = 0;
  };
  struct Part {
    std::vector<std::vector<Word>> choices;
    std::uint32_t gap = 0;
  };
  struct Best {
    std::size_t left_out = 0, end = 0;  // no match: end is zero
  };

  static void follow(const std::vector<Part>& parts, std::size_t part, const std::vector<Word>& words, std::size_t at,
                     std::size_t left_out, Best& best);
  static bool is(const std::string& word, const std::string& wanted);
  static std::vector<Word> cut(const std::string& text, char letter = '\0');

  std::map<std::string, std::vector<std::uint32_t>> ids_;  // by the words, a blank behind each
  std::size_t longest_ = 0;
  std::uint32_t first_pattern_ = 0;
  std::vector<std::vector<Part>> patterns_;
};

}  // namespace reference
