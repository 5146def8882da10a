// What fuzzing has found, tried again: each file of tests/fuzz/findings/<target>/ once broke that target.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "fuzz/targets.hpp"
#include "support.hpp"

namespace peertag::test {

TEST_CASE("no target is broken any more by what once broke it") {
  const std::filesystem::path folder = std::filesystem::path(PEERTAG_SOURCE_DIR) / "tests/fuzz/findings";
  for (const fuzz::Target& target : fuzz::targets) {
    std::vector<std::filesystem::path> files;
    if (std::filesystem::exists(folder / target.name))
      for (const auto& entry : std::filesystem::directory_iterator(folder / target.name)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) {
      CAPTURE(file.string());
      const fuzz::Exact input(read_file(file.string()));
      CHECK(target.run(input.view()) == "");
    }
  }
}

TEST_CASE("no target is broken by an empty input, nor by one that says nothing") {
  for (const fuzz::Target& target : fuzz::targets) {
    CAPTURE(target.name);
    for (const std::string_view bytes : {"", "\n", "x", "### message\nI feel low."})
      CHECK(target.run(fuzz::Exact(bytes).view()) == "");
  }
}

}  // namespace peertag::test
