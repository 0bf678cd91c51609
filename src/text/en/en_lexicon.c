#include "text/en/en_lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"

enum { HEAD = 3, BLOB_MAX = 64 << 20, SLOTS_FIRST = 1 << 12 };

static size_t hash(const char *s, size_t n)
{
    uint64_t h = hash_bytes(HASH_SEED, s, n);
    return (size_t)(h ^ h >> 29);
}

/* ------------------------------------------------------------------------------------ reading */

/* Entries are checked when they are found, not at the door: there are 200,000 of them all over the
 * file, and a program that says one sentence looks at ten. */
static int check_entry(const struct lexicon *lex, size_t at)
{
    if (at + HEAD > lex->size) return 0;
    const unsigned char *p = lex->blob + at;
    size_t word = p[0], n = p[2];
    if (!word || p[1] < LEXICON_GOLD || p[1] > LEXICON_CMU || !n || n > LEXICON_VARIANTS_MAX)
        return 0;
    at += HEAD + word;
    for (size_t i = 0; i < n; i++) {
        if (at + 2 > lex->size || lex->blob[at] >= TAG_COUNT) return 0;
        size_t len = lex->blob[at + 1];
        if (len > PHONES_MAX || at + 2 + len > lex->size) return 0;
        for (size_t k = 0; k < len; k++)
            if (!phone_is_symbol((char)lex->blob[at + 2 + k])) return 0;
        at += 2 + len;
    }
    return 1;
}

int lexicon_open(struct lexicon *lex, const struct pack *pack, struct err *e)
{
    size_t bytes = 0;
    lex->slots = pack_find(pack, "lexicon.slots", &bytes);
    lex->blob = pack_find(pack, "lexicon.blob", &lex->size);
    lex->n_slots = bytes / sizeof(*lex->slots);
    int bad = !lex->slots || !lex->blob || !lex->n_slots || (lex->n_slots & (lex->n_slots - 1)) ||
              bytes % sizeof(*lex->slots);
    size_t used = 0;
    for (size_t i = 0; !bad && i < lex->n_slots; i++)
        used += lex->slots[i] != 0;
    /* an empty slot ends every search */
    if (bad || used == lex->n_slots)
        return err_set(e, E_CORRUPT, "the English lexicon is damaged; run `utter import` again");
    return 0;
}

static void entry_at(const struct lexicon *lex, size_t at, struct lexicon_entry *out)
{
    const unsigned char *p = lex->blob + at;
    out->source = (enum lexicon_source)p[1];
    out->n = p[2];
    p += HEAD + p[0];
    for (size_t i = 0; i < out->n; i++) {
        out->variant[i].tag = (enum lexicon_tag)p[0];
        out->variant[i].len = p[1];
        out->variant[i].s = (const char *)p + 2;
        p += 2 + p[1];
    }
}

static int is_word(const struct lexicon *lex, size_t at, const char *word, size_t n)
{
    if (at + HEAD + n > lex->size) return 0;
    const unsigned char *p = lex->blob + at;
    return p[0] == n && !memcmp(p + HEAD, word, n) && check_entry(lex, at);
}

int lexicon_get(const struct lexicon *lex, const char *word, size_t n, struct lexicon_entry *out)
{
    if (!n || n > LEXICON_WORD_MAX) return 0;
    for (size_t i = hash(word, n);; i++) {
        uint32_t slot = lex->slots[i & (lex->n_slots - 1)];
        if (!slot) return 0;
        if (!is_word(lex, slot - 1, word, n)) continue;
        entry_at(lex, slot - 1, out);
        return 1;
    }
}

int lexicon_find(const struct lexicon *lex, const char *word, size_t n, struct lexicon_entry *out)
{
    if (lexicon_get(lex, word, n, out)) return 1;
    char other[LEXICON_WORD_MAX];
    if (n < 2 || n > sizeof(other)) return 0;
    char c = word[0];
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) return 0;
    memcpy(other, word, n);
    other[0] = (char)(c ^ 0x20);
    return lexicon_get(lex, other, n, out);
}

