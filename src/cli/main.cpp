#include <sys/prctl.h>
#include <sys/resource.h>

#include <exception>

#include "cli/console.hpp"
#include "cli/options.hpp"
#include "io/stop.hpp"

int main(int argument_count, char** arguments) {
  // Messages of people in need must not end up in a core file, nor be read by a debugger of somebody else.
  constexpr rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  prctl(PR_SET_DUMPABLE, 0);
  peertag::io::watch_for_stop();
  try {
    return peertag::cli::run(argument_count, arguments);
  } catch (const std::exception& error) {  // no memory, no thread: libraries throw, and what() names no message
    peertag::cli::complain(error.what());
    return peertag::cli::exit_totals;
  }
}
