// What the author wrote, and what the author sees: tests/diagnostics has a pair for each diagnostic of the table.
// R012.toml stands as a rule file beside those of base/, R022.csv in the place of its word list; a folder's files are
// added to it. The few faults that are a matter of size are made here.
#include <doctest/doctest.h>

#include <functional>

#include "codebook/diagnostic_list.hpp"
#include "peertag/limits.hpp"
#include "sources.hpp"

namespace peertag::testing {
namespace {

const std::filesystem::path folder = std::filesystem::path(PEERTAG_SOURCE_DIR) / "tests/diagnostics";

Files base() {
  Files files;
  add_folder(folder / "base", files);
  return files;
}

std::string many(std::uint32_t count, const std::function<std::string(std::uint32_t)>& line) {
  std::string out;
  for (std::uint32_t i = 0; i < count; ++i) out += line(i);
  return out;
}

const std::map<std::string, std::function<void(Files&)>> made = {
    {"R003", [](Files& files) { files["b/R003.toml"] = std::string(limits::rule_file_bytes + 1, '#'); }},
    {"R004",
     [](Files& files) {
       for (int i = 0; i < 9; ++i)
         files["b/R004-" + std::to_string(i) + ".toml"] =
             "rule = []\n#" + std::string(limits::rule_file_bytes - 12, '#') + '\n';
     }},
    {"R028",
     [](Files& files) {
       files["en/words/feeling.csv"] = "term,weight,note\n" + many(limits::list_entries + 10, [](std::uint32_t i) {
                                         return "low" + std::to_string(i) + ",,\n";
                                       });
     }},
    {"R090",
     [](Files& files) {
       files["b/R090.toml"] =
           "[[rule]]\nid = \"a.rule\"\ncode = \"b/one\"\nmatch = [\n" +
           many(limits::regexes + 10, [](std::uint32_t i) { return "'re/hope" + std::to_string(i) + "/',\n"; }) +
           "]\nexamples = [\"[Hope1]\"]\nnot_examples = [\"Hope\"]\n";
     }},
};

// The codebook of one case, and whether there is one.
bool make_case(const std::string& id, Files& files) {
  files = base();
  if (const auto maker = made.find(id); maker != made.end())
    maker->second(files);
  else if (std::filesystem::exists(folder / (id + ".toml")))
    files["b/" + id + ".toml"] = read_file(folder / (id + ".toml"));
  else if (std::filesystem::exists(folder / (id + ".csv")))
    files["en/words/feeling.csv"] = read_file(folder / (id + ".csv"));
  else if (std::filesystem::is_directory(folder / id))
    add_folder(folder / id, files);
  else
    return false;
  return true;
}

TEST_CASE("the base that the cases stand on has no fault") {
  Diagnostics diagnostics;
  CHECK(Codebook::compile(sources_of(base()), diagnostics));
  CHECK(text_of(diagnostics) == "");
}

TEST_CASE("every diagnostic of the table has an example, and says exactly this") {
  for (const codebook::DiagnosticKind& kind : codebook::diagnostic_list) {
    const std::string id(kind.id);
    if (kind.fault == codebook::Fault::same_file_twice) continue;  // below
    if (kind.fault == codebook::Fault::never_given) continue;      // conversation.cpp
    if (kind.fault >= codebook::Fault::no_pack) continue;          // pack.cpp
    CAPTURE(id);
    Files files;
    REQUIRE(make_case(id, files));
    Diagnostics diagnostics;
    const bool compiled = Codebook::compile(sources_of(files), diagnostics).has_value();
    const std::string expected = read_file(folder / (id + ".expected"));
    CHECK(text_of(diagnostics) == expected);
    CHECK(expected.find("[" + id + "]") != std::string::npos);
    CHECK(compiled == !has_errors(diagnostics));
    if (kind.severity == Severity::warning) CHECK(compiled);
  }
}

TEST_CASE("no example lacks its diagnostic") {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().stem().string();
    CAPTURE(name);
    const bool known = std::any_of(std::begin(codebook::diagnostic_list), std::end(codebook::diagnostic_list),
                                   [&](const codebook::DiagnosticKind& kind) { return kind.id == name; });
    CHECK((known || name == "base"));
  }
}

TEST_CASE("a file given twice is an error, whichever comes first") {
  const Files files = base();
  std::vector<Source> sources = sources_of(files);
  sources.push_back(sources.front());
  Diagnostics diagnostics;
  CHECK_FALSE(Codebook::compile(sources, diagnostics));
  CHECK(text_of(diagnostics) == read_file(folder / "R005.expected"));
}

TEST_CASE("the order in which sources are given changes nothing") {
  Files files;
  REQUIRE(make_case("R066", files));
  std::vector<Source> sources = sources_of(files);
  Diagnostics forward, backward;
  CHECK_FALSE(Codebook::compile(sources, forward));
  std::reverse(sources.begin(), sources.end());
  CHECK_FALSE(Codebook::compile(sources, backward));
  CHECK(text_of(forward) == text_of(backward));

  files = base();
  sources = sources_of(files);
  const auto first = Codebook::compile(sources, forward);
  std::reverse(sources.begin(), sources.end());
  const auto second = Codebook::compile(sources, backward);
  REQUIRE((first && second));
  CHECK(first->fingerprint() == second->fingerprint());
}

TEST_CASE("a terminal sees escapes where the file has characters that would steer it") {
  Diagnostic diagnostic;
  diagnostic.id = "R011";
  diagnostic.source = "b/a\x1b[31m.toml";
  diagnostic.line = 3;
  diagnostic.column = 4;
  diagnostic.message = "`\x07` and `\xE2\x80\xAE`";
  diagnostic.line_text = "\tk\xC3\xA9 \x1b[1m = \xFF";
  diagnostic.hint = "";
  CHECK(to_text(diagnostic) ==
        "b/a\\u001B[31m.toml:3:4: error[R011]: `\\u0007` and `\\u202E`\n"
        "   k\xC3\xA9 \\u001B[1m = \\xFF\n"
        "     ^\n");
}

TEST_CASE("a caret stands below its character where others before it are shown as escapes") {
  Diagnostic diagnostic;
  diagnostic.id = "R011";
  diagnostic.source = "a";
  diagnostic.column = 3;
  diagnostic.line_text = "\x01\x02x";
  CHECK(to_text(diagnostic) == "a:1:3: error[R011]: \n  \\u0001\\u0002x\n              ^\n");
}

TEST_CASE("of a long line the part around the fault is shown") {
  Diagnostic diagnostic;
  diagnostic.id = "R011";
  diagnostic.source = "a";
  diagnostic.column = 500;
  diagnostic.line_text = std::string(499, 'a') + 'X' + std::string(499, 'b');
  CHECK(to_text(diagnostic) == "a:1:500: error[R011]: \n  ..." + std::string(100, 'a') + 'X' + std::string(60, 'b') +
                                   "...\n  " + std::string(103, ' ') + "^\n");
}

}  // namespace
}  // namespace peertag::testing
