// The rival: Hyperscan's matcher for literals, told to report every end of every literal, and a look at the bytes on
// both sides. (Its regular expressions with \b are slower: perf.md, section 4.)
#pragma once

#include <hs/hs.h>

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "harness.hpp"

namespace peertag::benchmarks {

class HyperscanLiterals {
 public:
  explicit HyperscanLiterals(const std::vector<std::string>& phrases) {
    std::vector<const char*> expressions;
    std::vector<unsigned> flags(phrases.size(), HS_FLAG_CASELESS), ids;
    for (const std::string& phrase : phrases) {
      ids.push_back(static_cast<unsigned>(ids.size()));
      expressions.push_back(phrase.c_str());
      lengths_.push_back(phrase.size());
    }
    hs_compile_error_t* error = nullptr;
    if (hs_compile_lit_multi(expressions.data(), flags.data(), ids.data(), lengths_.data(),
                             static_cast<unsigned>(phrases.size()), HS_MODE_BLOCK, nullptr, &database_,
                             &error) != HS_SUCCESS) {
      const std::string message = error->message;
      hs_free_compile_error(error);
      throw std::runtime_error("hyperscan: " + message);
    }
    if (hs_alloc_scratch(database_, &scratch_) != HS_SUCCESS) throw std::runtime_error("hyperscan: no scratch");
  }
  HyperscanLiterals(const HyperscanLiterals&) = delete;
  HyperscanLiterals& operator=(const HyperscanLiterals&) = delete;
  ~HyperscanLiterals() {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }

  Found match(std::span<const std::string_view> texts) {
    found_ = {};
    for (text_ = 0; text_ < texts.size(); ++text_) {
      bytes_ = texts[text_];
      hs_scan(database_, bytes_.data(), static_cast<unsigned>(bytes_.size()), 0, scratch_, &on_match, this);
    }
    return found_;
  }

 private:
  static bool in_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '\''; }

  static int on_match(unsigned id, unsigned long long, unsigned long long end, unsigned, void* context) {
    auto& self = *static_cast<HyperscanLiterals*>(context);
    const std::size_t begin = end - self.lengths_[id];
    const bool begins = begin == 0 || !in_word(self.bytes_[begin - 1]);
    const bool ends = end == self.bytes_.size() || !in_word(self.bytes_[end]);
    if (begins && ends) self.found_.add(self.text_, id, begin, end);
    return 0;
  }

  std::vector<std::size_t> lengths_;
  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
  std::string_view bytes_;
  std::size_t text_ = 0;
  Found found_;
};

}  // namespace peertag::benchmarks
