// Every limit of the core and of the tool, once. `peertag check --limits` prints this table (faults.md 3.1).
#pragma once

#include <cstdint>

namespace peertag::limits {

inline constexpr std::uint32_t text_bytes = 1U << 20;       // a message's text; longer is `undecided: limit`
inline constexpr std::uint32_t record_bytes = 16U << 20;    // a line of an archive
inline constexpr std::uint32_t json_depth = 64;             // nesting of a record
inline constexpr std::uint32_t rule_depth = 32;             // nesting of a rule file
inline constexpr std::uint32_t rule_file_bytes = 8U << 20;  // one file of a codebook
inline constexpr std::uint32_t codebook_files = 4096;       // files of a folder given with --lexicons
inline constexpr std::uint32_t folder_depth = 8;            // folders inside it
inline constexpr std::uint32_t codebook_bytes = 64U << 20;  // all files of a codebook
inline constexpr std::uint32_t list_entries = 200'000;      // terms of all word lists
inline constexpr std::uint32_t regexes = 20'000;            // regex patterns
inline constexpr std::uint32_t diagnostics = 50;            // errors written before "and N more"
inline constexpr std::uint32_t mark_run = 30;               // combining marks on one base
inline constexpr std::uint32_t spans_per_message = 10'000;  // annotations kept; the count stays exact
inline constexpr std::uint32_t steps_per_byte = 400;        // matching budget: steps_per_byte * bytes + steps_base
inline constexpr std::uint32_t steps_base = 1'000'000;
inline constexpr std::uint32_t gap_tokens = 20;  // the widest gap a pattern may have
inline constexpr std::uint32_t near_parts = 4;   // parts joined by ~N in one pattern
inline constexpr std::uint32_t regex_memory_bytes = 64U << 20;
inline constexpr std::uint32_t turns_back = 10;                  // messages a condition may look back over by default
inline constexpr std::uint32_t turns_back_most = 50;             // and at most
inline constexpr std::uint32_t conversation_bytes = 256U << 20;  // state of all conversations
inline constexpr std::uint32_t zstd_window_bytes = 128U << 20;
inline constexpr std::uint32_t seen_ids_bytes = 512U << 20;  // the table that finds repeated ids: 25 million of them

}  // namespace peertag::limits
