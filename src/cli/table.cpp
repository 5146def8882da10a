#include "cli/table.hpp"

#include <algorithm>

#include "cli/page.hpp"
#include "peertag/sinks/csv.hpp"
#include "peertag/units.hpp"

namespace peertag::cli {
namespace {

std::size_t width_of(const std::string& cell) {
  return UnitConverter(cell, OffsetUnit::codepoint).at(static_cast<std::uint32_t>(cell.size()));
}

}  // namespace

std::string to_text(const Table& table, std::size_t first_number) {
  std::vector<std::size_t> widths(table.front().size());
  for (const TableRow& row : table)
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width_of(row[c]));
  std::string text;
  for (const TableRow& row : table) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      const bool last = c + 1 == row.size();
      const std::string blanks(widths[c] - width_of(row[c]), ' ');
      text += c >= first_number ? blanks + row[c] : row[c] + blanks;
      text += last ? "" : "  ";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

std::string to_html(const Table& table, std::size_t first_number) {
  std::string html = "<table>\n";
  for (std::size_t r = 0; r < table.size(); ++r) {
    html += "<tr>";
    for (std::size_t c = 0; c < table[r].size(); ++c) {
      const std::string_view cell = r == 0 ? "th" : "td";
      html.append("<").append(cell).append(c >= first_number ? " class=\"number\">" : ">");
      html += escaped(table[r][c]);
      html.append("</").append(cell).append(">");
    }
    html += "</tr>\n";
  }
  return html + "</table>\n";
}

void append_csv_row(std::string& out, const TableRow& row, std::size_t first_number) {
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (c > 0) out += ',';
    if (c < first_number)
      append_csv_cell(out, row[c]);
    else
      out += row[c];
  }
  out += "\r\n";
}

}  // namespace peertag::cli
