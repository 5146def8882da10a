// A codebook that is nothing but phrases, a rule each, and texts that it reads as rivals do: so a rule's evidence is a
// phrase's match.
#pragma once

#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "corpus.hpp"
#include "peertag/codebook.hpp"
#include "rivals/words.hpp"

namespace peertag::benchmarks {

// The matching form of corpus.hpp, with no apostrophe at the edge of a word and no letter more than twice in a row.
inline std::string plain(std::string_view text) {
  std::string out;
  for (const char c : in_matching_form(text)) {
    if (c == '\'' && (out.empty() || out.back() == ' ' || out.back() == '\'')) continue;
    if (c == ' ' && !out.empty() && out.back() == '\'') out.pop_back();
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    if (out.size() >= 2 && c != ' ' && out[out.size() - 1] == c && out[out.size() - 2] == c) continue;
    out += c;
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '\'')) out.pop_back();
  return out;
}

inline Codebook codebook_of(const std::vector<std::string>& phrases) {
  const std::string book =
      "id = \"b\"\ntitle = \"T\"\nsource = \"made\"\nlicence = \"MIT\"\nversion = \"0.1\"\n"
      "[[code]]\nid = \"c\"\nlabel = \"C\"\nkind = \"strategy\"\ndefinition = \"D\"\n";
  std::string rules;
  for (std::size_t p = 0; p < phrases.size(); ++p) {
    const std::string number = std::to_string(p);
    rules += "[[rule]]\nid = \"r." + std::string(5 - number.size(), '0') + number + "\"\ncode = \"b/c\"\nmatch = [\"" +
             phrases[p] + "\"]\nunless = []\nexamples = []\n";
  }
  const std::vector<Source> sources = {{"b/book.toml", book}, {"b/rules.toml", rules}};
  Diagnostics diagnostics;
  auto codebook = Codebook::compile(sources, diagnostics);
  if (codebook) return std::move(*codebook);
  for (const Diagnostic& diagnostic : diagnostics)
    if (diagnostic.severity == Severity::error) std::fputs(to_text(diagnostic).c_str(), stderr);
  throw std::runtime_error("the phrases do not compile");
}

}  // namespace peertag::benchmarks
