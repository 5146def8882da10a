#include "peertag/score.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support.hpp"

using namespace peertag;

namespace {

// Codes 0 (a context), 1 and 2 (its factors), 3. Rules 0 to 4; entry 0 weighs 0.3, entry 1 nothing.
struct Numbers {
  ScoreTable table;
  RuleSet rules;
  Numbers() {
    table.codes = {{-1000, 0.5, {}}, {-1000, 0.5, CodeId{0}}, {-2000, 0.3, CodeId{0}}, {0, 0.5, {}}};
    table.entries = {300, 0};
    table.learned = {{CodeId{3}, EntryId{0}, -100}};
    const auto rule = [&](std::vector<CodeId> codes, MilliLogOdds weight) {
      Rule out;
      out.codes = std::move(codes);
      out.weight = weight;
      rules.rules.push_back(std::move(out));
    };
    rule({CodeId{1}}, 1500);
    rule({CodeId{1}, CodeId{3}}, 250);
    rule({CodeId{2}}, 1400);
    rule({CodeId{3}}, 0);
    rule({CodeId{1}}, -5000);
  }
};

Finding finding(std::uint32_t rule, std::uint32_t begin, Stop stop = Stop::no) {
  Finding out;
  out.rule = static_cast<RuleId>(rule);
  out.span = {begin, begin + 3};
  out.stop = stop;
  return out;
}

const CodeScore* code(std::span<const CodeScore> scores, std::uint32_t id) {
  for (const CodeScore& score : scores)
    if (score.code == static_cast<CodeId>(id)) return &score;
  return nullptr;
}

}  // namespace

TEST_CASE("the logistic is rounded to the four decimals it is written with") {
  CHECK(logistic(0) == 0.5);
  CHECK(logistic(500) == 0.6225);
  CHECK(logistic(-1000) == 0.2689);
  CHECK(logistic(1'000'000'000) == 1.0);
  CHECK(logistic(-1'000'000'000) == 0.0);
}

TEST_CASE("a rule and an entry count once a message and code") {
  const Numbers numbers;
  Scorer scorer(numbers.table, numbers.rules);
  Findings findings;
  findings.findings = {finding(0, 0), finding(0, 10), finding(1, 20)};
  findings.entries = {EntryId{0}, EntryId{0}, EntryId{1}};
  findings.findings[0].entry_count = 1;
  findings.findings[1].first_entry = 1;
  findings.findings[1].entry_count = 2;
  findings.findings[2].entry_count = 1;
  const std::span<const CodeScore> scores = scorer.score(findings);

  const CodeScore* one = code(scores, 1);
  REQUIRE(one != nullptr);
  CHECK(one->score == logistic(-1000 + 1500 + 250 + 300));
  CHECK(one->candidate);
  REQUIRE(one->evidence.size() == 3);
  CHECK(one->evidence[0].weight == 1800);
  CHECK(one->evidence[1].weight == 1800);
  CHECK(one->evidence[2].weight == 550);
  CHECK(one->evidence[1].entries.size() == 2);

  const CodeScore* three = code(scores, 3);
  REQUIRE(three != nullptr);
  CHECK(three->score == logistic(250 - 100));  // a learned weight in place of the entry's
  CHECK(three->evidence[0].weight == 150);
}

TEST_CASE("codes stand in order, and only those with a standing finding") {
  const Numbers numbers;
  Scorer scorer(numbers.table, numbers.rules);
  Findings findings;
  findings.findings = {finding(3, 0), finding(2, 4, Stop::none), finding(1, 8)};
  const std::span<const CodeScore> scores = scorer.score(findings);
  REQUIRE(scores.size() == 3);  // 0 is implied by 1
  CHECK(scores[0].code == CodeId{0});
  CHECK(scores[1].code == CodeId{1});
  CHECK(scores[2].code == CodeId{3});
  REQUIRE(scorer.suppressed().size() == 1);
  CHECK(scorer.suppressed()[0].code == CodeId{2});
  CHECK(scorer.suppressed()[0].stop == Stop::none);
  CHECK_FALSE(scorer.truncated());
}

TEST_CASE("a context has the score of its best factor, candidates first") {
  const Numbers numbers;
  Scorer scorer(numbers.table, numbers.rules);
  Findings findings;

  findings.findings = {finding(0, 0), finding(2, 4)};  // 0.6225 and 0.3543, both candidates
  std::span<const CodeScore> scores = scorer.score(findings);
  REQUIRE(code(scores, 0) != nullptr);
  CHECK(code(scores, 0)->implied);
  CHECK(code(scores, 0)->implied_by == CodeId{1});
  CHECK(code(scores, 0)->score == 0.6225);
  CHECK(code(scores, 0)->candidate);
  CHECK(code(scores, 0)->evidence.empty());

  findings.findings = {finding(1, 0), finding(2, 4)};  // 0.3208, under its threshold, and 0.3543
  scores = scorer.score(findings);
  CHECK(code(scores, 0)->implied_by == CodeId{2});
  CHECK(code(scores, 0)->candidate);

  findings.findings = {finding(4, 0)};
  scores = scorer.score(findings);
  CHECK(code(scores, 0)->score == code(scores, 1)->score);
  CHECK_FALSE(code(scores, 0)->candidate);
}

TEST_CASE("evidence is cut at the limit, the score is not") {
  const Numbers numbers;
  Scorer scorer(numbers.table, numbers.rules);
  Findings findings;
  for (std::uint32_t f = 0; f < limits::spans_per_message + 5; ++f) findings.findings.push_back(finding(0, 4 * f));
  findings.findings.push_back(finding(3, 4 * limits::spans_per_message + 100));
  std::span<const CodeScore> scores = scorer.score(findings);
  CHECK(scorer.truncated());
  CHECK(code(scores, 1)->evidence.size() == limits::spans_per_message);
  REQUIRE(code(scores, 3) != nullptr);
  CHECK(code(scores, 3)->evidence.empty());
  CHECK(code(scores, 3)->score == 0.5);

  findings.findings.resize(limits::spans_per_message);
  scores = scorer.score(findings);
  CHECK_FALSE(scorer.truncated());
  CHECK(code(scores, 1)->evidence.size() == limits::spans_per_message);

  for (Finding& stopped : findings.findings) stopped.stop = Stop::none;
  findings.findings.push_back(finding(0, 1, Stop::all));
  scores = scorer.score(findings);
  CHECK(scores.empty());
  CHECK(scorer.truncated());
  CHECK(scorer.suppressed().size() == limits::spans_per_message);
}
