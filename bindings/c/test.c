/* A C host, as its developer would write it: compiles codebooks and replaces them while several threads tag, reads
 * results in three units, follows a conversation and its chains, frees everything. Any surprise ends it with a line and
 * status 1. Uses made-up messages only. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peertag.h"

#define CHECK(condition)                                                          \
  do {                                                                            \
    if (!(condition)) {                                                           \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);     \
      exit(1);                                                                    \
    }                                                                             \
  } while (0)

static peertag_text text(const char* literal) {
  peertag_text made;
  made.data = literal;
  made.size = strlen(literal);
  return made;
}

static int is(peertag_text got, const char* expected) {
  return got.size == strlen(expected) && memcmp(got.data, expected, got.size) == 0;
}

static peertag_message message(const char* id, const char* speaker, const char* words) {
  peertag_message made;
  memset(&made, 0, sizeof made);
  made.struct_size = sizeof made;
  made.id = text(id);
  made.speaker = text(speaker);
  made.conversation_id = text("talk");
  made.text = text(words);
  return made;
}

static const char book[] =
    "id = \"b\"\ntitle = \"T\"\nsource = \"made up\"\nlicence = \"MIT\"\nversion = \"0.1\"\n"
    "[[code]]\nid = \"hope\"\nlabel = \"Hope\"\nkind = \"strategy\"\ndefinition = \"Hope, said aloud.\"\n"
    "bias = -1.0\nthreshold = 0.5\n";
static const char rules[] =
    "[[rule]]\nid = \"hope.gets-better\"\ncode = \"b/hope\"\nmatch = [\"gets better\"]\nunless = [\"negated\"]\n"
    "examples = [\"It [gets better].\"]\nnot_examples = [\"It is better.\"]\n";
static const char broken[] =
    "[[rule]]\nid = \"hope.gets-better\"\ncode = \"b/hops\"\nmatch = [\"gets better\"]\n"
    "examples = [\"It [gets better].\"]\nnot_examples = [\"It is better.\"]\n";
static const char cues[] =
    "[[cue]]\nclass = \"negated\"\nterms = [\"never\"]\nreach = \"forward\"\nmax = 6\n";

static const char other_rules[] =
    "[[rule]]\nid = \"hope.gets-better\"\ncode = \"b/hope\"\nmatch = [\"comes right\"]\nunless = []\n"
    "examples = [\"It [comes right].\"]\nnot_examples = [\"It is right.\"]\n";

/* a codebook whose rules see the conversation, and one link */
static const char talk_book[] =
    "id = \"t\"\ntitle = \"T\"\nsource = \"made up\"\nlicence = \"MIT\"\nversion = \"0.1\"\n"
    "[[code]]\nid = \"alone\"\nlabel = \"L\"\nkind = \"construct\"\ndefinition = \"D\"\n"
    "[[code]]\nid = \"belonging\"\nlabel = \"L\"\nkind = \"mechanism\"\ndefinition = \"D\"\n"
    "[[code]]\nid = \"relief\"\nlabel = \"L\"\nkind = \"outcome\"\ndefinition = \"D\"\n"
    "[[code]]\nid = \"shared\"\nlabel = \"L\"\nkind = \"context\"\ndefinition = \"D\"\n"
    "[[code]]\nid = \"shared.story\"\nlabel = \"L\"\nkind = \"factor\"\nparent = \"shared\"\ndefinition = \"D\"\n";
static const char talk_rules[] =
    "[[rule]]\nid = \"alone.lonely\"\ncode = \"t/alone\"\nmatch = [\"lonely\"]\nunless = []\nfrom = \"seeker\"\n"
    "[[rule]]\nid = \"belonging.one\"\ncode = \"t/belonging\"\nmatch = [\"not the only one\"]\nunless = []\n"
    "[[rule]]\nid = \"relief.lighter\"\ncode = \"t/relief\"\nmatch = [\"feel lighter\"]\nunless = []\n"
    "[[rule]]\nid = \"story.me-too\"\ncode = \"t/shared.story\"\nmatch = [\"me too\"]\nunless = []\n"
    "from = \"supporter\"\nneeds = { reply_to = { by = \"seeker\", has = [\"t/alone\"] } }\n";

