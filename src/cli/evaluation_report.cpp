#include "cli/evaluation_report.hpp"

#include <algorithm>
#include <optional>

#include "cli/page.hpp"
#include "cli/table.hpp"
#include "io/escape.hpp"
#include "peertag/sinks/json_writer.hpp"

namespace peertag::cli {
namespace {

using quality::Disagreement;
using quality::Figure;
using quality::Measure;

std::string fixed(double number, int decimals) {
  std::string text;
  JsonWriter(text).fixed(number, decimals);
  return text;
}

// --- figures
// -----------------------------------------------------------------------------------------------------------

std::string name_of(const Figure& figure) {
  if (figure.kind == Figure::Kind::rule) return figure.name + "  " + figure.rule;
  if (figure.kind == Figure::Kind::code) return figure.name;
  return std::string(quality::to_string(figure.kind)) + ' ' + figure.name + " (" + std::to_string(figure.codes) + ')';
}

enum class Intervals : bool { some, all };

// What each column of a table says. The interval of F1 and of average precision says how far to trust a row; the others
// are for who asks.
struct TableColumn {
  std::string_view heading;
  Measure measure;
  bool interval_always;
};
constexpr TableColumn table_columns[] = {
    {"P", Measure::precision, false},          {"R", Measure::recall, false},    {"F1", Measure::f1, true},
    {"AP", Measure::average_precision, true},  {"kappa", Measure::kappa, false}, {"alpha", Measure::alpha, false},
    {"prevalence", Measure::prevalence, false}};

Table table_of(const EvaluationReport& report, Intervals intervals, bool (*wanted)(Figure::Kind)) {
  const auto has_interval = [&](const TableColumn& column) {
    return report.options.draws > 0 && (column.interval_always || intervals == Intervals::all);
  };
  Table table(1);
  for (const std::string_view heading : {"", "labelled", "tagged"}) table[0].emplace_back(heading);
  for (const TableColumn& column : table_columns) {
    table[0].emplace_back(column.heading);
    if (has_interval(column)) table[0].emplace_back("95 %");
  }
  for (const Figure& figure : report.figures) {
    if (!wanted(figure.kind)) continue;
    const bool counted = figure.kind != Figure::Kind::macro;
    TableRow& row = table.emplace_back();
    row.push_back(io::shown(name_of(figure)));
    row.push_back(counted ? std::to_string(figure.counts.labelled()) : "");
    row.push_back(counted ? std::to_string(figure.counts.tagged()) : "");
    for (const TableColumn& column : table_columns) {
      const bool has = figure.has(column.measure);
      row.push_back(has ? fixed(figure[column.measure], 3) : "");
      const quality::Interval& interval = figure.interval(column.measure);
      if (has_interval(column))
        row.push_back(has ? '[' + fixed(interval.low, 3) + ", " + fixed(interval.high, 3) + ']' : "");
    }
  }
  return table;
}

bool is_rule(Figure::Kind kind) { return kind == Figure::Kind::rule; }
bool is_code(Figure::Kind kind) { return kind == Figure::Kind::code; }
bool is_average(Figure::Kind kind) { return kind == Figure::Kind::micro || kind == Figure::Kind::macro; }

std::string summary(const EvaluationReport& report) {
  const Options& options = report.options;
  std::string text = std::to_string(report.labels.messages.size()) + " labelled messages in " +
                     std::to_string(report.conversations) + " conversations; macro averages over codes with at least " +
                     std::to_string(options.least_positives) + " labelled messages";
  if (options.draws > 0)
    text += "; 95 % intervals from " + std::to_string(options.draws) + " draws of conversations, seed " +
            std::to_string(options.seed);
  if (report.undecided > 0)
    text += "; " + std::to_string(report.undecided) + " messages were undecided and count as without codes";
  return text;
}

// --- disagreements
// -----------------------------------------------------------------------------------------------------

// One disagreement with the words it is about.
struct Reading {
  const std::string* text = nullptr;  // of the message; nullptr: not given
  std::optional<SourceSpan> quoted;   // where the labels' quotation stands in it
  std::vector<SourceSpan> found;      // of each Disagreement::found
};

const std::string& id_of(const EvaluationReport& report, const Disagreement& differs) {
  return report.labels.messages[differs.message].id;
}

Reading read(const EvaluationReport& report, const Disagreement& differs) {
  Reading reading;
  const auto text = report.texts.find(id_of(report, differs));
  if (text == report.texts.end()) return reading;
  reading.text = &text->second;
  if (const std::size_t at = differs.quotation.empty() ? std::string::npos : text->second.find(differs.quotation);
      at != std::string::npos)
    reading.quoted =
        SourceSpan{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + differs.quotation.size())};
  const UnitConverter units(text->second, report.options.unit);
  for (const Disagreement::Found& found : differs.found) reading.found.push_back(units.convert_back(found.span));
  return reading;
}

UnitSpan quoted_units(const EvaluationReport& report, const Reading& reading) {
  return UnitConverter(*reading.text, report.options.unit).convert(*reading.quoted);
}

std::string bracketed(UnitSpan span) {
  return '[' + std::to_string(span.begin) + ", " + std::to_string(span.end) + ')';
}

std::string_view words(const Reading& reading, SourceSpan span) {
  return std::string_view(*reading.text).substr(span.begin, span.size());
}

void append_text(const EvaluationReport& report, const Disagreement& differs, std::string& out) {
  const Reading reading = read(report, differs);
  out += std::string(differs.code) + "  " + std::string(to_string(differs.kind)) + "  " +
         io::shown(id_of(report, differs)) + "  score " + fixed(differs.score, 4) + '\n';
  if (reading.text != nullptr && !differs.quotation.empty()) {
    out += "  labelled  ";
    if (reading.quoted) out += bracketed(quoted_units(report, reading)) + ' ';
    out += '"' + io::shown(differs.quotation) + "\"\n";
  }
  for (std::size_t i = 0; i < differs.found.size(); ++i) {
    out += "  found     " + bracketed(differs.found[i].span) + ' ' + io::shown(differs.found[i].rule);
    if (reading.text != nullptr) out += " \"" + io::shown(words(reading, reading.found[i])) + '"';
    out += '\n';
  }
  if (reading.text != nullptr) out += "  text      " + io::shown(*reading.text) + '\n';
}

// The message with what the labels quote, and what the tags found, marked.
std::string marked(const Reading& reading) {
  enum : unsigned char { plain, quoted, found };
  std::vector<unsigned char> paint(reading.text->size(), plain);
  const auto brush = [&](SourceSpan span, unsigned char colour) {
    std::fill(paint.begin() + span.begin, paint.begin() + span.end, colour);
  };
  for (const SourceSpan span : reading.found) brush(span, found);
  if (reading.quoted) brush(*reading.quoted, quoted);
  std::string html;
  for (std::size_t begin = 0; begin < paint.size();) {
    std::size_t end = begin;
    while (end < paint.size() && paint[end] == paint[begin]) ++end;
    const std::string part = escaped(std::string_view(*reading.text).substr(begin, end - begin));
    html += paint[begin] == plain    ? part
            : paint[begin] == quoted ? "<mark>" + part + "</mark>"
                                     : "<mark class=\"extra\">" + part + "</mark>";
    begin = end;
  }
  return "<bdi>" + html + "</bdi>";
}

std::string rules_of(const Disagreement& differs) {
  std::string rules;
  for (const Disagreement::Found& found : differs.found)
    rules.append(rules.empty() ? "" : " ").append(found.rule).append(bracketed(found.span));
  return rules;
}

void append_html(const EvaluationReport& report, const Disagreement& differs, std::string& out) {
  const Reading reading = read(report, differs);
  out += "<article>\n<p class=\"note\">" + std::string(to_string(differs.kind)) + ", " +
         isolated(id_of(report, differs)) + ", score " + fixed(differs.score, 4);
  if (!differs.found.empty()) out += "; " + escaped(rules_of(differs));
  out += "</p>\n";
  if (reading.text != nullptr) out += "<p>" + marked(reading) + "</p>\n";
  out += "</article>\n";
}

}  // namespace

