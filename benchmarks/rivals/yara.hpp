// YARA: a rule for each phrase, `fullword nocase`. Its words know neither `_` nor `'`, so borders are looked at again.
// A call costs it much, so it gets a megabyte at a time, cut where a text ends; what leads from one text into the next
// is left out.
#pragma once

#include <yara.h>

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "harness.hpp"
#include "rivals/words.hpp"

namespace peertag::benchmarks {

class Yara {
 public:
  explicit Yara(const std::vector<std::string>& phrases) {
    if (yr_initialize() != ERROR_SUCCESS) throw std::runtime_error("yara: does not start");
    YR_COMPILER* compiler = nullptr;
    if (yr_compiler_create(&compiler) != ERROR_SUCCESS) throw std::runtime_error("yara: no compiler");
    std::string rules;
    for (std::size_t p = 0; p < phrases.size(); ++p)
      rules +=
          "rule p" + std::to_string(p) + " { strings: $a = \"" + phrases[p] + "\" fullword nocase condition: $a }\n";
    const int errors = yr_compiler_add_string(compiler, rules.c_str(), nullptr);
    if (errors == 0) yr_compiler_get_rules(compiler, &rules_);
    yr_compiler_destroy(compiler);
    if (rules_ == nullptr) throw std::runtime_error("yara: does not compile");
  }
  Yara(const Yara&) = delete;
  Yara& operator=(const Yara&) = delete;
  ~Yara() {
    yr_rules_destroy(rules_);
    yr_finalize();
  }

  // REQUIRES: the texts lie one after the other in one piece of memory, with a blank between.
  Found match(std::span<const std::string_view> texts) {
    constexpr std::size_t block_bytes = 1U << 20U;
    found_ = {};
    texts_ = texts;
    for (first_ = 0; first_ < texts.size();) {
      std::size_t last = first_;
      block_ = texts[first_];
      while (last + 1 < texts.size() && block_.size() < block_bytes) {
        ++last;
        block_ = {block_.data(), static_cast<std::size_t>(texts[last].data() + texts[last].size() - block_.data())};
      }
      end_ = last + 1;
      if (yr_rules_scan_mem(rules_, reinterpret_cast<const std::uint8_t*>(block_.data()), block_.size(),
                            SCAN_FLAGS_REPORT_RULES_MATCHING, &on_match, this, 0) != ERROR_SUCCESS)
        throw std::runtime_error("yara: cannot scan");
      first_ = end_;
    }
    return found_;
  }

 private:
  static int on_match(YR_SCAN_CONTEXT* context, int message, void* data, void* user) {
    if (message != CALLBACK_MSG_RULE_MATCHING) return CALLBACK_CONTINUE;
    auto& self = *static_cast<Yara*>(user);
    auto* const rule = static_cast<YR_RULE*>(data);
    const std::uint64_t phrase = std::stoull(rule->identifier + 1);
    YR_STRING* string = nullptr;
    YR_MATCH* match = nullptr;
    yr_rule_strings_foreach(rule, string) {
      yr_string_matches_foreach(context, string, match) {
        self.add(phrase, static_cast<std::size_t>(match->offset), static_cast<std::size_t>(match->match_length));
      }
    }
    return CALLBACK_CONTINUE;
  }

  void add(std::uint64_t phrase, std::size_t offset, std::size_t length) {
    const char* const at = block_.data() + offset;
    const auto behind = std::upper_bound(texts_.begin() + static_cast<std::ptrdiff_t>(first_),
                                         texts_.begin() + static_cast<std::ptrdiff_t>(end_), at,
                                         [](const char* place, std::string_view text) { return place < text.data(); });
    const auto text = behind - 1;
    const auto begin = static_cast<std::size_t>(at - text->data());
    if (begin + length > text->size() || !is_whole(*text, begin, begin + length)) return;
    found_.add(static_cast<std::uint64_t>(text - texts_.begin()), phrase, begin, begin + length);
  }

  YR_RULES* rules_ = nullptr;
  std::span<const std::string_view> texts_;
  std::string_view block_;
  std::size_t first_ = 0, end_ = 0;
  Found found_;
};

}  // namespace peertag::benchmarks
