// en/cues.toml: words that stop a finding within their reach.
#include <algorithm>
#include <iterator>
#include <utility>

#include "codebook/readers.hpp"

namespace peertag::codebook {
namespace {

constexpr std::string_view standard_classes[] = {"hypothetical", "negated",   "question",
                                                 "reported",     "statement", "third-person"};
// These need no words: a sentence that ends in ?, and any other.
constexpr std::string_view wordless[] = {"question", "statement"};
constexpr std::size_t most_classes = 32;  // one bit each
constexpr std::uint32_t farthest_reach = 1000;

constexpr std::pair<std::string_view, TokenFlags> marks[] = {
    {"comma", TokenFlags::comma}, {"dash", TokenFlags::dash}, {"bracket", TokenFlags::bracket}};
constexpr std::pair<std::string_view, Cue::Reach> reaches[] = {
    {"forward", Cue::Reach::forward}, {"backward", Cue::Reach::backward}, {"both", Cue::Reach::both}};

// `comma`, a pattern, or `comma+pattern`.
std::optional<CueEndDeclaration> read_end(const FileText& text, Reading& reading) {
  CueEndDeclaration out;
  std::size_t pattern_begin = 0;
  for (const auto& [name, flag] : marks) {
    if (text.value != name && !text.value.starts_with(std::string(name) + "+")) continue;
    out.before = flag;
    if (text.value == name) return out;
    pattern_begin = name.size() + 1;
  }
  out.pattern = reading.patterns->cue_end(text, pattern_begin);
  if (!out.pattern) return std::nullopt;
  return out;
}

std::vector<PatternDeclaration> read_patterns(const std::vector<FileText>& texts, Reading& reading) {
  std::vector<PatternDeclaration> out;
  for (const FileText& text : texts)
    if (std::optional<PatternDeclaration> pattern = reading.patterns->pattern(text)) out.push_back(std::move(*pattern));
  return out;
}

struct NamedCue {
  std::string cue_class;
  CueDeclaration cue;
};

std::optional<NamedCue> read_cue(const TomlValue& value, Reading& reading) {
  TableReader table(value, "a cue", reading.reporter);
  NamedCue out;
  out.cue.place = table.place();
  const std::optional<FileText> cue_class = table.text("class", Need::required);
  const std::vector<FileText> terms = table.texts("terms", Need::required);
  out.cue.terms = read_patterns(terms, reading);
  out.cue.hides = read_patterns(table.texts("hides"), reading);
  out.cue.max = table.count("max", 1, farthest_reach).value_or(out.cue.max);
  if (const std::optional<FileText> reach = table.text("reach")) {
    const auto* found = std::find_if(std::begin(reaches), std::end(reaches),
                                     [&](const auto& named) { return named.first == reach->value; });
    if (found == std::end(reaches))
      reading.reporter.report<Fault::not_one_of>(reach->place(), reach->value, "reach", "forward, backward, both");
    else
      out.cue.reach = found->second;
  }
  for (const FileText& text : table.texts("ends_at"))
    if (std::optional<CueEndDeclaration> end = read_end(text, reading)) out.cue.ends_at.push_back(std::move(*end));
  table.finish();
  if (!cue_class) return std::nullopt;
  if (!is_id(cue_class->value, "-")) {
    reading.reporter.report<Fault::bad_id>(cue_class->place(), cue_class->value, "a class of cues", " -");
    return std::nullopt;
  }
  const TomlValue* written_terms = table.find("terms");
  if (terms.empty() && written_terms != nullptr &&
      std::find(std::begin(wordless), std::end(wordless), cue_class->value) == std::end(wordless))
    reading.reporter.report<Fault::empty_value>(written_terms->place(), "terms");
  out.cue_class = cue_class->value;
  return out;
}

}  // namespace

std::span<const std::string_view> standard_cue_classes() { return standard_classes; }

void read_cues(const SourceFile& file, Reading& reading) {
  const std::optional<TomlValue> root = parse_toml(file, reading.reporter);
  reading.cue_classes_known = root.has_value();
  if (!root) return;
  TableReader table(*root, "this file", reading.reporter);
  std::vector<NamedCue> cues;
  const std::vector<const TomlValue*> written = table.tables("cue");
  for (const TomlValue* value : written)
    if (std::optional<NamedCue> cue = read_cue(*value, reading)) cues.push_back(std::move(*cue));
  if (written.empty()) reading.reporter.report<Fault::empty_file>(file.place(0));
  table.finish();

  std::vector<std::string>& classes = reading.declarations.cue_classes;
  for (const NamedCue& cue : cues) classes.push_back(cue.cue_class);
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  if (classes.size() > most_classes) {
    reading.reporter.report<Fault::too_many_cue_classes>(cues.back().cue.place, most_classes);
    classes.assign(std::begin(standard_classes), std::end(standard_classes));
    reading.cue_classes_known = false;
    return;
  }
  for (NamedCue& cue : cues) {
    const auto place = std::lower_bound(classes.begin(), classes.end(), cue.cue_class);
    cue.cue.cue_class = static_cast<CueClassId>(place - classes.begin());
    reading.declarations.cues.push_back(std::move(cue.cue));
  }
}

std::optional<std::uint32_t> cue_class_bit(const FileText& name, Reading& reading) {
  const std::vector<std::string>& classes = reading.declarations.cue_classes;
  const auto place = std::lower_bound(classes.begin(), classes.end(), name.value);
  const auto number = static_cast<std::size_t>(place - classes.begin());
  if (place != classes.end() && *place == name.value) return 1U << number;
  if (reading.cue_classes_known)
    reading.reporter.report<Fault::unknown_cue_class>(name.place(), name.value, cue_class_names(reading));
  return std::nullopt;
}

std::string cue_class_names(const Reading& reading) {
  std::string out;
  for (const std::string& name : reading.declarations.cue_classes) out.append(out.empty() ? "" : ", ").append(name);
  return out;
}

}  // namespace peertag::codebook
