// Sources -> Codebook: read, check, compile. The first two may find faults; with an error there is no third.
#include "peertag/codebook.hpp"

#include <algorithm>
#include <utility>

#include "codebook/check.hpp"
#include "codebook/compile.hpp"
#include "codebook/compiled.hpp"
#include "codebook/fingerprint.hpp"
#include "codebook/pack.hpp"
#include "codebook/read.hpp"

namespace peertag {

std::optional<Codebook> Codebook::compile(std::span<const Source> sources, Diagnostics& diagnostics) {
  codebook::Reporter reporter;
  const std::deque<codebook::SourceFile> files = codebook::open_sources(sources, reporter);
  codebook::Reading reading = codebook::read(files, reporter);
  codebook::check(reading);
  diagnostics = reporter.take();
  if (has_errors(diagnostics)) return std::nullopt;
  detail::CompiledCodebook* compiled = codebook::compile(std::move(reading.declarations));
  compiled->fingerprint = codebook::fingerprint(sources);
  return Codebook(compiled);
}

std::string Codebook::save() const { return codebook::write_pack(*compiled_); }

std::optional<Codebook> Codebook::load(const Source& pack, Diagnostics& diagnostics) {
  codebook::Reporter reporter;
  detail::CompiledCodebook* compiled = codebook::read_pack(pack, reporter);
  diagnostics = reporter.take();
  if (compiled == nullptr) return std::nullopt;
  return Codebook(compiled);
}

std::span<const Book> Codebook::books() const { return compiled_->declarations.books; }
std::span<const Code> Codebook::codes() const { return compiled_->declarations.codes; }
std::span<const RuleText> Codebook::rules() const { return compiled_->rules; }
std::span<const WordList> Codebook::lists() const { return compiled_->lists; }
const ListEntry& Codebook::entry(EntryId id) const { return *compiled_->entries[static_cast<std::size_t>(id)]; }
std::span<const Link> Codebook::links() const { return compiled_->declarations.links; }
std::span<const std::string> Codebook::cue_classes() const { return compiled_->declarations.cue_classes; }
std::uint32_t Codebook::turns_back() const { return compiled_->rule_set.turns_back; }
std::string_view Codebook::fingerprint() const { return compiled_->fingerprint; }

std::optional<CodeId> Codebook::find_code(std::string_view full_id) const {
  const std::span<const Code> all = codes();
  const auto place = std::lower_bound(all.begin(), all.end(), full_id,
                                      [](const Code& code, std::string_view id) { return code.id < id; });
  if (place == all.end() || place->id != full_id) return std::nullopt;
  return static_cast<CodeId>(place - all.begin());
}

std::optional<RuleId> Codebook::find_rule(std::string_view id) const {
  const std::span<const RuleText> all = rules();
  const auto place = std::lower_bound(all.begin(), all.end(), id,
                                      [](const RuleText& rule, std::string_view wanted) { return rule.id < wanted; });
  if (place == all.end() || place->id != id) return std::nullopt;
  return static_cast<RuleId>(place - all.begin());
}

// The one list of kinds; a reader of book.toml walks it.
std::string_view to_string(CodeKind kind) {
  constexpr std::string_view names[] = {"strategy",  "counter-signal", "context",   "factor",
                                        "mechanism", "outcome",        "construct", "theme"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace peertag
