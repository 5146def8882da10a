// The tables of en/ that say how words are spelt: abbreviations, variants, forms, frequency.
#include <algorithm>
#include <utility>

#include "codebook/csv_table.hpp"
#include "codebook/number.hpp"
#include "codebook/readers.hpp"

namespace peertag::codebook {
namespace {

// The one token that a cell holds. Nothing, and reported, if it is none or several.
std::optional<std::string> one_token(const FileText& cell, std::vector<std::string> tokens, Reporter& reporter) {
  if (tokens.size() == 1) return std::move(tokens.front());
  if (cell.value.empty())
    reporter.report<Fault::empty_value>(cell.place(), "term");
  else
    reporter.report<Fault::not_one_token>(cell.place(), cell.value, tokens.size());
  return std::nullopt;
}

std::vector<FileText> split_at_blanks(const FileText& cell) {
  std::vector<FileText> out;
  for (std::size_t at = 0; (at = cell.value.find_first_not_of(' ', at)) != std::string::npos;) {
    const std::size_t end = std::min(cell.value.find(' ', at), cell.value.size());
    FileText part = cell;
    part.value = cell.value.substr(at, end - at);
    part.begin = cell.byte_of(at);
    part.written = FileText::Written::plain;
    out.push_back(std::move(part));
    at = end;
  }
  return out;
}

std::string normalised(std::string_view text) {
  NormalText normal;
  normalise(text, normal);
  return normal.text;
}

}  // namespace

std::vector<std::string> read_abbreviations(const SourceFile& file, Reporter& reporter) {
  std::map<std::string, std::uint32_t, std::less<>> lines;
  std::vector<std::string> out;
  for (const CsvRow& row : read_csv(file, "term", RowLength::as_header, reporter).value_or(std::vector<CsvRow>())) {
    std::string term = normalised(row[0].value);
    if (term.ends_with('.')) term.pop_back();
    if (term.empty()) {
      reporter.report<Fault::empty_value>(row[0].place(), "term");
      continue;
    }
    const auto [first, is_new] = lines.emplace(term, row[0].place().line);
    if (is_new)
      out.push_back(std::move(term));
    else
      reporter.report<Fault::csv_row_twice>(row[0].place(), row[0].value, first->second);
  }
  std::sort(out.begin(), out.end());
  return out;
}

void read_variants(const SourceFile& file, Reading& reading) {
  Reporter& reporter = reading.reporter;
  std::map<std::string, std::uint32_t, std::less<>> lines;
  for (const CsvRow& row : read_csv(file, "from,to", RowLength::as_header, reporter).value_or(std::vector<CsvRow>())) {
    const std::optional<std::string> from = one_token(row[0], reading.words->tokens(row[0].value), reporter);
    if (!from) continue;
    std::vector<std::string> to;
    bool good = true;
    for (const FileText& part : split_at_blanks(row[1])) {
      const std::vector<std::string> tokens = reading.words->tokens(part.value);
      if (tokens.size() == 1 && tokens.front() == normalised(part.value)) {
        to.push_back(tokens.front());
        continue;
      }
      reporter.report<Fault::variant_target>(part.place(), part.value, "is no token that a text can hold");
      good = false;
    }
    if (good && to.size() > 3) {
      reporter.report<Fault::variant_target>(row[1].place(), row[1].value, "has more than three tokens");
      good = false;
    }
    const auto [first, is_new] = lines.emplace(*from, row[0].place().line);
    if (!is_new)
      reporter.report<Fault::csv_row_twice>(row[0].place(), row[0].value, first->second);
    else if (good)
      reading.declarations.variants.emplace(*from, std::move(to));
  }
}

bool read_forms(const SourceFile& file, Reading& reading) {
  const auto rows = read_csv(file, "base,forms", RowLength::as_header_or_longer, reading.reporter);
  if (!rows) return false;
  std::map<std::vector<std::string>, std::uint32_t> lines;
  std::map<std::string, std::vector<std::size_t>, std::less<>> rows_of;
  std::vector<std::vector<std::string>> lexemes;
  for (const CsvRow& row : *rows) {
    std::vector<std::string> forms;
    for (const FileText& cell : row) {
      if (cell.value.empty() && &cell != &row.front()) continue;  // spreadsheets fill short rows up
      if (auto form = one_token(cell, reading.words->read(cell.value), reading.reporter))
        forms.push_back(std::move(*form));
    }
    std::sort(forms.begin(), forms.end());
    forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
    const auto [first, is_new] = lines.emplace(forms, row[0].place().line);
    if (!is_new) {
      reading.reporter.report<Fault::csv_row_twice>(row[0].place(), row[0].value, first->second);
      continue;
    }
    for (const std::string& form : forms) rows_of[form].push_back(lexemes.size());
    lexemes.push_back(std::move(forms));
  }
  for (const auto& [form, places] : rows_of) {
    std::vector<std::string>& all = reading.forms[form];
    for (const std::size_t place : places) all.insert(all.end(), lexemes[place].begin(), lexemes[place].end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
  }
  return true;
}

void read_frequency(const SourceFile& file, Reading& reading) {
  Reporter& reporter = reading.reporter;
  std::map<std::string, std::uint32_t, std::less<>> lines;
  for (const CsvRow& row :
       read_csv(file, "term,rank", RowLength::as_header, reporter).value_or(std::vector<CsvRow>())) {
    const std::optional<std::string> term = one_token(row[0], reading.words->tokens(row[0].value), reporter);
    const std::optional<std::uint32_t> rank = read_count(row[1].value);
    if (!rank || *rank == 0) reporter.report<Fault::csv_number>(row[1].place(), row[1].value, "a rank from 1");
    if (!term || !rank) continue;
    const auto [first, is_new] = lines.emplace(*term, row[0].place().line);
    if (is_new)
      reading.declarations.frequency_rank.emplace(*term, *rank);
    else
      reporter.report<Fault::csv_row_twice>(row[0].place(), row[0].value, first->second);
  }
}

}  // namespace peertag::codebook
