/* mutate.h - damaged files for parsers: the same for every format. */
#ifndef TESTS_MUTATE_H
#define TESTS_MUTATE_H

#include "base/err.h"
#include "base/rng.h"
#include "unit.h"

/* A copy at the end of its own allocation, so that a sanitizer sees one byte too far. */
static inline char *mutate_copy(const char *bytes, size_t n)
{
    char *copy = malloc(n ? n : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, n);
    return copy;
}

/* Cuts, or flips, replaces, copies, moves a few bytes. Answers the new length. */
static inline size_t mutate_damage(char *bytes, size_t n, struct rng *r)
{
    if (rng_below(r, 8) == 0) return rng_below(r, (uint32_t)n);
    for (uint32_t k = 1 + rng_below(r, 4); k > 0; k--) {
        size_t at = rng_below(r, (uint32_t)n), to = rng_below(r, (uint32_t)n);
        size_t len = 1 + rng_below(r, 64);
        switch (rng_below(r, 4)) {
        case 0:
            bytes[at] = (char)(bytes[at] ^ 1 << rng_below(r, 8));
            break;
        case 1:
            bytes[at] = (char)rng_below(r, 256);
            break;
        case 2:
            bytes[at] = (char)(rng_below(r, 2) ? 0xff : 0);
            break;
        case 3:
            if (at + len <= n && to + len <= n) memmove(bytes + to, bytes + at, len);
            break;
        }
    }
    return n;
}

/* How many of each kind: UTTER_MUTATIONS. */
static inline int mutate_count(void)
{
    const char *n = getenv("UTTER_MUTATIONS");
    return n ? (int)strtol(n, NULL, 10) : 2000;
}

/* An answer to a damaged file: right, or a refusal that says something. */
static inline void mutate_check(int code, const struct err *e)
{
    if (!code) return;
    assert_int_equal(code, E_FORMAT);
    assert_int_equal(e->code, E_FORMAT);
    assert_true(strlen(e->msg) > 10);
}

#endif
