// A table for people: one row for each (message, code, evidence), RFC 4180 with CRLF row ends, a heading row first.
//
// A message that was not decided has one row, with `status` and `reason` and no code, so that it is never read as
// clean; a clean message has none. A context has one row, with `implied_by`. Evidence that rests on an earlier message
// names it, and the words there if a code stood on them.
//
// Every cell is quoted, and one that a spreadsheet could take for a formula (= + - @ TAB CR LF, their full-width twins
// and the minus sign, at the front or after blanks and quotes) gets an apostrophe before it. So a cell may be longer
// than the text was; JSONL is the exact form. NUL and ill-formed bytes become U+FFFD.
#pragma once

#include <string>

#include "peertag/codebook.hpp"
#include "peertag/sink.hpp"
#include "peertag/sinks/json_writer.hpp"
#include "peertag/sinks/names.hpp"
#include "peertag/units.hpp"

namespace peertag {

// Quotes one cell so that no spreadsheet computes it.
inline void append_csv_cell(std::string& out, std::string_view text) {
  const auto is_formula = [text] {
    for (std::size_t at = 0; at < text.size();) {
      const detail::Decoded next = detail::decode(text, at);
      switch (next.code_point) {
        case '=':
        case '+':
        case '-':
        case '@':
        case '\t':
        case '\r':
        case '\n':
        case 0x2212:
        case 0xFF1D:
        case 0xFF0B:
        case 0xFF0D:
        case 0xFF20:
          return true;
        case ' ':
        case '"':
        case '\'':
        case 0:
        case 0xA0:
        case 0x3000:
        case 0xFEFF:
        case 0x200B:
          break;
        default:
          return false;
      }
      at += next.size;
    }
    return false;
  };
  out += '"';
  if (is_formula()) out += '\'';
  for (std::size_t at = 0; at < text.size();) {
    const detail::Decoded next = detail::decode(text, at);
    if (next.code_point == 0 || !next.well_formed) {
      detail::append(out, detail::replacement_character);
    } else {
      if (text[at] == '"') out += '"';
      out += text.substr(at, next.size);
    }
    at += next.size;
  }
  out += '"';
}

struct CsvOptions {
  OffsetUnit unit = OffsetUnit::codepoint;  // make the Conversation with the same
  bool below_threshold = false;
  bool text = true;
};

class CsvSink final : public Sink {
 public:
  static constexpr std::string_view heading =
      "id,conversation_id,status,reason,code,score,candidate,rule,begin,end,text,weight,implied_by,earlier_id,"
      "earlier_begin,earlier_end\r\n";

  // Appends to `out`, the heading first. REQUIRES: codebook and `out` outlive the sink.
  CsvSink(const Codebook& codebook, std::string& out, CsvOptions options = {})
      : codebook_(codebook), out_(out), options_(options), converter_(options.unit) {
    out_ += heading;
  }

  void take(const TaggedMessage& tagged) override {
    if (tagged.status == Status::undecided) {
      begin_row(tagged);
      out_ += ",,,,,,,,,,,,\r\n";
      return;
    }
    converter_.reset(tagged.message.text);
    for (const CodeScore& code : tagged.codes) {
      if (!code.candidate && !options_.below_threshold) continue;
      for (const Annotation& annotation : code.evidence) {
        begin_row(tagged);
        code_cells(code);
        evidence_cells(tagged.message.text, annotation);
        end_row(code, annotation.earlier);
      }
      if (code.evidence.empty()) {
        begin_row(tagged);
        code_cells(code);
        out_ += ",,,,,";
        end_row(code, {});
      }
    }
  }

 private:
  void begin_row(const TaggedMessage& tagged) {
    append_csv_cell(out_, tagged.message.id);
    cell(tagged.message.conversation_id);
    cell(to_string(tagged.status));
    cell(to_string(tagged.reason));
  }
  void code_cells(const CodeScore& code) {
    cell(code_of(codebook_, code.code).id);
    out_ += ',';
    JsonWriter(out_).fixed(code.score, 4);
    cell(code.candidate ? "yes" : "no");
  }
  void evidence_cells(std::string_view text, const Annotation& annotation) {
    cell(rule_of(codebook_, annotation.rule).id);
    span_cells(converter_.convert(annotation.span));
    cell(options_.text ? text.substr(annotation.span.begin, annotation.span.size()) : "");
    out_ += ',';
    JsonWriter::append_thousandths(annotation.weight, out_);
  }
  void end_row(const CodeScore& code, const Earlier& earlier) {
    cell(code.implied ? std::string_view(code_of(codebook_, code.implied_by).id) : "");
    if (earlier.id.empty())
      out_ += ',';
    else
      cell(earlier.id);
    if (earlier.span.empty())
      out_ += ",,";
    else
      span_cells(earlier.span);
    out_ += "\r\n";
  }
  void span_cells(UnitSpan span) {
    for (const std::uint32_t offset : {span.begin, span.end}) {
      out_ += ',';
      JsonWriter(out_).value(offset);
    }
  }
  void cell(std::string_view text) {
    out_ += ',';
    append_csv_cell(out_, text);
  }

  const Codebook& codebook_;
  std::string& out_;
  CsvOptions options_;
  UnitConverter converter_;
};

}  // namespace peertag
