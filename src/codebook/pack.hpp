// A compiled codebook as one row of bytes, and back. peertag/codebook.hpp says what that is good for.
//
//   magic            16  "peertag codebook"
//   format            4  grows when this heading changes
//   byte order        4  1, as the machine writes it
//   layout           32  SHA-256 of a description of everything that is packed: another build may have other tables
//   size              8  of what follows the heading
//   digest           32  SHA-256 of what follows the heading
//   versions             of peertag, Unicode and the libraries that decide results
//   codebook             field after field (packed_fields.hpp): numbers as they are, sizes before what has one
//   declarations         the same: as a text of this size, which is not looked into before it is asked for
//
// Loading copies and checks that nothing is read beyond the end; it works out nothing again. The digest finds damage,
// not malice: like a program, a pack is to be had from whom one trusts.
#pragma once

#include <cstddef>
#include <string>

#include "codebook/reporter.hpp"
#include "peertag/codebook.hpp"

namespace peertag::detail {
struct CompiledCodebook;
}

namespace peertag::codebook {

[[nodiscard]] std::string write_pack(const detail::CompiledCodebook& compiled);

// The caller owns the result; nullptr if there is a fault, which has been reported.
[[nodiscard]] detail::CompiledCodebook* read_pack(const Source& pack, Reporter& reporter);

// For tests: the same bytes with the digest that fits them. REQUIRES: least_pack_bytes at least.
inline constexpr std::size_t least_pack_bytes = 96;
void seal_pack(std::string& bytes);

}  // namespace peertag::codebook
