#include "io/stop.hpp"

#include <csignal>

namespace peertag::io {
namespace {

volatile std::sig_atomic_t stop_signal = 0;

extern "C" void remember_stop(int signal) { stop_signal = signal; }

}  // namespace

void watch_for_stop() {
  struct sigaction action {};
  action.sa_handler = remember_stop;
  // No SA_RESTART: a read that waits for a terminal or a pipe must come back. SA_RESETHAND: whoever asks twice means
  // it.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

bool stop_requested() { return stop_signal != 0; }

}  // namespace peertag::io
