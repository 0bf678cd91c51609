/* Building qwen.pack.  The public file has one token a line, `base64 rank`.  Which two tokens make
 * a longer one is not in it, but follows from the ranks: merging the token's own bytes with only
 * the lower ranks allowed ends in exactly two parts, and these are its merge. */
#include "text/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "base/archive.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/pack.h"
#include "text/tokens_table.h"

static const char package[] = "dashscope-1.26.2-py3-none-any.whl";
static const char member[] = "dashscope/resources/qwen.tiktoken";

enum {
    FILE_MAX = 16 << 20,
    TOKEN_MAX = 256,       /* bytes of one token (really 128) */
    BYTES_SLOTS = 1 << 19, /* open addressing: token bytes -> rank */
};

struct vocab {
    const char *bytes[TOKENS_N]; /* lent from `pool` */
    uint16_t len[TOKENS_N];
    uint32_t slots[BYTES_SLOTS]; /* rank + 1; 0: empty */
    char *pool;
    size_t n, used;
};

static uint32_t first_slot(const char *s, size_t n)
{
    uint64_t h = hash_bytes(HASH_SEED, s, n);
    return (uint32_t)(h ^ h >> 32) & (BYTES_SLOTS - 1);
}

/* Where s is, or the empty slot where it belongs. */
static uint32_t *slot_of(struct vocab *v, const char *s, size_t n)
{
    uint32_t at = first_slot(s, n);
    for (;; at = (at + 1) & (BYTES_SLOTS - 1)) {
        uint32_t rank = v->slots[at];
        if (!rank) return &v->slots[at];
        if (v->len[rank - 1] == n && !memcmp(v->bytes[rank - 1], s, n)) return &v->slots[at];
    }
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Decodes up to the first character that is no digit of base64, which must be '=' or the end.
 * Returns the bytes written, or 0: malformed or longer than TOKEN_MAX. */
static size_t base64_decode(char out[TOKEN_MAX], const char *s, size_t n)
{
    uint32_t bits = 0;
    size_t made = 0, i = 0;
    for (int held = 0; i < n && s[i] != '='; i++) {
        int d = base64_digit(s[i]);
        if (d < 0) return 0;
        bits = bits << 6 | (uint32_t)d;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        if (made == TOKEN_MAX) return 0;
        out[made++] = (char)(bits >> held);
    }
    return n - i <= 2 && n % 4 == 0 ? made : 0;
}

/* One line without its newline. */
static int take_line(struct vocab *v, const char *line, size_t n, struct err *e)
{
    const char *space = memchr(line, ' ', n);
    size_t n_code = space ? (size_t)(space - line) : 0;
    char digits[16] = {0}, *end = NULL;
    char *bytes = v->pool + v->used;
    size_t len = space ? base64_decode(bytes, line, n_code) : 0;
    if (len && n - n_code - 1 < sizeof(digits)) memcpy(digits, space + 1, n - n_code - 1);
    unsigned long rank = strtoul(digits, &end, 10);
    if (!len || end == digits || *end || rank != v->n || v->n == TOKENS_N)
        return err_set(e, E_FORMAT, "%s: %s: line %zu is not a token and its rank", package, member,
                       v->n + 1);
    uint32_t *slot = slot_of(v, bytes, len);
    if (*slot)
        return err_set(e, E_FORMAT, "%s: %s: line %zu repeats a token", package, member, v->n + 1);
    v->bytes[v->n] = bytes;
    v->len[v->n] = (uint16_t)len;
    *slot = (uint32_t)++v->n;
    v->used += len;
    return 0;
}

static int take_file(struct vocab *v, const struct buf *file, struct err *e)
{
    v->pool = malloc(file->len + TOKEN_MAX); /* base64 is longer than what it stands for */
    if (!v->pool) return err_set(e, E_NOMEM, "out of memory");
    for (size_t at = 0; at < file->len;) {
        const char *line = file->data + at, *end = memchr(line, '\n', file->len - at);
        size_t n = end ? (size_t)(end - line) : file->len - at;
        at += n + 1;
        if (n && line[n - 1] == '\r') n--;
        int code = n ? take_line(v, line, n, e) : 0;
        if (code) return code;
    }
    if (v->n == TOKENS_N) return 0;
    return err_set(e, E_FORMAT, "%s: %s: %zu tokens, not %d", package, member, v->n, TOKENS_N);
}

/* The rank of parts [a, b) of the token (offsets into it); UINT32_MAX: no such token. */
static uint32_t rank_of(struct vocab *v, const char *s, size_t a, size_t b)
{
    uint32_t rank = *slot_of(v, s + a, b - a);
    return rank ? rank - 1 : UINT32_MAX;
}

/* Merges the bytes of token `rank` with lower ranks only.  Returns where its two parts meet; 0:
 * they do not end as two. */
static size_t split_point(struct vocab *v, uint32_t rank)
{
    const char *s = v->bytes[rank];
    size_t edges[TOKEN_MAX + 1] = {0}, n = v->len[rank]; /* part i is [edges[i], edges[i + 1]) */
    for (size_t i = 0; i <= n; i++)
        edges[i] = i;
    while (n > 2) {
        uint32_t best = rank;
        size_t where = 0;
        for (size_t i = 0; i + 1 < n; i++) {
            uint32_t r = rank_of(v, s, edges[i], edges[i + 2]);
            if (r < best) best = r, where = i;
        }
        if (best == rank) return 0;
        memmove(edges + where + 1, edges + where + 2, (n - where - 1) * sizeof(*edges));
        n--;
    }
    return n == 2 ? edges[1] : 0;
}

static int fill_tables(struct vocab *v, uint32_t bytes[256], struct merge *merges, struct err *e)
{
    size_t n_bytes = 0;
    for (uint32_t rank = 0; rank < TOKENS_N; rank++) {
        const char *s = v->bytes[rank];
        size_t n = v->len[rank];
        if (n == 1) {
            bytes[(unsigned char)s[0]] = rank;
            n_bytes++;
            continue;
        }
        size_t cut = split_point(v, rank);
        uint32_t left = cut ? rank_of(v, s, 0, cut) : UINT32_MAX;
        uint32_t right = cut ? rank_of(v, s, cut, n) : UINT32_MAX;
        if (!rank || left >= rank || right >= rank)
            return err_set(e, E_FORMAT, "%s: token %u has no merge", package, rank);
        uint32_t slot = merge_slot(left, right);
        while (merges[slot].token)
            slot = (slot + 1) & (MERGE_SLOTS - 1);
        merges[slot] = (struct merge){.left = left, .right = right, .token = rank};
    }
    if (n_bytes == 256) return 0;
    return err_set(e, E_FORMAT, "%s: %zu tokens of one byte, not 256", package, n_bytes);
}

static int write_pack(const char *lexicon_dir, const uint32_t bytes[256],
                      const struct merge *merges, struct err *e)
{
    char path[PATH_MAX_BYTES];
    int code = file_join(path, lexicon_dir, "qwen.pack");
    if (code) return err_set(e, code, "%s: path too long", lexicon_dir);
    code = file_mkdirs(lexicon_dir, e);
    if (code) return code;
    struct pack_writer *w = NULL;
    code = pack_writer_open(&w, path, TOKENS_KIND, TOKENS_VERSION, e);
    if (code) return code;
    pack_writer_add(w, "bytes", bytes, 256 * sizeof(*bytes));
    pack_writer_add(w, "merges", merges, MERGE_SLOTS * sizeof(*merges));
    return pack_writer_finish(w, e);
}

int tokens_import(const char *packages_dir, const char *lexicon_dir, struct err *e)
{
    char path[PATH_MAX_BYTES];
    int code = file_join(path, packages_dir, package);
    if (code) return err_set(e, code, "%s: path too long", packages_dir);
    struct buf file = buf_make(FILE_MAX);
    struct vocab *v = calloc(1, sizeof(*v));
    struct merge *merges = calloc(MERGE_SLOTS, sizeof(*merges));
    uint32_t bytes[256] = {0};
    if (v && merges) {
        code = archive_read_member(path, member, &file, e);
        if (!code) code = take_file(v, &file, e);
        if (!code) code = fill_tables(v, bytes, merges, e);
        if (!code) code = write_pack(lexicon_dir, bytes, merges, e);
        free(v->pool);
    } else {
        code = err_set(e, E_NOMEM, "out of memory");
    }
    free(v);
    free(merges);
    buf_free(&file);
    return code;
}
