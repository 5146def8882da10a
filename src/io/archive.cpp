#include "io/archive.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "io/escape.hpp"
#include "peertag/limits.hpp"

namespace peertag::io {
namespace {

// The name of an encoding that is not UTF-8, or nothing. Without a mark, JSON and a heading begin with two ASCII
// characters, and so with a pattern of zeros (RFC 4627, section 3).
std::string_view foreign_encoding(std::string_view begin) {
  using namespace std::string_view_literals;
  if (begin.starts_with("\xFF\xFE\0\0"sv)) return "UTF-32LE";
  if (begin.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32BE";
  if (begin.starts_with("\xFF\xFE"sv)) return "UTF-16LE";
  if (begin.starts_with("\xFE\xFF"sv)) return "UTF-16BE";
  if (begin.size() < 4) return {};
  const auto zeros = [&](bool a, bool b, bool c, bool d) {
    return (begin[0] == 0) == a && (begin[1] == 0) == b && (begin[2] == 0) == c && (begin[3] == 0) == d;
  };
  if (zeros(false, true, true, true)) return "UTF-32LE";
  if (zeros(true, true, true, false)) return "UTF-32BE";
  if (zeros(false, true, false, true)) return "UTF-16LE";
  if (zeros(true, false, true, false)) return "UTF-16BE";
  return {};
}

constexpr std::size_t longest_heading = 1U << 20;

constexpr CsvState csv_step(CsvState state, char c) {
  if (state == CsvState::quoted) return c == '"' ? CsvState::quote_in_quoted : CsvState::quoted;
  if (c == ',' || c == '\n') return CsvState::cell_begins;
  // After a closing quote another one is a quote in the text; anything else is a fault, told when the row is read.
  if (c == '"' && state != CsvState::bare) return CsvState::quoted;
  return CsvState::bare;
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// By memchr, which leaps: counting byte by byte took as long as parsing.
std::uint64_t line_feeds(std::string_view text) {
  std::uint64_t count = 0;
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos; ++at) ++count;
  return count;
}

Rejection too_long() {
  return {0, RejectClass::limit, {}, {}, "record over " + std::to_string(limits::record_bytes) + " bytes"};
}

}  // namespace

bool named_csv(std::string_view path) {
  for (const std::string_view packed : {".gz", ".zst"})
    if (path.ends_with(packed)) path.remove_suffix(packed.size());
  return path.ends_with(".csv") || path.ends_with(".CSV");
}

// --- cutting ---------------------------------------------------------------------------------------------------------

std::optional<Archive> Archive::open(const std::string& path, const ReadOptions& options, std::string& error) {
  std::optional<Input> input = Input::open(path, options.digest, error);
  if (!input) return std::nullopt;
  Archive archive(std::move(*input), options);
  archive.begin(path);
  return archive;
}

bool Archive::read_more(std::string& bytes, std::size_t& size) {
  // As much again as there is, so that one long record is looked through a few times only.
  const std::size_t want = std::max(options_.chunk_bytes, size);
  if (bytes.size() < size + want + JsonReader::padding()) bytes.resize(size + want + JsonReader::padding());
  const std::size_t got = input_.read(bytes.data() + size, want);
  size += got;
  return got > 0;
}

void Archive::begin(const std::string& path) {
  const auto text = [&] { return std::string_view(pending_).substr(0, pending_size_); };
  constexpr std::size_t longest_mark = 4;  // of an encoding: a line feed may stand in it
  while ((pending_size_ < longest_mark ||
          (pending_size_ < longest_heading && text().find('\n') == std::string_view::npos)) &&
         read_more(pending_, pending_size_)) {
  }
  if (const std::string_view encoding = foreign_encoding(text()); !encoding.empty())
    return reject_all(RejectClass::encoding, 0, "the file is " + std::string(encoding) + "; convert it to UTF-8");
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text().starts_with(mark)) {
    mark_bytes_ = mark.size();
    pending_.erase(0, mark.size());
    pending_size_ -= mark.size();
  }
  // A heading that names the columns of ids and texts makes a CSV file, and so does its name. No JSON record looks so.
  std::vector<codebook::CsvField> cells;
  const std::size_t line_end = text().find('\n');
  codebook::CsvReader heading(text().substr(0, line_end == std::string_view::npos ? line_end : line_end + 1));
  const auto names = [&](Field field) {
    return std::any_of(cells.begin(), cells.end(),
                       [&](const auto& cell) { return options_.fields.find(cell.value) == field; });
  };
  if (named_csv(path) || (heading.next(cells) && names(Field::id) && names(Field::text))) read_heading();
}

void Archive::reject_all(RejectClass reject, std::optional<std::uint64_t> byte, std::string detail) {
  rejected_ = Rejection{1, reject, {}, byte, std::move(detail)};
}

void Archive::read_heading() {
  layout_.kind = Layout::Kind::csv;
  const auto read_so_far = [&] { return std::string_view(pending_).substr(0, pending_size_); };
  std::size_t end = first_record_end(read_so_far());
  while (end == std::string_view::npos && pending_size_ < longest_heading) {  // a line feed may stand between quotes
    const bool more = read_more(pending_, pending_size_);
    end = more ? first_record_end(read_so_far()) : pending_size_;
  }
  if (end == std::string_view::npos)
    return reject_all(RejectClass::limit, {}, "heading over " + std::to_string(longest_heading) + " bytes");
  if (end == 0) return;
  const std::string_view text = read_so_far();
  std::vector<codebook::CsvField> cells;
  codebook::CsvReader heading(text.substr(0, end));
  if (!heading.next(cells))
    return reject_all(RejectClass::schema, mark_bytes_ + heading.fault_at(), std::string(heading.fault()));
  layout_.columns = cells.size();
  layout_.column_of.fill(cells.size());
  layout_.role_column = cells.size();
  for (std::size_t column = 0; column < cells.size(); ++column) {
    if (cells[column].value == options_.role) layout_.role_column = column;
    const std::optional<Field> field = options_.fields.find(cells[column].value);
    if (!field) continue;
    std::size_t& place = layout_.column_of[static_cast<std::size_t>(*field)];
    if (place != cells.size()) return reject_all(RejectClass::dupkey, {}, "column " + shown(cells[column].value, 64));
    place = column;
  }
  for (const Field field : {Field::id, Field::text}) {
    const auto place = static_cast<std::size_t>(field);
    if (layout_.column_of[place] == cells.size())
      return reject_all(RejectClass::schema, {}, "no column " + shown(options_.fields.names[place], 64));
  }
  next_line_ += line_feeds(text.substr(0, end));
  const std::string rest(text.substr(end));
  mark_bytes_ = 0;
  csv_ = CsvState::cell_begins;
  scanned_ = 0;
  keep(rest);
}

void Archive::keep(std::string_view rest) {
  if (pending_.size() < rest.size() + JsonReader::padding()) pending_.resize(rest.size() + JsonReader::padding());
  std::memcpy(pending_.data(), rest.data(), rest.size());
  pending_size_ = rest.size();
}

// The place after the last line end that ends a record, or 0.
std::size_t Archive::last_record_end(std::string_view text) {
  if (layout_.kind == Layout::Kind::jsonl) return text.rfind('\n') + 1;
  std::size_t end = 0;
  for (; scanned_ < text.size(); ++scanned_) {
    if (text[scanned_] == '\n' && csv_ != CsvState::quoted) end = scanned_ + 1;
    csv_ = csv_step(csv_, text[scanned_]);
  }
  return end;
}

// The same for the first one, or npos.
std::size_t Archive::first_record_end(std::string_view text) {
  if (layout_.kind == Layout::Kind::csv) {
    for (; scanned_ < text.size();) {
      const bool ends = text[scanned_] == '\n' && csv_ != CsvState::quoted;
      csv_ = csv_step(csv_, text[scanned_++]);
      if (ends) return scanned_;
    }
    return std::string_view::npos;
  }
  const std::size_t end = text.find('\n');
  return end == std::string_view::npos ? end : end + 1;
}

bool Archive::next(Chunk& chunk) {
  chunk.size = 0;
  chunk.first_line = next_line_;
  chunk.mark_bytes = std::exchange(mark_bytes_, 0);
  chunk.last_unfinished = false;
  chunk.rejection = std::exchange(rejected_, std::nullopt);
  if (chunk.rejection) {
    ended_ = true;
    ++next_line_;
    return true;
  }
  if (ended_) return false;

  std::swap(chunk.bytes, pending_);
  chunk.size = std::exchange(pending_size_, 0);
  std::size_t cut = 0;
  while (true) {
    if (chunk.size >= options_.chunk_bytes) {
      cut = last_record_end(chunk.text());
      if (cut > 0) break;
      if (chunk.size > limits::record_bytes) {
        skip_record(chunk);
        return true;
      }
    }
    if (read_more(chunk.bytes, chunk.size)) continue;
    ended_ = true;
    const std::size_t whole = last_record_end(chunk.text());
    // What stands behind the last line end of a broken stream is no record.
    cut = failure().empty() ? chunk.size : whole;
    chunk.last_unfinished = cut > whole;
    break;
  }
  keep(chunk.text().substr(cut));
  if (scanned_ >= cut) scanned_ -= cut;
  chunk.size = cut;
  if (chunk.bytes.size() < cut + JsonReader::padding()) chunk.bytes.resize(cut + JsonReader::padding());
  next_line_ += line_feeds(chunk.text()) + (chunk.last_unfinished ? 1 : 0);
  return cut > 0;
}

// Drops the record that fills the chunk, and reads on to its end in that same memory.
void Archive::skip_record(Chunk& chunk) {
  chunk.rejection = too_long();
  chunk.rejection->line = chunk.first_line;
  ++next_line_;
  next_line_ += line_feeds(chunk.text());  // of CSV: line feeds inside the record
  while (true) {
    std::size_t size = 0;
    scanned_ = 0;
    if (!read_more(chunk.bytes, size)) {
      ended_ = true;
      break;
    }
    const std::string_view text = std::string_view(chunk.bytes).substr(0, size);
    const std::size_t end = first_record_end(text);
    next_line_ += line_feeds(text.substr(0, end));
    if (end == std::string_view::npos) continue;
    --next_line_;  // the line feed that ends the record has been counted with it
    keep(text.substr(end));
    break;
  }
  scanned_ = 0;
  chunk.size = 0;
}

// --- reading ---------------------------------------------------------------------------------------------------------

RecordReader::RecordReader(const ReadOptions& options)
    : options_(options), json_({options.fields, options.invalid, options.role}) {}

void RecordReader::read(const Chunk& chunk, const Layout& layout, Batch& batch) {
  batch.clear();
  if (chunk.rejection) {
    batch.rejections.push_back(*chunk.rejection);
    return;
  }
  const std::string_view text = chunk.text();
  std::uint64_t line = chunk.first_line;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    if (layout.kind == Layout::Kind::jsonl) {
      const void* const feed = std::memchr(text.data() + begin, '\n', text.size() - begin);
      end = feed == nullptr ? text.size() : static_cast<std::size_t>(static_cast<const char*>(feed) - text.data()) + 1;
    } else {
      for (CsvState state = CsvState::cell_begins; end < text.size();) {
        const bool ends = text[end] == '\n' && state != CsvState::quoted;
        state = csv_step(state, text[end++]);
        if (ends) break;
      }
    }
    const std::string_view record = text.substr(begin, end - begin);
    const bool unfinished = chunk.last_unfinished && end == text.size();
    if (!is_blank(record)) {
      Rejection rejection;
      std::optional<Message> message;
      if (record.size() > limits::record_bytes) {
        rejection = too_long();
      } else if (layout.kind == Layout::Kind::jsonl) {
        message = read_line(record, unfinished, batch.arena, rejection);
      } else {
        message = read_row(record, unfinished, layout, batch.arena, rejection);
      }
      if (message) {
        batch.messages.push_back(*message);
        batch.lines.push_back(line);
      } else {
        rejection.line = line;
        batch.rejections.push_back(std::move(rejection));
      }
    }
    line += layout.kind == Layout::Kind::jsonl ? 1 : line_feeds(record);
    begin = end;
  }
  if (chunk.mark_bytes > 0 && !batch.rejections.empty() && batch.rejections[0].line == chunk.first_line)
    if (batch.rejections[0].byte) *batch.rejections[0].byte += chunk.mark_bytes;
}

