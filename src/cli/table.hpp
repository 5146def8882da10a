// A table for people: as columns on a terminal, or in a page.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace peertag::cli {

using TableRow = std::vector<std::string>;

// The first row is the heading; all are as long as it.
using Table = std::vector<TableRow>;

// Columns from `first_number` on stand flush right. Cells must already be fit for a terminal (io::shown).
[[nodiscard]] std::string to_text(const Table& table, std::size_t first_number);

// The same as an HTML table, each cell escaped.
[[nodiscard]] std::string to_html(const Table& table, std::size_t first_number);

// A row of comma-separated values, each cell such that no spreadsheet computes it. Those from `first_number` on are
// numbers, or empty, and stand as they are: -0.5 is no formula.
void append_csv_row(std::string& out, const TableRow& row, std::size_t first_number = std::string::npos);

}  // namespace peertag::cli
