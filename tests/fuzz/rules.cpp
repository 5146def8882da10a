// Codebooks: whatever the files, they compile or have errors, in any order of the files; what compiles tags any text
// twice alike, with spans on its code points. The longest way through the core.
#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "fuzz/targets.hpp"
#include "peertag/detail/utf8.hpp"
#include "peertag/peertag.hpp"
#include "peertag/sinks/jsonl.hpp"

namespace peertag::fuzz {
namespace {

using Files = std::map<std::string, std::string>;

const Files small_book = {
    {"b/book.toml", R"(id = "b"
title = "B"
[[code]]
id = "one"
label = "One"
kind = "context"
definition = "d"
[[code]]
id = "one.two"
label = "Two"
kind = "factor"
parent = "one"
definition = "d"
bias = -1.0
)"},
    {"b/rules.toml", R"([[rule]]
id = "a"
code = "b/one.two"
match = ["i feel~ @mood"]
)"},
    {"en/cues.toml", R"([[cue]]
class = "negated"
terms = ["not"]
reach = "forward"
max = 4
)"},
    {"en/words/mood.csv", "term,weight,note\nlow,0.5,\nworn out,,\n"},
    {"en/forms.csv", "base,forms\nfeel,feels,felt\n"},
    {"en/variants.csv", "from,to\nu,you\ndont,do not\n"},
};

// Cuts the input at its `### NAME` lines.
Files files_of(std::string_view bytes) {
  Files files;
  std::string name = "b/rules.toml";
  while (!bytes.empty()) {
    std::size_t end = bytes.starts_with("### ") ? 0 : bytes.find("\n### ");
    end = end == std::string_view::npos ? bytes.size() : end == 0 && bytes.starts_with("### ") ? 0 : end + 1;
    if (end > 0) files[name] = bytes.substr(0, end);
    bytes.remove_prefix(end);
    if (bytes.empty()) break;
    const std::size_t line = std::min(bytes.find('\n'), bytes.size());
    name = bytes.substr(4, line - 4);
    files[name];
    bytes.remove_prefix(std::min(line + 1, bytes.size()));
  }
  return files;
}

std::string check_diagnostics(const Diagnostics& diagnostics) {
  const auto place = [](const Diagnostic& d) { return std::tuple(std::string_view(d.source), d.line, d.column, d.id); };
  for (std::size_t i = 0; i < diagnostics.size(); ++i) {
    const Diagnostic& diagnostic = diagnostics[i];
    if (diagnostic.line == 0 || diagnostic.column == 0) return "a diagnostic has no place";
    if (i > 0 && place(diagnostic) < place(diagnostics[i - 1])) return "diagnostics are out of order";
    const std::string text = to_text(diagnostic);
    if (text.empty() || text.back() != '\n') return "a diagnostic is no text";
    for (const char c : text)
      if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return "a diagnostic holds a control character";
  }
  return {};
}

// Checks what a sink must be able to rely on.
class CheckingSink final : public Sink {
 public:
  explicit CheckingSink(const Codebook& codebook) : codebook_(codebook) {}
  void take(const TaggedMessage& tagged) override {
    text_ = tagged.message.text;
    std::uint32_t before = 0;
    for (const CodeScore& code : tagged.codes) {
      const auto id = static_cast<std::uint32_t>(code.code);
      if (id < before || id >= codebook_.codes().size()) fault = "codes are out of order";
      before = id;
      if (!(code.score >= 0.0 && code.score <= 1.0)) fault = "a score is none";
      if (code.candidate != (code.score >= codebook_.codes()[id].threshold)) fault = "a candidate is none";
      for (const Annotation& annotation : code.evidence) {
        check(annotation.span, codebook_.rules().size() > static_cast<std::size_t>(annotation.rule));
        for (const EntryId entry : annotation.entries) entries += codebook_.entry(entry).term.size();
      }
    }
    for (const Suppressed& finding : tagged.suppressed) {
      check(finding.span, codebook_.rules().size() > static_cast<std::size_t>(finding.rule));
      check(finding.by, true);
    }
  }
  std::string fault;
  std::size_t entries = 0;  // so that they are looked at

 private:
  void check(SourceSpan span, bool rule_exists) {
    if (!rule_exists || span.end < span.begin || span.end > text_.size()) fault = "a span is out of its text";
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t next = at + detail::decode(text_, at).size;
      if ((span.begin > at && span.begin < next) || (span.end > at && span.end < next)) fault = "a character is split";
      at = next;
    }
  }
  const Codebook& codebook_;
  std::string_view text_;
};

std::string tag(const Codebook& codebook, const std::vector<Message>& messages, std::string& fault) {
  std::string out;
  JsonlSink jsonl(codebook, out, {});
  CheckingSink checks(codebook);
  TeeSink both(jsonl, checks);
  Conversation conversation(codebook.turns_back());
  Tagger tagger(codebook);
  tagger.tag(messages, conversation, both);
  if (!checks.fault.empty()) fault = checks.fault;
  return out;
}

std::string check_tagging(const Codebook& codebook, std::string_view given) {
  std::vector<std::string> texts = {
      "I feel low.\n> you feel worn out\nI felt u dont, not worn out? caf\xE9 \xF0\x9F\x92\x99"};
  for (const RuleText& rule : codebook.rules())
    for (const Example& example : rule.examples)
      for (const Example::Turn& turn : example.turns)
        if (texts.size() < 20) texts.push_back(turn.text);
  std::vector<Message> messages;
  const Exact exact(given);
  const auto add = [&](std::string_view text) {
    Message message;
    message.id = text;
    message.speaker = messages.size() % 3 == 0 ? "a" : "b";
    message.conversation_id = "c";
    message.reply_kind = messages.empty() ? ReplyKind::opens : ReplyKind::not_known;
    message.text = text;
    messages.push_back(message);
  };
  add(exact.view());
  for (const std::string& text : texts) add(text);
  std::string fault;
  const std::string first = tag(codebook, messages, fault);
  if (fault.empty() && tag(codebook, messages, fault) != first) return "tagging again gives something else";
  return fault;
}

}  // namespace

std::string rules(std::string_view bytes) {
  Files files = files_of(bytes);
  std::string message;
  if (const auto given = files.find("message"); given != files.end()) {
    message = given->second;
    files.erase(given);
  }
  for (const auto& file : small_book) files.insert(file);
  std::vector<Exact> texts;
  std::vector<Source> sources;
  for (const auto& [name, text] : files) sources.push_back({name, texts.emplace_back(text).view()});

  Diagnostics diagnostics, again;
  const std::optional<Codebook> codebook = Codebook::compile(sources, diagnostics);
  if (codebook.has_value() == has_errors(diagnostics)) return "a codebook with errors, or none without";
  if (std::string fault = check_diagnostics(diagnostics); !fault.empty()) return fault;
  if (codebook)
    if (std::string fault = check_tagging(*codebook, message); !fault.empty()) return fault;

  std::reverse(sources.begin(), sources.end());
  const std::optional<Codebook> reversed = Codebook::compile(sources, again);
  if (reversed.has_value() != codebook.has_value() || diagnostics.size() != again.size())
    return "the order of files changes what is said";
  for (std::size_t i = 0; i < again.size(); ++i)
    if (to_text(diagnostics[i]) != to_text(again[i])) return "the order of files changes what is said";
  if (codebook && codebook->fingerprint() != reversed->fingerprint())
    return "the order of files changes the fingerprint";
  return {};
}

}  // namespace peertag::fuzz
