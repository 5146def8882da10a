#include "io/json_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <random>

#include "support.hpp"

namespace {

using namespace peertag::io;
using namespace std::string_view_literals;
using peertag::test::read_file;
using Kind = RawRecord::Kind;

// The strings of a record borrow from the reader; these are copies.
struct Read {
  bool good = false;
  JsonFault fault;
  bool is_object = false;
  std::vector<std::pair<Kind, std::string>> fields;
  std::optional<Field> duplicate;
  std::string role;
  friend bool operator==(const Read& a, const Read& b) {
    return a.good == b.good && a.is_object == b.is_object && a.fields == b.fields && a.duplicate == b.duplicate &&
           a.role == b.role;
  }
};

enum class Way { quick, strict };

Read read(JsonReader& reader, std::string_view line, Way way = Way::quick, bool unfinished = false) {
  // Exactly as much memory as is promised to be readable, so that sanitizers see a byte too many.
  std::vector<char> padded(line.size() + (way == Way::quick ? JsonReader::padding() : 0));
  std::copy(line.begin(), line.end(), padded.begin());
  const std::string_view text(padded.data(), line.size());
  RawRecord record;
  Read result;
  result.good = way == Way::quick ? reader.read(text, unfinished, record, result.fault)
                                  : reader.read_strictly(text, unfinished, record, result.fault);
  result.is_object = record.is_object;
  for (const RawRecord::Value& value : record.fields) result.fields.emplace_back(value.kind, value.text);
  result.duplicate = record.duplicate;
  result.role = record.role;
  return result;
}

Read read(std::string_view line, bool unfinished = false, JsonOptions options = {}) {
  JsonReader reader(std::move(options));
  const Read quick = read(reader, line, Way::quick, unfinished);
  const Read strict = read(reader, line, Way::strict, unfinished);
  CHECK(quick == strict);
  return quick;
}

TEST_CASE("The fields of a record are found wherever they stand") {
  const Read record =
      read(R"({"meta":{"role":"seeker","x":[1,{"id":"no"}]},"text":"a\nb\u00e9\ud83d\udc99","id":"m1","reply_to":null,)"
           R"("timestamp":12.5,"conversation_id":"t1","speaker":"ana","more":[{"text":"no"}]})");
  CHECK(record.good);
  CHECK(record.is_object);
  CHECK(record.fields == std::vector<std::pair<Kind, std::string>>{{Kind::string, "m1"},
                                                                   {Kind::string, "ana"},
                                                                   {Kind::string, "t1"},
                                                                   {Kind::null, ""},
                                                                   {Kind::number, ""},
                                                                   {Kind::string, "a\nbé💙"}});
  CHECK(record.role == "seeker");
  CHECK_FALSE(record.duplicate.has_value());
}

TEST_CASE("A fault has its class and its byte") {
  struct Case {
    std::string_view line;
    bool unfinished;
    RejectClass reject;
    std::size_t byte;
  };
  const Case cases[] = {
      {R"({"id":"m1"} x)", false, RejectClass::json, 12},
      {R"({"id":"m1"}{"id":"m2"})", false, RejectClass::json, 11},
      {"\x1e{}", false, RejectClass::json, 0},
      {R"({"id":"m1",})", false, RejectClass::json, 11},
      {R"({"id" "m1"})", false, RejectClass::json, 6},
      {R"({id:1})", false, RejectClass::json, 1},
      {R"({"a":01})", false, RejectClass::json, 6},
      {R"({"a":+1})", false, RejectClass::json, 5},
      {R"({"a":NaN})", false, RejectClass::json, 5},
      {R"({"a":"\x"})", false, RejectClass::json, 7},
      {"{\"a\":\"\t\"}", false, RejectClass::json, 6},
      {"{\"a\":\"\0\"}"sv, false, RejectClass::json, 6},
      {"\xEF\xBB\xBF{}", false, RejectClass::json, 0},  // a mark is none of the reader's business
      {R"({"id":"m1","text":"ab)", false, RejectClass::json, 21},
      {R"({"id":"m1","text":"ab)", true, RejectClass::truncated, 21},
      {R"({"id":"m1","text":"a\u00)", true, RejectClass::truncated, 24},
      {R"({"id":"m1","text":"\ud83d)", true, RejectClass::truncated, 25},
      {R"({"id":"m1","a":tru)", true, RejectClass::truncated, 18},
      {R"({"id":"m1")", true, RejectClass::truncated, 10},
      {R"({"id":"m1"} x)", true, RejectClass::json, 12},
      {"{\"id\":\"caf\xE9\"}", false, RejectClass::utf8, 10},
      {"{\"id\":\"m1\",\"text\":\"\xF0\x9F", true, RejectClass::truncated, 19},
      {"{\"id\":\"m1\",\"text\":\"\xF0\x9F", false, RejectClass::utf8, 19},
      {"{\"id\":\"m1\",\"text\":\"\xFF", true, RejectClass::utf8, 19},
      {R"({"t":"\ud83d alone"})", false, RejectClass::surrogate, 6},
      {R"({"t":"\ude2d alone"})", false, RejectClass::surrogate, 6},
      {R"({"t":"x\ude2d\ud83d"})", false, RejectClass::surrogate, 7},
      {R"({"t":"\ud83d\u0041"})", false, RejectClass::surrogate, 6},
      {R"({"t":"\ud83dA"})", false, RejectClass::surrogate, 6},
      {R"({"ignored":["\ud83d"]})", false, RejectClass::surrogate, 13},
  };
  for (const Case& c : cases) {
    CAPTURE(c.line);
    const Read record = read(c.line, c.unfinished);
    CHECK_FALSE(record.good);
    CHECK(to_string(record.fault.reject) == to_string(c.reject));
    CHECK(record.fault.byte == c.byte);
  }
}

TEST_CASE("A rejected record is known by its id where that could be read") {
  CHECK(read("{\"id\":\"m3\",\"text\":\"caf\xE9\"}").fields[0].second == "m3");
  CHECK(read("{\"text\":\"caf\xE9\",\"id\":\"m3\"}").fields[0].first == Kind::absent);
}

TEST_CASE("64 levels are read, 65 are too deep, and 100,000 cost no stack") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(read(nested(64)).good);
  for (const std::size_t depth : {65U, 66U, 100'000U}) {
    const Read record = read(nested(depth));
    CHECK_FALSE(record.good);
    CHECK(to_string(record.fault.reject) == to_string(RejectClass::depth));
    CHECK(record.fault.byte == 64);
  }
  // A reader that has grown for a long line still knows the limit.
  CHECK_FALSE(read(nested(65) + std::string(1U << 20, ' ')).good);
}

TEST_CASE("Numbers that fit no machine type are read past") {
  CHECK(read(R"({"id":"m1","n":1e999999,"m":)" + std::string(500, '9') + "}").good);
  CHECK(read(R"({"n":-0,"m":1E+2,"o":0.5e-3})").good);
}

TEST_CASE("A native key met twice is told, also when one is spelled with an escape") {
  CHECK(read(R"({"id":"m1","id":"mX"})").duplicate == Field::id);
  CHECK(read(R"({"id":"m1","id":"mX"})").fields[0].second == "m1");
  CHECK(read(R"({"id":"m1","\u0069d":"mX"})").duplicate == Field::id);
  CHECK(read(R"({"id":"m1","text":null,"text":"b"})").duplicate == Field::text);
  CHECK_FALSE(read(R"({"x":1,"x":2,"meta":{"id":"a"},"a":{"id":"b"}})").duplicate.has_value());
}

TEST_CASE("With replacement, lone surrogates and ill-formed bytes are one U+FFFD each") {
  const JsonOptions replace{{}, Invalid::replace, "meta.role"};
  CHECK(read(R"({"text":"a\ud83d b"})", false, replace).fields[5].second == "a\xEF\xBF\xBD b");
  CHECK(read(R"({"text":"\ude2d\ud83d"})", false, replace).fields[5].second == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(read(R"({"text":"\ud83d\ud83d\udc99"})", false, replace).fields[5].second == "\xEF\xBF\xBD💙");
  CHECK(read("{\"text\":\"caf\xE9 z\"}", false, replace).fields[5].second == "caf\xEF\xBF\xBD z");
  CHECK(to_string(read("{\"text\":\"\xFF\" x}", false, replace).fault.reject) == to_string(RejectClass::json));
}

TEST_CASE("Roles stand where the reader is told") {
  const auto role = [](std::string path, std::string_view line) {
    return read(line, false, {{}, Invalid::reject, std::move(path)}).role;
  };
  CHECK(role("meta.role", R"({"meta":{"role":"seeker"},"role":"supporter"})") == "seeker");
  CHECK(role("role", R"({"meta":{"role":"seeker"},"role":"supporter"})") == "supporter");
  CHECK(role("meta.who", R"({"meta":{"role":"x","who":"y"}})") == "y");
  CHECK(role("meta.role", R"({"meta":{"a":{"role":"x"}}})").empty());
  CHECK(role("meta.role", R"({"meta":[{"role":"x"}]})").empty());
  CHECK(role("meta.role", R"({"meta":{"role":7}})").empty());
  CHECK(role("meta.role", R"([{"meta":{"role":"x"}}])").empty());
}

TEST_CASE("An archive's own field names are read") {
  JsonOptions options;
  options.fields.names[static_cast<std::size_t>(Field::text)] = "body";
  const Read record = read(R"({"id":"a","body":"b","text":"c"})", false, options);
  CHECK(record.fields[5].second == "b");
  CHECK_FALSE(record.duplicate.has_value());
}

TEST_CASE("JSONTestSuite: what must be accepted is, what must not be is not, and the rest does no harm") {
  const auto folder = peertag::test::shared("badinput/json-test-suite");
  if (!folder) return;
  int accepted = 0, rejected = 0, either = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".json") || name.size() < 2 || name[1] != '_') continue;
    CAPTURE(name);
    const Read record = read(read_file(entry.path().string()));
    switch (name[0]) {
      case 'y':
        CHECK(record.good);
        ++accepted;
        break;
      case 'n':
        CHECK_FALSE(record.good);
        ++rejected;
        break;
      case 'i':
        ++either;
        break;
      default:
        break;
    }
  }
  CHECK(accepted == 95);
  CHECK(rejected == 188);
  CHECK(either == 35);
}

