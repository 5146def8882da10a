#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <charconv>
#include <cstdio>
#include <thread>

#include "cli/console.hpp"
#include "peertag/version.hpp"

namespace peertag::cli {
namespace {

template <class Number>
bool set_number(Number& number, std::string_view value) {
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
  return parsed.ec == std::errc() && parsed.ptr == value.data() + value.size();
}

template <class Enum, std::size_t Size>
bool choose(Enum& chosen, const std::pair<std::string_view, Enum> (&choices)[Size], std::string_view value) {
  for (const auto& [name, choice] : choices) {
    if (name != value) continue;
    chosen = choice;
    return true;
  }
  return false;
}

bool set_column(Options& options, std::string_view value) {
  const std::size_t equals = value.find('=');
  if (equals == std::string_view::npos || equals + 1 == value.size()) return false;
  for (std::size_t i = 0; i < io::field_names.size(); ++i) {
    if (io::field_names[i] != value.substr(0, equals)) continue;
    options.read.fields.names[i] = value.substr(equals + 1);
    return true;
  }
  return false;
}

bool set_aim(Options& options, std::string_view value) {
  options.precision.reset();
  if (value == "f1") return true;
  constexpr std::string_view kind = "precision:";
  return value.starts_with(kind) && set_number(options.precision.emplace(), value.substr(kind.size())) &&
         *options.precision > 0 && *options.precision <= 1;
}

// --- the table -------------------------------------------------------------------------------------------------------

constexpr Option lexicons{"--lexicons", "DIR|FILE",
                          "Rule files and word lists to use instead of the built-in books: a folder, or what `peertag "
                          "compile` made of one.",
                          [](Options& o, std::string_view v) { return !(o.lexicons = v).empty(); }};
constexpr Option book{"--book", "ID", "Only codes of this book; may be given again.",
                      [](Options& o, std::string_view v) {
                        o.books.emplace_back(v);
                        return true;
                      }};
constexpr Option code{"--code", "ID", "Only this code (`book/code`); may be given again.",
                      [](Options& o, std::string_view v) {
                        o.codes.emplace_back(v);
                        return true;
                      }};
constexpr Option rule{"--rule", "ID", "Only this rule; may be given again.", [](Options& o, std::string_view v) {
                        o.rules.emplace_back(v);
                        return true;
                      }};
constexpr Option format{
    "--format", "jsonl|csv|text",
    "`jsonl`: one line a message. `csv`: one row for each code and its evidence, every cell quoted, and "
    "an apostrophe before whatever a spreadsheet would compute. `text`: for reading; the default on a "
    "terminal, else `jsonl`.",
    [](Options& o, std::string_view v) {
      return choose(o.format.emplace(), {{"jsonl", Format::jsonl}, {"csv", Format::csv}, {"text", Format::text}}, v);
    }};
constexpr Option eval_format{
    "--format", "text|json|csv|html",
    "`text` (default): tables. `json`: one object. `csv`: a row for each figure or, with "
    "--disagreements, for each of these. `html`: a page that stands by itself.",
    [](Options& o, std::string_view v) {
      return choose(o.format.emplace(),
                    {{"text", Format::text}, {"json", Format::json}, {"csv", Format::csv}, {"html", Format::html}}, v);
    }};
constexpr Option offsets{
    "--offsets", "codepoint|byte|utf16", "What spans count in (default codepoint).",
    [](Options& o, std::string_view v) {
      return choose(
          o.unit, {{"codepoint", OffsetUnit::codepoint}, {"byte", OffsetUnit::byte}, {"utf16", OffsetUnit::utf16}}, v);
    }};
constexpr Option all{"--all", "", "Also codes under their threshold, with `\"candidate\":false`.",
                     [](Options& o, std::string_view) { return o.below_threshold = true; }};
constexpr Option suppressed{"--suppressed", "",
                            "Also findings that a cue or a condition stopped, and what stopped them.",
                            [](Options& o, std::string_view) { return o.suppressed = true; }};
constexpr Option no_text{"--no-text", "", "Spans without the words they cover.",
                         [](Options& o, std::string_view) { return !(o.text = false); }};
constexpr Option jobs{"--jobs", "N",
                      "Threads that read and match (default 1; 0: one for each processor). The output is the same.",
                      [](Options& o, std::string_view v) {
                        if (!set_number(o.jobs, v) || o.jobs > 1024) return false;
                        if (o.jobs == 0) o.jobs = std::max(1U, std::thread::hardware_concurrency());
                        return true;
                      }};
constexpr Option rounds{
    "--rounds", "N", "How often each run is timed (default 5); the median counts.",
    [](Options& o, std::string_view v) { return set_number(o.rounds, v) && o.rounds > 0 && o.rounds <= 1000; }};
constexpr Option megabytes{"--megabytes", "N", "How much text to tag at least, from the beginning (default 4).",
                           [](Options& o, std::string_view v) {
                             return set_number(o.megabytes, v) && o.megabytes > 0 && o.megabytes <= 10'000;
                           }};
constexpr Option output{"-o,--output", "FILE",
                        "Write to FILE (mode 0600), which appears whole or not at all. If an input breaks off, what "
                        "stood before is in FILE.partial.",
                        [](Options& o, std::string_view v) { return !(o.output = v).empty(); }};
constexpr Option pack_output{
    "-o,--output", "FILE", "Write to FILE (mode 0600), which appears whole or not at all, instead of standard output.",
    output.set};
constexpr Option rejects{"--rejects", "FILE", "Write rejected records there too, a line each, never with their text.",
                         [](Options& o, std::string_view v) { return !(o.rejects = v).empty(); }};
constexpr Option manifest{"--manifest", "FILE",
                          "Write a JSON object there: codebook fingerprint, versions, options, inputs with their "
                          "SHA-256, totals.",
                          [](Options& o, std::string_view v) { return !(o.manifest = v).empty(); }};
constexpr Option replace_invalid{"--replace-invalid", "",
                                 "Read ill-formed UTF-8 and lone surrogates as U+FFFD instead of rejecting the record; "
                                 "offsets then count in the replaced text.",
                                 [](Options& o, std::string_view) {
                                   o.read.invalid = io::Invalid::replace;
                                   return true;
                                 }};
constexpr Option dup_ids{
    "--dup-ids", "error|keep|first",
    "A second record with the same id: reject it (`error`, default), tag it too (`keep`), or drop "
    "it as expected (`first`: counted as rejected, but no reason for exit code 1). Looked up in at "
    "most 512 MiB, which is 25 million ids; beyond that, unchecked, which is said.",
    [](Options& o, std::string_view v) {
      return choose(o.duplicate_ids,
                    {{"error", DuplicateIds::error}, {"keep", DuplicateIds::keep}, {"first", DuplicateIds::first}}, v);
    }};
constexpr Option roles{"--roles", "FIELD",
                       "Where a record says `seeker` or `supporter` (default meta.role: `role` inside `meta`, or a CSV "
                       "column of that name).",
                       [](Options& o, std::string_view v) { return !(o.read.role = v).empty(); }};
constexpr Option no_conversation{
    "--no-conversation", "",
    "Each message by itself: nothing is known of what was said before, nor of a speaker whose role is not given.",
    [](Options& o, std::string_view) { return !(o.conversation = false); }};
constexpr Option conversation_memory{
    "--conversation-memory", "BYTES",
    "What may be remembered of conversations (default 268435456). Beyond that, the one used least recently is "
    "forgotten; messages that may miss it have `\"context\":\"lost\"`.",
    [](Options& o, std::string_view v) { return set_number(o.conversation_bytes, v); }};
constexpr Option column{"--column", "FIELD=NAME",
                        "The archive's name for one of id, speaker, conversation_id, reply_to, timestamp, text; may be "
                        "given again.",
                        set_column};
constexpr Option hash_ids{"--hash-ids", "",
                          "Write ids, speakers and conversations as the first half of their SHA-256. No key: it hides "
                          "them from a glance, not from someone who can guess them.",
                          [](Options& o, std::string_view) {
                            o.read.ids = io::Ids::hashed;
                            return true;
                          }};
constexpr Option quiet{"--quiet", "",
                       "No totals and no progress; rejected records only in --rejects, if that is given.",
                       [](Options& o, std::string_view) { return o.quiet = true; }};
constexpr Option strict{"--strict", "", "Warnings are errors.",
                        [](Options& o, std::string_view) { return o.strict = true; }};
constexpr Option limits{"--limits", "", "Print every limit of peertag instead.",
                        [](Options& o, std::string_view) { return o.limits = true; }};
constexpr Option against{"--against", "FILE",
                         "Also warn of conditions that no message of this archive can meet, because it never says who "
                         "speaks, or what is answered.",
                         [](Options& o, std::string_view v) { return !(o.against = v).empty(); }};
constexpr Option json{"--json", "", "As JSON, one object a line.",
                      [](Options& o, std::string_view) { return o.json = true; }};

constexpr Option mutate{
    "--mutate", "", "Instead: drop or weaken every clause of every rule, and list those whose loss no example notices.",
    [](Options& o, std::string_view) { return o.mutate = true; }};
constexpr Option summary{
    "--summary", "", "Instead: a table of the links, with how often each was found and how many papers it rests on.",
    [](Options& o, std::string_view) { return o.summary = true; }};

constexpr Option lines_format{
    "--format", "text|csv|jsonl",
    "`text` (default): for reading. `csv`: every cell quoted, and an apostrophe before whatever a spreadsheet would "
    "compute. `jsonl`: an object a line.",
    [](Options& o, std::string_view v) {
      return choose(o.format.emplace(), {{"text", Format::text}, {"csv", Format::csv}, {"jsonl", Format::jsonl}}, v);
    }};
constexpr Option context{
    "--context", "N", "Characters left and right of each match (default 40).",
    [](Options& o, std::string_view v) { return set_number(o.context, v) && o.context <= limits::text_bytes; }};
constexpr Option most_matches{"--limit", "N", "The first N matches only; then nothing more is read.",
                              [](Options& o, std::string_view v) { return set_number(o.limit.emplace(), v); }};
constexpr Option sample{"--sample", "N", "N of the matches, each with the same chance, in the archive's order.",
                        [](Options& o, std::string_view v) { return set_number(o.sample.emplace(), v); }};
constexpr Option all_matches{"--all", "", "Of a code: also where it does not reach its threshold.",
                             [](Options& o, std::string_view) { return o.below_threshold = true; }};
constexpr Option most_entries{"--limit", "N",
                              "At most N entries of a code, those found most (default: 10 as text, else all).",
                              [](Options& o, std::string_view v) { return set_number(o.limit.emplace(), v); }};
constexpr Option labels{"--labels", "LABELS",
                        "What people coded, as for eval: how often a rule or an entry that found something was right.",
                        [](Options& o, std::string_view v) { return !(o.labels = v).empty(); }};
constexpr Option disagreements{"--disagreements", "",
                               "Also the messages that labels and tags differ on, by code, the highest scores first: "
                               "their ids, and the rules and spans that were found.",
                               [](Options& o, std::string_view) { return o.disagreements = true; }};
constexpr Option messages{
    "--messages", "FILE",
    "The archive that was tagged: disagreements are then written with the message, the words that "
    "were found, and those that the labels quote.",
    [](Options& o, std::string_view v) { return !(o.messages = v).empty(); }};
constexpr Option most_disagreements{"--limit", "N", "At most N missed and N extra messages of a code.",
                                    [](Options& o, std::string_view v) { return set_number(o.limit.emplace(), v); }};
constexpr Option least_positives{"--least", "N",
                                 "Macro averages are over codes with at least N labelled messages (default 8).",
                                 [](Options& o, std::string_view v) { return set_number(o.least_positives, v); }};
constexpr Option draws{"--draws", "N", "Draws of the bootstrap that gives the intervals (default 1000; 0: none).",
                       [](Options& o, std::string_view v) { return set_number(o.draws, v) && o.draws <= 100000; }};
constexpr Option seed{"--seed", "N", "Where chance begins (default 1). The same seed gives the same result.",
                      [](Options& o, std::string_view v) { return set_number(o.seed, v); }};
constexpr Option aim{"--aim", "f1|precision:P",
                     "What thresholds are for: the best F1 (default), or the best recall at a precision of at least P, "
                     "such as `precision:0.7`.",
                     set_aim};
constexpr Option folds{
    "--folds", "N", "Folds of the cross-validation, 2 to 20 (default 5). A conversation is in one fold.",
    [](Options& o, std::string_view v) { return set_number(o.folds, v) && o.folds >= 2 && o.folds <= 20; }};
constexpr Option learn{"--learn", "",
                       "Also learn terms of one to three words, as `<book>/learned/<code>.csv`, of codes for which "
                       "cross-validation says that they help.",
                       [](Options& o, std::string_view) { return o.learn = true; }};
constexpr Option out_folder{"--out", "DIR",
                            "Write `<book>/weights.csv` and `<book>/learned/<code>.csv` below DIR, such as the folder "
                            "of lexicons, in place of those of an earlier calibration. Without it, only the report.",
                            [](Options& o, std::string_view v) { return !(o.output_folder = v).empty(); }};
constexpr Option exclude_ids{"--exclude-ids", "PREFIX",
                             "Learn nothing from messages whose ids begin so; they are measured all the same. May be "
                             "given again.",
                             [](Options& o, std::string_view v) {
                               o.leave_out.emplace_back(v);
                               return !v.empty();
                             }};
constexpr Option least_learned{
    "--least", "N", "A code that fewer messages have keeps the numbers of its author (default 8).",
    [](Options& o, std::string_view v) { return set_number(o.least_positives, v) && o.least_positives >= 4; }};

constexpr Option suggest_labels{
    "--labels", "FILE",
    "What people coded of the archive's messages, as for eval: suggest also what stands in coded "
    "messages that no rule finds.",
    [](Options& o, std::string_view v) { return !(o.labels = v).empty(); }};
constexpr Option most_suggestions{"--limit", "N", "At most N terms of each kind (default 30).",
                                  [](Options& o, std::string_view v) { return set_number(o.limit.emplace(), v); }};
constexpr Option suggest_format{
    "--format", "text|json|csv",
    "`text` (default): for reading. `json`: one object a line. `csv`: a row for each term.",
    [](Options& o, std::string_view v) {
      return choose(o.format.emplace(), {{"text", Format::text}, {"json", Format::json}, {"csv", Format::csv}}, v);
    }};

constexpr const Option* tag_options[] = {&lexicons,
                                         &book,
                                         &code,
                                         &format,
                                         &offsets,
                                         &all,
                                         &suppressed,
                                         &no_text,
                                         &jobs,
                                         &output,
                                         &rejects,
                                         &manifest,
                                         &dup_ids,
                                         &column,
                                         &roles,
                                         &no_conversation,
                                         &conversation_memory,
                                         &replace_invalid,
                                         &hash_ids,
                                         &quiet};
constexpr const Option* check_options[] = {&strict, &against, &column, &roles, &limits};
constexpr const Option* compile_options[] = {&pack_output};
constexpr const Option* test_options[] = {&lexicons, &code, &rule, &mutate};
constexpr const Option* explain_options[] = {&lexicons, &offsets, &column, &roles, &no_conversation, &replace_invalid};
constexpr const Option* why_not_options[] = {&lexicons,        &offsets,         &column, &roles,
                                             &no_conversation, &replace_invalid, &json};
constexpr const Option* chains_options[] = {&summary,
                                            &lexicons,
                                            &offsets,
                                            &jobs,
                                            &output,
                                            &rejects,
                                            &manifest,
                                            &dup_ids,
                                            &column,
                                            &roles,
                                            &conversation_memory,
                                            &replace_invalid,
                                            &hash_ids,
                                            &quiet};
constexpr const Option* codes_options[] = {&lexicons, &book, &json};
constexpr const Option* bench_options[] = {
    &lexicons, &megabytes, &rounds, &json, &column, &roles, &no_conversation, &conversation_memory, &replace_invalid};
constexpr const Option* eval_options[] = {
    &disagreements, &messages, &most_disagreements, &book,  &code, &eval_format, &output, &least_positives, &draws,
    &seed,          &offsets,  &lexicons,           &column};
constexpr const Option* calibrate_options[] = {&aim,           &folds,    &learn,  &out_folder, &exclude_ids,
                                               &least_learned, &lexicons, &column, &roles};

constexpr const Option* kwic_options[] = {&context,
                                          &lines_format,
                                          &most_matches,
                                          &sample,
                                          &seed,
                                          &all_matches,
                                          &offsets,
                                          &lexicons,
                                          &jobs,
                                          &output,
                                          &rejects,
                                          &dup_ids,
                                          &column,
                                          &roles,
                                          &no_conversation,
                                          &conversation_memory,
                                          &replace_invalid,
                                          &hash_ids,
                                          &quiet};
constexpr const Option* cover_options[] = {
    &labels,  &book,   &code,  &lines_format,    &most_entries,        &lexicons,        &jobs,     &output, &rejects,
    &dup_ids, &column, &roles, &no_conversation, &conversation_memory, &replace_invalid, &hash_ids, &quiet};
constexpr const Option* suggest_options[] = {&suggest_labels, &most_suggestions, &suggest_format, &output,
                                             &lexicons,       &column,           &roles};

constexpr Argument tag_arguments[] = {
    {"FILE", Count::at_least_one,
     "JSONL with `id` and `text` at least, or CSV with a heading; plain, gzip or zstd; `-` is standard input."}};
constexpr Argument check_arguments[] = {{"DIR", Count::optional, "A folder of lexicons; else the built-in books."}};
constexpr Argument explain_arguments[] = {{"FILE", Count::one, "An archive, as for tag."},
                                          {"ID", Count::one, "The id of a message in it."},
                                          {"CODE", Count::optional, "Only this code."}};
constexpr Argument why_not_arguments[] = {{"RULE", Count::one, "The id of a rule."},
                                          {"FILE", Count::one, "An archive, as for tag."},
                                          {"ID", Count::one, "The id of a message in it."}};
constexpr Argument bench_arguments[] = {
    {"FILE", Count::optional, "An archive, as for tag; without one, the examples that stand in the rule files."}};
constexpr Argument eval_arguments[] = {
    {"LABELS", Count::one,
     "What people coded. JSONL: `{\"id\":\"m1\",\"codes\":[...],\"unclear\":[...],\"evidence\":{CODE:words}}` "
     "(`unclear`: not scored), or `{\"id\":\"m1\",\"labels\":{CODE:0}}` (0: no, 1: yes). CSV: columns `id` and `code`, "
     "and `evidence` if there is any; an empty code says that the message has none. A folder: labels.jsonl of the "
     "second kind, and rows.json, "
     "`{ROW:[CODE,...]}`, for labels that stand for several codes."},
    {"TAGS", Count::one,
     "What `peertag tag --format jsonl` wrote of the same messages; `-` is standard input. With `tag --all`, average "
     "precision also knows the codes under their threshold, and rules are judged wherever they fired."}};
constexpr Argument kwic_arguments[] = {{"WHAT", Count::one,
                                        "The id of a rule or of a code; anything else is a pattern as rules write it, "
                                        "so that `@hardship` is a word list."},
                                       tag_arguments[0]};
constexpr Argument calibrate_arguments[] = {
    {"MESSAGES", Count::one, "An archive, as for tag."},
    {"LABELS", Count::one, "What people coded of its messages, as for eval; codes, not rows."}};
constexpr Argument suggest_arguments[] = {{"CODE", Count::one, "A code, in full: `book/code`."},
                                          {"FILE", Count::one, "An archive, as for tag."}};
constexpr Argument codes_arguments[] = {{"CODE", Count::optional, "One code in full."}};

constexpr Verb verb_table[] = {
    {"tag", "Tag the messages of archives with candidate codes, in input order.", tag_arguments, tag_options,
     "peertag tag forum.jsonl\n"
     "peertag tag forum.jsonl.zst --jobs 0 -o tags.jsonl --manifest run.json\n"
     "peertag tag posts.csv --column text=body --column id=post_id --format csv -o review.csv\n"
     "zstd -dc --long=31 dump.zst | peertag tag - --no-text --hash-ids > tags.jsonl\n",
     run_tag},
    {"check", "Check rule files and word lists; say every error with its place.", check_arguments, check_options,
     "peertag check lexicons\n"
     "peertag check --strict lexicons\n"
     "peertag check --against forum.jsonl lexicons\n",
     run_check},
    {"compile", "Make one file of a folder of lexicons, which --lexicons takes and which loads at once.",
     check_arguments, compile_options,
     "peertag compile lexicons -o books.pack\n"
     "peertag tag --lexicons books.pack forum.jsonl\n",
     run_compile},
    {"test",
     "Run the examples and counter-examples that stand in the rule files.",
     {},
     test_options,
     "peertag test --lexicons lexicons\n"
     "peertag test --code strategies/acknowledge\n"
     "peertag test --mutate --rule acknowledge.sounds-hard\n",
     [](const Options& options) { return options.mutate ? run_mutate(options) : run_test(options); }},
    {"explain", "Show why a message got its codes: rules, words, weights, and what was stopped.", explain_arguments,
     explain_options,
     "peertag explain forum.jsonl m2\n"
     "peertag explain forum.jsonl m2 strategies/acknowledge\n",
     run_explain},
    {"why-not", "Show how far a rule got on a message, what stopped it, and one edit after which it fires.",
     why_not_arguments, why_not_options,
     "peertag why-not acknowledge.sounds-hard forum.jsonl m2\n"
     "peertag why-not acknowledge.sounds-hard forum.jsonl m2 --json\n",
     run_why_not},
    {"chains",
     "Find chains: what a supporter offers, and the mechanisms and outcomes that the answered person writes of in the "
     "next ten messages.",
     tag_arguments, chains_options,
     "peertag chains forum.jsonl > chains.jsonl\n"
     "peertag chains --summary forum.jsonl\n",
     run_chains},
    {"codes", "List the codes, or show one in full: definition, rules, word lists.", codes_arguments, codes_options,
     "peertag codes --book appear\n"
     "peertag codes strategies/acknowledge\n"
     "peertag codes --json\n",
     run_codes},
    {"bench", "Measure how fast an archive is tagged, and what each stage and each rule costs.", bench_arguments,
     bench_options,
     "peertag bench forum.jsonl.zst\n"
     "peertag bench --lexicons lexicons --megabytes 20 --json forum.jsonl\n",
     run_bench},
    {"eval",
     "Compare tags with what people coded: precision, recall, F1, average precision, Cohen's kappa, Krippendorff's "
     "alpha and prevalence of every code and rule, and averages.",
     eval_arguments, eval_options,
     "peertag eval labels.jsonl tags.jsonl\n"
     "peertag eval labels.jsonl tags.jsonl --code strategies/choice --disagreements --messages forum.jsonl\n"
     "peertag eval labels.csv tags.jsonl --disagreements --messages forum.jsonl --format html -o report.html\n",
     run_eval},
    {"kwic",
     "Show key words in context: each place where a pattern, a word list, a rule or a code finds something, line under "
     "line.",
     kwic_arguments, kwic_options,
     "peertag kwic '(that|it) sound~ ... @hardship' forum.jsonl\n"
     "peertag kwic @hardship forum.jsonl --sample 50 --seed 7\n"
     "peertag kwic strategies/acknowledge forum.jsonl --context 60 --format csv -o lines.csv\n",
     run_kwic},
    {"cover",
     "Count what each rule and each list entry finds in archives, what it shares with others of its code, how much of "
     "the "
     "code hangs on it, and which find nothing.",
     tag_arguments, cover_options,
     "peertag cover forum.jsonl\n"
     "peertag cover forum.jsonl --labels labels.jsonl --code strategies/choice\n"
     "peertag cover forum.jsonl.zst --jobs 0 --format csv -o coverage.csv\n",
     run_cover},
    {"calibrate",
     "Learn weights, biases and thresholds from labelled messages, cross-validated by conversation, with those of the "
     "rules' authors as the starting point.",
     calibrate_arguments, calibrate_options,
     "peertag calibrate forum.jsonl labels.jsonl\n"
     "peertag calibrate forum.jsonl labels.jsonl --learn --lexicons lexicons --out lexicons\n"
     "peertag calibrate forum.jsonl labels.jsonl --aim precision:0.7 --exclude-ids chat: --out numbers\n",
     run_calibrate},
    {"suggest",
     "Suggest terms for a code: words that stand where entries of its lists stand and, with labels, terms of coded "
     "messages that its rules miss. A person decides.",
     suggest_arguments, suggest_options,
     "peertag suggest living/self-world.mask forum.jsonl.zst\n"
     "peertag suggest living/self-world.mask forum.jsonl --labels labels.jsonl --format csv -o terms.csv\n",
     run_suggest},
};

constexpr std::pair<Exit, std::string_view> exit_meanings[] = {
    {exit_done, "done"},
    {exit_not_all,
     "done, but some messages were rejected or undecided (the totals say how many), or an example failed"},
    {exit_usage, "the command line is wrong"},
    {exit_rules, "errors in rule files, or in labels and tags; with `check --strict`, warnings too"},
    {exit_totals, "the totals do not add up: a fault of peertag"},
    {exit_io, "a file cannot be read or written"},
    {exit_stopped, "stopped by SIGINT or SIGTERM"},
};

// --- walking it ------------------------------------------------------------------------------------------------------

std::string synopsis(const Verb& verb) {
  std::string line = "peertag " + std::string(verb.name);
  if (!verb.options.empty()) line += " [OPTION]...";
  for (const Argument& argument : verb.arguments) {
    line += ' ';
    if (argument.count == Count::optional) line += '[';
    line += argument.name;
    if (argument.count == Count::optional) line += ']';
    if (argument.count == Count::at_least_one) line += "...";
  }
  return line;
}

std::string spelled(const Option& option) {
  std::string names(option.names);
  if (const std::size_t comma = names.find(','); comma != std::string::npos) names.replace(comma, 1, ", ");
  return option.argument.empty() ? names : names + ' ' + std::string(option.argument);
}

// `left`, and beside it `right` broken into lines of at most 80 columns.
void append_columns(std::string& text, std::string_view left, std::string_view right) {
  constexpr std::size_t margin = 22, width = 80;
  std::string line = "  " + std::string(left);
  const auto end_line = [&] {
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    line.assign(margin, ' ');
  };
  if (line.size() + 2 > margin) {
    end_line();
  } else {
    line.resize(margin, ' ');
  }
  while (!right.empty()) {
    const std::string_view word = right.substr(0, right.find(' '));
    right.remove_prefix(std::min(word.size() + 1, right.size()));
    if (line.size() + word.size() > width && line.size() > margin) end_line();
    line.append(word).append(" ");
  }
  end_line();
}

std::string help(const Verb& verb) {
  std::string text = "Usage: " + synopsis(verb) + "\n\n" + std::string(verb.summary) + "\n\n";
  for (const Argument& argument : verb.arguments) append_columns(text, argument.name, argument.help);
  for (const Option* option : verb.options) append_columns(text, spelled(*option), option->help);
  append_columns(text, "-h, --help", "Say this.");
  text += "\nExamples:\n";
  for (std::string_view rest = verb.examples; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n') + 1);
    text.append("  ").append(line);
    rest.remove_prefix(line.size());
  }
  return text;
}

std::string help() {
  std::string text =
      "Usage: peertag VERB [OPTION]... [ARGUMENT]...\n\n"
      "Candidate research codes for peer-support messages, each with the words behind it.\n\n";
  for (const Verb& verb : verb_table) append_columns(text, verb.name, verb.summary);
  append_columns(text, "-h, --help", "Say this; `peertag VERB --help` says more, with examples.");
  append_columns(text, "--version", "Say the versions of peertag, Unicode and the libraries that decide results.");
  text += "\nExit codes:\n";
  for (const auto& [exit, meaning] : exit_meanings) append_columns(text, std::to_string(exit), meaning);
  return text;
}

// An option that prints something instead of running a verb. CLI11 is left by what it throws for help itself.
template <class Text>
void leave_with(CLI::App& app, const std::string& names, Text text) {
  app.add_flag_callback(names, [text] { throw CLI::CallForHelp(text(), CLI::ExitCodes::Success); });
}

// What CLI11 has read of one verb, in the order of the table; set() is called when all of it is known to be there.
struct Parsed {
  CLI::App* app = nullptr;
  std::vector<std::vector<std::string>> values;  // of each option
  std::vector<std::string> arguments;
};

void declare(CLI::App& parent, const Verb& verb, Parsed& parsed) {
  parsed.app = parent.add_subcommand(std::string(verb.name));
  parsed.app->set_help_flag();
  leave_with(*parsed.app, "-h,--help", [&verb] { return help(verb); });
  parsed.values.resize(verb.options.size());
  for (std::size_t i = 0; i < verb.options.size(); ++i) {
    const Option& option = *verb.options[i];
    if (option.argument.empty()) {
      parsed.app->add_flag_callback(std::string(option.names), [&parsed, i] { parsed.values[i] = {""}; });
    } else {
      parsed.app->add_option(std::string(option.names), parsed.values[i])
          ->allow_extra_args(false)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
  }
  parsed.app->add_option("ARGUMENT", parsed.arguments)->allow_extra_args(true);
}

int run_parsed(const Verb& verb, const Parsed& parsed) {
  Options options;
  options.arguments = parsed.arguments;
  for (std::size_t i = 0; i < verb.arguments.size(); ++i) {
    if (i < options.arguments.size() || verb.arguments[i].count == Count::optional) continue;
    complain(std::string(verb.arguments[i].name) + " is missing; usage: " + synopsis(verb));
    return exit_usage;
  }
  const bool any_number = !verb.arguments.empty() && verb.arguments.back().count == Count::at_least_one;
  if (options.arguments.size() > verb.arguments.size() && !any_number) {
    complain("too many arguments; usage: " + synopsis(verb));
    return exit_usage;
  }
  for (std::size_t i = 0; i < verb.options.size(); ++i) {
    for (const std::string& value : parsed.values[i]) {
      const Option& option = *verb.options[i];
      const std::string_view name = option.names.substr(option.names.find("--"));
      options.as_given.push_back(option.argument.empty() ? std::string(name) : std::string(name) + '=' + value);
      if (option.set(options, value)) continue;
      complain(std::string(name) + ": expects " + std::string(option.argument) + ", not `" + value + '`');
      return exit_usage;
    }
  }
  return verb.run(options);
}

}  // namespace

std::span<const Verb> verbs() { return verb_table; }

std::string reference() {
  std::string text;
  const auto row = [&](std::string_view left, std::string_view right) {
    text += "| `";
    for (const char c : left) text += c == '|' ? std::string("\\|") : std::string(1, c);
    text += "` | " + std::string(right) + " |\n";
  };
  for (const Verb& verb : verb_table) {
    text += "### peertag " + std::string(verb.name) + "\n\n" + std::string(verb.summary) + "\n\n```sh\n" +
            std::string(verb.examples) + "```\n\n| `" + synopsis(verb) + "` | |\n|---|---|\n";
    for (const Argument& argument : verb.arguments) row(argument.name, argument.help);
    for (const Option* option : verb.options) row(spelled(*option), option->help);
    text += '\n';
  }
  text += "| exit code | |\n|---|---|\n";
  for (const auto& [exit, meaning] : exit_meanings) row(std::to_string(exit), meaning);
  return text;
}

int run(int argument_count, const char* const* arguments) {
  CLI::App app("", "peertag");
  app.require_subcommand(1);
  app.set_help_flag();
  leave_with(app, "-h,--help", [] { return help(); });
  leave_with(app, "--version", [] {
    std::string text;
    for (const auto& [name, version] : versions()) text += std::string(name) + ' ' + version + '\n';
    return text;
  });
  leave_with(app, "--reference", reference);  // not in the help: for the test that holds README.md against the table
  std::array<Parsed, std::size(verb_table)> parsed;
  for (std::size_t i = 0; i < parsed.size(); ++i) declare(app, verb_table[i], parsed[i]);
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::CallForHelp& asked) {
    return print(asked.what());
  } catch (const CLI::RequiredError&) {
    std::string names;
    for (const Verb& verb : verb_table) names.append(names.empty() ? "" : ", ").append(verb.name);
    complain("the first word must be one of " + names + "; see `peertag --help`");
    return exit_usage;
  } catch (const CLI::ParseError& error) {
    complain(std::string(error.what()) + "; see `peertag --help`");
    return exit_usage;
  }
  for (std::size_t i = 0; i < parsed.size(); ++i)
    if (parsed[i].app->parsed()) return run_parsed(verb_table[i], parsed[i]);
  return exit_usage;
}

}  // namespace peertag::cli
