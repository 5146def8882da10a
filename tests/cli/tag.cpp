// `peertag tag` as its users run it.
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <sstream>

#include "support.hpp"

namespace {

using namespace peertag::test;
using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// A small book in a folder, and `peertag tag --lexicons` with it.
struct Bench {
  TemporaryFolder folder;
  std::string lexicons = small_book_in(folder);

  [[nodiscard]] Ran tag(Lines arguments, std::string_view input = {}) const {
    arguments.insert(arguments.begin(), {"tag", "--lexicons", lexicons});
    return run_tool(arguments, input);
  }
};

constexpr std::string_view archive =
    "{\"id\":\"m1\",\"conversation_id\":\"t1\",\"reply_to\":null,\"speaker\":\"ana\",\"text\":\"💙 I am low.\"}\n"
    "{\"id\":\"m2\",\"conversation_id\":\"t1\",\"reply_to\":\"m1\",\"text\":\"💙 That sounds exhausting, low.\"}\n"
    "{\"id\":\"m3\",\"text\":\"I never said it sounds hard.\"}\n";

TEST_CASE("An archive becomes a line a message, in its order, and totals that add up") {
  const Bench bench;
  const Ran ran = bench.tag({"-"}, archive);
  CHECK(ran.exit == 0);
  CHECK(ran.err == "read 3 = tagged 1 + clean 2 + undecided 0 + rejected 0\n");
  CHECK(ran.out ==
        "{\"id\":\"m1\",\"conversation_id\":\"t1\",\"status\":\"decided\",\"codes\":[]}\n"
        "{\"id\":\"m2\",\"conversation_id\":\"t1\",\"status\":\"decided\",\"codes\":["
        "{\"code\":\"b/kind\",\"score\":0.6900,\"candidate\":true,\"evidence\":[],\"implied_by\":[\"b/kind.tired\"]},"
        "{\"code\":\"b/kind.tired\",\"score\":0.6900,\"candidate\":true,\"evidence\":["
        "{\"rule\":\"tired.sounds\",\"span\":[2,24],\"text\":\"That sounds exhausting\",\"weight\":1.8}]}]}\n"
        "{\"id\":\"m3\",\"status\":\"decided\",\"codes\":[]}\n");
  CHECK(bench.tag({"-", "--quiet"}, archive).err.empty());
}

TEST_CASE("Options change what is written, and nothing else") {
  const Bench bench;
  CHECK(bench.tag({"-", "--offsets", "byte"}, archive).out.find("\"span\":[5,27]") != std::string::npos);
  CHECK(bench.tag({"-", "--offsets=utf16"}, archive).out.find("\"span\":[3,25]") != std::string::npos);
  CHECK(bench.tag({"-", "--no-text"}, archive).out.find("exhausting") == std::string::npos);
  CHECK(bench.tag({"-", "--all"}, archive).out.find("{\"code\":\"b/weak\",\"score\":0.3775,\"candidate\":false") !=
        std::string::npos);
  CHECK(bench.tag({"-", "--suppressed"}, archive)
            .out.find("\"suppressed\":[{\"code\":\"b/kind.tired\",\"rule\":\"tired.sounds\",\"span\":[13,27],"
                      "\"by\":{\"cue\":\"negated\",\"span\":[2,7]}}]") != std::string::npos);
  const Ran filtered = bench.tag({"-", "--code", "b/weak"}, archive);
  CHECK(filtered.err == "read 3 = tagged 0 + clean 3 + undecided 0 + rejected 0\n");
  CHECK(bench.tag({"-", "--book", "b"}, archive).out == bench.tag({"-"}, archive).out);
}

TEST_CASE("For people there is text and CSV") {
  const Bench bench;
  const Ran text = bench.tag({"-", "--format", "text", "--suppressed"}, archive);
  CHECK(text.out ==
        "m1  t1  ana\n  💙 I am low.\n\n"
        "m2  t1\n  💙 [That sounds exhausting], low.\n"
        "    0.69  b/kind  by b/kind.tired\n"
        "    0.69  b/kind.tired  tired.sounds \"That sounds exhausting\"\n\n"
        "m3\n  I never said it sounds hard.\n"
        "    stopped by negated \"never\": b/kind.tired, tired.sounds \"it sounds hard\"\n\n");
  CHECK(bench.tag({"-", "--format", "csv"}, archive).out ==
        "id,conversation_id,status,reason,code,score,candidate,rule,begin,end,text,weight,implied_by,"
        "earlier_id,earlier_begin,earlier_end\r\n"
        "\"m2\",\"t1\",\"decided\",\"\",\"b/kind\",0.6900,\"yes\",,,,,,\"b/kind.tired\",,,\r\n"
        "\"m2\",\"t1\",\"decided\",\"\",\"b/kind.tired\",0.6900,\"yes\",\"tired.sounds\",2,24,"
        "\"That sounds exhausting\",1.8,\"\",,,\r\n");
  CHECK(bench.tag({"-", "--format", "csv", "--suppressed"}, archive).exit == 2);
}

TEST_CASE("For people, words that speak against a code are named as such, and not marked") {
  const Bench bench;
  bench.folder.write("lexicons/b/against.toml",
                     "[[rule]]\nid = \"tired.low\"\ncode = \"b/kind.tired\"\nmatch = [\"low\"]\nweight = -0.5\n");
  CHECK(bench.tag({"-", "--format", "text", "--quiet"}, "{\"id\":\"m2\",\"text\":\"That sounds exhausting, low.\"}\n")
            .out ==
        "m2\n  [That sounds exhausting], low.\n"
        "    0.57  b/kind  by b/kind.tired\n"
        "    0.57  b/kind.tired  tired.sounds \"That sounds exhausting\", against: tired.low \"low\"\n\n");
}

TEST_CASE("A message cannot take over a terminal") {
  const Bench bench;
  const Ran ran = bench.tag({"-", "--format", "text"},
                            "{\"id\":\"\\u001b[2J\",\"text\":\"\\u001b]0;x\\u0007 \\u202e low\\nnext\\r\"}\n");
  CHECK(ran.out == "\\x1b[2J\n  \\x1b]0;x\\x07 \\u{202e} low\n  next\\x0d\n\n");
}

TEST_CASE("Rejected records are named on standard error and in --rejects, and make the exit code 1") {
  const Bench bench;
  const std::string file = bench.folder.write("a.jsonl",
                                              "{\"id\":\"m1\",\"text\":\"x\"}\n"
                                              "{\"id\":\"m1\",\"text\":\"again\"}\n"
                                              "not json\n"
                                              "{\"id\":\"m2\",\"text\":\"caf\xE9\"}\n"
                                              "{\"id\":\"m3\",\"text\":\"x\"}\n");
  const std::string expected = file + ":2: rejected[dupid] id=m1\n" + file + ":3: rejected[json] byte 1\n" + file +
                               ":4: rejected[utf8] id=m2 byte 22\n";
  const Ran ran = bench.tag({file, "--rejects", bench.folder.path("rejects")});
  CHECK(ran.exit == 1);
  CHECK(ran.err == expected + "read 5 = tagged 0 + clean 2 + undecided 0 + rejected 3\n");
  CHECK(read_file(bench.folder.path("rejects")) == expected);
  CHECK(lines_of(ran.out).size() == 2);
  CHECK(bench.tag({file, "--quiet", "--rejects", bench.folder.path("rejects")}).err.empty());
  CHECK(bench.tag({file, "--quiet"}).err == expected);
}

TEST_CASE("Repeated ids are rejected, kept, or dropped as expected") {
  const Bench bench;
  const std::string_view twice = "{\"id\":\"m1\",\"text\":\"low\"}\n{\"id\":\"m1\",\"text\":\"low again\"}\n";
  const Ran error = bench.tag({"-"}, twice);
  CHECK(error.exit == 1);
  CHECK(error.err == "-:2: rejected[dupid] id=m1\nread 2 = tagged 0 + clean 1 + undecided 0 + rejected 1\n");
  const Ran keep = bench.tag({"-", "--dup-ids", "keep"}, twice);
  CHECK(keep.exit == 0);
  CHECK(lines_of(keep.out).size() == 2);
  const Ran first = bench.tag({"-", "--dup-ids", "first"}, twice);
  CHECK(first.exit == 0);
  CHECK(first.err == "read 2 = tagged 0 + clean 1 + undecided 0 + rejected 1\n");
  CHECK(first.out == error.out);
}

TEST_CASE("Ill-formed text can be replaced instead") {
  const Bench bench;
  const Ran ran = bench.tag({"-", "--replace-invalid", "--all"},
                            "{\"id\":\"m1\",\"text\":\"\xE9 low\"}\n{\"id\":\"m2\",\"text\":\"\\ud83d low\"}\n");
  CHECK(ran.exit == 0);
  const Lines lines = lines_of(ran.out);
  REQUIRE(lines.size() == 2);
  for (const std::string& line : lines) CHECK(line.find("\"span\":[2,5]") != std::string::npos);
}

TEST_CASE("An empty archive is done, and said") {
  const Bench bench;
  const Ran ran = bench.tag({"-"}, "");
  CHECK(ran.exit == 0);
  CHECK(ran.out.empty());
  CHECK(ran.err == "read 0 = tagged 0 + clean 0 + undecided 0 + rejected 0\n");
}

// Conversations of made-up words, with a rejected record and a repeated id now and then; some MiB of them.
std::string long_archive() {
  const std::string_view words[] = {"that", "sounds", "exhausting", "hard", "low", "never", "said", "if",
                                    "he",   "it",     "cake",       "rain", "é",   "💙",     "and",  "."};
  std::string text;
  unsigned state = 1;
  for (int i = 0; i < 20'000; ++i) {
    const auto next = [&](unsigned below) { return (state = state * 1664525U + 1013904223U) / 65536U % below; };
    const std::string id = std::to_string(next(50) == 0 ? i / 2 : i);
    text += "{\"id\":\"" + id + "\",\"conversation_id\":\"t" + std::to_string(i / 7) + "\",\"text\":\"";
    for (unsigned n = 10 + next(40); n > 0; --n) text.append(words[next(16)]).append(" ");
    text += next(100) == 0 ? "\n" : "\"}\n";
  }
  return text;
}

TEST_CASE("The bytes that come out do not depend on the number of threads") {
  const Bench bench;
  const std::string file = bench.folder.write("a.jsonl", long_archive());
  const auto tag = [&](const std::string& jobs) {
    Ran ran = bench.tag({file, "--jobs", jobs, "--suppressed", "--all", "--rejects", bench.folder.path("rejects")});
    ran.err += read_file(bench.folder.path("rejects"));
    return ran;
  };
  const Ran one = tag("1");
  CHECK(one.exit == 1);
  CHECK(one.out.size() > (3U << 20));
  CHECK(one.err.find("rejected[dupid]") != std::string::npos);
  for (const std::string jobs : {"2", "3", "8", "0"}) {
    CAPTURE(jobs);
    const Ran more = tag(jobs);
    CHECK(more.exit == one.exit);
    CHECK((more.out == one.out));  // without printing megabytes
    CHECK((more.err == one.err));
  }
}

TEST_CASE("No word of a message is on standard error, in rejects or in the manifest") {
  const Bench bench;
  const std::string canary = "xq7vbirdzk";
  std::string text;
  // Every class of rejection, each with the canary in its text.
  const Lines records = {
      R"({"id":"ok","text":"CANARY low"})",
      R"({"id":"m1","text":"CANARY" x})",
      "{\"id\":\"m2\",\"text\":\"CANARY \xE9\"}",
      R"({"id":"m3","text":"CANARY \ud83d"})",
      R"({"id":"m4","text":"CANARY","text":"CANARY"})",
      R"({"id":"ok","text":"CANARY"})",
      R"({"id":7,"text":"CANARY"})",
      R"({"id":"m5","text":["CANARY"]})",
      R"({"id":"m6","text":"CANARY","x":)" + std::string(80, '[') + std::string(80, ']') + "}",
      R"({"id":"m7","text":"CANARY )" + std::string(2U << 20, 'x') + "\"}",
      R"(CANARY)",
      R"({"CANARY":"CANARY"})",
      R"({"id":"m8","text":"CANARY)",
  };
  for (std::string record : records) {
    for (std::size_t at = 0; (at = record.find("CANARY", at)) != std::string::npos;) record.replace(at, 6, canary);
    text += record + '\n';
  }
  text.pop_back();
  const Ran ran = bench.tag({"-", "--rejects", bench.folder.path("rejects"), "--manifest",
                             bench.folder.path("run.json"), "--suppressed", "--format", "text"},
                            text);
  CHECK(ran.exit == 1);
  CHECK(ran.err.find("read 13 = tagged 0 + clean 1 + undecided 0 + rejected 12") != std::string::npos);
  CHECK(ran.out.find(canary) != std::string::npos);  // the canary sings where it should
  CHECK(ran.err.find(canary) == std::string::npos);
  CHECK(read_file(bench.folder.path("rejects")).find(canary) == std::string::npos);
  CHECK(read_file(bench.folder.path("run.json")).find(canary) == std::string::npos);
}