int lexicon_reading(const struct lexicon_entry *entry, enum lexicon_tag tag, struct phones *out)
{
    size_t pick = 0;
    enum lexicon_tag parent = tag >= TAG_PAST && tag <= TAG_PRESENT ? TAG_VERB : tag;
    for (size_t i = entry->n; i-- > 0;)
        if (entry->variant[i].tag == parent) pick = i;
    for (size_t i = entry->n; i-- > 0;)
        if (entry->variant[i].tag == tag) pick = i;
    out->n = 0;
    phones_add(out, entry->variant[pick].s, entry->variant[pick].len);
    return out->n > 0;
}

/* ------------------------------------------------------------------------------------ writing */

struct lexicon_builder {
    struct buf blob;
    uint32_t *slots;
    size_t n_slots, used;
};

struct lexicon_builder *lexicon_builder_open(void)
{
    struct lexicon_builder *b = calloc(1, sizeof(*b));
    if (!b) return NULL;
    b->blob = buf_make(BLOB_MAX);
    b->n_slots = SLOTS_FIRST;
    b->slots = calloc(b->n_slots, sizeof(*b->slots));
    if (b->slots) return b;
    free(b);
    return NULL;
}

void lexicon_builder_close(struct lexicon_builder *b)
{
    if (!b) return;
    buf_free(&b->blob);
    free(b->slots);
    free(b);
}

/* The slot of this spelling: its entry, or the empty one where it belongs. */
static size_t find_slot(const struct lexicon_builder *b, const char *word, size_t n)
{
    size_t i = hash(word, n) & (b->n_slots - 1);
    while (b->slots[i]) {
        const unsigned char *p = (const unsigned char *)b->blob.data + b->slots[i] - 1;
        if (p[0] == n && !memcmp(p + HEAD, word, n)) break;
        i = (i + 1) & (b->n_slots - 1);
    }
    return i;
}

int lexicon_builder_has(const struct lexicon_builder *b, const char *word, size_t n)
{
    return b->slots[find_slot(b, word, n)] != 0;
}

static int grow(struct lexicon_builder *b)
{
    size_t n_old = b->n_slots;
    uint32_t *old = b->slots, *slots = calloc(n_old * 2, sizeof(*slots));
    if (!slots) return E_NOMEM;
    b->slots = slots;
    b->n_slots = n_old * 2;
    for (size_t i = 0; i < n_old; i++) {
        if (!old[i]) continue;
        const unsigned char *p = (const unsigned char *)b->blob.data + old[i] - 1;
        b->slots[find_slot(b, (const char *)p + HEAD, p[0])] = old[i];
    }
    free(old);
    return 0;
}

int lexicon_builder_add(struct lexicon_builder *b, const char *word, size_t n,
                        const struct lexicon_entry *entry)
{
    if (!n || n > LEXICON_WORD_MAX || lexicon_builder_has(b, word, n)) return 0;
    if (b->used * 2 >= b->n_slots && grow(b)) return E_NOMEM;
    size_t slot = find_slot(b, word, n);
    uint32_t at = (uint32_t)b->blob.len;
    char head[HEAD] = {(char)n, (char)entry->source, (char)entry->n};
    buf_add(&b->blob, head, HEAD);
    buf_add(&b->blob, word, n);
    for (size_t i = 0; i < entry->n; i++) {
        buf_putc(&b->blob, (char)entry->variant[i].tag);
        buf_putc(&b->blob, (char)entry->variant[i].len);
        buf_add(&b->blob, entry->variant[i].s, entry->variant[i].len);
    }
    if (buf_error(&b->blob)) return buf_error(&b->blob);
    b->slots[slot] = at + 1;
    b->used++;
    return 0;
}

void lexicon_builder_write(const struct lexicon_builder *b, struct pack_writer *w)
{
    pack_writer_add(w, "lexicon.slots", b->slots, b->n_slots * sizeof(*b->slots));
    pack_writer_add(w, "lexicon.blob", b->blob.data, b->blob.len);
}
