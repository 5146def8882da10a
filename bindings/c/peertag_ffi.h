/* Made from peertag.h by ffi.cmake: the same without a preprocessor. */
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
  PEERTAG_BAD_ARGUMENT = 1,
  PEERTAG_BAD_CODEBOOK = 2,
  PEERTAG_OUT_OF_MEMORY = 3,
  PEERTAG_INTERNAL = 4
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
uint32_t peertag_abi_version(void);
peertag_text peertag_version_string(void);
typedef struct {
  peertag_text name;
  peertag_text text;
} peertag_source;
peertag_status peertag_codebook_compile(const peertag_source* sources, size_t count,
                                                    peertag_diagnostics** diagnostics,
                                                    peertag_codebook** codebook);
peertag_status peertag_codebook_load(const peertag_source* pack, peertag_diagnostics** diagnostics,
                                                 peertag_codebook** codebook);
peertag_status peertag_codebook_save(const peertag_codebook* codebook,
                                                 peertag_pack** pack);
peertag_text peertag_pack_bytes(const peertag_pack* pack);
void peertag_pack_free(peertag_pack* pack);
void peertag_codebook_free(peertag_codebook* codebook);
peertag_text peertag_codebook_fingerprint(const peertag_codebook* codebook);
typedef struct {
  peertag_text id;
  peertag_severity severity;
  peertag_text source;
  uint32_t line, column;
  peertag_text message, hint;
} peertag_diagnostic;
size_t peertag_diagnostics_count(const peertag_diagnostics* diagnostics);
peertag_status peertag_diagnostics_get(const peertag_diagnostics* diagnostics, size_t index,
                                                   peertag_diagnostic* diagnostic);
void peertag_diagnostics_free(peertag_diagnostics* diagnostics);
peertag_status peertag_tagger_new(const peertag_codebook* codebook,
                                              peertag_tagger** tagger);
void peertag_tagger_free(peertag_tagger* tagger);
peertag_status peertag_conversation_new(const peertag_codebook* codebook, size_t bytes, uint32_t unit,
                                                    peertag_conversation** conversation);
peertag_status peertag_conversation_find_chains(peertag_conversation* conversation);
void peertag_conversation_free(peertag_conversation* conversation);
typedef struct {
  uint32_t struct_size;
  uint32_t role;
  uint32_t reply_kind;
  peertag_text id;
  peertag_text text;
  peertag_text speaker, conversation_id, reply_to;
} peertag_message;
peertag_status peertag_tag(peertag_tagger* tagger, peertag_conversation* conversation,
                                       const peertag_message* messages, size_t count, uint32_t unit,
                                       peertag_result** result);
peertag_status peertag_conversation_finish(peertag_conversation* conversation,
                                                       peertag_result** result);
void peertag_result_free(peertag_result* result);
typedef struct {
  peertag_outcome outcome;
  peertag_role role;
  uint32_t context_lost;
  uint32_t truncated_spans;
  uint32_t first_code, code_count;
  uint32_t first_suppressed, suppressed_count;
} peertag_tagged;
typedef struct {
  peertag_text code;
  double score;
  uint32_t candidate;
  peertag_text implied_by;
  uint32_t first_evidence, evidence_count;
} peertag_code;
typedef struct {
  peertag_text rule;
  uint32_t begin, end;
  double weight;
  peertag_text earlier_id;
  uint32_t earlier_begin, earlier_end;
} peertag_evidence;
typedef struct {
  peertag_text code, rule;
  uint32_t begin, end;
  peertag_stop stop;
  peertag_text cue_class;
  uint32_t by_begin, by_end;
} peertag_suppressed;
typedef struct {
  peertag_text code;
  peertag_text message_id;
  uint32_t begin, end;
} peertag_chain_part;
typedef struct {
  peertag_text conversation_id;
  peertag_chain_part context, mechanism, outcome;
  uint32_t refs;
  uint32_t complete;
} peertag_chain;
const peertag_tagged* peertag_result_messages(const peertag_result* result, size_t* count);
const peertag_code* peertag_result_codes(const peertag_result* result, size_t* count);
const peertag_evidence* peertag_result_evidence(const peertag_result* result,
                                                            size_t* count);
const peertag_suppressed* peertag_result_suppressed(const peertag_result* result,
                                                                size_t* count);
const peertag_chain* peertag_result_chains(const peertag_result* result, size_t* count);
