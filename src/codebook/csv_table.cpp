#include "codebook/csv_table.hpp"

#include <algorithm>
#include <utility>

#include "codebook/csv.hpp"
#include "codebook/number.hpp"

namespace peertag::codebook {
namespace {

bool all_digits(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What spreadsheets make of terms: formulas that failed, and dates (`2-Jan` was `1/2` or `jan 2`).
bool looks_damaged(std::string_view cell) {
  for (const std::string_view error : {"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#N/A"})
    if (cell == error) return true;
  const std::size_t dash = cell.find('-');
  if (dash != std::string_view::npos && all_digits(cell.substr(0, dash), 1, 2)) {
    const std::string_view month = cell.substr(dash + 1);
    for (const std::string_view name :
         {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"})
      if (month == name) return true;
  }
  const std::size_t slash = cell.find('/');
  const std::size_t last = cell.rfind('/');
  return slash != std::string_view::npos && last != slash && all_digits(cell.substr(0, slash), 1, 2) &&
         all_digits(cell.substr(slash + 1, last - slash - 1), 1, 2) && all_digits(cell.substr(last + 1), 2, 4);
}

}  // namespace

std::optional<std::vector<CsvRow>> read_csv(const SourceFile& file, std::string_view header, RowLength length,
                                            Reporter& reporter) {
  CsvReader reader(file.text());
  std::vector<CsvField> fields;
  std::string found;
  if (reader.next(fields))
    for (const CsvField& field : fields) found.append(&field == fields.data() ? "" : ",").append(field.value);
  if (found != header && reader.fault().empty()) {
    reporter.report<Fault::csv_header>(file.place(0), header);
    return std::nullopt;
  }
  const auto columns = static_cast<std::size_t>(std::count(header.begin(), header.end(), ',')) + 1;
  std::vector<CsvRow> rows;
  while (reader.next(fields)) {
    if (fields.size() < columns || (length == RowLength::as_header && fields.size() > columns)) {
      reporter.report<Fault::csv_row_length>(file.place(fields.front().begin), fields.size(), columns, header);
      continue;
    }
    CsvRow row;
    bool damaged = false;
    for (CsvField& field : fields) {
      const auto written = field.quoted ? FileText::Written::csv_quoted : FileText::Written::plain;
      row.push_back({std::move(field.value), &file, field.begin, written});
      if (!looks_damaged(row.back().value)) continue;
      reporter.report<Fault::spreadsheet_damage>(row.back().place(), row.back().value);
      damaged = true;
    }
    if (!damaged) rows.push_back(std::move(row));
  }
  if (!reader.fault().empty()) {
    reporter.report<Fault::csv_syntax>(file.place(reader.fault_at()), reader.fault());
    return std::nullopt;
  }
  if (rows.empty() && !reporter.has_errors()) reporter.report<Fault::empty_file>(file.place(0));
  return rows;
}

std::optional<MilliLogOdds> read_weight(const FileText& cell, std::string_view column, Reporter& reporter) {
  if (cell.value.empty()) return 0;
  const std::optional<double> value = read_decimal(cell.value);
  if (!value)
    reporter.report<Fault::csv_number>(cell.place(), cell.value, "a number");
  else if (*value < -greatest_weight || *value > greatest_weight)
    reporter.report<Fault::out_of_range>(cell.place(), column, shortest(-greatest_weight), shortest(greatest_weight));
  else if (const std::optional<MilliLogOdds> milli = thousandths(*value))
    return milli;
  else
    reporter.report<Fault::too_many_decimals>(cell.place(), column);
  return std::nullopt;
}

}  // namespace peertag::codebook
