/* en_tagger_import.c - the tagger's table: from the package's pickle
 * (({feature: {tag: weight}}, {word: tag}, {tags})) to slots and weights. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/archive.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/pickle.h"
#include "text/en/en_tagger.h"
#include "text/en/en_tagger_hash.h"

enum { TABLE_MAX = 32 << 20, SLOTS_FIRST = 1 << 10, FEATURES_MIN = 50000 };

static const char wheel[] = "textblob_aptagger-0.2.0-py2.py3-none-any.whl";
static const char member[] = "textblob_aptagger/trontagger-0.1.0.pickle";

struct tagger_builder {
    struct buf tags, weights, hashes; /* hashes: of each feature, a uint64_t */
    struct buf firsts;                /* ... and its first weight, a uint32_t */
    size_t n_tags, n_features;
    uint64_t last; /* the feature that got the last weight */
};

struct tagger_builder *tagger_builder_open(void)
{
    struct tagger_builder *b = calloc(1, sizeof(*b));
    if (!b) return NULL;
    b->tags = buf_make(TAGGER_TAGS_MAX * (TAGGER_NAME_MAX + 1));
    b->weights = buf_make(TABLE_MAX);
    b->hashes = buf_make(TABLE_MAX);
    b->firsts = buf_make(TABLE_MAX);
    return b;
}

void tagger_builder_close(struct tagger_builder *b)
{
    if (!b) return;
    buf_free(&b->tags);
    buf_free(&b->weights);
    buf_free(&b->hashes);
    buf_free(&b->firsts);
    free(b);
}

/* The tag's number, n_tags: there is no such tag. */
static size_t tag_number(const struct tagger_builder *b, const char *name, size_t n)
{
    size_t number = 0;
    for (size_t at = 0; at < b->tags.len; number++) {
        size_t len = (size_t)((const char *)memchr(b->tags.data + at, '\n', b->tags.len - at) -
                              (b->tags.data + at));
        if (len == n && !memcmp(b->tags.data + at, name, n)) break;
        at += len + 1;
    }
    return number;
}

int tagger_builder_tag(struct tagger_builder *b, const char *name, size_t n, struct err *e)
{
    if (!n || n > TAGGER_NAME_MAX || b->n_tags == TAGGER_TAGS_MAX || memchr(name, '\n', n))
        return err_set(e, E_FORMAT, "the tagger's tags: too many, or one of %zu letters", n);
    buf_add(&b->tags, name, n);
    buf_putc(&b->tags, '\n');
    b->n_tags++;
    return buf_error(&b->tags);
}

static void put(struct tagger_builder *b, uint64_t hash, int16_t thousandths, size_t tag)
{
    struct tagger_weight w = {thousandths, (uint8_t)tag, 0};
    if (b->n_features && b->last == hash && b->weights.len >= sizeof(w)) {
        /* the weight before it was not the feature's last one */
        b->weights.data[b->weights.len - sizeof(w) + offsetof(struct tagger_weight, more)] = 1;
    } else {
        uint32_t first = (uint32_t)(b->weights.len / sizeof(w)) + 1;
        buf_add(&b->hashes, &hash, sizeof(hash));
        buf_add(&b->firsts, &first, sizeof(first));
        b->n_features++;
        b->last = hash;
    }
    buf_add(&b->weights, &w, sizeof(w));
}

static int add(struct tagger_builder *b, uint64_t hash, const char *tag, size_t n_tag,
               double weight, struct err *e)
{
    size_t number = tag_number(b, tag, n_tag);
    double thousandths = round(weight * 1000);
    if (number == b->n_tags || !(fabs(thousandths) <= 2 * INT16_MAX))
        return err_set(e, E_FORMAT, "the tagger's weights: no tag %.*s, or a weight of %g",
                       (int)n_tag, tag, weight);
    int whole = (int)thousandths, half = whole / 2;
    if (whole != (int16_t)whole) { /* a large one counts as two */
        put(b, hash, (int16_t)half, number);
        whole -= half;
    }
    put(b, hash, (int16_t)whole, number);
    if (buf_error(&b->weights) || buf_error(&b->hashes) || buf_error(&b->firsts))
        return err_set(e, E_LIMIT, "the tagger's weights: more than %d bytes", TABLE_MAX);
    return 0;
}

int tagger_builder_weight(struct tagger_builder *b, const char *feature, size_t n, const char *tag,
                          size_t n_tag, double weight, struct err *e)
{
    return add(b, hash_bytes(HASH_SEED, feature, n), tag, n_tag, weight, e);
}

int tagger_builder_word(struct tagger_builder *b, const char *word, size_t n, const char *tag,
                        size_t n_tag, struct err *e)
{
    return add(b, hash_bytes(hash_bytes(HASH_SEED, "= ", 2), word, n), tag, n_tag, 0, e);
}

/* Puts every feature into its slot; 0: two have the same check, or a row of slots is too long. */
static int fill(const struct tagger_builder *b, struct tagger_slot *slots, size_t n_slots)
{
    for (size_t k = 0; k < b->n_features; k++) {
        uint64_t h = 0;
        uint32_t first = 0;
        memcpy(&h, b->hashes.data + k * sizeof(h), sizeof(h));
        memcpy(&first, b->firsts.data + k * sizeof(first), sizeof(first));
        size_t i = 0;
        while (i < TAGGER_PROBES && slots[(h + i) & (n_slots - 1)].first) {
            if (slots[(h + i) & (n_slots - 1)].check == tagger_check(h)) return 0;
            i++;
        }
        if (i == TAGGER_PROBES) return 0;
        slots[(h + i) & (n_slots - 1)] = (struct tagger_slot){tagger_check(h), first};
    }
    return 1;
}

