// A file's path says what it holds; the table below is the one place that knows. Files are read in the order in which
// they need each other: spelling, books, lists, cues, rules, and then what was learned about all of them.
#include "codebook/read.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "codebook/scan.hpp"
#include "peertag/limits.hpp"

namespace peertag::codebook {
namespace {

enum class FileKind : std::uint8_t {
  sets,
  word_list,
  variants,
  forms,
  abbreviations,
  frequency,
  cues,
  book,
  weights,
  links,
  learned,
  rules,
};

struct FileKindRow {
  std::string_view path;  // `*` is any name without a slash
  FileKind kind;
};
// The first row that fits decides.
constexpr FileKindRow file_kinds[] = {
    {"en/words/sets.toml", FileKind::sets},
    {"en/words/*.csv", FileKind::word_list},
    {"en/variants.csv", FileKind::variants},
    {"en/forms.csv", FileKind::forms},
    {"en/abbreviations.csv", FileKind::abbreviations},
    {"en/frequency.csv", FileKind::frequency},
    {"en/cues.toml", FileKind::cues},
    {"*/book.toml", FileKind::book},
    {"*/weights.csv", FileKind::weights},
    {"*/links.csv", FileKind::links},
    {"*/learned/*.csv", FileKind::learned},
    {"*/*.toml", FileKind::rules},
};

// What the stars of a path stand for.
std::optional<std::vector<std::string_view>> match_path(std::string_view pattern, std::string_view name) {
  std::vector<std::string_view> stars;
  while (!pattern.empty()) {
    if (pattern.front() != '*') {
      if (name.empty() || name.front() != pattern.front()) return std::nullopt;
      pattern.remove_prefix(1);
      name.remove_prefix(1);
      continue;
    }
    pattern.remove_prefix(1);
    const std::string_view behind = pattern.substr(0, pattern.find('*'));  // at most one star a path's step
    const std::size_t slash = std::min(name.find('/'), name.size());
    const std::size_t end = behind.starts_with('/') ? slash : name.size() - std::min(behind.size(), name.size());
    if (end == 0 || end > slash) return std::nullopt;
    stars.push_back(name.substr(0, end));
    name.remove_prefix(end);
  }
  if (!name.empty()) return std::nullopt;
  return stars;
}

struct KnownFile {
  const SourceFile* file;
  FileKind kind;
  std::vector<std::string_view> names;  // of the path's stars: the book, the list, the code
};

std::string file_kind_paths() {
  std::string out;
  for (const FileKindRow& row : file_kinds) out.append(out.empty() ? "" : ", ").append(row.path);
  return out;
}

std::vector<KnownFile> sort_out(const std::deque<SourceFile>& files, Reporter& reporter) {
  std::vector<KnownFile> out;
  for (const SourceFile& file : files) {
    const std::size_t before = out.size();
    for (const FileKindRow& row : file_kinds) {
      auto names = match_path(row.path, file.name());
      if (!names) continue;
      out.push_back({&file, row.kind, std::move(*names)});
      break;
    }
    if (out.size() > before) continue;
    if (file.name().ends_with(".yaml") || file.name().ends_with(".yml"))
      reporter.report<Fault::yaml>(file.place(0));
    else
      reporter.report<Fault::unknown_file>(file.place(0), file.name(), file_kind_paths());
  }
  return out;
}

// Files of a book lie beside its book.toml.
void check_folders(const std::vector<KnownFile>& files, Reading& reading) {
  std::set<std::string_view> books;
  for (const KnownFile& file : files)
    if (file.kind == FileKind::book) books.insert(file.names[0]);
  for (const KnownFile& file : files) {
    const bool of_a_book = file.kind == FileKind::weights || file.kind == FileKind::links ||
                           file.kind == FileKind::learned || file.kind == FileKind::rules;
    if (of_a_book && books.count(file.names[0]) == 0)
      reading.reporter.report<Fault::no_book>(file.file->place(0), file.names[0]);
  }
}

}  // namespace

std::deque<SourceFile> open_sources(std::span<const Source> sources, Reporter& reporter) {
  std::vector<Source> sorted(sources.begin(), sources.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const Source& a, const Source& b) { return a.name < b.name; });
  std::deque<SourceFile> files;
  std::uint64_t bytes = 0;
  for (const Source& source : sorted) {
    SourceFile file(source.name, source.text.size() <= limits::rule_file_bytes ? source.text : std::string_view());
    const bool counted = bytes <= limits::codebook_bytes;
    bytes += source.text.size();
    if (!files.empty() && files.back().name() == source.name) {
      reporter.report<Fault::same_file_twice>(file.place(0));
    } else if (source.text.size() > limits::rule_file_bytes) {
      reporter.report<Fault::file_too_large>(file.place(0), source.text.size(), limits::rule_file_bytes);
    } else if (counted && bytes > limits::codebook_bytes) {
      reporter.report<Fault::codebook_too_large>(file.place(0), limits::codebook_bytes);
    } else {
      files.push_back(std::move(file));
    }
  }
  for (const SourceFile& file : files) reporter.add(file);
  return files;
}

