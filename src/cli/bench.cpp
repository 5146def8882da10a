// peertag bench: how fast an archive is tagged on this machine, and what each stage and each rule costs.
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>

#include "cli/console.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"
#include "cli/stage_timer.hpp"
#include "cli/tagging.hpp"
#include "codebook/compiled.hpp"
#include "io/escape.hpp"
#include "peertag/phrase_matcher.hpp"
#include "peertag/sinks/json_writer.hpp"

namespace peertag::cli {
namespace {

constexpr std::size_t rules_shown = 20;  // as text; JSON has all

struct Machine {
  std::string processor = "unknown processor";
  std::int64_t processors = 0;
  double load = 0;  // of the last minute: whoever reads the figures should know
};

Machine this_machine() {
  Machine machine;
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("model name")) continue;
    machine.processor = line.substr(std::min(line.find(": ") + 2, line.size()));
    break;
  }
  machine.processors = ::sysconf(_SC_NPROCESSORS_ONLN);
  if (::getloadavg(&machine.load, 1) != 1) machine.load = 0;
  return machine;
}

// What one rule, or one class of cues, makes the matcher do.
struct Cost {
  std::string name;
  double steps = 0;
  std::uint64_t findings = 0;
};

// A pattern's steps go in equal parts to those that ask for it; what nobody alone is to blame for stands last.
std::vector<Cost> costs_of(const Codebook& codebook, const PatternWork& work) {
  const RuleSet& rules = codebook.compiled().rule_set;
  std::vector<Cost> costs;
  for (std::size_t r = 0; r < rules.rules.size(); ++r)
    costs.push_back({codebook.rules()[r].id, 0, work.findings_by_rule[r]});
  for (const std::string& cue_class : codebook.cue_classes()) costs.push_back({"cues: " + cue_class});
  costs.push_back({"conditions on earlier messages"});
  const std::size_t earlier = costs.size() - 1;

  std::vector<std::set<std::size_t>> owners(work.steps.size());  // by PatternId: places in costs
  const auto owns = [&](std::size_t owner, PatternId pattern) {
    owners[static_cast<std::size_t>(pattern)].insert(owner);
  };
  for (std::size_t r = 0; r < rules.rules.size(); ++r)
    for (const auto* patterns : {&rules.rules[r].match, &rules.rules[r].all, &rules.rules[r].none})
      for (const PatternId pattern : *patterns) owns(r, pattern);
  for (std::size_t c = 0; c < rules.cues.size(); ++c)
    for (const Cue& cue : rules.cues[c]) {
      for (const auto* patterns : {&cue.terms, &cue.hides})
        for (const PatternId pattern : *patterns) owns(rules.rules.size() + c, pattern);
      for (const CueEnd& end : cue.ends_at)
        if (end.has_pattern) owns(rules.rules.size() + c, end.pattern);
    }
  for (const PatternId pattern : rules.remembered) owns(earlier, pattern);

  auto shared = static_cast<double>(work.all_steps);
  for (std::size_t p = 0; p < owners.size(); ++p)
    for (const std::size_t owner : owners[p]) {
      const double part = static_cast<double>(work.steps[p]) / static_cast<double>(owners[p].size());
      costs[owner].steps += part;
      shared -= part;
    }
  std::sort(costs.begin(), costs.end(),
            [](const Cost& a, const Cost& b) { return a.steps != b.steps ? a.steps > b.steps : a.name < b.name; });
  costs.push_back({"word lists and the gates of regexes", shared});
  return costs;
}

struct Report {
  const Options& options;
  const Codebook& codebook;
  const Sample& sample;
  const StageTimes& times;
  const std::vector<Cost>& costs;
  std::uint64_t all_steps = 0;
  Machine machine;

  [[nodiscard]] double megabytes_a_second(double seconds) const {
    return static_cast<double>(sample.text_bytes) / 1e6 / seconds;
  }
  [[nodiscard]] double messages_a_second(double seconds) const {
    return static_cast<double>(sample.messages.size()) / seconds;
  }
  [[nodiscard]] double nanoseconds_a_message(double seconds) const {
    return seconds * 1e9 / static_cast<double>(sample.messages.size());
  }
  [[nodiscard]] double share_of_steps(const Cost& cost) const {
    return all_steps == 0 ? 0 : cost.steps / static_cast<double>(all_steps);
  }
  [[nodiscard]] double steps_a_kilobyte(const Cost& cost) const {
    return cost.steps * 1e3 / static_cast<double>(sample.text_bytes);
  }
};

std::string fixed(double number, int decimals) {
  char digits[64];
  std::snprintf(digits, sizeof digits, "%.*f", decimals, number);
  return digits;
}

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}
std::string left(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(width - std::min(width, text.size()), ' ');
}

