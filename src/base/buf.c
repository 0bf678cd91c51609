#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char empty[1];

struct buf buf_make(size_t max)
{
    return (struct buf){.data = empty, .max = max};
}

void buf_free(struct buf *b)
{
    if (b->cap_) free(b->data);
    *b = buf_make(b->max);
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->error_ = 0;
    if (b->cap_) b->data[0] = 0;
}

static int fail(struct buf *b, int code)
{
    if (!b->error_) b->error_ = code;
    return code;
}

char *buf_room(struct buf *b, size_t n)
{
    if (b->error_) return NULL;
    if (n > b->max - b->len) {
        fail(b, E_LIMIT);
        return NULL;
    }
    size_t need = b->len + n + 1;
    if (need > b->cap_) {
        size_t cap = b->cap_ < 32 ? 64 : b->cap_ * 2;
        if (cap > b->max + 1) cap = b->max + 1;
        if (cap < need) cap = need;
        char *p = realloc(b->cap_ ? b->data : NULL, cap);
        if (!p) {
            fail(b, E_NOMEM);
            return NULL;
        }
        b->data = p;
        b->cap_ = cap;
    }
    b->data[b->len + n] = 0;
    return b->data + b->len;
}

int buf_add(struct buf *b, const void *bytes, size_t n)
{
    if (!n) return b->error_;
    char *p = buf_room(b, n);
    if (!p) return b->error_;
    memcpy(p, bytes, n);
    b->len += n;
    return 0;
}

int buf_puts(struct buf *b, const char *s)
{
    return buf_add(b, s, strlen(s));
}

int buf_putc(struct buf *b, char c)
{
    return buf_add(b, &c, 1);
}

int buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0) return fail(b, E_ARG);
    char *p = buf_room(b, (size_t)n);
    if (!p) return b->error_;
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->len += (size_t)n;
    return 0;
}

void buf_drop(struct buf *b, size_t n)
{
    assert(n <= b->len);
    if (!n) return;
    memmove(b->data, b->data + n, b->len - n + 1);
    b->len -= n;
}

int buf_error(const struct buf *b)
{
    return b->error_;
}
