// peertag why-not
#include "cli/options.hpp"
namespace peertag::cli {
int run_why_not(const Options&) { return exit_usage; }
}  // namespace peertag::cli