std::string to_text(const Report& report) {
  const StageTimes& times = report.times;
  const Sample& sample = report.sample;
  std::string text = "machine   " + io::shown(report.machine.processor) + ", " +
                     std::to_string(report.machine.processors) + " processors, load " + fixed(report.machine.load, 1) +
                     "; " + std::string(to_string(fastest_instruction_set())) + '\n';
  text += "codebook  " + std::string(report.codebook.fingerprint()) + ", " +
          std::to_string(report.codebook.rules().size()) + " rules\n";
  text += "messages  " + std::to_string(sample.messages.size()) + ", " + std::to_string(sample.text_bytes) +
          " bytes of text" + (sample.whole ? "" : " (the beginning)") + ", from " + io::shown(sample.name) + '\n';
  text += "found     tagged " + std::to_string(times.counts.tagged) + " + clean " + std::to_string(times.counts.clean) +
          " + undecided " + std::to_string(times.counts.undecided()) + "; " + std::to_string(times.findings) +
          " findings; the same in all runs\n\n";
  text +=
      "one thread, messages in memory to tags in memory: " + fixed(report.megabytes_a_second(times.whole.median), 2) +
      " MB/s (" + fixed(report.megabytes_a_second(times.whole.max), 2) + " to " +
      fixed(report.megabytes_a_second(times.whole.min), 2) + "), " +
      fixed(report.messages_a_second(times.whole.median), 0) + " messages/s\n";
  text += "time is what the thread computed; median (range), rounds: " + std::to_string(report.options.rounds) + "\n\n";

  text += left("stage", 12) + right("ns a message", 14) + right("(range)", 20) + right("of the whole", 14) + '\n';
  for (std::size_t s = 0; s < stage_names.size(); ++s) {
    if (s == 0 && sample.chunks.empty()) continue;
    const Seconds& alone = times.alone[s];
    const std::string range = '(' + fixed(report.nanoseconds_a_message(alone.min), 0) + " to " +
                              fixed(report.nanoseconds_a_message(alone.max), 0) + ')';
    text += left(stage_names[s], 12) + right(fixed(report.nanoseconds_a_message(alone.median), 0), 14) +
            right(range, 20) + right(fixed(100 * alone.median / times.whole.median, 1) + " %", 14) +
            (s == 0 ? "  (not in the whole)" : "") + '\n';
  }
  text += "\nWhat the match stage works on; a step is a place looked at or an instruction followed\n";
  text += left("rule", 44) + right("steps/KB", 10) + right("of match", 10) + right("findings", 10) + '\n';
  for (std::size_t c = 0; c < report.costs.size(); ++c) {
    const bool last = c + 1 == report.costs.size();
    if (c >= rules_shown && !last) continue;
    if (last && c > rules_shown) text += "... and " + std::to_string(c - rules_shown) + " more (--json has all)\n";
    const Cost& cost = report.costs[c];
    text += left(cost.name, 44) + right(fixed(report.steps_a_kilobyte(cost), 1), 10) +
            right(fixed(100 * report.share_of_steps(cost), 1) + " %", 10) + right(std::to_string(cost.findings), 10) +
            '\n';
  }
  return text;
}

void write_rate(JsonWriter& json, std::string_view key, const Report& report, double (Report::*rate)(double) const,
                int decimals) {
  json.key(key);
  json.begin_array();  // median, slowest, fastest
  for (const double seconds : {report.times.whole.median, report.times.whole.max, report.times.whole.min})
    json.fixed((report.*rate)(seconds), decimals);
  json.end_array();
}

std::string to_json(const Report& report) {
  std::string text;
  JsonWriter json(text);
  const auto member = [&](std::string_view key, auto value) {
    json.key(key);
    json.value(value);
  };
  json.begin_object();
  member("processor", std::string_view(report.machine.processor));
  member("processors", report.machine.processors);
  json.key("load");
  json.fixed(report.machine.load, 2);
  member("instruction_set", to_string(fastest_instruction_set()));
  member("codebook", report.codebook.fingerprint());
  member("messages", std::uint64_t{report.sample.messages.size()});
  member("text_bytes", report.sample.text_bytes);
  member("record_bytes", report.sample.record_bytes);
  member("whole_archive", report.sample.whole);
  member("tagged", report.times.counts.tagged);
  member("clean", report.times.counts.clean);
  member("undecided", report.times.counts.undecided());
  member("rejected", report.sample.rejected);
  member("findings", report.times.findings);
  member("rounds", std::uint32_t{report.options.rounds});
  write_rate(json, "mb_per_s", report, &Report::megabytes_a_second, 2);
  write_rate(json, "messages_per_s", report, &Report::messages_a_second, 0);
  json.key("stages");
  json.begin_array();
  for (std::size_t s = 0; s < stage_names.size(); ++s) {
    if (s == 0 && report.sample.chunks.empty()) continue;
    json.begin_object();
    member("stage", stage_names[s]);
    json.key("ns_per_message");
    json.begin_array();  // median, least, most
    for (const double seconds : {report.times.alone[s].median, report.times.alone[s].min, report.times.alone[s].max})
      json.fixed(report.nanoseconds_a_message(seconds), 1);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.key("rules");
  json.begin_array();
  for (const Cost& cost : report.costs) {
    json.begin_object();
    member("rule", std::string_view(cost.name));
    json.key("steps_per_kb");
    json.fixed(report.steps_a_kilobyte(cost), 2);
    json.key("share_of_steps");
    json.fixed(report.share_of_steps(cost), 5);
    member("findings", cost.findings);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.end_line();
  return text;
}

}  // namespace

int run_bench(const Options& options) {
  if (!files_make_sense(options)) return exit_io;
  const Loaded loaded = load(options.lexicons, Say::errors);
  if (!loaded.codebook) return loaded.exit;
  const Codebook& codebook = *loaded.codebook;

  Sample sample;
  const std::size_t wanted_bytes = std::size_t{options.megabytes} * 1'000'000;
  if (options.arguments.empty())
    make_sample(codebook, wanted_bytes, sample);
  else if (!read_sample(options, wanted_bytes, sample))
    return exit_io;
  if (sample.text_bytes == 0) {
    complain("no text to tag");
    return exit_usage;
  }
  const StageTimes times = time_stages(codebook, options, sample);
  if (!times.difference.empty()) {
    complain("runs differ, nothing is reported: " + times.difference);
    return exit_totals;
  }
  const PatternWork work = count_work(codebook, sample.messages);
  const std::vector<Cost> costs = costs_of(codebook, work);
  const Report report{options, codebook, sample, times, costs, work.all_steps, this_machine()};
  return print(options.json ? to_json(report) : to_text(report));
}

}  // namespace peertag::cli
