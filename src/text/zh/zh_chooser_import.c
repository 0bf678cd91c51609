/* zh_chooser_import.c - g2pM's network out of its package: pickled dictionaries of numpy arrays,
 * characters, classes and readings (base/pickle.h; nothing in them is run). */
#include <stdlib.h>
#include <string.h>

#include "base/archive.h"
#include "base/file.h"
#include "base/pickle.h"
#include "base/utf8.h"
#include "text/zh/zh_chooser.h"

#define NET_PACKAGE "g2pM-0.1.2.5-py3-none-any.whl"

enum { MEMBER_MAX = 8 << 20, CHARS_MAX = 20000, CLASSES_MAX = 4000, SPECIALS = 3 };

/* Keys of char2idx that are no characters of text; in the order of the embedding's first rows. */
static const char *const specials[SPECIALS] = {"<UNK>", "시", "끝"};

enum { NET, CHARS, CLASSES, READINGS, N_MEMBERS };
static const char *const members[N_MEMBERS] = {"g2pM/np_ckpt.pkl", "g2pM/char2idx.pkl",
                                               "g2pM/class2idx.pkl", "g2pM/digest_cedict.pkl"};

struct source {
    struct buf bytes[N_MEMBERS];
    struct pickle *pickle[N_MEMBERS];
    struct err *e;
};

static int fail(struct source *s, const char *what)
{
    return err_set(s->e, E_FORMAT, "%s: %s", NET_PACKAGE, what);
}

static int open_source(struct source *s, const char *dir)
{
    char path[PATH_MAX_BYTES];
    int code = file_join(path, dir, NET_PACKAGE);
    if (code) return err_set(s->e, code, "%s: path too long", dir);
    for (int i = 0; i < N_MEMBERS; i++) {
        s->bytes[i] = buf_make(MEMBER_MAX);
        code = archive_read_member(path, members[i], &s->bytes[i], s->e);
        if (!code) code = pickle_open(&s->pickle[i], s->bytes[i].data, s->bytes[i].len, s->e);
        if (code) return code;
        if (pickle_root(s->pickle[i])->kind != PICKLE_DICT)
            return fail(s, "a member that is no dictionary");
    }
    return 0;
}

static void close_source(struct source *s)
{
    for (int i = 0; i < N_MEMBERS; i++) {
        pickle_close(s->pickle[i]);
        buf_free(&s->bytes[i]);
    }
}

/* Entries of a dictionary, one after another. */
static const struct pickle_item *first_entry(const struct source *s, int member)
{
    return pickle_root(s->pickle[member])->first;
}

static const struct pickle_item *next_entry(const struct pickle_item *key)
{
    return key->next->next;
}

/* ---- weights ---- */

/* The array NAME of that many rows and columns (columns 0: of one dimension); NULL: not there. */
static const char *find_array(const struct source *s, const char *name, size_t rows, size_t columns)
{
    for (const struct pickle_item *i = first_entry(s, NET); i; i = next_entry(i)) {
        const struct pickle_value *a = i->next->value;
        if (!pickle_is(i->value, name) || a->kind != PICKLE_ARRAY || !a->data) continue;
        const struct pickle_item *d = a->dims->first;
        if (a->dims->n != (columns ? 2u : 1u) || d->value->integer != (int64_t)rows) return NULL;
        if (columns && d->next->value->integer != (int64_t)columns) return NULL;
        return a->data->text;
    }
    return NULL;
}

static float float_at(const char *bytes, size_t i)
{
    float f;
    memcpy(&f, bytes + i * sizeof(f), sizeof(f));
    return f;
}

/* Columns become rows: out[c][r]. */
static int transpose(struct source *s, const char *name, size_t rows, size_t columns, float *out)
{
    const char *a = find_array(s, name, rows, columns);
    if (!a) return fail(s, name);
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++)
            out[c * rows + r] = float_at(a, r * columns + c);
    return 0;
}

static int add_vector(struct source *s, const char *name, size_t n, float *out)
{
    const char *a = find_array(s, name, n, 0);
    if (!a) return fail(s, name);
    for (size_t i = 0; i < n; i++)
        out[i] += float_at(a, i);
    return 0;
}

