// Reading and finding run on any number of threads; what depends on order (repeated ids, the conversation, writing)
// happens in input order on this one. So the bytes that come out do not depend on --jobs.
#include "cli/tagging.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>

#include "cli/console.hpp"
#include "cli/in_order.hpp"
#include "cli/manifest.hpp"
#include "cli/totals.hpp"
#include "io/archive.hpp"
#include "io/escape.hpp"
#include "io/output.hpp"
#include "io/seen_ids.hpp"
#include "io/stop.hpp"
#include "peertag/sinks/counts.hpp"
#include "peertag/tagger.hpp"

namespace peertag::cli {
namespace {

// A batch on its way from the archive to the output.
struct Job {
  std::size_t file = 0;  // which of the arguments
  io::Layout layout;
  io::Chunk chunk;
  io::Batch batch;
  std::vector<Findings> findings;  // of batch.messages; longer, because its memory is reused
};

// Reads the archives one after the other, as chunks.
class Archives {
 public:
  Archives(std::span<const std::string> paths, const io::ReadOptions& options) : paths_(paths), options_(options) {}

  // False at the end of the last one, and where one cannot be read: error() is then not empty.
  bool next(Job& job) {
    while (error_.empty() && !io::stop_requested()) {
      if (!archive_) {
        if (file_ == paths_.size()) return false;
        archive_ = io::Archive::open(paths_[file_], options_, error_);
        if (!archive_) break;
      }
      if (archive_->next(job.chunk)) {
        job.file = file_;
        job.layout = archive_->layout();
        return true;
      }
      error_ = archive_->failure();
      identities_.push_back(archive_->identity());
      archive_.reset();
      ++file_;
    }
    return false;
  }

  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] std::span<const io::Input::Identity> identities() const { return identities_; }

 private:
  std::span<const std::string> paths_;
  const io::ReadOptions& options_;
  std::size_t file_ = 0;
  std::optional<io::Archive> archive_;
  std::string error_;
  std::vector<io::Input::Identity> identities_;
};

// The half of the work that needs no order; one for each thread.
class Worker {
 public:
  Worker(const Codebook& codebook, const io::ReadOptions& options) : reader_(options), tagger_(codebook) {}
  void operator()(Job& job) {
    reader_.read(job.chunk, job.layout, job.batch);
    if (job.findings.size() < job.batch.messages.size()) job.findings.resize(job.batch.messages.size());
    for (std::size_t i = 0; i < job.batch.messages.size(); ++i) tagger_.find(job.batch.messages[i], job.findings[i]);
  }

 private:
  io::RecordReader reader_;
  Tagger tagger_;
};

// One line on a terminal, written over again at most twice a second.
class Progress {
 public:
  explicit Progress(bool wanted) : wanted_(wanted) {}
  ~Progress() {
    if (shown_) say("\r\x1b[K");
  }
  void at(std::uint64_t records) {
    if (!wanted_ || std::chrono::steady_clock::now() - last_ < std::chrono::milliseconds(500)) return;
    last_ = std::chrono::steady_clock::now();
    shown_ = true;
    say("\r\x1b[K" + std::to_string(records) + " messages");
  }

 private:
  bool wanted_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

// The half that needs the order of the input.
class Finisher {
 public:
  Finisher(const Codebook& codebook, const Options& options, Conversation& conversation, Sink& sink, std::string& out,
           io::Output& output, io::Output* rejects)
      : options_(options),
        tagger_(codebook),
        conversation_(conversation),
        sink_(sink),
        out_(out),
        output_(output),
        rejects_(rejects) {}

  // False if the output cannot be written.
  bool operator()(Job& job) {
    // Messages and rejections each stand in the order of their lines.
    const io::Batch& batch = job.batch;
    std::size_t rejection = 0;
    for (std::size_t i = 0; i < batch.messages.size(); ++i) {
      for (; rejection < batch.rejections.size() && batch.rejections[rejection].line < batch.lines[i]; ++rejection)
        reject(batch.rejections[rejection], job);
      take(batch.messages[i], job.findings[i], batch.lines[i], job);
    }
    for (; rejection < batch.rejections.size(); ++rejection) reject(batch.rejections[rejection], job);
    return flush();
  }

  bool flush() {
    const bool good = output_.write(out_) && (rejects_ == nullptr || rejects_->write(rejected_lines_));
    out_.clear();
    rejected_lines_.clear();
    return good;
  }

  [[nodiscard]] std::uint64_t records() const { return totals_.read; }
  [[nodiscard]] Totals totals() const {
    Totals totals = totals_;
    totals.conversations = conversation_.totals();
    return totals;
  }

 private:
  void take(const Message& message, const Findings& findings, std::uint64_t line, const Job& job) {
    if (options_.duplicate_ids != DuplicateIds::keep) {
      const bool was_full = seen_.full();
      if (seen_.meet(message.id) == io::SeenIds::Answer::again) {
        reject({line, io::RejectClass::dupid, std::string(message.id), {}, {}}, job);
        return;
      }
      if (!was_full && seen_.full())
        complain("too many ids to remember: from " + place(job, line) + " on, new ids are not looked up again");
    }
    ++totals_.read;
    if (options_.conversation)
      tagger_.resolve(message, findings, conversation_, sink_);
    else
      tagger_.resolve(message, findings, sink_);
  }

