// Finds every whole-word occurrence of many phrases in many texts, and of patterns with gaps beside them, at a few
// bytes a nanosecond.
//
// A phrase is a sequence of words; a word is a run of [A-Za-z0-9_'] and of bytes beyond ASCII, and compares without
// regard to ASCII case. Between two words of a phrase any run of other bytes may stand in the text. Every occurrence of
// every phrase is found, those inside others too. Texts should be in matching form (normalise.hpp); any bytes are
// allowed.
//
// How it works is told at the top of phrase_matcher/cut.hpp, step by step, a file per step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "peertag/detail/owned.hpp"
#include "peertag/span.hpp"

namespace peertag {

// One place of a gap pattern: one of these phrases, with `gap` or fewer other words before it. One `*` in a word stands
// for any letters or none (`*ing`, `re*ed`); in the first part there is none, or the choice is never found.
struct GapPart {
  std::vector<std::string_view> choices;
  std::uint32_t gap = 0;  // means nothing in the first part
};

// Phrases in this order. What rule files write as `have you (tried|thought about) ..4 yoga` is
// {{{"have you"}}, {{"tried", "thought about"}}, {{"yoga"}, 4}}. A gap ends with its text, and with nothing else.
//
// From each word on, a pattern is found at most once: of all ways to match from there, where the fewest words are left
// out, and of those, where it is longest.
struct GapPattern {
  static constexpr std::uint32_t most_words = 63;

  std::vector<GapPart> parts;

  // Words of its longest match, those left out included. With more than most_words, it is never found.
  [[nodiscard]] std::uint32_t longest() const;
};

// Place among the phrases that the tables were built from; gap patterns are numbered on behind them.
enum class PhraseId : std::uint32_t {};

struct PhraseHit {
  std::uint32_t text = 0;  // place among the texts of the call
  PhraseId phrase{};
  NormalSpan span;  // from the first byte of its first word to the last of its last
  friend constexpr auto operator<=>(const PhraseHit&, const PhraseHit&) = default;
};

// A place in a sequence of words where, but for a coincidence of hashes, a phrase stands.
struct PhraseCandidate {
  std::uint32_t first_word = 0;
  PhraseId phrase{};
  friend constexpr auto operator<=>(const PhraseCandidate&, const PhraseCandidate&) = default;
};

// What a word is to the tables: callers who cut words themselves (Token[]) hash each once, with this.
// REQUIRES: `word` is one word as defined above, in matching form.
[[nodiscard]] std::uint32_t phrase_word_hash(std::string_view word);

namespace phrases {
struct BuiltTables;
struct Kernel;
struct Scratch;
void destroy(BuiltTables* tables);
void destroy(Scratch* scratch);
}  // namespace phrases

// Phrases, compiled. Immutable; share one among threads and instruction sets.
class PhraseTables {
 public:
  // Phrases may repeat: each id is then reported. A phrase without any word is never found, nor is a choice; a pattern
  // with a part that has no choice, or of more than most_words, is never found. Nothing given is kept.
  explicit PhraseTables(std::span<const std::string_view> phrases, std::span<const GapPattern> patterns = {});

  [[nodiscard]] std::size_t size_in_bytes() const;
  [[nodiscard]] const phrases::BuiltTables& built() const { return *built_; }

 private:
  detail::Owned<phrases::BuiltTables> built_;
};

// `avx512_loads` is AVX-512 for processors whose gather instructions are slow.
enum class InstructionSet : std::uint8_t { plain, avx2, avx512, avx512_loads };
[[nodiscard]] constexpr std::string_view to_string(InstructionSet set) {
  constexpr std::string_view names[] = {"plain", "avx2", "avx512", "avx512 loads"};
  return names[static_cast<std::size_t>(set)];
}

// Those that this build has code for and this machine can run. Never empty: `plain` is always there.
[[nodiscard]] std::span<const InstructionSet> instruction_sets();
[[nodiscard]] InstructionSet fastest_instruction_set();

// Cheap to keep, allocates nothing once warm; one per thread. What it finds does not depend on the instruction set.
// REQUIRES: the tables outlive it; a text is shorter than 4 GiB.
class PhraseMatcher {
 public:
  explicit PhraseMatcher(const PhraseTables& tables, InstructionSet set = fastest_instruction_set());
  explicit PhraseMatcher(PhraseTables&&, InstructionSet = {}) = delete;  // a temporary would not outlive it

  // Hits sorted by (text, begin, end, phrase). What is returned stays until the next call. A call for many texts is
  // faster than a call for each.
  [[nodiscard]] std::span<const PhraseHit> match(std::span<const std::string_view> texts);
  [[nodiscard]] std::span<const PhraseHit> match(std::string_view text) { return match({&text, 1}); }

  // The same for words that the caller has cut and hashed (phrase_word_hash), without the last step: comparing what
  // stands there with the phrase is left to the caller, who has the words; gap patterns are not looked for.
  // phrases::border_hash as a word is in no phrase. Sorted by (first_word, words of the phrase); phrases of more than
  // eight words as if they were of eight.
  [[nodiscard]] std::span<const PhraseCandidate> candidates(std::span<const std::uint32_t> word_hashes);

 private:
  const PhraseTables* tables_;
  const phrases::Kernel* kernel_;
  detail::Owned<phrases::Scratch> scratch_;
};

}  // namespace peertag
