#include "text/emoji.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/pack.h"
#include "base/utf8.h"
#include "text/emoji_table.h"
#include "text/script.h"

enum { JOINER = 0x200D, MEMBERS_MAX = 16 };

struct emoji {
    struct pack *pack;
    const struct emoji_row *rows;
    const uint32_t *cps;
    const char *names;
    size_t n;
};

static int compare(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
    for (size_t i = 0; i < na && i < nb; i++)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return (na > nb) - (na < nb);
}

static int check(const struct emoji *t, size_t n_cps, size_t n_names)
{
    if (!n_names || t->names[n_names - 1] || !utf8_valid(t->names, n_names, NULL)) return 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct emoji_row *r = &t->rows[i];
        if (!r->n || r->n > EMOJI_CPS_MAX || r->cps >= n_cps || r->n > n_cps - r->cps) return 0;
        if (r->zh >= n_names || r->en >= n_names) return 0;
        if (i && compare(t->cps + r[-1].cps, r[-1].n, t->cps + r->cps, r->n) >= 0) return 0;
    }
    return 1;
}

static const void *section(const struct emoji *t, const char *name, size_t item, size_t *n)
{
    size_t bytes = 0;
    const void *at = pack_find(t->pack, name, &bytes);
    *n = bytes / item;
    return at && bytes % item == 0 ? at : NULL;
}

int emoji_open(struct emoji **out, const char *lexicon_dir, struct err *e)
{
    char path[PATH_MAX_BYTES];
    *out = NULL;
    int code = file_join(path, lexicon_dir, EMOJI_PACK_FILE);
    if (code) return err_set(e, code, "%s: path too long", lexicon_dir);
    struct emoji *t = calloc(1, sizeof(*t));
    if (!t) return err_set(e, E_NOMEM, "out of memory");
    code = pack_open(&t->pack, path, EMOJI_PACK_KIND, EMOJI_PACK_VERSION, e);
    if (!code) {
        size_t n_cps, n_names;
        t->rows = section(t, "rows", sizeof(*t->rows), &t->n);
        t->cps = section(t, "cps", sizeof(*t->cps), &n_cps);
        t->names = section(t, "names", 1, &n_names);
        if (!t->rows || !t->cps || !t->names || t->n > EMOJI_ROWS_MAX || !check(t, n_cps, n_names))
            code = err_set(e, E_CORRUPT, "%s: bad table; run `utter import`", path);
    }
    if (code) {
        emoji_close(t);
        return code;
    }
    *out = t;
    return 0;
}

void emoji_close(struct emoji *t)
{
    if (!t) return;
    pack_close(t->pack);
    free(t);
}

/* ---- matching ---- */

/* The first row that begins with cp or what comes behind it. */
static size_t first_row(const struct emoji *t, uint32_t cp)
{
    size_t lo = 0, hi = t->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (t->cps[t->rows[mid].cps] < cp)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static size_t skip_variants(const uint32_t *cps, size_t n, size_t i)
{
    while (i < n && emoji_is_variant(cps[i]))
        i++;
    return i;
}

/* How much of cps the row matches; 0: it does not. */
static size_t row_length(const struct emoji *t, const struct emoji_row *r, const uint32_t *cps,
                         size_t n)
{
    size_t i = 0;
    for (uint32_t k = 0; k < r->n; k++) {
        if (i == n || cps[i] != t->cps[r->cps + k]) return 0;
        i = skip_variants(cps, n, i + 1);
    }
    return i;
}

size_t emoji_match(const struct emoji *t, const uint32_t *cps, size_t n, struct emoji_names *out)
{
    size_t best = 0;
    if (!n) return 0;
    for (size_t i = first_row(t, cps[0]); i < t->n && t->cps[t->rows[i].cps] == cps[0]; i++) {
        size_t len = row_length(t, &t->rows[i], cps, n);
        if (len <= best) continue;
        best = len;
        out->zh = t->names + t->rows[i].zh;
        out->en = t->names + t->rows[i].en;
    }
    /* Joined to it, in a way that has no name: it is called by its first part. */
    for (int k = 0; best && k < MEMBERS_MAX && best + 1 < n && cps[best] == JOINER; k++) {
        if (!script_is_picture(cps[best + 1])) break;
        best = skip_variants(cps, n, best + 2);
    }
    return best;
}
