// Compiled codebooks as bytes: what comes back is what was saved, and nothing that is damaged or foreign gets in.
#include "codebook/pack.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <vector>

#include "codebook/examples.hpp"
#include "codebook/mutation.hpp"
#include "peertag/chain.hpp"
#include "peertag/version.hpp"
#include "sources.hpp"
#include "support.hpp"

namespace peertag::testing {
namespace {

// The golden conversation's books: rules on the conversation, derived codes, cues, links.
Files circle() {
  Files files;
  const std::filesystem::path golden = std::filesystem::path(PEERTAG_SOURCE_DIR) / "tests/golden/conversation";
  for (const char* const part : {"circle", "en"}) {
    Files below;
    add_folder(golden / part, below);
    for (auto& [name, text] : below) files[std::string(part) + '/' + name] = text;
  }
  return files;
}

Codebook compiled(const Files& files) { return test::codebook_of(sources_of(files)); }

Codebook loaded(const std::string& pack) {
  Diagnostics diagnostics;
  std::optional<Codebook> codebook = Codebook::load({"a.pack", pack}, diagnostics);
  REQUIRE(text_of(diagnostics) == "");
  REQUIRE(codebook);
  return std::move(*codebook);
}

std::string refusal(std::string_view pack) {
  Diagnostics diagnostics;
  CHECK_FALSE(Codebook::load({"a.pack", pack}, diagnostics));
  return text_of(diagnostics);
}

// Made-up messages that meet words, lists, prefixes, regexes, cues and repeated letters of the default books.
const std::vector<Message> talk = {
    {.id = "m1",
     .text = "I feel soooo alone tonight \xF0\x9F\x92\x99 and nobody ever listens.",
     .speaker = "ana",
     .conversation_id = "t",
     .reply_kind = ReplyKind::opens},
    {.id = "m2",
     .text = "That sounds exhausting, no wonder you feel low. I have been there too.",
     .speaker = "ben",
     .conversation_id = "t",
     .reply_to = "m1",
     .reply_kind = ReplyKind::answers},
    {.id = "m3",
     .text = "Thank you, I don't think I'm the only one now. It helps to read this.",
     .speaker = "ana",
     .conversation_id = "t",
     .reply_to = "m2",
     .reply_kind = ReplyKind::answers},
    {.id = "m4",
     .text = "> quoted words\nMaybe you could try writing it down, if you want to?",
     .speaker = "cem",
     .conversation_id = "t",
     .reply_to = "m3",
     .reply_kind = ReplyKind::answers},
};

std::string tag_talk(const Codebook& codebook) {
  JsonlOptions everything;
  everything.below_threshold = true;
  everything.suppressed = true;
  std::string out;
  JsonlSink sink(codebook, out, everything);
  Conversation conversation(codebook.turns_back());
  Tagger(codebook).tag(talk, conversation, sink);
  return out;
}

TEST_CASE("What is saved and loaded is the same codebook") {
  for (const Files& files : {circle(), Files{}}) {
    const Codebook from_sources = files.empty() ? test::codebook_of(Codebook::default_sources()) : compiled(files);
    const std::string pack = from_sources.save();
    const Codebook from_pack = loaded(pack);
    CHECK(from_pack.save() == pack);
    CHECK(from_pack.fingerprint() == from_sources.fingerprint());
    CHECK(from_pack.turns_back() == from_sources.turns_back());
    CHECK(from_pack.codes().size() == from_sources.codes().size());
    CHECK(from_pack.codes().back().definition == from_sources.codes().back().definition);
    CHECK(from_pack.lists().size() == from_sources.lists().size());
    CHECK(from_pack.links().size() == from_sources.links().size());
    const std::string tags = tag_talk(from_sources);
    CHECK(tag_talk(from_pack) == tags);
    if (files.empty()) CHECK(tags.find("\"code\":\"strategies/acknowledge\"") != std::string::npos);
  }
}

TEST_CASE("A loaded codebook runs its examples and takes its rules apart as one from sources does") {
  const Codebook from_sources = compiled(circle());
  const Codebook from_pack = loaded(from_sources.save());
  codebook::ExampleRunner runner(from_pack);
  std::size_t examples = 0, mutants = 0;
  for (std::uint32_t r = 0; r < from_pack.rules().size(); ++r) {
    const auto rule = static_cast<RuleId>(r);
    for (const Example& example : from_pack.rules()[r].examples) CHECK(runner.run(rule, example).passed);
    examples += from_pack.rules()[r].examples.size();
    const std::vector<codebook::Mutant> there = codebook::mutants_of(from_sources, rule);
    const std::vector<codebook::Mutant> here = codebook::mutants_of(from_pack, rule);
    REQUIRE(here.size() == there.size());
    for (std::size_t m = 0; m < here.size(); ++m) CHECK(here[m].what == there[m].what);
    CHECK(codebook::unnoticed(from_pack, rule, here) == codebook::unnoticed(from_sources, rule, there));
    mutants += here.size();
  }
  CHECK(examples == 17);
  CHECK(mutants > 20);
}

TEST_CASE("The same sources give the same bytes, in whatever order they come") {
  std::vector<Source> sources =
      Codebook::default_sources().size() == 0
          ? std::vector<Source>()
          : std::vector<Source>(Codebook::default_sources().begin(), Codebook::default_sources().end());
  const std::string pack = test::codebook_of(sources).save();
  std::reverse(sources.begin(), sources.end());
  CHECK((test::codebook_of(sources).save() == pack));
  Files files = circle();
  const std::string small = compiled(files).save();
  files["circle/rules.toml"] += "\n";
  CHECK((compiled(files).save() != small));  // for its fingerprint at least
}

TEST_CASE("What is no pack, was made by another version, or is cut is refused in words") {
  const std::string pack = compiled(circle()).save();
  CHECK(refusal("") == "a.pack:1:1: error[R100]: this is no compiled codebook\n  hint: `peertag compile` makes one\n");
  CHECK(refusal("[[rule]]\n").find("R100") != std::string::npos);
  const auto changed = [&](std::size_t at, std::string_view bytes) {
    std::string other = pack;
    other.replace(at, bytes.size(), bytes);
    codebook::seal_pack(other);
    return refusal(other);
  };
  const std::string other_build =
      "a.pack:1:1: error[R101]: compiled by another version or build of peertag; here it means something else\n"
      "  hint: compile its sources again\n";
  CHECK(changed(16, "\x07") == other_build);  // format
  CHECK(changed(19, "\x07") == other_build);
  CHECK(changed(24, "\x07\x07") == other_build);  // layout
  const std::size_t version = pack.find("peertag 0.");
  REQUIRE(version != std::string::npos);
  CHECK(changed(version, "peertag 9.").find("R101]: compiled by peertag 9.") != std::string::npos);

  const std::string hint = "\n  hint: compile its sources again\n";
  const std::string damaged = "a.pack:1:1: error[R102]: the compiled codebook is damaged: ";
  CHECK(refusal(pack.substr(0, 50)) == damaged + "it ends in its heading" + hint);
  CHECK(refusal(pack.substr(0, pack.size() - 1)) == damaged + "its end is missing" + hint);
  CHECK(refusal(pack + '\n') == damaged + "something follows its end" + hint);
  std::string turned = pack;
  turned[pack.size() / 2] = static_cast<char>(turned[pack.size() / 2] ^ 1);
  CHECK(refusal(turned) == damaged + "its bytes are not those that were written" + hint);
}

// A fault of every byte, found by the digest; and once more with the digest that fits, which may be loaded, but must
// not be read beyond its end.
TEST_CASE("A pack with any byte turned, or cut anywhere, is refused; with a digest that fits it does no harm") {
  const std::string pack = compiled(circle()).save();
#ifdef PEERTAG_SANITIZED
  constexpr std::size_t step = 11;
#else
  constexpr std::size_t step = 1;
#endif
  std::size_t let_in = 0;
  const auto try_with_digest = [&](std::string bytes) {
    if (bytes.size() < codebook::least_pack_bytes) return;
    codebook::seal_pack(bytes);
    Diagnostics diagnostics;
    Codebook::load({"a.pack", bytes}, diagnostics);
  };
  for (std::size_t at = 0; at < pack.size(); at += step) {
    std::string turned = pack;
    turned[at] = static_cast<char>(turned[at] ^ (at % 3 == 0 ? 0x80 : 0xFF));
    Diagnostics diagnostics;
    if (Codebook::load({"a.pack", turned}, diagnostics) || !has_errors(diagnostics)) ++let_in;
    try_with_digest(std::move(turned));
    const std::string cut = pack.substr(0, at);
    if (Codebook::load({"a.pack", cut}, diagnostics) || !has_errors(diagnostics)) ++let_in;
    try_with_digest(cut);
  }
  CHECK(let_in == 0);
}

}  // namespace
}  // namespace peertag::testing
