#include "quality/calibration.hpp"

#include <cmath>

#include "quality/calibration_files.hpp"
#include "quality/corpus.hpp"
#include "quality/logistic_regression.hpp"
#include "quality/terms.hpp"
#include "support.hpp"

namespace {

using namespace peertag::quality;

struct Table {
  std::vector<FeatureRow> rows;
  std::vector<bool> positive;

  void add(int times, bool is_positive, const FeatureRow& row) {
    for (int i = 0; i < times; ++i) {
      rows.push_back(row);
      positive.push_back(is_positive);
    }
  }
  [[nodiscard]] LogisticModel fit(std::vector<double> spreads, Penalty penalty, double loss) const {
    std::vector<const FeatureRow*> places;
    for (const FeatureRow& row : rows) places.push_back(&row);
    return fit_logistic(places, positive, spreads, penalty, loss);
  }
};

TEST_CASE("Where data are many, a weight is the log of the odds ratio, whichever class comes first") {
  for (const bool negatives_first : {true, false}) {
    CAPTURE(negatives_first);
    Table table;
    if (negatives_first) table.add(30, false, {});
    table.add(30, true, {{0, 1.0}});
    table.add(10, false, {{0, 1.0}});
    table.add(10, true, {});
    if (!negatives_first) table.add(30, false, {});
    const LogisticModel model = table.fit({1.0}, Penalty::l2, 1000);
    CHECK(model.weights[0] == doctest::Approx(std::log(9.0)).epsilon(0.01));
    CHECK(model.bias == doctest::Approx(std::log(1.0 / 3.0)).epsilon(0.01));
  }
}

TEST_CASE("A weight of small spread stays near 0, and the bias carries no penalty") {
  Table table;
  table.add(3, true, {{0, 1.0}});
  table.add(97, false, {});
  const LogisticModel model = table.fit({0.01}, Penalty::l2, 1.0);
  CHECK(std::fabs(model.weights[0]) < 0.01);
  double expected = 0;
  for (const FeatureRow& row : table.rows) expected += 1 / (1 + std::exp(-model.log_odds(row)));
  CHECK(expected == doctest::Approx(3.0));
}

TEST_CASE("L1 leaves nothing of a column that tells nothing") {
  Table table;
  for (const double noise : {0.0, 1.0}) {
    table.add(20, true, {{0, 1.0}, {1, noise}});
    table.add(5, false, {{0, 1.0}, {1, noise}});
    table.add(5, true, {{1, noise}});
    table.add(20, false, {{1, noise}});
  }
  const LogisticModel model = table.fit({1.0, 1.0}, Penalty::l1, 0.3);
  CHECK(model.weights[0] > 0.5);
  CHECK(model.weights[1] == 0.0);
}

TEST_CASE("Messages of one conversation are in one fold, and folds are about equally large") {
  std::vector<int> sizes(5);
  for (int i = 0; i < 1000; ++i) {
    const std::string id = "m" + std::to_string(i), conversation = "t" + std::to_string(i % 300);
    const std::uint32_t fold = fold_of({.id = id, .conversation_id = conversation}, 5);
    CHECK(fold == fold_of({.id = "another", .conversation_id = conversation}, 5));
    CHECK(fold_of({.id = id}, 5) == fold_of({.id = "another", .conversation_id = id}, 5));
    ++sizes[fold];
  }
  for (const int size : sizes) CHECK((size > 120 && size < 290));
}

TEST_CASE("The expected calibration error is the distance of scores from shares") {
  Reliability reliability;
  for (int i = 0; i < 10; ++i) reliability.add(0.25, i < 5);  // half of them, where a quarter was said
  for (int i = 0; i < 30; ++i) reliability.add(0.9, i < 27);
  CHECK(reliability.bins[2].messages == 10);
  CHECK(reliability.bins[9].positives == 27);
  CHECK(reliability.expected_error() == doctest::Approx(0.25 * 10 / 40));
}

TEST_CASE("A term lies in another as whole words only") {
  CHECK(overlap("no wonder", "wonder"));
  CHECK(overlap("wonder", "no wonder you"));
  CHECK_FALSE(overlap("wonderful day", "wonder"));
  CHECK_FALSE(overlap("no wonder", "wonder you"));
}

TEST_CASE("Terms are what five messages hold, seen as the tagger sees them; neither names, numbers nor mentions") {
  std::vector<std::string> texts;
  for (int i = 0; i < 6; ++i) texts.push_back("Quiet evening, Marta and 42 friends, says @bea. The garden helps.");
  for (int i = 0; i < 4; ++i) texts.emplace_back("A teapot of my own.");
  texts.emplace_back("This is not a garden.");
  for (int i = 0; i < 40; ++i) texts.emplace_back("Something else altogether.");
  std::vector<peertag::Message> messages;
  for (const std::string& text : texts) messages.push_back({.id = "m", .text = text});
  const peertag::Codebook codebook = peertag::test::codebook_of(peertag::test::small_book());
  const std::optional<Terms> terms = find_terms(messages, std::vector<bool>(messages.size(), true), codebook,
                                                peertag::test::small_book(), {2, 5, 0.5});
  REQUIRE(terms);
  const auto has = [&](std::size_t message, std::string_view text) {
    for (const std::uint32_t term : terms->of_message[message])
      if (terms->texts[term] == text) return true;
    return false;
  };
  CHECK(has(0, "quiet evening"));
  CHECK(has(0, "garden"));
  CHECK(has(0, "the garden"));
  CHECK_FALSE(has(10, "garden"));  // after "not"
  CHECK_FALSE(has(0, "bea the"));  // two sentences
  for (const std::string& text : terms->texts) {
    CAPTURE(text);
    CHECK(text.find("marta") == std::string::npos);
    CHECK(text.find("42") == std::string::npos);
    CHECK(text.find("bea") == std::string::npos);
    CHECK(text.find("teapot") == std::string::npos);
    CHECK(text.find("something") == std::string::npos);
  }
}

TEST_CASE("A rejected term is read back from its file, row and all") {
  const peertag::Source sources[] = {
      {"b/learned/weak.csv",
       "term,weight,positives,negatives,messages,status\ngrey,0.5,6,1,7,accepted\nrain,0.25,5,1,6,rejected\n"},
      {"b/rules.toml", ""}};
  const RejectedTerms rejected = rejected_terms(sources);
  REQUIRE(rejected.size() == 1);
  REQUIRE(rejected.at("b/weak").size() == 1);
  CHECK(rejected.at("b/weak").at("rain") == "rain,0.25,5,1,6,rejected\n");
}

}  // namespace