  void reject(const io::Rejection& rejection, const Job& job) {
    ++totals_.read;
    ++totals_.rejected_as[static_cast<std::size_t>(rejection.reject)];
    const bool expected = rejection.reject == io::RejectClass::dupid && options_.duplicate_ids == DuplicateIds::first;
    totals_.expected_rejections += expected ? 1 : 0;
    const std::string text = io::to_line(rejection, file_name(job));
    if (rejects_ != nullptr) rejected_lines_ += text;
    if (!expected && !(options_.quiet && rejects_ != nullptr)) say(text);
  }

  [[nodiscard]] std::string_view file_name(const Job& job) const { return options_.arguments[job.file]; }
  [[nodiscard]] std::string place(const Job& job, std::uint64_t line) const {
    return io::shown(file_name(job)) + ':' + std::to_string(line);
  }

  const Options& options_;
  Tagger tagger_;
  Conversation& conversation_;
  Sink& sink_;
  std::string& out_;
  io::Output& output_;
  io::Output* rejects_;
  std::string rejected_lines_;
  io::SeenIds seen_;
  Totals totals_;
};

bool create(std::optional<io::Output>& output, const std::string& path) {
  std::string error;
  output = io::Output::create(path, error);
  if (!output) complain(error);
  return output.has_value();
}

int failed(const io::Output& output) {
  complain(output.failure());
  return exit_io;
}

}  // namespace

bool files_make_sense(const Options& options) {
  for (const std::string& input : options.arguments) {
    struct stat in {};
    if (input == "-") continue;
    if (::access(input.c_str(), R_OK) != 0 || ::stat(input.c_str(), &in) != 0) {
      complain(io::shown(input) + ": " + std::strerror(errno));
      return false;
    }
    for (const std::string& output : {options.output, options.rejects, options.manifest}) {
      struct stat out {};
      if (output.empty() || output == "-" || ::stat(output.c_str(), &out) != 0 || !S_ISREG(out.st_mode)) continue;
      if (in.st_dev == out.st_dev && in.st_ino == out.st_ino) {
        complain(io::shown(output) + ": is an input, too");
        return false;
      }
    }
  }
  return true;
}

Conversation conversation_for(const Codebook& codebook, const Options& options) {
  return Conversation(codebook.turns_back(), options.conversation_bytes, options.unit, io::random_key());
}

int tag_archives(const Options& given, const Codebook& codebook, const std::vector<bool>& wanted,
                 Conversation& conversation, const Result& result) {
  Options options = given;
  if (!options.manifest.empty()) options.read.digest = io::Digest::sha256;
  std::optional<io::Output> output, rejects, facts;
  if (!create(output, options.output)) return exit_io;
  if (!options.rejects.empty() && !create(rejects, options.rejects)) return exit_io;
  if (!options.manifest.empty() && !create(facts, options.manifest)) return exit_io;

  CountsSink counts;
  TeeSink both(counts, result.sink);
  FilterSink sink([&](CodeId code) { return wanted[static_cast<std::size_t>(code)]; }, both);
  Archives archives(options.arguments, options.read);
  Finisher finish(codebook, options, conversation, sink, result.out, *output, rejects ? &*rejects : nullptr);
  {
    Progress progress(!options.quiet && standard_error_is_terminal());
    run_in_order<Job>(
        options.jobs, [&] { return Worker(codebook, options.read); }, [&](Job& job) { return archives.next(job); },
        [&](Job& job) {
          if (io::stop_requested() || !finish(job)) return false;
          progress.at(finish.records());
          return !(result.enough && result.enough());
        });
  }
  if (io::stop_requested()) {
    complain("stopped");
    return exit_stopped;
  }
  if (result.at_end) result.at_end();
  if (!finish.flush()) return failed(output->failure().empty() ? *rejects : *output);

  const Totals totals = finish.totals();
  if (!options.quiet) say(totals.to_text(counts.counts()));
  if (!totals.add_up(counts.counts())) {
    complain("the totals do not add up; nothing is kept");
    return exit_totals;
  }
  if (!archives.error().empty()) {
    complain(archives.error());
    if (!output->is_standard_output() && !output->commit_as(output->path() + ".partial")) return failed(*output);
    if (rejects && !rejects->commit()) return failed(*rejects);
    return exit_io;
  }
  if (!output->commit()) return failed(*output);
  if (rejects && !rejects->commit()) return failed(*rejects);
  // Last: where there is a manifest, everything it speaks of is there.
  if (facts &&
      !(facts->write(manifest(codebook, options, archives.identities(), totals, counts.counts())) && facts->commit()))
    return failed(*facts);
  return totals.all_decided(counts.counts()) ? exit_done : exit_not_all;
}

}  // namespace peertag::cli
