#include "match/random_book.hpp"

#include <set>

namespace random_book {
namespace {

// Words of patterns. Some have forms (care, hope), some are what variants lead to, one has a letter twice.
constexpr std::string_view words[] = {"you", "i", "care", "hope", "not", "but", "less", "so", "good", "careless"};
constexpr std::string_view with_forms[] = {"care~", "hope~"};
constexpr std::string_view stems[] = {"care*", "hop*", "car*", "*less", "*ess", "hopel*"};
constexpr std::string_view lists[] = {"@first", "@second", "@both", "@rest"};
constexpr std::string_view regexes[] = {
    "re/care(s|less)?/", "re/\\\\bhop\\\\w+ \\\\w+/", "re/care(.*hope)?/",      "re/\\\\bgood\\\\b/",
    "re/oo?d? ?care/",   "re/(you|i) care/",          "re/hope( \\\\w+){0,2}/",
};

// Words of messages: those of patterns, forms, variants, words that only stems know, repeated letters, strangers.
constexpr std::string_view texts[] = {
    "you",       "i",        "care",  "hope",      "not",      "but",        "less",       "so",
    "good",      "careless", "cares", "caring",    "hopes",    "hoping",     "dont",       "u",
    "um",        "gonna",    "don't", "hopeless",  "helpless", "hopelessly", "sooo",       "goood",
    "caaare",    "umm",      "2",     "self-care", "cafe",     "Hope",       "CARE",       "hopelesss",
    "\u00fcber", "carnage",  "You",   "carless",   "@care",    "#hope",      "\U0001F600", "ho\u0301pe"};
constexpr std::string_view marks[] = {" ",  " ",  " ",   " ",  " ",  " ",  " ",    " ",    ", ",  ", ", ". ",
                                      "? ", "! ", " - ", " (", ") ", "\n", "\n\n", "\n> ", " \"", "; ", "..."};

enum class Optional { no, perhaps };
std::string make_item(Random& random, int depth, Optional optional);

// One item at least is not optional.
std::string make_run(Random& random, int depth, std::uint32_t most) {
  std::string out = depth > 0 && random.one_in(6) ? make_item(random, depth, Optional::perhaps) + " " : "";
  out += make_item(random, depth, Optional::no);
  for (std::uint32_t more = random.below(most); more > 0; --more) {
    if (random.one_in(3)) out += random.one_in(2) ? " ..." : " .." + std::to_string(random.below(6));
    out += " " + make_item(random, depth, Optional::perhaps);
  }
  return out;
}

std::string make_item(Random& random, int depth, Optional optional) {
  switch (random.below(depth > 0 ? 9 : 6)) {
    case 0:
      return std::string(random.of(with_forms));
    case 1:
      return std::string(random.of(stems));
    case 2:
      return std::string(random.of(lists));
    case 6:
    case 7:
    case 8: {
      std::string out = "(" + make_run(random, depth - 1, 2);
      for (std::uint32_t more = random.below(4); more > 0; --more) out += "|" + make_run(random, depth - 1, 2);
      return out + (optional == Optional::perhaps && random.one_in(2) ? ")?" : ")");
    }
    default:
      return std::string(random.of(words));
  }
}

std::string make_pattern(Random& random) {
  if (random.one_in(12)) return std::string(random.of(regexes));
  std::string out = random.one_in(12) ? "^ " : "";
  const std::uint32_t parts = random.one_in(4) ? 2 + random.below(2) : 1;
  for (std::uint32_t p = 0; p < parts; ++p) {
    if (p > 0) out += " ~" + std::to_string(random.below(5)) + " ";
    out += make_run(random, 2, 1 + random.below(parts > 1 ? 2 : 3));
  }
  if (random.one_in(12)) out += " $";
  return out;
}

std::string make_patterns(Random& random, std::uint32_t count) {
  std::string out = "[";
  for (std::uint32_t p = 0; p < count; ++p) out += (p > 0 ? ", \"" : "\"") + make_pattern(random) + "\"";
  return out + "]";
}

std::string make_list(Random& random) {
  std::set<std::string> terms;
  for (std::uint32_t t = 1 + random.below(5); t > 0; --t) {
    std::string term;
    for (std::uint32_t w = random.below(3) + 1; w > 0; --w) {
      if (!term.empty()) term += " ";
      if (random.one_in(5))
        term += random.of(with_forms);
      else if (random.one_in(5))
        term += "hop*";
      else
        term += random.of(words);
    }
    terms.insert(term);
  }
  std::string out = "term,weight,note\n";
  for (const std::string& term : terms) out += term + (random.one_in(2) ? ",0.25," : ",,") + "\n";
  return out;
}

std::string make_cues(Random& random) {
  constexpr std::string_view classes[] = {"negated", "hypothetical", "reported", "question", "statement"};
  constexpr std::string_view reaches[] = {"forward", "backward", "both"};
  constexpr std::string_view terms[] = {"\"not\"", "\"not\", \"so\"", "\"i\", \"i (care|hope)\"",
                                        "\"but\", \"not but\""};
  constexpr std::string_view ends[] = {"\"comma\"",     "\"but\"",     "\"comma\", \"dash\", \"so\"",
                                       "\"comma+but\"", "\"bracket\"", "\"you care\""};
  constexpr std::string_view hides[] = {"\"not so\"", "\"i care\", \"so not\"", "\"but i\""};
  std::string out;
  for (std::uint32_t c = 1 + random.below(4); c > 0; --c) {
    out += "[[cue]]\nclass = \"" + std::string(random.of(classes)) + "\"\nterms = [" + std::string(random.of(terms)) +
           "]\nreach = \"" + std::string(random.of(reaches)) + "\"\nmax = " + std::to_string(1 + random.below(6)) +
           "\n";
    if (random.one_in(2)) out += "ends_at = [" + std::string(random.of(ends)) + "]\n";
    if (random.one_in(2)) out += "hides = [" + std::string(random.of(hides)) + "]\n";
  }
  return out;
}

std::string make_rule(Random& random, std::uint32_t number) {
  std::string out = "[[rule]]\nid = \"r" + std::to_string(number) + "\"\n";
  if (number == 0 || random.one_in(4))
    out += "codes = [\"b/one\", \"b/two\"]\n";
  else
    out += random.one_in(2) ? "code = \"b/one\"\n" : "code = \"b/two\"\n";
  out += "match = " + make_patterns(random, 1 + random.below(3)) + "\n";
  if (random.one_in(4)) out += "all = " + make_patterns(random, 1) + "\n";
  if (random.one_in(4)) out += "none = " + make_patterns(random, 1 + random.below(2)) + "\n";
  if (random.one_in(3)) out += "in = \"message\"\n";
  const std::uint32_t unless = random.below(4);
  if (unless == 0) out += "unless = []\n";
  if (unless == 1) out += "unless = [\"question\", \"negated\"]\n";
  return out;
}

}  // namespace

Book make_book(Random& random, std::uint32_t rule_count) {
  Book book;
  book.files.emplace_back(
      "b/book.toml",
      "id = \"b\"\ntitle = \"T\"\nsource = \"made up\"\nlicence = \"MIT\"\nversion = \"0.1\"\n"
      "[[code]]\nid = \"one\"\nlabel = \"L\"\nkind = \"strategy\"\ndefinition = \"D\"\nbias = -1.0\n"
      "[[code]]\nid = \"two\"\nlabel = \"L\"\nkind = \"strategy\"\ndefinition = \"D\"\nbias = -2.0\n");
  std::string rules;
  for (std::uint32_t r = 0; r < rule_count; ++r) rules += make_rule(random, r);
  book.files.emplace_back("b/rules.toml", rules);
  book.files.emplace_back("en/words/first.csv", make_list(random));
  book.files.emplace_back("en/words/second.csv", make_list(random));
  book.files.emplace_back("en/words/rest.csv", make_list(random));
  book.files.emplace_back("en/words/sets.toml", "[both]\nany = [\"first\", \"second\"]\n");
  book.files.emplace_back("b/learned/one.csv",
                          "term,weight,positives,negatives,messages,status\n"
                          "care _ hope,0.5,5,1,6,accepted\nso good,0.125,5,1,6,accepted\n");
  book.files.emplace_back("en/variants.csv", "from,to\ndon't,do not\ndont,do not\ngonna,going to you\nu,you\num,\n");
  book.files.emplace_back("en/forms.csv", "base,forms\ncare,cares,caring,cared\nhope,hopes,hoping\n");
  book.files.emplace_back("en/cues.toml", make_cues(random));
  return book;
}

std::string make_message(Random& random) {
  std::string out;
  for (std::uint32_t w = 1 + random.below(20); w > 0; --w) {
    out += random.of(texts);
    out += random.of(marks);
  }
  return out;
}

}  // namespace random_book
