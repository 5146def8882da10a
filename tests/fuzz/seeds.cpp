// Writes the seeds of every target below a folder: `peertag_fuzz_seeds FOLDER`. From the golden conversations, the
// default books with their examples, and the cases of tests/diagnostics.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "codebook/sources.hpp"
#include "io/packing.hpp"
#include "match/random_book.hpp"
#include "peertag/peertag.hpp"
#include "peertag/sinks/json_writer.hpp"

namespace {

namespace fs = std::filesystem;
using peertag::test::gzipped;
using peertag::test::zstd_packed;

fs::path out;

void seed(std::string_view target, std::string_view text) {
  static int number = 0;
  std::ofstream(out / target / std::to_string(number++), std::ios::binary) << text;
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The last byte says how the archive is read (reader.cpp).
void archive_seeds(const std::string& jsonl, const std::string& csv) {
  for (const char how : {'\x08', '\x50', '\xA2', '\xC4'}) {
    seed("reader", jsonl + how);
    seed("reader", csv + static_cast<char>(how | 1));
    seed("reader", gzipped(jsonl) + how);
    seed("reader", zstd_packed(jsonl) + how);
  }
}

void archives_of(const std::vector<std::string>& texts) {
  for (std::size_t first = 0; first < texts.size(); first += 3) {
    std::string jsonl, csv = "id,text,speaker,reply_to\r\n";
    for (std::size_t i = first; i < texts.size() && i < first + 3; ++i) {
      const std::string id = 'm' + std::to_string(i);
      peertag::JsonWriter json(jsonl);
      json.begin_object();
      json.key("id");
      json.value(id);
      json.key("text");
      json.value(texts[i]);
      json.key("meta");
      json.begin_object();
      json.key("role");
      json.value(i % 2 == 0 ? "seeker" : "supporter");
      json.end_object();
      json.end_object();
      json.end_line();
      csv += id + ",\"";
      for (const char c : texts[i]) csv += c == '"' ? "\"\"" : std::string(1, c);
      csv += "\",ana," + (i > 0 ? 'm' + std::to_string(i - 1) : "") + "\r\n";
    }
    archive_seeds(jsonl, csv);
  }
}

// A codebook's folder as one input of `rules`.
std::string folder_as_input(const fs::path& folder) {
  std::string input;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().filename() != "expected")
      input += "### " + fs::relative(entry.path(), folder).generic_string() + '\n' + read(entry.path());
  return input;
}

void pack_seed(const fs::path& folder) {
  peertag::testing::Files files;
  peertag::testing::add_folder(folder, files);
  std::erase_if(files, [](const auto& file) { return file.first.find('/') == std::string::npos; });
  peertag::Diagnostics ignored;
  if (const auto book = peertag::Codebook::compile(peertag::testing::sources_of(files), ignored))
    seed("pack", book->save());
}

void rule_seeds(const fs::path& diagnostics) {
  const std::string base = folder_as_input(diagnostics / "base");
  for (const auto& entry : fs::directory_iterator(diagnostics)) {
    const std::string extension = entry.path().extension().string();
    if (entry.is_directory()) seed("rules", base + folder_as_input(entry.path()));
    if (extension == ".toml") seed("rules", base + "### b/more.toml\n" + read(entry.path()));
    if (extension == ".csv") seed("rules", base + "### en/words/feeling.csv\n" + read(entry.path()));
  }
  // Rules of the default books, one by one, for a code there is.
  for (const peertag::Source& source : peertag::Codebook::default_sources()) {
    if (!source.name.ends_with(".toml") || source.name.ends_with("book.toml")) continue;
    std::string_view rest = source.text;
    for (std::size_t at = rest.find("[[rule]]"); at != rest.npos;) {
      rest.remove_prefix(at);
      at = rest.find("[[rule]]", 1);
      std::string rule(rest.substr(0, at));
      for (const std::string_view book : {"appear/", "living/", "strategies/", "worker/"})
        for (std::size_t code = 0; (code = rule.find('"' + std::string(book), code)) != rule.npos;)
          rule.replace(code, rule.find('"', code + 1) - code, "\"b/one.two");
      for (std::size_t list = 0; (list = rule.find('@', list)) != rule.npos; ++list) {
        const std::size_t end = rule.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", list + 1);
        rule.replace(list + 1, end - list - 1, "mood");
      }
      seed("rules", rule + "\n### message\nI felt low.");
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("peertag_fuzz_seeds FOLDER\n", stderr), 2;
  out = argv[1];
  fs::remove_all(out);
  for (const char* target : {"reader", "text", "rules", "matcher", "phrases", "pack"})
    fs::create_directories(out / target);

  const fs::path tests = fs::path(PEERTAG_SOURCE_DIR) / "tests";
  for (const auto& entry : fs::directory_iterator(tests / "golden")) {
    seed("reader", read(entry.path() / "conversation.jsonl"));
    seed("text", read(entry.path() / "conversation.jsonl"));
  }
  peertag::Diagnostics ignored;
  const auto books = peertag::Codebook::compile(peertag::Codebook::default_sources(), ignored);
  if (!books) return 1;
  std::vector<std::string> texts;
  for (const peertag::RuleText& rule : books->rules())
    for (const peertag::Example& example : rule.examples)
      for (const peertag::Example::Turn& turn : example.turns) texts.push_back(turn.text);
  for (const std::string& text : texts) seed("text", text);
  texts.resize(std::min<std::size_t>(texts.size(), 60));
  archives_of(texts);
  rule_seeds(tests / "diagnostics");
  pack_seed(tests / "golden/conversation");
  pack_seed(tests / "diagnostics/base");
  random_book::Random random(1);
  for (int i = 0; i < 100; ++i) {
    std::string choices;
    for (int byte = 0; byte < 1000; ++byte) choices += static_cast<char>(random.below(256));
    for (const char* target : {"matcher", "phrases"}) seed(target, choices + "###" + random_book::make_message(random));
  }
}