static peertag_codebook* compile(const char* rule_file, peertag_status expected, size_t least_diagnostics) {
  peertag_source sources[3];
  peertag_diagnostics* said = NULL;
  peertag_codebook* codebook = NULL;
  size_t i, in_rules = 0;
  sources[0].name = text("b/book.toml");
  sources[0].text = text(book);
  sources[1].name = text("b/rules.toml");
  sources[1].text = text(rule_file);
  sources[2].name = text("en/cues.toml");
  sources[2].text = text(cues);
  CHECK(peertag_codebook_compile(sources, 3, &said, &codebook) == expected);
  CHECK(said != NULL);
  CHECK(peertag_diagnostics_count(said) >= least_diagnostics);
  for (i = 0; i < peertag_diagnostics_count(said); ++i) {
    peertag_diagnostic one;
    CHECK(peertag_diagnostics_get(said, i, &one) == PEERTAG_OK);
    CHECK(one.id.size == 4 && one.id.data[0] == 'R' && one.line >= 1 && one.column >= 1 && one.message.size > 0);
    if (is(one.source, "b/rules.toml") && one.line == 3 && one.severity == PEERTAG_ERROR) ++in_rules;
  }
  CHECK(in_rules == (expected == PEERTAG_BAD_CODEBOOK ? 1U : 0U));
  CHECK(peertag_diagnostics_get(said, i, NULL) == PEERTAG_BAD_ARGUMENT);
  peertag_diagnostics_free(said);
  CHECK((codebook != NULL) == (expected == PEERTAG_OK));
  return codebook;
}

/* as bytes and back: another handle, of the same codebook; damaged, none */
static void save_and_load(const peertag_codebook* codebook) {
  peertag_pack* pack = NULL;
  peertag_codebook* again = NULL;
  peertag_diagnostics* said = NULL;
  peertag_diagnostic first;
  peertag_source given;
  CHECK(peertag_codebook_save(NULL, &pack) == PEERTAG_BAD_ARGUMENT && pack == NULL);
  CHECK(peertag_codebook_save(codebook, &pack) == PEERTAG_OK);
  given.name = text("a.pack");
  given.text = peertag_pack_bytes(pack);
  CHECK(peertag_codebook_load(&given, NULL, &again) == PEERTAG_OK);
  CHECK(peertag_codebook_fingerprint(again).size == 64);
  CHECK(memcmp(peertag_codebook_fingerprint(again).data, peertag_codebook_fingerprint(codebook).data, 64) == 0);
  peertag_codebook_free(again);
  --given.text.size;
  CHECK(peertag_codebook_load(&given, &said, &again) == PEERTAG_BAD_CODEBOOK && again == NULL);
  CHECK(peertag_diagnostics_get(said, 0, &first) == PEERTAG_OK && is(first.id, "R102") && is(first.source, "a.pack"));
  peertag_diagnostics_free(said);
  CHECK(peertag_codebook_load(NULL, NULL, &again) == PEERTAG_BAD_ARGUMENT);
  peertag_pack_free(pack);
}

static void read_spans(peertag_tagger* tagger, peertag_unit unit, uint32_t begin, uint32_t end) {
  /* a smiling face (4 bytes, 1 code point, 2 UTF-16 units) stands before the words */
  peertag_message one = message("m1", "ana", "\xF0\x9F\x99\x82 it gets better, never gets better");
  peertag_result* result = NULL;
  size_t messages, codes, evidence, suppressed;
  const peertag_suppressed* stopped;
  CHECK(peertag_tag(tagger, NULL, &one, 1, unit, &result) == PEERTAG_OK);
  CHECK(peertag_result_messages(result, &messages)[0].outcome == PEERTAG_DECIDED);
  CHECK(is(peertag_result_codes(result, &codes)[0].code, "b/hope"));
  CHECK(messages == 1 && codes == 1);
  CHECK(peertag_result_codes(result, NULL)[0].candidate == 1);
  CHECK(is(peertag_result_evidence(result, &evidence)[0].rule, "hope.gets-better"));
  CHECK(evidence == 1);
  CHECK(peertag_result_evidence(result, NULL)[0].begin == begin);
  CHECK(peertag_result_evidence(result, NULL)[0].end == end);
  stopped = peertag_result_suppressed(result, &suppressed);
  CHECK(suppressed == 1 && stopped[0].stop == PEERTAG_STOP_CUE && is(stopped[0].cue_class, "negated"));
  CHECK(stopped[0].by_end - stopped[0].by_begin == 5);
  peertag_result_free(result);
}

