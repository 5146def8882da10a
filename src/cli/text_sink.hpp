// Tagged messages for a reader: the message with its spans marked, below it the codes. Safe on any terminal.
#pragma once

#include <string>

#include "peertag/codebook.hpp"
#include "peertag/sink.hpp"

namespace peertag::cli {

struct TextOptions {
  bool below_threshold = false;
  bool suppressed = false;
  bool text = true;
  bool colour = false;  // else spans stand in brackets
};

class TextSink final : public Sink {
 public:
  // Appends to `out`. REQUIRES: codebook and `out` outlive the sink.
  TextSink(const Codebook& codebook, std::string& out, TextOptions options)
      : codebook_(codebook), out_(out), options_(options) {}

  void take(const TaggedMessage& tagged) override;

 private:
  void message_text(const TaggedMessage& tagged);
  void code_line(const TaggedMessage& tagged, const CodeScore& code);
  void suppressed_line(const TaggedMessage& tagged, const Suppressed& finding);

  const Codebook& codebook_;
  std::string& out_;
  TextOptions options_;
};

}  // namespace peertag::cli
