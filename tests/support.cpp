#include "support.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace peertag::test {

Codebook codebook_of(std::span<const Source> sources) {
  Diagnostics diagnostics;
  std::optional<Codebook> codebook = Codebook::compile(sources, diagnostics);
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += to_text(diagnostic);
  INFO(text);
  REQUIRE(codebook.has_value());
  return std::move(*codebook);
}

Codebook codebook_of(std::initializer_list<Source> sources) {
  return codebook_of(std::span<const Source>(sources.begin(), sources.size()));
}

std::span<const Source> small_book() {
  static constexpr Source sources[] = {
      {"b/book.toml", R"(id = "b"
title = "A small book"
source = "made up"
licence = "MIT"
version = "0.1"
[[code]]
id = "kind"
label = "Kindness"
kind = "context"
definition = "The talk is kind."
[[code]]
id = "kind.tired"
label = "Sees tiredness"
kind = "factor"
parent = "kind"
definition = "Names how hard something is for the other."
include = ["sounding tired"]
exclude = ["sport"]
bias = -1.0
[[code]]
id = "weak"
label = "A weak sign"
kind = "theme"
definition = "Something small."
bias = -1.0
)"},
      {"b/rules.toml", R"([[rule]]
id = "tired.sounds"
code = "b/kind.tired"
match = ["(that|it) sounds @hardship"]
weight = 1.5
examples = ["Oh, [that sounds exhausting]."]
not_examples = [{ text = "I doubt it, never say that sounds hard.", because = "negated" }, "It sounds like fun."]
[[rule]]
id = "weak.low"
code = "b/weak"
match = ["low"]
weight = 0.5
examples = ["You feel [low]."]
not_examples = ["A tall tree."]
)"},
      {"en/cues.toml", R"([[cue]]
class = "negated"
terms = ["not", "never"]
reach = "forward"
max = 6
[[cue]]
class = "hypothetical"
terms = ["if"]
reach = "forward"
max = 6
[[cue]]
class = "reported"
terms = ["said"]
reach = "forward"
max = 6
[[cue]]
class = "third-person"
terms = ["he"]
reach = "forward"
max = 6
)"},
      {"en/words/hardship.csv", "term,weight,note\nexhausting,0.3,\nhard,,\n"},
  };
  return sources;
}

std::string small_book_in(const TemporaryFolder& folder) {
  for (const Source& source : small_book()) folder.write("lexicons/" + std::string(source.name), source.text);
  return folder.path("lexicons");
}

std::string tag_all(const Codebook& codebook, std::span<const Message> messages, JsonlOptions options) {
  std::string out;
  JsonlSink sink(codebook, out, options);
  Tagger(codebook).tag(messages, sink);
  return out;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  INFO(path);
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::optional<std::string> shared(std::string_view path) {
  std::string full = std::string(PEERTAG_SHARED_DIR) + '/' + std::string(path);
  if (std::filesystem::exists(full)) return full;
  MESSAGE("skipped: there is no " << full);
  return std::nullopt;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "peertag-test-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::path(std::string_view name) const {
  return name.empty() ? path_ : path_ + '/' + std::string(name);
}

std::string TemporaryFolder::write(std::string_view name, std::string_view text) const {
  const std::filesystem::path file = path(name);
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
  return file.string();
}

std::vector<std::string> TemporaryFolder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

Ran run(std::vector<std::string> command, std::string_view input) {
  const TemporaryFolder folder;
  const std::string in = folder.write("in", input), out = folder.path("out"), err = folder.path("err");
  std::vector<char*> argv;
  for (std::string& word : command) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto put = [](const std::string& path, int flags, int descriptor) {
      const int opened = ::open(path.c_str(), flags, 0600);
      if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(127);
    };
    put(in, O_RDONLY, STDIN_FILENO);
    put(out, O_WRONLY | O_CREAT, STDOUT_FILENO);
    put(err, O_WRONLY | O_CREAT, STDERR_FILENO);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_file(out), read_file(err)};
}

Ran run_tool(std::vector<std::string> arguments, std::string_view input) {
  arguments.insert(arguments.begin(), PEERTAG_TOOL);
  return run(std::move(arguments), input);
}

}  // namespace peertag::test
