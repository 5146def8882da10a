// How long each stage of the flow takes on given messages, and how often each pattern is at work. The core has no
// clock; the tool has.
//
// A stage is timed by cutting the flow off after it: the cost of a stage is what a run up to it takes more than a run
// up to the one before. The cut-off runs take turns, so that what disturbs the machine disturbs all of them; time is
// what the thread computed, so that neighbours are not charged.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.hpp"
#include "io/archive.hpp"
#include "peertag/codebook.hpp"
#include "peertag/sinks/counts.hpp"

namespace peertag::cli {

// Messages held in memory, and the records they were read from.
struct Sample {
  std::string name;  // for people
  std::vector<io::Chunk> chunks;
  io::Layout layout;
  std::deque<io::Batch> batches;
  std::string made_up;            // the texts, where no archive was given
  std::vector<Message> messages;  // into the above
  std::uint64_t record_bytes = 0, text_bytes = 0, rejected = 0;
  bool whole = true;  // the archive ended before the wanted size was reached
};

// The beginning of the archive, at least `text_bytes` of text if it has so much. False if it cannot be read; that has
// been said.
[[nodiscard]] bool read_sample(const Options& options, std::size_t text_bytes, Sample& sample);

// The examples and counter-examples of the codebook's own rules, again and again: denser in findings than life is.
void make_sample(const Codebook& codebook, std::size_t text_bytes, Sample& sample);

inline constexpr std::array<std::string_view, 8> stage_names = {"read",  "normalise", "tokenise", "spell",
                                                                "match", "evaluate",  "resolve",  "emit"};
struct Seconds {
  double median = 0, min = 0, max = 0;
};

struct StageTimes {
  std::array<Seconds, stage_names.size()> alone{};  // may be a little below 0: a difference of two noisy figures
  Seconds whole;                                    // from messages in memory to JSONL in memory, by Tagger
  Counts counts;
  std::uint64_t findings = 0;
  std::uint64_t output_bytes = 0;
  std::string difference;  // empty: every run, however far, found the same as the whole
};

// `rounds` runs of each kind. Messages take the way of `peertag tag`: with the conversation, unless options say not.
[[nodiscard]] StageTimes time_stages(const Codebook& codebook, const Options& options, const Sample& sample);

struct PatternWork {
  std::vector<std::uint64_t> steps;             // by PatternId
  std::vector<std::uint64_t> findings_by_rule;  // by RuleId, stopped ones too
  std::uint64_t all_steps = 0;                  // more than the sum: word lists and gates belong to no pattern
};

// Counted, not timed: a step is a place looked at or an instruction followed.
[[nodiscard]] PatternWork count_work(const Codebook& codebook, std::span<const Message> messages);

}  // namespace peertag::cli
