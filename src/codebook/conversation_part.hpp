// Conditions on other messages of a conversation, which this version does not read. The one place that says so: the
// keys `from` and `needs` of a rule, [[derive]], and examples that are conversations.
#pragma once

#include "codebook/readers.hpp"
#include "codebook/table_reader.hpp"

namespace peertag::codebook {

// `from = "any"` asks nothing of the conversation, and is taken.
inline void read_conversation_conditions(TableReader& rule, Reporter& reporter) {
  if (const std::optional<FileText> from = rule.text("from"); from && from->value != "any") {
    if (from->value == "seeker" || from->value == "supporter" || from->value == "unknown")
      reporter.report<Fault::conversation_part>(from->place(), "`from = \"" + from->value + "\"`");
    else
      reporter.report<Fault::not_one_of>(from->place(), from->value, "from", "any, seeker, supporter, unknown");
  }
  if (const TomlValue* needs = rule.find("needs")) reporter.report<Fault::conversation_part>(needs->place(), "`needs`");
}

inline void read_derivations(TableReader& file, Reporter& reporter) {
  for (const TomlValue* table : file.tables("derive"))
    reporter.report<Fault::conversation_part>(table->place(), "[[derive]]");
}

// Nothing is ever returned: a conversation is no example yet.
inline std::optional<Example> read_conversation_example(const TomlValue& conversation, Reporter& reporter) {
  reporter.report<Fault::conversation_part>(conversation.place(), "an example of several messages");
  return std::nullopt;
}

}  // namespace peertag::codebook
