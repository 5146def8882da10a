// The rival: Hyperscan's matcher for literals, told to report every end of every literal, and a look at the bytes on
// both sides. (Its regular expressions with \b are slower: perf.md, section 4.)
//
// Vectorscan, its portable descendant, has the same functions under the same names, and Debian's packages of the two
// exclude each other. So it is loaded from where its package has been unpacked, with names of its own.
#pragma once

#include <dlfcn.h>
#include <hs/hs.h>

#include <cstdlib>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "harness.hpp"
#include "rivals/words.hpp"

namespace peertag::benchmarks {

struct HyperscanFunctions {
  decltype(&hs_compile_lit_multi) compile_literals = &hs_compile_lit_multi;
  decltype(&hs_alloc_scratch) alloc_scratch = &hs_alloc_scratch;
  decltype(&hs_free_scratch) free_scratch = &hs_free_scratch;
  decltype(&hs_free_database) free_database = &hs_free_database;
  decltype(&hs_free_compile_error) free_compile_error = &hs_free_compile_error;
  decltype(&hs_scan) scan = &hs_scan;
};

// Nothing, and `why`, where the environment does not say PEERTAG_VECTORSCAN=/somewhere/libhs.so.5.
inline std::optional<HyperscanFunctions> load_vectorscan(std::string& why) {
  const char* const path = std::getenv("PEERTAG_VECTORSCAN");
  if (path == nullptr) {
    why = "PEERTAG_VECTORSCAN does not say where its libhs.so.5 is";
    return std::nullopt;
  }
  void* const library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  if (library == nullptr) {
    why = dlerror();
    return std::nullopt;
  }
  HyperscanFunctions functions;
  const auto load = [&](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
    if (function == nullptr) why = name;
  };
  load(functions.compile_literals, "hs_compile_lit_multi");
  load(functions.alloc_scratch, "hs_alloc_scratch");
  load(functions.free_scratch, "hs_free_scratch");
  load(functions.free_database, "hs_free_database");
  load(functions.free_compile_error, "hs_free_compile_error");
  load(functions.scan, "hs_scan");
  if (!why.empty()) return std::nullopt;
  return functions;
}

class HyperscanLiterals {
 public:
  explicit HyperscanLiterals(const std::vector<std::string>& phrases, HyperscanFunctions functions = {})
      : functions_(functions) {
    std::vector<const char*> expressions;
    std::vector<unsigned> flags(phrases.size(), HS_FLAG_CASELESS), ids;
    for (const std::string& phrase : phrases) {
      ids.push_back(static_cast<unsigned>(ids.size()));
      expressions.push_back(phrase.c_str());
      lengths_.push_back(phrase.size());
    }
    hs_compile_error_t* error = nullptr;
    if (functions_.compile_literals(expressions.data(), flags.data(), ids.data(), lengths_.data(),
                                    static_cast<unsigned>(phrases.size()), HS_MODE_BLOCK, nullptr, &database_,
                                    &error) != HS_SUCCESS) {
      const std::string message = error->message;
      functions_.free_compile_error(error);
      throw std::runtime_error("hyperscan: " + message);
    }
    if (functions_.alloc_scratch(database_, &scratch_) != HS_SUCCESS) throw std::runtime_error("hyperscan: no scratch");
  }
  HyperscanLiterals(const HyperscanLiterals&) = delete;
  HyperscanLiterals& operator=(const HyperscanLiterals&) = delete;
  ~HyperscanLiterals() {
    functions_.free_scratch(scratch_);
    functions_.free_database(database_);
  }

  Found match(std::span<const std::string_view> texts) {
    found_ = {};
    for (text_ = 0; text_ < texts.size(); ++text_) {
      bytes_ = texts[text_];
      functions_.scan(database_, bytes_.data(), static_cast<unsigned>(bytes_.size()), 0, scratch_, &on_match, this);
    }
    return found_;
  }

 private:
  static int on_match(unsigned id, unsigned long long, unsigned long long end, unsigned, void* context) {
    auto& self = *static_cast<HyperscanLiterals*>(context);
    const std::size_t begin = end - self.lengths_[id];
    if (is_whole(self.bytes_, begin, end)) self.found_.add(self.text_, id, begin, end);
    return 0;
  }

  HyperscanFunctions functions_;
  std::vector<std::size_t> lengths_;
  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
  std::string_view bytes_;
  std::size_t text_ = 0;
  Found found_;
};

}  // namespace peertag::benchmarks
