// tokenise: NormalText -> Token[]. What becomes of the words that UAX #29 finds, wherever they were found.
//
// As UAX #29 has it: apostrophes inside words stay ("don't", "it's"), those at their edges do not ("'em" is `em`,
// "goin'" is `goin`); `_` is part of a word; "1,000", "3.5" and "3am" are whole. A token with a letter is a word.
// Beyond it:
//   url      http://... https://... ftp://... www...., a host name under a common top-level domain, an address
//   (a@b.org) mention  @ and the word after it, hyphens included, where no word stands before the @ emoji    a ZWJ
//   sequence, a flag, a keycap is one: what came from one changed piece of the map belongs together "tired.i want",
//   "note:this": a full stop or colon between letters parts words, where UAX #29 would join them;
//            single letters stay together ("e.g", "p.m")
// A hashtag is its word. All else makes no token, but leaves a flag on the next.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "peertag/normalise.hpp"
#include "peertag/token.hpp"
#include "peertag/words.hpp"

namespace peertag::detail {

inline constexpr std::array<TokenFlags, 256> punctuation_flags = [] {
  std::array<TokenFlags, 256> flags{};
  const auto set = [&flags](std::string_view characters, TokenFlags flag) {
    for (const char c : characters) flags[static_cast<unsigned char>(c)] = flag;
  };
  set(",;:", TokenFlags::comma);
  set(".!?", TokenFlags::stop);
  set("\n\r", TokenFlags::newline);
  set("\"'", TokenFlags::quote);
  set("()[]{}", TokenFlags::bracket);
  return flags;
}();

// Letters of any script stand in words: beyond ASCII every byte counts as one.
[[nodiscard]] constexpr bool is_letter_byte(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || (word_class(c) & WordClass::letter) != 0;
}
[[nodiscard]] constexpr bool is_word_byte(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || (word_class(c) & WordClass::inside) != 0;
}

// Takes words, emoji and punctuation of one stretch of text, in order, and makes tokens of them.
class TokenWriter {
 public:
  // Borrows all three. `stretch` holds neither tags nor zones: both its ends are blanks to what is inside.
  TokenWriter(std::string_view source, const NormalText& normal, std::vector<Token>& out)
      : source_(source), normal_(normal), text_(normal.text), out_(out) {}

  void begin_stretch(NormalSpan stretch) {
    stretch_ = stretch;
    at_sign_ = nowhere;
    joinable_ = out_.size();
  }

  // A word of UAX #29, and what it holds (WordClass). Gives back where to go on: a URL takes more than its first word.
  std::uint32_t word(std::uint32_t begin, WordEnd word) {
    const std::uint32_t end = word.end;
    if ((word.holds & (WordClass::letter | WordClass::digit)) == 0) return end;  // "__"
    if (begin != stretch_.begin && (text_[begin - 1] == '@' || text_[begin - 1] == '-') && join(begin, end)) return end;
    if ((word.holds & WordClass::letter) == 0) {
      put({begin, end}, TokenKind::number);
      return end;
    }
    if (const std::uint32_t url = url_end(begin, word); url != begin) {
      put({begin, url}, TokenKind::url);
      return url;
    }
    if ((word.holds & WordClass::between_letters) != 0 && !(end < stretch_.end && text_[end] == '@'))
      put_parted(begin, end);
    else
      put({begin, end}, TokenKind::word);
    return end;
  }

  // REQUIRES: one run of letters, digits and `_`, the first a letter, that is no part of a URL, mention or address.
  void plain_word(NormalSpan span, TokenFlags before) {
    before_ |= before;
    put(span, TokenKind::word);
  }

  void emoji(std::uint32_t begin, std::uint32_t end) {
    if (out_.size() > joinable_ && out_.back().kind == TokenKind::emoji && out_.back().span.end == begin) {
      const std::size_t piece = normal_.map.piece_at(begin);
      if (normal_.map.piece_is_changed(piece) && normal_.map.piece_at(begin - 1) == piece) {
        out_.back().span.end = end;
        return;
      }
    }
    put({begin, end}, TokenKind::emoji);
  }

