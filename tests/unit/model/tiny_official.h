/* tiny_official.h - a checkpoint like the author's with tiny dimensions and random values, as a
 * list that a test may spoil before it is written as torch.save or safetensors would. */
#ifndef TESTS_TINY_OFFICIAL_H
#define TESTS_TINY_OFFICIAL_H

#include <math.h>

#include "tiny_dims.h"
#include "torch_bytes.h"

enum spelling { SPELL_WHOLE, SPELL_G_V, SPELL_ORIGINALS };

struct official_entry {
    char name[120];
    const char *type; /* torch's name for its storage */
    int rank, shape[3];
    float *values;
    size_t n;
};

struct official_list {
    struct official_entry items[1024];
    size_t n;
};

static inline struct official_entry *official_add(struct official_list *l, const char *name,
                                                  int rank, int a, int b, int c)
{
    assert_true(l->n < 1024);
    struct official_entry *x = &l->items[l->n++];
    struct rng r = tiny_rng(name);
    *x = (struct official_entry){.type = "FloatStorage", .rank = rank, .shape = {a, b, c}, .n = 1};
    snprintf(x->name, sizeof(x->name), "%s", name);
    for (int i = 0; i < rank; i++)
        x->n *= (size_t)x->shape[i];
    x->values = malloc((x->n + 1) * sizeof(float));
    assert_non_null(x->values);
    for (size_t i = 0; i < x->n; i++)
        x->values[i] = rng_unit(&r);
    return x;
}

static inline void official_free(struct official_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->items[i].values);
    l->n = 0;
}

static inline struct official_entry *official_find(struct official_list *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (!strcmp(l->items[i].name, name)) return &l->items[i];
    fail_msg("no %s in the list", name);
    return NULL;
}

/* In the author's file: rank 3 and a module of the decoder, the predictor or the text encoder, but
 * not these. */
static inline int official_is_pair(const struct kokoro_tensor *t)
{
    return t->rank == 3 && strstr(t->name, ".weight") && !strstr(t->name, "noise_convs") &&
           !strstr(t->name, "_proj");
}

/* "decoder.encode.conv1.weight", "module." -> "decoder.module.encode.conv1.weight" */
static inline void official_name(char out[120], const char *name, const char *module,
                                 const char *leaf)
{
    const char *dot = strchr(name, '.'), *last = strrchr(name, '.');
    assert_non_null(dot);
    snprintf(out, 120, "%.*s.%s%.*s%s", (int)(dot - name), name, module, (int)(last - dot), dot + 1,
             leaf ? leaf : last + 1);
}

static inline void official_fill(struct official_list *l, const struct kokoro_tensors *table,
                                 enum spelling s, const char *module)
{
    static const char *const leaves[][2] = {
        [SPELL_G_V] = {"weight_g", "weight_v"},
        [SPELL_ORIGINALS] = {"parametrizations.weight.original0",
                             "parametrizations.weight.original1"}};
    l->n = 0;
    for (size_t i = 0; i < table->n; i++) {
        const struct kokoro_tensor *t = &table->items[i];
        char name[120];
        if (s == SPELL_WHOLE || !official_is_pair(t)) {
            official_name(name, t->name, module, NULL);
            official_add(l, name, t->rank, t->shape[0], t->shape[1], t->shape[2]);
            continue;
        }
        official_name(name, t->name, module, leaves[s][0]);
        official_add(l, name, 3, t->shape[0], 1, 1);
        official_name(name, t->name, module, leaves[s][1]);
        official_add(l, name, 3, t->shape[0], t->shape[1], t->shape[2]);
    }
}

/* What the import should make of a tensor: whole, or folded in long double. */
static inline void official_expect(struct official_list *l, const struct kokoro_tensor *t,
                                   enum spelling s, const char *module, float *want)
{
    char name[120];
    if (s == SPELL_WHOLE || !official_is_pair(t)) {
        official_name(name, t->name, module, NULL);
        struct official_entry *x = official_find(l, name);
        memcpy(want, x->values, x->n * sizeof(float));
        return;
    }
    official_name(name, t->name, module,
                  s == SPELL_G_V ? "weight_g" : "parametrizations.weight.original0");
    const float *g = official_find(l, name)->values;
    official_name(name, t->name, module,
                  s == SPELL_G_V ? "weight_v" : "parametrizations.weight.original1");
    const float *v = official_find(l, name)->values;
    size_t rows = (size_t)t->shape[0], n = (size_t)t->shape[1] * (size_t)t->shape[2];
    for (size_t r = 0; r < rows; r++) {
        long double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += (long double)v[r * n + i] * (long double)v[r * n + i];
        for (size_t i = 0; i < n; i++)
            want[r * n + i] = (float)((long double)g[r] * (long double)v[r * n + i] / sqrtl(sum));
    }
}

/* ------------------------------------------------------------------------------------ as a file */

/* nested: a dictionary for each first part of the names, which stand together. */
static inline void official_torch(struct buf *file, const struct official_list *l, int nested)
{
    struct zip_bytes z = zip_make();
    struct buf p = buf_make(16 << 20);
    char open[120] = "";
    buf_puts(&p, "\x80\2}(");
    for (size_t i = 0; i < l->n; i++) {
        const struct official_entry *x = &l->items[i];
        const char *dot = nested ? strchr(x->name, '.') : NULL;
        size_t n_first = dot ? (size_t)(dot - x->name) : 0;
        if (dot && (strlen(open) != n_first || strncmp(open, x->name, n_first) != 0)) {
            if (open[0]) buf_puts(&p, "u");
            snprintf(open, sizeof(open), "%.*s", (int)n_first, x->name);
            put_text(&p, open);
            buf_puts(&p, "ccollections\nOrderedDict\n)R(");
        }
        char key[24];
        snprintf(key, sizeof(key), "%zu", i);
        put_text(&p, dot ? dot + 1 : x->name);
        put_pickled_tensor(&p, x->type, key, x->rank, x->shape);
    }
    buf_puts(&p, open[0] ? "uu." : "u.");
    zip_add(&z, "tiny/data.pkl", p.data, p.len);
    for (size_t i = 0; i < l->n; i++) {
        char name[40];
        snprintf(name, sizeof(name), "tiny/data/%zu", i);
        zip_add(&z, name, l->items[i].values, l->items[i].n * sizeof(float));
    }
    zip_end(&z);
    buf_add(file, z.file.data, z.file.len);
    assert_int_equal(buf_error(file) | buf_error(&p), 0);
    buf_free(&p);
    zip_free(&z);
}

static inline void official_safetensors(struct buf *file, const struct official_list *l)
{
    struct buf h = buf_make(1 << 20);
    size_t at = 0;
    buf_puts(&h, "{\"__metadata__\":{\"format\":\"pt\"}");
    for (size_t i = 0; i < l->n; i++) {
        const struct official_entry *x = &l->items[i];
        buf_printf(&h, ",\"%s\":{\"dtype\":\"F32\",\"shape\":[", x->name);
        for (int d = 0; d < x->rank; d++)
            buf_printf(&h, "%s%d", d ? "," : "", x->shape[d]);
        buf_printf(&h, "],\"data_offsets\":[%zu,%zu]}", at, at + x->n * sizeof(float));
        at += x->n * sizeof(float);
    }
    buf_puts(&h, "}");
    put_le(file, h.len, 8);
    buf_add(file, h.data, h.len);
    for (size_t i = 0; i < l->n; i++)
        buf_add(file, l->items[i].values, l->items[i].n * sizeof(float));
    assert_int_equal(buf_error(file) | buf_error(&h), 0);
    buf_free(&h);
}

#endif
