// The C ABI: translation only. Every function catches what C++ may throw, which is running out of memory.
#include "peertag.h"

#include <deque>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "peertag/chain.hpp"
#include "peertag/conversation.hpp"
#include "peertag/peertag.hpp"
#include "peertag/units.hpp"
#include "peertag/version.hpp"

// Taggers, conversations and results keep the codebook they need alive: a host may free its handle at any time.
using SharedCodebook = std::shared_ptr<const peertag::Codebook>;

struct peertag_codebook {
  SharedCodebook codebook;
};
struct peertag_pack {
  std::string bytes;
};
struct peertag_diagnostics {
  peertag::Diagnostics diagnostics;
};
struct peertag_tagger {
  SharedCodebook codebook;
  peertag::Tagger tagger;
};
struct peertag_conversation {
  SharedCodebook codebook;
  peertag::OffsetUnit unit;
  peertag::Conversation conversation;
  std::vector<peertag::Chain> chains;  // ended, and not yet in a result
  std::optional<peertag::ChainFinder> finder;
};
struct peertag_result {
  SharedCodebook codebook;  // the names stand there
  std::vector<peertag_tagged> messages;
  std::vector<peertag_code> codes;
  std::vector<peertag_evidence> evidence;
  std::vector<peertag_suppressed> suppressed;
  std::vector<peertag_chain> chains;
  // What the arrays point into, beside the codebook.
  std::deque<std::string> earlier_ids;
  std::vector<peertag::Chain> found_chains;
};

namespace {

std::string_view view(peertag_text text) {
  return text.size == 0 ? std::string_view() : std::string_view(text.data, text.size);
}
peertag_text text_of(std::string_view view) { return {view.data(), view.size()}; }
template <class Container>
std::uint32_t count_of(const Container& items) {
  return static_cast<std::uint32_t>(items.size());
}

// Runs `body`, which returns a status, and lets nothing else through.
template <class Body>
peertag_status guarded(Body body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return PEERTAG_OUT_OF_MEMORY;
  } catch (...) {
    return PEERTAG_INTERNAL;
  }
}

peertag::Source source_of(const peertag_source& source) { return {view(source.name), view(source.text)}; }

// `make` gives a codebook or what is wrong.
template <class Make>
peertag_status make_codebook(bool bad_argument, peertag_diagnostics** diagnostics, peertag_codebook** codebook,
                             Make make) noexcept {
  if (diagnostics != nullptr) *diagnostics = nullptr;
  if (codebook == nullptr || bad_argument) return PEERTAG_BAD_ARGUMENT;
  *codebook = nullptr;
  return guarded([&] {
    auto said = std::make_unique<peertag_diagnostics>();
    std::optional<peertag::Codebook> made = make(said->diagnostics);
    if (made) *codebook = new peertag_codebook{std::make_shared<const peertag::Codebook>(std::move(*made))};
    if (diagnostics != nullptr) *diagnostics = said.release();
    return made ? PEERTAG_OK : PEERTAG_BAD_CODEBOOK;
  });
}

template <class T>
const T* array_of(const std::vector<T>* items, std::size_t* count) {
  if (count != nullptr) *count = items == nullptr ? 0 : items->size();
  return items == nullptr ? nullptr : items->data();
}

bool to_unit(std::uint32_t unit, peertag::OffsetUnit& out) {
  switch (unit) {
    case PEERTAG_UNIT_BYTE:
      out = peertag::OffsetUnit::byte;
      return true;
    case PEERTAG_UNIT_CODE_POINT:
      out = peertag::OffsetUnit::codepoint;
      return true;
    case PEERTAG_UNIT_UTF16:
      out = peertag::OffsetUnit::utf16;
      return true;
  }
  return false;
}

// False where a number is none of its enum's.
bool to_message(const peertag_message& in, peertag::Message& out) {
  out = {.id = view(in.id),
         .text = view(in.text),
         .speaker = view(in.speaker),
         .conversation_id = view(in.conversation_id),
         .reply_to = view(in.reply_to)};
  switch (in.reply_kind) {
    case PEERTAG_REPLY_NOT_KNOWN:
      out.reply_kind = peertag::ReplyKind::not_known;
      break;
    case PEERTAG_REPLY_OPENS:
      out.reply_kind = peertag::ReplyKind::opens;
      break;
    case PEERTAG_REPLY_ANSWERS:
      out.reply_kind = peertag::ReplyKind::answers;
      break;
    default:
      return false;
  }
  switch (in.role) {
    case PEERTAG_ROLE_UNKNOWN:
      out.role = peertag::Role::unknown;
      break;
    case PEERTAG_ROLE_SEEKER:
      out.role = peertag::Role::seeker;
      break;
    case PEERTAG_ROLE_SUPPORTER:
      out.role = peertag::Role::supporter;
      break;
    default:
      return false;
  }
  return true;
}

