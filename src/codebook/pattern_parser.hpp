// Text of a pattern -> Pattern. lexicons/README.md has the grammar; pattern.hpp what comes out.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "codebook/pattern.hpp"
#include "codebook/reporter.hpp"
#include "codebook/source_file.hpp"
#include "codebook/words.hpp"

namespace peertag::codebook {

// forms.csv: a form -> every form of every row that holds it; sorted, distinct.
using Forms = std::map<std::string, std::vector<std::string>, std::less<>>;
using ListNames = std::set<std::string, std::less<>>;

class PatternParser {
 public:
  // All are borrowed. `forms` and `lists` are null where a file could not be read that would
  // say what there is.
  PatternParser(Words& words, const Forms* forms, const ListNames* lists, Reporter& reporter)
      : words_(words), forms_(forms), lists_(lists), reporter_(reporter) {}

  // Nothing where a fault was reported.
  [[nodiscard]] std::optional<PatternDeclaration> pattern(const FileText& text);
  // A list's term: words, word~, stem* and phrases of these.
  [[nodiscard]] std::optional<Run> term(const FileText& text);
  // Where a cue's reach ends: `offset` into the text; one run, no gaps.
  [[nodiscard]] std::optional<PatternDeclaration> cue_end(const FileText& text, std::size_t offset);

 private:
  Words& words_;
  const Forms* forms_;
  const ListNames* lists_;
  Reporter& reporter_;
  std::uint32_t regexes_ = 0;
};

// Whether every match of the run (the pattern) holds a token.
[[nodiscard]] bool needs_token(const Run& run);

}  // namespace peertag::codebook
