// lexicons/README.md promises formats and diagnostics: its examples load as they stand there, and its table is the
// list of diagnostics.
#include <doctest/doctest.h>

#include "codebook/diagnostic_list.hpp"
#include "codebook/examples.hpp"
#include "sources.hpp"

namespace peertag::testing {
namespace {

std::string readme() { return read_file(std::filesystem::path(PEERTAG_SOURCE_DIR) / "lexicons/README.md"); }

// Each block of TOML or CSV is the file whose name was last written in backquotes before it.
Files examples(const std::string& text) {
  Files files;
  std::string name;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line == "```toml" || line == "```csv") {
      const std::size_t close = text.find("\n```\n", end);
      files[name] = text.substr(at, close + 1 - at);
      at = close + 5;
      continue;
    }
    for (std::size_t open = line.find('`'); open != std::string::npos; open = line.find('`', open + 1)) {
      const std::size_t close = line.find('`', open + 1);
      const std::string quoted = line.substr(open + 1, close - open - 1);
      if (quoted.find('*') == std::string::npos && (quoted.ends_with(".toml") || quoted.ends_with(".csv")))
        name = quoted;
      if (close == std::string::npos) break;
      open = close;
    }
  }
  return files;
}

TEST_CASE("the examples of the lexicons' README load, hold their own examples, and leave one set unused") {
  const Files files = examples(readme());
  for (const char* const name :
       {"kindness/book.toml", "kindness/thanks.toml", "kindness/weights.csv", "kindness/learned/thanks.csv",
        "en/cues.toml", "en/words/kind-deed.csv", "en/words/sets.toml", "en/words/praise.csv", "en/words/flattery.csv",
        "en/variants.csv", "en/forms.csv", "en/abbreviations.csv", "en/frequency.csv"}) {
    CAPTURE(std::string(name));
    CHECK(files.count(name) == 1);
  }
  Diagnostics diagnostics;
  const auto compiled = Codebook::compile(sources_of(files), diagnostics);
  CHECK(text_of(diagnostics) ==
        "en/words/sets.toml:1:2: warning[R050]: no pattern uses the list `kind-act`\n  [kind-act]\n   ^\n");
  REQUIRE(compiled);
  codebook::ExampleRunner runner(*compiled);
  for (std::size_t i = 0; i < compiled->rules().size(); ++i) {
    const RuleText& rule = compiled->rules()[i];
    for (const Example& example : rule.examples) {
      CAPTURE(rule.id);
      CAPTURE(example.turns.back().text);
      CHECK(runner.run(static_cast<RuleId>(i), example).passed);
    }
  }
}

TEST_CASE("the lexicons' README lists every diagnostic") {
  std::string table = "| | | says |\n|---|---|---|\n";
  for (const codebook::DiagnosticKind& kind : codebook::diagnostic_list) {
    std::string message(kind.message);
    for (std::size_t at = 0; (at = message.find("{}", at)) != std::string::npos;) message.replace(at, 2, "...");
    table += "| " + std::string(kind.id) + (kind.severity == Severity::error ? " | error | " : " | warning | ") +
             message + " |\n";
  }
  const std::string text = readme();
  const std::size_t begin = text.find("| | | says |\n");
  CHECK(text.substr(std::min(begin, text.size())) == table);
}

}  // namespace
}  // namespace peertag::testing
