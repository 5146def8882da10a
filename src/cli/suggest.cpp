// peertag suggest: what a person might add to a code's lists and rules, with where it stands.
#include <cstdio>

#include "cli/console.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"
#include "io/escape.hpp"
#include "io/labels.hpp"
#include "peertag/sinks/csv.hpp"
#include "peertag/sinks/json_writer.hpp"
#include "quality/corpus.hpp"
#include "quality/labelled_corpus.hpp"
#include "quality/suggestion.hpp"

namespace peertag::cli {
namespace {

using quality::Suggestion;

constexpr std::size_t suggestions_shown = 30;  // of each kind

std::string_view name_of(Suggestion::By by) { return by == Suggestion::By::labels ? "labels" : "neighbourhood"; }

double value_of(const Suggestion& suggestion) {
  return suggestion.by == Suggestion::By::labels ? suggestion.lift : suggestion.share;
}

std::string reason(const Suggestion& suggestion) {
  char text[160];
  if (suggestion.by == Suggestion::By::labels)
    std::snprintf(text, sizeof text, "%llu coded messages that no rule finds, %.1f times what is usual",
                  static_cast<unsigned long long>(suggestion.positives), suggestion.lift);
  else
    std::snprintf(text, sizeof text, "stands where entries stand, share %.3f", suggestion.share);
  return text;
}

std::string to_text(const std::vector<Suggestion>& suggestions) {
  std::string out;
  std::optional<Suggestion::By> heading;
  for (const Suggestion& suggestion : suggestions) {
    if (heading != suggestion.by) {
      heading = suggestion.by;
      out += (out.empty() ? "By " : "\nBy ") + std::string(name_of(suggestion.by)) + ":\n";
    }
    out += "  " + io::shown(suggestion.term) + "  (" + std::to_string(suggestion.messages) + " messages; " +
           reason(suggestion) + ")\n";
    for (const std::string& context : suggestion.contexts) out += "      ... " + io::shown(context) + " ...\n";
  }
  return out.empty() ? "nothing to suggest\n" : out;
}

std::string to_csv(const std::vector<Suggestion>& suggestions) {
  std::string out = "term,by,messages,positives,value,contexts\r\n";
  for (const Suggestion& suggestion : suggestions) {
    append_csv_cell(out, suggestion.term);
    out.append(",").append(name_of(suggestion.by)).append(",").append(std::to_string(suggestion.messages));
    out.append(",").append(std::to_string(suggestion.positives)).append(",");
    JsonWriter(out).fixed(value_of(suggestion), 4);
    out += ',';
    std::string contexts;
    for (const std::string& context : suggestion.contexts)
      contexts.append(contexts.empty() ? "" : " | ").append(context);
    append_csv_cell(out, contexts);
    out += "\r\n";
  }
  return out;
}

std::string to_json(const std::vector<Suggestion>& suggestions) {
  std::string out;
  JsonWriter json(out);
  for (const Suggestion& suggestion : suggestions) {
    json.begin_object();
    json.key("term");
    json.value(suggestion.term);
    json.key("by");
    json.value(name_of(suggestion.by));
    json.key("messages");
    json.value(suggestion.messages);
    if (suggestion.by == Suggestion::By::labels) {
      json.key("positives");
      json.value(suggestion.positives);
    }
    json.key(suggestion.by == Suggestion::By::labels ? "lift" : "share");
    json.fixed(value_of(suggestion), 4);
    json.key("contexts");
    json.begin_array();
    for (const std::string& context : suggestion.contexts) json.value(context);
    json.end_array();
    json.end_object();
    json.end_line();
  }
  return out;
}

}  // namespace

int run_suggest(const Options& options) {
  const Loaded loaded = load(options.lexicons, Say::errors);
  if (!loaded.codebook) return loaded.exit;
  const Codebook& codebook = *loaded.codebook;
  const std::optional<CodeId> code = codebook.find_code(options.arguments[0]);
  if (!code) {
    complain("no code `" + io::shown(options.arguments[0]) + "` in the codebook; `peertag codes` lists them");
    return exit_usage;
  }
  const std::string& archive = options.arguments[1];
  std::string error;
  const std::optional<quality::Corpus> corpus = quality::Corpus::read(archive, options.read, error);
  if (!corpus) {
    complain(error);
    return exit_io;
  }
  for (const io::Rejection& rejection : corpus->rejections()) say(io::to_line(rejection, archive));

  const std::size_t most = options.limit.value_or(suggestions_shown);
  std::vector<Suggestion> suggestions;
  if (!options.labels.empty()) {
    io::ReadFault fault;
    const std::optional<io::Labels> labels = io::read_labels(options.labels, fault);
    if (!labels) {
      complain(fault.text);
      return fault.unreadable ? exit_io : exit_data;
    }
    const quality::LabelledCorpus labelled = quality::match(*corpus, *labels, {});
    if (labelled.absent > 0)
      complain(std::to_string(labelled.absent) + " of " + std::to_string(labels->messages.size()) +
               " labelled messages are not in " + io::shown(archive));
    std::vector<Message> messages;
    for (const std::uint32_t place : labelled.places) messages.push_back(corpus->messages()[place]);
    const std::vector<Source> sources = loaded.sources();
    const std::optional<quality::Terms> terms =
        quality::find_terms(messages, labelled.learn, codebook, sources, {4, 3, 0.1});
    if (!terms) {
      complain("the terms that were found do not make a codebook");
      return exit_totals;
    }
    const auto evidence = quality::gather(*corpus, labelled, codebook, 2);
    suggestions =
        quality::suggest_by_labels(messages, evidence[static_cast<std::size_t>(*code)], *terms, codebook, most);
  }
  for (Suggestion& suggestion : quality::suggest_by_neighbourhood(corpus->messages(), *code, codebook, most))
    suggestions.push_back(std::move(suggestion));
  switch (options.format.value_or(Format::text)) {
    case Format::json:
      return print(to_json(suggestions), options.output);
    case Format::csv:
      return print(to_csv(suggestions), options.output);
    default:
      return print(to_text(suggestions), options.output);
  }
}

}  // namespace peertag::cli
