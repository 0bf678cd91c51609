#include "text/nfc.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { DECOMPOSED_MAX = 8 }; /* code points that one canonical decomposition may give (really 4) */

static int combining_class(int32_t cp)
{
    return cp < 0x300 ? 0 : utf8proc_get_property(cp)->combining_class;
}

/* Besides marks with a combining class, a few marks of class 0 (Indic vowel signs) and the
 * vowels and finals of Hangul compose with what stands before them. */
int nfc_is_boundary(uint32_t cp)
{
    if (cp < 0x300) return 1;
    if (cp >= 0x1160 && cp <= 0x11FF) return 0;
    const utf8proc_property_t *p = utf8proc_get_property((int32_t)cp);
    return !p->combining_class && p->category != UTF8PROC_CATEGORY_MN &&
           p->category != UTF8PROC_CATEGORY_MC && p->category != UTF8PROC_CATEGORY_ME;
}

static int reserve(struct nfc *w, size_t n)
{
    if (n <= w->cap_) return 0;
    size_t cap = n + n / 2 + 64;
    int32_t *p = realloc(w->cps, cap * sizeof(*p));
    if (!p) return E_NOMEM;
    w->cps = p;
    w->cap_ = cap;
    return 0;
}

static int decompose(struct nfc *w, const uint32_t *cps, size_t n)
{
    w->n = 0;
    for (size_t i = 0; i < n; i++) {
        if (reserve(w, w->n + DECOMPOSED_MAX + (n - i))) return E_NOMEM;
        int bound = 0;
        utf8proc_ssize_t got =
            utf8proc_decompose_char((int32_t)cps[i], w->cps + w->n, DECOMPOSED_MAX,
                                    UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, &bound);
        if (got < 0 || got > DECOMPOSED_MAX) return E_ARG;
        w->n += (size_t)got;
    }
    return 0;
}

static int by_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Sorts n marks by class; marks of one class keep their order. */
static int sort_marks(int32_t *marks, size_t n)
{
    int sorted = 1;
    for (size_t i = 1; i < n && sorted; i++)
        sorted = combining_class(marks[i - 1]) <= combining_class(marks[i]);
    if (sorted) return 0;
    uint64_t *keys = malloc(n * sizeof(*keys));
    int32_t *copy = malloc(n * sizeof(*copy));
    int code = keys && copy ? 0 : E_NOMEM;
    for (size_t i = 0; !code && i < n; i++) {
        keys[i] = (uint64_t)combining_class(marks[i]) << 32 | i;
        copy[i] = marks[i];
    }
    if (!code) {
        qsort(keys, n, sizeof(*keys), by_key);
        for (size_t i = 0; i < n; i++)
            marks[i] = copy[keys[i] & 0xFFFFFFFFu];
    }
    free(keys);
    free(copy);
    return code;
}

static int order_marks(struct nfc *w)
{
    for (size_t i = 0; i < w->n;) {
        if (!combining_class(w->cps[i])) {
            i++;
            continue;
        }
        size_t end = i + 1;
        while (end < w->n && combining_class(w->cps[end]))
            end++;
        int code = sort_marks(w->cps + i, end - i);
        if (code) return code;
        i = end;
    }
    return 0;
}

int nfc_compose(struct nfc *w, const uint32_t *cps, size_t n)
{
    int code = decompose(w, cps, n);
    if (!code) code = order_marks(w);
    if (code) return code;
    utf8proc_ssize_t left = utf8proc_normalize_utf32(w->cps, (utf8proc_ssize_t)w->n,
                                                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (left < 0) return E_ARG;
    w->n = (size_t)left;
    return 0;
}

void nfc_free(struct nfc *w)
{
    free(w->cps);
    *w = (struct nfc){0};
}
