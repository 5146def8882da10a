// Codebooks that are nothing but phrases, and texts that they read as rivals do: so evidence is a phrase's match.
#pragma once

#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "corpus.hpp"
#include "harness.hpp"
#include "peertag/peertag.hpp"
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

inline Codebook compile(const std::vector<Source>& sources) {
  Diagnostics diagnostics;
  auto codebook = Codebook::compile(sources, diagnostics);
  if (codebook) return std::move(*codebook);
  for (const Diagnostic& diagnostic : diagnostics)
    if (diagnostic.severity == Severity::error) std::fputs(to_text(diagnostic).c_str(), stderr);
  throw std::runtime_error("the phrases do not compile");
}

constexpr std::string_view one_code =
    "id = \"b\"\ntitle = \"T\"\nsource = \"made\"\nlicence = \"MIT\"\nversion = \"0.1\"\n"
    "[[code]]\nid = \"c\"\nlabel = \"C\"\nkind = \"strategy\"\ndefinition = \"D\"\n";

// A rule for each phrase: its number is the phrase's.
inline Codebook codebook_of(const std::vector<std::string>& phrases) {
  std::string rules;
  for (std::size_t p = 0; p < phrases.size(); ++p) {
    const std::string number = std::to_string(p);
    rules += "[[rule]]\nid = \"r." + std::string(5 - number.size(), '0') + number + "\"\ncode = \"b/c\"\nmatch = [\"" +
             phrases[p] + "\"]\nunless = []\nexamples = []\n";
  }
  return compile({{"b/book.toml", one_code}, {"b/rules.toml", rules}});
}

// Each annotation, a rule's number standing for its phrase.
inline Found evidence_of(Tagger& tagger, std::span<const std::string_view> texts) {
  Found found;
  std::uint64_t number = 0;
  FunctionSink sink([&](const TaggedMessage& tagged) {
    for (const CodeScore& code : tagged.codes)
      for (const Annotation& annotation : code.evidence)
        found.add(number, static_cast<std::uint64_t>(annotation.rule), annotation.span.begin, annotation.span.end);
    ++number;
  });
  for (const std::string_view text : texts) tagger.tag(Message{.id = "m", .text = text}, sink);
  return found;
}

}  // namespace peertag::benchmarks
