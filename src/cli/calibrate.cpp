// peertag calibrate: numbers of a codebook from labelled messages, and how well they did on messages they never saw.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>

#include "cli/console.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"
#include "cli/table.hpp"
#include "io/escape.hpp"
#include "io/labels.hpp"
#include "io/output.hpp"
#include "quality/calibration.hpp"
#include "quality/calibration_files.hpp"
#include "quality/corpus.hpp"
#include "quality/labelled_corpus.hpp"

namespace peertag::cli {
namespace {

using quality::CalibratedCode;
using quality::Measured;

std::string decimals(double number, int places = 3) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.*f", places, number);
  return digits;
}

// Of several codes: counts summed, and the means of those with enough positives.
struct Averages {
  quality::Confusion counts;
  double f1 = 0, average_precision = 0;
  std::size_t codes = 0;

  void add(const Measured& measured, std::uint64_t least) {
    counts += measured.counts;
    if (measured.counts.labelled() < least) return;
    f1 += quality::f1(measured.counts);
    average_precision += measured.average_precision;
    ++codes;
  }
};

TableRow row(std::string name, std::string positives, std::string_view variant, const Measured& before,
             const Measured& after, const Measured& trained) {
  TableRow out = {std::move(name), std::string(variant), std::move(positives)};
  for (const Measured* measured : {&before, &after})
    for (const double value : {quality::precision(measured->counts), quality::recall(measured->counts),
                               quality::f1(measured->counts), measured->average_precision})
      out.push_back(decimals(value));
  out.push_back(decimals(quality::f1(trained.counts)));
  out.push_back(decimals(quality::f1(trained.counts) - quality::f1(after.counts)));
  return out;
}

TableRow micro_row(const Averages& before, const Averages& after, const Averages& trained) {
  TableRow out = row("micro", std::to_string(before.counts.labelled()), "", {before.counts, 0}, {after.counts, 0},
                     {trained.counts, 0});
  out[6] = out[10] = "";
  return out;
}

TableRow macro_row(const Averages& before, const Averages& after, const Averages& trained, std::uint64_t least) {
  const auto mean = [&](double sum) { return decimals(quality::ratio(sum, static_cast<double>(before.codes))); };
  return {"macro over " + std::to_string(before.codes) + " codes with at least " + std::to_string(least) + " positives",
          "",
          "",
          "",
          "",
          mean(before.f1),
          mean(before.average_precision),
          "",
          "",
          mean(after.f1),
          mean(after.average_precision),
          mean(trained.f1),
          mean(trained.f1 - after.f1)};
}

std::string reliability_table(const quality::Reliability& before, const quality::Reliability& after) {
  Table table = {{"score", "messages", "mean score", "positive", "messages after", "mean score", "positive"}};
  for (std::size_t b = 0; b < std::size(before.bins); ++b) {
    TableRow line = {decimals(static_cast<double>(b) / 10, 1) + " to " + decimals(static_cast<double>(b + 1) / 10, 1)};
    for (const quality::Reliability* one : {&before, &after}) {
      const auto& bin = one->bins[b];
      const auto messages = static_cast<double>(bin.messages);
      line.push_back(std::to_string(bin.messages));
      line.push_back(bin.messages == 0 ? "" : decimals(bin.scores / messages));
      line.push_back(bin.messages == 0 ? "" : decimals(static_cast<double>(bin.positives) / messages));
    }
    table.push_back(std::move(line));
  }
  return to_text(table, 1);
}

std::string report(std::span<const CalibratedCode> codes, std::span<const Measured> trained, const Codebook& codebook,
                   const Options& options) {
  Table table = {
      {"code", "numbers", "positives", "P before", "R", "F1", "AP", "P after", "R", "F1", "AP", "trained F1", "gap"}};
  Averages before, after, training;
  quality::Reliability reliability_before, reliability_after;
  for (std::size_t c = 0; c < codes.size(); ++c) {
    const CalibratedCode& found = codes[c];
    before.add(found.before, options.least_positives);
    after.add(found.after, options.least_positives);
    training.add(trained[c], options.least_positives);
    reliability_before += found.reliability_before;
    reliability_after += found.reliability_after;
    if (found.before.counts.labelled() + found.before.counts.tagged() == 0) continue;
    table.push_back(
        row(codebook.codes()[static_cast<std::size_t>(found.code)].id, std::to_string(found.before.counts.labelled()),
            quality::variant_names[static_cast<std::size_t>(found.variant)], found.before, found.after, trained[c]));
  }
  table.push_back(micro_row(before, after, training));
  table.push_back(macro_row(before, after, training, options.least_positives));
  return "Before: by hand. After: cross-validated by conversation, " + std::to_string(options.folds) +
         " folds. Trained: the new numbers on the messages they were learned from.\n\n" + to_text(table, 2) +
         "\nHow far scores are from shares: expected calibration error " +
         decimals(reliability_before.expected_error()) + " before, " + decimals(reliability_after.expected_error()) +
         " after.\n\n" + reliability_table(reliability_before, reliability_after);
}

std::optional<Codebook> compile_with(const std::vector<Source>& sources, std::span<const quality::NumberFile> files) {
  std::vector<Source> all = sources;
  for (const quality::NumberFile& file : files) all.push_back({file.name, file.text});
  Diagnostics diagnostics;
  std::optional<Codebook> codebook = Codebook::compile(all, diagnostics);
  if (!codebook) {
    complain("the numbers that were found do not make a codebook; nothing is written");
    for (const Diagnostic& diagnostic : diagnostics)
      if (diagnostic.severity == Severity::error) say(to_text(diagnostic));
  }
  return codebook;
}

// Writes the files, and removes those of an earlier calibration that these do not replace.
bool write_files(const std::string& folder, std::span<const quality::NumberFile> files, const Codebook& codebook) {
  std::set<std::filesystem::path> written;
  std::error_code error;
  for (const quality::NumberFile& file : files) {
    const std::filesystem::path path = std::filesystem::path(folder) / file.name;
    std::filesystem::create_directories(path.parent_path(), error);
    std::string failure = error ? path.parent_path().string() + ": " + error.message() : "";
    std::optional<io::Output> output;
    if (!error) output = io::Output::create(path.string(), failure);
    if (!output || !output->write(file.text) || !output->commit()) {
      complain(output ? output->failure() : failure);
      return false;
    }
    written.insert(path);
  }
  for (const Book& book : codebook.books()) {
    const std::filesystem::path of_book = std::filesystem::path(folder) / book.id;
    std::vector<std::filesystem::path> old = {of_book / "weights.csv"};
    for (std::filesystem::directory_iterator entry(of_book / "learned", error), end; !error && entry != end;
         entry.increment(error))
      if (entry->path().extension() == ".csv") old.push_back(entry->path());
    for (const std::filesystem::path& path : old)
      if (!written.contains(path)) std::filesystem::remove(path, error);
  }
  return true;
}

// What keeps a calibration from being worth anything, or nothing.
std::string too_little(const quality::LabelledCorpus& labelled,
                       std::span<const std::vector<quality::Evidence>> evidence, const Options& options) {
  std::size_t learn = 0;
  for (const bool yes : labelled.learn) learn += yes ? 1 : 0;
  if (learn < options.folds)
    return "needs at least " + std::to_string(options.folds) + " labelled messages, a fold each";
  std::uint64_t most = 0;
  for (const std::vector<quality::Evidence>& of_code : evidence) {
    std::uint64_t positives = 0;
    for (const quality::Evidence& one : of_code) positives += one.learn && one.positive ? 1 : 0;
    most = std::max(most, positives);
  }
  if (most >= options.least_positives) return "";
  return "needs a code that at least " + std::to_string(options.least_positives) +
         " messages have (--least); the most any code has is " + std::to_string(most);
}

}  // namespace

