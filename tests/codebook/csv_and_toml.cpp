// The two file formats as such: RFC 4180 to the letter, TOML 1.0 by its own test suite, and places that hold under
// escapes, CRLF and letters of several bytes.
#include <doctest/doctest.h>

#include "codebook/csv.hpp"
#include "codebook/scan.hpp"
#include "codebook/toml_file.hpp"
#include "sources.hpp"

namespace peertag::codebook {
namespace {

using testing::read_file;
const std::filesystem::path bad_input = std::filesystem::path(PEERTAG_SHARED_DIR) / "badinput";

// Fields in brackets, rows one below the other; a fault as its byte.
std::string rows_of(std::string_view text) {
  CsvReader reader(text);
  std::vector<CsvField> row;
  std::string out;
  while (reader.next(row)) {
    for (const CsvField& field : row) out += "[" + field.value + "]";
    out += "\n";
  }
  return reader.fault().empty() ? out : out + "fault at " + std::to_string(reader.fault_at());
}

TEST_CASE("CSV is read as RFC 4180 has it") {
  struct Case {
    std::string_view text, rows;
  };
  const Case cases[] = {
      {"", ""},
      {"a", "[a]\n"},
      {"a,b\n", "[a][b]\n"},
      {"a,b\r\nc,d\r\n", "[a][b]\n[c][d]\n"},
      {"a,b\nc,d", "[a][b]\n[c][d]\n"},
      {"a,\n", "[a][]\n"},
      {"a,", "[a][]\n"},
      {",,", "[][][]\n"},
      {"\n", "[]\n"},
      {"\"a\"", "[a]\n"},
      {"\"a,b\",c", "[a,b][c]\n"},
      {"\"a\nb\"\n", "[a\nb]\n"},
      {"\"a\r\nb\"\r\n", "[a\r\nb]\n"},
      {"\"so \"\"low\"\"\",x", "[so \"low\"][x]\n"},
      {"\"\"", "[]\n"},
      {" a , b ", "[ a ][ b ]\n"},
      {"a\"b", "fault at 1"},
      {"x\n\"a\"b,c", "[x]\nfault at 5"},
      {"x\n\"a", "[x]\nfault at 2"},
      {"a\rb", "fault at 1"},
      {"\"a\"\r", "fault at 3"},
  };
  for (const Case& c : cases) {
    CAPTURE(std::string(c.text));
    CHECK(rows_of(c.text) == c.rows);
  }
}

TEST_CASE("csv-spectrum's files are read, each in the rows it has") {
  if (!std::filesystem::exists(bad_input)) {
    MESSAGE("skipped: no " << bad_input.string());
    return;
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(bad_input / "csv-spectrum")) {
    if (entry.path().extension() != ".csv") continue;
    ++files;
    CAPTURE(entry.path().string());
    const std::string text = read_file(entry.path());
    CsvReader reader(text);
    std::vector<CsvField> header, row;
    REQUIRE(reader.next(header));
    while (reader.next(row)) CHECK(row.size() == header.size());
    CHECK(reader.fault() == "");
  }
  CHECK(files >= 11);
}

// Reads a TOML text; the diagnostics as id:line:column.
std::string faults_of(std::string_view text) {
  const SourceFile file("a.toml", text);
  Reporter reporter;
  reporter.add(file);
  if (readable(file, reporter)) (void)parse_toml(file, reporter);
  std::string out;
  for (const Diagnostic& diagnostic : reporter.take())
    out += (out.empty() ? "" : " ") + std::string(diagnostic.id) + ":" + std::to_string(diagnostic.line) + ":" +
           std::to_string(diagnostic.column);
  return out;
}

TEST_CASE("what is wrong with a TOML file is placed") {
  struct Case {
    std::string text, faults;
  };
  const Case cases[] = {
      {"", ""},
      {"a = 1\r\nb = 2\r\n", ""},
      {"\xEF\xBB\xBFid = \"x\"\n", ""},          // a byte order mark at the beginning is skipped
      {"\xEF\xBB\xBFid = x\n", "R010:1:6"},      // and not counted
      {"id = \"x\xEF\xBB\xBF\"\n", "R008:1:8"},  // anywhere else it is hidden
      {"id = \"x\n", "R010:1:8"},
      {"a = \"\xC3\xA9\xC3\xA9\" b\n", "R010:1:10"},  // columns count code points
      {"a = 1\na = 2\n", "R010:2:5"},
      {"id = \"\\q\"\n", "R010:1:8"},
      {"id = \"caf\xE9\"\n", "R006:1:10"},
      {"id = \"\xED\xA0\x80\"\n", "R006:1:7"},  // a surrogate
      {std::string("id = 1\n\0b = 2\n", 14), "R007:2:1"},
      {"# \xE2\x80\xAE\n", "R008:1:3"},
      {"a = \"\xE2\x80\x8B\"\nb = \"\xC2\xAD\"\n", "R008:1:6 R008:2:6"},  // all of them
      {"a = \"\\u202E\\u200B\"\n", ""},                                   // escapes are seen
      {"a = \"\xE2\x9D\xA4\xEF\xB8\x8F\"\n", ""},  // a variation selector inside an emoji does show
      {"a = \"x\xEF\xB8\x8F\"\n", "R008:1:7"},
      {"a = \"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB\"\n", ""},  // and so does a joiner
      {"a = \"x\xE2\x80\x8Dy\"\n", "R008:1:7"},
      {"[\n", "R010:1:2"},
      {"[]\n", "R010:1:2"},
      {"[[]]\n", "R010:1:3"},
      {"[.a]\n", "R010:1:2"},
      {"[ = ]\n", "R010:1:3"},
      {"- no\n", "R002:1:1"},
      {"---\na: 1\n", "R002:1:1"},
      {"# list\nterms:\n  - no\n", "R002:1:1"},
      {"x = [\"a: b\"\n", "R010:1:12"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(faults_of(c.text) == c.faults);
  }
}

TEST_CASE("nesting is refused before a parser meets it, whatever makes it deep") {
  const auto repeated = [](std::string_view part, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += part;
    return out;
  };
  for (const std::size_t depth : {33U, 1000U, 100000U}) {
    CAPTURE(depth);
    CHECK(faults_of("a = " + repeated("[", depth)) == "R009:1:37");
    CHECK(faults_of("a = " + repeated("{b=", depth)) == "R009:1:101");
    CHECK(faults_of(repeated("a.", depth) + "a = 1\n") == "R009:1:64");
    CHECK(faults_of("[" + repeated("a.", depth) + "a]\n") == "R009:1:65");
    CHECK(faults_of("x = { " + repeated("a.", depth) + "a = 1 }\n") == "R009:1:70");
  }
  CHECK(faults_of("a = " + repeated("[", 31) + repeated("]", 31) + "\n") == "");
  CHECK(faults_of(repeated("a.", 31) + "a = 1\n") == "");
  // Brackets and dots inside strings and comments are none.
  CHECK(faults_of("a = \"" + repeated("[", 99) + "\"\nb = '" + repeated(".", 99) + "' # " + repeated("{", 99) + "\n") ==
        "");
  CHECK(faults_of("a = \"\"\"" + repeated("[\n", 99) + "\"\"\"\"\nb = [1]\n[c]\n") == "");
}

// The strings of a document, each with the place of every byte: line:column.
void places_in(const TomlValue& value, std::string& out) {
  for (const TomlValue& item : value.items) places_in(item, out);
  for (const TomlEntry& entry : value.entries) places_in(entry.value, out);
  if (value.kind != TomlValue::Kind::string) return;
  const FileText text = value.text();
  for (std::size_t i = 0; i <= text.value.size(); ++i) {
    const Place place = text.place(i);
    out += std::to_string(place.line) + ":" + std::to_string(place.column) + " ";
  }
  out += "\n";
}

TEST_CASE("every character of a string knows where it was written") {
  struct Case {
    std::string text, places;
  };
  const Case cases[] = {
      {"a = \"xyz\"", "1:6 1:7 1:8 1:9 \n"},
      {"a = ''", "1:6 \n"},
      {"a = 'x\\y'", "1:6 1:7 1:8 1:9 \n"},
      {"a = \"x\\ty\"", "1:6 1:7 1:9 1:10 \n"},
      {"a = \"\\u00e9x\"", "1:6 1:6 1:12 1:13 \n"},
      {"a = \"\\U0001F600x\"", "1:6 1:6 1:6 1:6 1:16 1:17 \n"},
      {"a = \"\xC3\xA9x\"", "1:6 1:7 1:7 1:8 \n"},
      {"a = [\n  'x',\n\t'y' ]", "2:4 2:5 \n3:3 3:4 \n"},
      {"a = \"\"\"\nxy\"\"\"", "2:1 2:2 2:3 \n"},
      {"a = \"\"\"x\ny\"\"\"", "1:8 1:9 2:1 2:2 \n"},
      {"a = \"\"\"x\\\n   y\"\"\"", "1:8 2:4 2:5 \n"},
      {"a = '''\nx'y'''", "2:1 2:2 2:3 2:4 \n"},
      {"a = \"\"\"\r\nx\r\ny\"\"\"", "2:1 2:2 3:1 3:2 \n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const SourceFile file("a.toml", c.text);
    Reporter reporter;
    const auto root = parse_toml(file, reporter);
    REQUIRE(root);
    std::string found;
    places_in(*root, found);
    CHECK(found == c.places);
  }
}

TEST_CASE("lines and columns lead to bytes and back, however long a line is") {
  std::string text;
  std::uint32_t state = 7;
  for (int i = 0; i < 20000; ++i) {
    state = state * 1664525U + 1013904223U;
    const char* parts[] = {
        "a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "b", "c", "d", i % 4000 == 0 ? "\n" : "e"};
    text += parts[state >> 29U];
  }
  const SourceFile file("a", text);
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::size_t wrong = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) continue;
    const Place place = file.place(at);
    if (place.line != line || place.column != column || file.byte_at(line, column) != at) ++wrong;
    if (text[at] == '\n') {
      ++line;
      column = 1;
    } else {
      ++column;
    }
  }
  CHECK(wrong == 0);
  CHECK(file.byte_at(line + 1, 1) == text.size());
}

TEST_CASE("toml-test: what TOML 1.0 forbids is refused, and what it allows is no fault of syntax") {
  const std::filesystem::path tests = bad_input / "toml-test/tests";
  if (!std::filesystem::exists(tests)) {
    MESSAGE("skipped: no " << tests.string());
    return;
  }
  std::ifstream list(tests / "files-toml-1.0.0");
  std::size_t valid = 0;
  std::size_t invalid = 0;
  for (std::string name; std::getline(list, name);) {
    if (!name.ends_with(".toml")) continue;
    CAPTURE(name);
    const std::string text = read_file(tests / name);
    const std::string faults = faults_of(text);
    if (name.starts_with("invalid/")) {
      ++invalid;
      CHECK(faults != "");
    } else {
      ++valid;
      CHECK(faults.find("R010") == std::string::npos);
      CHECK(faults.find("R002") == std::string::npos);
    }
  }
  CHECK(valid > 150);
  CHECK(invalid > 300);
}

}  // namespace
}  // namespace peertag::codebook
