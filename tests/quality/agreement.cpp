// Agreement by the numbers that its inventors and textbooks print, and by hand.
#include "quality/agreement.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

namespace {

using namespace peertag::quality;

TEST_CASE("kappa is what is printed of well-known tables") {
  // Cohen (1960), two psychiatrists, three kinds of disorder, N = 200: .70 observed, .41 by chance, kappa .492.
  const std::uint64_t psychiatrists[] = {88, 14, 18, 10, 40, 10, 2, 6, 12};
  CHECK(cohen_kappa(psychiatrists, 3) == doctest::Approx(0.492).epsilon(0.001));
  // Feinstein and Cicchetti (1990), J Clin Epidemiol 43, 543-549: the same agreement of 85 %, kappa .70 and .32.
  CHECK(cohen_kappa(Confusion{40, 9, 6, 45}) == doctest::Approx(0.70).epsilon(0.005));
  CHECK(cohen_kappa(Confusion{80, 10, 5, 5}) == doctest::Approx(0.32).epsilon(0.01));
  // The grant readers of many textbooks: 20 and 15 agreed, 5 and 10 not; .7 observed, .5 by chance.
  CHECK(cohen_kappa(Confusion{20, 5, 10, 15}) == doctest::Approx(0.4));
}

TEST_CASE("kappa's ends are 1, 0 and -1") {
  CHECK(cohen_kappa(Confusion{5, 0, 0, 5}) == 1.0);
  CHECK(cohen_kappa(Confusion{1, 1, 1, 1}) == 0.0);
  CHECK(cohen_kappa(Confusion{0, 5, 5, 0}) == -1.0);
  CHECK(cohen_kappa(Confusion{}) == 0.0);
  CHECK(cohen_kappa(Confusion{0, 0, 0, 9}) == 0.0);  // all messages alike: there is nothing to agree on
}

// Units down, coders across; '.' where a coder gave none.
double alpha_of(std::initializer_list<std::string_view> coders) {
  NominalAlpha alpha;
  for (std::size_t unit = 0; unit < coders.begin()->size(); ++unit) {
    std::vector<std::size_t> given;
    for (const std::string_view values : coders)
      if (values[unit] != '.') given.push_back(static_cast<std::size_t>(values[unit] - '0'));
    alpha.add(given);
  }
  return alpha.value();
}

// Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", sections A, B and C.
TEST_CASE("alpha is what Krippendorff computes") {
  // A: binary, two observers, no data missing.
  CHECK(alpha_of({"0100000010", "1110010000"}) == doctest::Approx(0.095).epsilon(0.005));
  // B: nominal, two observers; its a to e are 0 to 4 here.
  CHECK(alpha_of({"001132224330", "101112224333"}) == doctest::Approx(0.692).epsilon(0.001));
  // C: nominal, four observers, with gaps; one observer alone gave the last unit a value.
  CHECK(alpha_of({"123321412...", "1233224125.3", ".3332342251.", "12332441251."}) ==
        doctest::Approx(0.743).epsilon(0.001));
}

TEST_CASE("alpha of counts is alpha of the messages") {
  // Section A again, by hand: both say 1 once, only the first once, only the second three times.
  const Confusion counts{1, 3, 1, 5};
  CHECK(krippendorff_alpha(counts) == doctest::Approx(0.095).epsilon(0.005));
  CHECK(krippendorff_alpha(Confusion{4, 0, 0, 6}) == 1.0);
  CHECK(krippendorff_alpha(Confusion{}) == 0.0);
  CHECK(krippendorff_alpha(Confusion{0, 0, 0, 9}) == 0.0);
}

}  // namespace
