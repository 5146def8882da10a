// How every comparison here is timed: the rivals take turns. Round 1 runs each engine once, round 2 each once more, and
// so on; what disturbs the machine for a second then disturbs one round of all of them, not all rounds of one. A figure
// is the median of the rounds, and ratios are of medians of one process. (Several processes are the caller's business:
// where tables happen to lie in memory is drawn anew for each process and can matter more than the noise of time.)
//
// Time is what the thread computed, not what passed: on a shared machine an engine is not charged for its neighbours.
//
// Nothing is timed before all engines have shown that they find the same: see agree().
#pragma once

#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

namespace peertag::benchmarks {

// What a run found, in any order: a count, and a sum over all matches of a hash of (text, phrase, begin, end).
struct Found {
  std::uint64_t matches = 0;
  std::uint64_t checksum = 0;

  void add(std::uint64_t text, std::uint64_t phrase, std::uint64_t begin, std::uint64_t end) {
    ++matches;
    const std::uint64_t mixed = (text * 0x9E3779B97F4A7C15U) ^ (phrase * 0xC2B2AE3D27D4EB4FU) ^ (begin << 32U | end);
    checksum += mixed * (mixed | 1U);
  }
  friend bool operator==(const Found&, const Found&) = default;
};

// `name` has no comma: it becomes a field of a CSV line.
struct Engine {
  std::string name;
  std::function<Found()> run;
  // Only for one that is not given the whole text, because it is slow, or that does not find what the others find: the
  // bytes it is given, and another way to find what it must find.
  double bytes = 0;
  std::function<Found()> expected = {};
};

struct Timing {
  std::string name;
  double median = 0, min = 0, max = 0;  // seconds of one run
  double bytes = 0;                     // 0: the whole text
  Found found;
};

inline double computed_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Runs each engine once and compares; says on stderr which differ. Also the warm-up.
inline bool agree(const std::vector<Engine>& engines) {
  bool equal = true;
  Found first;
  for (std::size_t e = 0; e < engines.size(); ++e) {
    const Found found = engines[e].run();
    if (e == 0) first = found;
    const Found expected = engines[e].expected ? engines[e].expected() : first;
    if (found == expected) continue;
    equal = false;
    std::fprintf(stderr, "DIFFERENT: %s finds %llu matches in place of %llu%s\n", engines[e].name.c_str(),
                 static_cast<unsigned long long>(found.matches), static_cast<unsigned long long>(expected.matches),
                 found.matches == expected.matches ? ", not the same ones" : "");
  }
  return equal;
}

inline std::vector<Timing> take_turns(const std::vector<Engine>& engines, int rounds) {
  std::vector<std::vector<double>> seconds(engines.size());
  std::vector<Timing> timings(engines.size());
  for (int round = 0; round < rounds; ++round)
    for (std::size_t e = 0; e < engines.size(); ++e) {
      const double start = computed_seconds();
      timings[e].found = engines[e].run();
      seconds[e].push_back(computed_seconds() - start);
    }
  for (std::size_t e = 0; e < engines.size(); ++e) {
    std::sort(seconds[e].begin(), seconds[e].end());
    timings[e].name = engines[e].name;
    timings[e].bytes = engines[e].bytes;
    timings[e].median = seconds[e][seconds[e].size() / 2];
    timings[e].min = seconds[e].front();
    timings[e].max = seconds[e].back();
  }
  return timings;
}

// A line per engine, for people; and, where `csv` is open, one for benchmarks/record. `baseline` is the engine that
// ratios are taken to.
inline void print(const std::string& benchmark, const std::string& set, double bytes,
                  const std::vector<Timing>& timings, const std::string& baseline, std::FILE* csv) {
  const auto speed = [&](const Timing& timing, double seconds) {
    return (timing.bytes > 0 ? timing.bytes : bytes) / 1e6 / seconds;
  };
  double base = 0;
  for (const Timing& timing : timings)
    if (timing.name == baseline) base = speed(timing, timing.median);
  for (const Timing& timing : timings) {
    const double median = speed(timing, timing.median);
    const double slowest = speed(timing, timing.max);
    const double fastest = speed(timing, timing.min);
    const double ratio = base > 0 ? median / base : 0;
    std::printf("%-12s %-34s %8.1f MB/s (%7.1f-%7.1f) %8.3fx  %llu\n", set.c_str(), timing.name.c_str(), median,
                slowest, fastest, ratio, static_cast<unsigned long long>(timing.found.matches));
    if (csv != nullptr)
      std::fprintf(csv, "%s,%s,%s,%.3f,%.3f,%.3f,%s,%.4f,%llu\n", benchmark.c_str(), set.c_str(), timing.name.c_str(),
                   median, slowest, fastest, baseline.c_str(), ratio,
                   static_cast<unsigned long long>(timing.found.matches));
  }
  std::fflush(stdout);
}

}  // namespace peertag::benchmarks
