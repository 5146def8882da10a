// The fields of everything that a compiled codebook is made of, each struct once: what is written, read, and taken into
// the description of the layout. A field that is forgotten here does not compile, wherever the compiler can count them.
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>

#include "codebook/compiled.hpp"

namespace peertag::detail {

// Is taken for a value of any type, where only the question is whether one fits.
struct AnyValue {
  template <class T>
  operator T&() const&;  // NOLINT(google-explicit-constructor)
  template <class T>
  operator T&&() const&&;  // NOLINT(google-explicit-constructor)
};
template <class T, class... Given>
consteval std::size_t count_fields(Given... given) {
  if constexpr (requires { T{given..., AnyValue{}}; })
    return count_fields<T>(given..., AnyValue{});
  else
    return sizeof...(Given);
}

// A bool is a number, but of its bytes only two may be read.
template <class T>
inline constexpr bool is_plain =
    std::has_unique_object_representations_v<T>&& std::is_trivially_copyable_v<T> && !std::is_same_v<T, bool>;
template <>
inline constexpr bool is_plain<double> = true;

template <class T, class Struct>
concept Is = std::same_as<std::remove_const_t<T>, Struct>;

struct PackedFields {
  // `left_out`: fields that hold nothing once a codebook is compiled.
  template <std::size_t left_out = 0, class Struct, class Visit, class... Fields>
  static void all(const Struct& whole, Visit& visit, Fields&... fields) {
    static_cast<void>(whole);
    if constexpr (std::is_aggregate_v<Struct>)
      static_assert(count_fields<Struct>() == left_out + sizeof...(Fields), "a field is missing, or one too many");
    (visit(fields), ...);
  }

