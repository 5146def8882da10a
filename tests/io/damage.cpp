// Archives damaged in one place: every single-byte deletion, insertion and bit flip of ten records, in JSONL and CSV,
// plain and packed; frames of zstd that its authors know to be hard.
#include <algorithm>
#include <filesystem>

#include "io/archive.hpp"
#include "io/memory_file.hpp"
#include "io/packing.hpp"
#include "support.hpp"

namespace {

using namespace peertag::io;
using peertag::test::gzipped;
using peertag::test::MemoryFile;
using peertag::test::zstd_packed;

struct Kept {
  std::string id, text, speaker, reply_to;
  friend bool operator==(const Kept&, const Kept&) = default;
};

struct Read {
  std::vector<Kept> messages;
  std::vector<std::uint64_t> lines, rejected_lines;
  std::string failure;
};

enum class Named : bool { jsonl, csv };

Read read(std::string_view bytes, Named named = Named::jsonl, std::size_t chunk_bytes = 4096) {
  static MemoryFile file;
  REQUIRE(file.write(bytes));
  Read result;
  ReadOptions options;
  options.chunk_bytes = chunk_bytes;
  std::optional<Archive> archive = Archive::open(file.path(named == Named::csv), options, result.failure);
  REQUIRE(archive.has_value());
  static RecordReader reader(options);
  static Batch batch;
  Chunk chunk;
  while (archive->next(chunk)) {
    reader.read(chunk, archive->layout(), batch);
    for (const peertag::Message& m : batch.messages)
      result.messages.push_back(
          {std::string(m.id), std::string(m.text), std::string(m.speaker), std::string(m.reply_to)});
    result.lines.insert(result.lines.end(), batch.lines.begin(), batch.lines.end());
    for (const Rejection& rejection : batch.rejections) result.rejected_lines.push_back(rejection.line);
  }
  result.failure = archive->failure();
  return result;
}

std::string jsonl_record(int i) {
  const std::string n = std::to_string(i);
  return "{\"id\":\"m" + n + "\",\"text\":\"é \\u0041 " + n + " 💙\",\"speaker\":\"s" + n +
         "\",\"reply_to\":" + (i == 0 ? "null" : "\"m0\"") + "}\n";
}

std::string csv_record(int i) {
  const std::string n = std::to_string(i);
  return "m" + n + ",\"é \"\"a\"\", " + n + " 💙\",s" + n + ",m0\n";
}

// Calls `damaged(bytes, at)` for every deletion, bit flip and insertion at each byte from `begin` on.
template <class Damaged>
std::size_t each_damage(const std::string& archive, std::size_t begin, Damaged damaged) {
  using namespace std::string_view_literals;
  constexpr std::string_view inserted = "\0\n\r \"\\,:{}[]0-exu\x7F\x80\xBF\xC3\xE2\xED\xF0\xFF"sv;
  std::size_t variants = 0;
  for (std::size_t at = begin; at < archive.size(); ++at) {
    std::string bytes = archive;
    damaged(bytes.erase(at, 1), at);
    for (int bit = 0; bit < 8; ++bit) {
      bytes = archive;
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
      damaged(bytes, at);
    }
    for (const char c : inserted) {
      bytes = archive;
      damaged(bytes.insert(at, 1, c), at);
    }
    variants += 1 + 8 + inserted.size();
  }
  return variants;
}

// `record` of each byte, 0 to 9.
std::vector<int> owners(std::string (*record)(int), std::string& archive) {
  std::vector<int> owner;
  for (int i = 0; i < 10; ++i) {
    archive += record(i);
    owner.resize(archive.size(), i);
  }
  return owner;
}

TEST_CASE("A byte lost, added or turned changes no other record") {
  std::string archive;
  const std::vector<int> owner = owners(jsonl_record, archive);
  const Read whole = read(archive);
  REQUIRE(whole.messages.size() == 10);
  std::size_t wrong = 0;
  const std::size_t variants = each_damage(archive, 0, [&](const std::string& bytes, std::size_t at) {
    const Read result = read(bytes);
    // A line end that goes takes the next record with it: two are one, and no JSON. One that comes makes two of one,
    // neither of which is JSON. Otherwise there are ten, in their lines.
    const int touched = owner[at];
    const bool joined = archive[at] == '\n' && std::count(bytes.begin(), bytes.end(), '\n') < 10;
    std::vector<Kept> expected, found;
    for (int i = 0; i < 10; ++i)
      if (i != touched && !(joined && i == touched + 1))
        expected.push_back(whole.messages[static_cast<std::size_t>(i)]);
    for (const Kept& message : result.messages) {
      const bool known = std::find(expected.begin(), expected.end(), message) != expected.end();
      if (known) found.push_back(message);
    }
    const auto records = std::count(bytes.begin(), bytes.end(), '\n') + (bytes.back() == '\n' ? 0 : 1);
    std::size_t blank = 0;  // a line end doubled makes a line that is no record
    if (bytes.find("\n\n") != std::string::npos || bytes.front() == '\n') blank = 1;
    const bool right =
        found == expected && result.messages.size() <= expected.size() + 1 && result.failure.empty() &&
        result.messages.size() + result.rejected_lines.size() + blank == static_cast<std::size_t>(records);
    if (right) return;
    ++wrong;
    if (wrong < 5) {
      CAPTURE(bytes);
      CAPTURE(at);
      CHECK(right);
    }
  });
  CHECK(wrong == 0);
  CHECK(variants > 20'000);
}

// A quote that is lost or added may take what follows into its cell, and nobody can tell; what stands before is safe.
TEST_CASE("A byte lost, added or turned in CSV changes no record before it, and none after it unless by a quote") {
  std::string archive = "id,text,speaker,reply_to\n";
  const std::size_t begin = archive.size();
  const std::vector<int> owner = owners(csv_record, archive);
  const Read whole = read(archive, Named::csv);
  REQUIRE(whole.messages.size() == 10);
  std::size_t wrong = 0;
  const std::size_t variants = each_damage(archive, begin, [&](const std::string& bytes, std::size_t at) {
    const Read result = read(bytes, Named::csv);
    const int touched = owner[at];
    const auto quotes = [](const std::string& text) { return std::count(text.begin(), text.end(), '"'); };
    const bool by_quote = quotes(bytes) != quotes(archive);
    bool right = result.failure.empty();
    for (int i = 0; i < 10; ++i) {
      if (i == touched || (i > touched && (by_quote || (i == touched + 1 && archive[at] == '\n')))) continue;
      const Kept& message = whole.messages[static_cast<std::size_t>(i)];
      const bool there = std::find(result.messages.begin(), result.messages.end(), message) != result.messages.end();
      right = right && there;
    }
    if (right) return;
    ++wrong;
    if (wrong < 5) {
      CAPTURE(bytes);
      CAPTURE(at);
      CHECK(right);
    }
  });
  CHECK(wrong == 0);
  CHECK(variants > 9'000);
}
TEST_CASE("A byte lost, added or turned in a packed archive makes up no record") {
  std::string archive;
  owners(jsonl_record, archive);
  const Read whole = read(archive);
  for (const std::string& packed : {gzipped(archive), zstd_packed(archive)}) {
    std::size_t wrong = 0;
    each_damage(packed, 0, [&](const std::string& bytes, std::size_t) {
      const Read result = read(bytes);
      // What was read before the damage was noticed are records of the archive, or nothing is said to be well.
      const bool known = std::all_of(result.messages.begin(), result.messages.end(), [&](const Kept& message) {
        return std::find(whole.messages.begin(), whole.messages.end(), message) != whole.messages.end();
      });
      const bool told = !result.failure.empty() || !result.rejected_lines.empty();
      if (told || (known && result.messages.size() == whole.messages.size())) return;
      ++wrong;
      CAPTURE(bytes.size());
      CHECK_FALSE(wrong < 5);
    });
    CHECK(wrong == 0);
  }
}

TEST_CASE("Frames that zstd's authors know to be hard are unpacked, or end in an error, as zstd itself has it") {
  const auto folder = peertag::test::shared("badinput/zstd-bad");
  if (!folder) return;
  int frames = 0, errors = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    if (entry.path().extension() != ".zst") continue;
    CAPTURE(entry.path().string());
    const std::string frame = peertag::test::read_file(entry.path().string());
    std::string unpacked(2U << 20, '\0');
    const std::size_t size = ZSTD_decompress(unpacked.data(), unpacked.size(), frame.data(), frame.size());
    const Read result = read(frame);
    CHECK(result.failure.empty() == (ZSTD_isError(size) == 0));
    CHECK(result.messages.empty());
    if (ZSTD_isError(size) == 0) CHECK(result.rejected_lines.empty() == (size == 0));
    ++frames;
    errors += result.failure.empty() ? 0 : 1;
  }
  CHECK(frames == 7);
  CHECK(errors > 0);
}

TEST_CASE("Of a packed archive that is cut, no whole line is left in the decoder") {
  // So well packed that a little holds many lines: the decoder has them while the file has already ended.
  std::string archive;
  for (int i = 0; i < 300; ++i) archive += jsonl_record(i % 10);
  for (const std::string& packed : {gzipped(archive), zstd_packed(archive)})
    for (std::size_t size = 4; size < packed.size(); size += 3) {
      CAPTURE(size);
      const Read large = read(packed.substr(0, size)), small = read(packed.substr(0, size), Named::jsonl, 1);
      CHECK(large.messages == small.messages);
      CHECK_FALSE(small.failure.empty());
    }
}

}  // namespace
