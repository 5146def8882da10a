// Codebook: books, codes, rules and word lists, compiled. Immutable; share one among all threads.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "peertag/detail/owned.hpp"
#include "peertag/diagnostic.hpp"
#include "peertag/message.hpp"
#include "peertag/rule.hpp"
#include "peertag/span.hpp"

namespace peertag {

// One file of a lexicon folder. `name` is its path below that folder, with `/` ("en/cues.toml"): it says what the file
// holds (lexicons/README.md). The core opens no files.
struct Source {
  std::string_view name;
  std::string_view text;
};

struct Book {
  std::string id, title, source, licence, version;
};

// The one list of kinds is in codebook.cpp; `codes` and the book reader walk it.
enum class CodeKind : std::uint8_t { strategy, counter_signal, context, factor, mechanism, outcome, construct, theme };
[[nodiscard]] std::string_view to_string(CodeKind kind);

struct Code {
  std::string id;  // full: "strategies/acknowledge"
  std::string label, source_id, parent, definition;
  std::vector<std::string> include, exclude;
  CodeKind kind{};
  MilliLogOdds bias = 0;
  double threshold = 0.5;         // a candidate's least score
  std::optional<CodeId> context;  // for a factor: the context it implies
};

// A sentence or a made-up conversation that a rule must (or must not) answer to.
struct Example {
  struct Turn {
    std::string speaker;               // "A"
    std::uint32_t to = 0;              // the turn it answers, from 1; 0: none given
    bool opens = false;                // it opens the conversation, so that its speaker is the seeker
    Role role = Role::unknown;         // as given; unknown: none given
    std::string text;                  // without the brackets
    std::vector<SourceSpan> findings;  // where the brackets were
  };
  std::vector<Turn> turns;  // one, unless it is a conversation
  bool counter = false;     // of not_examples
  std::string because;      // what must have stopped it: a cue class, "none", "all", "needs", "from", or empty
  std::uint32_t line = 0;   // in the rule's file
};

// What a rule asks of one message of a conversation, as its author wrote it.
struct TurnTestText {
  By by = By::any;
  std::vector<std::string> has;  // full code ids, and patterns; empty: nothing in particular
};
struct LookbackText {
  Lookback::Where where{};
  TurnTestText test;
  std::uint32_t within = limits::turns_back;
};
struct DerivationText {
  TurnTestText first, then;
  bool answers = false;  // `then` must answer `first`
  std::uint32_t within = limits::turns_back;
};

// A rule as its author wrote it; rule.hpp has the compiled form.
struct RuleText {
  std::string id;
  std::vector<std::string> codes;
  std::vector<std::string> match, all, none;  // empty, if it is a derivation
  Scope scope = Scope::sentence;
  std::vector<std::string> unless;  // names of cue classes
  std::optional<Role> from;         // nothing: anyone
  std::vector<LookbackText> needs;
  std::optional<DerivationText> derivation;
  MilliLogOdds weight = 1500;
  std::vector<Example> examples;  // examples and counter-examples, in file order
  bool learned = false;           // made from <book>/learned/<code>.csv
  std::string source;             // file
  std::uint32_t line = 0;
};

struct ListEntry {
  std::string term, note;
  MilliLogOdds weight = 0;
};

struct WordList {
  std::string name;
  std::vector<ListEntry> entries;  // in file order
  std::string source;
};

struct Link {
  std::string context, mechanism, outcome;  // full code ids
  std::uint32_t refs = 0;                   // papers the synthesis cites
};

namespace detail {
struct CompiledCodebook;
void destroy(CompiledCodebook* compiled);
}  // namespace detail

class Codebook {
 public:
  // Reads, checks and compiles. Nothing is returned if any source has an error; `diagnostics` then says all of them,
  // and warnings either way. `sources` may come in any order and are not kept.
  static std::optional<Codebook> compile(std::span<const Source> sources, Diagnostics& diagnostics);

  // A compiled codebook as bytes, which are the same wherever the same sources are compiled by the same versions, and
  // the codebook they were made of: it gives the same results, and takes a twentieth of the time to load. What is
  // damaged, or was made by other versions, is refused; `pack.name` is for the diagnostics. A pack is not checked
  // against malice: take it from whom you would take a program. Its bytes are not kept.
  [[nodiscard]] std::string save() const;
  static std::optional<Codebook> load(const Source& pack, Diagnostics& diagnostics);

  // The books that ship with peertag, compiled into the library.
  static std::span<const Source> default_sources();

  [[nodiscard]] std::span<const Book> books() const;
  [[nodiscard]] std::span<const Code> codes() const;       // indexed by CodeId
  [[nodiscard]] std::span<const RuleText> rules() const;   // indexed by RuleId
  [[nodiscard]] std::span<const WordList> lists() const;   // in byte order of names; sets stand as lists
  [[nodiscard]] const ListEntry& entry(EntryId id) const;  // of the list it was written in, not of a set
  [[nodiscard]] std::span<const Link> links() const;
  [[nodiscard]] std::span<const std::string> cue_classes() const;  // indexed by CueClassId
  [[nodiscard]] std::optional<CodeId> find_code(std::string_view full_id) const;
  [[nodiscard]] std::optional<RuleId> find_rule(std::string_view id) const;

  // Turns of each conversation that its rules look back on: what to make a Conversation with.
  [[nodiscard]] std::uint32_t turns_back() const;

  // 64 hexadecimal digits: SHA-256 over the sources by name, the format's and Unicode's version.
  [[nodiscard]] std::string_view fingerprint() const;

  // For peertag's own sources, which know the type.
  explicit Codebook(detail::CompiledCodebook* compiled) : compiled_(compiled) {}
  [[nodiscard]] const detail::CompiledCodebook& compiled() const { return *compiled_; }

 private:
  detail::Owned<detail::CompiledCodebook> compiled_;
};

}  // namespace peertag
