/* peertag for C and for every language that can call C.
 *
 * Conventions
 * - Handles are opaque. What a function makes, the caller frees with the matching ..._free(); NULL is allowed there.
 * - Text is a pointer and a length in bytes, never ended by NUL. What you pass is borrowed for the call; what you get
 * is borrowed from the object it came from, until that is freed. An empty text may have a NULL pointer.
 * - Every call that can fail returns a peertag_status and gives its result through the last parameter, which is set to
 *   NULL on failure. No C++ exception leaves the library; running out of memory is a status.
 * - Threads: a codebook is immutable and may be shared by any number of threads. A tagger, a conversation and a result
 *   belong to one thread at a time. The library starts no threads, keeps no global state, opens no files, logs nothing.
 * - Offsets are half-open ranges in the unit asked for in peertag_tag(): bytes, code points or UTF-16 units of the
 *   message's text as given.
 * - Growable structs begin with struct_size; set it to sizeof(the struct) so that later versions know what you have.
 *   Numbers of enums are never reused.
 */
#ifndef PEERTAG_H
#define PEERTAG_H

#include <stddef.h>
#include <stdint.h>

#define PEERTAG_ABI_VERSION 1
#if defined(_WIN32)
#define PEERTAG_API
#else
#define PEERTAG_API __attribute__((visibility("default")))
#endif
#ifdef __cplusplus
#define PEERTAG_NOEXCEPT noexcept
extern "C" {
#else
#define PEERTAG_NOEXCEPT
#endif

/* --- words of the interface ------------------------------------------------------------------------------------- */

typedef struct peertag_codebook peertag_codebook;
typedef struct peertag_pack peertag_pack;
typedef struct peertag_diagnostics peertag_diagnostics;
typedef struct peertag_tagger peertag_tagger;
typedef struct peertag_conversation peertag_conversation;
typedef struct peertag_result peertag_result;

typedef struct {
  const char* data;
  size_t size;
} peertag_text;

typedef enum {
  PEERTAG_OK = 0,
  PEERTAG_BAD_ARGUMENT = 1, /* NULL where an object is needed, or a number that is none of its enum's */
  PEERTAG_BAD_CODEBOOK = 2, /* the sources, or the pack, have errors: see the diagnostics */
  PEERTAG_OUT_OF_MEMORY = 3,
  PEERTAG_INTERNAL = 4 /* a fault of peertag: please report it */
} peertag_status;

typedef enum { PEERTAG_UNIT_BYTE = 0, PEERTAG_UNIT_CODE_POINT = 1, PEERTAG_UNIT_UTF16 = 2 } peertag_unit;
typedef enum { PEERTAG_ROLE_UNKNOWN = 0, PEERTAG_ROLE_SEEKER = 1, PEERTAG_ROLE_SUPPORTER = 2 } peertag_role;
typedef enum { PEERTAG_REPLY_NOT_KNOWN = 0, PEERTAG_REPLY_OPENS = 1, PEERTAG_REPLY_ANSWERS = 2 } peertag_reply_kind;
typedef enum { PEERTAG_ERROR = 0, PEERTAG_WARNING = 1 } peertag_severity;
typedef enum { PEERTAG_DECIDED = 0, PEERTAG_UNDECIDED_BUDGET = 1, PEERTAG_UNDECIDED_LIMIT = 2 } peertag_outcome;
typedef enum {
  PEERTAG_STOP_CUE = 0,
  PEERTAG_STOP_ALL = 1,
  PEERTAG_STOP_NONE = 2,
  PEERTAG_STOP_FROM = 3,
  PEERTAG_STOP_NEEDS = 4
} peertag_stop;

/* --- versions --------------------------------------------------------------------------------------------------- */

PEERTAG_API uint32_t peertag_abi_version(void) PEERTAG_NOEXCEPT;
/* Of peertag, Unicode, ICU, RE2 and utf8proc, in one line. Lives as long as the library. */
PEERTAG_API peertag_text peertag_version_string(void) PEERTAG_NOEXCEPT;

/* --- codebooks -------------------------------------------------------------------------------------------------- */

/* One file of a lexicon folder: its path below that folder, and its text. */
typedef struct {
  peertag_text name;
  peertag_text text;
} peertag_source;

/* Compiles `count` sources; with sources NULL and count 0, the books that ship with peertag. *diagnostics (may be NULL
 * if they are not wanted) holds errors and warnings, also where the call succeeds. */
PEERTAG_API peertag_status peertag_codebook_compile(const peertag_source* sources, size_t count,
                                                    peertag_diagnostics** diagnostics,
                                                    peertag_codebook** codebook) PEERTAG_NOEXCEPT;
/* A pack is a compiled codebook as bytes, which `peertag compile` writes too: `text` of `pack` has them, mapped from a
 * file or read; they are not kept. Loads in a twentieth of the time, and refuses what is damaged or was made by other
 * versions. It is not checked against malice: take a pack from whom you would take a program. */
PEERTAG_API peertag_status peertag_codebook_load(const peertag_source* pack, peertag_diagnostics** diagnostics,
                                                 peertag_codebook** codebook) PEERTAG_NOEXCEPT;
PEERTAG_API peertag_status peertag_codebook_save(const peertag_codebook* codebook,
                                                 peertag_pack** pack) PEERTAG_NOEXCEPT;
PEERTAG_API peertag_text peertag_pack_bytes(const peertag_pack* pack) PEERTAG_NOEXCEPT;
PEERTAG_API void peertag_pack_free(peertag_pack* pack) PEERTAG_NOEXCEPT;
PEERTAG_API void peertag_codebook_free(peertag_codebook* codebook) PEERTAG_NOEXCEPT;
/* 64 hexadecimal digits that name the sources and the versions that decide results. */
PEERTAG_API peertag_text peertag_codebook_fingerprint(const peertag_codebook* codebook) PEERTAG_NOEXCEPT;

typedef struct {
  peertag_text id; /* "R012" */
  peertag_severity severity;
  peertag_text source;
  uint32_t line, column; /* from 1; columns in code points */
  peertag_text message, hint;
} peertag_diagnostic;

PEERTAG_API size_t peertag_diagnostics_count(const peertag_diagnostics* diagnostics) PEERTAG_NOEXCEPT;
/* PEERTAG_BAD_ARGUMENT where there is no such diagnostic. */
PEERTAG_API peertag_status peertag_diagnostics_get(const peertag_diagnostics* diagnostics, size_t index,
                                                   peertag_diagnostic* diagnostic) PEERTAG_NOEXCEPT;
PEERTAG_API void peertag_diagnostics_free(peertag_diagnostics* diagnostics) PEERTAG_NOEXCEPT;

/* --- tagging ---------------------------------------------------------------------------------------------------- */

/* Keeps what it needs of the codebook, whose handle may be freed at any time. */
PEERTAG_API peertag_status peertag_tagger_new(const peertag_codebook* codebook,
                                              peertag_tagger** tagger) PEERTAG_NOEXCEPT;
PEERTAG_API void peertag_tagger_free(peertag_tagger* tagger) PEERTAG_NOEXCEPT;

/* What rules may look back at, for any number of threads of talk. It holds at most `bytes` (0: the default of the
 * library); the least recently used conversation goes first. `unit` is a peertag_unit: what peertag_tag() must be asked
 * for along with it, because results name words of earlier messages. It knows codes by the codebook's numbers, and
 * keeps what it needs of it: after a reload begin with a new one. */
PEERTAG_API peertag_status peertag_conversation_new(const peertag_codebook* codebook, size_t bytes, uint32_t unit,
                                                    peertag_conversation** conversation) PEERTAG_NOEXCEPT;
/* From now on results of what is tagged with it have chains, too. */
PEERTAG_API peertag_status peertag_conversation_find_chains(peertag_conversation* conversation) PEERTAG_NOEXCEPT;
PEERTAG_API void peertag_conversation_free(peertag_conversation* conversation) PEERTAG_NOEXCEPT;

typedef struct {
  uint32_t struct_size;
  uint32_t role;       /* peertag_role */
  uint32_t reply_kind; /* peertag_reply_kind */
  peertag_text id;
  peertag_text text; /* any bytes; ill-formed UTF-8 reads as U+FFFD */
  peertag_text speaker, conversation_id, reply_to;
} peertag_message;

/* Tags a batch in order; `unit` is a peertag_unit. Cannot fail on any text. `conversation` may be NULL: then no message
 * sees another. PEERTAG_BAD_ARGUMENT where it was made for another codebook or unit. */
PEERTAG_API peertag_status peertag_tag(peertag_tagger* tagger, peertag_conversation* conversation,
                                       const peertag_message* messages, size_t count, uint32_t unit,
                                       peertag_result** result) PEERTAG_NOEXCEPT;
/* At the end of the input: a result with the chains that were still waiting for more, and with nothing else. */
PEERTAG_API peertag_status peertag_conversation_finish(peertag_conversation* conversation,
                                                       peertag_result** result) PEERTAG_NOEXCEPT;
PEERTAG_API void peertag_result_free(peertag_result* result) PEERTAG_NOEXCEPT;

/* --- results: five flat arrays, each borrowed from the result --------------------------------------------------- */

typedef struct { /* one a message, in the order given */
  peertag_outcome outcome;
  peertag_role role;        /* of the author: as given, or by who opened the conversation */
  uint32_t context_lost;    /* 1: state that a rule asked for had been evicted */
  uint32_t truncated_spans; /* 1: more was found than is kept */
  uint32_t first_code, code_count;
  uint32_t first_suppressed, suppressed_count;
} peertag_tagged;

typedef struct {
  peertag_text code; /* "strategies/acknowledge" */
  double score;      /* 0 to 1 */
  uint32_t candidate;
  peertag_text implied_by; /* empty, or the factor that implies this context */
  uint32_t first_evidence, evidence_count;
} peertag_code;

typedef struct {
  peertag_text rule;
  uint32_t begin, end; /* in the message's text, in the unit asked for */
  double weight;       /* log-odds */
  /* The earlier message of the conversation that it rests on, and the words there; empty where there are none. */
  peertag_text earlier_id;
  uint32_t earlier_begin, earlier_end;
} peertag_evidence;

typedef struct {
  peertag_text code, rule;
  uint32_t begin, end;
  peertag_stop stop;
  peertag_text cue_class;    /* if stop is PEERTAG_STOP_CUE */
  uint32_t by_begin, by_end; /* the words that stopped it; empty where something is missing */
} peertag_suppressed;

typedef struct {
  peertag_text code;       /* empty: this part was not found */
  peertag_text message_id; /* where it was a candidate */
  uint32_t begin, end;     /* the first words behind it, in that message */
} peertag_chain_part;

/* What a supporter offered, and what the answered person wrote of in the next ten messages, along one link of the
 * codebook. Words that stand in this order: never a claim that one led to the other. */
typedef struct {
  peertag_text conversation_id;
  peertag_chain_part context, mechanism, outcome;
  uint32_t refs;     /* papers that the link rests on */
  uint32_t complete; /* 1: has all three parts */
} peertag_chain;

PEERTAG_API const peertag_tagged* peertag_result_messages(const peertag_result* result, size_t* count) PEERTAG_NOEXCEPT;
PEERTAG_API const peertag_code* peertag_result_codes(const peertag_result* result, size_t* count) PEERTAG_NOEXCEPT;
PEERTAG_API const peertag_evidence* peertag_result_evidence(const peertag_result* result,
                                                            size_t* count) PEERTAG_NOEXCEPT;
PEERTAG_API const peertag_suppressed* peertag_result_suppressed(const peertag_result* result,
                                                                size_t* count) PEERTAG_NOEXCEPT;
/* In the order in which messages of the batch ended them; none unless peertag_conversation_find_chains() was called. */
PEERTAG_API const peertag_chain* peertag_result_chains(const peertag_result* result, size_t* count) PEERTAG_NOEXCEPT;

#ifdef __cplusplus
} /* extern "C" */
#endif
#endif /* PEERTAG_H */