int tagger_builder_write(struct tagger_builder *b, struct pack_writer *w, struct err *e)
{
    size_t n_slots = SLOTS_FIRST;
    while (n_slots < 2 * b->n_features)
        n_slots *= 2;
    struct tagger_slot *slots = calloc(n_slots, sizeof(*slots));
    if (!slots) return err_set(e, E_NOMEM, "the tagger's table: out of memory");
    int code = 0;
    if (!fill(b, slots, n_slots))
        code = err_set(e, E_FORMAT, "the tagger's table: two features with one hash");
    pack_writer_add(w, "tagger.slots", slots, n_slots * sizeof(*slots));
    pack_writer_add(w, "tagger.weights", b->weights.data, b->weights.len);
    pack_writer_add(w, "tagger.tags", b->tags.data, b->tags.len);
    free(slots);
    return code;
}

/* ---------------------------------------------------------------------------------- the pickle */

static int wrong(struct err *e)
{
    return err_set(e, E_FORMAT, "%s: not the tagger's weights", member);
}

static int is_string(const struct pickle_value *v)
{
    return v->kind == PICKLE_STRING || v->kind == PICKLE_BYTES;
}

static int by_name(const void *a, const void *b)
{
    const struct pickle_value *x = *(const struct pickle_value *const *)a;
    const struct pickle_value *y = *(const struct pickle_value *const *)b;
    size_t n = x->n_bytes < y->n_bytes ? x->n_bytes : y->n_bytes;
    int order = memcmp(x->text, y->text, n);
    return order ? order : (x->n_bytes > y->n_bytes) - (x->n_bytes < y->n_bytes);
}

static int add_tags(struct tagger_builder *b, const struct pickle_value *set, struct err *e)
{
    const struct pickle_value *tags[TAGGER_TAGS_MAX];
    size_t n = 0;
    if (set->kind != PICKLE_LIST || set->n > TAGGER_TAGS_MAX) return wrong(e);
    for (const struct pickle_item *i = set->first; i && n < TAGGER_TAGS_MAX; i = i->next) {
        if (!is_string(i->value)) return wrong(e);
        tags[n++] = i->value;
    }
    qsort(tags, n, sizeof(tags) / TAGGER_TAGS_MAX, by_name);
    int code = 0;
    for (size_t k = 0; k < n && !code; k++)
        code = tagger_builder_tag(b, tags[k]->text, tags[k]->n_bytes, e);
    return code;
}

static int add_feature(struct tagger_builder *b, const struct pickle_value *feature,
                       const struct pickle_value *weights, struct err *e)
{
    if (!is_string(feature) || weights->kind != PICKLE_DICT) return wrong(e);
    int code = 0;
    for (const struct pickle_item *i = weights->first; i && !code; i = i->next->next) {
        const struct pickle_value *tag = i->value, *weight = i->next->value;
        if (!is_string(tag) || (weight->kind != PICKLE_FLOAT && weight->kind != PICKLE_INT))
            return wrong(e);
        code = tagger_builder_weight(
            b, feature->text, feature->n_bytes, tag->text, tag->n_bytes,
            weight->kind == PICKLE_FLOAT ? weight->real : (double)weight->integer, e);
    }
    return code;
}

static int add_all(struct tagger_builder *b, const struct pickle_value *root, struct err *e)
{
    if (root->kind != PICKLE_TUPLE || root->n != 3) return wrong(e);
    const struct pickle_value *weights = root->first->value;
    const struct pickle_value *words = root->first->next->value;
    if (weights->kind != PICKLE_DICT || words->kind != PICKLE_DICT) return wrong(e);
    int code = add_tags(b, root->last->value, e);
    for (const struct pickle_item *i = weights->first; i && !code; i = i->next->next)
        code = add_feature(b, i->value, i->next->value, e);
    for (const struct pickle_item *i = words->first; i && !code; i = i->next->next) {
        const struct pickle_value *word = i->value, *tag = i->next->value;
        if (!is_string(word) || !is_string(tag)) return wrong(e);
        code = tagger_builder_word(b, word->text, word->n_bytes, tag->text, tag->n_bytes, e);
    }
    if (!code && b->n_features < FEATURES_MIN) code = wrong(e);
    return code;
}

static int write_pack(struct tagger_builder *b, const char *lexicon_dir, struct err *e)
{
    char path[PATH_MAX_BYTES];
    struct pack_writer *w = NULL;
    if (file_join(path, lexicon_dir, TAGGER_FILE)) return err_set(e, E_LIMIT, "path too long");
    int code = pack_writer_open(&w, path, TAGGER_KIND, TAGGER_PACK_VERSION, e);
    if (!code) code = tagger_builder_write(b, w, e);
    if (!code) return pack_writer_finish(w, e);
    pack_writer_abandon(w);
    return code;
}

int tagger_import(const char *packages_dir, const char *lexicon_dir, struct err *e)
{
    char path[PATH_MAX_BYTES];
    if (file_join(path, packages_dir, wheel)) return err_set(e, E_LIMIT, "path too long");
    struct buf bytes = buf_make(TABLE_MAX);
    struct pickle *pickle = NULL;
    struct tagger_builder *b = tagger_builder_open();
    int code = b ? file_mkdirs(lexicon_dir, e) : err_set(e, E_NOMEM, "memory");
    if (!code) code = archive_read_member(path, member, &bytes, e);
    if (!code) code = pickle_open(&pickle, bytes.data, bytes.len, e);
    if (!code) code = add_all(b, pickle_root(pickle), e);
    if (!code) code = write_pack(b, lexicon_dir, e);
    if (!code) log_info("import", "English tags: %zu features", b->n_features);
    pickle_close(pickle);
    tagger_builder_close(b);
    buf_free(&bytes);
    return code;
}
