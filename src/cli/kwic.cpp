// peertag kwic: key words in context. What a pattern, a rule or a code finds in archives, line under line.
#include <algorithm>
#include <optional>
#include <set>

#include "cli/console.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"
#include "cli/table.hpp"
#include "cli/tagging.hpp"
#include "io/escape.hpp"
#include "peertag/sinks/csv.hpp"
#include "peertag/sinks/json_writer.hpp"
#include "peertag/sinks/names.hpp"
#include "quality/concordance.hpp"
#include "quality/sample.hpp"

namespace peertag::cli {
namespace {

// What is looked for: findings of one rule, or of the codes that are `code` or imply it.
struct Target {
  std::string_view kind;  // "pattern", "rule" or "code"
  std::optional<RuleId> rule;
  std::optional<CodeId> code;
};

constexpr std::string_view pattern_book =
    "id = \"kwic\"\ntitle = \"kwic\"\nsource = \"the command line\"\nlicence = \"none\"\nversion = \"1\"\n"
    "[[code]]\nid = \"pattern\"\nlabel = \"pattern\"\nkind = \"theme\"\ndefinition = \"what was asked for\"\n";
constexpr std::string_view pattern_rule = "kwic.pattern";

// The text as a TOML string. A literal one, where it can be, keeps the columns of diagnostics those of the pattern.
std::string toml_string(std::string_view text) {
  if (text.find_first_of("'\n\r\t") == std::string_view::npos) return '\'' + std::string(text) + '\'';
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '\\' || c == '"') quoted += '\\';
    if (c == '\n' || c == '\r' || c == '\t')
      quoted += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    else
      quoted += c;
  }
  return quoted + '"';
}

// `strategies/acknowlege` and `acknowledge.sound-hard` are slips of the hand, where the book has such codes and rules,
// and no patterns.
bool is_mistyped(const Codebook& codebook, std::string_view what) {
  if (what.find_first_of(" @(~*") != std::string_view::npos) return false;
  const auto begins_like = [what](std::string_view id, char mark) {
    const std::size_t end = what.find(mark);
    return end != std::string_view::npos && id.starts_with(what.substr(0, end + 1));
  };
  const auto codes = codebook.codes();
  const auto rules = codebook.rules();
  return std::any_of(codes.begin(), codes.end(), [&](const Code& code) { return begins_like(code.id, '/'); }) ||
         std::any_of(rules.begin(), rules.end(), [&](const RuleText& rule) { return begins_like(rule.id, '.'); });
}

// A codebook of the one pattern: the language's words, forms and lists, none of the books, so that nothing else is
// looked for. Nothing if it is no pattern; that has been said.
std::optional<Codebook> compile_pattern(const Loaded& loaded, std::string_view pattern) {
  const std::vector<Source> all = loaded.sources();
  const auto folder_of = [](const Source& source) { return source.name.substr(0, source.name.find('/') + 1); };
  std::set<std::string> books;
  for (const Source& source : all)
    if (source.name.ends_with("/book.toml")) books.emplace(folder_of(source));
  std::vector<Source> sources;
  for (const Source& source : all)
    if (!books.contains(std::string(folder_of(source)))) sources.push_back(source);
  const std::string rule = "[[rule]]\nid = \"" + std::string(pattern_rule) +
                           "\"\ncode = \"kwic/pattern\"\nunless = []\nmatch = [" + toml_string(pattern) + "]\n";
  sources.push_back({"kwic/book.toml", pattern_book});
  sources.push_back({"kwic/pattern.toml", rule});
  Diagnostics diagnostics;
  std::optional<Codebook> codebook = Codebook::compile(sources, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics)
    if (!codebook && diagnostic.severity == Severity::error) say(to_text(diagnostic));
  return codebook;
}

// One match with its surroundings, as one of the formats has it.
class LineWriter {
 public:
  LineWriter(const Codebook& codebook, const Options& options, Format format, bool name_rules)
      : codebook_(codebook), options_(options), format_(format), name_rules_(name_rules), units_(options.unit) {}

  [[nodiscard]] std::string heading() const {
    std::string out;
    if (format_ == Format::csv)
      append_csv_row(out, {"id", "conversation_id", "begin", "end", "left", "match", "right", "rule"});
    return out;
  }

  void begin(const Message& message) {
    message_ = &message;
    units_.reset(message.text);
  }

