// Do threads that share one codebook hinder one another? The same texts on one thread, and dealt out to two: the
// phrase engine with one set of tables, and the whole tagger with the default books.
//
// Each thread's time is what it computed; two threads are as slow as the slower of them. So 2.00x is perfect, and less
// is what sharing costs (caches, memory, whatever is locked), not a busy neighbour who takes a processor away.
#include <algorithm>
#include <deque>
#include <thread>

#include "corpus.hpp"
#include "engines.hpp"
#include "options.hpp"
#include "peertag/peertag.hpp"

namespace peertag::benchmarks {
namespace {

using Texts = std::span<const std::string_view>;

// Runs `work(thread, its texts)` on as many threads as there are parts. Gives the longest time that one of them
// computed.
template <class Work>
double on_threads(const std::vector<std::vector<std::string_view>>& parts, Found& found, Work work) {
  std::vector<double> seconds(parts.size());
  std::vector<Found> found_in(parts.size());
  std::vector<std::thread> running;
  for (std::size_t t = 0; t < parts.size(); ++t)
    running.emplace_back([&, t] {
      const double start = computed_seconds();
      found_in[t] = work(t, Texts(parts[t]));
      seconds[t] = computed_seconds() - start;
    });
  for (std::thread& thread : running) thread.join();
  found = {};
  for (const Found& part : found_in) {
    found.matches += part.matches;
    found.checksum += part.checksum;
  }
  return *std::max_element(seconds.begin(), seconds.end());
}

// Dealt out like cards, so that no part is harder than another.
std::vector<std::vector<std::string_view>> dealt_to(std::size_t threads, Texts texts) {
  std::vector<std::vector<std::string_view>> parts(threads);
  for (std::size_t t = 0; t < texts.size(); ++t) parts[t % threads].push_back(texts[t]);
  return parts;
}

// Without the texts' numbers, which are not the same in parts.
Found found_by(PhraseMatcher& matcher, Texts texts) {
  Found found;
  for (std::size_t first = 0; first < texts.size(); first += texts_a_call)
    for (const PhraseHit& hit : matcher.match(texts.subspan(first, std::min(texts_a_call, texts.size() - first))))
      found.add(0, static_cast<std::uint32_t>(hit.phrase), hit.span.begin, hit.span.end);
  return found;
}

Found found_by(Tagger& tagger, Texts texts) {
  Found found;
  FunctionSink sink([&](const TaggedMessage& tagged) {
    for (const CodeScore& code : tagged.codes)
      for (const Annotation& annotation : code.evidence)
        found.add(static_cast<std::uint64_t>(code.code), static_cast<std::uint64_t>(annotation.rule),
                  annotation.span.begin, annotation.span.end);
  });
  for (const std::string_view text : texts) tagger.tag(Message{.id = "m", .text = text}, sink);
  return found;
}

template <class Matcher, class Shared>
bool compare(const std::string& set, Texts texts, const Shared& shared, const Options& options) {
  std::deque<Matcher> matchers;  // one a thread
  for (int i = 0; i < 2; ++i) matchers.emplace_back(shared);
  std::vector<Timing> timings(2);
  timings[0].name = "1 thread";
  timings[1].name = "2 threads";
  const std::vector<std::vector<std::string_view>> parts[] = {dealt_to(1, texts), dealt_to(2, texts)};
  std::vector<std::vector<double>> seconds(2);
  for (int round = 0; round <= options.rounds; ++round)
    for (std::size_t e = 0; e < 2; ++e) {
      const double time = on_threads(parts[e], timings[e].found,
                                     [&](std::size_t thread, Texts part) { return found_by(matchers[thread], part); });
      if (round > 0) seconds[e].push_back(time);  // the first one warms up
    }
  if (timings[0].found != timings[1].found) {
    std::fprintf(stderr, "DIFFERENT: %s on two threads\n", set.c_str());
    return false;
  }
  for (std::size_t e = 0; e < 2; ++e) {
    std::sort(seconds[e].begin(), seconds[e].end());
    timings[e].median = seconds[e][seconds[e].size() / 2];
    timings[e].min = seconds[e].front();
    timings[e].max = seconds[e].back();
  }
  print("threads", set, bytes_of(texts), timings, "1 thread", options.csv);
  return true;
}

int run(const Options& options) {
  const Corpus corpus = read_corpus(options.shared, options.bytes());
  bool equal = true;
  for (const std::string& set : options.sets) {
    const std::vector<std::string> phrases = read_lines(options.shared + "/perf/" + set + ".txt");
    const PhraseTables tables(views_of(phrases));
    equal = compare<PhraseMatcher>(set, corpus.texts, tables, options) && equal;
  }
  Diagnostics diagnostics;
  const std::optional<Codebook> books = Codebook::compile(Codebook::default_sources(), diagnostics);
  if (!books) throw std::runtime_error("the default books do not compile");
  return compare<Tagger>("default", first_bytes(corpus.texts, options.megabytes * 1e5), *books, options) && equal ? 0
                                                                                                                  : 1;
}

}  // namespace
}  // namespace peertag::benchmarks

int main(int argc, char** argv) {
  using namespace peertag::benchmarks;
  return run_program(argc, argv, {"ph5000"}, run);
}
