#include "codebook/pattern_key.hpp"

namespace peertag::codebook {
namespace {

// Stands between parts; no token holds it.
constexpr char separator = '\n';

}  // namespace

std::string key_of(const Item& item) {
  std::string out(1, static_cast<char>('a' + static_cast<int>(item.kind)));
  out += item.text;
  for (const std::string& word : item.words) out.append(1, separator).append(word);
  for (const Run& alternative : item.alternatives) out.append("(").append(key_of(alternative)).append(")");
  if (item.kind == Item::Kind::gap) out += std::to_string(item.gap_max);
  if (item.optional) out += '?';
  return out;
}

std::string key_of(const Run& run) {
  std::string out;
  for (const Item& item : run.items) out.append(key_of(item)).append(1, separator).append(1, separator);
  return out;
}

std::string key_of(const Pattern& pattern) {
  std::string out;
  if (pattern.regex) return "/" + pattern.regex->expression;
  if (pattern.at_start) out += '^';
  for (std::size_t i = 0; i < pattern.parts.size(); ++i) {
    if (i > 0) out += '~' + std::to_string(pattern.near_max[i - 1]) + ' ';
    out += key_of(pattern.parts[i]);
  }
  if (pattern.at_end) out += '$';
  return out;
}

}  // namespace peertag::codebook
