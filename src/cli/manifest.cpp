#include "cli/manifest.hpp"

#include "peertag/sinks/json_writer.hpp"
#include "peertag/version.hpp"

namespace peertag::cli {
namespace {

void member(JsonWriter& json, std::string_view key, std::string_view value) {
  json.key(key);
  json.value(value);
}
void member(JsonWriter& json, std::string_view key, std::uint64_t value) {
  json.key(key);
  json.value(value);
}

std::string_view name_of(OffsetUnit unit) {
  return unit == OffsetUnit::byte ? "byte" : unit == OffsetUnit::codepoint ? "codepoint" : "utf16";
}

void write_codebook(JsonWriter& json, const Codebook& codebook) {
  json.key("codebook");
  json.begin_object();
  member(json, "fingerprint", codebook.fingerprint());
  json.key("books");
  json.begin_array();
  for (const Book& book : codebook.books()) {
    json.begin_object();
    member(json, "id", book.id);
    member(json, "version", book.version);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

// As they were given on the command line, so that the table of options stays the only one.
void write_options(JsonWriter& json, const Options& options) {
  json.key("options");
  json.begin_array();
  for (const std::string& option : options.as_given) json.value(option);
  json.end_array();
}

void write_inputs(JsonWriter& json, std::span<const io::Input::Identity> inputs) {
  json.key("inputs");
  json.begin_array();
  for (const io::Input::Identity& input : inputs) {
    json.begin_object();
    member(json, "path", input.path);
    member(json, "packing", input.packing);
    member(json, "bytes", input.packed_bytes);
    member(json, "sha256", input.sha256);
    json.end_object();
  }
  json.end_array();
}

void write_totals(JsonWriter& json, const Codebook& codebook, const Totals& totals, const Counts& counts) {
  json.key("totals");
  json.begin_object();
  member(json, "read", totals.read);
  member(json, "tagged", counts.tagged);
  member(json, "clean", counts.clean);
  member(json, "undecided", counts.undecided());
  member(json, "rejected", totals.rejected());
  json.end_object();
  json.key("undecided_by");
  json.begin_object();
  member(json, "budget", counts.undecided_budget);
  member(json, "limit", counts.undecided_limit);
  json.end_object();
  json.key("rejected_by");
  json.begin_object();
  for (std::size_t i = 0; i < totals.rejected_as.size(); ++i)
    if (totals.rejected_as[i] > 0) member(json, io::reject_class_names[i], totals.rejected_as[i]);
  json.end_object();
  json.key("conversations");
  json.begin_object();
  for (const Totals::Oddity& oddity : totals.conversation_oddities()) member(json, oddity.name, oddity.number);
  json.end_object();
  json.key("codes");
  json.begin_object();
  for (std::size_t i = 0; i < counts.candidates.size(); ++i)
    if (counts.candidates[i] > 0) member(json, codebook.codes()[i].id, counts.candidates[i]);
  json.end_object();
}

}  // namespace

std::string manifest(const Codebook& codebook, const Options& options, std::span<const io::Input::Identity> inputs,
                     const Totals& totals, const Counts& counts) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.key("versions");
  json.begin_object();
  for (const auto& [name, version] : versions()) member(json, name, version);
  json.end_object();
  write_codebook(json, codebook);
  member(json, "offsets", name_of(options.unit));
  write_options(json, options);
  write_inputs(json, inputs);
  write_totals(json, codebook, totals, counts);
  json.end_object();
  json.end_line();
  return text;
}

}  // namespace peertag::cli