TEST_CASE("Hashed ids are the first half of their SHA-256, everywhere") {
  const Bench bench;
  const Ran ran =
      bench.tag({"-", "--hash-ids"},
                "{\"id\":\"abc\",\"conversation_id\":\"abc\",\"text\":\"x\"}\n{\"id\":\"abc\",\"text\":\"x\"}\n");
  // SHA-256 of "abc" is the first example of FIPS 180-2.
  CHECK(ran.out ==
        "{\"id\":\"ba7816bf8f01cfea414140de5dae2223\",\"conversation_id\":\"ba7816bf8f01cfea414140de5dae2223\","
        "\"status\":\"decided\",\"codes\":[]}\n");
  CHECK(ran.err.starts_with("-:2: rejected[dupid] id=ba7816bf8f01cfea414140de5dae2223\n"));
}

TEST_CASE("The manifest says what decided the result") {
  const Bench bench;
  const std::string file = bench.folder.write("a.jsonl", "{\"id\":\"m1\",\"text\":\"that sounds hard\"}\nx\n");
  CHECK(bench.tag({file, "--manifest", bench.folder.path("run.json"), "--jobs=2", "--no-text"}).exit == 1);
  const std::string manifest = read_file(bench.folder.path("run.json"));
  CAPTURE(manifest);
  const auto has = [&](std::string_view part) { return manifest.find(part) != std::string::npos; };
  CHECK(has("{\"versions\":{\"peertag\":\""));
  CHECK(has("\"icu\":\""));
  CHECK(has("\"codebook\":{\"fingerprint\":\"" + std::string(codebook_of(small_book()).fingerprint())));
  CHECK(has("\"books\":[{\"id\":\"b\",\"version\":\"0.1\"}]"));
  CHECK(has("\"offsets\":\"codepoint\""));
  CHECK(has("\"--jobs=2\""));
  CHECK(has("\"--no-text\""));
  const std::string sum = run({"sha256sum", file}).out.substr(0, 64);
  CHECK(has("\"inputs\":[{\"path\":\"" + file + "\",\"packing\":\"plain\",\"bytes\":40,\"sha256\":\"" + sum + "\"}]"));
  CHECK(has("\"totals\":{\"read\":2,\"tagged\":1,\"clean\":0,\"undecided\":0,\"rejected\":1}"));
  CHECK(has("\"rejected_by\":{\"json\":1}"));
  CHECK(has("\"codes\":{\"b/kind\":1,\"b/kind.tired\":1}"));
}

