// Labels and tags as people and `peertag tag` write them, and what is said of faults.
#include "io/labels.hpp"

#include "io/tags.hpp"
#include "support.hpp"

namespace {

using namespace peertag::io;
using peertag::test::TemporaryFolder;
using Names = std::vector<std::string>;

std::string fault_of_labels(const TemporaryFolder& folder, std::string_view name, std::string_view text) {
  ReadFault fault;
  const std::string path = folder.write(name, text);
  CHECK_FALSE(read_labels(path, fault));
  CHECK_FALSE(fault.unreadable);
  REQUIRE(fault.text.starts_with(path));
  return fault.text.substr(path.size());
}

TEST_CASE("labels are read from records of codes") {
  const TemporaryFolder folder;
  ReadFault fault;
  const auto labels = read_labels(
      folder.write(
          "l.jsonl",
          "\xEF\xBB\xBF{\"id\":\"m1\",\"coders\":2,\"codes\":[\"b/y\",\"b/x\",\"b/x\"],\"unclear\":[\"b/z\",\"b/x\"],"
          "\"evidence\":{\"b/x\":\"some words\"}}\r\n\n{\"id\":\"m2\",\"codes\":[]}"),
      fault);
  REQUIRE(labels);
  REQUIRE(labels->messages.size() == 2);
  CHECK(labels->messages[0].codes == Names{"b/x", "b/y"});
  CHECK(labels->messages[0].unclear == Names{"b/z"});
  CHECK(labels->messages[0].evidence.size() == 1);
  CHECK(labels->messages[0].has("b/y"));
  CHECK_FALSE(labels->messages[0].has("b/z"));
  CHECK(labels->messages[1].codes.empty());
}

TEST_CASE("labels are read from answers, and what was not asked is unclear") {
  const TemporaryFolder folder;
  ReadFault fault;
  folder.write("set/rows.json", R"({"warm":["b/x","b/y"],"cold":[]})");
  folder.write("set/labels.jsonl",
               "{\"id\":\"m1\",\"labels\":{\"warm\":1,\"cold\":0}}\n{\"id\":\"m2\",\"labels\":{\"warm\":false}}\n");
  const auto labels = read_labels(folder.path("set"), fault);
  REQUIRE(labels);
  REQUIRE(labels->rows.size() == 2);
  CHECK(labels->rows[0].name == "warm");
  CHECK(labels->rows[0].codes == Names{"b/x", "b/y"});
  CHECK(labels->messages[0].codes == Names{"warm"});
  CHECK(labels->messages[0].unclear.empty());
  CHECK(labels->messages[1].codes.empty());
  CHECK(labels->messages[1].unclear == Names{"cold"});
  CHECK(labels->answer(labels->messages[0], "b/y") == Answer::yes);
  CHECK(labels->answer(labels->messages[1], "b/y") == Answer::no);
  CHECK(labels->answer(labels->messages[1], "b/z") == Answer::open);
}

TEST_CASE("labels are read from a table") {
  const TemporaryFolder folder;
  ReadFault fault;
  const auto labels = read_labels(
      folder.write("l.csv", "code,id,coder,evidence\r\nb/x,m1,ana,\"so, tired\"\r\n,m2,ana,\r\nb/y,m1,ana,\r\n"),
      fault);
  REQUIRE(labels);
  REQUIRE(labels->messages.size() == 2);
  CHECK(labels->messages[0].codes == Names{"b/x", "b/y"});
  CHECK(labels->messages[0].evidence.front().second == "so, tired");
  CHECK(labels->messages[1].id == "m2");
  CHECK(labels->messages[1].codes.empty());
}

TEST_CASE("a fault in labels is said with its place and without their words") {
  const TemporaryFolder folder;
  struct Case {
    std::string_view name, text, says;
  };
  const Case cases[] = {
      {"l.jsonl", "{\"id\":\"m1\",\"codes\":[]}\nnonsense\n", ":2: is no JSON object"},
      {"l.jsonl", "[1]\n", ":1: is no JSON object"},
      {"l.jsonl", "{\"codes\":[]}\n", ":1: no \"id\" that is a string"},
      {"l.jsonl", "{\"id\":1,\"codes\":[]}\n", ":1: no \"id\" that is a string"},
      {"l.jsonl", "{\"id\":\"m1\"}\n", ":1: neither \"codes\" nor \"labels\""},
      {"l.jsonl", "{\"id\":\"m1\",\"codes\":\"b/x\"}\n", ":1: \"codes\" is no list of strings"},
      {"l.jsonl", "{\"id\":\"m1\",\"codes\":[],\"unclear\":[1]}\n", ":1: \"unclear\" is no list of strings"},
      {"l.jsonl", "{\"id\":\"m1\",\"codes\":[],\"evidence\":[]}\n", ":1: \"evidence\" is no object of strings"},
      {"l.jsonl", "{\"id\":\"m1\",\"labels\":{\"b/x\":2}}\n", ":1: a label that is not 0 or 1"},
      {"l.jsonl", "{\"id\":\"m1\",\"codes\":[]}\n{\"id\":\"m1\",\"codes\":[]}\n", ":2: a second record of id m1"},
      {"l.jsonl", "{\"id\":\"m1\",\"codes\":[]}\n{\"id\":\"m2\",\"labels\":{}}\n",
       ": some records have \"codes\", others \"labels\""},
      {"l.csv", "", ": row 1: no heading"},
      {"l.csv", "id,text\n", ": row 1: the heading must name the columns id and code"},
      {"l.csv", "id,code\nm1\n", ": row 2: not as many cells as the heading"},
      {"l.csv", "id,code\nm1,\"b/x\n", ": row 2: a quoted field that is not closed"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(fault_of_labels(folder, c.name, c.text) == c.says);
  }
  ReadFault fault;
  CHECK_FALSE(read_labels(folder.path("none"), fault));
  CHECK(fault.unreadable);
}

Labels two_messages() {
  Labels labels;
  labels.messages = {{"m1", {}, {}, {}}, {"m2", {}, {}, {}}};
  return labels;
}

TEST_CASE("tags are read back, and those of messages without labels passed over") {
  const TemporaryFolder folder;
  ReadFault fault;
  const auto tags = read_tags(
      folder.write(
          "t.jsonl",
          "{\"id\":\"m2\",\"status\":\"undecided\",\"reason\":\"limit\",\"codes\":[]}\n{\"id\":\"other\",\"codes\":7}\n"
          "{\"id\":\"m1\",\"conversation_id\":\"t\",\"status\":\"decided\",\"codes\":[{\"code\":\"b/x\",\"score\":0.25,"
          "\"candidate\":false,\"evidence\":[{\"rule\":\"r\",\"span\":[2,5]}]},{\"code\":\"b/y\"}]}\n"),
      two_messages(), fault);
  REQUIRE(tags);
  CHECK_FALSE((*tags)[1].decided);
  const TaggedRecord& record = (*tags)[0];
  CHECK(record.conversation_id == "t");
  REQUIRE(record.codes.size() == 2);
  CHECK(record.codes[0].score == 0.25);
  CHECK_FALSE(record.codes[0].candidate);
  CHECK(record.codes[0].evidence[0].rule == "r");
  CHECK(record.codes[0].evidence[0].span == peertag::UnitSpan{2, 5});
  CHECK(record.codes[1].score == 1.0);
  CHECK(record.codes[1].candidate);
}

TEST_CASE("a fault in tags is said with its place and without their words") {
  const TemporaryFolder folder;
  struct Case {
    std::string_view text, says;
  };
  const Case cases[] = {
      {"{\"id\":\"m1\",\"codes\":[]}\n", ": no record of 1 of 2 labelled messages; the first is m2"},
      {"{\"codes\":[]}\n", ":1: no \"id\" that is a string"},
      {"{\"id\":\"m1\",\"codes\":[]}\n{\"id\":\"m1\",\"codes\":[]}\n", ":2: a second record of id m1"},
      {"{\"id\":\"m1\",\"codes\":{}}\n", ":1: \"codes\" is not as `peertag tag` writes it"},
      {"{\"id\":\"m1\",\"codes\":[{}]}\n", ":1: \"codes\" is not as `peertag tag` writes it"},
      {"{\"id\":\"m1\",\"codes\":[{\"code\":\"b/x\",\"score\":1.5}]}\n",
       ":1: \"codes\" is not as `peertag tag` writes it"},
      {"{\"id\":\"m1\",\"codes\":[{\"code\":\"b/x\",\"evidence\":[{\"rule\":\"r\",\"span\":[5,2]}]}]}\n",
       ":1: \"codes\" is not as `peertag tag` writes it"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    ReadFault fault;
    const std::string path = folder.write("t.jsonl", c.text);
    CHECK_FALSE(read_tags(path, two_messages(), fault));
    CHECK_FALSE(fault.unreadable);
    CHECK(fault.text == path + std::string(c.says));
  }
}

}  // namespace