peertag_outcome outcome_of(const peertag::TaggedMessage& tagged) {
  if (tagged.status == peertag::Status::decided) return PEERTAG_DECIDED;
  return tagged.reason == peertag::Undecided::budget ? PEERTAG_UNDECIDED_BUDGET : PEERTAG_UNDECIDED_LIMIT;
}

peertag_role role_of(peertag::Role role) {
  if (role == peertag::Role::unknown) return PEERTAG_ROLE_UNKNOWN;
  return role == peertag::Role::seeker ? PEERTAG_ROLE_SEEKER : PEERTAG_ROLE_SUPPORTER;
}

peertag_stop stop_of(peertag::Stop stop) {
  switch (stop) {
    case peertag::Stop::all:
      return PEERTAG_STOP_ALL;
    case peertag::Stop::none:
      return PEERTAG_STOP_NONE;
    case peertag::Stop::from:
      return PEERTAG_STOP_FROM;
    case peertag::Stop::needs:
      return PEERTAG_STOP_NEEDS;
    case peertag::Stop::no:
    case peertag::Stop::cue:
      break;
  }
  return PEERTAG_STOP_CUE;
}

peertag_text id_of(const peertag::Codebook& codebook, peertag::CodeId code) {
  return text_of(codebook.codes()[static_cast<std::size_t>(code)].id);
}

// Copies what a sink is shown into a result, offsets in the caller's unit.
class ResultSink final : public peertag::Sink {
 public:
  ResultSink(peertag_result& result, peertag::OffsetUnit unit) : result_(result), units_(unit) {}

  void take(const peertag::TaggedMessage& tagged) override {
    const peertag::Codebook& codebook = *result_.codebook;
    const auto code_id = [&](peertag::CodeId code) { return id_of(codebook, code); };
    const auto rule_id = [&](peertag::RuleId rule) {
      return text_of(codebook.rules()[static_cast<std::size_t>(rule)].id);
    };
    units_.reset(tagged.message.text);
    result_.messages.push_back({.outcome = outcome_of(tagged),
                                .role = role_of(tagged.role),
                                .context_lost = tagged.context_lost ? 1U : 0U,
                                .truncated_spans = tagged.truncated_spans ? 1U : 0U,
                                .first_code = count_of(result_.codes),
                                .code_count = count_of(tagged.codes),
                                .first_suppressed = count_of(result_.suppressed),
                                .suppressed_count = count_of(tagged.suppressed)});
    for (const peertag::CodeScore& found : tagged.codes) {
      result_.codes.push_back({.code = code_id(found.code),
                               .score = found.score,
                               .candidate = found.candidate ? 1U : 0U,
                               .implied_by = found.implied ? code_id(found.implied_by) : peertag_text{},
                               .first_evidence = count_of(result_.evidence),
                               .evidence_count = count_of(found.evidence)});
      for (const peertag::Annotation& annotation : found.evidence) {
        const peertag::UnitSpan span = units_.convert(annotation.span);
        result_.evidence.push_back({.rule = rule_id(annotation.rule),
                                    .begin = span.begin,
                                    .end = span.end,
                                    .weight = annotation.weight / 1000.0,
                                    .earlier_id = keep(annotation.earlier.id),
                                    .earlier_begin = annotation.earlier.span.begin,
                                    .earlier_end = annotation.earlier.span.end});
      }
    }
    for (const peertag::Suppressed& stopped : tagged.suppressed) {
      const peertag::UnitSpan span = units_.convert(stopped.span);
      const peertag::UnitSpan by = units_.convert(stopped.by);
      const bool is_cue = stopped.stop == peertag::Stop::cue;
      result_.suppressed.push_back(
          {.code = code_id(stopped.code),
           .rule = rule_id(stopped.rule),
           .begin = span.begin,
           .end = span.end,
           .stop = stop_of(stopped.stop),
           .cue_class =
               is_cue ? text_of(codebook.cue_classes()[static_cast<std::size_t>(stopped.cue_class)]) : peertag_text{},
           .by_begin = by.begin,
           .by_end = by.end});
    }
  }

 private:
  // The conversation may have forgotten the message by the time the caller reads its id.
  peertag_text keep(std::string_view id) {
    return id.empty() ? peertag_text{} : text_of(result_.earlier_ids.emplace_back(id));
  }

  peertag_result& result_;
  peertag::UnitConverter units_;
};

