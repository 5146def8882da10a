#include "codebook/pack.hpp"

#include <nettle/sha2.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "codebook/compiled.hpp"
#include "codebook/packed_fields.hpp"
#include "peertag/version.hpp"

namespace peertag::codebook {
namespace {

using detail::CompiledCodebook;
using detail::is_plain;
using detail::PackedFields;
using Digest = std::array<std::uint8_t, SHA256_DIGEST_SIZE>;

Digest digest_of(std::string_view bytes) {
  sha256_ctx state;
  sha256_init(&state);
  sha256_update(&state, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  Digest digest{};
  sha256_digest(&state, digest.size(), digest.data());
  return digest;
}

struct Heading {
  std::array<char, 16> magic{'p', 'e', 'e', 'r', 't', 'a', 'g', ' ', 'c', 'o', 'd', 'e', 'b', 'o', 'o', 'k'};
  std::uint32_t format = 1;
  std::uint32_t byte_order = 1;
  Digest layout{};
  std::uint64_t size = 0;
  Digest digest{};
};
static_assert(is_plain<Heading> && sizeof(Heading) == least_pack_bytes);

std::string versions_line() {
  std::string line;
  for (const auto& [name, version] : versions()) line += (line.empty() ? "" : ", ") + std::string(name) + ' ' + version;
  return line;
}

// Each visitor below goes through the same shapes: plain numbers, bool, strings, vectors, maps, optional values, pairs
// and tuples, and structs, whose fields PackedFields knows.

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  template <class T>
  void operator()(const T& value) {
    if constexpr (is_plain<T>)
      append(&value, sizeof value);
    else
      PackedFields::of(value, *this);
  }
  void operator()(bool value) { out_ += static_cast<char>(value); }
  // A text that many have: once, then its number.
  void name(const std::string& text) {
    const auto [known, is_new] = names_.try_emplace(text, names_.size());
    size(known->second);
    if (is_new) (*this)(text);
  }
  void operator()(const std::string& text) {
    size(text.size());
    out_ += text;
  }
  void operator()(const std::vector<bool>& bits) {
    std::vector<std::uint8_t> bytes((bits.size() + 7) / 8);
    for (std::size_t i = 0; i < bits.size(); ++i)
      if (bits[i]) bytes[i / 8] |= static_cast<std::uint8_t>(1U << i % 8);
    size(bits.size());
    (*this)(bytes);
  }
  template <class T>
  void operator()(const std::vector<T>& values) {
    size(values.size());
    if constexpr (is_plain<T>) {
      append(values.data(), values.size() * sizeof(T));
    } else {
      for (const T& value : values) (*this)(value);
    }
  }
  template <class Key, class T, class Less>
  void operator()(const std::map<Key, T, Less>& values) {
    size(values.size());
    for (const auto& [key, value] : values) {
      (*this)(key);
      (*this)(value);
    }
  }
  template <class T>
  void operator()(const std::optional<T>& value) {
    (*this)(value.has_value());
    if (value) (*this)(*value);
  }
  template <class First, class Second>
  void operator()(const std::pair<First, Second>& both) {
    (*this)(both.first);
    (*this)(both.second);
  }
  template <class... T>
  void operator()(const std::tuple<T...>& values) {
    std::apply([&](const T&... value) { ((*this)(value), ...); }, values);
  }

 private:
  // Seven bits a byte, the lowest first; the top bit says that there are more.
  void size(std::size_t number) {
    for (; number >= 0x80; number >>= 7U) out_ += static_cast<char>(0x80U | (number & 0x7FU));
    out_ += static_cast<char>(number);
  }
  void append(const void* bytes, std::size_t count) { out_.append(static_cast<const char*>(bytes), count); }

  std::string& out_;
  std::map<std::string, std::size_t> names_;
};

// After the first fault everything reads as empty.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  // All was there, and nothing more.
  [[nodiscard]] bool complete() const { return good_ && rest_.empty(); }

