/* mapped.c - three parallel arrays that grow together: bytes, from, to. */
#include "text/mapped.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static char empty[1];

struct mapped mapped_make(void)
{
    return (struct mapped){.bytes = empty};
}

void mapped_free(struct mapped *m)
{
    if (m->cap_) {
        free(m->bytes);
        free(m->from);
        free(m->to);
    }
    *m = mapped_make();
}

void mapped_clear(struct mapped *m)
{
    m->n = 0;
    m->error_ = 0;
    if (m->cap_) m->bytes[0] = 0;
}

/* Grows all three, or none as far as the caller can see: a larger array with the old capacity
 * written down is still a right one. */
static int grow(struct mapped *m, size_t cap)
{
    char *bytes = realloc(m->cap_ ? m->bytes : NULL, cap + 1);
    if (bytes) {
        if (!m->cap_) bytes[0] = 0;
        m->bytes = bytes;
    }
    uint32_t *from = bytes ? realloc(m->from, cap * sizeof *from) : NULL;
    if (from) m->from = from;
    uint32_t *to = from ? realloc(m->to, cap * sizeof *to) : NULL;
    if (to) {
        m->to = to;
        m->cap_ = cap;
        return 0;
    }
    if (!m->cap_) { /* the first time: nothing may stay behind an empty text */
        free(bytes);
        free(m->from);
        m->bytes = empty;
        m->from = NULL;
    }
    return m->error_ = E_NOMEM;
}

static int room(struct mapped *m, size_t n)
{
    if (m->error_) return m->error_;
    if (n <= m->cap_ - m->n) return 0;
    if (n > SIZE_MAX / 16 || m->n > SIZE_MAX / 16) return m->error_ = E_NOMEM;
    size_t cap = m->cap_ ? m->cap_ * 2 : 256;
    return grow(m, cap < m->n + n ? m->n + n : cap);
}

void mapped_put(struct mapped *m, const char *s, size_t n, uint32_t from, uint32_t to)
{
    if (!n || room(m, n)) return;
    memcpy(m->bytes + m->n, s, n);
    for (size_t i = m->n; i < m->n + n; i++) {
        m->from[i] = from;
        m->to[i] = to;
    }
    m->n += n;
    m->bytes[m->n] = 0;
}

void mapped_from_utf8(struct mapped *m, const char *s, size_t n)
{
    uint32_t index = 0;
    if (room(m, n)) return;
    for (size_t at = 0; at < n; index++) {
        char utf8[4];
        size_t len = utf8_put(utf8, utf8_next(s, n, &at));
        mapped_put(m, utf8, len, index, index + 1);
    }
}

void mapped_copy(struct mapped *m, const struct mapped *in, size_t at, size_t n)
{
    assert(at <= in->n && n <= in->n - at);
    if (!n || room(m, n)) return;
    memcpy(m->bytes + m->n, in->bytes + at, n);
    memcpy(m->from + m->n, in->from + at, n * sizeof *m->from);
    memcpy(m->to + m->n, in->to + at, n * sizeof *m->to);
    m->n += n;
    m->bytes[m->n] = 0;
}

void mapped_replace(struct mapped *m, const struct mapped *in, size_t at, size_t n, const char *s)
{
    assert(at <= in->n && n <= in->n - at);
    uint32_t from = 0, to = 0;
    if (n) {
        from = in->from[at];
        to = in->to[at];
        for (size_t i = at + 1; i < at + n; i++) { /* an earlier step may have changed the order */
            if (in->from[i] < from) from = in->from[i];
            if (in->to[i] > to) to = in->to[i];
        }
    } else if (in->n) { /* an insertion stands for the empty place where it happens */
        from = to = at < in->n ? in->from[at] : in->to[at - 1];
    }
    mapped_put(m, s, strlen(s), from, to);
}

int mapped_error(const struct mapped *m)
{
    return m->error_;
}
