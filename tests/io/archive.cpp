#include "io/archive.hpp"

#include <fcntl.h>
#include <simdjson.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "io/packing.hpp"
#include "peertag/limits.hpp"
#include "support.hpp"

namespace {

using namespace peertag::io;
using namespace std::string_view_literals;
using peertag::Message;
using peertag::ReplyKind;
using peertag::Role;
using peertag::test::gzipped;
using peertag::test::read_file;
using peertag::test::TemporaryFolder;
using peertag::test::zstd_packed;

// A message that outlives its batch.
struct Kept {
  std::uint64_t line;
  std::string id, text, speaker, conversation_id, reply_to;
  ReplyKind reply_kind;
  Role role;
  friend bool operator==(const Kept&, const Kept&) = default;
};

struct Read {
  std::vector<Kept> messages;
  std::vector<std::string> rejections;  // as lines, of a file "F"
  std::string failure;
  friend bool operator==(const Read&, const Read&) = default;

  [[nodiscard]] std::vector<std::string> ids() const {
    std::vector<std::string> ids;
    for (const Kept& message : messages) ids.push_back(message.id);
    return ids;
  }
};

Read read(const std::string& path, const ReadOptions& options = {}) {
  Read result;
  std::optional<Archive> archive = Archive::open(path, options, result.failure);
  if (!archive) return result;
  RecordReader reader(options);
  Chunk chunk;
  Batch batch;
  while (archive->next(chunk)) {
    reader.read(chunk, archive->layout(), batch);
    for (std::size_t i = 0; i < batch.messages.size(); ++i) {
      const Message& m = batch.messages[i];
      result.messages.push_back({batch.lines[i], std::string(m.id), std::string(m.text), std::string(m.speaker),
                                 std::string(m.conversation_id), std::string(m.reply_to), m.reply_kind, m.role});
    }
    for (const Rejection& rejection : batch.rejections) result.rejections.push_back(to_line(rejection, "F"));
  }
  result.failure = archive->failure();
  return result;
}

Read read_text(std::string_view text, const ReadOptions& options = {}, std::string_view name = "a.jsonl") {
  const TemporaryFolder folder;
  return read(folder.write(name, text), options);
}

using Lines = std::vector<std::string>;

TEST_CASE("The 25 damaged archives give exactly what is expected, however they are cut into chunks") {
  const auto folder = peertag::test::shared("badinput/generated/ndjson");
  if (!folder) return;
  const simdjson::padded_string expected_text(read_file(*folder + "/EXPECTED.json"));
  simdjson::dom::parser parser;
  const simdjson::dom::object expected = parser.parse(expected_text);
  int archives = 0;
  for (const auto& [archive, outcome] : expected) {
    const std::string_view name = archive;  // Clang 14 captures no structured binding
    CAPTURE(name);
    ++archives;
    const std::string path = *folder + '/' + std::string(name);
    ReadOptions options;
    const Read whole = read(path, options);
    for (const std::size_t chunk_bytes : {1U, 7U, 64U, 4096U}) {
      options.chunk_bytes = chunk_bytes;
      CHECK(read(path, options) == whole);
    }
    CHECK(whole.failure.empty());

    Lines accepted;
    const simdjson::dom::array accepted_ids = outcome["accepted_ids"], rejected_rows = outcome["rejected"];
    for (const std::string_view id : accepted_ids) accepted.emplace_back(id);
    if (name == "dup_ids.ndjson") accepted.emplace_back("m2");  // repeats are found when batches are put in order
    if (name == "ids_hostile.ndjson")
      CHECK(whole.messages.size() == 11);
    else
      CHECK(whole.ids() == accepted);

    Lines rejected;
    for (const simdjson::dom::element row : rejected_rows) {
      const std::string_view reject = row["class"].get_string().value();
      if (reject == "dupid") continue;
      std::string line =
          "F:" + std::to_string(row["line"].get_uint64().value()) + ": rejected[" + std::string(reject) + ']';
      std::uint64_t byte = 0;
      const bool has_byte = row["byte"].get(byte) == simdjson::SUCCESS;
      rejected.push_back(line + (has_byte ? " byte " + std::to_string(byte) : ""));
    }
    REQUIRE(whole.rejections.size() == rejected.size());
    for (std::size_t i = 0; i < rejected.size(); ++i) {
      const std::size_t byte = rejected[i].find(" byte ");
      CHECK(whole.rejections[i].starts_with(rejected[i].substr(0, byte)));
      if (byte != std::string::npos)
        CHECK(whole.rejections[i].find(rejected[i].substr(byte) + '\n') != std::string::npos);
    }
  }
  CHECK(archives == 25);
}

TEST_CASE("A message has the fields of its record") {
  const Read result = read_text(
      R"({"id":"a","text":"x","speaker":"ana","conversation_id":"t","reply_to":null,"timestamp":1})"
      "\n"
      R"({"id":"b","text":"","speaker":null,"conversation_id":null,"reply_to":"a","meta":{"role":"supporter"}})"
      "\n"
      R"({"id":"c","text":"y","reply_to":"","meta":{"role":"judge"}})"
      "\n");
  CHECK(result.rejections.empty());
  CHECK(result.messages == std::vector<Kept>{
                               {1, "a", "x", "ana", "t", "", ReplyKind::opens, Role::unknown},
                               {2, "b", "", "", "", "a", ReplyKind::answers, Role::supporter},
                               {3, "c", "y", "", "", "", ReplyKind::not_known, Role::unknown},
                           });
}

TEST_CASE("A field of the wrong type is named") {
  CHECK(read_text("{\"id\":\"a\",\"text\":7}\n"
                  "{\"id\":\"b\",\"text\":\"x\",\"speaker\":{}}\n"
                  "{\"id\":\"c\",\"text\":\"x\",\"conversation_id\":3}\n"
                  "{\"id\":\"d\",\"text\":\"x\",\"reply_to\":[]}\n"
                  "{\"id\":\"e\",\"text\":\"x\",\"timestamp\":true}\n"
                  "{\"id\":\"f\"}\n"
                  "{\"text\":\"x\"}\n"
                  "[1]\n")
            .rejections ==
        Lines{"F:1: rejected[schema] id=a field text\n", "F:2: rejected[schema] id=b field speaker\n",
              "F:3: rejected[schema] id=c field conversation_id\n", "F:4: rejected[schema] id=d field reply_to\n",
              "F:5: rejected[schema] id=e field timestamp\n", "F:6: rejected[schema] id=f field text\n",
              "F:7: rejected[schema] field id\n", "F:8: rejected[schema] not an object\n"});
}

TEST_CASE("Hostile ids are shown as escapes, and cut") {
  CHECK(
      read_text("{\"id\":\"\\u001b[2J\\u202e\\n\",\"text\":1}\n{\"id\":\"" + std::string(100, 'x') + "\",\"text\":1}\n")
          .rejections == Lines{"F:1: rejected[schema] id=\\x1b[2J\\u{202e}\\x0a field text\n",
                               "F:2: rejected[schema] id=" + std::string(61, 'x') + "... field text\n"});
}

TEST_CASE("A place in the first line counts a byte order mark, one in the second does not") {
  CHECK(read_text("\xEF\xBB\xBF{\"a\":x}\n{\"a\":x}\n").rejections ==
        Lines{"F:1: rejected[json] byte 8\n", "F:2: rejected[json] byte 5\n"});
}

TEST_CASE("An archive in another encoding is one error, not a million") {
  const auto wide = [](std::string_view text, bool big, std::size_t width) {
    std::string out;
    for (const char c : text) {
      std::string unit(width, '\0');
      unit[big ? width - 1 : 0] = c;
      out += unit;
    }
    return out;
  };
  struct Case {
    std::string bytes;
    std::string_view name;
  };
  const std::string_view line = "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"b\",\"text\":\"x\"}\n";
  const Case cases[] = {
      {"\xFF\xFE" + wide(line, false, 2), "UTF-16LE"},
      {"\xFE\xFF" + wide(line, true, 2), "UTF-16BE"},
      {wide(line, false, 2), "UTF-16LE"},
      {wide(line, true, 2), "UTF-16BE"},
      {std::string("\xFF\xFE\0\0"sv) + wide(line, false, 4), "UTF-32LE"},
      {std::string("\0\0\xFE\xFF"sv) + wide(line, true, 4), "UTF-32BE"},
      {wide(line, false, 4), "UTF-32LE"},
  };
  for (const Case& c : cases) {
    const Read result = read_text(c.bytes);
    CHECK(result.messages.empty());
    CHECK(result.rejections ==
          Lines{"F:1: rejected[encoding] byte 0: the file is " + std::string(c.name) + "; convert it to UTF-8\n"});
  }
}

TEST_CASE("Blank lines are counted and are no records") {
  const Read result = read_text("\n \t\r\n{\"id\":\"a\",\"text\":\"x\"}\r\n\n{\"id\":\"b\",\"text\":\"x\"}");
  REQUIRE(result.messages.size() == 2);
  CHECK(result.messages[0].line == 3);
  CHECK(result.messages[1].line == 5);
  CHECK(result.rejections.empty());
}

TEST_CASE("A text over the limit and a record over the limit are rejected, and what follows is read") {
  const auto record = [](std::string_view id, std::size_t size) {
    return "{\"id\":\"" + std::string(id) + "\",\"text\":\"" + std::string(size, 'x') + "\"}\n";
  };
  const std::string archive = record("a", peertag::limits::text_bytes) + record("b", peertag::limits::text_bytes + 1) +
                              record("c", peertag::limits::record_bytes) + record("d", 1);
  for (const std::size_t chunk_bytes : {std::size_t{1} << 16, std::size_t{1} << 20, std::size_t{1} << 26}) {
    ReadOptions options;
    options.chunk_bytes = chunk_bytes;
    const Read result = read_text(archive, options);
    CHECK(result.ids() == Lines{"a", "d"});
    CHECK(result.messages.back().line == 4);
    CHECK(result.rejections == Lines{"F:2: rejected[limit] id=b text of 1048577 bytes\n",
                                     "F:3: rejected[limit] record over 16777216 bytes\n"});
  }
}

// --- packed ----------------------------------------------------------------------------------------------------------

std::string records_of(int first, int last) {
  std::string text;
  for (int i = first; i < last; ++i)
    text += "{\"id\":\"" + std::to_string(i) + "\",\"text\":\"number " + std::to_string(i * 7919) + "\"}\n";
  return text;
}

TEST_CASE("A packed archive reads like the plain one, whatever its name and however many parts it has") {
  const std::string first = records_of(0, 3000), second = records_of(3000, 6000);
  // A record may lie across two members.
  const std::string left = (first + second).substr(0, first.size() + 10), right = second.substr(10);
  const Read plain = read_text(first + second);
  REQUIRE(plain.messages.size() == 6000);
  const std::string skippable("\x53\x2A\x4D\x18\x03\0\0\0abc", 11);
  for (const std::string& packed :
       {gzipped(first + second), gzipped(left) + gzipped(right), gzipped(left) + gzipped("") + gzipped(right),
        zstd_packed(first + second), zstd_packed(left) + zstd_packed(right),
        skippable + zstd_packed(left) + skippable + zstd_packed("") + zstd_packed(right) + skippable}) {
    CHECK(read_text(packed) == plain);
    ReadOptions options;
    options.chunk_bytes = 7;
    CHECK(read_text(packed, options, "a.csv.txt") == plain);
  }
}

TEST_CASE("Wherever a packed archive is cut, that is an error, and no record before it is lost or made up") {
  const std::string text = records_of(0, 200);
  const Read plain = read_text(text);
  for (const std::string& packed : {gzipped(text), zstd_packed(text)}) {
    for (std::size_t size = 4; size < packed.size(); size += 5) {
      const Read result = read_text(packed.substr(0, size));
      CHECK_FALSE(result.failure.empty());
      CHECK(result.rejections.empty());
      REQUIRE(result.messages.size() <= plain.messages.size());
      CHECK(std::equal(result.messages.begin(), result.messages.end(), plain.messages.begin()));
    }
  }
}

TEST_CASE("The damaged packed archives end in an error with its place, after their whole lines") {
  const auto folder = peertag::test::shared("badinput/generated/compressed");
  if (!folder) return;
  struct Case {
    std::string_view name;
    std::size_t messages, rejections;
    std::string_view failure;  // how it ends
  };
  const Case cases[] = {
      {"multi_member.ndjson.gz", 5, 0, ""},
      {"multi_frame.ndjson.zst", 5, 0, ""},
      {"skippable_frames.ndjson.zst", 5, 0, ""},
      {"bad_checksum.ndjson.zst", 3, 0, "zstd frame 1, byte 86: the checksum is wrong"},
      {"trailing_garbage.ndjson.gz", 3, 0, "gzip member 2, byte 98: this is no gzip member; garbage after the end?"},
      {"trailing_garbage.ndjson.zst", 3, 0, "zstd frame 2, byte 90: this is no zstd frame; garbage after the end?"},
      {"truncated.ndjson.gz", 5, 0, "gzip member 2, byte 181: the file ends inside a member"},
      {"truncated.ndjson.zst", 3, 0, "zstd frame 2, byte 170: the file ends inside a frame"},
      {"window_2GiB.ndjson.zst", 0, 0, "over 128 MiB; unpack it with `zstd -dc --long=31` and pipe it in"},
      {"bomb_64MiB_zeros.gz", 0, 1, ""},
      {"bomb_64MiB_zeros.zst", 0, 1, ""},
      {"bomb_one_record_64MiB.ndjson.gz", 0, 1, ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const Read result = read(*folder + '/' + std::string(c.name));
    CHECK(result.messages.size() == c.messages);
    CHECK(result.rejections.size() == c.rejections);
    if (c.failure.empty()) CHECK(result.failure.empty());
    CAPTURE(result.failure);
    CHECK(result.failure.ends_with(c.failure));
  }
}

// --- files -----------------------------------------------------------------------------------------------------------

TEST_CASE("What is no readable file is said so") {
  const TemporaryFolder folder;
  CHECK(read(folder.path()).failure == folder.path() + ": is a directory");
  CHECK(read(folder.path("none")).failure == folder.path("none") + ": No such file or directory");
  CHECK(read(folder.path("a\x1b[2J")).failure == folder.path("a\\x1b[2J") + ": No such file or directory");
}

TEST_CASE("A FIFO is read to its end") {
  const TemporaryFolder folder;
  const std::string path = folder.path("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::thread writer([&] {
    const int descriptor = ::open(path.c_str(), O_WRONLY);
    for (const std::string& part : {records_of(0, 1), std::string("{\"id\":\"x\",\"te"), std::string("xt\":\"y\"}\n")})
      (void)!::write(descriptor, part.data(), part.size());
    ::close(descriptor);
  });
  const Read result = read(path);
  writer.join();
  CHECK(result.ids() == Lines{"0", "x"});
  CHECK(result.failure.empty());
}

TEST_CASE("A file that changes while it is read is an error") {
  const TemporaryFolder folder;
  const std::string path = folder.write("a.jsonl", records_of(0, 10));
  std::string failure;
  std::optional<Archive> archive = Archive::open(path, {}, failure);
  REQUIRE(archive.has_value());
  folder.write("a.jsonl", records_of(0, 5));
  Chunk chunk;
  while (archive->next(chunk)) {
  }
  CHECK(archive->failure() == path + ": the file was changed while it was read");
}

// --- CSV -------------------------------------------------------------------------------------------------------------

TEST_CASE("A heading with the columns of ids and texts makes an archive CSV") {
  const Read result = read_text(
      "text,extra,id,reply_to,speaker,meta.role\r\n"
      "\"a, \"\"b\"\"\r\nc\",x,m1,,ana,seeker\r\n"
      "\r\n"
      ",,m2,m1,,\n"
      "last,,m3,,,");
  CHECK(result.rejections.empty());
  CHECK(result.messages == std::vector<Kept>{
                               {2, "m1", "a, \"b\"\r\nc", "ana", "", "", ReplyKind::opens, Role::seeker},
                               {5, "m2", "", "", "", "m1", ReplyKind::answers, Role::unknown},
                               {6, "m3", "last", "", "", "", ReplyKind::opens, Role::unknown},
                           });
}

TEST_CASE("Columns may have the archive's own names") {
  ReadOptions options;
  options.fields.names[static_cast<std::size_t>(Field::id)] = "post";
  options.fields.names[static_cast<std::size_t>(Field::text)] = "body";
  CHECK(read_text("post,body\n1,x\n", options).ids() == Lines{"1"});
}

TEST_CASE("A row that is not what the heading says is rejected, and the next one is read") {
  const Read result = read_text(
      "id,text\n"
      "a,x\n"
      "b\n"
      "c,x,y\n"
      ",x\n"
      "d,\"x\"y\n"
      "e,x\"y\n"
      "f,caf\xE9\n"
      "g,\"two\nlines\"\n"
      "h,\"cut");
  CHECK(result.ids() == Lines{"a", "g"});
  CHECK(result.rejections ==
        Lines{"F:3: rejected[schema] id=b 1 cells, the heading has 2\n",
              "F:4: rejected[schema] id=c 3 cells, the heading has 2\n", "F:5: rejected[schema] field id\n",
              "F:6: rejected[schema] id=d byte 5: something between a closing quote and the comma\n",
              "F:7: rejected[schema] id=e byte 3: a quote inside a field that is not quoted\n",
              "F:8: rejected[utf8] id=f byte 5\n",
              "F:11: rejected[truncated] id=h byte 2: a quoted field that is not closed\n"});
}

TEST_CASE("A CSV file without the columns of ids and texts is one error") {
  CHECK(read_text("key,text\na,x\nb,x\n", {}, "a.csv").rejections == Lines{"F:1: rejected[schema] no column id\n"});
  CHECK(read_text("id,text,id\na,x,b\n", {}, "a.csv").rejections == Lines{"F:1: rejected[dupkey] column id\n"});
  CHECK(read_text("", {}, "a.csv").rejections.empty());
}

TEST_CASE("Rows do not depend on where chunks are cut") {
  std::string text = "id,text\n";
  for (int i = 0; i < 50; ++i) {
    text += std::to_string(i) + ",\"line\nand \"\"" + std::string(static_cast<std::size_t>(i), 'x') + "\"\"\r\n\"\n";
    text += "bad" + std::to_string(i) + ",\"\n";
    text += "\"x\n";
  }
  const Read whole = read_text(text);
  CHECK(whole.messages.size() == 50);
  CHECK(whole.rejections.size() == 50);
  for (std::size_t chunk_bytes = 1; chunk_bytes < 100; chunk_bytes += 3) {
    ReadOptions options;
    options.chunk_bytes = chunk_bytes;
    CHECK(read_text(text, options) == whole);
  }
}

TEST_CASE("csv-spectrum: every cell is what its JSON says") {
  const auto folder = peertag::test::shared("badinput/csv-spectrum");
  if (!folder) return;
  int columns = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder + "/csvs")) {
    const std::string name = entry.path().stem().string();
    CAPTURE(name);
    const simdjson::padded_string json(read_file(*folder + "/json/" + name + ".json"));
    simdjson::dom::parser parser;
    const simdjson::dom::array rows = parser.parse(json);
    // The first column is the id, each other one in turn the text.
    std::optional<std::string_view> id;
    for (const auto& [column, cell] : simdjson::dom::object(rows.at(0))) {
      if (!id) {
        id = column;
        continue;
      }
      ReadOptions options;
      options.fields.names[static_cast<std::size_t>(Field::id)] = *id;
      options.fields.names[static_cast<std::size_t>(Field::text)] = column;
      const Read result = read(entry.path().string(), options);
      CHECK(result.rejections.empty());
      REQUIRE(result.messages.size() == rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(result.messages[i].id == std::string_view(rows.at(i)[*id]));
        CHECK(result.messages[i].text == std::string_view(rows.at(i)[column]));
      }
      ++columns;
    }
  }
  CHECK(columns == 21);
}

}  // namespace
