// What does the library save over what a first version would do, a loop over one RE2 per pattern?
//
// The codebook is 500 phrases, a rule each, out of ../shared/perf; the text is real messages. Both report every match
// with its span. So that both read alike what a word is, texts are folded beforehand, with no apostrophe
// at the edge of a word and no letter more than twice in a row.
#include <re2/re2.h>

#include <cstdlib>
#include <memory>
#include <optional>

#include "corpus.hpp"
#include "harness.hpp"
#include "peertag/peertag.hpp"

namespace {

using namespace peertag::benchmarks;

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '\''; }

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : in_matching_form(text)) {
    if (c == '\'' && (out.empty() || !is_word(out.back()))) continue;
    if (c == ' ' && !out.empty() && out.back() == '\'') out.pop_back();
    if (out.size() >= 2 && c != ' ' && out[out.size() - 1] == c && out[out.size() - 2] == c) continue;
    out += c;
  }
  while (!out.empty() && !is_word(out.back() == '\'' ? ' ' : out.back())) out.pop_back();
  return out;
}

peertag::Codebook compile(const std::vector<std::string>& phrases) {
  const std::string book =
      "id = \"b\"\ntitle = \"T\"\nsource = \"made\"\nlicence = \"MIT\"\nversion = \"0.1\"\n"
      "[[code]]\nid = \"c\"\nlabel = \"C\"\nkind = \"strategy\"\ndefinition = \"D\"\n";
  std::string rules;
  for (std::size_t p = 0; p < phrases.size(); ++p) {
    const std::string number = std::to_string(p);
    rules += "[[rule]]\nid = \"r." + std::string(5 - number.size(), '0') + number + "\"\ncode = \"b/c\"\nmatch = [\"" +
             phrases[p] + "\"]\nunless = []\nexamples = []\n";
  }
  const std::vector<peertag::Source> sources = {{"b/book.toml", book}, {"b/rules.toml", rules}};
  peertag::Diagnostics diagnostics;
  auto codebook = peertag::Codebook::compile(sources, diagnostics);
  if (codebook) return std::move(*codebook);
  for (const peertag::Diagnostic& diagnostic : diagnostics)
    if (diagnostic.severity == peertag::Severity::error) std::fputs(to_text(diagnostic).c_str(), stderr);
  throw std::runtime_error("the phrases do not compile");
}

Found tag(const Corpus& corpus, peertag::Tagger& tagger) {
  Found found;
  std::uint64_t number = 0;
  peertag::FunctionSink sink([&](const peertag::TaggedMessage& tagged) {
    for (const peertag::CodeScore& code : tagged.codes)
      for (const peertag::Annotation& annotation : code.evidence)
        found.add(number, static_cast<std::uint64_t>(annotation.rule), annotation.span.begin, annotation.span.end);
    ++number;
  });
  for (const std::string_view text : corpus.texts) tagger.tag(peertag::Message{.id = "m", .text = text}, sink);
  return found;
}

Found loop(const Corpus& corpus, const std::vector<std::unique_ptr<RE2>>& patterns) {
  Found found;
  for (std::size_t t = 0; t < corpus.texts.size(); ++t)
    for (std::size_t p = 0; p < patterns.size(); ++p) {
      const std::string_view text = corpus.texts[t];
      re2::StringPiece match;
      for (std::size_t from = 0;
           from <= text.size() && patterns[p]->Match(text, from, text.size(), RE2::UNANCHORED, &match, 1);) {
        const auto begin = static_cast<std::size_t>(match.data() - text.data());
        const std::size_t end = begin + match.size();
        const bool whole = (begin == 0 || !is_word(text[begin - 1])) && (end == text.size() || !is_word(text[end]));
        if (whole) found.add(t, p, begin, end);
        from = begin + 1;
      }
    }
  return found;
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string shared = PEERTAG_SHARED_DIR;
  const double megabytes = argc > 1 ? std::atof(argv[1]) : 1.0;
  std::vector<std::string> texts =
      read_texts(shared + "/corpus/messages.jsonl.zst", static_cast<std::size_t>(megabytes * 1e6));
  for (std::string& text : texts) text = plain(text);
  const Corpus corpus = make_corpus(texts);
  std::vector<std::string> phrases = read_lines(shared + "/perf/ph500.txt");
  std::erase_if(phrases, [](const std::string& phrase) { return plain(phrase) != phrase; });
  const peertag::Codebook codebook = compile(phrases);
  peertag::Tagger tagger(codebook);
  std::vector<std::unique_ptr<RE2>> patterns;
  for (const std::string& phrase : phrases) patterns.push_back(std::make_unique<RE2>(RE2::QuoteMeta(phrase)));

  const std::vector<Engine> engines = {{"one RE2 per pattern", [&] { return loop(corpus, patterns); }},
                                       {"peertag, one call per message", [&] { return tag(corpus, tagger); }}};
  if (!agree(engines)) return 1;
  print("naive", "ph500", static_cast<double>(corpus.arena.size()), take_turns(engines, 3), engines[0].name, nullptr);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "naive: %s\n", error.what());
  return 2;
}
