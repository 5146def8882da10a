// Which words may stand in what is learned or suggested: no numbers and mentions, nothing rare, and no names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "codebook/declarations.hpp"
#include "codebook/words.hpp"
#include "peertag/normalise.hpp"
#include "text/text.hpp"

namespace peertag::quality {

class WordFilter {
 public:
  // REQUIRES: both outlive the filter.
  WordFilter(const codebook::Declarations& declarations, codebook::Words& words)
      : declarations_(declarations), words_(words), segmenter_(declarations.abbreviations) {}

  // Counts how often each word is written like a name: with a capital where no sentence begins.
  void see(std::string_view text);

  // `word` is in matching form. Of the same texts seen, the answer stays the same.
  [[nodiscard]] bool allows(const std::string& word);

 private:
  struct Count {
    std::uint32_t all = 0, capital = 0;
  };
  [[nodiscard]] bool decide(const std::string& word);

  const codebook::Declarations& declarations_;
  codebook::Words& words_;
  text::Segmenter segmenter_;
  NormalText normal_;
  Tokens tokens_;
  std::unordered_map<std::string, Count> counts_;
  std::unordered_map<std::string, bool> allowed_;
};

}  // namespace peertag::quality
