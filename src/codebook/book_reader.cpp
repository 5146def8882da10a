// book.toml: a book and its codes.
#include <algorithm>
#include <utility>

#include "codebook/readers.hpp"

namespace peertag::codebook {
namespace {

constexpr std::string_view id_punctuation = ".-";

std::vector<std::string> values_of(const std::vector<FileText>& texts) {
  std::vector<std::string> out;
  for (const FileText& text : texts) out.push_back(text.value);
  return out;
}

// Every kind there is, for the book reader and its messages.
std::vector<CodeKind> all_kinds() {
  std::vector<CodeKind> out;
  for (int i = 0; i <= static_cast<int>(CodeKind::theme); ++i) out.push_back(static_cast<CodeKind>(i));
  return out;
}

std::optional<CodeKind> read_kind(TableReader& table, Reporter& reporter) {
  const std::optional<FileText> text = table.text("kind", Need::required);
  if (!text) return std::nullopt;
  std::string names;
  for (const CodeKind kind : all_kinds()) {
    if (to_string(kind) == text->value) return kind;
    names.append(names.empty() ? "" : ", ").append(to_string(kind));
  }
  reporter.report<Fault::not_one_of>(text->place(), text->value, "kind", names);
  return std::nullopt;
}

void read_code(const TomlValue& value, const std::string& book, Reading& reading) {
  TableReader table(value, "a code", reading.reporter);
  Code code;
  const auto take = [](std::optional<FileText> text) { return text ? std::move(text->value) : std::string(); };
  const std::optional<FileText> id = table.text("id", Need::required);
  code.label = take(table.text("label", Need::required));
  code.source_id = take(table.text("source_id"));
  code.parent = take(table.text("parent"));
  code.definition = take(table.text("definition", Need::required));
  code.include = values_of(table.texts("include"));
  code.exclude = values_of(table.texts("exclude"));
  code.bias = table.weight("bias").value_or(code.bias);
  code.threshold = table.number("threshold", 0.0, 1.0).value_or(code.threshold);
  const std::optional<CodeKind> kind = read_kind(table, reading.reporter);
  if (kind) code.kind = *kind;
  table.finish();
  if (!id) return;
  if (!is_id(id->value, id_punctuation)) {
    reading.reporter.report<Fault::bad_id>(id->place(), id->value, "the id of a code", " . -");
    return;
  }
  code.id = book + "/" + id->value;
  reading.declarations.codes.push_back(std::move(code));
  reading.declarations.code_places.push_back(id->place());
}

}  // namespace

bool is_id(std::string_view text, std::string_view punctuation) {
  const auto alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && alphanumeric(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
    return alphanumeric(c) || punctuation.find(c) != std::string_view::npos;
  });
}

bool read_book(const SourceFile& file, std::string_view folder, Reading& reading) {
  const std::optional<TomlValue> root = parse_toml(file, reading.reporter);
  if (!root) return false;
  TableReader table(*root, "a book", reading.reporter);
  Book book;
  const auto take = [](std::optional<FileText> text) { return text ? std::move(text->value) : std::string(); };
  const std::optional<FileText> id = table.text("id", Need::required);
  book.title = take(table.text("title", Need::required));
  book.source = take(table.text("source"));
  book.licence = take(table.text("licence"));
  book.version = take(table.text("version"));
  book.id = folder;
  if (id && !is_id(id->value, "-"))
    reading.reporter.report<Fault::bad_id>(id->place(), id->value, "the id of a book", " -");
  else if (id && id->value != folder)
    reading.reporter.report<Fault::book_folder>(id->place(), id->value, folder);
  const std::vector<const TomlValue*> codes = table.tables("code");
  for (const TomlValue* code : codes) read_code(*code, book.id, reading);
  if (codes.empty()) reading.reporter.report<Fault::empty_file>(file.place(0));
  table.finish();
  reading.declarations.books.push_back(std::move(book));
  return true;
}

void finish_books(Reading& reading) {
  Declarations& all = reading.declarations;
  std::sort(all.books.begin(), all.books.end(), [](const Book& a, const Book& b) { return a.id < b.id; });
  std::vector<std::size_t> order(all.codes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return all.codes[a].id < all.codes[b].id; });
  std::vector<Code> codes;
  std::vector<Place> places;
  for (const std::size_t i : order) {
    if (!codes.empty() && codes.back().id == all.codes[i].id) {
      reading.reporter.report<Fault::id_used_twice>(all.code_places[i], "code", all.codes[i].id,
                                                    "line " + std::to_string(places.back().line));
      continue;
    }
    codes.push_back(std::move(all.codes[i]));
    places.push_back(std::move(all.code_places[i]));
  }
  all.codes = std::move(codes);
  all.code_places = std::move(places);

  // A parent may be a heading of the source, which is no code; a factor's must be its context.
  for (std::size_t i = 0; i < all.codes.size(); ++i) {
    Code& code = all.codes[i];
    const std::string full = code.id.substr(0, code.id.find('/') + 1) + code.parent;
    const auto parent =
        std::lower_bound(all.codes.begin(), all.codes.end(), full,
                         [](const Code& candidate, const std::string& id) { return candidate.id < id; });
    const bool found = parent != all.codes.end() && parent->id == full;
    if (found) code.parent = full;
    if (code.kind != CodeKind::factor) continue;
    if (found && parent->kind == CodeKind::context)
      code.context = static_cast<CodeId>(parent - all.codes.begin());
    else
      reading.reporter.report<Fault::factor_without_context>(all.code_places[i], code.id);
  }
}

std::optional<CodeId> find_code(const FileText& text, std::string_view full_id, Reading& reading) {
  const std::vector<Code>& codes = reading.declarations.codes;
  const auto place = std::lower_bound(codes.begin(), codes.end(), full_id,
                                      [](const Code& code, std::string_view id) { return code.id < id; });
  if (place != codes.end() && place->id == full_id) return static_cast<CodeId>(place - codes.begin());
  const std::string_view book = full_id.substr(0, full_id.find('/'));
  if (reading.broken_books.find(book) == reading.broken_books.end())
    reading.reporter.report<Fault::unknown_code>(
        text.place(), full_id, codes.empty() ? std::string("strategies/acknowledge") : codes.front().id);
  return std::nullopt;
}

}  // namespace peertag::codebook
