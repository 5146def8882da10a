#include "cli/versions.hpp"

#include "text/text.hpp"

namespace peertag::cli {

std::vector<std::pair<std::string_view, std::string>> versions() {
  return {{"peertag", PEERTAG_VERSION},
          {"unicode", text::unicode_version()},
          {"icu", text::icu_version()},
          {"re2", PEERTAG_RE2_VERSION},
          {"utf8proc", text::utf8proc_version()}};
}

std::string versions_text() {
  std::string text;
  for (const auto& [name, version] : versions()) text += std::string(name) + ' ' + version + '\n';
  return text;
}

}  // namespace peertag::cli
