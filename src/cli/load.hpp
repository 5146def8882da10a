// From the command line to a codebook: the built-in books or a folder, read, compiled, and complained about.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "peertag/codebook.hpp"

namespace peertag::cli {

// The texts of a lexicon folder. Source borrows from it.
struct SourceFiles {
  struct File {
    std::string name;  // below the folder, with `/`
    std::string text;
  };
  std::vector<File> files;  // in byte order of their names

  [[nodiscard]] std::vector<Source> sources() const;
};

// Reads every *.toml and *.csv below `folder`, whatever the directories' order. No link is followed, only regular files
// are opened, and sizes are bounded. On an error nothing is returned.
std::optional<SourceFiles> read_folder(const std::string& folder, std::string& error);

enum class Say : bool { errors, warnings_too };

struct Loaded {
  SourceFiles files;  // empty: the built-in books, or a pack
  std::optional<Codebook> codebook;
  Diagnostics diagnostics;
  int exit = 0;  // if there is no codebook: the exit code, and it has been said why
  std::string folder;
  bool packed = false;  // `folder` is what `peertag compile` wrote

  // What the codebook was made from; of a pack, nothing is there.
  [[nodiscard]] std::vector<Source> sources() const;
  // Writes them to standard error, with the paths of files that their author can open.
  void say_all(const Diagnostics& diagnostics, Say what) const;
  // As its author can open it: with the folder in front.
  [[nodiscard]] std::string path_of(std::string_view source) const;
};

// Compiles the books of --lexicons, or maps a pack, and writes what is wrong with them to standard error.
Loaded load(const std::string& folder, Say what);

// One flag for each code, by CodeId: whether --book and --code let it through. Nothing if one of them names none; that
// has been said.
std::optional<std::vector<bool>> wanted_codes(const Codebook& codebook, const Options& options);

// One flag for each rule, by RuleId: those of the codes of --code, and of these those of --rule, as far as either is
// given. Nothing if one of them names none; that has been said.
std::optional<std::vector<bool>> wanted_rules(const Codebook& codebook, const Options& options);

}  // namespace peertag::cli
