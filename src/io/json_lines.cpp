#include "io/json_lines.hpp"

#include "io/escape.hpp"
#include "peertag/limits.hpp"

namespace peertag::io {
namespace {

constexpr std::size_t step = 1U << 20;

std::optional<Input> open_input(const std::string& path, ReadFault& fault) {
  std::optional<Input> input = Input::open(path, Digest::none, fault.text);
  fault.unreadable = !input;
  return input;
}

// Appends what can be read at once. False at the end, and where the stream is broken.
bool read_more(Input& input, std::string& bytes) {
  const std::size_t size = bytes.size();
  bytes.resize(size + step);
  const std::size_t got = input.read(bytes.data() + size, step);
  bytes.resize(size + got);
  return got > 0;
}

}  // namespace

std::optional<JsonLines> JsonLines::open(const std::string& path, ReadFault& fault) {
  std::optional<Input> input = open_input(path, fault);
  if (!input) return std::nullopt;
  return JsonLines(path, std::move(*input), fault);
}

bool JsonLines::fail(std::string_view what) {
  fault_->text = shown(path_) + ':' + std::to_string(line_) + ": " + std::string(what);
  return false;
}

bool JsonLines::next_line(std::string_view& line) {
  while (true) {
    const std::size_t end = buffer_.find('\n', at_);
    if (end != std::string::npos || (ended_ && at_ < buffer_.size())) {
      line = std::string_view(buffer_).substr(at_, end == std::string::npos ? end : end - at_);
      at_ = end == std::string::npos ? buffer_.size() : end + 1;
      ++line_;
      return true;
    }
    if (ended_) return false;
    buffer_.erase(0, at_);
    at_ = 0;
    if (buffer_.size() > limits::record_bytes) {
      ++line_;
      return fail("a line over " + std::to_string(limits::record_bytes) + " bytes");
    }
    ended_ = !read_more(input_, buffer_);
    if (ended_ && !input_.failure().empty()) {
      *fault_ = {input_.failure(), true};
      return false;
    }
  }
}

bool JsonLines::next(simdjson::dom::object& record) {
  for (std::string_view line; next_line(line);) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (line_ == 1 && line.starts_with(mark)) line.remove_prefix(mark.size());
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (parser_.parse(line.data(), line.size(), true).get(record) == simdjson::SUCCESS) return true;
    return fail("is no JSON object");
  }
  return false;
}

std::optional<std::string> read_whole(const std::string& path, ReadFault& fault) {
  std::optional<Input> input = open_input(path, fault);
  if (!input) return std::nullopt;
  std::string text;
  while (read_more(*input, text)) {
    if (text.size() <= limits::codebook_bytes) continue;
    fault = {shown(path) + ": is longer than " + std::to_string(limits::codebook_bytes) + " bytes", false};
    return std::nullopt;
  }
  if (!input->failure().empty()) {
    fault = {input->failure(), true};
    return std::nullopt;
  }
  return text;
}

}  // namespace peertag::io
