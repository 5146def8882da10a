// Archives: whatever the bytes, every record is a message or a rejection, where chunks are cut changes nothing, both
// readers of JSON agree, and what was read can be written and read again.
#include <optional>
#include <vector>

#include "fuzz/targets.hpp"
#include "io/archive.hpp"
#include "io/escape.hpp"
#include "io/memory_file.hpp"
#include "peertag/limits.hpp"
#include "peertag/sinks/json_writer.hpp"

namespace peertag::fuzz {
namespace {

using namespace io;
using test::MemoryFile;

struct Kept {
  std::uint64_t line;
  std::string id, text, speaker, conversation_id, reply_to;
  ReplyKind reply_kind;
  Role role;
  friend bool operator==(const Kept&, const Kept&) = default;
};

struct Read {
  Layout::Kind kind{};
  std::vector<Kept> messages;
  std::vector<std::uint64_t> rejected_lines;
  std::vector<std::string> rejections;
  std::string failure;
  bool whole = true;  // not given up
  std::string packing;
  friend bool operator==(const Read&, const Read&) = default;
};

constexpr std::size_t enough = 1U << 20;  // unpacked; a bomb goes on and on

Read read(const std::string& path, const ReadOptions& options) {
  Read result;
  std::optional<Archive> archive = Archive::open(path, options, result.failure);
  if (!archive) return result;
  result.kind = archive->layout().kind;
  RecordReader reader(options);
  Chunk chunk;
  static Batch batch;  // its memory is large
  for (std::size_t bytes = 0; result.whole && archive->next(chunk); bytes += chunk.size) {
    reader.read(chunk, archive->layout(), batch);
    for (std::size_t i = 0; i < batch.messages.size(); ++i) {
      const Message& m = batch.messages[i];
      result.messages.push_back({batch.lines[i], std::string(m.id), std::string(m.text), std::string(m.speaker),
                                 std::string(m.conversation_id), std::string(m.reply_to), m.reply_kind, m.role});
    }
    for (const Rejection& rejection : batch.rejections) {
      result.rejected_lines.push_back(rejection.line);
      result.rejections.push_back(to_line(rejection, "F"));
    }
    result.whole = bytes < enough;
  }
  result.failure = archive->failure();
  // At which byte an unpacker notices damage depends on how much it may write.
  if (const std::size_t byte = result.failure.find(", byte "); byte != std::string::npos)
    result.failure.erase(byte, result.failure.find(':', byte) - byte);
  result.packing = archive->identity().packing;
  return result;
}

std::string check_messages(const Read& read) {
  std::uint64_t line = 0;
  for (const Kept& message : read.messages) {
    if (message.line <= line) return "messages are out of order";
    line = message.line;
    if (message.id.empty()) return "a message has no id";
    if (message.text.size() > limits::text_bytes) return "a text is over the limit";
    for (const std::string& field :
         {message.id, message.text, message.speaker, message.conversation_id, message.reply_to})
      if (first_ill_formed(field) != std::string::npos) return "a field is ill-formed";
    if ((message.reply_kind == ReplyKind::answers) != !message.reply_to.empty()) return "reply_kind is wrong";
  }
  line = 0;
  for (std::size_t i = 0; i < read.rejections.size(); ++i) {
    if (read.rejected_lines[i] <= line) return "rejections are out of order";
    line = read.rejected_lines[i];
    const std::string& text = read.rejections[i];
    if (text.back() != '\n' || first_ill_formed(text) != std::string::npos) return "a rejection is no line of text";
    for (std::size_t at = 0; at + 1 < text.size(); ++at)
      if (static_cast<unsigned char>(text[at]) < 0x20 || text[at] == 0x7F) return "a rejection holds a control";
  }
  return {};
}

// Of a plain JSONL archive: each line that is not blank is a message or a rejection.
std::string check_lines(std::string_view archive, const Read& read) {
  if (archive.starts_with("\xEF\xBB\xBF")) archive.remove_prefix(3);
  std::vector<std::uint64_t> expected, found;
  for (std::uint64_t line = 1; !archive.empty(); ++line) {
    const std::string_view record = archive.substr(0, archive.find('\n'));
    if (record.find_first_not_of(" \t\r") != std::string_view::npos) expected.push_back(line);
    archive.remove_prefix(std::min(record.size() + 1, archive.size()));
  }
  std::size_t m = 0, r = 0;
  while (m < read.messages.size() || r < read.rejected_lines.size()) {
    const bool message =
        r == read.rejected_lines.size() || (m < read.messages.size() && read.messages[m].line < read.rejected_lines[r]);
    found.push_back(message ? read.messages[m++].line : read.rejected_lines[r++]);
  }
  return found == expected ? "" : "a line is lost or made up";
}

std::string check_both_ways(std::string_view archive, const ReadOptions& options) {
  JsonReader quick({options.fields, options.invalid, options.role}),
      strict({options.fields, options.invalid, options.role});
  while (!archive.empty()) {
    const std::string_view line = archive.substr(0, archive.find('\n'));
    const bool unfinished = line.size() == archive.size();
    archive.remove_prefix(unfinished ? line.size() : line.size() + 1);
    std::string padded(line);
    padded.resize(line.size() + JsonReader::padding(), '\xAA');
    const Exact exact(line);
    RawRecord first, second;
    JsonFault first_fault, second_fault;
    const bool first_good = quick.read(std::string_view(padded).substr(0, line.size()), unfinished, first, first_fault);
    const bool second_good = strict.read_strictly(exact.view(), unfinished, second, second_fault);
    if (first_good != second_good) return "one way reads what the other refuses";
    if (first != second) return "the two ways read something else";
    if (!first_good && (first_fault.reject != second_fault.reject || first_fault.byte != second_fault.byte))
      return "the two ways give other faults";
  }
  return {};
}

// Written as JSON, messages are read as what they were.
std::string check_again(const Read& read, MemoryFile& file) {
  std::string archive;
  JsonWriter writer(archive);
  for (const Kept& message : read.messages) {
    writer.begin_object();
    writer.key("id");
    writer.value(message.id);
    writer.key("text");
    writer.value(message.text);
    for (const auto& [name, value] :
         {std::pair{"speaker", &message.speaker}, {"conversation_id", &message.conversation_id}}) {
      writer.key(name);
      writer.value(*value);
    }
    if (message.reply_kind != ReplyKind::not_known) {
      writer.key("reply_to");
      if (message.reply_kind == ReplyKind::opens)
        writer.null();
      else
        writer.value(message.reply_to);
    }
    if (message.role != Role::unknown) {
      writer.key("role");
      writer.value(message.role == Role::seeker ? "seeker" : "supporter");
    }
    writer.end_object();
    writer.end_line();
  }
  ReadOptions options;
  options.role = "role";
  options.chunk_bytes = 16U << 10;
  if (!file.write(archive)) return {};
  Read again = fuzz::read(file.path(false), options);
  if (again.messages.size() != read.messages.size()) return "what was written is not read again";
  for (std::size_t i = 0; i < again.messages.size(); ++i) {
    again.messages[i].line = read.messages[i].line;
    if (again.messages[i] != read.messages[i]) return "what was written is read as something else";
  }
  return {};
}

}  // namespace

std::string reader(std::string_view bytes) {
  static MemoryFile file;
  if (bytes.empty()) return {};
  const auto how = static_cast<unsigned char>(bytes.back());
  const std::string_view archive = bytes.substr(0, bytes.size() - 1);
  ReadOptions options;
  const bool csv = (how & 1U) != 0;
  if ((how & 2U) != 0) options.invalid = Invalid::replace;
  if ((how & 4U) != 0) options.ids = Ids::hashed;
  if ((how & 8U) != 0) options.digest = Digest::sha256;
  if ((how & 16U) != 0) options.role = "role";
  constexpr std::size_t sizes[] = {1, 7, 64, 300};
  options.chunk_bytes = 16U << 10;

  if (!file.write(archive)) return {};
  const Read whole = read(file.path(csv), options);
  options.chunk_bytes = sizes[how >> 6U];
  Read cut = read(file.path(csv), options);
  // Of an archive that is refused by its beginning nobody knows whether its end is broken.
  const bool refused = whole.messages.empty() && whole.rejected_lines == std::vector<std::uint64_t>{1} &&
                       (whole.kind == Layout::Kind::csv || whole.rejections[0].find("[encoding]") != std::string::npos);
  if (refused) cut.failure = whole.failure;
  if (whole.whole && cut.whole && cut != whole) return "where chunks are cut changes what is read";
  if (std::string fault = check_messages(whole); !fault.empty()) return fault;
  if (whole.packing == "plain" && whole.kind == Layout::Kind::jsonl && !refused) {
    if (std::string fault = check_lines(archive, whole); !fault.empty()) return fault;
    if (std::string fault = check_both_ways(archive, options); !fault.empty()) return fault;
  }
  return check_again(whole, file);
}

}  // namespace peertag::fuzz