static int read_layers(struct source *s, struct zh_net_layers *l)
{
    struct zh_net_lstm *f = &l->forward, *b = &l->backward;
    const size_t g = ZH_NET_GATES, n = ZH_NET_STATE, x = ZH_NET_EMBEDDING, m = ZH_NET_MIDDLE;
    int bad = transpose(s, "lstm.weight_ih_l0", g, x, &f->input[0][0]) ||
              transpose(s, "lstm.weight_hh_l0", g, n, &f->state[0][0]) ||
              add_vector(s, "lstm.bias_ih_l0", g, f->bias) ||
              add_vector(s, "lstm.bias_hh_l0", g, f->bias) ||
              transpose(s, "lstm.weight_ih_l0_reverse", g, x, &b->input[0][0]) ||
              transpose(s, "lstm.weight_hh_l0_reverse", g, n, &b->state[0][0]) ||
              add_vector(s, "lstm.bias_ih_l0_reverse", g, b->bias) ||
              add_vector(s, "lstm.bias_hh_l0_reverse", g, b->bias) ||
              transpose(s, "logit_layer.0.weight", m, 2 * n, &l->middle[0][0]) ||
              add_vector(s, "logit_layer.0.bias", m, l->middle_bias);
    return bad ? E_FORMAT : 0;
}

/* ---- characters ---- */

struct draft {
    uint32_t cp[CHARS_MAX], row[CHARS_MAX]; /* row: of the package's embedding */
    struct {
        uint32_t cp, row;
    } sorted[CHARS_MAX];
    size_t n_chars;
    uint32_t special_row[SPECIALS];
    struct zh_net_class classes[CLASSES_MAX];
    const struct pickle_value *names[CLASSES_MAX];
    size_t n_classes;
    struct zh_net_choice choices[CHARS_MAX];
    size_t n_choices;
    uint16_t lists[UINT16_MAX];
    size_t n_lists;
};

static int compare_first(const void *a, const void *b)
{
    uint32_t x, y;
    memcpy(&x, a, sizeof(x));
    memcpy(&y, b, sizeof(y));
    return (x > y) - (x < y);
}

static uint32_t one_char(const struct pickle_value *v)
{
    size_t at = 0;
    if (v->kind != PICKLE_STRING || !v->n_bytes) return 0;
    uint32_t cp = utf8_next(v->text, v->n_bytes, &at);
    return at == v->n_bytes ? cp : 0;
}

static int read_chars(struct source *s, struct draft *d)
{
    int found = 0;
    size_t n_rows = pickle_root(s->pickle[CHARS])->n / 2;
    for (const struct pickle_item *i = first_entry(s, CHARS); i; i = next_entry(i)) {
        const struct pickle_value *row = i->next->value;
        if (row->kind != PICKLE_INT || row->integer < 0 || (uint64_t)row->integer >= n_rows)
            return fail(s, "char2idx: no row");
        int special = 0;
        for (int k = 0; k < SPECIALS; k++) {
            if (!pickle_is(i->value, specials[k])) continue;
            d->special_row[k] = (uint32_t)row->integer;
            special = 1;
            found |= 1 << k;
        }
        uint32_t cp = one_char(i->value);
        if (special || !cp) continue;
        if (d->n_chars == CHARS_MAX) return fail(s, "char2idx: too many characters");
        d->sorted[d->n_chars].cp = cp;
        d->sorted[d->n_chars++].row = (uint32_t)row->integer;
    }
    if (found != (1 << SPECIALS) - 1) return fail(s, "char2idx: marks missing");
    qsort(d->sorted, d->n_chars, sizeof(*d->sorted), compare_first);
    for (size_t i = 0; i < d->n_chars; i++) {
        d->cp[i] = d->sorted[i].cp;
        d->row[i] = d->sorted[i].row;
    }
    return 0;
}

static int add_embedding(struct source *s, const struct draft *d, struct pack_writer *w)
{
    size_t n_rows = pickle_root(s->pickle[CHARS])->n / 2;
    size_t row_bytes = ZH_NET_EMBEDDING * sizeof(float);
    const char *a = find_array(s, "embedding.weight", n_rows, ZH_NET_EMBEDDING);
    if (!a) return fail(s, "embedding.weight");
    char *out = malloc((SPECIALS + d->n_chars) * row_bytes);
    if (!out) return err_set(s->e, E_NOMEM, "out of memory");
    for (size_t i = 0; i < SPECIALS + d->n_chars; i++) {
        size_t row = i < SPECIALS ? d->special_row[i] : d->row[i - SPECIALS];
        memcpy(out + i * row_bytes, a + row * row_bytes, row_bytes);
    }
    pack_writer_add(w, "net-embedding", out, (SPECIALS + d->n_chars) * row_bytes);
    free(out);
    return 0;
}

/* ---- classes and choices ---- */