std::optional<Message> RecordReader::read_line(std::string_view line, bool unfinished, Arena& arena,
                                               Rejection& rejection) {
  RawRecord record;
  JsonFault fault;
  if (json_.read(line, unfinished, record, fault)) return to_message(record, options_.ids, arena, rejection);
  const RawRecord::Value& id = record[Field::id];
  const bool has_id = id.kind == RawRecord::Kind::string && !id.text.empty();
  rejection.reject = fault.reject;
  rejection.id = !has_id ? "" : options_.ids == Ids::hashed ? hashed_id(id.text) : std::string(id.text);
  rejection.byte = fault.byte;
  return std::nullopt;
}

std::optional<Message> RecordReader::read_row(std::string_view row, bool unfinished, const Layout& layout, Arena& arena,
                                              Rejection& rejection) {
  const std::size_t bad = first_ill_formed(row);
  std::string mended;
  if (bad != std::string_view::npos && options_.invalid == Invalid::replace) row = mended = repaired(row);
  codebook::CsvReader reader(row);
  const bool whole = reader.next(cells_);
  const auto cell = [&](std::size_t column) {
    return column < cells_.size() ? std::string_view(cells_[column].value) : std::string_view();
  };
  const auto reject = [&](RejectClass why, std::optional<std::uint64_t> byte, std::string detail) {
    const std::string_view id = cell(layout.column_of[static_cast<std::size_t>(Field::id)]);
    rejection = {0, why, options_.ids == Ids::hashed && !id.empty() ? hashed_id(id) : std::string(id), byte,
                 std::move(detail)};
    return std::nullopt;
  };
  if (bad != std::string_view::npos && options_.invalid == Invalid::reject) return reject(RejectClass::utf8, bad, {});
  if (!whole)
    return reject(unfinished ? RejectClass::truncated : RejectClass::schema, reader.fault_at(),
                  std::string(reader.fault()));
  if (cells_.size() != layout.columns)
    return reject(unfinished ? RejectClass::truncated : RejectClass::schema, {},
                  std::to_string(cells_.size()) + " cells, the heading has " + std::to_string(layout.columns));
  // An empty cell is a null; of the text, an empty text.
  RawRecord record;
  record.is_object = true;
  for (std::size_t i = 0; i < field_names.size(); ++i) {
    if (layout.column_of[i] >= layout.columns) continue;
    const std::string_view text = cell(layout.column_of[i]);
    const bool empty = text.empty() && static_cast<Field>(i) != Field::text;
    record.fields[i] = {empty ? RawRecord::Kind::null : RawRecord::Kind::string, text};
  }
  record.role = cell(layout.role_column);
  return to_message(record, options_.ids, arena, rejection);
}

}  // namespace peertag::io
