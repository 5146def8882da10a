// Every diagnostic of peertag, once: its number, how grave it is, what it says, and how to mend the fault. A number is
// never used again for another fault (R021 has been one). lexicons/README.md and tests/diagnostics walk this table.
//
// `{}` stands for what the reporter is given, in order: first those of the message, then those of the hint.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "peertag/diagnostic.hpp"

namespace peertag::codebook {

enum class Fault : std::uint8_t {
  // a file as such
  unknown_file,
  yaml,
  file_too_large,
  codebook_too_large,
  same_file_twice,
  not_utf8,
  nul,
  hidden_character,
  too_deep,
  toml_syntax,
  // keys and values
  unknown_key,
  unknown_code,
  missing_key,
  wrong_type,
  not_one_of,
  bad_id,
  id_used_twice,
  empty_value,
  out_of_range,
  too_many_decimals,
  // tables of comma-separated values
  csv_syntax,
  csv_header,
  csv_row_length,
  csv_row_twice,
  csv_number,
  spreadsheet_damage,
  too_many_entries,
  empty_file,
  // words
  not_one_token,
  variant_target,
  no_token,
  no_form,
  short_stem,
  stem_is_varied,
  // books, lists, cues, links, learned numbers
  book_folder,
  no_book,
  factor_without_context,
  context_without_factor,
  unreachable_code,
  rule_for_context,
  link_kind,
  unknown_list,
  list_twice,
  set_cycle,
  unused_list,
  unknown_cue_class,
  too_many_cue_classes,
  learned_term,
  learned_support,
  weight_target,
  // patterns
  empty_pattern,
  bracket,
  empty_alternative,
  gap_at_end,
  gap_beside_gap,
  gap_width,
  misplaced,
  near_parts,
  no_token_required,
  trailing_backslash,
  not_in_list,
  not_in_cue_end,
  // conversations
  derivation_cycle,
  unmeetable_condition,
  bad_turn,
  never_given,
  // regular expressions
  regex_syntax,
  regex_not_closed,
  regex_unsupported,
  regex_repeat,
  regex_too_large,
  regex_border,
  regex_matches_empty,
  regex_no_literal,
  regex_unreadable,
  regex_slow,
  too_many_regexes,
  // rules as a whole
  same_pattern_twice,
  contradiction,
  matches_nearly_all,
  no_example,
  no_counter_example,
  example_brackets,
  example_marks,
  unknown_reason,
  // the list itself
  and_more,
  // a compiled codebook
  no_pack,
  foreign_pack,
  damaged_pack,
};

struct DiagnosticKind {
  Fault fault;
  std::string_view id;
  Severity severity;
  std::string_view message;
  std::string_view hint;
};

inline constexpr DiagnosticKind diagnostic_list[] = {
    {Fault::unknown_file, "R001", Severity::error, "a codebook has no file `{}`", "the files it may have: {}"},
    {Fault::yaml, "R002", Severity::error, "YAML is not read", "write it as TOML; YAML reads the word \"no\" as false"},
    {Fault::file_too_large, "R003", Severity::error, "the file has {} bytes; the limit is {}", "split it"},
    {Fault::codebook_too_large, "R004", Severity::error,
     "with this file the codebook has more than {} bytes, which is the limit", ""},
    {Fault::same_file_twice, "R005", Severity::error, "the file is given twice", ""},
    {Fault::not_utf8, "R006", Severity::error, "this is not UTF-8 (byte {} of the line)", "save the file as UTF-8"},
    {Fault::nul, "R007", Severity::error, "the file holds a NUL", "it may be UTF-16; save it as UTF-8"},
    {Fault::hidden_character, "R008", Severity::error, "the file holds {}, which cannot be seen",
     "remove it, or write it as an escape in a TOML string: {}"},
    {Fault::too_deep, "R009", Severity::error, "nested more than {} deep, which is the limit", ""},
    {Fault::toml_syntax, "R010", Severity::error, "TOML: {}", ""},
    {Fault::unknown_key, "R011", Severity::error, "`{}` is not a key of {}", "its keys: {}"},
    {Fault::unknown_code, "R012", Severity::error, "code `{}` is not in the codebook",
     "codes are written book/id, as in {}"},
    {Fault::missing_key, "R013", Severity::error, "{} needs `{}`", ""},
    {Fault::wrong_type, "R014", Severity::error, "`{}` must be {}, and this is {}", ""},
    {Fault::not_one_of, "R015", Severity::error, "`{}` is none of the values of `{}`", "they are: {}"},
    {Fault::bad_id, "R016", Severity::error, "`{}` cannot be {}",
     "it may hold a-z, 0-9{} and must begin with a-z or 0-9"},
    {Fault::id_used_twice, "R017", Severity::error, "{} `{}` is there already", "it stands in {} too"},
    {Fault::empty_value, "R018", Severity::error, "`{}` is empty", ""},
    {Fault::out_of_range, "R019", Severity::error, "`{}` must lie between {} and {}", ""},
    {Fault::too_many_decimals, "R020", Severity::error, "`{}` has more than three decimals",
     "weights are summed in thousandths"},
    {Fault::csv_syntax, "R022", Severity::error, "CSV: {}",
     "put quotes round the field, and write each quote inside it twice"},
    {Fault::csv_header, "R023", Severity::error, "the header must be `{}`", ""},
    {Fault::csv_row_length, "R024", Severity::error, "this row has {} fields, not {}", "its columns: {}"},
    {Fault::csv_row_twice, "R025", Severity::error, "`{}` is in this table already, on line {}",
     "rows are compared as they are matched: case, quotes and spelling variants make no difference"},
    {Fault::csv_number, "R026", Severity::error, "`{}` is not {}", ""},
    {Fault::spreadsheet_damage, "R027", Severity::error, "a spreadsheet seems to have changed this cell to `{}`",
     "format the column as text, and write the term again"},
    {Fault::too_many_entries, "R028", Severity::error,
     "with this row the word lists have more than {} terms, which is the limit", ""},
    {Fault::empty_file, "R029", Severity::warning, "the file holds nothing", ""},
    {Fault::not_one_token, "R030", Severity::error, "`{}` is {} tokens, and must be one", ""},
    {Fault::variant_target, "R031", Severity::error, "`{}` {}",
     "`to` holds none to three tokens with blanks between, as they stand after normalising"},
    {Fault::no_token, "R032", Severity::error, "`{}` can never match: no word is left of it",
     "punctuation is no word, and fillers are dropped by en/variants.csv"},
    {Fault::no_form, "R033", Severity::error, "`{}` is in no row of en/forms.csv",
     "add its row there, or write the word without `~`"},
    {Fault::short_stem, "R034", Severity::error, "the stem `{}` has fewer than three letters", "write the words out"},
    {Fault::stem_is_varied, "R035", Severity::warning, "`{}` never matches `{}`, which en/variants.csv reads as `{}`",
     "write the stem as the variant table spells it"},
    {Fault::book_folder, "R040", Severity::error, "book `{}` lies in the folder `{}`",
     "a book's id is its folder's name"},
    {Fault::no_book, "R041", Severity::error, "`{}` is no book: the folder has no book.toml that can be read", ""},
    {Fault::factor_without_context, "R042", Severity::error, "factor `{}` belongs to no context",
     "its `parent` is the id of a context of the same book"},
    {Fault::context_without_factor, "R043", Severity::error, "context `{}` has no factor, and so can never be found",
     ""},
    {Fault::unreachable_code, "R044", Severity::error, "no rule gives code `{}`, and so it can never be found", ""},
    {Fault::rule_for_context, "R045", Severity::error, "`{}` is a context, which is implied by its factors",
     "give the rule one of the factors as its code"},
    {Fault::link_kind, "R046", Severity::error, "`{}` is of kind {}, and must be of kind {}", ""},
    {Fault::unknown_list, "R047", Severity::error, "there is no list `{}`",
     "a list is a file en/words/{}.csv or a set of en/words/sets.toml"},
    {Fault::list_twice, "R048", Severity::error, "`{}` is a word list already", ""},
    {Fault::set_cycle, "R049", Severity::error, "set `{}` is made of itself", "{}"},
    {Fault::unused_list, "R050", Severity::warning, "no pattern uses the list `{}`", ""},
    {Fault::unknown_cue_class, "R051", Severity::error, "`{}` is not a class of cues", "they are: {}"},
    {Fault::too_many_cue_classes, "R052", Severity::error, "there are more than {} classes of cues, which is the limit",
     ""},
    {Fault::learned_term, "R053", Severity::error, "`{}` is not a learned term",
     "it has one to four tokens, at most one `_` for a gap, and that one not at an end"},
    {Fault::learned_support, "R054", Severity::error, "`{}` was seen in {} messages; an accepted term needs five", ""},
    {Fault::weight_target, "R055", Severity::warning, "there is no {} `{}` of code `{}` to weigh",
     "the row counts for nothing: calibrate again, or remove it"},
    {Fault::empty_pattern, "R060", Severity::error, "the pattern is empty", ""},
    {Fault::bracket, "R061", Severity::error, "bracket: {}", "a bracket stands for itself with a `\\` before it"},
    {Fault::empty_alternative, "R062", Severity::error, "an alternative is empty",
     "what may be missing is written (...)?"},
    {Fault::gap_at_end, "R063", Severity::error, "a gap stands between two items", ""},
    {Fault::gap_beside_gap, "R064", Severity::error, "two gaps stand side by side", "write one of their sum"},
    {Fault::gap_width, "R065", Severity::error, "gap: {}", "... is none to three tokens, ..6 none to six; at most {}"},
    {Fault::misplaced, "R066", Severity::error, "out of place: {}", "it stands for itself with a `\\` before it"},
    {Fault::near_parts, "R067", Severity::error, "a pattern has at most {} parts joined by `~N`", ""},
    {Fault::no_token_required, "R068", Severity::error, "this would match where nothing stands",
     "one item at least must not be optional"},
    {Fault::trailing_backslash, "R069", Severity::error, "nothing follows the `\\`", ""},
    {Fault::not_in_list, "R070", Severity::error, "a list's term has no {}",
     "it is a word, word~, stem*, or a phrase of these; patterns stand in rules"},
    {Fault::not_in_cue_end, "R071", Severity::error, "the end of a cue's reach has no {}",
     "write `comma`, `dash`, `bracket`, a pattern without gaps, or comma+pattern"},
    {Fault::derivation_cycle, "R072", Severity::error, "derivation `{}` rests on itself", "{}"},
    {Fault::unmeetable_condition, "R073", Severity::error, "no message can meet this condition: {}", ""},
    {Fault::bad_turn, "R074", Severity::error, "`to = {}` names no earlier turn", "turns are counted from 1"},
    {Fault::never_given, "R075", Severity::warning, "rule `{}` asks for {}, and the messages given have none",
     "are the fields called what they are taken for? see --roles and --column"},
    {Fault::regex_syntax, "R080", Severity::error, "regex: {}", ""},
    {Fault::regex_not_closed, "R081", Severity::error, "the regex does not end in `/`", "re/.../ is the whole pattern"},
    {Fault::regex_unsupported, "R082", Severity::error, "regex: {} cannot be matched in linear time, and is not read",
     "say it with `all`, `none` or several patterns"},
    {Fault::regex_repeat, "R083", Severity::error, "regex: more than {} repetitions", ""},
    {Fault::regex_too_large, "R084", Severity::error, "regex: too large when compiled", "repeat less, or split it"},
    {Fault::regex_border, "R085", Severity::error, "regex: {}", "{}"},
    {Fault::regex_matches_empty, "R086", Severity::error, "regex: it matches where nothing stands", ""},
    {Fault::regex_no_literal, "R087", Severity::error, "regex: no three letters that every match contains",
     "they are looked for first, so that the regex seldom runs; split alternatives into several patterns"},
    {Fault::regex_unreadable, "R088", Severity::error, "regex: `{}` never stands in a text as it is matched",
     "there it is `{}`: lower case, straight quotes, plain hyphens"},
    {Fault::regex_slow, "R089", Severity::warning,
     "regex: it begins with an unbounded repetition of anything, and is slow",
     "leave that out: a match may begin anywhere"},
    {Fault::too_many_regexes, "R090", Severity::error,
     "with this one the codebook has more than {} regexes, which is the limit", ""},
    {Fault::same_pattern_twice, "R091", Severity::warning, "the same pattern as `{}` on line {}",
     "patterns are compared as they are matched"},
    {Fault::contradiction, "R092", Severity::error, "nothing satisfies both this `none` and `all`: `{}`",
     "what `all` asks for always contains what `none` forbids"},
    {Fault::matches_nearly_all, "R093", Severity::warning,
     "`{}` is among the commonest words, and matches in most messages", ""},
    {Fault::no_example, "R094", Severity::warning, "rule `{}` has no example",
     "`examples` holds a sentence with [...] round each finding"},
    {Fault::no_counter_example, "R095", Severity::warning, "rule `{}` has no counter-example",
     "`not_examples` holds a sentence that it must not find"},
    {Fault::example_brackets, "R096", Severity::error, "bracket of an example: {}",
     "[...] marks a finding; a bracket stands for itself with a backslash before it"},
    {Fault::example_marks, "R097", Severity::error, "the {} marks {} finding",
     "in `examples` [...] marks every finding of the rule, in `not_examples` there is none"},
    {Fault::unknown_reason, "R098", Severity::error, "`{}` is no reason",
     "`because` is none, all, from, needs, or a class of cues: {}"},
    {Fault::and_more, "R099", Severity::error, "and {} more like these from here on", "mend the ones above first"},
    {Fault::no_pack, "R100", Severity::error, "this is no compiled codebook", "`peertag compile` makes one"},
    {Fault::foreign_pack, "R101", Severity::error, "compiled by {}; here it means something else",
     "compile its sources again"},
    {Fault::damaged_pack, "R102", Severity::error, "the compiled codebook is damaged: {}", "compile its sources again"},
};

inline constexpr std::size_t diagnostic_count = std::size(diagnostic_list);

[[nodiscard]] constexpr const DiagnosticKind& kind_of(Fault fault) {
  return diagnostic_list[static_cast<std::size_t>(fault)];
}

// How many `{}` a text has.
[[nodiscard]] constexpr std::size_t places_in(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (text[i] == '{' && text[i + 1] == '}') ++count;
  return count;
}

// Rows stand in the order of Fault, and of their numbers.
static_assert([] {
  for (std::size_t i = 0; i < diagnostic_count; ++i) {
    if (diagnostic_list[i].fault != static_cast<Fault>(i)) return false;
    if (i > 0 && !(diagnostic_list[i - 1].id < diagnostic_list[i].id)) return false;
  }
  return diagnostic_count == static_cast<std::size_t>(Fault::damaged_pack) + 1;
}());

}  // namespace peertag::codebook
