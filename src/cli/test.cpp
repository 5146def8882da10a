// peertag test: the examples in the rule files, each held against what its rule finds.
#include <algorithm>

#include "cli/console.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"
#include "codebook/examples.hpp"
#include "io/escape.hpp"
#include "peertag/detail/utf8.hpp"

namespace peertag::cli {
namespace {

// A turn's text on one line, after its speaker in a conversation; below it `^` where findings were expected and `~`
// where they were found.
std::string marked(std::string_view speaker, const Example::Turn& turn, const std::vector<SourceSpan>& found) {
  const auto inside = [](const std::vector<SourceSpan>& spans, std::size_t at) {
    return std::any_of(spans.begin(), spans.end(), [&](SourceSpan span) { return span.begin <= at && at < span.end; });
  };
  std::string line, carets, tildes;
  const auto append = [&](std::string_view text, std::size_t at, char caret, char tilde) {
    const std::size_t size = detail::decode(text, at).size;
    const std::string piece = io::shown(text.substr(at, size));
    line += piece;
    const std::size_t columns =
        static_cast<unsigned char>(piece[0]) < 0x80 ? piece.size() : 1;  // an escape, or one character
    carets.append(columns, caret);
    tildes.append(columns, tilde);
    return at + size;
  };
  for (std::size_t at = 0; at < speaker.size();) at = append(speaker, at, ' ', ' ');
  for (std::size_t at = 0; at < turn.text.size();)
    at = append(turn.text, at, inside(turn.findings, at) ? '^' : ' ', inside(found, at) ? '~' : ' ');
  const auto row = [](std::string marks, std::string_view meaning) {
    const std::size_t end = marks.find_last_not_of(' ');
    if (end == std::string::npos) return std::string();
    marks.resize(end + 1);
    return "    " + marks + "  " + std::string(meaning) + '\n';
  };
  return "    " + line + '\n' + row(carets, "expected") + row(tildes, "found");
}

std::string failure(const Loaded& loaded, const RuleText& rule, const Example& example,
                    const codebook::ExampleOutcome& outcome) {
  std::string text =
      io::shown(loaded.path_of(rule.source)) + ':' + std::to_string(example.line) + ": " + rule.id + ": ";
  text += example.counter ? "counter-example: " : "example: ";
  bool as_expected = true;
  for (std::size_t i = 0; i < example.turns.size(); ++i)
    as_expected = as_expected && outcome.found[i] == example.turns[i].findings;
  if (outcome.undecided)
    text += "not decided\n";
  else if (!as_expected)
    text += example.counter ? "the rule finds something\n" : "the rule finds something else\n";
  else
    text += "not stopped by `" + io::shown(example.because) + "`\n";
  for (std::size_t i = 0; i < example.turns.size(); ++i) {
    const Example::Turn& turn = example.turns[i];
    text += marked(example.turns.size() > 1 ? turn.speaker + ": " : "", turn, outcome.found[i]);
  }
  for (const std::string& stop : outcome.stopped_by) text += "    stopped by `" + stop + "`\n";
  return text;
}

}  // namespace

int run_test(const Options& options) {
  const Loaded loaded = load(options.lexicons, Say::errors);
  if (!loaded.codebook) return loaded.exit;
  const Codebook& codebook = *loaded.codebook;
  if (!wanted_codes(codebook, options)) return exit_usage;
  for (const std::string& id : options.rules) {
    if (codebook.find_rule(id)) continue;
    complain("no rule `" + io::shown(id) + "` in the codebook");
    return exit_usage;
  }
  const auto among = [](const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
  };

  codebook::ExampleRunner runner(codebook);
  std::size_t rules = 0, examples = 0, failed = 0, incomplete = 0;
  std::string out;
  for (std::size_t i = 0; i < codebook.rules().size(); ++i) {
    const RuleText& rule = codebook.rules()[i];
    const bool of_code = std::any_of(rule.codes.begin(), rule.codes.end(),
                                     [&](const std::string& code) { return among(options.codes, code); });
    if (!of_code || !among(options.rules, rule.id)) continue;
    ++rules;
    for (const Example& example : rule.examples) {
      ++examples;
      const codebook::ExampleOutcome outcome = runner.run(static_cast<RuleId>(i), example);
      if (outcome.passed) continue;
      ++failed;
      out += failure(loaded, rule, example, outcome);
    }
    if (!codebook::has_example_and_counter_example(rule)) {
      ++incomplete;
      out += io::shown(loaded.path_of(rule.source)) + ':' + std::to_string(rule.line) + ": " + rule.id +
             ": needs an example and a counter-example\n";
    }
  }
  out += std::to_string(rules) + " rules, " + std::to_string(examples) +
         " examples: " + std::to_string(examples - failed) + " passed, " + std::to_string(failed) + " failed";
  if (incomplete > 0) out += "; " + std::to_string(incomplete) + " rules lack an example or a counter-example";
  const int printed = print(out + '\n');
  if (printed != exit_done) return printed;
  return failed + incomplete == 0 ? exit_done : exit_not_all;
}

}  // namespace peertag::cli
