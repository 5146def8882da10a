// Byte-exact output of every sink, on messages made by hand: what the tagger finds is not tested here.
#include <doctest/doctest.h>

#include <vector>

#include "peertag/sinks/counts.hpp"
#include "peertag/sinks/csv.hpp"
#include "peertag/sinks/jsonl.hpp"
#include "support.hpp"

namespace {

using namespace peertag;
using namespace peertag::test;

// The small book's codes and rules by number.
struct Book {
  Codebook codebook = codebook_of(small_book());
  CodeId kind = *codebook.find_code("b/kind"), tired = *codebook.find_code("b/kind.tired"),
         weak = *codebook.find_code("b/weak");
  RuleId sounds = *codebook.find_rule("tired.sounds"), low = *codebook.find_rule("weak.low");
  CueClassId negated = class_named("negated");

  [[nodiscard]] CueClassId class_named(std::string_view name) const {
    for (std::size_t i = 0; i < codebook.cue_classes().size(); ++i)
      if (codebook.cue_classes()[i] == name) return static_cast<CueClassId>(i);
    FAIL("no such class");
    return {};
  }
};

template <class SinkType, class Options>
std::string written(const Codebook& codebook, const TaggedMessage& tagged, Options options) {
  std::string out;
  SinkType(codebook, out, options).take(tagged);
  return out;
}
std::string jsonl(const Book& book, const TaggedMessage& tagged, JsonlOptions options = {}) {
  return written<JsonlSink>(book.codebook, tagged, options);
}
// Without the heading.
std::string csv(const Book& book, const TaggedMessage& tagged, CsvOptions options = {}) {
  const std::string text = written<CsvSink>(book.codebook, tagged, options);
  REQUIRE(text.starts_with(CsvSink::heading));
  return text.substr(CsvSink::heading.size());
}

TEST_CASE("A tagged message is the line that the design shows") {
  const Book book;
  const Message message{.id = "m2", .text = "That sounds exhausting, low", .conversation_id = "t1"};
  const Annotation sounds[] = {{book.sounds, {0, 22}, 1500, {}}}, low[] = {{book.low, {24, 27}, 500, {}}};
  const CodeScore codes[] = {{book.kind, 0.6225, true, {}, true, book.tired},
                             {book.tired, 0.6225, true, sounds},
                             {book.weak, 0.3775, false, low}};
  const TaggedMessage tagged{message, Status::decided, Undecided::no, codes, {}};

  CHECK(jsonl(book, tagged) ==
        R"({"id":"m2","conversation_id":"t1","status":"decided","codes":[)"
        R"({"code":"b/kind","score":0.6225,"candidate":true,"evidence":[],"implied_by":["b/kind.tired"]},)"
        R"({"code":"b/kind.tired","score":0.6225,"candidate":true,"evidence":[)"
        R"({"rule":"tired.sounds","span":[0,22],"text":"That sounds exhausting","weight":1.5}]}]})"
        "\n");
  CHECK(jsonl(book, tagged, {.below_threshold = true, .text = false}) ==
        R"({"id":"m2","conversation_id":"t1","status":"decided","codes":[)"
        R"({"code":"b/kind","score":0.6225,"candidate":true,"evidence":[],"implied_by":["b/kind.tired"]},)"
        R"({"code":"b/kind.tired","score":0.6225,"candidate":true,"evidence":[)"
        R"({"rule":"tired.sounds","span":[0,22],"weight":1.5}]},)"
        R"({"code":"b/weak","score":0.3775,"candidate":false,"evidence":[)"
        R"({"rule":"weak.low","span":[24,27],"weight":0.5}]}]})"
        "\n");
  CHECK(csv(book, tagged, {.below_threshold = true}) ==
        "\"m2\",\"t1\",\"decided\",\"\",\"b/kind\",0.6225,\"yes\",,,,,,\"b/kind.tired\",,,\r\n"
        "\"m2\",\"t1\",\"decided\",\"\",\"b/kind.tired\",0.6225,\"yes\",\"tired.sounds\",0,22,"
        "\"That sounds exhausting\",1.5,\"\",,,\r\n"
        "\"m2\",\"t1\",\"decided\",\"\",\"b/weak\",0.3775,\"no\",\"weak.low\",24,27,\"low\",0.5,\"\",,,\r\n");
}

TEST_CASE("What rests on an earlier message names it, and the words there if a code stood on them") {
  const Book book;
  const Message message{.id = "m2", .text = "That sounds exhausting, low"};
  const Annotation sounds[] = {{book.sounds, {0, 22}, 1500, {}, {"m\"1", {3, 9}}}};
  const Annotation low[] = {{book.low, {24, 27}, 500, {}, {"=m0", {}}}};
  const CodeScore codes[] = {{book.tired, 0.6225, true, sounds}, {book.weak, 0.6225, true, low}};
  TaggedMessage tagged{message, Status::decided, Undecided::no, codes, {}};
  tagged.context_lost = true;
  CHECK(jsonl(book, tagged) ==
        R"({"id":"m2","status":"decided","codes":[{"code":"b/kind.tired","score":0.6225,"candidate":true,"evidence":[)"
        R"({"rule":"tired.sounds","span":[0,22],"text":"That sounds exhausting","weight":1.5,)"
        R"("earlier":{"id":"m\"1","span":[3,9]}}]},)"
        R"({"code":"b/weak","score":0.6225,"candidate":true,"evidence":[)"
        R"({"rule":"weak.low","span":[24,27],"text":"low","weight":0.5,"earlier":{"id":"=m0"}}]}],"context":"lost"})"
        "\n");
  CHECK(csv(book, tagged) ==
        "\"m2\",\"\",\"decided\",\"\",\"b/kind.tired\",0.6225,\"yes\",\"tired.sounds\",0,22,"
        "\"That sounds exhausting\",1.5,\"\",\"m\"\"1\",3,9\r\n"
        "\"m2\",\"\",\"decided\",\"\",\"b/weak\",0.6225,\"yes\",\"weak.low\",24,27,\"low\",0.5,\"\",\"'=m0\",,\r\n");
}