TEST_CASE("-o makes a file for its owner alone, and replaces one only when all is written") {
  const Bench bench;
  const std::string file = bench.folder.write("a.jsonl", archive), out = bench.folder.write("out", "before");
  REQUIRE(::chmod(out.c_str(), 0644) == 0);
  CHECK(bench.tag({file, "-o", out}).exit == 0);
  CHECK(read_file(out) == bench.tag({file}).out);
  struct stat status {};
  REQUIRE(::stat(out.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
}

TEST_CASE("An input that breaks off leaves a .partial, and no file under the name that was asked for") {
  const Bench bench;
  std::string packed;
  {
    const std::string path = bench.folder.path("a.gz");
    const gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, archive.data(), static_cast<unsigned>(archive.size()));
    gzclose(file);
    packed = read_file(path);
  }
  const std::string file = bench.folder.write("a.gz", packed + "garbage");
  const Ran ran = bench.tag({file, "-o", bench.folder.path("out"), "--manifest", bench.folder.path("run.json")});
  CHECK(ran.exit == 74);
  CHECK(ran.err.find("a.gz: gzip member 2, byte " + std::to_string(packed.size())) != std::string::npos);
  CHECK(bench.folder.names() == Lines{"a.gz", "lexicons", "out.partial"});
  CHECK(lines_of(read_file(bench.folder.path("out.partial"))).size() == 3);
}

TEST_CASE("Output that cannot be written is exit code 74, and leaves nothing") {
  const Bench bench;
  const std::string file = bench.folder.write("a.jsonl", archive);
  CHECK(bench.tag({file, "-o", "/dev/full"}).exit == 74);
  CHECK(bench.tag({file, "-o", bench.folder.path("no/folder")}).exit == 74);
  CHECK(bench.tag({file, "-o", bench.folder.path()}).exit == 74);
  CHECK(bench.tag({file, "--rejects", "/dev/full"}, "").exit == 0);  // nothing to reject, nothing to write
  const std::string large = bench.folder.write("large.jsonl", long_archive());
  const auto shell = [&](const std::string& command) {
    return run({"bash", "-c", command, "bash", PEERTAG_TOOL, bench.lexicons, large, bench.folder.path("out")});
  };
  CHECK(shell("\"$1\" tag --lexicons \"$2\" \"$3\" > /dev/full").exit == 74);
  CHECK(shell("\"$1\" tag --lexicons \"$2\" --quiet \"$3\" 2>/dev/null | head -1 > /dev/null; exit ${PIPESTATUS[0]}")
            .exit == 74);
  CHECK(shell("ulimit -f 100; \"$1\" tag --lexicons \"$2\" --quiet \"$3\" -o \"$4\" 2>/dev/null").exit == 74);
  CHECK(bench.folder.names() == Lines{"a.jsonl", "large.jsonl", "lexicons"});
}

TEST_CASE("A signal stops the run with exit code 75, and nothing half-done is published") {
  const Bench bench;
  const std::string fifo = bench.folder.path("fifo");
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  for (const std::string signal : {"TERM", "INT"}) {
    CAPTURE(signal);
    // The FIFO is held open and written to, so the tool has begun and waits for more. --foreground: one signal, not a
    // second to the whole group, which would end the tool at once.
    const Ran ran =
        run({"bash", "-c",
             "exec 3<>\"$3\"; head -c 1000 \"$5\" >&3;"
             "timeout --foreground --preserve-status -s " +
                 signal + " 2 \"$1\" tag --lexicons \"$2\" \"$3\" -o \"$4\"",
             "bash", PEERTAG_TOOL, bench.lexicons, fifo, bench.folder.path("out"), bench.folder.write("in", archive)});
    CHECK(ran.exit == 75);
    CHECK(ran.err == "peertag: stopped\n");
    CHECK(bench.folder.names() == Lines{"fifo", "in", "lexicons"});
  }
}

TEST_CASE("An input is not written over, and a missing one is said before anything is done") {
  const Bench bench;
  const std::string file = bench.folder.write("a.jsonl", archive);
  for (const std::string option : {"-o", "--rejects", "--manifest"}) CHECK(bench.tag({file, option, file}).exit == 74);
  CHECK(read_file(file) == archive);
  const Ran ran = bench.tag({file, bench.folder.path("none"), "-o", bench.folder.path("out")});
  CHECK(ran.exit == 74);
  CHECK(ran.err == "peertag: " + bench.folder.path("none") + ": No such file or directory\n");
  CHECK(bench.folder.names() == Lines{"a.jsonl", "lexicons"});
}

TEST_CASE("A broken rule file says all its errors, and nothing is tagged") {
  const Bench bench;
  const std::string file = bench.folder.write("a.jsonl", archive);
  bench.folder.write("lexicons/b/broken.toml",
                     "[[rule]]\nid = \"x.one\"\ncode = \"b/none\"\nmatch = [\"(open\"]\nexamples = []\n");
  const Ran ran = bench.tag({file, "-o", bench.folder.path("out")});
  CHECK(ran.exit == 65);
  CHECK(ran.out.empty());
  CHECK(ran.err.find(bench.lexicons + "/b/broken.toml:3:") != std::string::npos);
  CHECK(ran.err.find(bench.lexicons + "/b/broken.toml:4:") != std::string::npos);
  CHECK(bench.folder.names() == Lines{"a.jsonl", "lexicons"});
}

}  // namespace
