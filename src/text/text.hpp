// The text stages behind one face: what the rest of peertag asks of Unicode.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "peertag/detail/owned.hpp"
#include "peertag/normalise.hpp"
#include "peertag/token.hpp"

namespace peertag::text {

// Plain UAX #29 word borders of well-formed UTF-8, in bytes, with 0 and the size (what WordBreakTest runs on). Nothing
// is joined here: URLs, mentions and apostrophes come after.
[[nodiscard]] std::vector<std::uint32_t> word_borders(std::string_view text);

// Sentence borders of a message by the tailored rules of sentences.hpp, in bytes, with 0 and the size. Neither zones
// nor abbreviations are known here.
[[nodiscard]] std::vector<std::uint32_t> sentence_borders(std::string_view source);

struct SegmenterState;
void destroy(SegmenterState* state);

// Cuts messages into tokens and sentences. Holds ICU's iterators and scratch: one per thread.
class Segmenter {
 public:
  // `abbreviations`: in matching form, without the full stop; after one of these a full stop ends no sentence.
  explicit Segmenter(std::span<const std::string> abbreviations);

  // `normal` is normalise(source). Token::word stays unknown: spelling comes after.
  void tokenise(std::string_view source, const NormalText& normal, Tokens& out);

 private:
  detail::Owned<SegmenterState> state_;
};

// The versions that decide how text is read, for --version, the manifest and the fingerprint.
[[nodiscard]] std::string unicode_version();
[[nodiscard]] std::string icu_version();
[[nodiscard]] std::string utf8proc_version();

}  // namespace peertag::text
