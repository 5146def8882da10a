// peertag explain: one message, and all that led to its codes.
#include <algorithm>
#include <map>
#include <set>

#include "cli/console.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"
#include "codebook/compiled.hpp"
#include "io/archive.hpp"
#include "io/escape.hpp"
#include "peertag/sinks/json_writer.hpp"
#include "peertag/sinks/names.hpp"
#include "peertag/tagger.hpp"

namespace peertag::cli {
namespace {

using Texts = std::map<std::string, std::string, std::less<>>;  // by id

class Explainer {
 public:
  Explainer(const Loaded& loaded, OffsetUnit unit, std::vector<bool> wanted)
      : loaded_(loaded), codebook_(*loaded.codebook), unit_(unit), units_(unit), wanted_(std::move(wanted)) {}

  // `earlier`: the messages that its evidence rests on, as far as they are to be had. Their spans count in bytes.
  std::string explain(const TaggedMessage& tagged, const Texts& earlier) {
    units_.reset(tagged.message.text);
    text_ = tagged.message.text;
    earlier_ = &earlier;
    out_ = io::shown(tagged.message.id, 64);
    if (tagged.status == Status::decided)
      out_ += ": decided";
    else
      out_ += tagged.reason == Undecided::limit ? ": undecided, the text is too long"
                                                : ": undecided, matching it is too much work";
    if (tagged.role != Role::unknown) out_.append(", by a ").append(to_string(tagged.role));
    out_ += '\n';
    bool any = false;
    for (const CodeScore& code : tagged.codes) {
      if (!wants(code.code)) continue;
      any = true;
      explain_code(code);
    }
    for (const Suppressed& finding : tagged.suppressed) {
      if (!wants(finding.code)) continue;
      any = true;
      explain_stop(finding);
    }
    if (!any && tagged.status == Status::decided) out_ += "  no finding\n";
    if (tagged.context_lost) out_ += "  (a condition was not met, perhaps for want of messages that were forgotten)\n";
    if (tagged.truncated_spans) out_ += "  (there are more findings than are kept)\n";
    return out_;
  }

 private:
  [[nodiscard]] bool wants(CodeId code) const { return wanted_[static_cast<std::size_t>(code)]; }

  static std::string decimal(MilliLogOdds weight) {
    std::string text;
    JsonWriter::append_thousandths(weight, text);
    return text;
  }
  static std::string with_sign(MilliLogOdds weight) {
    return weight < 0 ? " - " + decimal(-weight) : " + " + decimal(weight);
  }

  // `[0, 22) "That sounds exhausting"`
  [[nodiscard]] std::string words(SourceSpan span) const { return words(text_, units_, span); }
  static std::string words(std::string_view text, const UnitConverter& converter, SourceSpan span) {
    const UnitSpan units = converter.convert(span);
    return '[' + std::to_string(units.begin) + ", " + std::to_string(units.end) + ") \"" +
           io::shown(text.substr(span.begin, span.size())) + '"';
  }
  [[nodiscard]] std::string words(const Earlier& earlier) const {
    const auto text = earlier_->find(earlier.id);
    if (text == earlier_->end() || earlier.span.empty()) return "";
    return ' ' + words(text->second, {text->second, unit_}, {earlier.span.begin, earlier.span.end});
  }
  [[nodiscard]] std::string place(const RuleText& rule) const {
    return io::shown(loaded_.path_of(rule.source)) + ':' + std::to_string(rule.line);
  }
  // `"exhausting" of @hardship`
  [[nodiscard]] std::string entry_name(EntryId id) const {
    const ListEntry& entry = codebook_.entry(id);
    std::string name = '"' + io::shown(entry.term) + '"';
    for (const WordList& list : codebook_.lists())
      for (const ListEntry& one : list.entries)
        if (&one == &entry) name += " of @" + list.name;
    return name;
  }

  void explain_code(const CodeScore& score) {
    const Code& code = code_of(codebook_, score.code);
    out_ += "  " + code.id + "  ";
    JsonWriter(out_).fixed(score.score, 4);
    out_ += score.candidate ? ", a candidate (threshold " : ", no candidate (threshold ";
    JsonWriter(out_).fixed(code.threshold, 2);
    out_ += ")  " + io::shown(code.label) + '\n';
    if (score.implied) {
      out_ += "    implied by " + code_of(codebook_, score.implied_by).id + '\n';
      return;
    }
    explain_sum(score, code);
    for (std::size_t i = 0; i < score.evidence.size(); ++i) {
      const Annotation& annotation = score.evidence[i];
      const RuleText& rule = rule_of(codebook_, annotation.rule);
      out_ += "    " + words(annotation.span) + '\n';
      out_ += "      rule " + rule.id + (rule.learned ? " (learned)" : "") + ", weight " + decimal(rule.weight) + ", " +
              place(rule) + '\n';
      for (const EntryId entry : annotation.entries)
        out_ += "      entry " + entry_name(entry) + ", weight " + decimal(weight_of(score.code, entry)) + '\n';
      if (!annotation.earlier.id.empty())
        out_ += "      after message " + io::shown(annotation.earlier.id, 64) + words(annotation.earlier) + '\n';
    }
  }

