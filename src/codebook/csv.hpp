// Comma-separated values exactly as RFC 4180 has them, with LF or CRLF: what a spreadsheet writes, and nothing guessed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace peertag::codebook {

struct CsvField {
  std::string value;
  std::size_t begin = 0;  // byte of the text; of the opening quote, if it is quoted
  bool quoted = false;
};

// Rows of a text, one after the other. The text is borrowed.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}

  // False at the end, and at a fault: what, and where, the two below say. `row` is scratch.
  bool next(std::vector<CsvField>& row) {
    row.clear();
    if (at_ >= text_.size() || !fault_.empty()) return false;
    while (true) {
      CsvField& field = row.emplace_back();
      field.begin = at_;
      field.quoted = at_ < text_.size() && text_[at_] == '"';
      if (field.quoted ? !read_quoted(field.value) : !read_plain(field.value)) return false;
      if (at_ >= text_.size()) return true;
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      at_ += text_[at_] == '\r' ? 2 : 1;
      return true;
    }
  }

  // Empty where nothing is wrong.
  [[nodiscard]] std::string_view fault() const { return fault_; }
  [[nodiscard]] std::size_t fault_at() const { return fault_at_; }

 private:
  bool fail(std::string_view fault, std::size_t at) {
    fault_ = fault;
    fault_at_ = at;
    return false;
  }
  bool ends_field(std::size_t at) const {
    return at >= text_.size() || text_[at] == ',' || text_[at] == '\n' || text_.substr(at, 2) == "\r\n";
  }
  bool read_plain(std::string& value) {
    const std::size_t begin = at_;
    for (; !ends_field(at_); ++at_) {
      if (text_[at_] == '"') return fail("a quote inside a field that is not quoted", at_);
      if (text_[at_] == '\r') return fail("a carriage return that ends no line", at_);
    }
    value = text_.substr(begin, at_ - begin);
    return true;
  }
  bool read_quoted(std::string& value) {
    const std::size_t begin = at_;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != '"') {
        value += text_[at_];
      } else if (text_.substr(at_, 2) == "\"\"") {
        value += text_[at_++];
      } else {
        ++at_;
        return ends_field(at_) || fail("something between a closing quote and the comma", at_);
      }
    }
    return fail("a quoted field that is not closed", begin);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view fault_;
  std::size_t fault_at_ = 0;
};

}  // namespace peertag::codebook
