#include "peertag/version.hpp"

#include "text/text.hpp"

namespace peertag {

std::vector<Version> versions() {
  return {{"peertag", PEERTAG_VERSION},
          {"unicode", text::unicode_version()},
          {"icu", text::icu_version()},
          {"re2", PEERTAG_RE2_VERSION},
          {"utf8proc", text::utf8proc_version()}};
}

}  // namespace peertag
