// The tool on archives whose rules see the conversation.
#include <sstream>

#include "support.hpp"

namespace {

using namespace peertag::test;

constexpr std::string_view book =
    "id = \"b\"\ntitle = \"t\"\n"
    "[[code]]\nid = \"advice\"\nlabel = \"Advice\"\nkind = \"theme\"\ndefinition = \"d\"\n"
    "[[code]]\nid = \"taken\"\nlabel = \"Advice taken\"\nkind = \"theme\"\ndefinition = \"d\"\n"
    "[[code]]\nid = \"thanks\"\nlabel = \"Thanks\"\nkind = \"theme\"\ndefinition = \"d\"\n";

constexpr std::string_view rules =
    "[[rule]]\n"
    "id = \"advice.try\"\n"
    "code = \"b/advice\"\n"
    "match = [\"try walking\"]\n"
    "from = \"supporter\"\n"
    "examples = [\"[Try walking].\"]\n"
    "not_examples = [{ conversation = [{ by = \"A\", text = \"I try walking.\" }], because = \"from\" }]\n"
    "[[rule]]\n"
    "id = \"thanks.plain\"\n"
    "code = \"b/thanks\"\n"
    "match = [\"thank you\"]\n"
    "needs = { reply_to = { by = \"other\", has = [\"b/advice\", \"hugs\"] } }\n"
    "examples = [{ conversation = [{ by = \"A\", text = \"So low.\" }, { by = \"B\", to = 1, text = \"Hugs!\" }, "
    "{ by = \"A\", to = 2, text = \"[Thank you].\" }] }]\n"
    "not_examples = [\"Thank you.\"]\n"
    "[[derive]]\n"
    "id = \"taken.thanked\"\n"
    "code = \"b/taken\"\n"
    "first = { by = \"other\", has = [\"b/advice\"] }\n"
    "then = { by = \"seeker\", has = [\"b/thanks\"] }\n"
    "examples = [{ conversation = [{ by = \"A\", text = \"So low.\" }, { by = \"B\", to = 1, text = \"Try walking.\" "
    "}, "
    "{ by = \"A\", to = 2, text = \"[Thank you].\" }] }]\n"
    "not_examples = [\"Thank you.\"]\n";

struct Bench {
  TemporaryFolder folder;
  std::string lexicons = folder.path("lexicons");