int run_calibrate(const Options& options) {
  const Loaded loaded = load(options.lexicons, Say::errors);
  if (!loaded.codebook) return loaded.exit;
  // From hand numbers every time, so that a second calibration does not build on the first.
  std::vector<Source> sources = loaded.sources();
  std::erase_if(sources, [](const Source& source) { return quality::is_number_file(source.name); });
  const std::optional<Codebook> codebook = compile_with(sources, {});
  if (!codebook) return exit_rules;

  io::ReadFault fault;
  const std::optional<io::Labels> labels = io::read_labels(options.arguments[1], fault);
  if (!labels) {
    complain(fault.text);
    return fault.unreadable ? exit_io : exit_data;
  }
  std::string error;
  const std::optional<quality::Corpus> corpus = quality::Corpus::read(options.arguments[0], options.read, error);
  if (!corpus) {
    complain(error);
    return exit_io;
  }
  for (const io::Rejection& rejection : corpus->rejections()) say(io::to_line(rejection, options.arguments[0]));
  const quality::LabelledCorpus labelled = quality::match(*corpus, *labels, options.leave_out);
  if (labelled.absent > 0)
    complain(std::to_string(labelled.absent) + " of " + std::to_string(labels->messages.size()) +
             " labelled messages are not in " + io::shown(options.arguments[0]));
  const std::vector<std::vector<quality::Evidence>> evidence =
      quality::gather(*corpus, labelled, *codebook, options.folds);
  if (const std::string what = too_little(labelled, evidence, options); !what.empty()) {
    complain("too little to learn from: " + what);
    return exit_data;
  }

  quality::Terms terms;
  terms.of_message.resize(labelled.labels.size());
  if (options.learn) {
    std::vector<Message> messages;
    for (const std::uint32_t place : labelled.places) messages.push_back(corpus->messages()[place]);
    std::optional<quality::Terms> found = quality::find_terms(messages, labelled.learn, *codebook, sources, {});
    if (!found) {
      complain("the terms that were found do not make a codebook");
      return exit_totals;
    }
    terms = std::move(*found);
  }
  const quality::CalibrationOptions how{options.folds, options.least_positives, options.precision, options.learn};
  std::vector<CalibratedCode> calibrated;
  const std::vector<Source> all_sources = loaded.sources();
  const quality::RejectedTerms rejected = quality::rejected_terms(all_sources);
  for (std::size_t c = 0; c < evidence.size(); ++c) {
    const auto of_code = rejected.find(codebook->codes()[c].id);
    std::vector<bool> refused;
    for (const std::string& term : terms.texts)
      refused.push_back(of_code != rejected.end() && of_code->second.contains(term));
    calibrated.push_back(quality::calibrate(static_cast<CodeId>(c), evidence[c], *codebook, terms, refused, how));
  }

  const std::vector<quality::NumberFile> files = quality::number_files(calibrated, *codebook, terms, rejected);
  const std::optional<Codebook> result = compile_with(sources, files);
  if (!result) return exit_totals;
  std::vector<Measured> trained;
  const std::vector<quality::Prediction> said = quality::predictions(*corpus, labelled, *result, evidence);
  for (std::size_t c = 0; c < evidence.size(); ++c) trained.push_back(quality::measure(evidence[c], said[c]));
  if (!options.output_folder.empty() && !write_files(options.output_folder, files, *codebook)) return exit_io;
  return print(report(calibrated, trained, *codebook, options));
}

}  // namespace peertag::cli
