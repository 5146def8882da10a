// The text stages: whatever the bytes, tokens and sentences are well formed, every place leads back to whole graphemes
// of the message, ICU gives the same matching form, and ASCII is read as the general path reads it.
#include "text/text.hpp"

#include <algorithm>
#include <vector>

#include "fuzz/targets.hpp"
#include "peertag/detail/utf8.hpp"
#include "peertag/units.hpp"
#include "text/icu_oracle.hpp"
#include "text/zones.hpp"

namespace peertag::fuzz {
namespace {

text::Segmenter& segmenter() {
  static const std::vector<std::string> abbreviations{"dr", "e.g", "etc", "ph"};
  static text::Segmenter kept(abbreviations);
  return kept;
}

struct Segmented {
  explicit Segmented(std::string_view source) {
    normalise(source, normal);
    segmenter().tokenise(source, normal, tokens);
  }
  NormalText normal;
  Tokens tokens;
};

bool same(const Token& left, const Token& right) {
  return left.span == right.span && left.kind == right.kind && left.before == right.before &&
         left.sentence == right.sentence;
}
bool same(const Sentence& left, const Sentence& right) {
  return left.tokens == right.tokens && left.text == right.text && left.question == right.question &&
         left.zone_end == right.zone_end;
}
template <class List>
bool same(const List& left, const List& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const auto& a, const auto& b) { return same(a, b); });
}

// The message as code points, and where graphemes begin in it.
struct Source {
  explicit Source(std::string_view bytes) {
    std::vector<std::uint32_t> places;  // by bytes of `repaired`
    std::string repaired;
    for (std::size_t at = 0; at < bytes.size();) {
      const detail::Decoded next = detail::decode(bytes, at);
      code_points.push_back(next.code_point);
      detail::append(repaired, next.code_point);
      places.resize(repaired.size(), static_cast<std::uint32_t>(at));
      at += next.size;
    }
    places.push_back(static_cast<std::uint32_t>(bytes.size()));
    for (const std::uint32_t border : test::grapheme_borders(repaired)) graphemes.insert(places[border]);
  }
  std::u32string code_points;
  std::set<std::uint32_t> graphemes;
};

std::string check_places(const Source& source, std::string_view bytes, const Segmented& read) {
  UnitConverter code_points(bytes, OffsetUnit::codepoint), utf16(bytes, OffsetUnit::utf16);
  for (const Token& token : read.tokens.tokens) {
    const SourceSpan back = read.normal.map.to_source(token.span);
    if (back.begin >= back.end || back.end > bytes.size()) return "a token comes from nowhere";
    if (!source.graphemes.contains(back.begin) || !source.graphemes.contains(back.end)) return "a grapheme is split";
    if (read.normal.map.to_normal(back.begin) > token.span.begin ||
        read.normal.map.to_normal(back.end) < token.span.end)
      return "a token does not lead back to itself";
    std::uint32_t points = 0, units = 0;
    for (std::size_t at = 0; at < back.begin;) {
      const detail::Decoded next = detail::decode(bytes, at);
      at += next.size;
      ++points;
      units += next.code_point > 0xFFFF ? 2 : 1;
    }
    if (code_points.at(back.begin) != points || utf16.at(back.begin) != units) return "units are counted wrong";
  }
  return {};
}

bool in_order(const std::vector<SourceSpan>& spans, std::size_t size) {
  std::uint32_t before = 0;
  for (const SourceSpan span : spans) {
    if (span.begin < before || span.empty() || span.end > size) return false;
    before = span.end;
  }
  return true;
}

std::string check_zones(std::string_view bytes, const Segmented& read) {
  text::Zones zones;
  text::find_zones(bytes, zones);
  if (!in_order(zones.zones, bytes.size()) || !in_order(zones.tags, bytes.size())) return "zones are out of order";
  for (const auto* spans : {&zones.zones, &zones.tags}) {
    auto token = read.tokens.tokens.begin();
    for (const SourceSpan span : *spans) {
      while (token != read.tokens.tokens.end() && read.normal.map.to_source(token->span).end <= span.begin) ++token;
      if (token != read.tokens.tokens.end() && read.normal.map.to_source(token->span).begin < span.end)
        return "a token stands in a zone or a tag";
    }
  }
  return {};
}

std::string check_sentences(const Segmented& read) {
  std::uint32_t before = 0;
  for (const Sentence& sentence : read.tokens.sentences) {
    if (sentence.tokens.empty()) return "a sentence is empty";
    const NormalSpan first = read.tokens.tokens[sentence.tokens.begin].span;
    const NormalSpan last = read.tokens.tokens[sentence.tokens.end - 1].span;
    if (sentence.text.begin < before || !lies_in(NormalSpan{first.begin, last.end}, sentence.text))
      return "a sentence does not hold its tokens";
    before = sentence.text.end;
  }
  return before <= read.normal.text.size() ? "" : "a sentence ends behind the text";
}

// A control character is no blank to the segmenter, so that the pilcrow behind it drags all of the text to ICU.
std::string check_ascii_path(std::string_view bytes) {
  int left = 4;
  for (std::size_t begin = 0; begin < bytes.size() && left > 0;) {
    const std::size_t end = std::min(bytes.find_first_of(" \t\n\v\f\r", begin), bytes.size());
    if (end > begin) {
      const std::string ascii = std::string(bytes.substr(begin, end - begin)) + '\x01';
      const Segmented quick(ascii), general(ascii + "\u00B6");
      if (!same(quick.tokens.tokens, general.tokens.tokens)) return "the ASCII path makes other tokens";
      --left;
    }
    begin = end + 1;
  }
  return {};
}

}  // namespace

std::string text(std::string_view bytes) {
  const Segmented read(bytes);
  const Source source(bytes);
  if (!read.normal.map.well_formed()) return "the map is not well formed";
  if (read.normal.text != test::matching_form_by_icu(source.code_points)) return "ICU gives another matching form";
  if (!well_formed(read.tokens.tokens, read.tokens.sentences, static_cast<std::uint32_t>(read.normal.text.size())))
    return "tokens are not well formed";
  if (std::string fault = check_places(source, bytes, read); !fault.empty()) return fault;
  if (std::string fault = check_zones(bytes, read); !fault.empty()) return fault;
  if (std::string fault = check_sentences(read); !fault.empty()) return fault;
  if (read.normal.ascii)
    if (std::string fault = check_ascii_path(bytes); !fault.empty()) return fault;
  const Segmented again(bytes);
  if (!same(again.tokens.tokens, read.tokens.tokens) || !same(again.tokens.sentences, read.tokens.sentences))
    return "what was segmented before changes what is read";
  return {};
}

}  // namespace peertag::fuzz
