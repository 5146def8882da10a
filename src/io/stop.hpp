// SIGINT and SIGTERM as a question the reading loop asks. The one global of the tool: a signal handler has no other way
// to say anything.
#pragma once

namespace peertag::io {

// From now on SIGINT and SIGTERM only set a flag (a second one ends the process); a closed pipe and a file-size limit
// are errors of write().
void watch_for_stop();

[[nodiscard]] bool stop_requested();

// Comes back when the descriptor can be read without waiting or a stop is requested, also one that was shortly before.
void wait_to_read(int descriptor);

}  // namespace peertag::io
