#include "quality/terms.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <unordered_map>

#include "codebook/compiled.hpp"
#include "codebook/words.hpp"
#include "peertag/tagger.hpp"
#include "quality/word_filter.hpp"

namespace peertag::quality {
namespace {

constexpr std::string_view book = "term-search";  // of the codebook that finds them: no name of a book that ships

// Every run of allowed words that enough messages hold, sentences aside: tagging knows those.
std::vector<std::string> propose(std::span<const Message> messages, const std::vector<bool>& learn,
                                 const codebook::Declarations& declarations, const TermOptions& options) {
  codebook::Words words(declarations.abbreviations);
  words.use(declarations.variants);
  WordFilter filter(declarations, words);
  std::size_t read = 0;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    if (!learn[m]) continue;
    filter.see(messages[m].text);
    ++read;
  }
  std::unordered_map<std::string, std::uint32_t> counts;
  std::set<std::string> own;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    if (!learn[m]) continue;
    const std::vector<std::string> tokens = words.read(messages[m].text);
    own.clear();
    for (std::size_t begin = 0; begin < tokens.size(); ++begin) {
      std::string term;
      for (std::size_t n = 0; n < options.most_words && begin + n < tokens.size(); ++n) {
        if (!filter.allows(tokens[begin + n])) break;
        if (n > 0) term += ' ';
        term += tokens[begin + n];
        own.insert(term);
      }
    }
    for (const std::string& term : own) ++counts[term];
  }
  std::vector<std::string> terms;
  for (const auto& [term, count] : counts)
    if (count >= options.least_messages && count <= options.most_share * static_cast<double>(read))
      terms.push_back(term);
  std::sort(terms.begin(), terms.end());
  return terms;
}

std::size_t words_of(std::string_view term) {
  return 1 + static_cast<std::size_t>(std::count(term.begin(), term.end(), ' '));
}

// The files of the search's codebook: spelling, cues and lists of `sources`, and a list and a rule for each length,
// since of the entries of one list the longest hides those in it.
class SearchSources {
 public:
  SearchSources(std::span<const Source> sources, const std::vector<std::string>& terms) {
    for (const Source& source : sources)
      if (source.name.starts_with("en/")) sources_.push_back(source);
    std::map<std::size_t, std::string> lists;
    for (const std::string& term : terms) lists[words_of(term)] += term + ",,\n";
    std::string rules;
    for (const auto& [length, rows] : lists) {
      const std::string name = std::string(book) + '-' + std::to_string(length);
      add("en/words/" + name + ".csv", "term,weight,note\n" + rows);
      rules += "[[rule]]\nid = \"" + name + "\"\ncode = \"term-search/term\"\nmatch = [\"@" + name + "\"]\n";
    }
    add("term-search/book.toml",
        "id = \"term-search\"\ntitle = \"Terms\"\nsource = \"-\"\nlicence = \"-\"\nversion = \"0\"\n[[code]]\nid = "
        "\"term\"\nlabel = \"Term\"\nkind = \"theme\"\ndefinition = \"A term.\"\n");
    add("term-search/rules.toml", rules);
  }
  [[nodiscard]] std::span<const Source> sources() const { return sources_; }

 private:
  void add(std::string name, std::string text) {
    files_.push_back({std::move(name), std::move(text)});
    sources_.push_back({files_.back().first, files_.back().second});
  }
  std::deque<std::pair<std::string, std::string>> files_;
  std::vector<Source> sources_;
};

}  // namespace

std::optional<Terms> find_terms(std::span<const Message> messages, const std::vector<bool>& learn,
                                const Codebook& codebook, std::span<const Source> sources, const TermOptions& options) {
  Terms out;
  out.of_message.resize(messages.size());
  out.texts = propose(messages, learn, codebook.compiled().declarations, options);
  if (out.texts.empty()) return out;
  const SearchSources search(sources, out.texts);
  Diagnostics diagnostics;
  const std::optional<Codebook> terms = Codebook::compile(search.sources(), diagnostics);
  if (!terms) return std::nullopt;
  std::size_t m = 0;
  FunctionSink sink([&](const TaggedMessage& tagged) {
    std::vector<std::uint32_t>& found = out.of_message[m++];
    for (const CodeScore& code : tagged.codes)
      for (const Annotation& annotation : code.evidence)
        for (const EntryId entry : annotation.entries) {
          const auto place = std::lower_bound(out.texts.begin(), out.texts.end(), terms->entry(entry).term);
          found.push_back(static_cast<std::uint32_t>(place - out.texts.begin()));
        }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
  });
  Tagger(*terms).tag(messages, sink);
  return out;
}

bool overlap(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  return (' ' + std::string(a) + ' ').find(' ' + std::string(b) + ' ') != std::string::npos;
}

}  // namespace peertag::quality
