// The files of a folder, as sources of a codebook.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "peertag/codebook.hpp"

namespace peertag::testing {

using Files = std::map<std::string, std::string>;  // by name

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Adds (or replaces) every file below the folder.
inline void add_folder(const std::filesystem::path& folder, Files& files) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().filename() != "expected")
      files[std::filesystem::relative(entry.path(), folder).generic_string()] = read_file(entry.path());
}

inline std::vector<Source> sources_of(const Files& files) {
  std::vector<Source> out;
  for (const auto& [name, text] : files) out.push_back({name, text});
  return out;
}

inline std::string text_of(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) out += to_text(diagnostic);
  return out;
}

}  // namespace peertag::testing
