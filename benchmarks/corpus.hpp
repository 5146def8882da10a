// The test text and the phrase sets of ../shared, which are not part of the project.
#pragma once

#include <simdjson.h>
#include <zstd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace peertag::benchmarks {

// Texts one after the other in one piece of memory, with a blank between.
struct Corpus {
  std::string arena;
  std::vector<std::string_view> texts;
};

inline std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<std::string> read_lines(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

// The first `bytes` bytes (or a little more, to end with a line) of a zstd file.
inline std::string read_zstd(const std::string& path, std::size_t bytes) {
  const std::string packed = read_file(path);
  ZSTD_DCtx* context = ZSTD_createDCtx();
  std::string text(bytes, '\0');
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  ZSTD_outBuffer out{text.data(), text.size(), 0};
  while (out.pos < out.size && in.pos < in.size)
    if (ZSTD_isError(ZSTD_decompressStream(context, &out, &in)) != 0) throw std::runtime_error("bad zstd: " + path);
  ZSTD_freeDCtx(context);
  text.resize(out.pos);
  text.resize(text.rfind('\n') + 1);
  return text;
}

// The field `text` of JSONL lines, about `bytes` bytes of it.
inline std::vector<std::string> read_texts(const std::string& path, std::size_t bytes) {
  const std::string lines = read_zstd(path, bytes * 2);
  std::vector<std::string> texts;
  simdjson::dom::parser parser;
  std::size_t total = 0;
  for (std::size_t begin = 0; begin < lines.size() && total < bytes;) {
    const std::size_t end = lines.find('\n', begin);
    std::string_view text;
    if (parser.parse(lines.data() + begin, end - begin)["text"].get(text) == simdjson::SUCCESS) {
      texts.emplace_back(text);
      total += text.size();
    }
    begin = end + 1;
  }
  return texts;
}

// The form in which all rivals agree exactly on what a word is: lower case, typographic apostrophes plain, every run of
// anything but [a-z0-9_'] one blank, none at either end.
inline std::string in_matching_form(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (text.substr(i, 3) == "\u2018" || text.substr(i, 3) == "\u2019") {
      c = '\'';
      i += 2;
    }
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool in_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '\'';
    if (in_word)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

inline Corpus make_corpus(const std::vector<std::string>& texts) {
  Corpus corpus;
  std::vector<std::size_t> ends;
  for (const std::string& text : texts) {
    corpus.arena += text;
    ends.push_back(corpus.arena.size());
    corpus.arena += ' ';
  }
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    corpus.texts.emplace_back(corpus.arena.data() + begin, end - begin);
    begin = end + 1;
  }
  return corpus;
}

// Real messages in that form, about `bytes` bytes before they were put into it.
inline Corpus read_corpus(const std::string& shared, std::size_t bytes) {
  std::vector<std::string> texts = read_texts(shared + "/corpus/messages.jsonl.zst", bytes);
  for (std::string& text : texts) text = in_matching_form(text);
  return make_corpus(texts);
}

}  // namespace peertag::benchmarks
