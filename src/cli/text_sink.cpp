#include "cli/text_sink.hpp"

#include <algorithm>
#include <vector>

#include "io/escape.hpp"
#include "peertag/sinks/json_writer.hpp"
#include "peertag/sinks/names.hpp"

namespace peertag::cli {
namespace {

constexpr std::string_view bold = "\x1b[1m", marked = "\x1b[1;33m", dim = "\x1b[2m", plain = "\x1b[0m";

std::string one_line(std::string_view text, SourceSpan span) {
  return '"' + io::shown(text.substr(span.begin, span.size()), 120) + '"';
}

}  // namespace

void TextSink::take(const TaggedMessage& tagged) {
  if (options_.colour) out_ += bold;
  out_ += io::shown(tagged.message.id, 64);
  if (options_.colour) out_ += plain;
  if (!tagged.message.conversation_id.empty()) out_ += "  " + io::shown(tagged.message.conversation_id, 64);
  if (!tagged.message.speaker.empty()) out_ += "  " + io::shown(tagged.message.speaker, 64);
  if (tagged.status == Status::undecided)
    out_ += tagged.reason == Undecided::limit ? "  undecided: too long" : "  undecided: too much work";
  out_ += '\n';
  if (options_.text) message_text(tagged);
  for (const CodeScore& code : tagged.codes)
    if (code.candidate || options_.below_threshold) code_line(tagged, code);
  if (options_.suppressed)
    for (const Suppressed& finding : tagged.suppressed) suppressed_line(tagged, finding);
  out_ += '\n';
}

void TextSink::message_text(const TaggedMessage& tagged) {
  std::vector<SourceSpan> spans;
  for (const CodeScore& code : tagged.codes) {
    if (!code.candidate && !options_.below_threshold) continue;
    for (const Annotation& annotation : code.evidence)
      if (annotation.weight >= 0) spans.push_back(annotation.span);
  }
  std::sort(spans.begin(), spans.end());
  std::string shown;
  std::uint32_t at = 0;
  const auto copy_to = [&](std::uint32_t end) {
    shown += io::shown(tagged.message.text.substr(at, end - at), std::string_view::npos, io::Newlines::keep);
    at = end;
  };
  for (std::size_t i = 0; i < spans.size();) {
    SourceSpan together = spans[i];
    for (++i; i < spans.size() && overlaps(spans[i], together); ++i)
      together.end = std::max(together.end, spans[i].end);
    copy_to(together.begin);
    shown += options_.colour ? marked : "[";
    copy_to(together.end);
    shown += options_.colour ? plain : "]";
  }
  copy_to(static_cast<std::uint32_t>(tagged.message.text.size()));
  out_ += "  ";
  for (const char c : shown) {
    out_ += c;
    if (c == '\n') out_ += "  ";
  }
  out_ += '\n';
}

void TextSink::code_line(const TaggedMessage& tagged, const CodeScore& code) {
  out_ += "    ";
  if (options_.colour && !code.candidate) out_ += dim;
  JsonWriter(out_).fixed(code.score, 2);
  out_ += code.candidate ? "  " : " -";
  out_ += code_of(codebook_, code.code).id;
  if (code.implied) out_ += "  by " + code_of(codebook_, code.implied_by).id;
  std::string_view separator = "  ";
  for (const Annotation& annotation : code.evidence) {
    out_ += separator;
    if (annotation.weight < 0) out_ += "against: ";
    out_ += rule_of(codebook_, annotation.rule).id;
    if (options_.text) out_ += ' ' + one_line(tagged.message.text, annotation.span);
    if (!annotation.earlier.id.empty()) out_ += " after " + io::shown(annotation.earlier.id, 64);
    separator = ", ";
  }
  if (options_.colour && !code.candidate) out_ += plain;
  out_ += '\n';
}

void TextSink::suppressed_line(const TaggedMessage& tagged, const Suppressed& finding) {
  out_ += "    stopped by ";
  out_ += stop_name(codebook_, finding);
  if (options_.text && !finding.by.empty()) out_ += ' ' + one_line(tagged.message.text, finding.by);
  out_ += ": " + code_of(codebook_, finding.code).id + ", " + rule_of(codebook_, finding.rule).id;
  if (options_.text) out_ += ' ' + one_line(tagged.message.text, finding.span);
  out_ += '\n';
}

}  // namespace peertag::cli
