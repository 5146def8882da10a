// A reader for each kind of file: SourceFile -> its part of the Declarations. Faults go to the reporter, and reading
// goes on, so that one run finds all of them.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codebook/declarations.hpp"
#include "codebook/pattern_parser.hpp"
#include "codebook/reporter.hpp"
#include "codebook/source_file.hpp"
#include "codebook/table_reader.hpp"
#include "codebook/toml_file.hpp"
#include "codebook/words.hpp"

namespace peertag::codebook {

// What the files tell each other about, besides the declarations.
struct Reading {
  explicit Reading(Reporter& where) : reporter(where) {}

  Reporter& reporter;
  Declarations declarations;
  std::unique_ptr<Words> words;
  std::unique_ptr<PatternParser> patterns;
  Forms forms;
  ListNames list_names;
  std::set<std::string, std::less<>> broken_books;  // their codes are not known: nobody can say which do not exist
  // False where a file that would say what there is cannot be read.
  bool cue_classes_known = true;
  bool lists_known = true;
  bool rules_known = true;
  std::set<CodeId> reached_codes;  // by a rule, even one that has faults of its own
  ListNames lists_in_sets;
  std::uint32_t list_entries = 0;
};

// --- spelling_reader.cpp
[[nodiscard]] std::vector<std::string> read_abbreviations(const SourceFile& file, Reporter& reporter);
void read_variants(const SourceFile& file, Reading& reading);
// False if the file breaks off.
[[nodiscard]] bool read_forms(const SourceFile& file, Reading& reading);
void read_frequency(const SourceFile& file, Reading& reading);

// --- book_reader.cpp
// `folder` is the book's. False if the file breaks off.
[[nodiscard]] bool read_book(const SourceFile& file, std::string_view folder, Reading& reading);
// Once all books have been read: puts books and codes in order, and factors to their contexts.
void finish_books(Reading& reading);
// Nothing, and reported, where there is no such code.
[[nodiscard]] std::optional<CodeId> find_code(const FileText& text, std::string_view full_id, Reading& reading);

// --- list_reader.cpp
void read_word_list(const SourceFile& file, std::string_view name, Reading& reading);
// The names of sets must be known before patterns are read, the lists before sets are worked out.
struct SetDeclaration {
  std::string name;
  Place place;
  std::vector<FileText> any, minus;
};
[[nodiscard]] std::vector<SetDeclaration> read_sets(const SourceFile& file, Reading& reading);
void work_out_sets(std::vector<SetDeclaration> sets, Reading& reading);
// learned/<code>.csv: a list, and the rule that gives the code where one of its terms stands; terms with a gap are
// rules of their own.
void read_learned(const SourceFile& file, std::string_view book, std::string_view code, Reading& reading);
[[nodiscard]] std::string learned_name(std::string_view book, std::string_view code);

// --- cue_reader.cpp
void read_cues(const SourceFile& file, Reading& reading);
// The names all codebooks have, whether or not cues.toml gives them words.
[[nodiscard]] std::span<const std::string_view> standard_cue_classes();
// The bit of a class. Nothing, and reported, where there is no such class.
[[nodiscard]] std::optional<std::uint32_t> cue_class_bit(const FileText& name, Reading& reading);
[[nodiscard]] std::string cue_class_names(const Reading& reading);

// --- rule_reader.cpp
void set_default_unless(RuleDeclaration& rule, const Reading& reading);
void read_rules(const SourceFile& file, Reading& reading);
// Once all rules have been read: puts them in order.
void finish_rules(Reading& reading);

// --- conversation_reader.cpp
// `from` and `needs` of a rule.
void read_conditions(TableReader& table, RuleDeclaration& rule, Reading& reading);
// `first`, `then` and `within` of a [[derive]].
void read_derivation(TableReader& table, RuleDeclaration& rule, Reading& reading);

// --- example_reader.cpp
// REQUIRES: the rule's conditions have been read: a sentence alone is by whom the rule asks for.
[[nodiscard]] std::vector<Example> read_examples(TableReader& table, const RuleDeclaration& rule, Reading& reading);

// --- number_reader.cpp
void read_weights(const SourceFile& file, std::string_view book, Reading& reading);
void read_links(const SourceFile& file, std::string_view book, Reading& reading);

// The lists whose entries may be what a run matched.
void add_lists(const Run& run, ListNames& out);

// A code as a table of a book names it: "accepting", or in full.
[[nodiscard]] std::string full_code_id(std::string_view book, std::string_view name);

// [a-z0-9][a-z0-9...]*, where `punctuation` says what else.
[[nodiscard]] bool is_id(std::string_view text, std::string_view punctuation);

}  // namespace peertag::codebook