  // One byte of ASCII that is in no word.
  void punctuation(std::uint32_t at) {
    const char c = text_[at];
    before_ |= punctuation_flags[static_cast<unsigned char>(c)];
    if (c == '-' && is_dash(at)) before_ |= TokenFlags::dash;
    if (c == '@') at_sign_ = at;
  }
  void flag(TokenFlags flags) { before_ |= flags; }

 private:
  static constexpr std::uint32_t nowhere = UINT32_MAX;

  void put(NormalSpan span, TokenKind kind) {
    Token& token = out_.emplace_back();  // filled in place: a copy of one just made waits for its own stores
    token.span = span;
    token.kind = kind;
    token.before = before_;
    before_ = TokenFlags::none;
  }

  // "@name", the "-b" of "@a-b", the "@b.org" of "a@b.org".
  bool join(std::uint32_t begin, std::uint32_t end) {
    Token* const last = out_.size() > joinable_ ? &out_.back() : nullptr;
    const bool adjacent = last != nullptr && last->span.end + 1 == begin;
    if (text_[begin - 1] == '-') {
      if (!adjacent || last->kind != TokenKind::mention) return false;
      last->span.end = end;
      before_ = TokenFlags::none;
      return true;
    }
    if (at_sign_ + 1 != begin) return false;
    if (!adjacent) {
      put({at_sign_, end}, TokenKind::mention);
      return true;
    }
    const bool address = (last->kind == TokenKind::word || last->kind == TokenKind::number) &&
                         text_.substr(begin, end - begin).find('.') != std::string_view::npos;
    if (!address) return false;
    last->span.end = end;
    last->kind = TokenKind::url;
    return true;
  }

  void put_parted(std::uint32_t begin, std::uint32_t end) {
    std::uint32_t letters = 0;  // code points since the part began
    for (std::uint32_t at = begin; at < end; ++at) {
      const char c = text_[at];
      const bool parts = (c == ':' || (c == '.' && letters >= 2)) && at > begin && is_letter_byte(text_[at - 1]) &&
                         at + 1 < end && is_letter_byte(text_[at + 1]);
      if (parts) {
        put({begin, at}, TokenKind::word);
        before_ |= c == '.' ? TokenFlags::stop : TokenFlags::comma;
        begin = at + 1;
      }
      if (parts || c == '.')
        letters = 0;
      else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80)
        ++letters;
    }
    put({begin, end}, TokenKind::word);
  }

  // The end of the URL that begins with this word; `begin` where none does.
  [[nodiscard]] std::uint32_t url_end(std::uint32_t begin, WordEnd first) const {
    const std::string_view word = text_.substr(begin, first.end - begin);
    const std::string_view rest = text_.substr(first.end, stretch_.end - first.end);
    const bool scheme = (word == "http" || word == "https" || word == "ftp") && rest.size() > 3 &&
                        rest.substr(0, 3) == "://" && is_word_byte(rest[3]);
    if (scheme || (word.size() > 4 && word.substr(0, 4) == "www.")) return rest_of_url(begin, first.end);
    if ((first.holds & WordClass::between_letters) == 0 || !is_host(word)) return begin;
    if (rest.empty()) return first.end;
    const bool goes_on = rest[0] == '/' || rest[0] == '?' || rest[0] == '#' ||
                         (rest.size() > 1 && rest[0] == ':' && (word_class(rest[1]) & WordClass::digit) != 0);
    return goes_on ? rest_of_url(begin, first.end) : first.end;
  }

