#include "text/en/en_tagger.h"

#include <string.h>

#include "base/hash.h"
#include "text/en/en_tagger_hash.h"

/* ------------------------------------------------------------------------------------ opening */

/* Only the tags that choose between readings. */
static const struct {
    const char *begin; /* of the tag's name */
    enum lexicon_tag means;
} meanings[] = {
    {"NN", TAG_NOUN},     {"VBD", TAG_PAST}, {"VBN", TAG_PARTICIPLE},
    {"VBP", TAG_PRESENT}, {"VB", TAG_VERB},  {"MD", TAG_VERB},
    {"JJ", TAG_ADJ},      {"RB", TAG_ADV},   {"DT", TAG_DT},
};

static enum lexicon_tag meaning_of(const char *name)
{
    for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++)
        if (!strncmp(name, meanings[i].begin, strlen(meanings[i].begin))) return meanings[i].means;
    return TAG_DEFAULT;
}

static int read_tags(struct tagger *t, const char *s, size_t size)
{
    t->n_tags = 0;
    for (size_t at = 0; at < size; t->n_tags++) {
        const char *end = memchr(s + at, '\n', size - at);
        size_t n = end ? (size_t)(end - s) - at : 0;
        if (!n || n > TAGGER_NAME_MAX || t->n_tags == TAGGER_TAGS_MAX) return 0;
        memcpy(t->tag[t->n_tags].name, s + at, n);
        t->tag[t->n_tags].name[n] = 0;
        t->tag[t->n_tags].len = (uint8_t)n;
        t->tag[t->n_tags].means = meaning_of(t->tag[t->n_tags].name);
        at += n + 1;
    }
    return t->n_tags > 0;
}

int tagger_open(struct tagger *t, const struct pack *pack, struct err *e)
{
    size_t slots = 0, weights = 0, names = 0;
    *t = (struct tagger){0};
    t->slots = pack_find(pack, "tagger.slots", &slots);
    t->weights = pack_find(pack, "tagger.weights", &weights);
    const char *tags = pack_find(pack, "tagger.tags", &names);
    t->n_slots = slots / sizeof(*t->slots);
    t->n_weights = weights / sizeof(*t->weights);
    if (!t->slots || !t->weights || !tags || !t->n_slots || (t->n_slots & (t->n_slots - 1)) ||
        slots % sizeof(*t->slots) || weights % sizeof(*t->weights) || !read_tags(t, tags, names))
        return err_set(e, E_CORRUPT, "the English tagger is damaged; run `utter import` again");
    return 0;
}

const char *tagger_name(const struct tagger *t, uint8_t tag)
{
    return tag < t->n_tags ? t->tag[tag].name : "";
}

enum lexicon_tag tagger_meaning(const struct tagger *t, uint8_t tag)
{
    return tag < t->n_tags ? t->tag[tag].means : TAG_DEFAULT;
}

/* ------------------------------------------------------------------------------------ features */

/* The first weight of a feature, n_weights: it has none.  A damaged table ends the search too. */
static size_t find(const struct tagger *t, uint64_t h)
{
    for (size_t i = 0; i < TAGGER_PROBES; i++) {
        const struct tagger_slot *s = &t->slots[(h + i) & (t->n_slots - 1)];
        if (!s->first) break;
        if (s->check == tagger_check(h)) return s->first - 1;
    }
    return t->n_weights;
}

static void add_feature(const struct tagger *t, uint64_t h, int32_t score[TAGGER_TAGS_MAX])
{
    for (size_t i = find(t, h); i < t->n_weights; i++) {
        const struct tagger_weight *w = &t->weights[i];
        score[w->tag % TAGGER_TAGS_MAX] += w->thousandths;
        if (!w->more) break;
    }
}

struct norm { /* a word as its neighbours see it */
    char s[TAGGER_WORD_MAX + 1];
    size_t n;
};

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void set(struct norm *out, const char *s, size_t n)
{
    memcpy(out->s, s, n);
    out->n = n;
}

