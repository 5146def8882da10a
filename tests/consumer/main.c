/* Tags one made-up message with the default books and prints its candidate codes: main.cpp in C. */
#include <peertag.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  static const char words[] = "That sounds exhausting, no wonder you feel low.";
  peertag_codebook* codebook = NULL;
  peertag_tagger* tagger = NULL;
  peertag_result* result = NULL;
  peertag_message message;
  const peertag_code* codes;
  size_t i, count;

  if (peertag_codebook_compile(NULL, 0, NULL, &codebook) != PEERTAG_OK) return 1;
  if (peertag_tagger_new(codebook, &tagger) != PEERTAG_OK) return 1;
  memset(&message, 0, sizeof message);
  message.struct_size = sizeof message;
  message.id.data = "m1";
  message.id.size = 2;
  message.text.data = words;
  message.text.size = sizeof words - 1;
  if (peertag_tag(tagger, NULL, &message, 1, PEERTAG_UNIT_BYTE, &result) != PEERTAG_OK) return 1;
  codes = peertag_result_codes(result, &count);
  for (i = 0; i < count; ++i)
    if (codes[i].candidate) printf("%.*s\n", (int)codes[i].code.size, codes[i].code.data);
  peertag_result_free(result);
  peertag_tagger_free(tagger);
  peertag_codebook_free(codebook);
  return 0;
}
