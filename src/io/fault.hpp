// Why a file that must be read whole could not be.
#pragma once

#include <string>

namespace peertag::io {

struct ReadFault {
  std::string text;         // "labels.jsonl:3: no \"id\""; never a message's words
  bool unreadable = false;  // the file cannot be read; else it says something it may not
};

}  // namespace peertag::io