// Moves the chains that have ended into the result.
void take_chains(peertag_conversation& conversation, peertag_result& result) {
  const peertag::Codebook& codebook = *conversation.codebook;
  const auto part = [&](const peertag::ChainPart* found) {
    if (found == nullptr) return peertag_chain_part{};
    return peertag_chain_part{.code = id_of(codebook, found->code),
                              .message_id = text_of(found->id),
                              .begin = found->span.begin,
                              .end = found->span.end};
  };
  result.found_chains = std::exchange(conversation.chains, {});
  for (const peertag::Chain& chain : result.found_chains)
    result.chains.push_back({.conversation_id = text_of(chain.conversation_id),
                             .context = part(&chain.context),
                             .mechanism = part(chain.mechanism ? &*chain.mechanism : nullptr),
                             .outcome = part(chain.outcome ? &*chain.outcome : nullptr),
                             .refs = chain.refs,
                             .complete = chain.complete() ? 1U : 0U});
}

// A conversation knows codes by number, so it must be of this very codebook, or of one compiled from the same sources.
bool belong_together(const peertag_tagger& tagger, const peertag_conversation& conversation, peertag::OffsetUnit unit) {
  return conversation.unit == unit && (conversation.codebook == tagger.codebook ||
                                       conversation.codebook->fingerprint() == tagger.codebook->fingerprint());
}

}  // namespace

