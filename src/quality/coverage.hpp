// What each rule and each list entry of a codebook does on an archive: a sink that counts.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "io/labels.hpp"
#include "peertag/codebook.hpp"
#include "peertag/sink.hpp"

namespace peertag::quality {

struct Coverage {
  std::uint64_t findings = 0;   // that stood, of candidates and of others
  std::uint64_t messages = 0;   // with one
  std::uint64_t shared = 0;     // of these messages: another rule of the code has a finding there, too
  std::uint64_t stopped = 0;    // findings that a cue or a condition stopped
  std::uint64_t judged = 0;     // messages of which the labels say yes or no
  std::uint64_t confirmed = 0;  // and yes
};

class CoverageSink final : public Sink {
 public:
  // `labels`: nullptr if there are none. REQUIRES: codebook and labels outlive the sink.
  CoverageSink(const Codebook& codebook, const io::Labels* labels);

  void take(const TaggedMessage& tagged) override;

  // Ordered by code and rule; `shared` is 0 in all but these. Rules that were never found are not in it.
  [[nodiscard]] const std::map<std::pair<CodeId, RuleId>, Coverage>& rules() const { return rules_; }
  // `findings` counts those of the code that used the entry.
  [[nodiscard]] const std::map<std::pair<CodeId, EntryId>, Coverage>& entries() const { return entries_; }
  // `findings` counts all of the code's.
  [[nodiscard]] const std::map<CodeId, Coverage>& codes() const { return codes_; }
  // Of the archive.
  [[nodiscard]] std::uint64_t messages() const { return messages_; }
  [[nodiscard]] std::uint64_t labelled_messages() const { return labelled_messages_; }

 private:
  const Codebook& codebook_;
  const io::Labels* labels_;
  std::unordered_map<std::string_view, const io::LabelledMessage*> labelled_;
  std::map<std::pair<CodeId, RuleId>, Coverage> rules_;
  std::map<std::pair<CodeId, EntryId>, Coverage> entries_;
  std::map<CodeId, Coverage> codes_;
  std::uint64_t messages_ = 0, labelled_messages_ = 0;
  std::vector<RuleId> rules_here_;     // scratch
  std::vector<EntryId> entries_here_;  // scratch
};

}  // namespace peertag::quality
