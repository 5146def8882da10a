// Messages of an archive, all of them at once, and what people coded of them.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "io/archive.hpp"
#include "io/labels.hpp"
#include "peertag/message.hpp"

namespace peertag::quality {

class Corpus {
 public:
  // Nothing if the archive cannot be read to its end; `error` says why.
  static std::optional<Corpus> read(const std::string& path, const io::ReadOptions& options, std::string& error);

  [[nodiscard]] const std::vector<Message>& messages() const { return messages_; }  // in the archive's order
  [[nodiscard]] const std::vector<io::Rejection>& rejections() const { return rejections_; }

 private:
  std::deque<io::Batch> batches_;  // what the messages borrow from
  std::vector<Message> messages_;
  std::vector<io::Rejection> rejections_;
};

// The fold of a conversation, from 0: by a hash of its id, so that what is added later moves nothing. A message in no
// conversation is one by itself.
[[nodiscard]] std::uint32_t fold_of(const Message& message, std::uint32_t folds);

}  // namespace peertag::quality
