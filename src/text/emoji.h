/* emoji.h - what emoji are called, in Chinese and in English, from lexicon/emoji.pack.
 *
 *     👍🏽  🇨🇳    ->  拇指向上 / thumbs up    中国旗 / flag of China
 *
 *     "rows"   struct emoji_row [n]  sorted by their code points; without U+FE0F and skin tones
 *     "cps"    uint32 [...]          the sequences, one behind the other
 *     "names"  bytes                 NUL-terminated UTF-8, folded as fold.h does
 *
 * Mapped and used in place; checked once by emoji_open.  Immutable, shared by all threads. */
#ifndef TEXT_EMOJI_H
#define TEXT_EMOJI_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct emoji;

/* E_NOENT: there is no such pack. */
NODISCARD int emoji_open(struct emoji **out, const char *lexicon_dir, struct err *e);
void emoji_close(struct emoji *t); /* NULL is fine */

struct emoji_names {
    const char *zh, *en; /* lent until emoji_close */
};

/* The length of the longest emoji that cps[0, n) begins with: variation selectors, skin tones and
 * what is joined to it without a name belong to it.  0: none that has a name. */
size_t emoji_match(const struct emoji *t, const uint32_t *cps, size_t n, struct emoji_names *out);

/* Builds the pack out of the fetched packages and Unicode's list of emoji. */
NODISCARD int emoji_import(const char *packages_dir, const char *lexicon_dir, struct err *e);

#endif
