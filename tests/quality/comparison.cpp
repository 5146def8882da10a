// Labels and tags side by side, by hand, on the small book: context b/kind, its factor b/kind.tired, and b/weak.
#include "quality/comparison.hpp"

#include "quality/bootstrap.hpp"
#include "quality/disagreements.hpp"
#include "quality/evaluation.hpp"
#include "support.hpp"

namespace {

using namespace peertag::quality;
using peertag::io::LabelledMessage;
using peertag::io::Labels;
using peertag::io::TaggedCode;
using peertag::io::TaggedRecord;
using peertag::io::Tags;

TaggedCode tag(std::string code, double score, bool candidate, std::vector<TaggedCode::Evidence> evidence = {}) {
  return {std::move(code), score, candidate, std::move(evidence)};
}

const Column& column_of(const Comparison& comparison, std::string_view code, std::string_view rule = {}) {
  for (const Column& column : comparison.columns)
    if (column.code == code && column.rule == rule) return column;
  FAIL("no such column");
  return comparison.columns.front();
}

const Figure& figure_of(const std::vector<Figure>& figures, Figure::Kind kind, std::string_view name) {
  for (const Figure& figure : figures)
    if (figure.kind == kind && figure.name == name) return figure;
  FAIL("no such figure");
  return figures.front();
}

// Five messages. Labelled tired: 1, 2, 4. Tagged tired: 1 (.9), 2 and 3 (.8, 3 under the threshold); 5 is unclear.
struct Five {
  peertag::Codebook codebook = peertag::test::codebook_of(peertag::test::small_book());
  Labels labels;
  Tags tags = Tags(5);

