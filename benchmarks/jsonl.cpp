// What is between JSONL and tags? `peertag tag` on records of 280 bytes or so, beside simdjson doing no more than parse
// the same lines and look up `id` and `text`. MB/s are of JSONL.
//
// The codebook is phrases only, a rule each. Before anything is timed, the tagger's evidence must be what the phrase
// engine finds in the same texts; so texts are made plain beforehand. Timed is what the tool does with its defaults,
// from opening the archive to the renamed output, on one thread; loading the codebook is not.
#include "peertag/sinks/jsonl.hpp"

#include <simdjson.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/tagging.hpp"
#include "corpus.hpp"
#include "engines.hpp"
#include "options.hpp"
#include "peertag/peertag.hpp"
#include "peertag/sinks/json_writer.hpp"
#include "phrase_codebook.hpp"

namespace peertag::benchmarks {
namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "peertag-jsonl-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder for the archive");
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

std::string records_of(std::span<const std::string_view> texts) {
  std::string lines;
  JsonWriter json(lines);
  const auto member = [&](const char* key, const std::string& value) {
    json.key(key);
    json.value(std::string_view(value));
  };
  for (std::size_t t = 0; t < texts.size(); ++t) {
    json.begin_object();
    member("id", "message-" + std::to_string(t));
    member("conversation_id", "thread-" + std::to_string(t / 12));
    member("speaker", "speaker-" + std::to_string(t % 997));
    json.key("timestamp");
    json.value(std::uint64_t{1'700'000'000 + t});
    json.key("text");
    json.value(texts[t]);
    json.end_object();
    json.end_line();
  }
  return lines;
}

Found parse(simdjson::ondemand::parser& parser, const simdjson::padded_string& lines) {
  Found found;
  simdjson::ondemand::document_stream documents;
  if (parser.iterate_many(lines, std::size_t{1} << 20U).get(documents) != simdjson::SUCCESS) return {};
  for (auto document : documents) {
    std::string_view id, text;
    if (document["id"].get(id) != simdjson::SUCCESS || document["text"].get(text) != simdjson::SUCCESS) return {};
    ++found.matches;
    found.checksum += id.size() + text.size();
  }
  return found;
}

Found read_records(const std::string& path, const io::ReadOptions& options) {
  Found found;
  std::string error;
  std::optional<io::Archive> archive = io::Archive::open(path, options, error);
  if (!archive) throw std::runtime_error(error);
  io::RecordReader reader(options);
  io::Chunk chunk;
  io::Batch batch;
  while (archive->next(chunk)) {
    reader.read(chunk, archive->layout(), batch);
    for (const Message& message : batch.messages) found.checksum += message.id.size() + message.text.size();
    found.matches += batch.messages.size();
  }
  return found;
}

// All of `peertag tag` behind its command line.
Found tag(const cli::Options& options, const Codebook& codebook) {
  std::string out;
  JsonlSink writer(codebook, out, {options.unit});
  Conversation conversation = cli::conversation_for(codebook, options);
  const std::vector<bool> wanted(codebook.codes().size(), true);
  if (cli::tag_archives(options, codebook, wanted, conversation, {writer, out, {}}) != 0)
    throw std::runtime_error("peertag tag failed");
  return {std::filesystem::file_size(options.output), 0};
}

bool run_set(const std::string& set, std::span<const std::string_view> texts, const Options& options) {
  std::vector<std::string> phrases = read_lines(options.shared + "/perf/" + set + ".txt");
  std::erase_if(phrases, [](const std::string& phrase) { return plain(phrase) != phrase; });
  const Codebook codebook = codebook_of(phrases);
  const PhraseTables tables(views_of(phrases));
  PhraseMatcher matcher(tables);
  const Found matches = in_batches(matcher, texts);
  Tagger tagger(codebook);
  if (const Found evidence = evidence_of(tagger, texts); evidence != matches) {
    std::fprintf(stderr, "DIFFERENT: the tagger's evidence is %llu phrases, the phrase engine finds %llu\n",
                 static_cast<unsigned long long>(evidence.matches), static_cast<unsigned long long>(matches.matches));
    return false;
  }

  const std::string records = records_of(texts);
  const simdjson::padded_string padded(records);
  simdjson::ondemand::parser parser;
  const Folder folder;
  cli::Options tool;
  tool.arguments = {folder.file("messages.jsonl")};
  tool.output = folder.file("tags.jsonl");
  tool.quiet = true;
  std::ofstream(tool.arguments[0], std::ios::binary) << records;

  const auto tag_all = [&] { return tag(tool, codebook); };
  const auto find_all = [&] { return in_batches(matcher, texts); };
  const std::string baseline = "simdjson parses the lines";
  const std::vector<Engine> engines = {
      {baseline, [&] { return parse(parser, padded); }},
      {"peertag reads the records", [&] { return read_records(tool.arguments[0], tool.read); }},
      {"phrase engine on the texts", find_all, 0, find_all},
      {"peertag tag", tag_all, 0, tag_all}};
  if (!agree(engines)) return false;
  std::vector<Timing> timings = take_turns(engines, options.rounds);
  timings.back().found = matches;  // of the run compared above; while timed, bytes of output are counted
  print("jsonl", set, static_cast<double>(records.size()), timings, baseline, options.csv);
  return true;
}

int run(const Options& options) {
  std::vector<std::string> made = read_texts(options.shared + "/corpus/messages.jsonl.zst", options.bytes());
  for (std::string& text : made) text = plain(text);
  const Corpus corpus = make_corpus(made);
  bool equal = true;
  for (const std::string& set : options.sets) equal = run_set(set, corpus.texts, options) && equal;
  return equal ? 0 : 1;
}

}  // namespace
}  // namespace peertag::benchmarks

int main(int argc, char** argv) {
  using namespace peertag::benchmarks;
  return run_program(argc, argv, {"ph5000", "sp5000"}, run);
}
