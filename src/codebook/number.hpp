// Numbers of rule files and tables. Read without a locale; log-odds become thousandths.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "peertag/rule.hpp"

namespace peertag::codebook {

// Log-odds beyond this say no more than "certain", and sums stay far from overflow.
inline constexpr double greatest_weight = 100.0;

// Nothing if the number has more than three decimals. REQUIRES: |value| <= greatest_weight.
[[nodiscard]] std::optional<MilliLogOdds> thousandths(double value);

// A decimal number, without an exponent: "-1.25". Nothing if it is anything else.
[[nodiscard]] std::optional<double> read_decimal(std::string_view text);

// Digits only, below 2^32.
[[nodiscard]] std::optional<std::uint32_t> read_count(std::string_view text);

// As short as it can be written: 0.5, 100.
[[nodiscard]] std::string shortest(double value);

}  // namespace peertag::codebook
