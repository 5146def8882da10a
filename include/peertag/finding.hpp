// What flows from evaluate to resolve: rules satisfied in one message, each with what stopped it, if anything did.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "peertag/hit.hpp"
#include "peertag/rule.hpp"
#include "peertag/span.hpp"
#include "peertag/units.hpp"

namespace peertag {

// Why a finding does not count. `no`: it stands.
enum class Stop : std::uint8_t { no, cue, all, none, from, needs };

// Every message ends as one of these; `undecided` is never to be read as clean.
enum class Status : std::uint8_t { decided, undecided };
enum class Undecided : std::uint8_t { no, budget, limit };

// The earlier message by which a condition was met, and the words there if it was met by a code. Borrowed from the
// conversation.
struct Earlier {
  std::string_view id;  // of the message; empty: no earlier message was asked for
  UnitSpan span;        // of its text, in the unit of the Conversation; empty where a remembered pattern met the
                        // condition, or nothing but its author
};

// A remembered pattern found in the message, and where first.
struct Seen {
  std::uint32_t pattern = 0;  // place in RuleSet::remembered
  SourceSpan span;
};

struct Finding {
  RuleId rule{};
  SourceSpan span;
  std::uint32_t first_entry = 0;  // the list rows it used are entries[first_entry, first_entry + entry_count)
  std::uint32_t entry_count = 0;
  Stop stop = Stop::no;
  CueClassId cue_class{};  // if stop is cue
  SourceSpan by;           // the words that stopped it; empty where something is missing
  Earlier earlier{};       // set by resolve
};

// All that the message's own words say; what its conversation says comes after (Tagger::resolve). Owns everything: it
// outlives the message and may be handed to another thread. Made to be reused.
struct Findings {
  Status status = Status::decided;
  Undecided reason = Undecided::no;
  std::vector<Finding> findings;  // by (begin, end, rule); empty if undecided
  std::vector<EntryId> entries;
  std::vector<Seen> seen;  // by pattern

  void clear() {
    status = Status::decided;
    reason = Undecided::no;
    findings.clear();
    entries.clear();
    seen.clear();
  }
};

}  // namespace peertag