TEST_CASE("Both ways read every damaged record alike") {
  constexpr unsigned seed = 20240607;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const std::string_view records[] = {
      R"({"id":"m1","conversation_id":"t","reply_to":null,"text":"a \"b\" \u00e9 \ud83d\udc99","meta":{"role":"seeker"}})",
      R"({"meta":{"a":[1,-2.5e3,true,false,null,{"x":{}}],"role":"s"},"timestamp":"x","id":"\u0069","text":"é💙"})",
      R"([{"id":"a"},[],"",0])",
  };
  const std::string_view alphabet = "{}[]\",:\\u0dDeE+-.ntfx \x80\xC3\xF0\n\0\x1f"sv;
  const JsonOptions options[] = {{}, {{}, Invalid::replace, "meta.role"}};
  int good = 0;
  for (const JsonOptions& option : options) {
    JsonReader reader(option);
    for (int i = 0; i < 100'000; ++i) {
      std::string line(records[random() % std::size(records)]);
      for (auto edits = 1 + random() % 3; edits > 0; --edits) {
        const std::size_t at = random() % line.size();
        switch (random() % 4) {
          case 0:
            line[at] = alphabet[random() % alphabet.size()];
            break;
          case 1:
            line.insert(at, 1, alphabet[random() % alphabet.size()]);
            break;
          case 2:
            line.erase(at, 1 + random() % 4);
            break;
          default:
            line[at] = static_cast<char>(line[at] ^ (1 << random() % 8));
            break;
        }
        if (line.empty()) line = " ";
      }
      const Read quick = read(reader, line), strict = read(reader, line, Way::strict);
      good += quick.good ? 1 : 0;
      if (quick == strict) continue;
      CAPTURE(line);
      CHECK(quick == strict);
    }
  }
  CHECK(good > 20'000);  // the test is about something
}

}  // namespace
