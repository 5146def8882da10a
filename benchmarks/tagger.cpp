// What does the whole tagger cost beside the phrase engine alone on the same entries? And which stage costs it?
//
//   tagger [--phrases-only] [--lexicons DIR] and the options of options.hpp
//
// The flow is cut off behind one stage after the other: what a line takes more than the one above it is the stage's.
// The phrase engine gets every entry of every word list, each in all its forms, and the texts as they are, in batches.
// With --phrases-only the codebook is those lists and one rule for each (`@list`): what is left is the cost of reading
// words as the formats define them, and of evidence.
#include "peertag/tagger.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <span>
#include <stdexcept>

#include "codebook/compiled.hpp"
#include "corpus.hpp"
#include "engines.hpp"
#include "harness.hpp"
#include "options.hpp"
#include "peertag/codebook.hpp"
#include "peertag/phrase_matcher.hpp"
#include "peertag/sink.hpp"
#include "stages.hpp"

namespace peertag::benchmarks {
namespace {

using detail::Stage;

// What this program takes beside options.hpp.
struct Books {
  std::string lexicons;  // a folder; none: the default books
  bool phrases_only = false;
};

Books take_books(std::vector<char*>& arguments) {
  Books books;
  for (auto argument = arguments.begin(); argument != arguments.end();) {
    const std::string_view name = *argument;
    if (name == "--phrases-only") {
      books.phrases_only = true;
      argument = arguments.erase(argument);
    } else if (name == "--lexicons" && argument + 1 != arguments.end()) {
      books.lexicons = argument[1];
      argument = arguments.erase(argument, argument + 2);
    } else {
      ++argument;
    }
  }
  return books;
}

// --- codebooks ----------------------------------------------------------------------------------------------------

struct NamedText {
  std::string name, text;
};

std::vector<NamedText> read_sources(const std::string& folder) {
  std::vector<NamedText> sources;
  if (folder.empty()) {
    for (const Source& source : Codebook::default_sources())
      sources.push_back({std::string(source.name), std::string(source.text)});
    return sources;
  }
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
    if (file.path().extension() == ".toml" || file.path().extension() == ".csv")
      sources.push_back({file.path().lexically_relative(folder).string(), read_file(file.path().string())});
  return sources;
}

// The lists, and one book with a rule for each.
std::vector<NamedText> only_lists(const std::vector<NamedText>& sources, std::span<const WordList> lists) {
  std::vector<NamedText> out;
  for (const NamedText& source : sources)
    if (source.name.starts_with("en/") && source.name != "en/cues.toml") out.push_back(source);
  out.push_back({"phrases/book.toml",
                 "id = \"phrases\"\ntitle = \"Phrases\"\nsource = \"made here\"\nlicence = \"MIT\"\nversion = \"1\"\n"
                 "[[code]]\nid = \"any\"\nlabel = \"Any\"\nkind = \"theme\"\ndefinition = \"An entry.\"\n"});
  std::string rules;
  for (const WordList& list : lists) {
    if (list.entries.empty() || list.name.starts_with("learned.")) continue;  // what is learned is of its book
    rules += "[[rule]]\nid = \"any." + list.name + "\"\ncode = \"phrases/any\"\nmatch = [\"@" + list.name +
             "\"]\nunless = []\n";
  }
  out.push_back({"phrases/any.toml", rules});
  return out;
}

Codebook compile(const std::vector<NamedText>& texts) {
  std::vector<Source> sources;
  for (const NamedText& text : texts) sources.push_back({text.name, text.text});
  Diagnostics diagnostics;
  std::optional<Codebook> codebook = Codebook::compile(sources, diagnostics);
  if (codebook) return std::move(*codebook);
  for (const Diagnostic& diagnostic : diagnostics)
    std::fprintf(stderr, "%s:%u: %s\n", diagnostic.source.c_str(), diagnostic.line, diagnostic.message.c_str());
  throw std::runtime_error("the codebook has errors");
}

// Every entry in all its forms. A stem stands for every word of the vocabulary that begins (or ends) with it.
std::vector<std::string> phrases_of(const detail::CompiledCodebook& codebook) {
  using codebook::Item;
  std::set<std::string> phrases;
  const auto words_of = [&](const Item& item) {
    if (item.kind == Item::Kind::word) return std::vector<std::string>{item.text};
    if (item.kind == Item::Kind::forms) return item.words;
    std::vector<std::string> words{item.text};
    for (const std::string& word : codebook.spelling.vocabulary())
      if (item.kind == Item::Kind::prefix ? word.starts_with(item.text) : word.ends_with(item.text))
        words.push_back(word);
    return words;
  };
  for (const auto& list : codebook.declarations.lists)
    for (const auto& entry : list.entries) {
      std::vector<std::string> made{""};
      for (const Item& item : entry.run.items) {
        if (item.kind == Item::Kind::gap) continue;
        std::vector<std::string> longer;
        for (const std::string& begin : made)
          for (const std::string& word : words_of(item)) longer.push_back(begin.empty() ? word : begin + " " + word);
        made = std::move(longer);
      }
      phrases.insert(made.begin(), made.end());
    }
  return {phrases.begin(), phrases.end()};
}

// --- the flow, stage by stage -------------------------------------------------------------------------------------

// Goes as far as `last`, and counts what that stage made: bytes, tokens, hits or findings.
Found run_stages(detail::Stages& stages, std::span<const Message> messages, Stage last) {
  Found found;
  Findings findings;
  for (const Message& message : messages) {
    stages.find(message, findings, [last](Stage stage) { return stage != last; });
    switch (last) {
      case Stage::normalise:
        found.matches += stages.text.text.size();
        break;
      case Stage::tokenise:
        found.matches += stages.raw.tokens.size();
        break;
      case Stage::spell:
        found.matches += stages.tokens.tokens.size();
        break;
      case Stage::match:
        found.matches += stages.hits.hits.size();
        break;
      case Stage::evaluate:
        found.matches += findings.findings.size();
        break;
    }
  }
  return found;
}

// Counts what a host would read: every piece of evidence, and what was stopped.
class CountingSink final : public Sink {
 public:
  void take(const TaggedMessage& message) override {
    for (const CodeScore& code : message.codes) found.matches += code.evidence.size();
    stopped += message.suppressed.size();
  }
  Found found;
  std::size_t stopped = 0;
};

Found whole(Tagger& tagger, std::span<const Message> messages) {
  CountingSink sink;
  tagger.tag(messages, sink);
  return sink.found;
}

int run(const Options& options, const Books& books) {
  const std::vector<NamedText> sources = read_sources(books.lexicons);
  Codebook codebook = compile(sources);
  if (books.phrases_only) codebook = compile(only_lists(sources, codebook.lists()));
  const std::vector<std::string> phrases = phrases_of(codebook.compiled());

  const std::vector<std::string> texts = read_texts(options.shared + "/corpus/messages.jsonl.zst", options.bytes());
  std::vector<Message> messages(texts.size());
  std::vector<std::string_view> views(texts.begin(), texts.end());
  std::size_t bytes = 0;
  for (std::size_t t = 0; t < texts.size(); ++t) {
    messages[t].text = texts[t];
    bytes += texts[t].size();
  }
  std::printf("%zu messages, %.1f MB; %zu rules, %zu patterns, %zu phrases\n", messages.size(),
              static_cast<double>(bytes) / 1e6, codebook.rules().size(), codebook.compiled().match.programs.size(),
              phrases.size());

  Tagger tagger(codebook);
  detail::Stages stages(codebook.compiled());

  const std::vector<std::string_view> phrase_views(phrases.begin(), phrases.end());
  const PhraseTables tables(phrase_views);
  PhraseMatcher engine(tables);
  const std::string baseline = "phrase engine alone";
  const auto cut_behind = [&](Stage stage) {
    return [&stages, &messages, stage] { return run_stages(stages, messages, stage); };
  };
  const std::vector<Engine> engines{{baseline, [&] { return in_batches(engine, views); }},
                                    {"normalise", cut_behind(Stage::normalise)},
                                    {"+ tokenise", cut_behind(Stage::tokenise)},
                                    {"+ spell", cut_behind(Stage::spell)},
                                    {"+ match", cut_behind(Stage::match)},
                                    {"+ evaluate", cut_behind(Stage::evaluate)},
                                    {"whole tagger", [&] { return whole(tagger, messages); }}};
  print("tagger", books.phrases_only ? "phrases" : "default", static_cast<double>(bytes),
        take_turns(engines, options.rounds), baseline, options.csv);
  return 0;
}

}  // namespace
}  // namespace peertag::benchmarks

int main(int argc, char** argv) {
  using namespace peertag::benchmarks;
  std::vector<char*> arguments(argv, argv + argc);
  const Books books = take_books(arguments);
  return run_program(static_cast<int>(arguments.size()), arguments.data(), {""},
                     [&](const Options& options) { return run(options, books); });
}