TEST_CASE("A clean message has a line of JSON and no row of CSV") {
  const Book book;
  const Message message{.id = "m1", .text = "hello"};
  const TaggedMessage tagged{message, Status::decided, Undecided::no, {}, {}};
  CHECK(jsonl(book, tagged) == "{\"id\":\"m1\",\"status\":\"decided\",\"codes\":[]}\n");
  CHECK(csv(book, tagged).empty());
}

TEST_CASE("An undecided message says so and why, in every format") {
  const Book book;
  const Message message{.id = "m1", .text = "hello", .conversation_id = "t1"};
  const TaggedMessage tagged{message, Status::undecided, Undecided::budget, {}, {}};
  CHECK(jsonl(book, tagged) ==
        "{\"id\":\"m1\",\"conversation_id\":\"t1\",\"status\":\"undecided\",\"reason\":\"budget\",\"codes\":[]}\n");
  CHECK(csv(book, tagged) == "\"m1\",\"t1\",\"undecided\",\"budget\",,,,,,,,,,,,\r\n");
  const TaggedMessage too_long{message, Status::undecided, Undecided::limit, {}, {}};
  CHECK(jsonl(book, too_long).find("\"reason\":\"limit\"") != std::string::npos);
}

TEST_CASE("Suppressed findings name what stopped them, apart from the codes") {
  const Book book;
  const Message message{.id = "m1", .text = "It never sounds hard"};
  const Suppressed suppressed[] = {
      {book.tired, book.sounds, {0, 20}, Stop::cue, book.negated, {3, 8}},
      {book.tired, book.sounds, {0, 20}, Stop::none, {}, {3, 8}},
      {book.tired, book.sounds, {0, 20}, Stop::needs, {}, {}},
  };
  const TaggedMessage tagged{message, Status::decided, Undecided::no, {}, suppressed};
  CHECK(jsonl(book, tagged) == "{\"id\":\"m1\",\"status\":\"decided\",\"codes\":[]}\n");
  CHECK(jsonl(book, tagged, {.suppressed = true}) ==
        R"({"id":"m1","status":"decided","codes":[],"suppressed":[)"
        R"({"code":"b/kind.tired","rule":"tired.sounds","span":[0,20],"by":{"cue":"negated","span":[3,8]}},)"
        R"({"code":"b/kind.tired","rule":"tired.sounds","span":[0,20],"by":{"condition":"none","span":[3,8]}},)"
        R"({"code":"b/kind.tired","rule":"tired.sounds","span":[0,20],"by":{"condition":"needs"}}]})"
        "\n");
}

TEST_CASE("A message with more findings than are kept says so, and no other does") {
  const Book book;
  const Message message{.id = "m1", .text = "hello"};
  const TaggedMessage tagged{message, Status::decided, Undecided::no, {}, {}, true};
  CHECK(jsonl(book, tagged) == "{\"id\":\"m1\",\"status\":\"decided\",\"codes\":[],\"truncated_spans\":true}\n");
}

TEST_CASE("Spans count in the unit that was asked for") {
  const Book book;
  // A heart of four bytes, one code point and two UTF-16 units; a stray byte that reads as one character.
  const Message message{.id = "m1", .text = "💙\xFF low é"};
  const Annotation low[] = {{book.low, {6, 12}, 500, {}}};
  const CodeScore codes[] = {{book.weak, 0.5, true, low}};
  const TaggedMessage tagged{message, Status::decided, Undecided::no, codes, {}};
  const auto span_in = [&](OffsetUnit unit) {
    const std::string line = jsonl(book, tagged, {.unit = unit});
    const std::size_t begin = line.find("\"span\":") + 7;
    return line.substr(begin, line.find(']', begin) + 1 - begin);
  };
  CHECK(span_in(OffsetUnit::byte) == "[6,12]");
  CHECK(span_in(OffsetUnit::codepoint) == "[3,8]");
  CHECK(span_in(OffsetUnit::utf16) == "[4,9]");
}

