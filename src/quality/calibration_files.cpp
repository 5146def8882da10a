#include "quality/calibration_files.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "codebook/csv_table.hpp"
#include "peertag/sinks/json_writer.hpp"

namespace peertag::quality {
namespace {

std::string thousandths(double number) {
  std::string text;
  JsonWriter::append_thousandths(static_cast<MilliLogOdds>(std::lround(number * 1000)), text);
  return text;
}

// RFC 4180: quoted where it must be.
std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

void append_rows(const CalibratedCode& found, const Codebook& codebook, std::vector<std::string>& rows) {
  const std::string& code = codebook.codes()[static_cast<std::size_t>(found.code)].id;
  const auto row = [&](std::string_view kind, const std::string& key, double value) {
    rows.push_back(std::string(kind) + ',' + code + ',' + cell(key) + ',' + thousandths(value) + ',' +
                   std::to_string(found.positives) + '\n');
  };
  row("threshold", "", std::clamp(1 / (1 + std::exp(-found.numbers.threshold)), 0.001, 0.999));
  if (found.variant < Variant::weights) return;
  row("bias", "", found.numbers.bias);
  for (const auto& [rule, weight] : found.numbers.rules)
    row("rule", codebook.rules()[static_cast<std::size_t>(rule)].id, weight);
  std::map<std::string, double> by_term;  // a row is of a term, in whichever of the code's lists it stands
  for (const auto& [entry, weight] : found.numbers.entries) by_term.emplace(codebook.entry(entry).term, weight);
  for (const auto& [term, weight] : by_term) row("entry", term, weight);
}

constexpr std::string_view learned_heading = "term,weight,positives,negatives,messages,status";

// Rows by term.
void append_terms(const CalibratedCode& found, const Terms& terms, std::map<std::string, std::string>& rows) {
  for (const LearnedTerm& term : found.numbers.terms) {
    const std::string& text = terms.texts[term.term];
    std::string row = text + ',' + thousandths(term.weight);
    for (const std::uint32_t count : {term.positives, term.negatives, term.positives + term.negatives})
      row += ',' + std::to_string(count);
    rows.emplace(text, row + ",accepted\n");
  }
}

}  // namespace

bool is_number_file(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos || name.starts_with("en/")) return false;
  const std::string_view rest = name.substr(slash + 1);
  return rest == "weights.csv" || rest.starts_with("learned/");
}

RejectedTerms rejected_terms(std::span<const Source> sources) {
  RejectedTerms out;
  for (const Source& source : sources) {
    const std::size_t folder = source.name.find("/learned/");
    if (!is_number_file(source.name) || folder == std::string_view::npos || !source.name.ends_with(".csv")) continue;
    const std::string_view name = source.name.substr(folder + 9);
    const std::string code = std::string(source.name.substr(0, folder + 1)).append(name.substr(0, name.size() - 4));
    const codebook::SourceFile file(source.name, source.text);
    codebook::Reporter reporter;  // what is wrong with the file was said when the codebook was read
    const auto rows = read_csv(file, learned_heading, codebook::RowLength::as_header, reporter);
    for (const codebook::CsvRow& row : rows.value_or(std::vector<codebook::CsvRow>())) {
      if (row.back().value != "rejected") continue;
      std::string text;
      for (const codebook::FileText& value : row) text.append(text.empty() ? "" : ",").append(cell(value.value));
      out[code].emplace(row.front().value, text + '\n');
    }
  }
  return out;
}

std::vector<NumberFile> number_files(std::span<const CalibratedCode> codes, const Codebook& codebook,
                                     const Terms& terms, const RejectedTerms& rejected) {
  std::map<std::string, std::vector<std::string>> rows_of_book;
  std::map<std::string, std::map<std::string, std::string>> terms_of_code = rejected;
  std::map<std::string, std::string> files;
  for (const CalibratedCode& found : codes) {
    if (found.variant == Variant::hand) continue;
    const std::string& id = codebook.codes()[static_cast<std::size_t>(found.code)].id;
    const std::size_t slash = id.find('/');
    append_rows(found, codebook, rows_of_book[id.substr(0, slash)]);
    if (!found.numbers.terms.empty()) append_terms(found, terms, terms_of_code[id]);
  }
  for (const auto& [id, rows] : terms_of_code) {
    const std::size_t slash = id.find('/');
    std::string& text = files[id.substr(0, slash) + "/learned/" + id.substr(slash + 1) + ".csv"];
    text = std::string(learned_heading) + '\n';
    for (const auto& [term, row] : rows) text += row;
  }
  for (auto& [book, rows] : rows_of_book) {
    std::sort(rows.begin(), rows.end());
    std::string text = "kind,code,key,value,n\n";
    for (const std::string& row : rows) text += row;
    files[book + "/weights.csv"] = std::move(text);
  }
  std::vector<NumberFile> out;
  for (auto& [name, text] : files) out.push_back({name, std::move(text)});
  return out;
}

}  // namespace peertag::quality
