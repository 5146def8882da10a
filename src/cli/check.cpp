// peertag check: every diagnostic of a codebook's files.
#include <algorithm>

#include "cli/console.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"
#include "codebook/against.hpp"
#include "io/archive.hpp"
#include "peertag/limits.hpp"

namespace peertag::cli {
namespace {

std::string count_of(std::size_t number, std::string_view what) {
  return std::to_string(number) + ' ' + std::string(what) + (number == 1 ? "" : "s");
}

std::string limits_table() {
  std::string text;
  for (const limits::Limit& limit : limits::all) {
    std::string line(limit.name);
    line.resize(22, ' ');
    line += std::to_string(limit.value);
    line.resize(36, ' ');
    text += line + std::string(limit.meaning) + '\n';
  }
  return text;
}

// False if the archive cannot be read; that has been said.
bool read_said(const Options& options, codebook::Said& said) {
  std::string error;
  std::optional<io::Archive> archive = io::Archive::open(options.against, options.read, error);
  if (archive) {
    io::RecordReader reader(options.read);
    io::Chunk chunk;
    io::Batch batch;
    Conversation conversation;
    while (archive->next(chunk)) {
      reader.read(chunk, archive->layout(), batch);
      for (const Message& message : batch.messages) said.take(message, conversation);
    }
    error = archive->failure();
  }
  if (!error.empty()) complain(error);
  return error.empty();
}

}  // namespace

int run_check(const Options& options) {
  if (options.limits) return print(limits_table());
  Loaded loaded = load(options.arguments.empty() ? "" : options.arguments[0], Say::warnings_too);
  if (loaded.exit == exit_io) return exit_io;
  if (loaded.codebook && !options.against.empty()) {
    codebook::Said said;
    if (!read_said(options, said)) return exit_io;
    const Diagnostics more = codebook::hold_against(said, *loaded.codebook, loaded.sources());
    loaded.say_all(more, Say::warnings_too);
    loaded.diagnostics.insert(loaded.diagnostics.end(), more.begin(), more.end());
  }
  const auto errors = static_cast<std::size_t>(
      std::count_if(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                    [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; }));
  const std::size_t warnings = loaded.diagnostics.size() - errors;
  std::string summary = count_of(errors, "error") + ", " + count_of(warnings, "warning");
  if (loaded.codebook)
    summary = count_of(loaded.codebook->codes().size(), "code") + ", " +
              count_of(loaded.codebook->rules().size(), "rule") + ", " +
              count_of(loaded.codebook->lists().size(), "list") + ": " + summary;
  if (const int printed = print(summary + '\n'); printed != exit_done) return printed;
  return !loaded.codebook || (options.strict && warnings > 0) ? exit_rules : exit_done;
}

}  // namespace peertag::cli