TEST_CASE("Hostile ids and texts come out as data") {
  const Book book;
  const Message message{.id = "=cmd|' /C calc'!A0", .text = "\xE9 \"low\"\n\x1b[31m", .conversation_id = "a\r\nb"};
  const Annotation all[] = {{book.low, {0, 13}, 500, {}}};
  const CodeScore codes[] = {{book.weak, 0.5, true, all}};
  const TaggedMessage tagged{message, Status::decided, Undecided::no, codes, {}};
  CHECK(jsonl(book, tagged) ==
        R"({"id":"=cmd|' /C calc'!A0","conversation_id":"a\r\nb","status":"decided","codes":[)"
        R"({"code":"b/weak","score":0.5000,"candidate":true,"evidence":[{"rule":"weak.low","span":[0,13],)"
        "\"text\":\"\xEF\xBF\xBD \\\"low\\\"\\n\\u001b[31m\",\"weight\":0.5}]}]}\n");
  CHECK(csv(book, tagged) ==
        "\"'=cmd|' /C calc'!A0\",\"a\r\nb\",\"decided\",\"\",\"b/weak\",0.5000,\"yes\",\"weak.low\",0,13,"
        "\"\xEF\xBF\xBD \"\"low\"\"\n\x1b[31m\",0.5,\"\",,,\r\n");
}

TEST_CASE("No cell of CSV is a formula") {
  struct Case {
    std::string_view text, cell;
  };
  using namespace std::string_view_literals;
  const Case cases[] = {
      {"plain", "\"plain\""},
      {"", "\"\""},
      {"=1+1", "\"'=1+1\""},
      {"+1", "\"'+1\""},
      {"-1", "\"'-1\""},
      {"@SUM(A1)", "\"'@SUM(A1)\""},
      {"\t=1", "\"'\t=1\""},
      {"\r=1", "\"'\r=1\""},
      {"\n=1", "\"'\n=1\""},
      {" =1", "\"' =1\""},
      {"\xC2\xA0=1", "\"'\xC2\xA0=1\""},
      {"\xEF\xBB\xBF=1", "\"'\xEF\xBB\xBF=1\""},
      {"＝1", "\"'＝1\""},
      {"＋1", "\"'＋1\""},
      {"－1", "\"'－1\""},
      {"＠A", "\"'＠A\""},
      {"\"=1\"", "\"'\"\"=1\"\"\""},
      {"'=1", "\"''=1\""},
      {"\0=1"sv, "\"'\xEF\xBF\xBD=1\""},
      {"\xE2\x88\x92 5", "\"'\xE2\x88\x92 5\""},
      {"a=1", "\"a=1\""},
      {"1\r2", "\"1\r2\""},
      {"a\"b", "\"a\"\"b\""},
      {"00123", "\"00123\""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    std::string cell;
    append_csv_cell(cell, c.text);
    CHECK(cell == c.cell);
  }
}

TEST_CASE("Counts add up by status and by code") {
  const Book book;
  const Message message{.id = "m1", .text = "hello"};
  const CodeScore candidate[] = {{book.tired, 0.7, true, {}}, {book.weak, 0.4, false, {}}};
  const CodeScore weak[] = {{book.weak, 0.4, false, {}}};
  CountsSink sink;
  sink.take({message, Status::decided, Undecided::no, candidate, {}});
  sink.take({message, Status::decided, Undecided::no, weak, {}});
  sink.take({message, Status::decided, Undecided::no, {}, {}, true});
  sink.take({message, Status::undecided, Undecided::budget, {}, {}});
  sink.take({message, Status::undecided, Undecided::limit, {}, {}});
  const Counts& counts = sink.counts();
  CHECK(counts.tagged == 1);
  CHECK(counts.clean == 2);
  CHECK(counts.undecided_budget == 1);
  CHECK(counts.undecided_limit == 1);
  CHECK(counts.undecided() == 2);
  CHECK(counts.truncated_spans == 1);
  CHECK(counts.candidates == std::vector<std::uint64_t>{0, 1});
}

TEST_CASE("A filter lets through the codes it was asked for, and TeeSink hands each message to both") {
  const Book book;
  const Message message{.id = "m1", .text = "hello"};
  const CodeScore codes[] = {{book.tired, 0.7, true, {}}, {book.weak, 0.6, true, {}}};
  const Suppressed suppressed[] = {{book.tired, book.sounds, {0, 1}, Stop::all, {}, {}}};
  CountsSink one, two;
  TeeSink both(one, two);
  FilterSink sink([&](CodeId code) { return code == book.weak; }, both);
  sink.take({message, Status::decided, Undecided::no, codes, suppressed});
  for (const CountsSink* counts : {&one, &two}) {
    CHECK(counts->counts().tagged == 1);
    CHECK(counts->counts().suppressed == 0);
    CHECK(counts->counts().candidates == std::vector<std::uint64_t>{0, 0, 1});
  }
}

}  // namespace
