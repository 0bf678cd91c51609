/* Counting.  The pattern of the public tokenizer, alternatives tried in this order at each place:
 *
 *     (?i:'s|'t|'re|'ve|'m|'ll|'d)  |  [^\r\n\p{L}\p{N}]?\p{L}+  |  \p{N}  |
 *      ?[^\s\p{L}\p{N}]+[\r\n]*     |  \s*[\r\n]+  |  \s+(?!\S)  |  \s+
 *
 * is written out by hand below: it needs no backtracking further than the end of a run of spaces.
 * A piece is then merged with a heap of candidate pairs, lowest rank first and leftmost first among
 * equals, over a doubly linked list of its parts: n log n also for a megabyte of one letter, where
 * the textbook loop would be quadratic. */
#include "text/tokens.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/file.h"
#include "base/pack.h"
#include "base/utf8.h"
#include "text/nfc.h"
#include "text/tokens_table.h"

struct tokens {
    struct pack *pack;
    const uint32_t *bytes;
    const struct merge *merges;
};

int tokens_open(struct tokens **out, const char *lexicon_dir, struct err *e)
{
    char path[PATH_MAX_BYTES];
    int code = file_join(path, lexicon_dir, "qwen.pack");
    if (code) return err_set(e, code, "%s: path too long", lexicon_dir);
    struct tokens *t = calloc(1, sizeof(*t));
    if (!t) return err_set(e, E_NOMEM, "out of memory");
    const void *bytes = NULL, *merges = NULL;
    code = pack_open(&t->pack, path, TOKENS_KIND, TOKENS_VERSION, e);
    if (!code) code = pack_need(t->pack, "bytes", 256 * sizeof(uint32_t), &bytes, e);
    if (!code) code = pack_need(t->pack, "merges", MERGE_SLOTS * sizeof(struct merge), &merges, e);
    t->bytes = bytes;
    t->merges = merges;
    if (code) {
        tokens_close(t);
        t = NULL;
    }
    *out = t;
    return code;
}

void tokens_close(struct tokens *t)
{
    if (!t) return;
    pack_close(t->pack);
    free(t);
}

/* The token that left and right make; 0: none (token 0 is a single byte).  A damaged table may
 * have no empty slot, so the walk is bounded. */
static uint32_t merged(const struct tokens *t, uint32_t left, uint32_t right)
{
    uint32_t slot = merge_slot(left, right);
    for (uint32_t step = 0; step < MERGE_SLOTS; step++) {
        const struct merge *m = &t->merges[(slot + step) & (MERGE_SLOTS - 1)];
        if (!m->token) return 0;
        if (m->left == left && m->right == right) return m->token;
    }
    return 0;
}

/* ---- merging one piece ---- */

static const uint32_t GONE = UINT32_MAX; /* also: no neighbour */

struct part {
    uint32_t token, prev, next;
};

struct merger {
    const struct tokens *t;
    struct part *parts;
    uint64_t *heap; /* rank << 32 | index of the left part; stale entries are skipped when met */
    size_t n_heap, cap; /* cap: bytes of a piece that fit */
};

static int merger_reserve(struct merger *m, size_t n)
{
    if (n <= m->cap) return 0;
    size_t cap = n + n / 2 + 256;
    free(m->parts);
    free(m->heap);
    m->parts = malloc(cap * sizeof(*m->parts));
    m->heap = malloc(cap * 3 * sizeof(*m->heap)); /* n - 1 pairs at first, two more a merge */
    m->cap = m->parts && m->heap ? cap : 0;
    return m->cap ? 0 : E_NOMEM;
}

static void heap_push(struct merger *m, uint64_t key)
{
    size_t i = m->n_heap++;
    for (; i && m->heap[(i - 1) / 2] > key; i = (i - 1) / 2)
        m->heap[i] = m->heap[(i - 1) / 2];
    m->heap[i] = key;
}

static uint64_t heap_pop(struct merger *m)
{
    uint64_t top = m->heap[0], key = m->heap[--m->n_heap];
    size_t i = 0;
    for (;;) {
        size_t kid = 2 * i + 1;
        if (kid >= m->n_heap) break;
        if (kid + 1 < m->n_heap && m->heap[kid + 1] < m->heap[kid]) kid++;
        if (m->heap[kid] >= key) break;
        m->heap[i] = m->heap[kid];
        i = kid;
    }
    m->heap[i] = key;
    return top;
}

static void offer(struct merger *m, uint32_t left)
{
    uint32_t right = m->parts[left].next;
    if (right == GONE) return;
    uint32_t token = merged(m->t, m->parts[left].token, m->parts[right].token);
    if (token) heap_push(m, (uint64_t)token << 32 | left);
}

/* The number of tokens of one piece of n bytes. */
static size_t merge_piece(struct merger *m, const char *s, size_t n)
{
    m->n_heap = 0;
    for (size_t i = 0; i < n; i++)
        m->parts[i] = (struct part){.token = m->t->bytes[(unsigned char)s[i]],
                                    .prev = i ? (uint32_t)(i - 1) : GONE,
                                    .next = i + 1 < n ? (uint32_t)(i + 1) : GONE};
    for (size_t i = 0; i + 1 < n; i++)
        offer(m, (uint32_t)i);
    size_t left_over = n;
    while (m->n_heap) {
        uint64_t key = heap_pop(m);
        uint32_t token = (uint32_t)(key >> 32);
        struct part *left = &m->parts[(uint32_t)key];
        if (left->token == GONE || left->next == GONE) continue;
        struct part *right = &m->parts[left->next];
        if (merged(m->t, left->token, right->token) != token) continue;
        left->token = token;
        right->token = GONE;
        left->next = right->next;
        if (left->next != GONE) m->parts[left->next].prev = (uint32_t)key;
        left_over--;
        if (left->prev != GONE) offer(m, left->prev);
        offer(m, (uint32_t)key);
    }
    return left_over;
}