static void* tag_many(void* shared) {
  const peertag_codebook* codebook = shared;
  peertag_tagger* tagger = NULL;
  peertag_conversation* conversation = NULL;
  int round;
  CHECK(peertag_tagger_new(codebook, &tagger) == PEERTAG_OK);
  CHECK(peertag_conversation_new(codebook, 0, PEERTAG_UNIT_UTF16, &conversation) == PEERTAG_OK);
  for (round = 0; round < 200; ++round) {
    peertag_message batch[3];
    peertag_result* result = NULL;
    size_t count;
    batch[0] = message("m1", "ana", "Nothing helps today.");
    batch[0].reply_kind = PEERTAG_REPLY_OPENS;
    batch[1] = message("m2", "ben", "It gets better, really.");
    batch[1].reply_kind = PEERTAG_REPLY_ANSWERS;
    batch[1].reply_to = text("m1");
    batch[2] = message("m3", "ana", "");
    CHECK(peertag_tag(tagger, conversation, batch, 3, PEERTAG_UNIT_UTF16, &result) == PEERTAG_OK);
    CHECK(peertag_result_messages(result, &count)[1].code_count == 1 && count == 3);
    CHECK(peertag_result_messages(result, NULL)[0].code_count == 0);
    peertag_result_free(result);
  }
  peertag_conversation_free(conversation);
  peertag_tagger_free(tagger);
  return NULL;
}

static peertag_message answer(const char* id, const char* speaker, const char* to, const char* words) {
  peertag_message made = message(id, speaker, words);
  made.reply_kind = to == NULL ? PEERTAG_REPLY_OPENS : PEERTAG_REPLY_ANSWERS;
  if (to != NULL) made.reply_to = text(to);
  return made;
}

static int part_is(peertag_chain_part part, const char* code, const char* id, uint32_t begin, uint32_t end) {
  return is(part.code, code) && is(part.message_id, id) && part.begin == begin && part.end == end;
}

static peertag_codebook* compile_talk(void) {
  peertag_source sources[3];
  peertag_codebook* codebook = NULL;
  sources[0].name = text("t/book.toml");
  sources[0].text = text(talk_book);
  sources[1].name = text("t/rules.toml");
  sources[1].text = text(talk_rules);
  sources[2].name = text("t/links.csv");
  sources[2].text = text("context,mechanism,outcome,refs\nshared,belonging,relief,3\n");
  CHECK(peertag_codebook_compile(sources, 3, NULL, &codebook) == PEERTAG_OK);
  return codebook;
}

