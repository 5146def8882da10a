// peertag tag: archives in, tags out.
#include <memory>
#include <optional>

#include "cli/console.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"
#include "cli/tagging.hpp"
#include "cli/text_sink.hpp"
#include "peertag/sinks/csv.hpp"
#include "peertag/sinks/jsonl.hpp"

namespace peertag::cli {
namespace {

std::unique_ptr<Sink> make_sink(Format format, const Codebook& codebook, const Options& options, std::string& out) {
  switch (format) {
    case Format::jsonl:
      return std::make_unique<JsonlSink>(
          codebook, out, JsonlOptions{options.unit, options.below_threshold, options.suppressed, options.text});
    case Format::csv:
      return std::make_unique<CsvSink>(codebook, out, CsvOptions{options.unit, options.below_threshold, options.text});
    default:  // --format offers no other but text
      break;
  }
  return std::make_unique<TextSink>(
      codebook, out, TextOptions{options.below_threshold, options.suppressed, options.text, colour_wanted()});
}

}  // namespace

int run_tag(const Options& options) {
  const Format format =
      options.format.value_or(options.output == "-" && standard_output_is_terminal() ? Format::text : Format::jsonl);
  if (options.suppressed && format == Format::csv) {
    complain("--suppressed: --format csv has no place for it");
    return exit_usage;
  }
  if (!files_make_sense(options)) return exit_io;
  const Loaded loaded = load(options.lexicons, Say::errors);
  if (!loaded.codebook) return loaded.exit;
  const Codebook& codebook = *loaded.codebook;
  const std::optional<std::vector<bool>> wanted = wanted_codes(codebook, options);
  if (!wanted) return exit_usage;

  std::string out;
  const std::unique_ptr<Sink> writer = make_sink(format, codebook, options, out);
  Conversation conversation = conversation_for(codebook, options);
  return tag_archives(options, codebook, *wanted, conversation, {*writer, out, {}});
}

}  // namespace peertag::cli
