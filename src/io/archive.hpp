// An archive of messages, in batches.
//
//   Input -> Archive::next -> Chunk -> RecordReader::read -> Batch -> Tagger
//   bytes    cuts between records      any thread            messages and rejections
//
// Only Archive is sequential, and all it does is find record ends: syntax, UTF-8 and fields are looked at by as many
// RecordReaders as there are threads. What a batch says does not depend on where chunks were cut.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codebook/csv.hpp"
#include "io/arena.hpp"
#include "io/input.hpp"
#include "io/json_reader.hpp"
#include "io/record.hpp"
#include "peertag/message.hpp"

namespace peertag::io {

struct ReadOptions {
  FieldNames fields;               // what the archive calls its fields
  std::string role = "meta.role";  // of JSONL: a field, or one inside an object; of CSV: a column
  Invalid invalid = Invalid::reject;
  Ids ids = Ids::as_given;
  Digest digest = Digest::none;
  std::size_t chunk_bytes = 1U << 20;  // tests make it small
};

// Whole records, still packed in lines or rows.
struct Chunk {
  std::string bytes;  // with JsonReader::padding() more after `size`
  std::size_t size = 0;
  std::uint64_t first_line = 1;        // from 1
  std::size_t mark_bytes = 0;          // a byte order mark stood before the first line; places in it count its bytes
  bool last_unfinished = false;        // the last record has no line end: the file ends there
  std::optional<Rejection> rejection;  // instead of records: one that could not even be cut out

  [[nodiscard]] std::string_view text() const { return std::string_view(bytes).substr(0, size); }
};

// How records are written, found at the archive's beginning.
struct Layout {
  enum class Kind : std::uint8_t { jsonl, csv };
  Kind kind = Kind::jsonl;
  std::size_t columns = 0;
  std::array<std::size_t, field_names.size()> column_of{};  // columns: the archive has none such
  std::size_t role_column = 0;
};

// By its name, packed or not, a file of comma-separated values.
[[nodiscard]] bool named_csv(std::string_view path);

// Where in a row of CSV a byte stands. A quote opens a cell only at its beginning.
enum class CsvState : std::uint8_t { cell_begins, bare, quoted, quote_in_quoted };

class Archive {
 public:
  static std::optional<Archive> open(const std::string& path, const ReadOptions& options, std::string& error);

  // False at the end, or where the stream is broken: see failure().
  bool next(Chunk& chunk);

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] const std::string& failure() const { return input_.failure(); }
  [[nodiscard]] Input::Identity identity() const { return input_.identity(); }

 private:
  Archive(Input input, const ReadOptions& options) : input_(std::move(input)), options_(options) {}
  void begin(const std::string& path);
  void read_heading();
  void reject_all(RejectClass reject, std::optional<std::uint64_t> byte, std::string detail);
  bool read_more(std::string& bytes, std::size_t& size);
  [[nodiscard]] std::size_t last_record_end(std::string_view text);
  [[nodiscard]] std::size_t first_record_end(std::string_view text);
  void skip_record(Chunk& chunk);
  void keep(std::string_view rest);

  Input input_;
  ReadOptions options_;
  Layout layout_;
  std::string pending_;  // read, not yet handed out: its first pending_size_ bytes
  std::size_t pending_size_ = 0;
  std::size_t scanned_ = 0;  // bytes of what is pending that csv_ has seen
  CsvState csv_ = CsvState::cell_begins;
  std::uint64_t next_line_ = 1;
  std::size_t mark_bytes_ = 0;
  bool ended_ = false;
  std::optional<Rejection> rejected_;  // why no record of this archive can be read
};

// Borrowed by nobody: messages point into the batch's own arena.
struct Batch {
  std::vector<Message> messages;
  std::vector<std::uint64_t> lines;  // of the messages
  std::vector<Rejection> rejections;
  Arena arena;

  void clear() {
    messages.clear();
    lines.clear();
    rejections.clear();
    arena.clear();
  }
};

// One per thread.
class RecordReader {
 public:
  explicit RecordReader(const ReadOptions& options);

  // Appends nothing: `batch` is cleared first. Records come in their order, in both lists.
  void read(const Chunk& chunk, const Layout& layout, Batch& batch);

 private:
  std::optional<Message> read_line(std::string_view line, bool unfinished, Arena& arena, Rejection& rejection);
  std::optional<Message> read_row(std::string_view row, bool unfinished, const Layout& layout, Arena& arena,
                                  Rejection& rejection);

  ReadOptions options_;
  JsonReader json_;
  std::vector<codebook::CsvField> cells_;
};

}  // namespace peertag::io
