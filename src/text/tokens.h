/* tokens.h - how many Qwen tokens a text has: what the 512-token limit of qwen-tts counts.
 *
 *     text -> NFC -> pieces by the public pattern -> each piece's bytes merged by rank -> count
 *
 *     " Hello, 2026年"   ->   " Hello" "," " " "2" "0" "2" "6" "年"
 *
 * Exact, not an estimate: the answer is that of the public `tokenizer.json` of the Qwen models
 * (tests/text/check-tokens.py compares them).  Two decisions:
 *  - "<|im_end|>" and the other special tokens are counted as the ordinary text they are: what a
 *    user sends is text to be spoken, never a command to the model.
 *  - Malformed UTF-8 counts as U+FFFD, one a byte, as it is read by the front end.
 *
 * A struct tokens is immutable after opening; any number of threads may count at once. */
#ifndef TEXT_TOKENS_H
#define TEXT_TOKENS_H

#include <stddef.h>

#include "base/err.h"

enum { TOKENS_TEXT_MAX = 64 << 20 }; /* bytes of text that tokens_count takes */

struct tokens;

/* Maps lexicon_dir/qwen.pack. */
NODISCARD int tokens_open(struct tokens **out, const char *lexicon_dir, struct err *e);
void tokens_close(struct tokens *t);

/* n bytes of UTF-8; time is n log n at worst.  E_LIMIT: more than TOKENS_TEXT_MAX. */
NODISCARD int tokens_count(const struct tokens *t, const char *s, size_t n, size_t *count,
                           struct err *e);

/* `utter import`: builds lexicon_dir/qwen.pack from the fetched package in packages_dir. */
NODISCARD int tokens_import(const char *packages_dir, const char *lexicon_dir, struct err *e);

#endif
