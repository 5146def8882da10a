#include "quality/corpus.hpp"

namespace peertag::quality {

std::optional<Corpus> Corpus::read(const std::string& path, const io::ReadOptions& options, std::string& error) {
  std::optional<io::Archive> archive = io::Archive::open(path, options, error);
  if (!archive) return std::nullopt;
  Corpus corpus;
  io::RecordReader reader(options);
  io::Chunk chunk;
  while (archive->next(chunk)) {
    io::Batch& batch = corpus.batches_.emplace_back();
    reader.read(chunk, archive->layout(), batch);
    corpus.messages_.insert(corpus.messages_.end(), batch.messages.begin(), batch.messages.end());
    corpus.rejections_.insert(corpus.rejections_.end(), batch.rejections.begin(), batch.rejections.end());
  }
  error = archive->failure();
  if (!error.empty()) return std::nullopt;
  return corpus;
}

std::uint32_t fold_of(const Message& message, std::uint32_t folds) {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a
  for (const char c : message.conversation_id.empty() ? message.id : message.conversation_id) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211U;
  }
  hash ^= hash >> 32;  // its low bits alone hang on the last characters
  return static_cast<std::uint32_t>(hash % folds);
}

}  // namespace peertag::quality
