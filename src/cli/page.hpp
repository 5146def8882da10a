// One HTML file that stands by itself: no script, and nothing from outside, which its content security policy says,
// too.
#pragma once

#include <string>
#include <string_view>

namespace peertag::cli {

// Text, anywhere in a page: between tags or in a quoted attribute. What HTML may not hold (controls, ill-formed bytes)
// becomes U+FFFD.
[[nodiscard]] std::string escaped(std::string_view text);

// The same, kept apart so that its direction of writing does not reach what stands around it.
[[nodiscard]] std::string isolated(std::string_view text);

// `body` is HTML.
[[nodiscard]] std::string page(std::string_view title, std::string_view body);

}  // namespace peertag::cli
