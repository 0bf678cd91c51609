/* mapped.h - text that remembers where it came from.
 *
 *     original   涨 了 5 %          code points 0 1 2 3
 *     rewritten  涨 了 百 分 之 五    from:      0 1 2 2 2 2     to: 1 2 4 4 4 4
 *
 * Every rewriting step (width folding, normalisation, ...) turns one mapped text into the next and
 * gives each output byte the span [from, to) of the original's code points that it stands for, so
 * that words, chunks, bills and timestamps can speak of what the user sent. Not thread-safe. */
#ifndef TEXT_MAPPED_H
#define TEXT_MAPPED_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct mapped {
    char *bytes; /* UTF-8, well formed, followed by a NUL */
    size_t n, cap_;
    uint32_t *from, *to; /* [n]: one span a byte */
    int error_;          /* sticky E_NOMEM, looked at once by mapped_error */
};

struct mapped mapped_make(void);
void mapped_free(struct mapped *m);
void mapped_clear(struct mapped *m);

/* Original input: each code point stands for itself; malformed bytes become U+FFFD. */
void mapped_from_utf8(struct mapped *m, const char *s, size_t n);

/* Appends n bytes that all stand for [from, to). */
void mapped_put(struct mapped *m, const char *s, size_t n, uint32_t from, uint32_t to);

/* Appends in's bytes [at, at + n) with their spans. */
void mapped_copy(struct mapped *m, const struct mapped *in, size_t at, size_t n);

/* Appends s as the rewriting of in's bytes [at, at + n). */
void mapped_replace(struct mapped *m, const struct mapped *in, size_t at, size_t n, const char *s);

NODISCARD int mapped_error(const struct mapped *m);

#endif
