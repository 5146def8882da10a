// Collects diagnostics while the files are read: readers name a fault and a place, the list has the words.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "codebook/diagnostic_list.hpp"
#include "codebook/source_file.hpp"

namespace peertag::codebook {

class Reporter {
 public:
  // The file must outlive the reporter; its lines are shown in diagnostics.
  void add(const SourceFile& file) { files_.emplace(file.name(), &file); }

  // `values` fill the `{}` of the message, then of the hint.
  template <Fault fault, class... Values>
  void report(const Place& place, const Values&... values) {
    static_assert(places_in(kind_of(fault).message) + places_in(kind_of(fault).hint) == sizeof...(Values));
    const std::string texts[] = {text_of(values)..., {}};
    add(fault, place, std::span(texts, sizeof...(Values)));
  }

  [[nodiscard]] bool has_errors() const { return peertag::has_errors(found_); }

  // All that was reported, in order; of errors and of warnings each at most limits::diagnostics, then how many more.
  [[nodiscard]] Diagnostics take();

 private:
  template <class Value>
  static std::string text_of(const Value& value) {
    if constexpr (std::is_arithmetic_v<Value>)
      return std::to_string(value);
    else
      return std::string(value);
  }
  void add(Fault fault, const Place& place, std::span<const std::string> values);

  std::map<std::string_view, const SourceFile*, std::less<>> files_;
  Diagnostics found_;
};

}  // namespace peertag::codebook