  // Each rule and each entry counts once, however often it was found.
  void explain_sum(const CodeScore& score, const Code& code) {
    std::set<RuleId> rules;
    std::set<EntryId> entries;
    out_ += "    logistic(bias " + decimal(code.bias);
    MilliLogOdds sum = code.bias;
    for (const Annotation& annotation : score.evidence) {
      if (!rules.insert(annotation.rule).second) continue;
      const RuleText& rule = rule_of(codebook_, annotation.rule);
      sum += rule.weight;
      out_ += with_sign(rule.weight) + ' ' + rule.id;
    }
    for (const Annotation& annotation : score.evidence) {
      for (const EntryId entry : annotation.entries) {
        const MilliLogOdds weight = weight_of(score.code, entry);
        if (weight == 0 || !entries.insert(entry).second) continue;
        sum += weight;
        out_ += with_sign(weight) + ' ' + entry_name(entry);
      }
    }
    out_ += ") = logistic(" + decimal(sum) + ")\n";
  }

  [[nodiscard]] MilliLogOdds weight_of(CodeId code, EntryId entry) const {
    return codebook_.compiled().scores.weight(code, entry);
  }

  void explain_stop(const Suppressed& finding) {
    const RuleText& rule = rule_of(codebook_, finding.rule);
    out_ += "  " + code_of(codebook_, finding.code).id + "  stopped by ";
    out_ += stop_name(codebook_, finding);
    if (!finding.by.empty()) out_ += ' ' + words(finding.by);
    out_ += "\n    " + words(finding.span) + "\n      rule " + rule.id + ", " + place(rule) + '\n';
  }

  const Loaded& loaded_;
  const Codebook& codebook_;
  OffsetUnit unit_;
  UnitConverter units_;  // of the message
  const Texts* earlier_ = nullptr;
  std::vector<bool> wanted_;
  std::string_view text_;
  std::string out_;
};

// The messages that the evidence rests on. They have been read before, and are looked for again: of a stream nothing is
// found.
Texts earlier_texts(const TaggedMessage& tagged, const std::string& path, const io::ReadOptions& options) {
  std::set<std::string, std::less<>> wanted;
  for (const CodeScore& code : tagged.codes)
    for (const Annotation& annotation : code.evidence)
      if (!annotation.earlier.span.empty()) wanted.emplace(annotation.earlier.id);
  Texts texts;
  std::string error;
  std::optional<io::Archive> archive;
  if (!wanted.empty() && path != "-") archive = io::Archive::open(path, options, error);
  io::RecordReader reader(options);
  io::Chunk chunk;
  io::Batch batch;
  while (archive && texts.size() < wanted.size() && archive->next(chunk)) {
    reader.read(chunk, archive->layout(), batch);
    for (const Message& message : batch.messages)
      if (message.conversation_id == tagged.message.conversation_id && wanted.contains(message.id))
        texts.emplace(message.id, message.text);
  }
  return texts;
}

}  // namespace

int run_explain(const Options& given) {
  Options options = given;
  const std::string& path = options.arguments[0];
  const std::string& id = options.arguments[1];
  if (options.arguments.size() > 2) options.codes.push_back(options.arguments[2]);
  const Loaded loaded = load(options.lexicons, Say::errors);
  if (!loaded.codebook) return loaded.exit;
  std::optional<std::vector<bool>> wanted = wanted_codes(*loaded.codebook, options);
  if (!wanted) return exit_usage;

  std::string error;
  std::optional<io::Archive> archive = io::Archive::open(path, options.read, error);
  if (!archive) {
    complain(error);
    return exit_io;
  }
  Explainer explainer(loaded, options.unit, std::move(*wanted));
  std::string explanation;
  FunctionSink sink([&](const TaggedMessage& tagged) {
    if (explanation.empty() && tagged.message.id == id)
      explanation = explainer.explain(tagged, earlier_texts(tagged, path, options.read));
  });
  // The messages before it are tagged too: its conversation may decide.
  Tagger tagger(*loaded.codebook);
  Conversation conversation(loaded.codebook->turns_back());
  io::RecordReader reader(options.read);
  io::Chunk chunk;
  io::Batch batch;
  while (explanation.empty() && archive->next(chunk)) {
    reader.read(chunk, archive->layout(), batch);
    for (const io::Rejection& rejection : batch.rejections)
      if (rejection.id == id) say(io::to_line(rejection, path));
    if (options.conversation)
      tagger.tag(batch.messages, conversation, sink);
    else
      tagger.tag(batch.messages, sink);
  }
  if (!explanation.empty()) return print(explanation);
  if (!archive->failure().empty()) {
    complain(archive->failure());
    return exit_io;
  }
  complain("no message `" + io::shown(id, 64) + "` in " + io::shown(path));
  return exit_not_all;
}

}  // namespace peertag::cli
