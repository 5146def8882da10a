// The tool's verbs and options, once: parsing, `--help` and the README's reference all walk the table in options.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/archive.hpp"
#include "peertag/limits.hpp"
#include "peertag/units.hpp"

namespace peertag::cli {

// Exit codes (sysexits.h where it has one).
enum Exit : int {
  exit_done = 0,
  exit_not_all = 1,  // done, but some messages were rejected or undecided, or an example failed
  exit_usage = 2,
  exit_rules = 65,   // errors in rule files
  exit_data = 65,    // or in labels and tags
  exit_totals = 70,  // what was read is not what came out: a fault of peertag
  exit_io = 74,
  exit_stopped = 75,  // by SIGINT or SIGTERM
};

enum class Format : std::uint8_t { jsonl, json, csv, html, text };
enum class DuplicateIds : std::uint8_t { error, keep, first };

// What was asked for. One struct for all verbs: a verb reads what its options may set.
struct Options {
  std::vector<std::string> arguments;  // the verb's own, in order
  std::vector<std::string> as_given;   // the options, spelled out: "--jobs=4"
  std::string lexicons;                // a folder, or a pack; empty: the built-in books
  std::vector<std::string> books, codes, rules;
  std::optional<Format> format;
  OffsetUnit unit = OffsetUnit::codepoint;
  bool below_threshold = false, suppressed = false, text = true;
  unsigned jobs = 1, rounds = 5, megabytes = 4;
  std::string output = "-", rejects, manifest, against;
  DuplicateIds duplicate_ids = DuplicateIds::error;
  bool conversation = true;
  std::size_t conversation_bytes = limits::conversation_bytes;
  io::ReadOptions read;
  std::string labels;
  std::string messages;  // texts of what was labelled
  bool disagreements = false;
  std::optional<std::size_t> limit, sample;
  std::uint32_t context = 40;  // characters
  std::uint64_t least_positives = 8, seed = 1;
  std::size_t draws = 1000;
  std::string output_folder;
  std::vector<std::string> leave_out;  // beginnings of ids
  std::uint32_t folds = 5;
  std::optional<double> precision;  // aimed at
  bool learn = false;
  bool quiet = false, limits = false, strict = false, json = false, mutate = false, summary = false;
};

struct Option {
  std::string_view names;     // "-o,--output"
  std::string_view argument;  // "FILE"; empty: a switch
  std::string_view help;
  // False: this is not a value the option takes.
  bool (*set)(Options& options, std::string_view value);
};

enum class Count : std::uint8_t { one, optional, at_least_one };

struct Argument {
  std::string_view name;
  Count count;
  std::string_view help;
};

struct Verb {
  std::string_view name;
  std::string_view summary;
  std::span<const Argument> arguments;
  std::span<const Option* const> options;
  std::string_view examples;  // command lines, each with a line end
  int (*run)(const Options& options);
};

[[nodiscard]] std::span<const Verb> verbs();

// Parses the command line and runs its verb. Returns the exit code.
int run(int argument_count, const char* const* arguments);

// The table as the Markdown that README.md holds.
[[nodiscard]] std::string reference();

// One file each.
int run_tag(const Options& options);
int run_check(const Options& options);
int run_compile(const Options& options);
int run_test(const Options& options);
int run_mutate(const Options& options);  // test --mutate
int run_explain(const Options& options);
int run_why_not(const Options& options);
int run_chains(const Options& options);
int run_codes(const Options& options);
int run_bench(const Options& options);
int run_eval(const Options& options);
int run_kwic(const Options& options);
int run_cover(const Options& options);
int run_calibrate(const Options& options);
int run_suggest(const Options& options);

}  // namespace peertag::cli
