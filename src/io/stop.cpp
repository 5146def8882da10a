#include "io/stop.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace peertag::io {
namespace {

volatile std::sig_atomic_t stop_signal = 0;
// The handler writes, wait_to_read() waits for it (the self-pipe of D. J. Bernstein): a flag alone, looked at before a
// read, says nothing of a signal between the look and the read.
int stop_pipe[2] = {-1, -1};

extern "C" void remember_stop(int signal) {
  const int before = errno;
  stop_signal = signal;
  [[maybe_unused]] const ssize_t written = ::write(stop_pipe[1], "", 1);
  errno = before;
}

}  // namespace

void watch_for_stop() {
  if (::pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK) != 0) stop_pipe[0] = stop_pipe[1] = -1;
  struct sigaction action {};
  action.sa_handler = remember_stop;
  // SA_RESETHAND: whoever asks twice means it.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

bool stop_requested() { return stop_signal != 0; }

void wait_to_read(int descriptor) {
  pollfd waits[] = {{descriptor, POLLIN, 0}, {stop_pipe[0], POLLIN, 0}};
  while (!stop_requested() && ::poll(waits, 2, -1) < 0 && errno == EINTR) {
  }
}

}  // namespace peertag::io