std::string to_text(const EvaluationReport& report) {
  std::string text;
  for (const Disagreement& differs : report.disagreements) append_text(report, differs, text);
  if (!report.disagreements.empty()) text += '\n';
  for (const auto wanted : {is_rule, is_code, is_average}) {
    const Table table = table_of(report, Intervals::some, wanted);
    if (table.size() > 1) text += to_text(table, 1) + '\n';
  }
  return text + summary(report) + '\n';
}

std::string to_html(const EvaluationReport& report) {
  constexpr std::string_view title = "peertag eval";
  std::string body = "<h1>" + escaped(title) + "</h1>\n<p>" + escaped(summary(report)) + ".</p>\n";
  const std::pair<std::string_view, bool (*)(Figure::Kind)> parts[] = {
      {"Averages", is_average}, {"Codes", is_code}, {"Rules", is_rule}};
  for (const auto& [heading, wanted] : parts) {
    const Table table = table_of(report, Intervals::all, wanted);
    if (table.size() > 1) body += "<h2>" + std::string(heading) + "</h2>\n" + to_html(table, 1);
  }
  if (!report.disagreements.empty()) {
    body +=
        "<h2>Disagreements</h2>\n<p class=\"note\">missed: labelled, but not tagged; extra: tagged, but not labelled.";
    if (!report.texts.empty())
      body +=
          " <mark>The words that the labels quote</mark>; <mark class=\"extra\">the words that peertag found</mark>.";
    body += "</p>\n";
  }
  std::string_view code;
  for (const Disagreement& differs : report.disagreements) {
    if (differs.code != code) body += "<h3>" + isolated(differs.code) + "</h3>\n";
    code = differs.code;
    append_html(report, differs, body);
  }
  return page(title, body);
}

