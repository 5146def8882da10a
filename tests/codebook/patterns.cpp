// What an author writes as a pattern, and the tree it becomes. Trees are shown in the pattern notation itself, with
// words as the text gives them, forms written out in braces, and gaps as numbers.
#include <doctest/doctest.h>

#include "codebook/pattern_key.hpp"
#include "codebook/pattern_parser.hpp"

namespace peertag::codebook {
namespace {

std::string shown(const Run& run);

std::string shown(const Item& item) {
  std::string out;
  switch (item.kind) {
    case Item::Kind::word:
      return item.text;
    case Item::Kind::forms:
      for (const std::string& word : item.words) out += (out.empty() ? "" : " ") + word;
      return "{" + out + "}";
    case Item::Kind::prefix:
      return item.text + "*";
    case Item::Kind::suffix:
      return "*" + item.text;
    case Item::Kind::list:
      return "@" + item.text;
    case Item::Kind::gap:
      return ".." + std::to_string(item.gap_max);
    case Item::Kind::group:
      for (const Run& run : item.alternatives) out += (out.empty() ? "" : "|") + shown(run);
      return "(" + out + (item.optional ? ")?" : ")");
  }
  return out;
}

std::string shown(const Run& run) {
  std::string out;
  for (const Item& item : run.items) out += (out.empty() ? "" : " ") + shown(item);
  return out;
}

std::string shown(const Pattern& pattern) {
  if (pattern.regex) return "re/" + pattern.regex->expression + "/ gate `" + pattern.regex->literal + "`";
  std::string out = pattern.at_start ? "^ " : "";
  for (std::size_t i = 0; i < pattern.parts.size(); ++i)
    out += (i == 0 ? "" : " ~" + std::to_string(pattern.near_max[i - 1]) + " ") + shown(pattern.parts[i]);
  return out + (pattern.at_end ? " $" : "");
}

// Reads patterns as a codebook with these few words would.
class Bench {
 public:
  Bench() {
    words_.use(variants_);
    reporter_.add(file_);
  }

  std::string pattern(const std::string& text) {
    const auto read = PatternParser(words_, &forms_, &lists_, reporter_).pattern(written(text));
    return read ? shown(read->pattern) : faults();
  }
  std::string term(const std::string& text) {
    const auto read = PatternParser(words_, &forms_, &lists_, reporter_).term(written(text));
    return read ? shown(*read) : faults();
  }
  std::string key(const std::string& text) {
    const auto read = PatternParser(words_, &forms_, &lists_, reporter_).pattern(written(text));
    return read ? key_of(read->pattern) : faults();
  }

 private:
  FileText written(const std::string& text) const { return {text, &file_, 0, FileText::Written::plain}; }
  std::string faults() {
    std::string out;
    for (const Diagnostic& diagnostic : reporter_.take()) {
      if (!out.empty()) out += ' ';
      out += std::string(diagnostic.id) + ":" + std::to_string(diagnostic.column);
    }
    return out;
  }