  template <class T>
  void operator()(T& value) {
    if constexpr (is_plain<T>) {
      copy(&value, sizeof value);
    } else {
      if (++depth_ > deepest) fail();
      if (good_) PackedFields::of(value, *this);
      --depth_;
    }
  }
  void operator()(bool& value) {
    std::uint8_t byte = 0;
    (*this)(byte);
    if (byte > 1) fail();
    value = byte == 1;
  }
  void operator()(std::string& text) { text = take(size(1)); }
  void name(std::string& text) {
    const std::size_t number = number_of(5);
    if (number > names_.size()) return fail();
    if (number == names_.size()) (*this)(names_.emplace_back());
    text = names_[number];
  }
  void operator()(std::vector<bool>& bits) {
    const std::size_t count = number_of(5);
    std::vector<std::uint8_t> bytes;
    (*this)(bytes);
    if ((count + 7) / 8 != bytes.size()) return fail();
    bits.resize(count);
    for (std::size_t i = 0; i < count; ++i) bits[i] = (bytes[i / 8] >> i % 8 & 1U) != 0;
  }
  template <class T>
  void operator()(std::vector<T>& values) {
    if constexpr (is_plain<T>) {
      const std::size_t count = size(sizeof(T));
      values.resize(count);
      copy(values.data(), count * sizeof(T));
    } else {
      const std::size_t count = size(1);
      values.clear();
      values.reserve(std::min(count, rest_.size() / least_bytes));
      for (std::size_t i = 0; i < count && good_; ++i) (*this)(values.emplace_back());
    }
  }
  template <class Key, class T, class Less>
  void operator()(std::map<Key, T, Less>& values) {
    values.clear();
    const std::size_t count = size(1);
    for (std::size_t i = 0; i < count && good_; ++i) {
      Key key{};
      (*this)(key);
      (*this)(values.try_emplace(values.end(), std::move(key))->second);
    }
  }
  template <class T>
  void operator()(std::optional<T>& value) {
    bool is_there = false;
    (*this)(is_there);
    if (is_there) (*this)(value.emplace());
  }
  template <class First, class Second>
  void operator()(std::pair<First, Second>& both) {
    (*this)(both.first);
    (*this)(both.second);
  }
  template <class... T>
  void operator()(std::tuple<T...>& values) {
    std::apply([&](T&... value) { ((*this)(value), ...); }, values);
  }

 private:
  static constexpr std::uint32_t deepest = 256;  // far above what a pattern's brackets come to
  static constexpr std::size_t least_bytes = 8;  // of what a list holds: so that a false size costs no memory

  void fail() {
    good_ = false;
    rest_ = {};
  }
  std::size_t number_of(unsigned most_bytes) {
    std::size_t number = 0;
    for (unsigned i = 0; i < most_bytes; ++i) {
      std::uint8_t byte = 0;
      copy(&byte, 1);
      number |= std::size_t{byte & 0x7FU} << 7U * i;
      if (byte < 0x80) return number;
    }
    fail();
    return 0;
  }
  // How many there are, of `each` bytes at least. 0 where they cannot be there.
  std::size_t size(std::size_t each) {
    const std::size_t count = number_of(5);
    if (count > rest_.size() / each) fail();
    return good_ ? count : 0;
  }
  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  void copy(void* to, std::size_t count) {
    if (count > rest_.size()) return fail();
    if (count > 0) std::memcpy(to, take(count).data(), count);
  }

  std::string_view rest_;
  bool good_ = true;
  std::uint32_t depth_ = 0;
  std::vector<std::string> names_;
};

// Spells out the types: two builds that spell them alike can read one another's packs.
class Layout {
 public:
  [[nodiscard]] const std::string& text() const { return text_; }

  template <class T>
  void operator()(const T& value) {
    if constexpr (is_plain<T>) {
      text_ += std::to_string(sizeof value) + ' ';
    } else {
      text_ += '{';
      static const char identity = 0;  // of the type; a pattern's parts hold parts
      if (std::find(open_.begin(), open_.end(), &identity) == open_.end()) {
        open_.push_back(&identity);
        PackedFields::of(value, *this);
        open_.pop_back();
      }
      text_ += '}';
    }
  }
  void operator()(bool) { text_ += "bool "; }
  void name(const std::string&) { text_ += "name "; }
  void operator()(const std::string&) { text_ += "text "; }
  void operator()(const std::vector<bool>&) { text_ += "bools "; }
  template <class T>
  void operator()(const std::vector<T>&) {
    text_ += "list ";
    (*this)(T{});
  }
  template <class Key, class T, class Less>
  void operator()(const std::map<Key, T, Less>&) {
    text_ += "map ";
    (*this)(Key{});
    (*this)(T{});
  }
  template <class T>
  void operator()(const std::optional<T>&) {
    text_ += "perhaps ";
    (*this)(T{});
  }
  template <class First, class Second>
  void operator()(const std::pair<First, Second>& both) {
    (*this)(both.first);
    (*this)(both.second);
  }
  template <class... T>
  void operator()(const std::tuple<T...>& values) {
    std::apply([&](const T&... value) { ((*this)(value), ...); }, values);
  }

