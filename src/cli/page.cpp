#include "cli/page.hpp"

#include <nettle/base64.h>
#include <nettle/sha2.h>

#include <array>

#include "peertag/detail/utf8.hpp"

namespace peertag::cli {
namespace {

constexpr std::string_view style =
    "body{font:16px/1.5 sans-serif;margin:2em auto;max-width:72em;padding:0 1em;color:#222;background:#fff}"
    "table{border-collapse:collapse;font-size:14px}th,td{padding:.15em .6em;text-align:left;border-bottom:1px solid "
    "#ddd}"
    ".number{text-align:right;font-variant-numeric:tabular-nums}mark{background:#fde68a}mark.extra{background:#bfdbfe}"
    "article{border-left:3px solid #ddd;margin:1em 0;padding:0 1em}article p{margin:.3em 0;white-space:pre-wrap}"
    ".note{color:#666;font-size:14px}";

// What a policy calls a style that stands in the page: "sha256-" and its digest in base64.
std::string policy_name(std::string_view text) {
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
  sha256_digest(&context, digest.size(), digest.data());
  std::string name(BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE), '\0');
  base64_encode_raw(name.data(), digest.size(), digest.data());
  return "sha256-" + name;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string html;
  for (std::size_t at = 0; at < text.size();) {
    const detail::Decoded next = detail::decode(text, at);
    const char32_t c = next.code_point;
    if (c == '&') {
      html += "&amp;";
    } else if (c == '<') {
      html += "&lt;";
    } else if (c == '>') {
      html += "&gt;";
    } else if (c == '"') {
      html += "&quot;";
    } else if (c == '\'') {
      html += "&#39;";
    } else if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || !next.well_formed) {
      detail::append(html, detail::replacement_character);
    } else {
      html += text.substr(at, next.size);
    }
    at += next.size;
  }
  return html;
}

std::string isolated(std::string_view text) { return "<bdi>" + escaped(text) + "</bdi>"; }

std::string page(std::string_view title, std::string_view body) {
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '";
  html += policy_name(style);
  html += "'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>";
  html += escaped(title);
  html.append("</title>\n<style>").append(style).append("</style>\n</head>\n<body>\n");
  html.append(body).append("</body>\n</html>\n");
  return html;
}

}  // namespace peertag::cli