  const std::string text_ = std::string(4096, ' ');
  const SourceFile file_{"test", text_};
  Reporter reporter_;
  const Variants variants_ = {{"dont", {"do", "n't"}}, {"don't", {"do", "n't"}}, {"um", {}},
                              {"colour", {"color"}},   {"color", {"paint"}},     {"soo", {"so"}}};
  Words words_{std::span<const std::string>()};
  const Forms forms_ = {{"feel", {"feel", "feels", "felt"}},
                        {"feels", {"feel", "feels", "felt"}},
                        {"felt", {"feel", "feels", "felt"}},
                        {"harm", {"harm", "harmed", "harms"}},
                        {"color", {"color", "colors"}}};
  const ListNames lists_ = {"feeling", "self-care"};
};

struct Case {
  std::string written;
  std::string tree;  // or the faults, as id:column
};

TEST_CASE("patterns become trees") {
  const Case cases[] = {
      {"hope", "hope"},
      {"no wonder you", "no wonder you"},
      {"  no   wonder ", "no wonder"},
      {"No Wonder", "no wonder"},
      {"that ... hope", "that ..3 hope"},
      {"that ..6 hope ..20 you", "that ..6 hope ..20 you"},
      {"that ..0 hope", "that ..0 hope"},
      {"feel~ low", "{feel feels felt} low"},
      {"FELT~", "{feel feels felt}"},
      {"depress* mood", "depress* mood"},
      {"*less", "*less"},
      {"@feeling", "@feeling"},
      {"so @self-care now", "so @self-care now"},
      {"(that|this) sounds", "(that|this) sounds"},
      {"(that | this) sounds", "(that|this) sounds"},
      {"(really)? sad", "(really)? sad"},
      {"i (feel~ (so)?|am ..2 very) low", "i ({feel feels felt} (so)?|am ..2 very) low"},
      {"^ no wonder", "^ no wonder"},
      {"^no wonder$", "^ no wonder $"},
      {"thank you $", "thank you $"},
      {"help ~5 you", "help ~5 you"},
      {"feel~ ~5 low ~0 you", "{feel feels felt} ~5 low ~0 you"},
      {"^ help ~5 you ... now $", "^ help ~5 you ..3 now $"},
      {"(a|b) ~2 c", "(a|b) ~2 c"},
  };
  Bench bench;
  for (const Case& c : cases) {
    CAPTURE(c.written);
    CHECK(bench.pattern(c.written) == c.tree);
  }
}

TEST_CASE("the words of a pattern are read as a text is") {
  const Case cases[] = {
      {"self-harm", "self harm"},                  // two tokens, adjacent
      {"self-harm~", "self {harm harmed harms}"},  // and the last of them varies
      {"self-harm*", "self harm*"},
      {"dont go", "do n't go"},        // a variant
      {"don\xE2\x80\x99t", "do n't"},  // a typographic apostrophe
      {"colour", "color"},             // variants apply once: `color` is not read as `paint`
      {"colour~", "{color colors}"},
      {"nooooo", "noo"},                                             // letters squeezed to two, as they are looked up
      {"sooooo", "so"},                                              // and then varied
      {"well, um, yes", "R032:7"},                                   // a filler alone leaves nothing to match
      {"\xEF\xBC\xA8\xEF\xBD\x8F\xEF\xBD\x90\xEF\xBD\x85", "hope"},  // full-width letters
      {"caf\x65\xCC\x81", "caf\xC3\xA9"},                            // a letter and its accent
      {"e.g. this", "e.g this"},
      {"50% off", "50 off"},
  };
  Bench bench;
  for (const Case& c : cases) {
    CAPTURE(c.written);
    CHECK(bench.pattern(c.written) == c.tree);
  }
}

TEST_CASE("a backslash makes the next character literal") {
  const Case cases[] = {
      {"a\\|b", "a b"}, {"\\(hope\\)", "hope"}, {"why\\?", "why"},  {"\\@home", "@home"},
      {"so\\~", "so"},  {"\\$5", "5"},          {"\\hope", "hope"}, {"re\\/hope", "re hope"},
  };
  Bench bench;
  for (const Case& c : cases) {
    CAPTURE(c.written);
    CHECK(bench.pattern(c.written) == c.tree);
  }
}

TEST_CASE("a fault in a pattern is placed at its character") {
  const Case cases[] = {
      {"", "R060:1"},
      {"   ", "R060:1"},
      {"^", "R060:2"},
      {"^ $", "R060:3"},
      {"(hope", "R061:1"},
      {"hope)", "R061:5"},
      {"a (b (c) d", "R061:3"},
      {"feel(ing)?", "R061:5"},
      {"(feel)ing", "R061:7"},
      {"(a)(b)", "R061:4"},
      {"()", "R062:2"},
      {"(|a)", "R062:2"},
      {"(a||b)", "R062:4"},
      {"... hope", "R063:1"},
      {"hope ...", "R063:6"},
      {"^ ..2 hope", "R063:3"},
      {"(my ..2) friend", "R063:5"},
      {"a ... ..2 b", "R064:7"},
      {"a ..21 b", "R065:3"},
      {"a .. b", "R065:3"},
      {"a .... b", "R065:3"},
      {"a ..x b", "R065:3"},
      {"a ~21 b", "R065:3"},
      {"a ~ b", "R065:3"},
      {"a~b", "R066:2"},
      {"ho*pe", "R066:3"},
      {"*", "R066:1"},
      {"*hope*", "R066:1"},
      {"hope~*", "R066:5"},
      {"hope?", "R066:5"},
      {"me@home", "R066:3"},
      {"a ^b", "R066:3"},
      {"a $ b", "R066:3"},
      {"a|b", "R066:2"},
      {"(a ~3 b)", "R066:4"},
      {"~3 a", "R066:1"},
      {"a ~3", "R066:3"},
      {"a ~3 ~3 b", "R066:6"},
      {"so...tired", "R066:3"},
      {"a ~1 b ~1 c ~1 d ~1 e", "R067:18"},
      {"(a)?", "R068:1"},
      {"((a)? (b)?|c)", "R068:1"},
      {"a ~2 (b)?", "R068:6"},
      {"hope\\", "R069:5"},
      {"up*", "R034:1"},
      {"hope @feelings you", "R047:7"},
      {"@", "R047:2"},
      {"walk~", "R033:1"},
      {"walk~ @feelings !!", "R033:1 R047:8 R032:17"},
      {"re/hope", "R081:1"},
      {"re/hope/ you", "R081:1"},
      {"re//", "R086:4"},
  };
  Bench bench;
  for (const Case& c : cases) {
    CAPTURE(c.written);
    CHECK(bench.pattern(c.written) == c.tree);
  }
}

TEST_CASE("brackets may nest as deep as the limit, and no deeper") {
  Bench bench;
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "a" + std::string(depth, ')'); };
  CHECK(bench.pattern(nested(31)) == nested(31));
  CHECK(bench.pattern(nested(32)) == "R009:32");
  CHECK(bench.pattern(nested(4000)) == "R009:32");
}

TEST_CASE("a list's term is a word, forms, a stem, or a phrase of these") {
  const Case cases[] = {
      {"low", "low"},
      {"feel~ low", "{feel feels felt} low"},
      {"depress* mood", "depress* mood"},
      {"*less", "*less"},
      {"Can\xE2\x80\x99t cope", "can't cope"},
      {"(a|b)", "R070:1"},
      {"a ... b", "R070:3"},
      {"a...b", "R070:2"},
      {"@feeling", "R070:1"},
      {"a ~2 b", "R070:3"},
      {"^ a", "R070:1"},
      {"a $", "R070:3"},
      {"re/low/", "R070:1"},
      {"a|b", "R066:2"},
      {"", "R060:1"},
  };
  Bench bench;
  for (const Case& c : cases) {
    CAPTURE(c.written);
    CHECK(bench.term(c.written) == c.tree);
  }
}

TEST_CASE("a regex is rewritten to Unicode, and its gate found") {
  const Case cases[] = {
      {"re/hope/", "re/hope/ gate `hope`"},
      {"  re/hope/ ", "re/hope/ gate `hope`"},
      {"re/and/or/", "re/and/or/ gate `and/or`"},
      {"re/\\bi(?:'ve| have) been (?:there|through)\\b/", "re/i(?:'ve| have) been (?:there|through)/ gate ` been `"},
      {"re/\\w+ hope/", "re/[\\p{L}\\p{M}\\p{N}_]+ hope/ gate ` hope`"},
      {"re/hope\\s\\d/", "re/hope[\\s\\p{Z}][\\p{Nd}]/ gate `hope`"},
      {"re/hope[\\w-]\\W\\S\\D/",
       "re/hope[\\p{L}\\p{M}\\p{N}_-][^\\p{L}\\p{M}\\p{N}_][^\\s\\p{Z}][^\\p{Nd}]/ gate `hope`"},
      {"re/(?i)HOPE/", "re/(?i)HOPE/ gate `hope`"},
      {"re/(?i:HO)pe/", "re/(?i:HO)pe/ gate `hope`"},
      {"re/ho(p)e+s?ful/", "re/ho(p)e+s?ful/ gate `hope`"},
      {"re/wish.{2,4}hopeful/", "re/wish.{2,4}hopeful/ gate `hopeful`"},
      {"re/(?P<what>hope)/", "re/(?P<what>hope)/ gate `hope`"},
      {"re/hope\\.\\x{1F600}?/", "re/hope\\.\\x{1F600}?/ gate `hope.`"},
      {"re/a{2}hope/", "re/a{2}hope/ gate `hope`"},
      {"re/(?:\\bhope\\b|\\bhopes\\b) you/", "re/(?:hope|hopes) you/ gate ` you`"},
      {"re/hope\\b you/", "re/hope you/ gate `hope you`"},
      {"re/hope\\b,? you/", "re/hope,? you/ gate `hope`"},
      {"re/hope$/", "re/hope$/ gate `hope`"},
      {"re/^hope/", "re/^hope/ gate `hope`"},
      {"re/na\xC3\xAFve/", "re/na\xC3\xAFve/ gate `na\xC3\xAFve`"},
  };
  Bench bench;
  for (const Case& c : cases) {
    CAPTURE(c.written);
    CHECK(bench.pattern(c.written) == c.tree);
  }
}

TEST_CASE("a fault in a regex is placed at its character") {
  const Case cases[] = {
      {"re/hope(/", "R080:8"},
      {"re/hope)/", "R080:8"},
      {"re/*hope/", "R080:4"},
      {"re/hope[a-/", "R080:8"},
      {"re/hope\\q/", "R080:8"},
      {"re/hope\\x{110000}/", "R080:8"},
      {"re/hope\\/", "R080:8"},
      {"re/(?<name>hope)/", "R080:4"},
      {"re/hope(?!less)/", "R082:8"},
      {"re/(?<=no )hope/", "R082:4"},
      {"re/(hope) \\1/", "R082:11"},
      {"re/(?>hope)/", "R082:4"},
      {"re/hope{1001}/", "R083:8"},
      {"re/hope{2,1001}/", "R083:8"},
      {"re/hope{99999999999999}/", "R083:8"},
      {"re/hope(a{900}){900}/", "R084:4"},
      {"re/hope\\b\\w/", "R085:8"},
      {"re/hope\\b.*/", "R085:8"},
      {"re/(hope\\b)+/", "R085:9"},
      {"re/hope\\Bs/", "R085:8"},
      {"re/hope[[:alpha:]]/", "R085:9"},
      {"re/hope|/", "R086:4"},
      {"re/hope*|x?/", "R086:4"},
      {"re/a.b/", "R087:4"},
      {"re/(hope|wish)/", "R087:4"},
      {"re/[hope]{9}/", "R087:4"},
      {"re/Hope/", "R088:4"},
      {"re/hope\\x41/", "R088:8"},
      {"re/\xEF\xAC\x81ne/", "R088:4"},
  };
  Bench bench;
  for (const Case& c : cases) {
    CAPTURE(c.written);
    CHECK(bench.pattern(c.written) == c.tree);
  }
}

TEST_CASE("brackets of a regex may nest as deep as the limit, and no deeper") {
  Bench bench;
  const auto nested = [](std::size_t depth) {
    return "re/" + std::string(depth, '(') + "hope" + std::string(depth, ')') + "/";
  };
  CHECK(bench.pattern(nested(31)) == nested(31) + " gate `hope`");
  CHECK(bench.pattern(nested(32)) == "R009:35");
  CHECK(bench.pattern(nested(5000)) == "R009:35");
}

TEST_CASE("patterns that match alike have one key, and others have another") {
  Bench bench;
  CHECK(bench.key("don\xE2\x80\x99t hope") == bench.key("Dont  hope"));
  CHECK(bench.key("feel~") == bench.key("felt~"));
  CHECK(bench.key("a b") != bench.key("ab"));
  CHECK(bench.key("a ... b") != bench.key("a ..2 b"));
  CHECK(bench.key("(a|b) c") != bench.key("(a|b c)"));
  CHECK(bench.key("(a)? c") != bench.key("(a) c"));
  CHECK(bench.key("hope") != bench.key("hope*"));
  CHECK(bench.key("hope*") != bench.key("*hope"));
  CHECK(bench.key("^ hope") != bench.key("hope"));
  CHECK(bench.key("hope $") != bench.key("hope"));
  CHECK(bench.key("a ~1 b") != bench.key("a ~2 b"));
  CHECK(bench.key("feel~") != bench.key("(feel|feels|felt)"));
}

}  // namespace
}  // namespace peertag::codebook
