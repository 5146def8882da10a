// Tagging allocates nothing once warm, nor does the phrase engine: every allocation of the process is counted. A
// program of its own, because it replaces operator new. Two exceptions: RE2 allocates as it likes, so the codebook here
// has no regex; and normalise() has no scratch of its own for text beyond ASCII, so what it allocates there is measured
// apart and is all there may be.
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "peertag/normalise.hpp"
#include "peertag/peertag.hpp"
#include "peertag/phrase_matcher.hpp"

namespace {
std::size_t allocations = 0;  // of the only thread there is
}

[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

constexpr const char* book = R"(
id = "b"
title = "T"
source = "made up"
licence = "MIT"
version = "0.1"
[[code]]
id = "kind"
label = "L"
kind = "context"
definition = "D"
[[code]]
id = "kind.tired"
label = "L"
kind = "factor"
parent = "kind"
definition = "D"
[[code]]
id = "weak"
label = "L"
kind = "theme"
definition = "D"
)";
constexpr const char* rules = R"toml(
[[rule]]
id = "tired"
code = "b/kind.tired"
match = ["(that|it) (really)? sounds ... @hardship", "care* ~3 (you|me)", "i ..9 (am|was) ..9 so ..9 (low|sad|very low)"]
all = ["(it|i|me)"]
none = ["sugar"]
[[rule]]
id = "weak"
code = "b/weak"
match = ["low ... again"]
in = "message"
)toml";
constexpr const char* cues =
    "[[cue]]\nclass = \"negated\"\nterms = [\"not\"]\nreach = \"both\"\nends_at = [\"comma\"]\n"
    "hides = [\"not only\"]\n";
constexpr std::size_t rounds = 100;
constexpr const char* texts[] = {
    "It really sounds so exhausting, and not only for me. Do you care about me? I was, if I may say so, so very low.",
    "> quoted\nIt does not sound hard. It sounds not hard!  Low, low, low.\n\nAgain I care, carelessly, for yooou. "
    "Sugar.",
    "don't um um um http://example.org/x @someone #low 24/7 :-) !!!",
    "Tr\u00e8s low, \u201cso low\u201d \u2014 again \U0001F600 it sounds \uFB01ne, it sounds hard na\u00efve "
    "caf\u00e9s",
    "",
};

}  // namespace

int main() {
  const peertag::Source sources[] = {
      {"b/book.toml", book},
      {"b/rules.toml", rules},
      {"en/cues.toml", cues},
      {"en/variants.csv", "from,to\ndon't,do not\num,\n"},
      {"en/words/hardship.csv", "term,weight,note\nexhausting,0.3,\nhard,,\nso exhausting,,\n"},
  };
  peertag::Diagnostics diagnostics;
  const auto codebook = peertag::Codebook::compile(sources, diagnostics);
  if (!codebook) {
    for (const auto& diagnostic : diagnostics) std::fputs(peertag::to_text(diagnostic).c_str(), stderr);
    return 1;
  }
  std::vector<peertag::Message> messages;
  for (const char* text : texts) messages.push_back({.id = "m", .text = text});

  peertag::Tagger tagger(*codebook);
  std::size_t annotations = 0;
  std::size_t suppressed = 0;
  peertag::FunctionSink sink([&](const peertag::TaggedMessage& tagged) {
    for (const peertag::CodeScore& code : tagged.codes) annotations += code.evidence.size();
    suppressed += tagged.suppressed.size();
  });
  tagger.tag(messages, sink);
  tagger.tag(messages, sink);
  const auto count = [](auto&& work) {
    const std::size_t before = allocations;
    for (std::size_t round = 0; round < rounds; ++round) work();
    return allocations - before;
  };
  peertag::NormalText normal;
  const auto normalise_all = [&] {
    for (const peertag::Message& message : messages) peertag::normalise(message.text, normal);
  };
  normalise_all();
  const std::size_t allowed = count(normalise_all);
  annotations = suppressed = 0;
  const std::size_t counted = count([&] { tagger.tag(messages, sink); });
  std::printf("%zu annotations, %zu suppressed, %zu allocations, %zu of them by normalise()\n", annotations, suppressed,
              counted, allowed);

  const std::vector<std::string_view> phrases{"so exhausting", "low", "not only"};
  const std::vector<peertag::GapPattern> patterns{{{{{"it", "that"}}, {{"exhausting", "h*d"}, 4}}},
                                                  {{{{"i", "do you"}}, {{"me", "low"}, 9}}}};
  const peertag::PhraseTables tables(phrases, patterns);
  peertag::PhraseMatcher matcher(tables);
  const std::vector<std::string_view> views(std::begin(texts), std::end(texts));
  std::size_t hits = matcher.match(views).size();
  const std::size_t by_engine = count([&] { hits = matcher.match(views).size(); });
  std::printf("%zu phrases and patterns, %zu allocations\n", hits, by_engine);
  if (by_engine != 0 || hits < 8) return 1;
  return counted == allowed && annotations >= rounds && suppressed >= rounds ? 0 : 1;
}
