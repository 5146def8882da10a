// peertag why-not: the nearest miss of a rule on a message.
#include "codebook/why_not.hpp"

#include <optional>

#include "cli/console.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"
#include "io/archive.hpp"
#include "io/escape.hpp"
#include "peertag/sinks/json_writer.hpp"
#include "peertag/sinks/names.hpp"

namespace peertag::cli {
namespace {

using codebook::Obstacle;
using codebook::WhyNot;

class TextReport {
 public:
  TextReport(const Loaded& loaded, OffsetUnit unit) : loaded_(loaded), units_(unit) {}

  std::string write(const RuleText& rule, const Message& message, const WhyNot& why) {
    text_ = message.text;
    units_.reset(text_);
    out_ = rule.id + " on " + io::shown(message.id, 64) + (why.fires.empty() ? ": does not fire\n" : ": fires\n");
    for (const SourceSpan span : why.fires) out_ += "  " + words(span) + '\n';
    std::size_t nothing = 0;
    for (const codebook::Progress& progress : why.patterns) {
      if (progress.found.empty())
        ++nothing;
      else
        write(rule, progress);
    }
    if (nothing > 0)
      out_ += "  nothing is found of " + std::to_string(nothing) + (nothing == 1 ? " pattern" : " patterns") +
              " of match\n";
    for (const codebook::StoppedMatch& match : why.stopped) {
      out_ += "  " + words(match.span) + '\n';
      for (const Obstacle& obstacle : match.obstacles) write(obstacle);
    }
    if (!why.conversation.empty()) out_ += "  in its conversation\n";
    for (const Obstacle& obstacle : why.conversation) write(obstacle);
    if (why.edit)
      out_ += (why.edit->with.empty() ? "  it fires if you delete " : "  it fires if you replace ") +
              words(why.edit->span) + (why.edit->with.empty() ? "" : " with \"" + io::shown(why.edit->with) + '"') +
              '\n';
    else if (why.fires.empty())
      out_ += "  no edit of one place was found after which it fires\n";
    return out_;
  }

 private:
  // `[0, 22) "That sounds exhausting"`
  [[nodiscard]] std::string words(SourceSpan span) const {
    const UnitSpan units = units_.convert(span);
    return '[' + std::to_string(units.begin) + ", " + std::to_string(units.end) + ") \"" +
           io::shown(text_.substr(span.begin, span.size())) + '"';
  }

  void write(const RuleText& rule, const codebook::Progress& progress) {
    out_ += "  match `" + io::shown(progress.pattern) + "`, " + io::shown(loaded_.path_of(rule.source)) + ':' +
            std::to_string(progress.line) + '\n';
    out_ += "    found    " + words(progress.span) +
            (progress.missing.empty() ? "" : " for `" + io::shown(progress.found) + '`') + '\n';
    if (!progress.missing.empty()) out_ += "    missing  " + io::shown(progress.missing) + '\n';
  }

  void write(const Obstacle& obstacle) {
    out_ += "    stopped by " + std::string(obstacle.kind);
    if (!obstacle.words.empty()) out_ += ' ' + words(obstacle.words);
    if (!obstacle.clause.empty()) out_ += ": " + io::shown(obstacle.clause);
    out_ += '\n';
  }

  const Loaded& loaded_;
  UnitConverter units_;
  std::string_view text_;
  std::string out_;
};

class JsonReport {
 public:
  explicit JsonReport(OffsetUnit unit) : units_(unit), json_(out_) {}

  std::string write(const RuleText& rule, const Message& message, const WhyNot& why) {
    text_ = message.text;
    units_.reset(text_);
    json_.begin_object();
    member("rule", rule.id);
    member("id", message.id);
    json_.key("fires");
    json_.value(!why.fires.empty());
    array("findings", why.fires, [&](SourceSpan found) { words("span", found); });
    array("match", why.patterns, [&](const codebook::Progress& progress) {
      member("pattern", progress.pattern);
      json_.key("line");
      json_.value(progress.line);
      member("found", progress.found);
      if (!progress.found.empty()) words("span", progress.span);
      member("missing", progress.missing);
    });
    array("stopped", why.stopped, [&](const codebook::StoppedMatch& match) {
      words("span", match.span);
      array("by", match.obstacles, [&](const Obstacle& obstacle) { write(obstacle); });
    });
    array("conversation", why.conversation, [&](const Obstacle& obstacle) { write(obstacle); });
    json_.key("edit");
    if (why.edit) {
      json_.begin_object();
      words("span", why.edit->span);
      member("with", why.edit->with);
      json_.end_object();
    } else {
      json_.null();
    }
    json_.end_object();
    json_.end_line();
    return out_;
  }

 private:
  void member(std::string_view key, std::string_view value) {
    json_.key(key);
    json_.value(value);
  }
  void words(std::string_view key, SourceSpan span) {
    const UnitSpan units = units_.convert(span);
    json_.key(key);
    json_.begin_array();
    json_.value(units.begin);
    json_.value(units.end);
    json_.end_array();
    member("text", text_.substr(span.begin, span.size()));
  }
  void write(const Obstacle& obstacle) {
    member("what", obstacle.kind);
    member("clause", obstacle.clause);
    if (!obstacle.words.empty()) words("span", obstacle.words);
  }
  template <class Values, class Write>
  void array(std::string_view key, const Values& values, Write write) {
    json_.key(key);
    json_.begin_array();
    for (const auto& value : values) {
      json_.begin_object();
      write(value);
      json_.end_object();
    }
    json_.end_array();
  }

  UnitConverter units_;
  std::string_view text_;
  std::string out_;
  JsonWriter json_;
};

}  // namespace

int run_why_not(const Options& options) {
  const std::string& rule_id = options.arguments[0];
  const std::string& path = options.arguments[1];
  const std::string& id = options.arguments[2];
  const Loaded loaded = load(options.lexicons, Say::errors);
  if (!loaded.codebook) return loaded.exit;
  const Codebook& codebook = *loaded.codebook;
  const std::optional<RuleId> rule = codebook.find_rule(rule_id);
  if (!rule) {
    complain("no rule `" + io::shown(rule_id) + "` in the codebook");
    return exit_usage;
  }

  std::string error;
  std::optional<io::Archive> archive = io::Archive::open(path, options.read, error);
  if (!archive) {
    complain(error);
    return exit_io;
  }
  // The messages before it are tagged too: its conversation may decide.
  Tagger tagger(codebook);
  FunctionSink nowhere([](const TaggedMessage&) {});
  Conversation conversation(codebook.turns_back());
  io::RecordReader reader(options.read);
  io::Chunk chunk;
  io::Batch batch;
  while (archive->next(chunk)) {
    reader.read(chunk, archive->layout(), batch);
    for (const io::Rejection& rejection : batch.rejections)
      if (rejection.id == id) say(io::to_line(rejection, path));
    for (const Message& message : batch.messages) {
      if (message.id == id) {
        const WhyNot why =
            codebook::WhyNotFinder(codebook, *rule).explain(message, options.conversation ? &conversation : nullptr);
        return print(options.json ? JsonReport(options.unit).write(rule_of(codebook, *rule), message, why)
                                  : TextReport(loaded, options.unit).write(rule_of(codebook, *rule), message, why));
      }
      if (options.conversation) tagger.tag({&message, 1}, conversation, nowhere);
    }
  }
  if (!archive->failure().empty()) {
    complain(archive->failure());
    return exit_io;
  }
  complain("no message `" + io::shown(id, 64) + "` in " + io::shown(path));
  return exit_not_all;
}

}  // namespace peertag::cli
