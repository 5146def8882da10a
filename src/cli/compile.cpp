// peertag compile: a folder of lexicons as one file, which every --lexicons takes.
#include "cli/console.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"

namespace peertag::cli {

int run_compile(const Options& options) {
  if (options.output == "-" && standard_output_is_terminal()) {
    complain("a compiled codebook is nothing for a terminal; give --output FILE");
    return exit_usage;
  }
  const Loaded loaded = load(options.arguments.empty() ? "" : options.arguments[0], Say::errors);
  if (!loaded.codebook) return loaded.exit;
  return print(loaded.codebook->save(), options.output);
}

}  // namespace peertag::cli
