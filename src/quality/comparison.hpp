// Labels and tags of the same messages, side by side: a column for each code, and for each rule of a code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/labels.hpp"
#include "io/tags.hpp"
#include "peertag/codebook.hpp"
#include "quality/agreement.hpp"

namespace peertag::quality {

// What both sides say of one message.
struct Cell {
  std::uint32_t message = 0;  // place in Labels::messages
  bool labelled = false, tagged = false;
  double score = 0;  // 0: nothing was found
};

struct Column {
  std::string code;                     // or a row of labels
  std::string rule;                     // empty, if the column is of the code itself
  bool context = false;                 // implied by factors: a macro average counts it, a micro average does not
  std::vector<Cell> cells;              // of messages to which either side gives something; by score, the highest first
  std::vector<std::uint32_t> unscored;  // messages of which the labels say neither yes nor no
};

struct Comparison {
  std::vector<Column> columns;              // by code and rule, the code itself first
  std::vector<std::uint32_t> conversation;  // of each message, counted from 0; whoever stands in none has one alone
  std::vector<std::string> unknown_codes;   // of the labels, that the codebook does not have
};

// A context counts as labelled, or as tagged, when one of its factors is (`codebook` knows them), and has the highest
// of their scores. A rule counts as tagged wherever it is evidence, of a candidate or not. REQUIRES: `tags` has been
// read for these labels.
[[nodiscard]] Comparison compare(const io::Labels& labels, const io::Tags& tags, const Codebook& codebook);

// How often a message counts: each once, or as often as a bootstrap has drawn it.
using Times = std::span<const std::uint32_t>;

[[nodiscard]] Confusion count(const Column& column, Times times);

// The precision at each labelled message, going down by score, averaged. Messages of one score stand or fall together.
[[nodiscard]] double average_precision(const Column& column, const Confusion& counts, Times times);

}  // namespace peertag::quality
