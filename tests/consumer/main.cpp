// Tags one made-up message with the default books and prints its candidate codes.
#include <cstdio>
#include <peertag/peertag.hpp>

int main() {
  peertag::Diagnostics diagnostics;
  const auto codebook = peertag::Codebook::compile(peertag::Codebook::default_sources(), diagnostics);
  if (!codebook) {
    for (const peertag::Diagnostic& diagnostic : diagnostics) std::fputs(peertag::to_text(diagnostic).c_str(), stderr);
    return 1;
  }
  peertag::Tagger tagger(*codebook);
  peertag::FunctionSink print([&](const peertag::TaggedMessage& tagged) {
    for (const peertag::CodeScore& found : tagged.codes)
      if (found.candidate) std::puts(codebook->codes()[static_cast<std::size_t>(found.code)].id.c_str());
  });
  tagger.tag(peertag::Message{.id = "m1", .text = "That sounds exhausting, no wonder you feel low."}, print);
}