  Five() {
    for (const char* const id : {"m1", "m2", "m3", "m4", "m5"}) labels.messages.push_back({id, {}, {}, {}});
    for (const std::size_t m : {0U, 1U, 3U}) labels.messages[m].codes = {"b/kind.tired"};
    labels.messages[3].evidence = {{"b/kind.tired", "so worn"}};
    labels.messages[4].unclear = {"b/kind.tired"};
    tags[0].codes = {tag("b/kind", 0.9, true), tag("b/kind.tired", 0.9, true, {{"tired.sounds", {0, 4}}})};
    tags[1].codes = {tag("b/kind.tired", 0.8, true, {{"tired.sounds", {1, 2}}, {"tired.sounds", {3, 4}}})};
    tags[2].codes = {tag("b/kind.tired", 0.8, false, {{"tired.other", {5, 9}}})};
    tags[4].codes = {tag("b/kind.tired", 0.7, true, {{"tired.sounds", {0, 1}}}), tag("b/weak", 0.6, true)};
  }
};

const std::vector<std::uint32_t> once(5, 1);

TEST_CASE("counts leave out what is unclear, and a context is what its factors are") {
  const Five five;
  const Comparison comparison = compare(five.labels, five.tags, five.codebook);
  for (const std::string_view code : {"b/kind.tired", "b/kind"}) {
    const Confusion counts = count(column_of(comparison, code), once);
    CHECK(counts.both == 2);
    CHECK(counts.only_labels == 1);
    CHECK(counts.only_tags == 0);
    CHECK(counts.neither == 1);
  }
  CHECK(column_of(comparison, "b/kind").context);
  CHECK(comparison.conversation == std::vector<std::uint32_t>{0, 1, 2, 3, 4});
}

TEST_CASE("average precision takes equal scores together, and what was not found last") {
  const Five five;
  const Comparison comparison = compare(five.labels, five.tags, five.codebook);
  const Column& tired = column_of(comparison, "b/kind.tired");
  // .9: 1 of 3 at 1/1. .8: 1 of 3 at 2/3. Not found: 1 of 3 at 3/4, because of the five one is unclear.
  CHECK(average_precision(tired, count(tired, once), once) == doctest::Approx((1 + 2.0 / 3 + 3.0 / 4) / 3));
  // Message 2 drawn twice, 3 and 4 not at all: .9: 1 of 3 at 1/1. .8: 2 of 3 at 3/3.
  const std::vector<std::uint32_t> drawn{1, 2, 0, 0, 2};
  CHECK(average_precision(tired, count(tired, drawn), drawn) == 1.0);
}

TEST_CASE("a rule counts where it is evidence, of a candidate or not, and once a message") {
  const Five five;
  const Comparison comparison = compare(five.labels, five.tags, five.codebook);
  const Confusion sounds = count(column_of(comparison, "b/kind.tired", "tired.sounds"), once);
  CHECK(sounds.both == 2);
  CHECK(sounds.only_labels == 1);
  CHECK(sounds.only_tags == 0);
  const Confusion other = count(column_of(comparison, "b/kind.tired", "tired.other"), once);
  CHECK(other.only_tags == 1);
  CHECK(other.only_labels == 3);
}

TEST_CASE("micro averages leave contexts out, macro averages rare codes") {
  const Five five;
  const std::vector<Figure> figures =
      evaluate(compare(five.labels, five.tags, five.codebook), {.least_positives = 3, .draws = 0});
  // tired: 2 both, 1 only labelled; weak: 1 only tagged.
  const Figure& micro = figure_of(figures, Figure::Kind::micro, "all");
  CHECK(micro.counts.both == 2);
  CHECK(micro[Measure::precision] == doctest::Approx(2.0 / 3));
  CHECK(micro[Measure::recall] == doctest::Approx(2.0 / 3));
  const Figure& macro = figure_of(figures, Figure::Kind::macro, "all");
  CHECK(macro.codes == 2);  // tired and its context; nobody labelled weak
  CHECK(macro[Measure::f1] == doctest::Approx(0.8));
  CHECK(figure_of(figures, Figure::Kind::micro, "b").counts.both == 2);
  CHECK(figures.back().kind == Figure::Kind::macro);
  CHECK(figures.back().name == "all");
}

TEST_CASE("disagreements come with what was found and what was quoted") {
  Five five;
  five.tags[3].codes = {tag("b/kind.tired", 0.4, false, {{"tired.other", {2, 8}}})};
  const Comparison comparison = compare(five.labels, five.tags, five.codebook);
  const std::vector<Disagreement> all = disagreements(comparison, five.labels, five.tags, {});
  REQUIRE(all.size() == 2);
  CHECK(all[0].code == "b/kind.tired");
  CHECK(all[0].kind == Disagreement::Kind::missed);
  CHECK(five.labels.messages[all[0].message].id == "m4");
  CHECK(all[0].quotation == "so worn");
  REQUIRE(all[0].found.size() == 1);
  CHECK(all[0].found[0].rule == "tired.other");
  CHECK(all[1].code == "b/weak");
  CHECK(all[1].kind == Disagreement::Kind::extra);
  CHECK(disagreements(comparison, five.labels, five.tags, 0).empty());
}

TEST_CASE("a label may stand for several codes") {
  Five five;
  five.labels.rows = {{"low", {"b/kind", "b/weak"}}};
  for (LabelledMessage& message : five.labels.messages) message.codes.clear();
  for (LabelledMessage& message : five.labels.messages) message.unclear.clear();
  five.labels.messages[4].codes = {"low"};
  const Comparison comparison = compare(five.labels, five.tags, five.codebook);
  const Confusion counts = count(column_of(comparison, "low"), once);
  CHECK(counts.both == 1);       // m5, by b/weak and by b/kind's factor
  CHECK(counts.only_tags == 2);  // m1 and m2: a factor tagged is its context tagged
  CHECK(counts.neither == 2);
  CHECK(comparison.unknown_codes.empty());
}

TEST_CASE("a draw takes conversations whole, as many as there are") {
  const std::vector<std::uint32_t> conversation{0, 0, 1, 2, 2, 2};
  ClusterBootstrap bootstrap(conversation, 7);
  CHECK(bootstrap.clusters() == 3);
  std::vector<std::uint32_t> times;
  bool any_changed = false;
  for (int i = 0; i < 50; ++i) {
    bootstrap.draw(times);
    CHECK(times[0] == times[1]);
    CHECK(times[3] == times[4]);
    CHECK(times[4] == times[5]);
    CHECK(times[0] + times[2] + times[3] == 3);
    any_changed = any_changed || times[2] != 1;
  }
  CHECK(any_changed);
}

TEST_CASE("an interval is the middle of the draws, and no draw makes it wider") {
  std::vector<double> values;
  for (int i = 200; i > 0; --i) values.push_back(i);
  const Interval interval = percentile_interval(values);
  CHECK(interval.low == 6);     // five of 200 below
  CHECK(interval.high == 195);  // five above
  std::vector<double> one{3.0};
  CHECK(percentile_interval(one).low == 3.0);
  CHECK(percentile_interval({}).high == 0.0);
}

TEST_CASE("a share of labelled conversations has the interval that binomial tables give") {
  // 40 of 100 conversations: the exact interval of Clopper and Pearson is .303 to .503; the bootstrap's is near it.
  Labels labels;
  Tags tags(100);
  for (std::uint32_t m = 0; m < 100; ++m) labels.messages.push_back({std::to_string(m), {}, {}, {}});
  for (std::uint32_t m = 0; m < 40; ++m) labels.messages[m].codes = {"b/weak"};
  const Five five;
  const std::vector<Figure> figures = evaluate(compare(labels, tags, five.codebook), {.draws = 2000, .seed = 3});
  const Interval& interval = figure_of(figures, Figure::Kind::code, "b/weak").interval(Measure::prevalence);
  CHECK(interval.low == doctest::Approx(0.303).epsilon(0.07));
  CHECK(interval.high == doctest::Approx(0.503).epsilon(0.07));
  // The same messages in ten conversations, each of one kind: ten things were seen, not a hundred.
  for (std::uint32_t m = 0; m < 100; ++m) tags[m].conversation_id = std::to_string(m / 10);
  const std::vector<Figure> clustered = evaluate(compare(labels, tags, five.codebook), {.draws = 2000, .seed = 3});
  const Interval& wide = figure_of(clustered, Figure::Kind::code, "b/weak").interval(Measure::prevalence);
  CHECK(wide.high - wide.low > 2 * (interval.high - interval.low));
}

}  // namespace