Reading read(const std::deque<SourceFile>& files, Reporter& reporter) {
  Reading reading(reporter);
  const std::vector<KnownFile> known = sort_out(files, reporter);
  check_folders(known, reading);
  std::set<const SourceFile*> unreadable;
  for (const KnownFile& file : known)
    if (!readable(*file.file, reporter)) unreadable.insert(file.file);
  // Each file of a kind that can be read; `broken` is told of the others, whose absence must not look like a fault.
  const auto each = [&](FileKind kind, auto&& take, auto&& broken) {
    for (const KnownFile& file : known) {
      if (file.kind != kind) continue;
      if (unreadable.count(file.file) != 0)
        broken(file);
      else
        take(file);
    }
  };
  const auto ignore = [](const KnownFile&) {};

  std::vector<std::string>& abbreviations = reading.declarations.abbreviations;
  each(
      FileKind::abbreviations, [&](const KnownFile& f) { abbreviations = read_abbreviations(*f.file, reporter); },
      ignore);
  reading.words = std::make_unique<Words>(abbreviations);
  each(
      FileKind::variants, [&](const KnownFile& f) { read_variants(*f.file, reading); }, ignore);
  reading.words->use(reading.declarations.variants);
  bool forms_known = true;
  each(
      FileKind::forms, [&](const KnownFile& f) { forms_known = read_forms(*f.file, reading); },
      [&](const KnownFile&) { forms_known = false; });
  each(
      FileKind::frequency, [&](const KnownFile& f) { read_frequency(*f.file, reading); }, ignore);

  const auto break_book = [&](const KnownFile& f) { reading.broken_books.emplace(f.names[0]); };
  each(
      FileKind::book,
      [&](const KnownFile& f) {
        if (!read_book(*f.file, f.names[0], reading)) break_book(f);
      },
      break_book);
  finish_books(reading);

  for (const KnownFile& file : known) {
    if (file.kind != FileKind::word_list) continue;
    if (is_id(file.names[0], "-"))
      reading.list_names.emplace(file.names[0]);
    else
      reporter.report<Fault::bad_id>(file.file->place(0), file.names[0], "the name of a list", " -");
  }
  std::vector<SetDeclaration> sets;
  each(
      FileKind::sets, [&](const KnownFile& f) { sets = read_sets(*f.file, reading); },
      [&](const KnownFile&) { reading.lists_known = false; });
  reading.patterns = std::make_unique<PatternParser>(*reading.words, forms_known ? &reading.forms : nullptr,
                                                     reading.lists_known ? &reading.list_names : nullptr, reporter);
  each(
      FileKind::word_list, [&](const KnownFile& f) { read_word_list(*f.file, f.names[0], reading); }, ignore);
  work_out_sets(std::move(sets), reading);

  const std::span<const std::string_view> classes = standard_cue_classes();
  reading.declarations.cue_classes.assign(classes.begin(), classes.end());
  each(
      FileKind::cues, [&](const KnownFile& f) { read_cues(*f.file, reading); },
      [&](const KnownFile&) { reading.cue_classes_known = false; });

  const auto break_rules = [&](const KnownFile&) { reading.rules_known = false; };
  each(
      FileKind::rules, [&](const KnownFile& f) { read_rules(*f.file, reading); }, break_rules);
  each(
      FileKind::learned, [&](const KnownFile& f) { read_learned(*f.file, f.names[0], f.names[1], reading); },
      break_rules);
  finish_rules(reading);
  std::sort(reading.declarations.lists.begin(), reading.declarations.lists.end(),
            [](const ListDeclaration& a, const ListDeclaration& b) { return a.name < b.name; });

  each(
      FileKind::links, [&](const KnownFile& f) { read_links(*f.file, f.names[0], reading); }, ignore);
  each(
      FileKind::weights, [&](const KnownFile& f) { read_weights(*f.file, f.names[0], reading); }, ignore);
  reading.patterns.reset();  // both borrow from the reading, which moves
  reading.words.reset();
  return reading;
}

}  // namespace peertag::codebook
