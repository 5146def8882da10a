// Every limit of the core and of the tool, once. `peertag check --limits` prints the table at the end.
#pragma once

#include <cstdint>
#include <string_view>

namespace peertag::limits {

inline constexpr std::uint32_t text_bytes = 1U << 20;
inline constexpr std::uint32_t record_bytes = 16U << 20;
inline constexpr std::uint32_t json_depth = 64;
inline constexpr std::uint32_t rule_depth = 32;
inline constexpr std::uint32_t rule_file_bytes = 8U << 20;
inline constexpr std::uint32_t codebook_files = 4096;
inline constexpr std::uint32_t folder_depth = 8;
inline constexpr std::uint32_t codebook_bytes = 64U << 20;
inline constexpr std::uint32_t list_entries = 200'000;
inline constexpr std::uint32_t regexes = 20'000;
inline constexpr std::uint32_t diagnostics = 50;
inline constexpr std::uint32_t mark_run = 30;
inline constexpr std::uint32_t spans_per_message = 10'000;
inline constexpr std::uint32_t steps_per_byte = 400;
inline constexpr std::uint32_t steps_base = 1'000'000;
inline constexpr std::uint32_t gap_tokens = 20;
inline constexpr std::uint32_t near_parts = 4;
inline constexpr std::uint32_t regex_memory_bytes = 64U << 20;
inline constexpr std::uint32_t turns_back = 10;
inline constexpr std::uint32_t turns_back_most = 50;
inline constexpr std::uint32_t conversation_bytes = 256U << 20;
inline constexpr std::uint32_t chain_messages = 10;
inline constexpr std::uint32_t chain_bytes = 64U << 20;
inline constexpr std::uint32_t zstd_window_bytes = 128U << 20;
inline constexpr std::uint32_t seen_ids_bytes = 512U << 20;

struct Limit {
  std::string_view name;
  std::uint32_t value;
  std::string_view meaning;
};

inline constexpr Limit all[] = {
    {"text_bytes", text_bytes, "a message's text; longer: rejected by the tool, `undecided: limit` from the library"},
    {"record_bytes", record_bytes, "a line of an archive"},
    {"json_depth", json_depth, "nesting of a record"},
    {"rule_depth", rule_depth, "nesting of a rule file"},
    {"rule_file_bytes", rule_file_bytes, "one file of a codebook"},
    {"codebook_files", codebook_files, "files of a folder given with --lexicons"},
    {"folder_depth", folder_depth, "folders inside it"},
    {"codebook_bytes", codebook_bytes, "all files of a codebook"},
    {"list_entries", list_entries, "terms of all word lists"},
    {"regexes", regexes, "regex patterns"},
    {"diagnostics", diagnostics, "errors written before \"and N more\""},
    {"mark_run", mark_run, "combining marks on one base"},
    {"spans_per_message", spans_per_message, "annotations kept; the count stays exact"},
    {"steps_per_byte", steps_per_byte, "matching budget: steps_per_byte * bytes + steps_base"},
    {"steps_base", steps_base, "the same, for any message"},
    {"gap_tokens", gap_tokens, "the widest gap a pattern may have"},
    {"near_parts", near_parts, "parts joined by ~N in one pattern"},
    {"regex_memory_bytes", regex_memory_bytes, "the memory of one compiled regex"},
    {"turns_back", turns_back, "messages a condition may look back over by default"},
    {"turns_back_most", turns_back_most, "the most a condition may ask for"},
    {"conversation_bytes", conversation_bytes, "state of all conversations"},
    {"chain_messages", chain_messages, "messages after a context in which its mechanism and outcome may come"},
    {"chain_bytes", chain_bytes, "chains that are not complete yet"},
    {"zstd_window_bytes", zstd_window_bytes, "the window a zstd frame may ask for"},
    {"seen_ids_bytes", seen_ids_bytes, "the table that finds repeated ids: 25 million of them"},
};

}  // namespace peertag::limits
