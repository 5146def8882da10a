#include "codebook/reporter.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "peertag/limits.hpp"

namespace peertag::codebook {
namespace {

// Fills the `{}` of a text; the values used are taken off the front.
std::string fill(std::string_view text, std::span<const std::string>& values) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "{}") {
      out += values.front();
      values = values.subspan(1);
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

auto order_of(const Diagnostic& diagnostic) {
  return std::tie(diagnostic.source, diagnostic.line, diagnostic.column, diagnostic.id, diagnostic.message);
}

// A line of a machine-made file may be millions of bytes long: what lies far behind the fault is left out.
constexpr std::uint32_t shown_after_fault = 200;

std::string shown(const SourceFile& file, std::uint32_t line, std::uint32_t column) {
  const std::string_view text = file.line(line);
  if (text.data() == nullptr) return {};
  const std::size_t begin = static_cast<std::size_t>(text.data() - file.text().data());
  const std::size_t end = file.byte_at(line, column + shown_after_fault);
  return std::string(text.substr(0, end > begin ? end - begin : 0));
}

}  // namespace

void Reporter::add(Fault fault, const Place& place, std::span<const std::string> values) {
  const DiagnosticKind& kind = kind_of(fault);
  Diagnostic diagnostic;
  diagnostic.id = kind.id;
  diagnostic.severity = kind.severity;
  diagnostic.source = place.source;
  diagnostic.line = place.line;
  diagnostic.column = place.column;
  diagnostic.message = fill(kind.message, values);
  diagnostic.hint = fill(kind.hint, values);
  found_.push_back(std::move(diagnostic));
}

Diagnostics Reporter::take() {
  std::sort(found_.begin(), found_.end(),
            [](const Diagnostic& a, const Diagnostic& b) { return order_of(a) < order_of(b); });
  Diagnostics kept;
  for (const Severity severity : {Severity::error, Severity::warning}) {
    std::uint64_t count = 0;
    std::size_t first_dropped = 0;
    for (std::size_t i = 0; i < found_.size(); ++i) {
      if (found_[i].severity != severity) continue;
      ++count;
      if (count <= limits::diagnostics) kept.push_back(found_[i]);
      if (count == limits::diagnostics + 1) first_dropped = i;
    }
    if (count <= limits::diagnostics) continue;
    Diagnostic more = found_[first_dropped];
    const std::string number[] = {std::to_string(count - limits::diagnostics)};
    std::span<const std::string> values = number;
    more.id = kind_of(Fault::and_more).id;
    more.message = fill(kind_of(Fault::and_more).message, values);
    more.hint = kind_of(Fault::and_more).hint;
    kept.push_back(std::move(more));
  }
  std::stable_sort(kept.begin(), kept.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return order_of(a) < order_of(b); });
  for (Diagnostic& diagnostic : kept)
    if (const auto file = files_.find(diagnostic.source); file != files_.end())
      diagnostic.line_text = shown(*file->second, diagnostic.line, diagnostic.column);
  found_.clear();
  return kept;
}

}  // namespace peertag::codebook
