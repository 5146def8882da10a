// Roles, conditions and derivations: a few told in words, and tens of thousands of messages held against the slow twin.
// PEERTAG_SEED, if set, is where the dice begin.
#include "peertag/resolve.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <random>
#include <set>

#include "match/random_book.hpp"
#include "peertag/tagger.hpp"
#include "reference/naive_resolve.hpp"
#include "support.hpp"

namespace peertag::test {
namespace {

using random_book::Random;

// --- what the tagger says of a message, in the twin's words

std::string line_of(const Codebook& codebook, const TaggedMessage& tagged) {
  const auto place = [](SourceSpan span) { return std::to_string(span.begin) + '-' + std::to_string(span.end); };
  std::string line(to_string(tagged.role));
  for (const CodeScore& score : tagged.codes) {
    char number[32];
    std::snprintf(number, sizeof number, " %.4f%s", score.score, score.candidate ? "" : " -");
    line += "; " + code_of(codebook, score.code).id + number;
    if (score.implied) line += " by " + code_of(codebook, score.implied_by).id;
    for (const Annotation& one : score.evidence) {
      line += ' ' + rule_of(codebook, one.rule).id + '@' + place(one.span);
      if (one.earlier.id.empty()) continue;
      line += " after " + std::string(one.earlier.id);
      if (!one.earlier.span.empty())
        line += " [" + std::to_string(one.earlier.span.begin) + ',' + std::to_string(one.earlier.span.end) + ')';
    }
  }
  std::set<std::string> suppressed;  // a row for each code, in the library
  for (const Suppressed& one : tagged.suppressed)
    suppressed.insert(rule_of(codebook, one.rule).id + '@' + place(one.span) + ' ' +
                      std::string(stop_name(codebook, one)));
  for (const std::string& one : suppressed) line += "; not " + one;
  if (tagged.context_lost) line += "; lost";
  return line;
}

using Lines = std::vector<std::pair<std::string, std::string>>;  // id, line

Lines tag_together(const Codebook& codebook, const std::vector<Message>& messages, OffsetUnit unit) {
  Lines lines;
  FunctionSink sink(
      [&](const TaggedMessage& tagged) { lines.emplace_back(tagged.message.id, line_of(codebook, tagged)); });
  Conversation conversation(codebook.turns_back(), limits::conversation_bytes, unit);
  Tagger(codebook).tag(messages, conversation, sink);
  return lines;
}

// --- random books and conversations

std::uint64_t first_seed() {
  const char* const given = std::getenv("PEERTAG_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

constexpr std::string_view words[] = {"alpha", "beta", "gamma", "delta", "omega"};
constexpr std::string_view codes[] = {"b/c0", "b/c1", "b/c2", "b/x.f0", "b/x.f1"};
constexpr std::string_view asked_codes[] = {"b/c0", "b/c1", "b/c2", "b/x.f0", "b/x.f1", "b/x", "b/d0", "b/d1", "b/d2"};
constexpr std::string_view froms[] = {"seeker", "supporter", "unknown"};

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string turn_test(Random& random, std::string_view more, bool must_have) {
  std::string out = "{ by = " + quoted(random.of(by_names));
  if (must_have || !random.one_in(4)) {
    out += ", has = [";
    for (std::uint32_t i = 0, n = 1 + random.below(3); i < n; ++i)
      out += (i > 0 ? ", " : "") + quoted(random.one_in(4) ? random.of(words) : random.of(asked_codes));
    out += ']';
  }
  return out + std::string(more) + " }";
}
std::string within(Random& random) {
  return random.one_in(2) ? "" : ", within = " + std::to_string(1 + random.below(12));
}

std::string rule(Random& random, std::string_view id, std::string_view code) {
  std::string out = "[[rule]]\nid = " + quoted(id) + "\ncode = " + quoted(code) + "\nmatch = [" +
                    quoted(random.of(words)) + "]\nweight = " + std::to_string(random.below(3)) + ".5\n";
  if (random.one_in(4)) out += "from = " + quoted(random.of(froms)) + '\n';
  if (random.one_in(2)) {
    out += "needs = { ";
    const std::uint32_t which = 1 + random.below(3);
    if ((which & 1U) != 0) out += "reply_to = " + turn_test(random, within(random), false);
    if (which == 3) out += ", ";
    if ((which & 2U) != 0) out += "previous = " + turn_test(random, within(random), false);
    out += " }\n";
  }
  return out;
}

std::string derivation(Random& random, std::string_view id, std::string_view code) {
  return "[[derive]]\nid = " + quoted(id) + "\ncode = " + quoted(code) + "\nfirst = " + turn_test(random, "", true) +
         "\nthen = " + turn_test(random, random.one_in(3) ? ", answers = \"first\"" : "", true) + '\n' +
         (random.one_in(2) ? "" : "within = " + std::to_string(1 + random.below(12)) + '\n');
}

// Nothing where the dice have thrown a book with errors: a cycle, or a condition that nothing meets.
std::optional<Codebook> random_codebook(Random& random) {
  std::string book = "id = \"b\"\ntitle = \"t\"\n";
  const auto code = [&](std::string_view id, std::string_view kind, std::string_view parent) {
    book += "[[code]]\nid = " + quoted(id) + "\nlabel = \"l\"\nkind = " + quoted(kind) + "\ndefinition = \"d\"\n";
    if (!parent.empty()) book += "parent = " + quoted(parent) + '\n';
    book += "bias = -" + std::to_string(random.below(2)) + ".0\n";
  };
  for (const std::string_view id : {"c0", "c1", "c2", "d0", "d1", "d2"}) code(id, "theme", "");
  code("x", "context", "");
  code("x.f0", "factor", "x");
  code("x.f1", "factor", "x");
  std::string rules;
  for (std::uint32_t i = 0; i < 10; ++i)
    rules += rule(random, "r" + std::to_string(i), i < std::size(codes) ? codes[i] : random.of(codes));
  // Their ids stand in no order of dependence.
  for (std::uint32_t i = 0; i < 3; ++i)
    rules += derivation(random, "d" + std::to_string(random.below(100) * 3 + i), "b/d" + std::to_string(i));
  if (random.one_in(2)) rules += derivation(random, "e", random.of(codes));
  const Source sources[] = {{"b/book.toml", book}, {"b/rules.toml", rules}};
  Diagnostics diagnostics;
  std::optional<Codebook> codebook = Codebook::compile(sources, diagnostics);
  for (const Diagnostic& one : diagnostics) {
    CAPTURE(to_text(one));
    if (one.severity == Severity::error) REQUIRE((one.id == "R072" || one.id == "R073"));
  }
  return codebook;
}

// Owns the strings of its messages.
struct Archive {
  std::deque<std::string> strings;
  std::vector<Message> messages;

  std::string_view keep(std::string text) { return strings.emplace_back(std::move(text)); }
};

Archive make_archive(Random& random, std::uint32_t size, std::uint32_t threads) {
  Archive archive;
  for (std::uint32_t i = 0; i < size; ++i) {
    Message& message = archive.messages.emplace_back();
    // Now and then an id is used again.
    message.id = archive.keep("m" + std::to_string(random.one_in(30) ? random.below(i + 1) : i));
    if (!random.one_in(15)) message.conversation_id = archive.keep("t" + std::to_string(random.below(threads)));
    if (!random.one_in(8)) message.speaker = archive.keep("s" + std::to_string(random.below(3)));
    if (random.one_in(6)) {
      message.reply_kind = ReplyKind::opens;
    } else if (!random.one_in(4)) {
      message.reply_kind = ReplyKind::answers;  // an earlier one, itself, one that comes later or never
      const std::uint32_t back = std::min(i, random.below(12));
      message.reply_to = archive.keep("m" + std::to_string(random.one_in(8) ? i + random.below(4) : i - back));
    }
    if (random.one_in(10)) message.role = random.one_in(2) ? Role::seeker : Role::supporter;
    std::string text;
    for (std::uint32_t w = 0, n = random.below(5); w < n; ++w) {
      text += (text.empty() ? "" : " ");
      text += random.one_in(5) ? std::string("\xC3\xA9t\xC3\xA9 \xF0\x9F\x98\x80") : std::string(random.of(words));
    }
    message.text = archive.keep(text);
  }
  return archive;
}

TEST_CASE("roles, conditions and derivations equal the slow twin's on random conversations") {
  const std::uint64_t seed = first_seed();
  CAPTURE(seed);
  Random random(seed);
  std::uint32_t books = 0, with_earlier = 0, stopped = 0, implied = 0;
  Conversation::Totals odd;
  while (books < 200) {
    const std::optional<Codebook> codebook = random_codebook(random);
    if (!codebook) continue;
    ++books;
    for (int round = 0; round < 3; ++round) {
      const OffsetUnit units[] = {OffsetUnit::byte, OffsetUnit::codepoint, OffsetUnit::utf16};
      const OffsetUnit unit = units[round];
      const Archive archive = make_archive(random, 60, 1 + random.below(4));
      reference::Resolver twin(*codebook, unit);
      Conversation conversation(codebook->turns_back(), limits::conversation_bytes, unit);
      Tagger tagger(*codebook);
      std::string line;
      FunctionSink sink([&](const TaggedMessage& tagged) { line = line_of(*codebook, tagged); });
      for (const Message& message : archive.messages) {
        CAPTURE(std::string(message.id));
        tagger.tag({&message, 1}, conversation, sink);
        REQUIRE(line == twin.resolve(message));
        with_earlier += line.find(" after ") != std::string::npos ? 1 : 0;
        stopped += line.find(" needs") != std::string::npos ? 1 : 0;
        implied += line.find(" by ") != std::string::npos ? 1 : 0;
      }
      const Conversation::Totals& totals = conversation.totals();
      CHECK(totals.evicted == 0);
      CHECK(totals.unseen_parents == twin.totals().unseen_parents);
      CHECK(totals.self_replies == twin.totals().self_replies);
      CHECK(totals.cycles == twin.totals().cycles);
      odd.unseen_parents += totals.unseen_parents;
      odd.self_replies += totals.self_replies;
      odd.cycles += totals.cycles;
    }
  }
  // The dice have thrown everything that is compared.
  CHECK(with_earlier > 1000);
  CHECK(stopped > 1000);
  CHECK(implied > 1000);
  CHECK(odd.unseen_parents > 1000);
  CHECK(odd.self_replies > 100);
  CHECK(odd.cycles > 20);
}

TEST_CASE("one message at a time, a batch, and finding apart from resolving give the same") {
  const std::uint64_t seed = first_seed();
  CAPTURE(seed);
  Random random(seed);
  for (int books = 0; books < 40;) {
    const std::optional<Codebook> codebook = random_codebook(random);
    if (!codebook) continue;
    ++books;
    const Archive archive = make_archive(random, 200, 5);
    const Lines together = tag_together(*codebook, archive.messages, OffsetUnit::byte);

    Lines apart;
    FunctionSink sink(
        [&](const TaggedMessage& tagged) { apart.emplace_back(tagged.message.id, line_of(*codebook, tagged)); });
    Tagger one(*codebook), finder(*codebook), resolver(*codebook);
    Conversation conversation(codebook->turns_back());
    for (const Message& message : archive.messages) one.tag({&message, 1}, conversation, sink);
    CHECK(apart == together);

    apart.clear();
    std::vector<Findings> findings(archive.messages.size());
    for (std::size_t i = archive.messages.size(); i-- > 0;) finder.find(archive.messages[i], findings[i]);
    Conversation another(codebook->turns_back());
    for (std::size_t i = 0; i < findings.size(); ++i) resolver.resolve(archive.messages[i], findings[i], another, sink);
    CHECK(apart == together);
  }
}

TEST_CASE("independent threads give the same however they are interleaved") {
  const std::uint64_t seed = first_seed();
  CAPTURE(seed);
  Random random(seed);
  for (int books = 0; books < 40;) {
    const std::optional<Codebook> codebook = random_codebook(random);
    if (!codebook) continue;
    ++books;
    // Threads of their own ids, one after the other, and then shuffled without changing the order within each.
    std::deque<Archive> threads;  // moving one would move strings
    std::vector<Message> in_turn;
    for (std::uint32_t t = 0; t < 6; ++t) {
      Archive& thread = threads.emplace_back(make_archive(random, 30, 1));
      for (Message& message : thread.messages) {
        const std::string mark = "t" + std::to_string(t) + ' ';
        message.id = thread.keep(mark + std::string(message.id));
        message.conversation_id = thread.keep(mark);
        if (!message.reply_to.empty()) message.reply_to = thread.keep(mark + std::string(message.reply_to));
        in_turn.push_back(message);
      }
    }
    std::vector<Message> interleaved;
    std::vector<std::size_t> next(threads.size());
    while (interleaved.size() < in_turn.size()) {
      const std::uint32_t t = random.below(static_cast<std::uint32_t>(threads.size()));
      if (next[t] < threads[t].messages.size()) interleaved.push_back(threads[t].messages[next[t]++]);
    }
    Lines first = tag_together(*codebook, in_turn, OffsetUnit::byte);
    Lines second = tag_together(*codebook, interleaved, OffsetUnit::byte);
    const auto by_id = [](const auto& a, const auto& b) { return a.first < b.first; };  // ids may be used twice
    std::stable_sort(first.begin(), first.end(), by_id);
    std::stable_sort(second.begin(), second.end(), by_id);
    REQUIRE(first.size() == second.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
      REQUIRE(first[i].first == second[i].first);
      REQUIRE(first[i].second == second[i].second);
    }
  }
}

// --- what is forgotten

const Source forgetful[] = {
    {"b/book.toml",
     "id = \"b\"\ntitle = \"t\"\n"
     "[[code]]\nid = \"thanks\"\nlabel = \"l\"\nkind = \"theme\"\ndefinition = \"d\"\n"},
    {"b/rules.toml",
     "[[rule]]\nid = \"thanks.for-that\"\ncode = \"b/thanks\"\nmatch = [\"thanks\"]\n"
     "needs = { previous = { has = [\"advice\"] } }\n"},
};

Message said(std::string_view id, std::string_view conversation, std::string_view text,
             ReplyKind kind = ReplyKind::not_known) {
  Message message;
  message.id = id;
  message.conversation_id = conversation;
  message.text = text;
  message.reply_kind = kind;
  return message;
}

TEST_CASE("a condition missed where the conversation may have been forgotten marks the message, others do not") {
  const Codebook codebook = codebook_of(forgetful);
  Tagger tagger(codebook);
  Conversation small(codebook.turns_back(), 1);  // room for the conversation in hand alone
  std::string line;
  FunctionSink sink([&](const TaggedMessage& tagged) { line = line_of(codebook, tagged); });
  const auto tag = [&](const Message& message) {
    tagger.tag({&message, 1}, small, sink);
    return line;
  };
  CHECK(tag(said("m1", "t1", "advice")) == "unknown");
  CHECK(tag(said("m2", "t1", "thanks")) == "unknown; b/thanks 0.8176 thanks.for-that@0-6 after m1");
  CHECK(tag(said("m3", "t2", "advice", ReplyKind::opens)) == "seeker");
  CHECK(small.totals().evicted == 1);
  CHECK(tag(said("m4", "t1", "hello")) == "unknown");
  CHECK(tag(said("m5", "t1", "thanks")) == "unknown; not thanks.for-that@0-6 needs; lost");
  CHECK(tag(said("m6", "t1", "advice")) == "unknown");
  CHECK(tag(said("m7", "t1", "thanks")) == "unknown; b/thanks 0.8176 thanks.for-that@0-6 after m6");
  CHECK(tag(said("m8", "t3", "thanks", ReplyKind::opens)) == "seeker; not thanks.for-that@0-6 needs");
  CHECK(small.totals().evicted == 3);
}

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0, resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// Set PEERTAG_SOAK_THREADS=10000000 for the whole of it, against 64 MiB: half a minute in a release build.
TEST_CASE("threads without end stream through a capped state, and the process does not grow") {
  const char* const wanted = std::getenv("PEERTAG_SOAK_THREADS");
  const std::uint64_t threads = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 60'000;
  const std::size_t cap = wanted != nullptr ? std::size_t{64} << 20U : std::size_t{2} << 20U;
  const Codebook codebook = codebook_of(forgetful);
  Tagger tagger(codebook);
  Conversation conversation(codebook.turns_back(), cap);
  std::uint64_t found = 0, lost = 0;
  FunctionSink sink([&](const TaggedMessage& tagged) {
    found += tagged.codes.empty() ? 0U : 1U;
    lost += tagged.context_lost ? 1U : 0U;
  });
  // Each thread opens, and goes on when a hundred others have opened. One in a hundred is taken up again much later.
  constexpr std::uint64_t apart = 100;
  const std::uint64_t much_later = threads / 6 * 5;
  std::uint64_t taken_up = 0;
  std::size_t resident = 0;
  const auto tag = [&](std::uint64_t thread, char part, std::string_view text, ReplyKind kind) {
    const std::string id = "thread number " + std::to_string(thread);
    const std::string message_id = id + part;
    const Message message = said(message_id, id, text, kind);
    tagger.tag({&message, 1}, conversation, sink);
  };
  for (std::uint64_t t = 0; t < threads; ++t) {
    tag(t, 'a', "some advice", ReplyKind::opens);
    if (t >= apart) tag(t - apart, 'b', "many thanks", ReplyKind::not_known);
    if (t >= much_later && t % 100 == 0) {
      tag(t - much_later, 'c', "thanks again", ReplyKind::not_known);
      ++taken_up;
    }
    REQUIRE(conversation.bytes() <= cap);
    if (t == threads / 4) resident = resident_bytes();
  }
  CHECK(found == threads - apart);
  CHECK(lost == taken_up);
  CHECK(conversation.totals().evicted > threads / 2);
  MESSAGE("resident: ", resident >> 20U, " MiB after a quarter, ", resident_bytes() >> 20U, " MiB at the end");
#ifndef PEERTAG_SANITIZED  // sanitizers keep what was freed for a while
  CHECK(resident_bytes() < resident + (std::size_t{4} << 20U));
#endif
}

TEST_CASE("without a conversation, conditions on others are not met, and only a given role is known") {
  const Codebook codebook = codebook_of(forgetful);
  std::vector<std::string> lines;
  FunctionSink sink([&](const TaggedMessage& tagged) { lines.push_back(line_of(codebook, tagged)); });
  const Message messages[] = {said("m1", "t1", "advice"), said("m2", "t1", "thanks")};
  Tagger(codebook).tag(messages, sink);
  CHECK(lines == std::vector<std::string>{"unknown", "unknown; not thanks.for-that@0-6 needs"});
}

}  // namespace
}  // namespace peertag::test
