/* A C host, as its developer would write it: compiles codebooks, tags with several threads, reads results in three
 * units, frees everything. Any surprise ends it with a line and status 1. Uses made-up messages only. */
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
  CHECK(peertag_conversation_new(codebook, 0, &conversation) == PEERTAG_OK);
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