  Bench() {
    folder.write("lexicons/b/book.toml", book);
    folder.write("lexicons/b/rules.toml", rules);
  }
  [[nodiscard]] Ran operator()(std::string_view verb, std::vector<std::string> arguments,
                               std::string_view input = {}) const {
    arguments.insert(arguments.begin(), {std::string(verb), "--lexicons", lexicons});
    return run_tool(arguments, input);
  }
};

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

constexpr std::string_view archive =
    "{\"id\":\"m1\",\"conversation_id\":\"t1\",\"speaker\":\"ana\",\"reply_to\":null,\"text\":\"I am low.\"}\n"
    "{\"id\":\"m2\",\"conversation_id\":\"t1\",\"speaker\":\"ben\",\"reply_to\":\"m1\","
    "\"text\":\"💙 Maybe try walking\"}\n"
    "{\"id\":\"m3\",\"conversation_id\":\"t1\",\"speaker\":\"ana\",\"reply_to\":\"m2\",\"text\":\"Thank you, é.\"}\n"
    "{\"id\":\"m4\",\"conversation_id\":\"t1\",\"speaker\":\"ben\",\"reply_to\":\"m4\",\"text\":\"Thank you.\"}\n"
    "{\"id\":\"m5\",\"conversation_id\":\"t1\",\"speaker\":\"cem\",\"reply_to\":\"m6\",\"text\":\"Hugs!\"}\n"
    "{\"id\":\"m6\",\"conversation_id\":\"t1\",\"speaker\":\"ana\",\"reply_to\":\"m5\",\"text\":\"Oh thank you\"}\n";

const std::string m3 =
    "{\"id\":\"m3\",\"conversation_id\":\"t1\",\"status\":\"decided\",\"codes\":["
    "{\"code\":\"b/taken\",\"score\":0.8176,\"candidate\":true,\"evidence\":["
    "{\"rule\":\"taken.thanked\",\"span\":[0,9],\"text\":\"Thank you\",\"weight\":1.5,"
    "\"earlier\":{\"id\":\"m2\",\"span\":[8,19]}}]},"
    "{\"code\":\"b/thanks\",\"score\":0.8176,\"candidate\":true,\"evidence\":["
    "{\"rule\":\"thanks.plain\",\"span\":[0,9],\"text\":\"Thank you\",\"weight\":1.5,"
    "\"earlier\":{\"id\":\"m2\",\"span\":[8,19]}}]}]}\n";

TEST_CASE("tag sees who speaks and what was said before, and counts what is odd") {
  const Bench bench;
  const Ran ran = bench("tag", {"-"}, archive);
  CHECK(ran.exit == 0);
  CHECK(ran.err ==
        "read 6 = tagged 3 + clean 3 + undecided 0 + rejected 0\n"
        "replies to messages not seen, or too long ago 1, replies to themselves 1, rings of replies 1\n");
  CHECK(has(ran.out, m3));
  CHECK(has(ran.out,
            "{\"id\":\"m6\",\"conversation_id\":\"t1\",\"status\":\"decided\",\"codes\":["
            "{\"code\":\"b/taken\",\"score\":0.8176,\"candidate\":true,\"evidence\":["
            "{\"rule\":\"taken.thanked\",\"span\":[3,12],\"text\":\"thank you\",\"weight\":1.5,"
            "\"earlier\":{\"id\":\"m2\",\"span\":[8,19]}}]},"
            "{\"code\":\"b/thanks\",\"score\":0.8176,\"candidate\":true,\"evidence\":["
            "{\"rule\":\"thanks.plain\",\"span\":[3,12],\"text\":\"thank you\",\"weight\":1.5,"
            "\"earlier\":{\"id\":\"m5\"}}]}]}\n"));
}

TEST_CASE("spans of earlier messages are in the unit of all others") {
  const Bench bench;
  CHECK(has(bench("tag", {"-", "--offsets", "byte"}, archive).out, "\"earlier\":{\"id\":\"m2\",\"span\":[11,22]}"));
  CHECK(has(bench("tag", {"-", "--offsets", "utf16"}, archive).out, "\"earlier\":{\"id\":\"m2\",\"span\":[9,20]}"));
  CHECK(has(bench("tag", {"-", "--format", "csv"}, archive).out, "1.5,\"\",\"m2\",8,19\r\n"));
  CHECK(has(bench("tag", {"-", "--format", "text"}, archive).out,
            "    0.82  b/thanks  thanks.plain \"Thank you\" after m2\n"));
}

TEST_CASE("suppressed findings name the condition on the conversation that failed") {
  const Bench bench;
  const Ran ran = bench("tag", {"-", "--suppressed"}, archive);
  CHECK(has(ran.out,
            "{\"id\":\"m4\",\"conversation_id\":\"t1\",\"status\":\"decided\",\"codes\":[],\"suppressed\":["
            "{\"code\":\"b/thanks\",\"rule\":\"thanks.plain\",\"span\":[0,9],\"by\":{\"condition\":\"needs\"}}]}\n"));
  const Ran alone = bench("tag", {"-", "--suppressed", "--no-conversation"}, archive);
  CHECK(has(alone.out,
            "\"suppressed\":[{\"code\":\"b/advice\",\"rule\":\"advice.try\",\"span\":[8,19],"
            "\"by\":{\"condition\":\"from\"}}]"));
  CHECK(alone.err == "read 6 = tagged 0 + clean 6 + undecided 0 + rejected 0\n");
}

TEST_CASE("roles may be given in a field of one's own") {
  const Bench bench;
  const std::string given =
      "{\"id\":\"m1\",\"part\":\"supporter\",\"text\":\"try walking\"}\n"
      "{\"id\":\"m2\",\"part\":\"seeker\",\"text\":\"try walking\"}\n"
      "{\"id\":\"m3\",\"meta\":{\"role\":\"supporter\"},\"text\":\"try walking\"}\n";
  const Ran by_field = bench("tag", {"-", "--roles", "part"}, given);
  CHECK(has(by_field.out, "{\"id\":\"m1\",\"status\":\"decided\",\"codes\":[{\"code\":\"b/advice\""));
  CHECK(has(by_field.out, "{\"id\":\"m2\",\"status\":\"decided\",\"codes\":[]"));
  CHECK(has(by_field.out, "{\"id\":\"m3\",\"status\":\"decided\",\"codes\":[]"));
  CHECK(has(bench("tag", {"-"}, given).err, "tagged 1 + clean 2"));
}

// Threads in which advice is given and thanked for, `apart` others between.
std::string many_threads(int threads, int apart) {
  std::string out;
  const auto line = [&](const std::string& id, int thread, std::string_view speaker, const std::string& reply_to,
                        std::string_view text) {
    out += "{\"id\":\"" + id + "\",\"conversation_id\":\"t" + std::to_string(thread) + "\",\"speaker\":\"" +
           std::string(speaker) + "\",\"reply_to\":" + reply_to + ",\"text\":\"" + std::string(text) + "\"}\n";
  };
  for (int t = 0; t < threads + apart; ++t) {
    if (t < threads) {
      const std::string opening = "o" + std::to_string(t);
      line(opening, t, "ana", "null", "I am low.");
      line("a" + std::to_string(t), t, "ben", '"' + opening + '"', "Maybe try walking?");
    }
    if (t >= apart)
      line("z" + std::to_string(t - apart), t - apart, "ana", "\"a" + std::to_string(t - apart) + '"', "Thank you!");
  }
  return out;
}

TEST_CASE("the bytes that come out do not depend on the number of threads, with conversations too") {
  const Bench bench;
  const std::string file = bench.folder.write("many.jsonl", many_threads(8000, 100));
  const Ran one = bench("tag", {file, "--jobs", "1"});
  CHECK(one.err == "read 24000 = tagged 16000 + clean 8000 + undecided 0 + rejected 0\n");
  CHECK(bench("tag", {file, "--jobs", "4"}).out == one.out);
  CHECK(bench("tag", {"-", "--jobs", "3"}, many_threads(8000, 100)).out == one.out);
}

TEST_CASE("little memory forgets conversations: that is counted, and marked where it may matter") {
  const Bench bench;
  const std::string file = bench.folder.write("many.jsonl", many_threads(400, 100));
  const std::vector<std::string> little = {file, "--conversation-memory", "20000", "--manifest",
                                           bench.folder.path("run.json")};
  const Ran ran = bench("tag", little);
  CHECK(ran.exit == 0);
  // Room for a few dozen: each is gone when its thanks come, and is made anew then.
  CHECK(has(ran.err, "conversations forgotten for want of room 7"));
  CHECK(has(ran.err, "replies to messages not seen, or too long ago 400\n"));
  CHECK(has(ran.out,
            "{\"id\":\"z7\",\"conversation_id\":\"t7\",\"status\":\"decided\",\"codes\":[],\"context\":\"lost\"}\n"));
  CHECK_FALSE(has(ran.out, "\"id\":\"a7\",\"conversation_id\":\"t7\",\"status\":\"decided\",\"codes\":[],\"context\""));
  CHECK(has(read_file(bench.folder.path("run.json")), "\"unseen_parents\":400,\"self_replies\":0,\"cycles\":0}"));
  CHECK(bench("tag", {file, "--conversation-memory", "lots"}).exit == 2);
}

TEST_CASE("test runs conversations, and shows the turns of one that fails") {
  const Bench bench;
  const Ran good = bench("test", {});
  CHECK(good.out == "3 rules, 6 examples: 6 passed, 0 failed\n");
  bench.folder.write(
      "lexicons/b/more.toml",
      "[[rule]]\n"
      "id = \"wrong\"\n"
      "code = \"b/advice\"\n"
      "match = [\"rain\"]\n"
      "needs = { previous = { has = [\"cake\"] } }\n"
      "examples = [{ conversation = [{ by = \"Ana\", text = \"Cake.\" }, { by = \"B\", text = \"[Rain].\" }, "
      "{ by = \"Ana\", text = \"Rain.\" }] }]\n"
      "not_examples = [{ conversation = [{ by = \"A\", text = \"Rain.\" }], because = \"from\" }]\n");
  const Ran bad = bench("test", {"--rule", "wrong"});
  CHECK(bad.exit == 1);
  CHECK(bad.out == bench.lexicons +
                       "/b/more.toml:6: wrong: example: the rule finds something else\n"
                       "    Ana: Cake.\n"
                       "    B: Rain.\n"
                       "       ^^^^  expected\n"
                       "       ~~~~  found\n"
                       "    Ana: Rain.\n"
                       "         ~~~~  found\n" +
                       bench.lexicons +
                       "/b/more.toml:7: wrong: counter-example: not stopped by `from`\n"
                       "    Rain.\n"
                       "    stopped by `needs`\n"
                       "1 rules, 2 examples: 0 passed, 2 failed\n");
}

TEST_CASE("explain shows what in the conversation a finding rests on") {
  const Bench bench;
  const std::string file = bench.folder.write("a.jsonl", archive);
  const std::string rules_file = bench.lexicons + "/b/rules.toml:";
  CHECK(bench("explain", {file, "m3"}).out ==
        "m3: decided, by a seeker\n"
        "  b/taken  0.8176, a candidate (threshold 0.50)  Advice taken\n"
        "    logistic(bias 0.0 + 1.5 taken.thanked) = logistic(1.5)\n"
        "    [0, 9) \"Thank you\"\n"
        "      rule taken.thanked, weight 1.5, " +
            rules_file +
            "16\n"
            "      after message m2 [8, 19) \"try walking\"\n"
            "  b/thanks  0.8176, a candidate (threshold 0.50)  Thanks\n"
            "    logistic(bias 0.0 + 1.5 thanks.plain) = logistic(1.5)\n"
            "    [0, 9) \"Thank you\"\n"
            "      rule thanks.plain, weight 1.5, " +
            rules_file +
            "9\n"
            "      after message m2 [8, 19) \"try walking\"\n");
  CHECK(has(bench("explain", {file, "m3", "--offsets", "byte"}).out, "after message m2 [11, 22) \"try walking\"\n"));
  CHECK(has(bench("explain", {file, "m6", "b/thanks"}).out, "after message m5\n"));
  CHECK(has(bench("explain", {"-", "m3"}, archive).out, "after message m2\n"));  // a stream is not read again
  CHECK(has(bench("explain", {file, "m4"}).out, "  b/thanks  stopped by needs\n"));
  CHECK(has(bench("explain", {file, "m3", "--no-conversation"}).out, "m3: decided\n  b/thanks  stopped by needs\n"));
}

TEST_CASE("codes shows a rule's conditions") {
  const Bench bench;
  CHECK(has(bench("codes", {"b/thanks"}).out, "  needs       reply_to by other has b/advice or hugs, within 10\n"));
  CHECK(has(bench("codes", {"b/advice"}).out, "  from        supporter\n"));
  CHECK(has(bench("codes", {"b/taken"}).out,
            "  first       by other has b/advice\n  then        by seeker has b/thanks, within 10\n"));
  CHECK(has(bench("codes", {"b/taken", "--json"}).out,
            "\"first\":{\"by\":\"other\",\"has\":[\"b/advice\"]},"
            "\"then\":{\"by\":\"seeker\",\"has\":[\"b/thanks\"]},\"within\":10}"));
}

TEST_CASE("check --against warns of conditions that an archive never meets") {
  const Bench bench;
  const std::string good = bench.folder.write("good.jsonl", archive);
  const Ran fine = run_tool({"check", "--strict", "--against", good, bench.lexicons});
  CHECK(fine.exit == 0);
  CHECK(fine.out == "3 codes, 3 rules, 0 lists: 0 errors, 0 warnings\n");
  const std::string bare = bench.folder.write("bare.jsonl", "{\"id\":\"m1\",\"text\":\"Hello.\"}\n");
  const Ran missing = run_tool({"check", "--strict", "--against", bare, bench.lexicons});
  CHECK(missing.exit == 65);
  CHECK(has(missing.err, bench.lexicons +
                             "/b/rules.toml:2:7: warning[R075]: rule `advice.try` asks for a message by a "
                             "supporter, and the messages given have none\n  id = \"advice.try\"\n        ^\n"));
  CHECK(has(missing.out, "0 errors, 6 warnings\n"));
  CHECK(run_tool({"check", "--against", bench.folder.path("none"), bench.lexicons}).exit == 74);
}

}  // namespace
