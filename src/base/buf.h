/* buf.h - bytes that grow, up to a maximum given at birth.
 *
 * A failed append (over the maximum, or no memory) sets a sticky code and changes nothing; a caller
 * that builds a reply out of many pieces may therefore append freely and look once, at the end:
 *
 *     struct buf b = buf_make(64 << 10);
 *     buf_puts(&b, "{\"id\":");
 *     buf_printf(&b, "%d}", id);
 *     if (buf_error(&b)) ...
 *     buf_free(&b);
 *
 * `data` is always followed by a NUL that `len` does not count (data is "" when empty).
 * Not thread-safe. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>

#include "base/err.h"

struct buf {
    char *data;
    size_t len, cap_, max;
    int error_;
};

struct buf buf_make(size_t max);
void buf_free(struct buf *b);  /* releases the bytes; the buf may be used again, empty */
void buf_clear(struct buf *b); /* empty, keeps the memory, forgets the error */

/* Each returns 0, E_LIMIT or E_NOMEM, and remembers the first failure. */
int buf_add(struct buf *b, const void *bytes, size_t n);
int buf_puts(struct buf *b, const char *s);
int buf_putc(struct buf *b, char c);
int buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);

/* Room for n more bytes, which the caller fills and then counts with b->len += n.  NULL: the
 * failure is remembered as above. */
char *buf_room(struct buf *b, size_t n);

/* Removes n bytes from the front (n <= len). */
void buf_drop(struct buf *b, size_t n);

NODISCARD int buf_error(const struct buf *b);

#endif