  [[nodiscard]] std::string line(SourceSpan span, RuleId rule) const {
    const quality::Context context = quality::context_of(message_->text, span, options_.context);
    const UnitSpan units = units_.convert(span);
    const std::string_view name = name_rules_ ? std::string_view(rule_of(codebook_, rule).id) : std::string_view();
    std::string out;
    if (format_ == Format::csv) {
      append_csv_row(out, {std::string(message_->id), std::string(message_->conversation_id),
                           std::to_string(units.begin), std::to_string(units.end), std::string(words(context.left)),
                           std::string(words(span)), std::string(words(context.right)), std::string(name)});
    } else if (format_ == Format::jsonl) {
      JsonWriter json(out);
      const auto field = [&](std::string_view key, std::string_view value) {
        json.key(key);
        json.value(value);
      };
      json.begin_object();
      field("id", message_->id);
      if (!message_->conversation_id.empty()) field("conversation_id", message_->conversation_id);
      json.key("span");
      json.begin_array();
      json.value(units.begin);
      json.value(units.end);
      json.end_array();
      field("left", words(context.left));
      field("match", words(span));
      field("right", words(context.right));
      if (!name.empty()) field("rule", name);
      json.end_object();
      json.end_line();
    } else {
      const std::string left = on_one_line(words(context.left));
      const std::size_t width = quality::columns_of(left);
      if (width < options_.context) out.assign(options_.context - width, ' ');
      out += left + '[' + on_one_line(words(span)) + ']' + on_one_line(words(context.right)) + "  | " +
             io::shown(message_->id, 64);
      if (!name.empty()) out.append("  ").append(name);
      out += '\n';
    }
    return out;
  }

 private:
  [[nodiscard]] std::string_view words(SourceSpan span) const { return message_->text.substr(span.begin, span.size()); }
  // Line ends and tabs as blanks: here they only part words.
  static std::string on_one_line(std::string_view text) {
    std::string line(text);
    for (char& c : line)
      if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    return io::shown(line);
  }

  const Codebook& codebook_;
  const Options& options_;
  Format format_;
  bool name_rules_;
  UnitConverter units_;
  const Message* message_ = nullptr;
};

// Each finding of the target in a message, once.
template <class Found>
void for_each_finding(const TaggedMessage& tagged, const Codebook& codebook, const Target& target, bool below_threshold,
                      Found found) {
  std::set<std::pair<SourceSpan, RuleId>> met;  // a rule of two codes is evidence twice
  for (const CodeScore& score : tagged.codes) {
    if (target.code && score.code != *target.code && code_of(codebook, score.code).context != target.code) continue;
    if (target.code && !score.candidate && !below_threshold) continue;
    for (const Annotation& annotation : score.evidence)
      if (!target.rule || annotation.rule == *target.rule) met.emplace(annotation.span, annotation.rule);
  }
  for (const auto& [span, rule] : met) found(span, rule);
}

}  // namespace

int run_kwic(const Options& given) {
  Options options = given;
  const std::string what = options.arguments.front();
  options.arguments.erase(options.arguments.begin());
  if (options.limit && options.sample) {
    complain("--limit and --sample: the one takes the first, the other any; choose");
    return exit_usage;
  }
  if (!files_make_sense(options)) return exit_io;
  Loaded loaded = load(options.lexicons, Say::errors);
  if (!loaded.codebook) return loaded.exit;
  Target target{"rule", loaded.codebook->find_rule(what), {}};
  if (!target.rule) target = {"code", {}, loaded.codebook->find_code(what)};
  if (!target.rule && !target.code) {
    if (is_mistyped(*loaded.codebook, what)) {
      complain("`" + io::shown(what, 200) + "` is no rule and no code; `peertag codes` lists them");
      return exit_usage;
    }
    if (loaded.packed) {
      complain("`" + io::shown(what, 200) +
               "` is no rule and no code; for a pattern, give --lexicons the folder, not " +
               io::shown(options.lexicons));
      return exit_usage;
    }
    loaded.codebook = compile_pattern(loaded, what);
    if (!loaded.codebook) return exit_usage;
    target = {"pattern", loaded.codebook->find_rule(pattern_rule), {}};
  }
  const Codebook& codebook = *loaded.codebook;

  const Format format = options.format.value_or(Format::text);
  LineWriter writer(codebook, options, format, target.code.has_value());
  std::string out = writer.heading();
  std::optional<quality::Sample<std::string>> sample;
  if (options.sample) sample.emplace(*options.sample, options.seed);
  std::uint64_t matches = 0, messages = 0;
  const auto full = [&] { return options.limit && matches >= *options.limit; };
  FunctionSink sink([&](const TaggedMessage& tagged) {
    if (full()) return;
    writer.begin(tagged.message);
    const std::uint64_t before = matches;
    for_each_finding(tagged, codebook, target, options.below_threshold, [&](SourceSpan span, RuleId rule) {
      if (full()) return;
      ++matches;
      if (sample)
        sample->add(writer.line(span, rule));
      else
        out += writer.line(span, rule);
    });
    messages += matches > before ? 1 : 0;
  });
  const std::vector<bool> all_codes(codebook.codes().size(), true);
  Conversation conversation = conversation_for(codebook, options);
  const int exit = tag_archives(options, codebook, all_codes, conversation,
                                {sink, out,
                                 [&] {
                                   if (sample)
                                     for (const std::string& line : sample->take()) out += line;
                                 },
                                 full});
  if (!options.quiet && (exit == exit_done || exit == exit_not_all))
    say(std::to_string(matches) + (matches == 1 ? " match" : " matches") + " of the " + std::string(target.kind) +
        " `" + io::shown(what, 200) + "` in " + std::to_string(messages) + (messages == 1 ? " message" : " messages") +
        (full() ? "; no more were looked for\n" : "\n"));
  return exit;
}

}  // namespace peertag::cli
