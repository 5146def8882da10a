// One line of JSON a message, clean ones too:
//
//   {"id":"m2","conversation_id":"t1","status":"decided","codes":[{"code":"strategies/acknowledge","score":0.6225,
//    "candidate":true,"evidence":[{"rule":"acknowledge.sounds-hard","span":[0,22],"text":"That sounds exhausting",
//    "weight":1.5}]}]}
//
// Evidence that rests on an earlier message names it, "earlier":{"id":"m1","span":[4,9]}, and the words there if a code
// stood on them. A rule that no author wrote, but that was learned from labelled messages, says "learned":true.
// `"context":"lost"` on a message: the conversation it belongs to may have been forgotten, and a condition that asked
// for it was not met.
//
// The same message and codebook give the same bytes on every machine.
#pragma once

#include <string>

#include "peertag/codebook.hpp"
#include "peertag/sink.hpp"
#include "peertag/sinks/json_writer.hpp"
#include "peertag/sinks/names.hpp"
#include "peertag/units.hpp"

namespace peertag {

struct JsonlOptions {
  OffsetUnit unit = OffsetUnit::codepoint;  // of every span but those of earlier messages: make the Conversation with
                                            // the same
  bool below_threshold = false;             // codes that are no candidates, too
  bool suppressed = false;                  // findings that something stopped, and what
  bool text = true;                         // the words of each span
};

class JsonlSink final : public Sink {
 public:
  // Appends to `out`; whoever owns it may empty it between messages. REQUIRES: codebook and `out` outlive the sink.
  JsonlSink(const Codebook& codebook, std::string& out, JsonlOptions options = {})
      : codebook_(codebook), json_(out), options_(options), converter_(options.unit) {}

  void take(const TaggedMessage& tagged) override {
    text_ = tagged.message.text;
    converter_.reset(text_);
    json_.begin_object();
    member("id", tagged.message.id);
    if (!tagged.message.conversation_id.empty()) member("conversation_id", tagged.message.conversation_id);
    member("status", to_string(tagged.status));
    if (tagged.status == Status::undecided) member("reason", to_string(tagged.reason));
    json_.key("codes");
    json_.begin_array();
    for (const CodeScore& code : tagged.codes)
      if (code.candidate || options_.below_threshold) write(code);
    json_.end_array();
    if (options_.suppressed) {
      json_.key("suppressed");
      json_.begin_array();
      for (const Suppressed& finding : tagged.suppressed) write(finding);
      json_.end_array();
    }
    if (tagged.context_lost) member("context", "lost");
    if (tagged.truncated_spans) {
      json_.key("truncated_spans");
      json_.value(true);
    }
    json_.end_object();
    json_.end_line();
  }

 private:
  void member(std::string_view key, std::string_view value) {
    json_.key(key);
    json_.value(value);
  }

  void span(SourceSpan bytes) { span(converter_.convert(bytes)); }
  void span(UnitSpan units) {
    json_.key("span");
    json_.begin_array();
    json_.value(units.begin);
    json_.value(units.end);
    json_.end_array();
  }

  void write(const Earlier& earlier) {
    json_.key("earlier");
    json_.begin_object();
    member("id", earlier.id);
    if (!earlier.span.empty()) span(earlier.span);
    json_.end_object();
  }

  void write(const CodeScore& code) {
    json_.begin_object();
    member("code", code_of(codebook_, code.code).id);
    json_.key("score");
    json_.fixed(code.score, 4);
    json_.key("candidate");
    json_.value(code.candidate);
    json_.key("evidence");
    json_.begin_array();
    for (const Annotation& annotation : code.evidence) {
      json_.begin_object();
      const RuleText& rule = rule_of(codebook_, annotation.rule);
      member("rule", rule.id);
      if (rule.learned) {
        json_.key("learned");
        json_.value(true);
      }
      span(annotation.span);
      if (options_.text) member("text", text_.substr(annotation.span.begin, annotation.span.size()));
      json_.key("weight");
      json_.thousandths(annotation.weight);
      if (!annotation.earlier.id.empty()) write(annotation.earlier);
      json_.end_object();
    }
    json_.end_array();
    if (code.implied) {
      json_.key("implied_by");
      json_.begin_array();
      json_.value(code_of(codebook_, code.implied_by).id);
      json_.end_array();
    }
    json_.end_object();
  }

  // `by` names a cue class with its words, or the condition that failed, with the words that broke it if there are any.
  void write(const Suppressed& finding) {
    json_.begin_object();
    member("code", code_of(codebook_, finding.code).id);
    member("rule", rule_of(codebook_, finding.rule).id);
    span(finding.span);
    json_.key("by");
    json_.begin_object();
    member(finding.stop == Stop::cue ? "cue" : "condition", stop_name(codebook_, finding));
    if (!finding.by.empty()) span(finding.by);
    json_.end_object();
    json_.end_object();
  }

  const Codebook& codebook_;
  JsonWriter json_;
  JsonlOptions options_;
  UnitConverter converter_;
  std::string_view text_;  // of the message that is written
};

}  // namespace peertag
