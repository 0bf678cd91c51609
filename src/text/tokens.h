/* tokens.h - how many Qwen tokens a text has: what the 512-token limit of qwen-tts counts.
 *
 * Byte-level BPE: NFC, cut by the public pattern into pieces, each piece's bytes merged by rank
 * (the vocabulary's order).  Exact, not an estimate.  Immutable after opening. */
#ifndef TEXT_TOKENS_H
#define TEXT_TOKENS_H

#include <stddef.h>

#include "base/err.h"

struct tokens;

NODISCARD int tokens_open(struct tokens **out, const char *lexicon_dir, struct err *e);
void tokens_close(struct tokens *t);

/* n bytes of UTF-8; time is n log n at worst. */
NODISCARD int tokens_count(const struct tokens *t, const char *s, size_t n, size_t *count,
                           struct err *e);

/* `utter import`: builds lexicon_dir/qwen.pack from the fetched package in packages_dir. */
NODISCARD int tokens_import(const char *packages_dir, const char *lexicon_dir, struct err *e);

#endif
