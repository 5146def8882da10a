// What calibration found, as files of a lexicon folder: <book>/weights.csv and <book>/learned/<code>.csv.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "peertag/codebook.hpp"
#include "quality/calibration.hpp"
#include "quality/terms.hpp"

namespace peertag::quality {

struct NumberFile {
  std::string name;  // below the folder
  std::string text;
};

// Of a name below the folder: whether it is one of these files.
[[nodiscard]] bool is_number_file(std::string_view name);

// Terms that a person has looked at and refused: rows of learned files, by the code's id. They are not learned again,
// and stay in their files.
using RejectedTerms = std::map<std::string, std::map<std::string, std::string>>;  // code -> term -> row
[[nodiscard]] RejectedTerms rejected_terms(std::span<const Source> sources);

// By name; rows sorted, so that the same numbers are the same bytes. A book none of whose numbers changed has no file.
[[nodiscard]] std::vector<NumberFile> number_files(std::span<const CalibratedCode> codes, const Codebook& codebook,
                                                   const Terms& terms, const RejectedTerms& rejected);

}  // namespace peertag::quality