  // --- what a codebook says about itself ---------------------------------------------------------------------------
  template <Is<Book> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.id, t.title, t.source, t.licence, t.version);
  }
  template <Is<Code> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.id, t.label, t.source_id, t.parent, t.definition, t.include, t.exclude, t.kind, t.bias, t.threshold,
        t.context);
  }
  template <Is<Example::Turn> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.speaker, t.to, t.opens, t.role, t.text, t.findings);
  }
  template <Is<Example> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.turns, t.counter, t.because, t.line);
  }
  template <Is<TurnTestText> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.by, t.has);
  }
  template <Is<LookbackText> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.where, t.test, t.within);
  }
  template <Is<DerivationText> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.first, t.then, t.answers, t.within);
  }
  template <Is<RuleText> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.id, t.codes, t.match, t.all, t.none, t.scope, t.unless, t.from, t.needs, t.derivation, t.weight,
        t.examples, t.learned, t.source, t.line);
  }
  template <Is<ListEntry> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.term, t.note, t.weight);
  }
  template <Is<WordList> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.name, t.entries, t.source);
  }
  template <Is<Link> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.context, t.mechanism, t.outcome, t.refs);
  }

  // --- as it was written -------------------------------------------------------------------------------------------
  template <Is<codebook::Place> T>
  static void of(T& t, auto& visit) {
    visit.name(t.source);  // the same one for all rows of a file
    all<1>(t, visit, t.line, t.column);
  }
  template <Is<codebook::Item> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.kind, t.text, t.words, t.alternatives, t.optional, t.gap_max);
  }
  template <Is<codebook::Run> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.items);
  }
  template <Is<codebook::Regex> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.expression, t.literal);
  }
  template <Is<codebook::Pattern> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.regex, t.at_start, t.at_end, t.parts, t.near_max);
  }
  template <Is<codebook::PatternDeclaration> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.pattern, t.text, t.place);
  }
  template <Is<codebook::RuleDeclaration> T>
  static void of(T& t, auto& visit) {
    all<1>(t, visit, t.place, t.codes, t.match, t.all, t.none, t.unless, t.from, t.needs, t.derivation, t.remembered,
           t.test_places);  // without `text`, which has been moved to CompiledCodebook::rules
  }
  template <Is<codebook::EntryDeclaration> T>
  static void of(T& t, auto& visit) {
    all<1>(t, visit, t.place, t.run);  // without `entry`, which has been moved to CompiledCodebook::lists
  }
  template <Is<codebook::ListDeclaration> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.name, t.place, t.entries, t.is_set);
  }
  template <Is<codebook::CueEndDeclaration> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.before, t.pattern);
  }
  template <Is<codebook::CueDeclaration> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.cue_class, t.place, t.terms, t.hides, t.ends_at, t.reach, t.max);
  }
  template <Is<codebook::Declarations> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.books, t.codes, t.code_places, t.rules, t.lists, t.cues, t.cue_classes, t.variants, t.abbreviations,
        t.frequency_rank, t.links, t.entry_weights);
  }

  // --- for the stages ----------------------------------------------------------------------------------------------
  template <Is<Spelling> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.vocabulary_, t.beginnings_, t.endings_, t.slots_, t.texts_, t.variant_ends_, t.variant_words_);
  }
  template <Is<StemIndex> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.stems_, t.slots_, t.lengths_, t.first_three_, t.shortest_, t.side_);
  }
  template <Is<match::WordSets> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.ends_, t.words_);
  }
  template <Is<match::PhraseTrie> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.root_ends_, t.root_children_, t.slots_, t.children_, t.has_children_, t.any_children_, t.row_ends_,
        t.rows_);
  }
  template <Is<match::Instruction> T>
  static void of(T& t, auto& visit) {
    all<1>(t, visit, t.kind, t.own_words, t.argument);  // and `what`, whichever it is
    if (t.own_words == 0)
      visit(t.what.mask);
    else
      for (auto& word : t.what.words) visit(word);
  }
  template <Is<match::Program> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.begin, t.end, t.max_tokens, t.scope, t.at_start, t.at_end, t.first, t.first_mask, t.second_mask,
        t.many_ways);
  }
  template <Is<match::Anchor> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.pattern, t.back_min, t.back_max, t.scope, t.at_start, t.first_mask, t.second_mask);
  }
  template <class T>
  requires(Is<T, match::Lists<PatternId>> || Is<T, match::Lists<match::Anchor>>) static void of(T& t, auto& visit) {
    all(t, visit, t.ends_, t.records_);
  }
  template <Is<match::PairIndex> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.reach_, t.filter_, t.slots_, t.answers_, t.pairs_, t.filter_shift_, t.slot_shift_);
  }
  template <Is<match::RegexPattern> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.pattern, t.scope, t.expression, t.literal);
  }
  template <Is<match::Tables> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.sets, t.phrases, t.node_lists, t.rows, t.first_rows, t.programs, t.code, t.choices, t.ways,
        t.one_word, t.pairs, t.word_anchors, t.list_anchors, t.regexes, t.conditions);
  }
  template <Is<TurnTest> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.by, t.codes, t.patterns);
  }
  template <Is<Lookback> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.where, t.test, t.within);
  }
  template <Is<Rule> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.codes, t.match, t.all, t.none, t.unless, t.scope, t.weight, t.from, t.needs);
  }
  template <Is<Derivation> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.rule, t.first, t.then, t.answers, t.within);
  }
  template <Is<CueEnd> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.before, t.has_pattern, t.pattern);
  }
  template <Is<Cue> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.cue_class, t.terms, t.hides, t.ends_at, t.reach, t.max);
  }
  template <Is<RuleSet> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.rules, t.uses, t.cues, t.question, t.statement, t.derivations, t.remembered, t.turns_back);
  }
  template <Is<ScoreTable::Code> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.bias, t.threshold, t.context);
  }
  template <Is<ScoreTable> T>
  static void of(T& t, auto& visit) {
    all(t, visit, t.codes, t.entries, t.learned);
  }
  template <Is<CompiledCodebook> T>
  static void of(T& t, auto& visit) {
    // Not `entries`, which points into the lists; nor, but for a few, the declarations, nor `packed`, which has them
    // all.
    all<3>(t, visit, t.rules, t.lists, t.fingerprint, t.spelling, t.match, t.rule_set, t.scores);
    auto& d = t.declarations;
    (visit(d.books), visit(d.codes), visit(d.links), visit(d.cue_classes), visit(d.abbreviations));
  }
};

}  // namespace peertag::detail
