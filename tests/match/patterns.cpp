// What each construct of a pattern matches, by hand. Every row is also given to the slow twin.
#include <string>
#include <vector>

#include "match/comparison.hpp"
#include "support.hpp"

using namespace peertag;
using peertag::test::codebook_of;

namespace {

// A codebook of one rule that nothing stops; words, lists and forms that the rows use.
std::vector<std::pair<std::string, std::string>> files_of(const std::string& patterns, const std::string& more) {
  return {
      {"b/book.toml",
       "id = \"b\"\ntitle = \"T\"\nsource = \"made up\"\nlicence = \"MIT\"\nversion = \"0.1\"\n"
       "[[code]]\nid = \"c\"\nlabel = \"L\"\nkind = \"theme\"\ndefinition = \"D\"\n"},
      {"b/rules.toml", "[[rule]]\nid = \"r\"\ncode = \"b/c\"\nunless = []\nmatch = [" + patterns + "]\n" + more},
      {"en/forms.csv", "base,forms\ncare,cares,caring,cared\nhope,hopes,hoping\ntime,times\n"},
      {"en/variants.csv", "from,to\ndon't,do not\nu,you\num,\nalot,a lot\n"},
      {"en/words/hard.csv", "term,weight,note\nhard,,\nso hard,,\nhard time~,,\nrock bottom,,\ntough*,,\n"},
      {"en/words/kin.csv", "term,weight,note\nmother,,\nmother in law,,\n"},
  };
}

Codebook compile(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<Source> sources;
  for (const auto& [name, text] : files) sources.push_back({name, text});
  return codebook_of(sources);
}

// The message with brackets around every finding.
std::string mark(const Codebook& codebook, const std::string& message) {
  Tagger tagger(codebook);
  Findings findings;
  Message m;
  m.text = message;
  tagger.find(m, findings);
  std::string out;
  std::uint32_t at = 0;
  for (const Finding& finding : findings.findings) {
    REQUIRE(finding.span.begin >= at);
    out += message.substr(at, finding.span.begin - at) + "[";
    out += message.substr(finding.span.begin, finding.span.size()) + "]";
    at = finding.span.end;
  }
  return out + message.substr(at);
}

std::string without_brackets(std::string text) {
  std::erase_if(text, [](char c) { return c == '[' || c == ']'; });
  return text;
}

struct Row {
  std::string says;
  std::string patterns;  // as in TOML
  std::string marked;
  std::string more = {};  // other keys of the rule
};

const Row rows[] = {
    // words
    {"a word is a whole token", R"p("low")p", "so [low], but slow and lower"},
    {"case makes no difference", R"p("no wonder")p", "[No WONDER], he said"},
    {"typographic forms make no difference", R"p("do not")p", "I [don\u2019t]"},
    {"words are neighbours over punctuation", R"p("so low")p", "[so, low] [so - low] [so (low]) so very low"},
    {"words are no neighbours over the end of a sentence", R"p("so low")p", "It is so. Low it is. Why so? Low!"},
    {"a line break is no end, two are", R"p("so low")p", "[so\nlow] so\n\nlow"},
    {"a number is a token", R"p("24/7")p", "here [24/7] and 247"},
    {"an emoji is a token", "\"\\U0001F600\"", "well [\U0001F600] \U0001F601"},
    {"a hashtag is its word", R"p("low")p", "#[low]"},
    {"quoted lines are not matched", R"p("low")p", "> low\n[low]"},
    // spelling
    {"a variant is what it stands for", R"p("you")p", "[u] and [you]"},
    {"a variant may be two tokens with one span", R"p("not")p", "I [don't] know"},
    {"both tokens of a variant are one finding", R"p("do not")p", "I [don't] know, I [do not]"},
    {"a filler is no token", R"p("so low")p", "[so um low]"},
    {"a filler counts in no gap", R"p("i ..1 low")p", "[I um feel, um, low]"},
    {"long letters are squeezed", R"p("so good")p", "[sooo goooood]"},
    {"digits are not squeezed", R"p("1000")p", "[1000] 10000 100"},
    {"a pattern's own long letters are squeezed", R"p("hmmm")p", "[hmm] [hmmmmmm]"},
    {"a variant is found behind long letters", R"p("you")p", "[uuuu]"},
    // forms and stems
    {"word~ is any form of its rows", R"p("care~")p", "[care] [cares] [caring] careful"},
    {"stem* is any word that begins so", R"p("hop*")p", "[hope] [hopelessly] [hop] ho shop"},
    {"*stem is any word that ends so", R"p("*less")p", "[hopeless] [less] lessen"},
    {"one word answers to both", R"p("hop* really", "*less")p", "[hopeless] [hopeless really]"},
    {"a longer stem does not hide a shorter", R"p("hop*", "hopel* x")p", "[hopeless] [hopeless x]"},
    {"stems hold after squeezing", R"p("hop*")p", "[hoooope]"},
    // groups
    {"alternatives", R"p("(so|very|rather too) low")p", "[so low] [very low] [rather too low] too low"},
    {"what is optional may be missing", R"p("i (really|just)? care")p", "[I really care], [I care], I do care"},
    {"groups in groups", R"p("(a (b|c d)|e) f")p", "[a b f] [a c d f] [e f] a f"},
    {"an optional begin", R"p("(so)? low")p", "[so low] [low]"},
    {"no gap is left where what stood before it is missing", R"p("(so)? ... low")p", "[so very low]; far too [low]"},
    {"nor behind", R"p("low ... (so)?")p", "[low] as as"},
    // gaps
    {"three dots are up to three tokens", R"p("i ... low")p", "[I low]. [I a b c low]. I a b c d low."},
    {"a numbered gap", R"p("i ..1 low")p", "[I a low]. I a b low."},
    {"a gap ends with the sentence", R"p("i ... low")p", "Here I am. So low."},
    {"the fewest gap tokens", R"p("i ... low")p", "[I am low] low"},
    {"then the longest", R"p("i ... (low|low as can be)")p", "[I am low as can be]"},
    {"gaps are counted together", R"p("i ... (low|so low) ... me")p", "[I am low so low me]"},
    {"a gap before an optional word reaches over it", R"p("i ..1 (really)? ..1 care")p", "[I do so care]"},
    // near
    {"parts in any order", R"p("help ~2 you")p", "[Help for you]. [You can help]."},
    {"not too far apart", R"p("help ~1 you")p", "help me and you"},
    {"three parts keep their gaps in place", R"p("x ~0 y ~2 z")p", "[X y a b z]. [Z x a b y]. X a y z."},
    {"parts are runs", R"p("(so|very) low ~3 my mother")p", "[my mother was so low]"},
    // ends
    {"^ is the first token of its sentence", R"p("^ low")p", "[Low] low. [Low]!"},
    {"$ is the last", R"p("low $")p", "Low [low]. [Low]!"},
    {"both", R"p("^ low $")p", "Low low. [Low]!"},
    {"$ takes a longer way to get there", R"p("low ... so $")p", "[low so so]"},
    {"^ of a message", R"p("^ low")p", "[Low] low. Low!", "in = \"message\"\n"},
    {"$ of a message", R"p("low $")p", "Low low. [Low]!", "in = \"message\"\n"},
    // lists
    {"an entry of a list", R"p("feel @hard")p", "I [feel hard] [feel tougher]"},
    {"the longest entry", R"p("@hard")p", "it is [so hard], a [hard time] and [hard times]"},
    {"a phrase stays in its sentence", R"p("@hard")p", "Rock. Bottom."},
    {"a shorter entry where the longer leads nowhere", R"p("my @kin in")p", "[my mother in] town"},
    {"the longer where both do", R"p("my @kin")p", "[my mother in law]"},
    // scope
    {"in a message a gap leads into the next sentence", R"p("so ... low")p", "It is [so. Very low].",
     "in = \"message\"\n"},
    {"even one of no token", R"p("so ... low")p", "It is [so. Low].", "in = \"message\"\n"},
    {"neighbours do not", R"p("so low")p", "It is so. Low.", "in = \"message\"\n"},
    {"nor do phrases", R"p("very ... @hard")p", "very rock. Bottom.", "in = \"message\"\n"},
    // several patterns of a rule
    {"a match inside another is dropped", R"p("low", "so low", "so low again")p", "[so low], [low], [so low again]"},
    {"matches may overlap", R"p("so low")p", "[so low] [so low]"},
    // regex
    {"a regex over the matching form", R"p("re/colou?r/")p", "[Colour] and [COLOR]"},
    {"its ends fall on token borders", R"p("re/hope/")p", "[hope] hopes unhope [hope]"},
    {"after a match that does not, it goes on behind its begin", R"p("re/so (so )?hope/")p", "so so hopes [so hope]"},
    {"it stays in its sentence", R"p("re/low.*again/")p", "[low and again]. Low. Again."},
    {"or not", R"p("re/low.*again/")p", "So [low. Again].", "in = \"message\"\n"},
    {"matches do not overlap", R"p("re/hope\\w* hope/")p", "[hope hope] [hopes hope]"},
};

}  // namespace

TEST_CASE("each construct of a pattern matches what it says") {
  for (const Row& row : rows) {
    CAPTURE(row.says);
    CAPTURE(row.patterns);
    const Codebook codebook = compile(files_of(row.patterns, row.more));
    const std::string message = without_brackets(row.marked);
    CHECK(mark(codebook, message) == row.marked);
    comparison::Counts counts;
    comparison::Comparison comparison(codebook, counts);
    const std::optional<std::string> difference = comparison.compare(message);
    CHECK_MESSAGE(!difference, difference.value_or(""));
  }
}

TEST_CASE("equal patterns of equal scope are looked for once") {
  const Codebook codebook = compile(files_of(R"("so low", "So  low", "very low")", "none = [\"so low\"]\n"));
  const Rule& rule = codebook.compiled().rule_set.rules[0];
  CHECK(rule.match[0] == rule.match[1]);
  CHECK(rule.match[0] == rule.none[0]);
  CHECK(rule.match[0] != rule.match[2]);
}
