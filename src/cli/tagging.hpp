// What every verb does that tags archives: read, find, resolve, write, count, and say how it ended.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "peertag/codebook.hpp"
#include "peertag/conversation.hpp"
#include "peertag/sink.hpp"

namespace peertag::cli {

// What comes of the messages. `sink` appends to `out`, which is written and emptied after each batch.
struct Result {
  Sink& sink;
  std::string& out;
  std::function<void()> at_end;       // may append, too; may be empty
  std::function<bool()> enough = {};  // true: the archives need not be read on; may be empty
};

// What would end badly after hours, said in the first second, before the codebook is read. False: it has been said.
[[nodiscard]] bool files_make_sense(const Options& options);

[[nodiscard]] Conversation conversation_for(const Codebook& codebook, const Options& options);

// Tags the archives that are the verb's arguments. `wanted` has a flag for each code: of the others the sink is not
// told. Returns the exit code.
int tag_archives(const Options& options, const Codebook& codebook, const std::vector<bool>& wanted,
                 Conversation& conversation, const Result& result);

}  // namespace peertag::cli