static void normalize(const struct tagger_word *w, struct norm *out)
{
    size_t n = w->n < TAGGER_WORD_MAX ? w->n : TAGGER_WORD_MAX, digits = 0;
    int hyphen = 0;
    for (size_t i = 0; i < n; i++) {
        char c = w->s[i];
        digits += (size_t)is_digit(c);
        hyphen |= c == '-' && w->s[0] != '-';
        out->s[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    out->n = n;
    if (hyphen)
        set(out, "!HYPHEN", 7);
    else if (digits == 4 && n == 4)
        set(out, "!YEAR", 5);
    else if (n && is_digit(w->s[0]))
        set(out, "!DIGITS", 7);
}

static uint64_t with(uint64_t h, const char *s, size_t n)
{
    return hash_bytes(hash_bytes(h, " ", 1), s, n);
}

/* The hash of a feature's name and one argument. */
#define FEATURE(name, s, n) with(hash_bytes(HASH_SEED, name, sizeof(name) - 1), s, n)

static uint64_t suffix_of(uint64_t h, const char *s, size_t n)
{
    return n > 3 ? with(h, s + n - 3, 3) : with(h, s, n);
}

struct before { /* the name of a tag before */
    const char *s;
    size_t n;
};

/* w points at the word's own norm; two more stand before and behind it. */
static uint8_t predict(const struct tagger *t, const struct tagger_word *word, const struct norm *w,
                       const struct before *prev, const struct before *prev2)
{
#define START(name) hash_bytes(HASH_SEED, name, sizeof(name) - 1)
    int32_t score[TAGGER_TAGS_MAX] = {0};
    const struct norm *l1 = w - 1, *l2 = w - 2, *r1 = w + 1, *r2 = w + 2;
    add_feature(t, START("bias"), score);
    add_feature(t, suffix_of(START("i suffix"), word->s, word->n), score);
    add_feature(t, FEATURE("i pref1", word->s, 1), score);
    add_feature(t, FEATURE("i-1 tag", prev->s, prev->n), score);
    add_feature(t, FEATURE("i-2 tag", prev2->s, prev2->n), score);
    add_feature(t, with(FEATURE("i tag+i-2 tag", prev->s, prev->n), prev2->s, prev2->n), score);
    add_feature(t, FEATURE("i word", w->s, w->n), score);
    add_feature(t, with(FEATURE("i-1 tag+i word", prev->s, prev->n), w->s, w->n), score);
    add_feature(t, FEATURE("i-1 word", l1->s, l1->n), score);
    add_feature(t, suffix_of(START("i-1 suffix"), l1->s, l1->n), score);
    add_feature(t, FEATURE("i-2 word", l2->s, l2->n), score);
    add_feature(t, FEATURE("i+1 word", r1->s, r1->n), score);
    add_feature(t, suffix_of(START("i+1 suffix"), r1->s, r1->n), score);
    add_feature(t, FEATURE("i+2 word", r2->s, r2->n), score);
    size_t best = 0; /* of equal ones the last in the alphabet, as in training */
    for (size_t i = 1; i < t->n_tags; i++)
        if (score[i] >= score[best]) best = i;
    return (uint8_t)best;
#undef START
}

void tagger_run(const struct tagger *t, const struct tagger_word *words, size_t n, uint8_t *tags)
{
    struct norm norm[TAGGER_WORDS_MAX + 4];
    if (n > TAGGER_WORDS_MAX) n = TAGGER_WORDS_MAX;
    set(&norm[0], "-START-", 7);
    set(&norm[1], "-START2-", 8);
    for (size_t i = 0; i < n; i++)
        normalize(&words[i], &norm[i + 2]);
    set(&norm[n + 2], "-END-", 5);
    set(&norm[n + 3], "-END2-", 6);
    struct before prev = {"-START-", 7}, prev2 = {"-START2-", 8};
    for (size_t i = 0; i < n; i++) {
        size_t at = find(t, FEATURE("=", words[i].s, words[i].n));
        tags[i] = at < t->n_weights && t->weights[at].tag < t->n_tags
                      ? t->weights[at].tag
                      : predict(t, &words[i], &norm[i + 2], &prev, &prev2);
        prev2 = prev;
        prev = (struct before){t->tag[tags[i]].name, t->tag[tags[i]].len};
    }
}
