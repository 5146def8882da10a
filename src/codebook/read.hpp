// read: the files of a codebook -> Declarations, with every fault on the way reported.
#pragma once

#include <deque>
#include <span>

#include "codebook/readers.hpp"
#include "codebook/reporter.hpp"
#include "codebook/source_file.hpp"
#include "peertag/codebook.hpp"

namespace peertag::codebook {

// The sources whose bytes can be read at all, by byte order of their names. They borrow from `sources`; the reporter
// borrows from them.
[[nodiscard]] std::deque<SourceFile> open_sources(std::span<const Source> sources, Reporter& reporter);

// REQUIRES: the files outlive the result.
[[nodiscard]] Reading read(const std::deque<SourceFile>& files, Reporter& reporter);

}  // namespace peertag::codebook
