#include "cli/stage_timer.hpp"

#include <time.h>

#include <algorithm>

#include "cli/console.hpp"
#include "cli/tagging.hpp"
#include "peertag/conversation.hpp"
#include "peertag/resolve.hpp"
#include "peertag/sinks/jsonl.hpp"
#include "peertag/tagger.hpp"
#include "stages.hpp"

namespace peertag::cli {
namespace {

using detail::Stage;

// What is left of a run to compare: how much each stage made of all messages. Stages that a run does not reach are 0.
struct Made {
  std::array<std::uint64_t, stage_names.size()> by_stage{};
};

double computed_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class Run>
double seconds_of(Run run) {
  const double begin = computed_seconds();
  run();
  return computed_seconds() - begin;
}

Seconds median_of(std::vector<double> seconds) {
  std::sort(seconds.begin(), seconds.end());
  return {seconds[seconds.size() / 2], seconds.front(), seconds.back()};
}

// Places in stage_names.
enum Place : std::size_t { read_place, first_stage_place, resolve_place = 6, emit_place };
std::size_t place_of(Stage stage) { return first_stage_place + static_cast<std::size_t>(stage); }

std::uint64_t made_by(Stage stage, const detail::Stages& stages, const Findings& findings) {
  switch (stage) {
    case Stage::normalise:
      return stages.text.text.size();
    case Stage::tokenise:
      return stages.raw.tokens.size() + stages.raw.sentences.size();
    case Stage::spell:
      return stages.tokens.tokens.size();
    case Stage::match:
      return stages.hits.hits.size();
    case Stage::evaluate:
      return findings.findings.size();
  }
  return 0;
}

// The output is emptied now and then, as `tag` writes it.
constexpr std::size_t output_step = 1U << 20;

class Runner {
 public:
  Runner(const Codebook& codebook, const Options& options, const Sample& sample)
      : codebook_(codebook),
        options_(options),
        sample_(sample),
        reader_(options.read),
        stages_(codebook.compiled()),
        resolver_(codebook.compiled().scores, codebook.compiled().rule_set),
        tagger_(codebook) {}

  Made read() {
    Made made;
    for (const io::Chunk& chunk : sample_.chunks) {
      reader_.read(chunk, sample_.layout, batch_);
      made.by_stage[read_place] += batch_.messages.size();
    }
    return made;
  }

  // The flow up to and including `last`, a place in stage_names.
  Made up_to(std::size_t last) {
    Made made;
    Conversation conversation = conversation_for(codebook_, options_);
    Conversation* const state = options_.conversation ? &conversation : nullptr;
    CountsSink counts;
    JsonlSink writer(codebook_, out_, {options_.unit});
    TeeSink both(counts, writer);
    Sink& sink = last == emit_place ? static_cast<Sink&>(both) : counts;
    for (const Message& message : sample_.messages) {
      stages_.find(message, findings_, [&](Stage stage) {
        const std::size_t place = place_of(stage);
        made.by_stage[place] += made_by(stage, stages_, findings_);
        return place < last;
      });
      if (last < resolve_place) continue;
      resolver_.resolve(message, findings_, state, sink);
      if (out_.size() > output_step) made.by_stage[emit_place] += empty_output();
    }
    made.by_stage[resolve_place] = counts.counts().tagged;
    made.by_stage[emit_place] += empty_output();
    return made;
  }

  // The same by the library's front door.
  std::uint64_t whole(Counts& counts) {
    std::uint64_t bytes = 0;
    Conversation conversation = conversation_for(codebook_, options_);
    CountsSink counting;
    JsonlSink writer(codebook_, out_, {options_.unit});
    TeeSink both(counting, writer);
    for (const Message& message : sample_.messages) {
      if (options_.conversation)
        tagger_.tag({&message, 1}, conversation, both);
      else
        tagger_.tag(message, both);
      if (out_.size() > output_step) bytes += empty_output();
    }
    counts = counting.counts();
    return bytes + empty_output();
  }

 private:
  std::uint64_t empty_output() {
    const std::uint64_t size = out_.size();
    out_.clear();
    return size;
  }