/* ---- cutting into pieces ---- */

enum class { LETTER, NUMBER, SPACE, BREAK, OTHER }; /* BREAK: \r \n, which are spaces too */

static enum class class_of(uint32_t cp) {
    if (cp == '\r' || cp == '\n') return BREAK;
    if ((cp >= 9 && cp <= 13) || cp == ' ' || cp == 0x85) return SPACE;
    switch (utf8proc_category((int32_t)cp)){
        case UTF8PROC_CATEGORY_LU : case UTF8PROC_CATEGORY_LL : case UTF8PROC_CATEGORY_LT : case
        UTF8PROC_CATEGORY_LM : case UTF8PROC_CATEGORY_LO : return LETTER;
        case UTF8PROC_CATEGORY_ND : case UTF8PROC_CATEGORY_NL : case
        UTF8PROC_CATEGORY_NO : return NUMBER;
        case UTF8PROC_CATEGORY_ZS : case UTF8PROC_CATEGORY_ZL : case
        UTF8PROC_CATEGORY_ZP : return SPACE;
        default : return OTHER;
    }
}

struct composed { /* the text after NFC */
    const int32_t *cps;
    size_t n;
};

static enum class class_at(const struct composed *c, size_t i) {
    return class_of((uint32_t)c->cps[i]);
}

/* The end of "'s", "'ll" ... at i; i: none.  Case does not matter, and case folding makes the
 * long s (U+017F) an s, as in the public tokenizers. */
static size_t contraction_end(const struct composed *c, size_t i)
{
    static const char *const tails[] = {"s", "t", "re", "ve", "m", "ll", "d"};
    if (c->cps[i] != '\'') return i;
    for (size_t k = 0; k < sizeof(tails) / sizeof(*tails); k++) {
        size_t j = i + 1;
        const char *tail = tails[k];
        for (; *tail && j < c->n; tail++, j++) {
            int32_t cp = c->cps[j] == 0x17F ? 's' : c->cps[j];
            if (cp >= 'A' && cp <= 'Z') cp += 'a' - 'A';
            if (cp != *tail) break;
        }
        if (!*tail) return j;
    }
    return i;
}

/* The end of a run of spaces at i, by the last three alternatives. */
static size_t spaces_end(const struct composed *c, size_t i)
{
    size_t end = i, after_break = i;
    for (; end < c->n; end++) {
        enum class k = class_at(c, end);
        if (k != SPACE && k != BREAK) break;
        if (k == BREAK) after_break = end + 1;
    }
    if (after_break > i) return after_break;
    if (end < c->n && end - i > 1) return end - 1; /* the last space goes with what follows */
    return end;
}

static size_t piece_end(const struct composed *c, size_t i)
{
    size_t end = contraction_end(c, i);
    if (end > i) return end;
    enum class k = class_at(c, i), next = i + 1 < c->n ? class_at(c, i + 1) : BREAK;
    if (k == LETTER || ((k == SPACE || k == OTHER) && next == LETTER)) {
        end = i + 1;
        while (end < c->n && class_at(c, end) == LETTER)
            end++;
        return end;
    }
    if (k == NUMBER) return i + 1;
    if (k == OTHER || (c->cps[i] == ' ' && next == OTHER)) {
        end = i + 1;
        while (end < c->n && class_at(c, end) == OTHER)
            end++;
        while (end < c->n && class_at(c, end) == BREAK)
            end++;
        return end;
    }
    return spaces_end(c, i);
}

/* ---- a whole text ---- */

static int compose(struct nfc *w, const char *s, size_t n)
{
    uint32_t *cps = malloc((n + 1) * sizeof(*cps));
    if (!cps) return E_NOMEM;
    size_t n_cps = 0;
    for (size_t at = 0; at < n;)
        cps[n_cps++] = utf8_next(s, n, &at);
    int code = nfc_compose(w, cps, n_cps);
    free(cps);
    return code;
}

static int count_pieces(struct merger *m, const struct composed *c, size_t *count)
{
    struct buf piece = buf_make((size_t)TOKENS_TEXT_MAX * 4);
    int code = 0;
    for (size_t i = 0; i < c->n && !code;) {
        size_t end = piece_end(c, i);
        buf_clear(&piece);
        for (; i < end; i++) {
            char b[4];
            buf_add(&piece, b, utf8_put(b, (uint32_t)c->cps[i]));
        }
        code = buf_error(&piece);
        if (!code) code = merger_reserve(m, piece.len);
        if (!code) *count += merge_piece(m, piece.data, piece.len);
    }
    buf_free(&piece);
    return code;
}

int tokens_count(const struct tokens *t, const char *s, size_t n, size_t *count, struct err *e)
{
    *count = 0;
    if (n > TOKENS_TEXT_MAX)
        return err_set(e, E_LIMIT, "text of %zu bytes: at most %d are counted", n, TOKENS_TEXT_MAX);
    struct nfc w = {0};
    struct merger m = {.t = t};
    int code = compose(&w, s, n);
    if (!code) code = count_pieces(&m, &(struct composed){.cps = w.cps, .n = w.n}, count);
    nfc_free(&w);
    free(m.parts);
    free(m.heap);
    return code ? err_set(e, code, "counting tokens: %s", err_text(code)) : 0;
}