static void follow_a_conversation(const peertag_codebook* other) {
  /* smiling faces stand before most words, so that the three units differ in earlier messages, too */
  peertag_message talk[5];
  peertag_codebook* codebook = compile_talk();
  peertag_tagger* tagger = NULL;
  peertag_conversation* conversation = NULL;
  peertag_result* result = NULL;
  const peertag_evidence* evidence;
  const peertag_chain* chains;
  size_t count;
  talk[0] = answer("m1", "ana", NULL, "\xF0\x9F\x99\x82 So lonely.");
  talk[1] = answer("m2", "ben", "m1", "\xF0\x9F\x99\x82 Me too.");
  talk[2] = answer("m3", "ana", "m2", "I am not the only one.");
  talk[3] = answer("m4", "ana", "m2", "\xF0\x9F\x99\x82 I feel lighter.");
  talk[4] = answer("m5", "cem", "m2", "Me too.");

  CHECK(peertag_tagger_new(codebook, &tagger) == PEERTAG_OK);
  CHECK(peertag_conversation_new(codebook, 0, 3, &conversation) == PEERTAG_BAD_ARGUMENT && conversation == NULL);
  CHECK(peertag_conversation_new(other, 0, PEERTAG_UNIT_UTF16, &conversation) == PEERTAG_OK);
  CHECK(peertag_tag(tagger, conversation, talk, 5, PEERTAG_UNIT_UTF16, &result) == PEERTAG_BAD_ARGUMENT);
  peertag_conversation_free(conversation);
  CHECK(peertag_conversation_new(codebook, 0, PEERTAG_UNIT_UTF16, &conversation) == PEERTAG_OK);
  CHECK(peertag_tag(tagger, conversation, talk, 5, PEERTAG_UNIT_BYTE, &result) == PEERTAG_BAD_ARGUMENT);
  CHECK(peertag_conversation_find_chains(NULL) == PEERTAG_BAD_ARGUMENT);
  CHECK(peertag_conversation_find_chains(conversation) == PEERTAG_OK);

  CHECK(peertag_tag(tagger, conversation, talk, 4, PEERTAG_UNIT_UTF16, &result) == PEERTAG_OK);
  CHECK(peertag_result_messages(result, NULL)[0].role == PEERTAG_ROLE_SEEKER);
  CHECK(peertag_result_messages(result, NULL)[1].role == PEERTAG_ROLE_SUPPORTER);
  evidence = peertag_result_evidence(result, &count);
  CHECK(count == 4 && is(evidence[0].rule, "alone.lonely") && evidence[0].earlier_id.size == 0);
  CHECK(is(evidence[1].rule, "story.me-too") && is(evidence[1].earlier_id, "m1"));
  CHECK(evidence[1].begin == 3 && evidence[1].end == 9);
  CHECK(evidence[1].earlier_begin == 6 && evidence[1].earlier_end == 12);
  chains = peertag_result_chains(result, &count);
  CHECK(count == 1 && chains[0].complete == 1 && chains[0].refs == 3 && is(chains[0].conversation_id, "talk"));
  CHECK(part_is(chains[0].context, "t/shared", "m2", 3, 9));
  CHECK(part_is(chains[0].mechanism, "t/belonging", "m3", 5, 21));
  CHECK(part_is(chains[0].outcome, "t/relief", "m4", 5, 17));
  peertag_result_free(result);

  /* who answers a supporter is not met by `needs`: kept as suppressed */
  CHECK(peertag_tag(tagger, conversation, talk + 4, 1, PEERTAG_UNIT_UTF16, &result) == PEERTAG_OK);
  CHECK(peertag_result_messages(result, NULL)[0].code_count == 0);
  CHECK(peertag_result_suppressed(result, &count)[0].stop == PEERTAG_STOP_NEEDS && count == 1);
  CHECK(peertag_result_chains(result, &count) == NULL || count == 0);
  peertag_result_free(result);

  /* a second offer, and only half of what may come of it */
  talk[1].id = text("m6");
  talk[2].id = text("m7");
  CHECK(peertag_tag(tagger, conversation, talk + 1, 2, PEERTAG_UNIT_UTF16, &result) == PEERTAG_OK);
  peertag_result_free(result);
  CHECK(peertag_conversation_finish(conversation, &result) == PEERTAG_OK);
  chains = peertag_result_chains(result, &count);
  CHECK(count == 1 && chains[0].complete == 0 && part_is(chains[0].context, "t/shared", "m6", 3, 9));
  CHECK(part_is(chains[0].mechanism, "t/belonging", "m7", 5, 21) && chains[0].outcome.code.size == 0);
  peertag_conversation_free(conversation); /* the result owns its data */
  CHECK(is(chains[0].conversation_id, "talk"));
  peertag_result_free(result);
  CHECK(peertag_conversation_finish(NULL, &result) == PEERTAG_BAD_ARGUMENT && result == NULL);

  /* no room for two conversations: what m2 answers has been forgotten, which is said */
  CHECK(peertag_conversation_new(codebook, 1, PEERTAG_UNIT_BYTE, &conversation) == PEERTAG_OK);
  talk[1].id = text("m2");
  talk[2] = talk[1];
  talk[1] = answer("n1", "dia", NULL, "Hello.");
  talk[1].conversation_id = text("elsewhere");
  CHECK(peertag_tag(tagger, conversation, talk, 3, PEERTAG_UNIT_BYTE, &result) == PEERTAG_OK);
  CHECK(peertag_result_messages(result, &count)[1].context_lost == 0 && count == 3);
  CHECK(peertag_result_messages(result, NULL)[2].context_lost == 1);
  peertag_result_free(result);
  peertag_conversation_free(conversation);
  peertag_tagger_free(tagger);
  peertag_codebook_free(codebook);
}

/* Hot reload: a host keeps its codebook behind a mutex. Taggers hold on to the one they were made from. */
static struct {
  pthread_mutex_t lock;
  peertag_codebook* codebook;
  int finds_better; /* which of the two rule files it was compiled from */
  int done;
} in_force = {PTHREAD_MUTEX_INITIALIZER, NULL, 1, 0};

static void* tag_while_reloading(void* unused) {
  int done = 0;
  (void)unused;
  while (!done) {
    peertag_tagger* tagger = NULL;
    peertag_result* result = NULL;
    peertag_message one = message("m1", "ana", "It gets better.");
    int finds_better;
    size_t codes;
    CHECK(pthread_mutex_lock(&in_force.lock) == 0);
    CHECK(peertag_tagger_new(in_force.codebook, &tagger) == PEERTAG_OK);
    finds_better = in_force.finds_better;
    done = in_force.done;
    CHECK(pthread_mutex_unlock(&in_force.lock) == 0);
    CHECK(peertag_tag(tagger, NULL, &one, 1, PEERTAG_UNIT_BYTE, &result) == PEERTAG_OK);
    peertag_result_codes(result, &codes);
    CHECK(codes == (finds_better ? 1U : 0U));
    peertag_tagger_free(tagger);
    peertag_result_free(result);
  }
  return NULL;
}

