// Codebooks are replaced while threads tag with them: every result must be what the codebook it came from must give.
// usage: peertag_reload_test RELOADS. Also built under the thread sanitizer.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "peertag/codebook_slot.hpp"
#include "peertag/peertag.hpp"

namespace {

// Version n knows one code, `b/vN`, and one rule: the word `wordN`, N = n modulo ten.
struct Version {
  std::string book, rules;
  explicit Version(unsigned number) {
    const std::string digit = std::to_string(number % 10);
    book = "id = \"b\"\ntitle = \"T\"\nsource = \"made up\"\nlicence = \"MIT\"\nversion = \"0.1\"\n[[code]]\nid = \"v" +
           digit + "\"\nlabel = \"L\"\nkind = \"strategy\"\ndefinition = \"D\"\nbias = -1.0\nthreshold = 0.5\n";
    rules = "[[rule]]\nid = \"r.v" + digit + "\"\ncode = \"b/v" + digit + "\"\nmatch = [\"word" + digit +
            "\"]\nexamples = [\"[word" + digit + "]\"]\nnot_examples = [\"none\"]\n";
  }
  [[nodiscard]] std::vector<peertag::Source> sources() const {
    return {{"b/book.toml", book}, {"b/rules.toml", rules}};
  }
};

}  // namespace

int main(int argc, char** argv) {
  const unsigned reloads = argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : 500;
  peertag::Diagnostics diagnostics;
  auto first = peertag::Codebook::compile(Version(0).sources(), diagnostics);
  if (!first) {
    for (const auto& diagnostic : diagnostics) std::fputs(peertag::to_text(diagnostic).c_str(), stderr);
    return 1;
  }
  peertag::CodebookSlot slot(std::move(*first));

  std::string text;
  for (int digit = 0; digit < 10; ++digit) text += "word" + std::to_string(digit) + " ";
  std::atomic<bool> done = false;
  std::atomic<unsigned> wrong = 0;
  std::atomic<unsigned long> tagged = 0;
  const auto work = [&] {
    while (!done.load()) {
      const auto codebook = slot.current();
      peertag::Tagger tagger(*codebook);
      const std::string expected = codebook->codes()[0].id;  // "b/vN"
      peertag::FunctionSink check([&](const peertag::TaggedMessage& result) {
        const std::size_t at = static_cast<std::size_t>(expected.back() - '0') * 6;
        if (result.codes.size() != 1 || result.codes[0].evidence.size() != 1 ||
            result.codes[0].evidence[0].span.begin != at || result.codes[0].evidence[0].span.end != at + 5)
          ++wrong;
      });
      for (int i = 0; i < 20; ++i) tagger.tag(peertag::Message{.id = "m", .text = text}, check);
      tagged += 20;
    }
  };
  std::vector<std::thread> workers;
  for (int i = 0; i < 3; ++i) workers.emplace_back(work);

  unsigned refused = 0;
  for (unsigned number = 1; number <= reloads; ++number) {
    if (number % 4 == 0) {  // a broken one in between: the old one stays
      Version broken(number);
      broken.rules += "[[rule]]\nid = ";
      const auto before = slot.current();
      if (slot.reload(broken.sources(), diagnostics) || slot.current() != before) ++wrong;
      ++refused;
    } else if (!slot.reload(Version(number).sources(), diagnostics)) {
      ++wrong;
    }
    diagnostics.clear();
  }
  done = true;
  for (std::thread& worker : workers) worker.join();
  std::printf("%u reloads (%u refused), %lu messages tagged meanwhile, %u wrong\n", reloads, refused, tagged.load(),
              wrong.load());
  return wrong == 0 && tagged > 0 ? 0 : 1;
}
