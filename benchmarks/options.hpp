// The options that all these programs take:
//
//   PROGRAM [--shared DIR] [--megabytes N] [--rounds N] [--csv FILE] [--fast] [SET...]
//
// SET is a phrase set of DIR/perf. --fast leaves out rivals that are many times slower. --csv appends a line for each
// engine: benchmarks/README.md has the columns.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace peertag::benchmarks {

struct Options {
  std::string shared = PEERTAG_SHARED_DIR;
  double megabytes = 20;
  int rounds = 5;
  std::FILE* csv = nullptr;
  bool slow_rivals = true;
  std::vector<std::string> sets;

  [[nodiscard]] std::size_t bytes() const { return static_cast<std::size_t>(megabytes * 1e6); }
};

inline Options read_options(std::span<char*> arguments, std::vector<std::string> default_sets) {
  Options options;
  for (std::size_t a = 1; a < arguments.size(); ++a) {
    const std::string name = arguments[a];
    if (name.rfind("--", 0) != 0) {
      options.sets.push_back(name);
      continue;
    }
    if (name == "--fast") {
      options.slow_rivals = false;
      continue;
    }
    if (a + 1 == arguments.size()) throw std::runtime_error(name + " wants a value");
    const char* const value = arguments[++a];
    if (name == "--shared") {
      options.shared = value;
    } else if (name == "--megabytes") {
      options.megabytes = std::atof(value);
    } else if (name == "--rounds") {
      options.rounds = std::atoi(value);
    } else if (name == "--csv") {
      options.csv = std::fopen(value, "a");
      if (options.csv == nullptr) throw std::runtime_error(std::string("cannot write ") + value);
    } else {
      throw std::runtime_error("no option " + name);
    }
  }
  if (options.sets.empty()) options.sets = std::move(default_sets);
  return options;
}

// main() of a program: `run` gives the exit code, 1 where engines disagree.
template <class Run>
int run_program(int count, char** arguments, std::vector<std::string> default_sets, Run run) {
  try {
    const Options options = read_options({arguments, static_cast<std::size_t>(count)}, std::move(default_sets));
    const int result = run(options);
    if (options.csv != nullptr) std::fclose(options.csv);
    return result;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", arguments[0], error.what());
    return 2;
  }
}

}  // namespace peertag::benchmarks
