#include "peertag/tagger.hpp"

#include <string>
#include <utility>
#include <vector>

#include "support.hpp"

using namespace peertag;
using peertag::test::codebook_of;
using peertag::test::small_book;

namespace {

Message message_of(std::string_view text) {
  Message out;
  out.id = "m";
  out.text = text;
  return out;
}

struct Outcome {
  Status status;
  Undecided reason;
  std::size_t codes;
};

Outcome tag(Tagger& tagger, std::string_view text) {
  Outcome out{};
  FunctionSink sink([&](const TaggedMessage& tagged) { out = {tagged.status, tagged.reason, tagged.codes.size()}; });
  tagger.tag(message_of(text), sink);
  return out;
}

Codebook codebook_of_pattern(const std::string& pattern) {
  const std::string rules = "[[rule]]\nid = \"r\"\ncode = \"b/c\"\nmatch = [\"" + pattern + "\"]\n";
  return codebook_of({{"b/book.toml",
                       "id = \"b\"\ntitle = \"T\"\nsource = \"made up\"\nlicence = \"MIT\"\nversion = \"0.1\"\n"
                       "[[code]]\nid = \"c\"\nlabel = \"L\"\nkind = \"theme\"\ndefinition = \"D\"\n"},
                      {"b/rules.toml", rules}});
}

}  // namespace

TEST_CASE("every message ends decided or undecided, with a reason") {
  const Codebook codebook = codebook_of(small_book());
  Tagger tagger(codebook);
  const std::string words = "that sounds exhausting ";

  Outcome outcome = tag(tagger, words);
  CHECK(outcome.status == Status::decided);
  CHECK(outcome.codes > 0);

  std::string text;
  while (text.size() + words.size() <= limits::text_bytes) text += words;
  text.resize(limits::text_bytes, ' ');
  CHECK(tag(tagger, text).status == Status::decided);

  text += ' ';
  outcome = tag(tagger, text);
  CHECK(outcome.status == Status::undecided);
  CHECK(outcome.reason == Undecided::limit);
  CHECK(outcome.codes == 0);

  CHECK(tag(tagger, "").status == Status::decided);
  CHECK(tag(tagger, "that sounds exhausting").codes > 0);  // the tagger has lost nothing
}

TEST_CASE("work beyond the budget leaves a message undecided, with no codes") {
  // Every `a` begins ways through six wide gaps, and there is a `b` for each to end with.
  const Codebook codebook = codebook_of_pattern("a ..20 a ..20 a ..20 a ..20 a ..20 a ..20 b");
  Tagger tagger(codebook);
  CHECK(tag(tagger, "a a a a a a b").codes == 1);
  std::string text = "a a a a a a b ";
  for (int i = 0; i < 20'000; ++i) text += i % 20 == 19 ? "b " : "a ";
  const Outcome outcome = tag(tagger, text);
  CHECK(outcome.status == Status::undecided);
  CHECK(outcome.reason == Undecided::budget);
  CHECK(outcome.codes == 0);
  CHECK(tag(tagger, "a a a a a a b").codes == 1);
}

TEST_CASE("find and then resolve give what tag gives") {
  const Codebook codebook = codebook_of(small_book());
  const std::string texts[] = {"That sounds hard, and I feel low.", "I never said that sounds hard.", "", "Low. Low!"};
  std::vector<Message> messages;
  for (const std::string& text : texts) messages.push_back(message_of(text));
  JsonlOptions options;
  options.suppressed = true;
  const std::string whole = peertag::test::tag_all(codebook, messages, options);

  // One tagger finds all, into findings of their own; another resolves them later.
  Tagger finder(codebook);
  std::vector<Findings> findings(messages.size());
  for (std::size_t m = messages.size(); m-- > 0;) finder.find(messages[m], findings[m]);
  std::string halves;
  JsonlSink sink(codebook, halves, options);
  Tagger resolver(codebook);
  for (std::size_t m = 0; m < messages.size(); ++m) resolver.resolve(messages[m], findings[m], sink);
  CHECK(halves == whole);

  // Findings are made to be reused.
  Findings reused;
  for (const Message& message : messages) finder.find(message, reused);
  finder.find(messages[0], reused);
  CHECK(reused.findings.size() == findings[0].findings.size());
}

TEST_CASE("annotations name the list entries they used") {
  const Codebook codebook = codebook_of(small_book());
  Tagger tagger(codebook);
  std::string terms;
  FunctionSink sink([&](const TaggedMessage& tagged) {
    for (const CodeScore& code : tagged.codes)
      for (const Annotation& annotation : code.evidence)
        for (const EntryId entry : annotation.entries) terms += codebook.entry(entry).term + " ";
  });
  tagger.tag(message_of("It sounds exhausting."), sink);
  CHECK(terms == "exhausting ");
}
