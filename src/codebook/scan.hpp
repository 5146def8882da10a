// What must hold of a file before a parser may see it: UTF-8, nothing hidden, nesting a small stack can bear.
// One pass each over the bytes, in constant memory: a parser that recurses never meets a file that is too deep for it.
#pragma once

#include "codebook/reporter.hpp"
#include "codebook/source_file.hpp"

namespace peertag::codebook {

// Any file. False where nothing further should be read of it; what was wrong has been reported.
[[nodiscard]] bool readable(const SourceFile& file, Reporter& reporter);

// A TOML file, besides: brackets, dotted keys and table headers. It knows strings and comments, and no more of TOML.
[[nodiscard]] bool toml_readable(const SourceFile& file, Reporter& reporter);

// `key: value` or `- item` on the first line that says anything, or the marks that begin a YAML document.
[[nodiscard]] bool looks_like_yaml(std::string_view text);

}  // namespace peertag::codebook