extern "C" {

uint32_t peertag_abi_version(void) noexcept { return PEERTAG_ABI_VERSION; }
peertag_text peertag_version_string(void) noexcept {
  static const std::string line = [] {
    std::string made;
    for (const auto& [name, version] : peertag::versions())
      made += (made.empty() ? "" : ", ") + std::string(name) + ' ' + version;
    return made;
  }();
  return text_of(line);
}

peertag_status peertag_codebook_compile(const peertag_source* sources, size_t count, peertag_diagnostics** diagnostics,
                                        peertag_codebook** codebook) noexcept {
  return make_codebook(sources == nullptr && count > 0, diagnostics, codebook, [&](peertag::Diagnostics& said) {
    std::vector<peertag::Source> given;
    for (size_t i = 0; i < count; ++i) given.push_back(source_of(sources[i]));
    return peertag::Codebook::compile(
        sources == nullptr ? peertag::Codebook::default_sources() : std::span<const peertag::Source>(given), said);
  });
}

peertag_status peertag_codebook_load(const peertag_source* pack, peertag_diagnostics** diagnostics,
                                     peertag_codebook** codebook) noexcept {
  return make_codebook(pack == nullptr, diagnostics, codebook,
                       [&](peertag::Diagnostics& said) { return peertag::Codebook::load(source_of(*pack), said); });
}

peertag_status peertag_codebook_save(const peertag_codebook* codebook, peertag_pack** pack) noexcept {
  if (pack == nullptr) return PEERTAG_BAD_ARGUMENT;
  *pack = nullptr;
  if (codebook == nullptr) return PEERTAG_BAD_ARGUMENT;
  return guarded([&] {
    *pack = new peertag_pack{codebook->codebook->save()};
    return PEERTAG_OK;
  });
}

peertag_text peertag_pack_bytes(const peertag_pack* pack) noexcept {
  return pack == nullptr ? peertag_text{} : text_of(pack->bytes);
}

void peertag_pack_free(peertag_pack* pack) noexcept { delete pack; }

void peertag_codebook_free(peertag_codebook* codebook) noexcept { delete codebook; }

peertag_text peertag_codebook_fingerprint(const peertag_codebook* codebook) noexcept {
  return codebook == nullptr ? peertag_text{} : text_of(codebook->codebook->fingerprint());
}

size_t peertag_diagnostics_count(const peertag_diagnostics* diagnostics) noexcept {
  return diagnostics == nullptr ? 0 : diagnostics->diagnostics.size();
}

peertag_status peertag_diagnostics_get(const peertag_diagnostics* diagnostics, size_t index,
                                       peertag_diagnostic* diagnostic) noexcept {
  if (diagnostic == nullptr || index >= peertag_diagnostics_count(diagnostics)) return PEERTAG_BAD_ARGUMENT;
  const peertag::Diagnostic& found = diagnostics->diagnostics[index];
  *diagnostic = {.id = text_of(found.id),
                 .severity = found.severity == peertag::Severity::error ? PEERTAG_ERROR : PEERTAG_WARNING,
                 .source = text_of(found.source),
                 .line = found.line,
                 .column = found.column,
                 .message = text_of(found.message),
                 .hint = text_of(found.hint)};
  return PEERTAG_OK;
}

void peertag_diagnostics_free(peertag_diagnostics* diagnostics) noexcept { delete diagnostics; }

peertag_status peertag_tagger_new(const peertag_codebook* codebook, peertag_tagger** tagger) noexcept {
  if (tagger == nullptr) return PEERTAG_BAD_ARGUMENT;
  *tagger = nullptr;
  if (codebook == nullptr) return PEERTAG_BAD_ARGUMENT;
  return guarded([&] {
    *tagger = new peertag_tagger{codebook->codebook, peertag::Tagger(*codebook->codebook)};
    return PEERTAG_OK;
  });
}

void peertag_tagger_free(peertag_tagger* tagger) noexcept { delete tagger; }

peertag_status peertag_conversation_new(const peertag_codebook* codebook, size_t bytes, uint32_t unit,
                                        peertag_conversation** conversation) noexcept {
  if (conversation == nullptr) return PEERTAG_BAD_ARGUMENT;
  *conversation = nullptr;
  peertag::OffsetUnit offset_unit{};
  if (codebook == nullptr || !to_unit(unit, offset_unit)) return PEERTAG_BAD_ARGUMENT;
  return guarded([&] {
    *conversation = new peertag_conversation{
        codebook->codebook,
        offset_unit,
        peertag::Conversation(codebook->codebook->turns_back(),
                              bytes == 0 ? peertag::limits::conversation_bytes : bytes, offset_unit),
        {},
        std::nullopt};
    return PEERTAG_OK;
  });
}

peertag_status peertag_conversation_find_chains(peertag_conversation* conversation) noexcept {
  if (conversation == nullptr) return PEERTAG_BAD_ARGUMENT;
  return guarded([&] {
    if (!conversation->finder)
      conversation->finder.emplace(*conversation->codebook, conversation->conversation, conversation->chains,
                                   conversation->unit);
    return PEERTAG_OK;
  });
}

void peertag_conversation_free(peertag_conversation* conversation) noexcept { delete conversation; }

peertag_status peertag_tag(peertag_tagger* tagger, peertag_conversation* conversation, const peertag_message* messages,
                           size_t count, uint32_t unit, peertag_result** result) noexcept {
  if (result == nullptr) return PEERTAG_BAD_ARGUMENT;
  *result = nullptr;
  peertag::OffsetUnit offset_unit{};
  if (tagger == nullptr || (messages == nullptr && count > 0) || !to_unit(unit, offset_unit))
    return PEERTAG_BAD_ARGUMENT;
  if (conversation != nullptr && !belong_together(*tagger, *conversation, offset_unit)) return PEERTAG_BAD_ARGUMENT;
  return guarded([&] {
    // A caller built against a later header has longer messages: its struct_size is the stride.
    std::vector<peertag::Message> given(count);
    const char* at = reinterpret_cast<const char*>(messages);
    for (size_t i = 0; i < count; ++i) {
      const auto* message = reinterpret_cast<const peertag_message*>(at);
      if (message->struct_size < sizeof(peertag_message) || !to_message(*message, given[i]))
        return PEERTAG_BAD_ARGUMENT;
      at += message->struct_size;
    }
    auto made = std::make_unique<peertag_result>();
    made->codebook = tagger->codebook;
    ResultSink sink(*made, offset_unit);
    if (conversation == nullptr) {
      tagger->tagger.tag(given, sink);
    } else if (!conversation->finder) {
      tagger->tagger.tag(given, conversation->conversation, sink);
    } else {
      peertag::TeeSink both(sink, *conversation->finder);
      tagger->tagger.tag(given, conversation->conversation, both);
      take_chains(*conversation, *made);
    }
    *result = made.release();
    return PEERTAG_OK;
  });
}

peertag_status peertag_conversation_finish(peertag_conversation* conversation, peertag_result** result) noexcept {
  if (result == nullptr) return PEERTAG_BAD_ARGUMENT;
  *result = nullptr;
  if (conversation == nullptr) return PEERTAG_BAD_ARGUMENT;
  return guarded([&] {
    auto made = std::make_unique<peertag_result>();
    made->codebook = conversation->codebook;
    if (conversation->finder) conversation->finder->finish();
    take_chains(*conversation, *made);
    *result = made.release();
    return PEERTAG_OK;
  });
}

void peertag_result_free(peertag_result* result) noexcept { delete result; }

const peertag_tagged* peertag_result_messages(const peertag_result* result, size_t* count) noexcept {
  return array_of(result == nullptr ? nullptr : &result->messages, count);
}
const peertag_code* peertag_result_codes(const peertag_result* result, size_t* count) noexcept {
  return array_of(result == nullptr ? nullptr : &result->codes, count);
}
const peertag_evidence* peertag_result_evidence(const peertag_result* result, size_t* count) noexcept {
  return array_of(result == nullptr ? nullptr : &result->evidence, count);
}
const peertag_suppressed* peertag_result_suppressed(const peertag_result* result, size_t* count) noexcept {
  return array_of(result == nullptr ? nullptr : &result->suppressed, count);
}
const peertag_chain* peertag_result_chains(const peertag_result* result, size_t* count) noexcept {
  return array_of(result == nullptr ? nullptr : &result->chains, count);
}

}  // extern "C"
