// A CSV file of a codebook: its header checked, its rows as texts that know where they stand.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "codebook/reporter.hpp"
#include "codebook/source_file.hpp"

namespace peertag::codebook {

using CsvRow = std::vector<FileText>;

enum class RowLength : std::uint8_t {
  as_header,
  as_header_or_longer,  // the last column may be repeated: forms.csv
};

// Rows below the header that have the right length; all else is reported. Nothing if the file breaks off at a fault or
// has the wrong header.
[[nodiscard]] std::optional<std::vector<CsvRow>> read_csv(const SourceFile& file, std::string_view header,
                                                          RowLength length, Reporter& reporter);

// A weight in log-odds; a blank cell is 0. Nothing, and reported, if it is none.
[[nodiscard]] std::optional<MilliLogOdds> read_weight(const FileText& cell, std::string_view column,
                                                      Reporter& reporter);

}  // namespace peertag::codebook