std::string to_json(const EvaluationReport& report) {
  std::string out;
  JsonWriter json(out);
  const auto field = [&](std::string_view name, auto value) {
    json.key(name);
    json.value(value);
  };
  const auto number = [&](std::string_view name, std::size_t value) { field(name, std::uint64_t{value}); };
  json.begin_object();
  number("messages", report.labels.messages.size());
  number("conversations", report.conversations);
  number("undecided", report.undecided);
  number("least_positives", report.options.least_positives);
  number("draws", report.options.draws);
  number("seed", report.options.seed);
  json.key("figures");
  json.begin_array();
  for (const Figure& figure : report.figures) {
    json.begin_object();
    field("kind", quality::to_string(figure.kind));
    field("name", std::string_view(figure.name));
    if (figure.kind == Figure::Kind::rule) field("rule", std::string_view(figure.rule));
    if (is_average(figure.kind)) number("codes", figure.codes);
    if (figure.kind != Figure::Kind::macro) {
      number("labelled", figure.counts.labelled());
      number("tagged", figure.counts.tagged());
      number("both", figure.counts.both);
    }
    if (!is_average(figure.kind)) number("neither", figure.counts.neither);
    for (std::size_t m = 0; m < quality::measure_count; ++m) {
      if (!figure.has(static_cast<Measure>(m))) continue;
      json.key(quality::measure_names[m]);
      json.fixed(figure.values[m], 4);
    }
    if (report.options.draws > 0) {
      json.key("intervals");
      json.begin_object();
      for (std::size_t m = 0; m < quality::measure_count; ++m) {
        if (!figure.has(static_cast<Measure>(m))) continue;
        json.key(quality::measure_names[m]);
        json.begin_array();
        json.fixed(figure.intervals[m].low, 4);
        json.fixed(figure.intervals[m].high, 4);
        json.end_array();
      }
      json.end_object();
    }
    json.end_object();
  }
  json.end_array();
  if (report.options.disagreements) {
    const auto span = [&](std::string_view name, UnitSpan where) {
      json.key(name);
      json.begin_array();
      json.value(where.begin);
      json.value(where.end);
      json.end_array();
    };
    json.key("disagreements");
    json.begin_array();
    for (const Disagreement& differs : report.disagreements) {
      const Reading reading = read(report, differs);
      json.begin_object();
      field("code", differs.code);
      field("id", std::string_view(id_of(report, differs)));
      field("kind", to_string(differs.kind));
      json.key("score");
      json.fixed(differs.score, 4);
      json.key("found");
      json.begin_array();
      for (std::size_t i = 0; i < differs.found.size(); ++i) {
        json.begin_object();
        field("rule", differs.found[i].rule);
        span("span", differs.found[i].span);
        if (reading.text != nullptr) field("text", words(reading, reading.found[i]));
        json.end_object();
      }
      json.end_array();
      if (reading.quoted) span("quoted_span", quoted_units(report, reading));
      if (reading.text != nullptr) {
        if (!differs.quotation.empty()) field("quoted", differs.quotation);
        field("text", std::string_view(*reading.text));
      }
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  json.end_line();
  return out;
}

namespace {

std::string disagreements_as_csv(const EvaluationReport& report) {
  std::string out;
  append_csv_row(out, {"code", "id", "kind", "score", "rules", "quoted_begin", "quoted_end", "quoted", "text"});
  for (const Disagreement& differs : report.disagreements) {
    const Reading reading = read(report, differs);
    const UnitSpan quoted = reading.quoted ? quoted_units(report, reading) : UnitSpan{};
    const bool given = reading.text != nullptr;
    append_csv_row(out, {std::string(differs.code), id_of(report, differs), std::string(to_string(differs.kind)),
                         fixed(differs.score, 4), rules_of(differs), reading.quoted ? std::to_string(quoted.begin) : "",
                         reading.quoted ? std::to_string(quoted.end) : "", given ? std::string(differs.quotation) : "",
                         given ? *reading.text : ""});
  }
  return out;
}

}  // namespace

std::string to_csv(const EvaluationReport& report) {
  if (report.options.disagreements) return disagreements_as_csv(report);
  std::string out;
  TableRow heading{"kind", "name", "rule", "codes", "labelled", "tagged", "both", "neither"};
  for (const std::string_view name : quality::measure_names)
    for (const std::string_view suffix : {"", "_low", "_high"})
      if (suffix.empty() || report.options.draws > 0) heading.push_back(std::string(name) + std::string(suffix));
  append_csv_row(out, heading);
  for (const Figure& figure : report.figures) {
    const auto if_counted = [&](std::uint64_t number) {
      return figure.kind == Figure::Kind::macro ? std::string() : std::to_string(number);
    };
    TableRow row{std::string(quality::to_string(figure.kind)),
                 figure.name,
                 figure.rule,
                 std::to_string(figure.codes),
                 if_counted(figure.counts.labelled()),
                 if_counted(figure.counts.tagged()),
                 if_counted(figure.counts.both),
                 is_average(figure.kind) ? "" : std::to_string(figure.counts.neither)};
    for (std::size_t m = 0; m < quality::measure_count; ++m) {
      const bool has = figure.has(static_cast<Measure>(m));
      const quality::Interval& interval = figure.intervals[m];
      row.push_back(has ? fixed(figure.values[m], 4) : "");
      if (report.options.draws == 0) continue;
      row.push_back(has ? fixed(interval.low, 4) : "");
      row.push_back(has ? fixed(interval.high, 4) : "");
    }
    constexpr std::size_t first_number = 3;
    append_csv_row(out, row, first_number);
  }
  return out;
}

}  // namespace peertag::cli