static void reload(void) {
  pthread_t threads[3];
  int i, round;
  in_force.codebook = compile(rules, PEERTAG_OK, 0);
  for (i = 0; i < 3; ++i) CHECK(pthread_create(&threads[i], NULL, tag_while_reloading, NULL) == 0);
  for (round = 1; round <= 100; ++round) {
    peertag_codebook* old = NULL;
    peertag_codebook* next = NULL;
    if (round % 10 == 0) {
      CHECK(compile(broken, PEERTAG_BAD_CODEBOOK, 1) == NULL); /* the old one stays in force */
      continue;
    }
    next = compile(round % 2 == 0 ? rules : other_rules, PEERTAG_OK, 0);
    CHECK(pthread_mutex_lock(&in_force.lock) == 0);
    old = in_force.codebook;
    in_force.codebook = next;
    in_force.finds_better = round % 2 == 0;
    CHECK(pthread_mutex_unlock(&in_force.lock) == 0);
    peertag_codebook_free(old);
  }
  CHECK(pthread_mutex_lock(&in_force.lock) == 0);
  in_force.done = 1;
  CHECK(pthread_mutex_unlock(&in_force.lock) == 0);
  for (i = 0; i < 3; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
  peertag_codebook_free(in_force.codebook);
}

int main(void) {
  pthread_t threads[4];
  peertag_codebook* codebook;
  peertag_codebook* shipped = NULL;
  peertag_tagger* tagger = NULL;
  peertag_result* result = NULL;
  peertag_message wrong;
  size_t i, count;

  CHECK(peertag_abi_version() == PEERTAG_ABI_VERSION);
  CHECK(peertag_version_string().size > 0);

  CHECK(compile(broken, PEERTAG_BAD_CODEBOOK, 1) == NULL);
  codebook = compile(rules, PEERTAG_OK, 0);
  CHECK(peertag_codebook_fingerprint(codebook).size == 64);

  for (i = 0; i < 4; ++i) CHECK(pthread_create(&threads[i], NULL, tag_many, codebook) == 0);
  for (i = 0; i < 4; ++i) CHECK(pthread_join(threads[i], NULL) == 0);

  save_and_load(codebook);
  follow_a_conversation(codebook);
  reload();

  CHECK(peertag_tagger_new(codebook, &tagger) == PEERTAG_OK);
  peertag_codebook_free(codebook); /* the tagger keeps what it needs */
  read_spans(tagger, PEERTAG_UNIT_BYTE, 8, 19);
  read_spans(tagger, PEERTAG_UNIT_CODE_POINT, 5, 16);
  read_spans(tagger, PEERTAG_UNIT_UTF16, 6, 17);

  wrong = message("m1", "ana", "it gets better");
  CHECK(peertag_tag(tagger, NULL, &wrong, 1, 7, &result) == PEERTAG_BAD_ARGUMENT && result == NULL);
  wrong.role = 9;
  CHECK(peertag_tag(tagger, NULL, &wrong, 1, PEERTAG_UNIT_BYTE, &result) == PEERTAG_BAD_ARGUMENT && result == NULL);
  CHECK(peertag_tag(NULL, NULL, &wrong, 1, PEERTAG_UNIT_BYTE, &result) == PEERTAG_BAD_ARGUMENT);
  peertag_tagger_free(tagger);
  CHECK(peertag_tagger_new(NULL, &tagger) == PEERTAG_BAD_ARGUMENT && tagger == NULL);
  peertag_tagger_free(NULL);
  peertag_result_free(NULL);

  CHECK(peertag_codebook_compile(NULL, 0, NULL, &shipped) == PEERTAG_OK);
  CHECK(peertag_tagger_new(shipped, &tagger) == PEERTAG_OK);
  wrong = message("m1", "ana", "That sounds exhausting, no wonder you feel low.");
  CHECK(peertag_tag(tagger, NULL, &wrong, 1, PEERTAG_UNIT_BYTE, &result) == PEERTAG_OK);
  CHECK(peertag_result_codes(result, &count) != NULL && count > 0);
  for (i = 0; i < count; ++i) {
    const peertag_code* found = &peertag_result_codes(result, NULL)[i];
    if (found->candidate) printf("%.*s %.4f\n", (int)found->code.size, found->code.data, found->score);
  }
  peertag_result_free(result);
  peertag_tagger_free(tagger);
  peertag_codebook_free(shipped);
  return 0;
}
