// peertag eval: how well tags agree with what people coded, and where they do not.
#include <algorithm>
#include <set>

#include "cli/console.hpp"
#include "cli/evaluation_report.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"
#include "io/archive.hpp"
#include "io/escape.hpp"

namespace peertag::cli {
namespace {

int failed(const io::ReadFault& fault) {
  complain(fault.text);
  return fault.unreadable ? exit_io : exit_data;
}

// Leaves the columns that --book and --code name, which may be rows of labels too. False if one of them names none;
// that has been said.
bool keep_wanted(quality::Comparison& comparison, const Options& options) {
  std::set<std::string> missing(options.codes.begin(), options.codes.end());
  for (const std::string& book : options.books) missing.insert(book + '/');
  std::erase_if(comparison.columns, [&](const quality::Column& column) {
    bool wanted = options.codes.empty() && options.books.empty();
    for (const std::string& code : options.codes) {
      if (column.code != code) continue;
      wanted = true;
      missing.erase(code);
    }
    for (const std::string& book : options.books) {
      if (!column.code.starts_with(book + '/')) continue;
      wanted = true;
      missing.erase(book + '/');
    }
    return !wanted;
  });
  if (missing.empty()) return true;
  complain("neither labels nor tags have `" + io::shown(*missing.begin()) + '`');
  return false;
}

// The texts of the messages that are listed.
bool read_texts(const Options& options, const std::vector<quality::Disagreement>& listed, EvaluationReport& report) {
  std::set<std::string_view> wanted;
  for (const quality::Disagreement& differs : listed) wanted.insert(report.labels.messages[differs.message].id);
  std::string error;
  std::optional<io::Archive> archive = io::Archive::open(options.messages, options.read, error);
  if (!archive) {
    complain(error);
    return false;
  }
  io::RecordReader reader(options.read);
  io::Chunk chunk;
  io::Batch batch;
  while (archive->next(chunk)) {
    reader.read(chunk, archive->layout(), batch);
    for (const Message& message : batch.messages)
      if (wanted.contains(message.id)) report.texts.emplace(message.id, message.text);
  }
  if (!archive->failure().empty()) {
    complain(archive->failure());
    return false;
  }
  if (report.texts.size() < wanted.size())
    complain(std::to_string(wanted.size() - report.texts.size()) + " of " + std::to_string(wanted.size()) +
             " messages to be listed are not in " + io::shown(options.messages));
  return true;
}

std::string formatted(const EvaluationReport& report) {
  switch (report.options.format.value_or(Format::text)) {
    case Format::json:
      return to_json(report);
    case Format::csv:
      return to_csv(report);
    case Format::html:
      return to_html(report);
    default:
      return to_text(report);
  }
}

}  // namespace

int run_eval(const Options& options) {
  const Loaded loaded = load(options.lexicons, Say::errors);
  if (!loaded.codebook) return loaded.exit;
  io::ReadFault fault;
  const std::optional<io::Labels> labels = io::read_labels(options.arguments[0], fault);
  if (!labels) return failed(fault);
  if (labels->messages.empty()) return failed({io::shown(options.arguments[0]) + ": no labelled message", false});
  const std::optional<io::Tags> tags = io::read_tags(options.arguments[1], *labels, fault);
  if (!tags) return failed(fault);

  quality::Comparison comparison = quality::compare(*labels, *tags, *loaded.codebook);
  for (const std::string& code : comparison.unknown_codes)
    complain("the labels have `" + io::shown(code, 64) + "`, which is no code of the codebook; it is scored as it is");
  if (!keep_wanted(comparison, options)) return exit_usage;

  const std::vector<quality::Figure> figures =
      quality::evaluate(comparison, {options.least_positives, options.draws, options.seed});
  std::vector<quality::Disagreement> listed;
  if (options.disagreements) listed = quality::disagreements(comparison, *labels, *tags, options.limit);
  EvaluationReport report{options, *labels, *tags, figures, listed, 0, 0, {}};
  for (const std::uint32_t conversation : comparison.conversation)
    report.conversations = std::max<std::size_t>(report.conversations, conversation + 1U);
  for (const io::TaggedRecord& record : *tags) report.undecided += record.decided ? 0 : 1;
  if (!options.messages.empty() && options.disagreements && !read_texts(options, listed, report)) return exit_io;
  return print(formatted(report), options.output);
}

}  // namespace peertag::cli
