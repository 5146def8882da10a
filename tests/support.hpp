// What most tests need: a codebook from a few lines, tags as text, a folder of their own, the tool run as a user would.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "peertag/peertag.hpp"
#include "peertag/sinks/jsonl.hpp"

namespace peertag {

template <class Unit>
std::ostream& operator<<(std::ostream& out, const Span<Unit>& span) {
  return out << '[' << span.begin << ", " << span.end << ')';
}

}  // namespace peertag

namespace peertag::test {

// REQUIRE()s that the sources compile.
Codebook codebook_of(std::span<const Source> sources);
Codebook codebook_of(std::initializer_list<Source> sources);

// A book `b` with two factors of a context, four cue classes and a word list; enough for the tool and the sinks.
std::span<const Source> small_book();

// The path of a folder that holds the small book, inside `folder`.
class TemporaryFolder;
std::string small_book_in(const TemporaryFolder& folder);

// JSONL of all messages.
std::string tag_all(const Codebook& codebook, std::span<const Message> messages, JsonlOptions options = {});

// The text of a file; REQUIRE()s that it can be read.
std::string read_file(const std::string& path);

// The path of something in the shared folder; nothing, and a message that says so, where that is absent.
std::optional<std::string> shared(std::string_view path);

// Gone with all that is in it at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] std::string path(std::string_view name = {}) const;
  // Writes a file, and the folders it lies in; returns its path.
  std::string write(std::string_view name, std::string_view text) const;
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  std::string path_;
};

struct Ran {
  int exit = -1;  // 128 + the signal, if one ended it
  std::string out, err;
};

// A command and its arguments; the first word is looked up in PATH.
Ran run(std::vector<std::string> command, std::string_view input = {});

// `peertag ARGUMENTS`, as the build made it.
Ran run_tool(std::vector<std::string> arguments, std::string_view input = {});

}  // namespace peertag::test
