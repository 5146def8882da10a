#include "io/tags.hpp"

#include <unordered_map>

#include "io/escape.hpp"
#include "io/json_lines.hpp"

namespace peertag::io {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

bool absent(const simdjson::simdjson_result<element>& value) { return value.error() == simdjson::NO_SUCH_FIELD; }

bool read_span(simdjson::simdjson_result<element> value, UnitSpan& span) {
  if (absent(value)) return true;
  array ends;
  std::uint64_t begin = 0, end = 0;
  if (value.get(ends) != simdjson::SUCCESS || ends.size() != 2 || ends.at(0).get(begin) != simdjson::SUCCESS ||
      ends.at(1).get(end) != simdjson::SUCCESS || begin > end || end > UINT32_MAX)
    return false;
  span = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  return true;
}

// Nothing is wrong with a code that has no score, is not said to be a candidate, or has no evidence: other programs
// write less than peertag.
bool read_code(const object& written, TaggedCode& code) {
  std::optional<std::string> name = string_of(written["code"]);
  if (!name) return false;
  code.code = std::move(*name);
  if (!absent(written["score"]) &&
      (written["score"].get(code.score) != simdjson::SUCCESS || !(code.score >= 0 && code.score <= 1)))
    return false;
  if (!absent(written["candidate"]) && written["candidate"].get(code.candidate) != simdjson::SUCCESS) return false;
  if (absent(written["evidence"])) return true;
  array evidence;
  if (written["evidence"].get(evidence) != simdjson::SUCCESS) return false;
  for (const element one : evidence) {
    std::optional<std::string> rule = string_of(one["rule"]);
    if (!rule) return false;
    TaggedCode::Evidence& read = code.evidence.emplace_back(TaggedCode::Evidence{std::move(*rule), {}});
    if (!read_span(one["span"], read.span)) return false;
  }
  return true;
}

}  // namespace

std::optional<Tags> read_tags(const std::string& path, const Labels& labels, ReadFault& fault) {
  std::unordered_map<std::string_view, std::size_t> wanted;
  for (std::size_t m = 0; m < labels.messages.size(); ++m) wanted.emplace(labels.messages[m].id, m);
  std::optional<JsonLines> lines = JsonLines::open(path, fault);
  if (!lines) return std::nullopt;
  Tags tags(labels.messages.size());
  std::vector<bool> read(tags.size());
  for (object record; lines->next(record);) {
    std::string_view id;
    if (record["id"].get(id) != simdjson::SUCCESS) {
      lines->fail("no \"id\" that is a string");
      return std::nullopt;
    }
    const auto place = wanted.find(id);
    if (place == wanted.end()) continue;
    if (read[place->second]) {
      lines->fail("a second record of id " + shown(id, 64));
      return std::nullopt;
    }
    read[place->second] = true;
    TaggedRecord& tagged = tags[place->second];
    tagged.conversation_id = string_of(record["conversation_id"]).value_or("");
    tagged.decided = string_of(record["status"]) != "undecided";
    array codes;
    if (absent(record["codes"])) continue;
    bool good = record["codes"].get(codes) == simdjson::SUCCESS;
    if (good) {
      for (const element one : codes) {
        object code;
        good = good && one.get(code) == simdjson::SUCCESS && read_code(code, tagged.codes.emplace_back());
      }
    }
    if (!good) {
      lines->fail("\"codes\" is not as `peertag tag` writes it");
      return std::nullopt;
    }
  }
  if (!fault.text.empty()) return std::nullopt;
  std::size_t missing = 0, first = 0;
  for (std::size_t m = tags.size(); m-- > 0;) {
    if (read[m]) continue;
    ++missing;
    first = m;
  }
  if (missing == 0) return tags;
  fault.text = shown(path) + ": no record of " + std::to_string(missing) + " of " + std::to_string(tags.size()) +
               " labelled messages; the first is " + shown(labels.messages[first].id, 64);
  return std::nullopt;
}

}  // namespace peertag::io
