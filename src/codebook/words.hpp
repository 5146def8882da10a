// How the words of lists and patterns become the tokens a text would give: the text's own normaliser, tokeniser and
// spelling variants. That is what makes "CAN'T" in a rule meet "can't" in a message.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codebook/declarations.hpp"
#include "text/text.hpp"

namespace peertag::codebook {

class Words {
 public:
  explicit Words(std::span<const std::string> abbreviations) : segmenter_(abbreviations) {}

  // Variants apply from here on. Their own targets are never varied again.
  void use(const Variants& variants) { variants_ = &variants; }

  // As a text has them before variants apply.
  [[nodiscard]] std::vector<std::string> tokens(std::string_view text);
  // As a text has them when they are looked up.
  [[nodiscard]] std::vector<std::string> read(std::string_view text);

  // The stem's letters in matching form; words before (behind) the stem where the tokeniser cuts `self-harm*` in two.
  struct Stem {
    std::vector<std::string> before, behind;
    std::string stem;  // empty: no token could begin (end) like this
  };
  [[nodiscard]] Stem prefix(std::string_view text);
  [[nodiscard]] Stem suffix(std::string_view text);

 private:
  [[nodiscard]] std::vector<std::string> vary(std::vector<std::string> tokens) const;

  text::Segmenter segmenter_;
  const Variants* variants_ = nullptr;
  NormalText normal_;
  Tokens tokens_;
};

}  // namespace peertag::codebook