  [[nodiscard]] std::uint32_t rest_of_url(std::uint32_t begin, std::uint32_t at) const {
    const std::uint32_t least = at;
    bool bracket = false;
    for (; at < stretch_.end; ++at) {
      const char c = text_[at];
      if (static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"') break;
      bracket = bracket || c == '(';
    }
    // Punctuation at the end belongs to the sentence; a closing bracket does unless one was opened.
    constexpr std::string_view not_last = ".,:;!?'*_~]})";
    while (at > least) {
      const std::size_t which = not_last.find(text_[at - 1]);
      if (which == std::string_view::npos || (bracket && text_[at - 1] == ')')) break;
      --at;
    }
    return at > begin ? at : begin;
  }

  // Only domains that are no words themselves: "it hit me.me too" is no host.
  [[nodiscard]] static bool is_host(std::string_view word) {
    constexpr std::string_view domains[] = {"com", "org", "net", "edu", "gov", "info", "io", "co", "uk", "ca",
                                            "au",  "nz",  "ie",  "de",  "fr",  "eu",   "gg", "ly", "tv"};
    const std::size_t dot = word.rfind('.');
    if (dot == std::string_view::npos || dot < 2) return false;
    for (const std::string_view domain : domains)
      if (word.substr(dot + 1) == domain) return true;
    return false;
  }

  // A hyphen joins two words and is no dash; a long dash is one wherever it stands. Both are `-` by now.
  [[nodiscard]] bool is_dash(std::uint32_t at) const {
    const bool between =
        at > stretch_.begin && is_word_byte(text_[at - 1]) && at + 1 < stretch_.end && is_word_byte(text_[at + 1]);
    if (!between) return true;
    if (normal_.ascii) return false;
    const std::string_view written = source_.substr(normal_.map.to_source({at, at + 1}).begin, 3);
    return written == "\xE2\x80\x94" || written == "\xE2\x80\x95";  // U+2014, U+2015
  }

  std::string_view source_;
  const NormalText& normal_;
  std::string_view text_;
  std::vector<Token>& out_;
  NormalSpan stretch_;
  std::size_t joinable_ = 0;  // tokens before this place are of other stretches
  std::uint32_t at_sign_ = nowhere;
  TokenFlags before_ = TokenFlags::none;
};

// For the fast way through ASCII: the flags of a byte between words, and whether it needs a closer look.
struct Between {
  static constexpr std::uint8_t look_closer = 128;
};
inline constexpr std::array<std::uint8_t, 256> between_flags = [] {
  std::array<std::uint8_t, 256> flags{};
  for (std::size_t c = 0; c < flags.size(); ++c) flags[c] = static_cast<std::uint8_t>(punctuation_flags[c]);
  flags['-'] = flags['@'] = Between::look_closer;
  return flags;
}();

// The flags of up to four bytes, without a branch on what they are.
[[nodiscard]] constexpr std::uint8_t flags_of_four(const char* text, std::uint32_t size) {
  const auto flags_at = [text](std::uint32_t i) -> std::uint32_t {
    return between_flags[static_cast<unsigned char>(text[i])];
  };
  const std::uint32_t bits = flags_at(0) | flags_at(1) << 8 | flags_at(2) << 16 | flags_at(3) << 24;
  const auto wanted = static_cast<std::uint32_t>((std::uint64_t{1} << (8 * size)) - 1) & bits;
  return static_cast<std::uint8_t>(wanted | wanted >> 8 | wanted >> 16 | wanted >> 24);
}

// REQUIRES: `range` of the text is ASCII, lies in the writer's stretch, and a word ends where it does.
//
// What stands between words and whether a word is plain cannot be guessed, and a wrong guess costs as much as ten
// words: what decides is worked out without a branch, and one branch is left, which nearly always goes one way.
inline void tokenise_ascii(std::string_view text, NormalSpan range, TokenWriter& writer) {
  std::uint32_t done = range.begin;  // all before it has been taken
  const auto take_between = [&](std::uint32_t end) {
    for (; done < end; ++done)
      if (text[done] != ' ') writer.punctuation(done);
  };
  each_word_run(text, range.begin, range.end, [&](std::uint32_t begin, std::uint32_t end) {
    if (begin < done) return;  // in a word, or a URL, that began before
    if (begin - done <= 4 && done + 4 <= range.end && end + 2 <= range.end) {
      const std::uint8_t flags = flags_of_four(text.data() + done, begin - done);
      // The full stop of a host name, the colon of a URL: what goes on is no blank.
      const unsigned goes_on = unsigned{word_class(text[end]) > WordClass::inside} & unsigned{text[end + 1] > ' '};
      const unsigned no_letter = ~unsigned{word_class(text[begin])} & WordClass::letter;
      if ((goes_on | no_letter | (flags & Between::look_closer)) == 0) {
        writer.plain_word({begin, end}, static_cast<TokenFlags>(flags));
        done = end;
        return;
      }
    }
    take_between(begin);
    done = writer.word(begin, ascii_word_end(text.data(), begin, range.end));
  });
  take_between(range.end);
}

}  // namespace peertag::detail
