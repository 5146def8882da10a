#include "io/labels.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <unordered_map>

#include "codebook/csv.hpp"
#include "io/archive.hpp"
#include "io/escape.hpp"
#include "io/json_lines.hpp"

namespace peertag::io {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

void sort_and_unite(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

// What has been said of a code stands: a code that is given is not unclear.
void tidy(LabelledMessage& message) {
  sort_and_unite(message.codes);
  sort_and_unite(message.unclear);
  std::erase_if(message.unclear, [&](const std::string& code) { return message.has(code); });
}

// Appends the strings of an array, if there is one. False if it is anything else.
bool read_names(simdjson::simdjson_result<element> value, std::vector<std::string>& names) {
  if (value.error() == simdjson::NO_SUCH_FIELD) return true;
  array all;
  if (value.get(all) != simdjson::SUCCESS) return false;
  for (const element one : all) {
    std::optional<std::string> name = string_of(one);
    if (!name) return false;
    names.push_back(std::move(*name));
  }
  return true;
}

bool read_evidence(simdjson::simdjson_result<element> value, LabelledMessage& message) {
  if (value.error() == simdjson::NO_SUCH_FIELD) return true;
  object all;
  if (value.get(all) != simdjson::SUCCESS) return false;
  for (const auto [code, words] : all) {
    std::optional<std::string> quotation = string_of(words);
    if (!quotation) return false;
    message.evidence.emplace_back(std::string(code), std::move(*quotation));
  }
  return true;
}

// Yes and no, of some codes or rows; those it does not name are unclear, which only the whole file can tell.
bool read_answers(const object& answers, LabelledMessage& message, std::vector<std::string>& no) {
  for (const auto [name, answer] : answers) {
    std::int64_t number = 0;
    bool truth = false;
    if (answer.get(truth) != simdjson::SUCCESS) {
      if (answer.get(number) != simdjson::SUCCESS || (number != 0 && number != 1)) return false;
      truth = number == 1;
    }
    (truth ? message.codes : no).emplace_back(name);
  }
  return true;
}

class Reader {
 public:
  explicit Reader(ReadFault& fault) : fault_(fault) {}

  bool read_json(const std::string& path) {
    std::optional<JsonLines> lines = JsonLines::open(path, fault_);
    if (!lines) return false;
    for (object record; lines->next(record);) {
      std::optional<std::string> id = string_of(record["id"]);
      if (!id) return lines->fail("no \"id\" that is a string");
      LabelledMessage& message = add(*id);
      if (!is_new_) return lines->fail("a second record of id " + shown(*id, 64));
      object answers;
      if (record["labels"].get(answers) == simdjson::SUCCESS) {
        if (!read_answers(answers, message, no_.emplace_back())) return lines->fail("a label that is not 0 or 1");
        continue;
      }
      if (record["codes"].error() == simdjson::NO_SUCH_FIELD) return lines->fail("neither \"codes\" nor \"labels\"");
      if (!read_names(record["codes"], message.codes)) return lines->fail("\"codes\" is no list of strings");
      if (!read_names(record["unclear"], message.unclear)) return lines->fail("\"unclear\" is no list of strings");
      if (!read_evidence(record["evidence"], message)) return lines->fail("\"evidence\" is no object of strings");
    }
    return fault_.text.empty();
  }

  bool read_csv(const std::string& path) {
    const std::optional<std::string> text = read_whole(path, fault_);
    if (!text) return false;
    codebook::CsvReader csv(std::string_view(*text).substr(text->starts_with("\xEF\xBB\xBF") ? 3 : 0));
    std::vector<codebook::CsvField> row;
    std::size_t number = 1;
    const auto fail = [&](std::string_view what) {
      fault_.text = shown(path) + ": row " + std::to_string(number) + ": " + std::string(what);
      return false;
    };
    if (!csv.next(row)) return fail(csv.fault().empty() ? "no heading" : csv.fault());
    const std::size_t columns = row.size();
    const auto column = [&](std::string_view name) {
      return static_cast<std::size_t>(
          std::find_if(row.begin(), row.end(), [&](const auto& cell) { return cell.value == name; }) - row.begin());
    };
    const std::size_t id = column("id"), code = column("code"), evidence = column("evidence");
    if (id == columns || code == columns) return fail("the heading must name the columns id and code");
    for (++number; csv.next(row); ++number) {
      if (row.size() == 1 && row[0].value.empty()) continue;  // a blank line
      if (row.size() != columns) return fail("not as many cells as the heading");
      LabelledMessage& message = add(row[id].value);
      if (row[code].value.empty()) continue;
      message.codes.push_back(row[code].value);
      if (evidence != columns && !row[evidence].value.empty())
        message.evidence.emplace_back(row[code].value, row[evidence].value);
    }
    return csv.fault().empty() || fail(csv.fault());
  }

  // A folder's rows: what its labels stand for.
  bool read_rows(const std::string& path) {
    const std::optional<std::string> text = read_whole(path, fault_);
    if (!text) return false;
    simdjson::dom::parser parser;
    object rows;
    const auto fail = [&] {
      fault_.text = shown(path) + ": is no object of lists of codes";
      return false;
    };
    if (parser.parse(*text).get(rows) != simdjson::SUCCESS) return fail();
    for (const auto [name, codes] : rows) {
      Labels::Row& row = labels_.rows.emplace_back(Labels::Row{std::string(name), {}});
      if (!read_names(simdjson::simdjson_result<element>(element(codes)), row.codes)) return fail();
    }
    return true;
  }

  // Where labels are answers, those not given are unclear: of every name that any message was asked about.
  Labels take() {
    if (!no_.empty()) {
      std::vector<std::string> names;
      for (std::size_t m = 0; m < no_.size(); ++m) {
        names.insert(names.end(), no_[m].begin(), no_[m].end());
        const std::vector<std::string>& yes = labels_.messages[m].codes;
        names.insert(names.end(), yes.begin(), yes.end());
        if (m % 1024 == 0) sort_and_unite(names);
      }
      sort_and_unite(names);
      for (std::size_t m = 0; m < no_.size(); ++m) {
        sort_and_unite(no_[m]);
        std::set_difference(names.begin(), names.end(), no_[m].begin(), no_[m].end(),
                            std::back_inserter(labels_.messages[m].unclear));
      }
    }
    for (LabelledMessage& message : labels_.messages) tidy(message);
    return std::move(labels_);
  }

  [[nodiscard]] bool all_or_none_are_answers() const { return no_.empty() || no_.size() == labels_.messages.size(); }

 private:
  LabelledMessage& add(const std::string& id) {
    const auto [place, is_new] = places_.emplace(id, labels_.messages.size());
    is_new_ = is_new;
    if (is_new) labels_.messages.emplace_back().id = id;
    return labels_.messages[place->second];
  }

  ReadFault& fault_;
  Labels labels_;
  std::vector<std::vector<std::string>> no_;  // of each message, where labels are answers
  std::unordered_map<std::string, std::size_t> places_;
  bool is_new_ = false;
};

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace

bool LabelledMessage::has(std::string_view code) const {
  return std::binary_search(codes.begin(), codes.end(), code, std::less<std::string_view>());
}

Answer LabelledMessage::answer(std::string_view code) const {
  if (has(code)) return Answer::yes;
  const bool open = std::binary_search(unclear.begin(), unclear.end(), code, std::less<std::string_view>());
  return open ? Answer::open : Answer::no;
}

Answer Labels::answer(const LabelledMessage& message, std::string_view code) const {
  if (rows.empty()) return message.answer(code);
  Answer any = Answer::open;
  for (const Row& row : rows)
    if (std::find(row.codes.begin(), row.codes.end(), code) != row.codes.end())
      any = std::max(any, message.answer(row.name));
  return any;
}

std::optional<Labels> read_labels(const std::string& path, ReadFault& fault) {
  Reader reader(fault);
  const bool good = is_folder(path) ? reader.read_rows(path + "/rows.json") && reader.read_json(path + "/labels.jsonl")
                    : named_csv(path) ? reader.read_csv(path)
                                      : reader.read_json(path);
  if (!good) return std::nullopt;
  if (!reader.all_or_none_are_answers()) {
    fault.text = shown(path) + ": some records have \"codes\", others \"labels\"";
    return std::nullopt;
  }
  return reader.take();
}

}  // namespace peertag::io