  const Codebook& codebook_;
  const Options& options_;
  const Sample& sample_;
  io::RecordReader reader_;
  io::Batch batch_;
  detail::Stages stages_;
  Resolver resolver_;
  Tagger tagger_;
  Findings findings_;
  std::string out_;
};

}  // namespace

bool read_sample(const Options& options, std::size_t text_bytes, Sample& sample) {
  sample.name = options.arguments[0];
  std::string error;
  std::optional<io::Archive> archive = io::Archive::open(sample.name, options.read, error);
  if (archive) {
    io::RecordReader reader(options.read);
    while (true) {
      if (sample.text_bytes >= text_bytes) {
        sample.whole = false;
        break;
      }
      io::Chunk chunk;
      if (!archive->next(chunk)) break;
      sample.layout = archive->layout();
      io::Batch& batch = sample.batches.emplace_back();
      reader.read(chunk, sample.layout, batch);
      sample.rejected += batch.rejections.size();
      sample.record_bytes += chunk.size;
      for (const Message& message : batch.messages) sample.text_bytes += message.text.size();
      sample.messages.insert(sample.messages.end(), batch.messages.begin(), batch.messages.end());
      sample.chunks.push_back(std::move(chunk));
    }
    error = archive->failure();
  }
  if (!error.empty()) complain(error);
  return error.empty();
}

void make_sample(const Codebook& codebook, std::size_t text_bytes, Sample& sample) {
  sample.name = "the examples of the rules";
  std::vector<std::size_t> ends;
  for (const RuleText& rule : codebook.rules())
    for (const Example& example : rule.examples)
      for (const Example::Turn& turn : example.turns) {
        sample.made_up += turn.text;
        ends.push_back(sample.made_up.size());
      }
  if (sample.made_up.empty()) return;
  const std::string_view texts = sample.made_up;
  while (sample.text_bytes < text_bytes) {
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
      sample.messages.push_back({.id = "m", .text = texts.substr(begin, end - begin)});
      begin = end;
    }
    sample.text_bytes += texts.size();
  }
}

StageTimes time_stages(const Codebook& codebook, const Options& options, const Sample& sample) {
  Runner runner(codebook, options, sample);
  StageTimes times;
  times.output_bytes = runner.whole(times.counts);
  const Made complete = runner.up_to(emit_place);  // and all is warm
  times.findings = complete.by_stage[place_of(Stage::evaluate)];

  const auto check = [&](std::string_view what, std::uint64_t found, std::uint64_t expected) {
    if (found != expected && times.difference.empty())
      times.difference = std::string(what) + ": " + std::to_string(found) + " instead of " + std::to_string(expected);
  };
  check("messages read", runner.read().by_stage[read_place],
        sample.chunks.empty() ? std::uint64_t{0} : sample.messages.size());
  check("messages counted", times.counts.tagged + times.counts.clean + times.counts.undecided(),
        sample.messages.size());
  check("bytes written", complete.by_stage[emit_place], times.output_bytes);
  check("messages tagged", complete.by_stage[resolve_place], times.counts.tagged);

  std::array<std::vector<double>, stage_names.size()> until;  // runs up to that stage; `read` by itself
  std::vector<double> whole;
  for (unsigned round = 0; round < options.rounds; ++round) {
    until[read_place].push_back(seconds_of([&] { runner.read(); }));
    for (std::size_t last = first_stage_place; last < stage_names.size(); ++last) {
      Made made;
      until[last].push_back(seconds_of([&] { made = runner.up_to(last); }));
      for (std::size_t place = first_stage_place; place <= last; ++place)
        check(stage_names[place], made.by_stage[place], complete.by_stage[place]);
    }
    Counts counts;
    std::uint64_t bytes = 0;
    whole.push_back(seconds_of([&] { bytes = runner.whole(counts); }));
    check("bytes written", bytes, times.output_bytes);
    check("messages tagged", counts.tagged, times.counts.tagged);
  }
  times.whole = median_of(whole);
  for (std::size_t place = 0; place < stage_names.size(); ++place) {
    // Within a round, so that a disturbance of one round makes the range wide and leaves the median.
    std::vector<double> alone = until[place];
    if (place > first_stage_place)
      for (std::size_t round = 0; round < alone.size(); ++round) alone[round] -= until[place - 1][round];
    times.alone[place] = median_of(alone);
  }
  return times;
}

PatternWork count_work(const Codebook& codebook, std::span<const Message> messages) {
  detail::Stages stages(codebook.compiled());
  PatternWork work;
  work.steps.resize(codebook.compiled().match.programs.size());
  work.findings_by_rule.resize(codebook.rules().size());
  stages.hits.steps_by_pattern = work.steps.data();
  Findings findings;
  for (const Message& message : messages) {
    stages.find(message, findings, [&](Stage stage) {
      if (stage == Stage::match) work.all_steps += stages.hits.steps;
      return true;
    });
    for (const Finding& finding : findings.findings) ++work.findings_by_rule[static_cast<std::size_t>(finding.rule)];
  }
  return work;
}

}  // namespace peertag::cli
