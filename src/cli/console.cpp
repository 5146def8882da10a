#include "cli/console.hpp"

#include <unistd.h>

#include <cstdlib>

#include "cli/options.hpp"
#include "io/escape.hpp"
#include "io/output.hpp"

namespace peertag::cli {

void say(std::string_view lines) {
  while (!lines.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, lines.data(), lines.size());
    if (written <= 0) return;  // nobody is left to tell
    lines.remove_prefix(static_cast<std::size_t>(written));
  }
}

void complain(std::string_view what) { say("peertag: " + std::string(what) + '\n'); }

int print(std::string_view text, const std::string& path) {
  std::string error;
  auto output = io::Output::create(path, error);
  if (output && output->write(text) && output->commit()) return exit_done;
  complain(output ? output->failure() : error);
  return exit_io;
}

bool standard_output_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }
bool standard_error_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

bool colour_wanted() {
  const char* const refused = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  return standard_output_is_terminal() && (refused == nullptr || *refused == '\0') &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

}  // namespace peertag::cli