/* "lu:4" is lv4; names that are no syllables of ours (xx5) are 0. */
static pinyin class_reading(const struct pickle_value *name)
{
    char s[PINYIN_BYTES];
    size_t n = 0;
    for (size_t i = 0; i < name->n_bytes && n + 1 < sizeof(s); i++)
        if (name->text[i] == ':' && n)
            s[n - 1] = 'v';
        else
            s[n++] = name->text[i];
    return pinyin_parse(s, n);
}

static int read_classes(struct source *s, struct draft *d)
{
    d->n_classes = pickle_root(s->pickle[CLASSES])->n / 2;
    if (d->n_classes > CLASSES_MAX) return fail(s, "class2idx: too many classes");
    const char *weight = find_array(s, "logit_layer.2.weight", d->n_classes, ZH_NET_MIDDLE);
    const char *bias = find_array(s, "logit_layer.2.bias", d->n_classes, 0);
    if (!weight || !bias) return fail(s, "logit_layer.2");
    for (const struct pickle_item *i = first_entry(s, CLASSES); i; i = next_entry(i)) {
        const struct pickle_value *k = i->next->value;
        if (k->kind != PICKLE_INT || k->integer < 0 || (uint64_t)k->integer >= d->n_classes ||
            i->value->kind != PICKLE_STRING || d->names[k->integer])
            return fail(s, "class2idx: not classes");
        struct zh_net_class *c = &d->classes[k->integer];
        d->names[k->integer] = i->value;
        c->reading = class_reading(i->value);
        c->bias = float_at(bias, (size_t)k->integer);
        for (size_t j = 0; j < ZH_NET_MIDDLE; j++)
            c->weight[j] = float_at(weight, (size_t)k->integer * ZH_NET_MIDDLE + j);
    }
    return 0;
}

static int same_name(const struct pickle_value *a, const struct pickle_value *b)
{
    return a && a->kind == PICKLE_STRING && a->n_bytes == b->n_bytes &&
           !memcmp(a->text, b->text, a->n_bytes);
}

static int add_choice(struct draft *d, uint32_t cp, const struct pickle_value *readings)
{
    struct zh_net_choice c = {.cp = cp, .first = (uint16_t)d->n_lists};
    for (const struct pickle_item *i = readings->first; i; i = i->next) {
        if (i->value->kind != PICKLE_STRING) return 0;
        for (size_t k = 0; k < d->n_classes; k++) {
            if (!d->classes[k].reading || !same_name(d->names[k], i->value)) continue;
            if (d->n_lists == UINT16_MAX) return 0;
            d->lists[d->n_lists++] = (uint16_t)k;
            c.n++;
            break;
        }
    }
    if (c.n < 2)
        d->n_lists = c.first;
    else
        d->choices[d->n_choices++] = c;
    return 1;
}

static int read_choices(struct source *s, struct draft *d)
{
    for (const struct pickle_item *i = first_entry(s, READINGS); i; i = next_entry(i)) {
        uint32_t cp = one_char(i->value);
        const struct pickle_value *r = i->next->value;
        if (!cp || r->kind != PICKLE_LIST || r->n < 2) continue;
        if (d->n_choices == CHARS_MAX || !add_choice(d, cp, r))
            return fail(s, "digest_cedict: too many readings");
    }
    if (!d->n_choices) return fail(s, "digest_cedict: no readings");
    qsort(d->choices, d->n_choices, sizeof(*d->choices), compare_first);
    return 0;
}

static int convert(struct source *s, struct draft *d, struct pack_writer *w)
{
    struct zh_net_layers layers = {0};
    int code = read_layers(s, &layers);
    if (!code) code = read_chars(s, d);
    if (!code) code = read_classes(s, d);
    if (!code) code = read_choices(s, d);
    if (!code) code = add_embedding(s, d, w);
    if (code) return code;
    pack_writer_add(w, "net-layers", &layers, sizeof(layers));
    pack_writer_add(w, "net-chars", d->cp, d->n_chars * sizeof(*d->cp));
    pack_writer_add(w, "net-classes", d->classes, d->n_classes * sizeof(*d->classes));
    pack_writer_add(w, "net-choices", d->choices, d->n_choices * sizeof(*d->choices));
    pack_writer_add(w, "net-lists", d->lists, d->n_lists * sizeof(*d->lists));
    return 0;
}

int zh_chooser_import(struct pack_writer *w, const char *packages_dir, struct err *e)
{
    struct source s = {.e = e};
    struct draft *d = calloc(1, sizeof(*d));
    if (!d) return err_set(e, E_NOMEM, "out of memory");
    int code = open_source(&s, packages_dir);
    if (!code) code = convert(&s, d, w);
    close_source(&s);
    free(d);
    return code;
}