 private:
  std::string text_;
  std::vector<const char*> open_;
};

Digest layout_digest() {
  Layout layout;
  layout(CompiledCodebook{});
  layout(Declarations{});
  return digest_of(layout.text());
}

// CompiledCodebook::entries without pointers: list and row.
using EntryPlaces = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

EntryPlaces places_of(const CompiledCodebook& compiled) {
  std::map<const ListEntry*, std::pair<std::uint32_t, std::uint32_t>> places;
  for (std::uint32_t l = 0; l < compiled.lists.size(); ++l)
    for (std::uint32_t row = 0; row < compiled.lists[l].entries.size(); ++row)
      places[&compiled.lists[l].entries[row]] = {l, row};
  EntryPlaces out;
  for (const ListEntry* entry : compiled.entries) out.push_back(places.at(entry));
  return out;
}

bool point_entries(const EntryPlaces& places, CompiledCodebook& compiled) {
  for (const auto& [list, row] : places) {
    if (list >= compiled.lists.size() || row >= compiled.lists[list].entries.size()) return false;
    compiled.entries.push_back(&compiled.lists[list].entries[row]);
  }
  return true;
}

}  // namespace

const Declarations& AsWritten::get() const {
  std::call_once(read_, [this] {
    Reader read(packed_);
    read(declarations_);
    if (!read.complete()) declarations_ = {};
    declarations_.rules.resize(rules_);
    declarations_.lists.resize(lists_);
  });
  return declarations_;
}

std::string write_pack(const CompiledCodebook& compiled) {
  Heading heading;
  heading.layout = layout_digest();
  std::string bytes;
  Writer write(bytes);
  write(heading);
  write(versions_line());
  write(compiled);
  write(places_of(compiled));
  std::string declarations;
  Writer write_declarations(declarations);
  write_declarations(compiled.as_written());
  write(declarations);
  seal_pack(bytes);
  return bytes;
}

void seal_pack(std::string& bytes) {
  Heading heading;
  std::memcpy(&heading, bytes.data(), sizeof heading);
  heading.size = bytes.size() - sizeof heading;
  heading.digest = digest_of(std::string_view(bytes).substr(sizeof heading));
  std::memcpy(bytes.data(), &heading, sizeof heading);
}

CompiledCodebook* read_pack(const Source& pack, Reporter& reporter) {
  const Place place{std::string(pack.name)};
  const auto damaged = [&](std::string_view what) {
    reporter.report<Fault::damaged_pack>(place, what);
    return nullptr;
  };
  const auto foreign = [&](std::string_view maker) {
    reporter.report<Fault::foreign_pack>(place, maker);
    return nullptr;
  };
  Heading heading;
  const Heading expected;
  if (!pack.text.starts_with(std::string_view(expected.magic.data(), expected.magic.size()))) {
    reporter.report<Fault::no_pack>(place);
    return nullptr;
  }
  if (pack.text.size() < sizeof heading) return damaged("it ends in its heading");
  std::memcpy(&heading, pack.text.data(), sizeof heading);
  if (heading.format != expected.format || heading.byte_order != expected.byte_order ||
      heading.layout != layout_digest())
    return foreign("another version or build of peertag");
  const std::string_view body = pack.text.substr(sizeof heading);
  if (heading.size > body.size()) return damaged("its end is missing");
  if (heading.size < body.size()) return damaged("something follows its end");
  if (heading.digest != digest_of(body)) return damaged("its bytes are not those that were written");

  Reader read(body);
  std::string maker;
  read(maker);
  if (maker != versions_line()) return foreign(maker);
  auto compiled = std::make_unique<CompiledCodebook>();
  EntryPlaces places;
  std::string declarations;
  read(*compiled);
  read(places);
  read(declarations);
  if (!read.complete() || !point_entries(places, *compiled)) return damaged("it makes no sense");
  compiled->packed =
      std::make_unique<AsWritten>(std::move(declarations), compiled->rules.size(), compiled->lists.size());
  return compiled.release();
}

}  // namespace peertag::codebook
