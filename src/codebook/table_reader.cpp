#include "codebook/table_reader.hpp"

#include <algorithm>

#include "codebook/number.hpp"

namespace peertag::codebook {

const TomlValue* TableReader::find(std::string_view key, Need need) {
  known_.push_back(key);
  const auto entry = std::find_if(table_.entries.begin(), table_.entries.end(),
                                  [&](const TomlEntry& candidate) { return candidate.key == key; });
  if (entry != table_.entries.end()) return &entry->value;
  if (need == Need::required) reporter_.report<Fault::missing_key>(place(), what_, key);
  return nullptr;
}

const TomlValue* TableReader::find(std::string_view key, TomlValue::Kind kind, Need need) {
  const TomlValue* value = find(key, need);
  if (value == nullptr || value->kind == kind) return value;
  reporter_.report<Fault::wrong_type>(value->place(), key, to_string(kind), to_string(value->kind));
  return nullptr;
}

std::optional<FileText> TableReader::text(std::string_view key, Need need) {
  const TomlValue* value = find(key, TomlValue::Kind::string, need);
  if (value == nullptr) return std::nullopt;
  if (!value->string.empty()) return value->text();
  reporter_.report<Fault::empty_value>(value->place(), key);
  return std::nullopt;
}

std::vector<FileText> TableReader::texts(std::string_view key, Need need) {
  const TomlValue* value = find(key, TomlValue::Kind::array, need);
  return value == nullptr ? std::vector<FileText>() : strings_of(*value, key, reporter_);
}

std::vector<const TomlValue*> TableReader::tables(std::string_view key) {
  std::vector<const TomlValue*> out;
  const TomlValue* value = find(key, TomlValue::Kind::array);
  if (value == nullptr) return out;
  for (const TomlValue& item : value->items) {
    if (item.kind == TomlValue::Kind::table)
      out.push_back(&item);
    else
      reporter_.report<Fault::wrong_type>(item.place(), key, "an array of tables", to_string(item.kind));
  }
  return out;
}

std::optional<double> TableReader::number(std::string_view key, double least, double most) {
  const TomlValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind != TomlValue::Kind::integer && value->kind != TomlValue::Kind::real)
    reporter_.report<Fault::wrong_type>(value->place(), key, "a number", to_string(value->kind));
  else if (!(value->real >= least && value->real <= most))  // NaN is out of any range
    reporter_.report<Fault::out_of_range>(value->place(), key, shortest(least), shortest(most));
  else
    return value->real;
  return std::nullopt;
}

std::optional<MilliLogOdds> TableReader::weight(std::string_view key) {
  const std::optional<double> value = number(key, -greatest_weight, greatest_weight);
  if (!value) return std::nullopt;
  const std::optional<MilliLogOdds> milli = thousandths(*value);
  if (!milli) reporter_.report<Fault::too_many_decimals>(find(key)->place(), key);
  return milli;
}

std::optional<std::uint32_t> TableReader::count(std::string_view key, std::uint32_t least, std::uint32_t most) {
  const TomlValue* value = find(key, TomlValue::Kind::integer);
  if (value == nullptr) return std::nullopt;
  if (value->integer >= least && value->integer <= most) return static_cast<std::uint32_t>(value->integer);
  reporter_.report<Fault::out_of_range>(value->place(), key, least, most);
  return std::nullopt;
}

void TableReader::finish() {
  std::sort(known_.begin(), known_.end());
  known_.erase(std::unique(known_.begin(), known_.end()), known_.end());
  std::string keys;
  for (const std::string_view key : known_) keys.append(keys.empty() ? "" : ", ").append(key);
  for (const TomlEntry& entry : table_.entries)
    if (!std::binary_search(known_.begin(), known_.end(), std::string_view(entry.key)))
      reporter_.report<Fault::unknown_key>(table_.file->place(entry.begin), entry.key, what_, keys);
}

std::optional<std::size_t> place_among(std::span<const std::string_view> names, const FileText& text,
                                       std::string_view key, Reporter& reporter) {
  const auto name = std::find(names.begin(), names.end(), text.value);
  if (name != names.end()) return static_cast<std::size_t>(name - names.begin());
  std::string all;
  for (const std::string_view one : names) all.append(all.empty() ? "" : ", ").append(one);
  reporter.report<Fault::not_one_of>(text.place(), text.value, key, all);
  return std::nullopt;
}

std::vector<FileText> strings_of(const TomlValue& array, std::string_view key, Reporter& reporter) {
  std::vector<FileText> out;
  for (const TomlValue& item : array.items) {
    if (item.kind == TomlValue::Kind::string)
      out.push_back(item.text());
    else
      reporter.report<Fault::wrong_type>(item.place(), key, "an array of strings", to_string(item.kind));
  }
  return out;
}

}  // namespace peertag::codebook
