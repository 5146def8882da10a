// The facts of a run, for a methods section and for whoever must repeat it. Never a message's words.
#pragma once

#include <span>
#include <string>

#include "cli/options.hpp"
#include "cli/totals.hpp"
#include "io/input.hpp"
#include "peertag/codebook.hpp"

namespace peertag::cli {

// One JSON object, and a line end.
[[nodiscard]] std::string manifest(const Codebook& codebook, const Options& options,
                                   std::span<const io::Input::Identity> inputs, const Totals& totals,
                                   const Counts& counts);

}  // namespace peertag::cli
