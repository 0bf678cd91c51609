#include "model/kokoro/tensors.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/pack_weights.h"

const int kokoro_resblock_kernels[KOKORO_RESBLOCKS] = {3, 7, 11};
const int kokoro_dilations[KOKORO_DILATIONS] = {1, 3, 5};
const int kokoro_ups_kernels[KOKORO_STAGES] = {20, 12};
const int kokoro_ups_strides[KOKORO_STAGES] = {10, 6};
const int kokoro_noise_conv_kernels[KOKORO_STAGES] = {12, 1};
const int kokoro_noise_conv_strides[KOKORO_STAGES] = {6, 1};
const int kokoro_noise_resblock_kernels[KOKORO_STAGES] = {7, 11};

const struct kokoro_dims kokoro_dims_real = {
    .vocab = 178,
    .positions = 512,
    .bert_embed = 128,
    .bert_width = 768,
    .bert_heads = 12,
    .bert_ffn = 2048,
    .bert_layers = 12,
    .hidden = 512,
    .style = 128,
    .max_dur = 50,
    .decoder = 1024,
    .asr_res = 64,
    .generator = 512,
};

enum { DIM_MAX = 4096, TENSORS_MAX = 1024 };

int kokoro_dims_check(const struct kokoro_dims *d, struct err *e)
{
    const int32_t all[] = {d->vocab,    d->positions,   d->bert_embed, d->bert_width, d->bert_heads,
                           d->bert_ffn, d->bert_layers, d->hidden,     d->style,      d->max_dur,
                           d->decoder,  d->asr_res,     d->generator};
    _Static_assert(sizeof(all) == sizeof(*d), "every dimension is checked");
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
        if (all[i] < 1 || all[i] > DIM_MAX)
            return err_set(e, E_CORRUPT, "model: dimension %zu is %d", i, all[i]);
    if (d->bert_width % d->bert_heads || d->hidden % 2 || d->generator % 4)
        return err_set(e, E_CORRUPT, "model: dimensions do not divide");
    return 0;
}

/* ---------------------------------------------------------------------------------- the table */

PRINTF(7, 8)
static void add(struct kokoro_tensors *t, enum kokoro_layout layout, int rank, int a, int b, int c,
                const char *name, ...)
{
    assert(t->n < TENSORS_MAX);
    struct kokoro_tensor *x = &t->items[t->n++];
    *x = (struct kokoro_tensor){.rank = rank, .shape = {a, b, c}, .layout = layout};
    va_list ap;
    va_start(ap, name);
    int n = vsnprintf(x->name, sizeof(x->name), name, ap);
    va_end(ap);
    assert(n > 0 && (size_t)n < sizeof(x->name));
}

static void vector(struct kokoro_tensors *t, const char *at, const char *what, int n)
{
    add(t, KOKORO_RAW, 1, n, 1, 1, "%s.%s", at, what);
}

static void linear(struct kokoro_tensors *t, const char *at, int co, int ci)
{
    add(t, KOKORO_CONV, 2, co, ci, 1, "%s.weight", at);
    vector(t, at, "bias", co);
}

static void conv(struct kokoro_tensors *t, const char *at, int co, int ci, int k)
{
    add(t, KOKORO_CONV, 3, co, ci, k, "%s.weight", at);
    vector(t, at, "bias", co);
}

/* The style's part of AdaIN and AdaLN: gamma and beta of c channels. */
static void style_fc(struct kokoro_tensors *t, const char *at, int c, int style)
{
    add(t, KOKORO_RAW, 2, 2 * c, style, 1, "%s.fc.weight", at);
    add(t, KOKORO_RAW, 1, 2 * c, 1, 1, "%s.fc.bias", at);
}

static void layer_norm(struct kokoro_tensors *t, const char *at, int c)
{
    vector(t, at, "weight", c);
    vector(t, at, "bias", c);
}

static void bilstm(struct kokoro_tensors *t, const char *at, int in, int out)
{
    int h = out / 2;
    for (int reverse = 0; reverse < 2; reverse++) {
        const char *end = reverse ? "_reverse" : "";
        add(t, KOKORO_CONV, 2, 4 * h, in, 1, "%s.weight_ih_l0%s", at, end);
        add(t, KOKORO_CONV, 2, 4 * h, h, 1, "%s.weight_hh_l0%s", at, end);
        add(t, KOKORO_RAW, 1, 4 * h, 1, 1, "%s.bias_ih_l0%s", at, end);
        add(t, KOKORO_RAW, 1, 4 * h, 1, 1, "%s.bias_hh_l0%s", at, end);
    }
}

typedef char path[PACK_NAME_BYTES];
#define PATH(p, ...) (snprintf(p, sizeof(path), __VA_ARGS__), (p))

/* AdainResBlk1d; pool and doubling in time when up. */
static void style_block(struct kokoro_tensors *t, const char *at, int co, int ci, int up, int style)
{
    path p;
    conv(t, PATH(p, "%s.conv1", at), co, ci, 3);
    conv(t, PATH(p, "%s.conv2", at), co, co, 3);
    style_fc(t, PATH(p, "%s.norm1", at), ci, style);
    style_fc(t, PATH(p, "%s.norm2", at), co, style);
    if (co != ci) add(t, KOKORO_CONV, 3, co, ci, 1, "%s.conv1x1.weight", at);
    if (!up) return;
    add(t, KOKORO_RAW, 3, ci, 1, 3, "%s.pool.weight", at);
    vector(t, PATH(p, "%s.pool", at), "bias", ci);
}

/* AdaINResBlock1 */
static void res_block(struct kokoro_tensors *t, const char *at, int c, int k, int style)
{
    path p;
    for (int half = 1; half <= 2; half++)
        for (int i = 0; i < KOKORO_DILATIONS; i++) {
            conv(t, PATH(p, "%s.convs%d.%d", at, half, i), c, c, k);
            style_fc(t, PATH(p, "%s.adain%d.%d", at, half, i), c, style);
            add(t, KOKORO_RAW, 3, 1, c, 1, "%s.alpha%d.%d", at, half, i);
        }
}

static void bert(struct kokoro_tensors *t, const struct kokoro_dims *d)
{
    add(t, KOKORO_RAW, 2, d->vocab, d->bert_embed, 1, "bert.embeddings.word_embeddings.weight");
    add(t, KOKORO_RAW, 2, d->positions, d->bert_embed, 1,
        "bert.embeddings.position_embeddings.weight");
    add(t, KOKORO_RAW, 2, KOKORO_TYPES, d->bert_embed, 1,
        "bert.embeddings.token_type_embeddings.weight");
    layer_norm(t, "bert.embeddings.LayerNorm", d->bert_embed);
    linear(t, "bert.encoder.embedding_hidden_mapping_in", d->bert_width, d->bert_embed);
#define LAYER "bert.encoder.albert_layer_groups.0.albert_layers.0"
    static const char *const maps[] = {"query", "key", "value", "dense"};
    path p;
    for (int i = 0; i < 4; i++)
        linear(t, PATH(p, LAYER ".attention.%s", maps[i]), d->bert_width, d->bert_width);
    layer_norm(t, LAYER ".attention.LayerNorm", d->bert_width);
    linear(t, LAYER ".ffn", d->bert_ffn, d->bert_width);
    linear(t, LAYER ".ffn_output", d->bert_width, d->bert_ffn);
    layer_norm(t, LAYER ".full_layer_layer_norm", d->bert_width);
#undef LAYER
    linear(t, "bert_encoder", d->hidden, d->bert_width);
}

static void text_encoder(struct kokoro_tensors *t, const struct kokoro_dims *d)
{
    path p;
    add(t, KOKORO_RAW, 2, d->vocab, d->hidden, 1, "text_encoder.embedding.weight");
    for (int i = 0; i < KOKORO_TEXT_LAYERS; i++) {
        conv(t, PATH(p, "text_encoder.cnn.%d.0", i), d->hidden, d->hidden, KOKORO_TEXT_KERNEL);
        vector(t, PATH(p, "text_encoder.cnn.%d.1", i), "gamma", d->hidden);
        vector(t, PATH(p, "text_encoder.cnn.%d.1", i), "beta", d->hidden);
    }
    bilstm(t, "text_encoder.lstm", d->hidden, d->hidden);
}

static void predictor(struct kokoro_tensors *t, const struct kokoro_dims *d)
{
    path p;
    int h = d->hidden, styled = h + d->style;
    for (int i = 0; i < KOKORO_TEXT_LAYERS; i++) {
        bilstm(t, PATH(p, "predictor.text_encoder.lstms.%d", 2 * i), styled, h);
        style_fc(t, PATH(p, "predictor.text_encoder.lstms.%d", 2 * i + 1), h, d->style);
    }
    bilstm(t, "predictor.lstm", styled, h);
    linear(t, "predictor.duration_proj.linear_layer", d->max_dur, h);
    bilstm(t, "predictor.shared", styled, h);
    static const char *const curves[] = {"F0", "N"};
    for (int i = 0; i < 2; i++) {
        style_block(t, PATH(p, "predictor.%s.0", curves[i]), h, h, 0, d->style);
        style_block(t, PATH(p, "predictor.%s.1", curves[i]), h / 2, h, 1, d->style);
        style_block(t, PATH(p, "predictor.%s.2", curves[i]), h / 2, h / 2, 0, d->style);
        conv(t, PATH(p, "predictor.%s_proj", curves[i]), 1, h / 2, 1);
    }
}

static void generator(struct kokoro_tensors *t, const struct kokoro_dims *d)
{
#define GENERATOR "decoder.generator"
    path p;
    linear(t, GENERATOR ".m_source.l_linear", 1, KOKORO_HARMONICS);
    for (int i = 0, c = d->generator / 2; i < KOKORO_STAGES; i++, c /= 2) {
        add(t, KOKORO_TRANSPOSED, 3, 2 * c, c, kokoro_ups_kernels[i], GENERATOR ".ups.%d.weight",
            i);
        t->items[t->n - 1].stride = kokoro_ups_strides[i];
        vector(t, PATH(p, GENERATOR ".ups.%d", i), "bias", c);
        conv(t, PATH(p, GENERATOR ".noise_convs.%d", i), c, KOKORO_SPECTRUM,
             kokoro_noise_conv_kernels[i]);
        res_block(t, PATH(p, GENERATOR ".noise_res.%d", i), c, kokoro_noise_resblock_kernels[i],
                  d->style);
        for (int j = 0; j < KOKORO_RESBLOCKS; j++)
            res_block(t, PATH(p, GENERATOR ".resblocks.%d", KOKORO_RESBLOCKS * i + j), c,
                      kokoro_resblock_kernels[j], d->style);
    }
    conv(t, GENERATOR ".conv_post", KOKORO_SPECTRUM, d->generator / 4, KOKORO_POST_KERNEL);
#undef GENERATOR
}

static void decoder(struct kokoro_tensors *t, const struct kokoro_dims *d)
{
    path p;
    conv(t, "decoder.F0_conv", 1, 1, 3);
    conv(t, "decoder.N_conv", 1, 1, 3);
    conv(t, "decoder.asr_res.0", d->asr_res, d->hidden, 1);
    style_block(t, "decoder.encode", d->decoder, d->hidden + 2, 0, d->style);
    int in = d->decoder + d->asr_res + 2, last = KOKORO_DECODE_BLOCKS - 1;
    for (int i = 0; i <= last; i++)
        style_block(t, PATH(p, "decoder.decode.%d", i), i == last ? d->generator : d->decoder, in,
                    i == last, d->style);
    generator(t, d);
}

int kokoro_tensors_init(struct kokoro_tensors *t, const struct kokoro_dims *d)
{
    *t = (struct kokoro_tensors){.items = calloc(TENSORS_MAX, sizeof(*t->items))};
    if (!t->items) return E_NOMEM;
    bert(t, d);
    text_encoder(t, d);
    predictor(t, d);
    decoder(t, d);
    return 0;
}

void kokoro_tensors_free(struct kokoro_tensors *t)
{
    free(t->items);
    *t = (struct kokoro_tensors){0};
}

/* --------------------------------------------------------------------------------- the layouts */

size_t kokoro_tensor_values(const struct kokoro_tensor *t)
{
    return (size_t)t->shape[0] * (size_t)t->shape[1] * (size_t)t->shape[2];
}

size_t kokoro_tensor_stored(const struct kokoro_tensor *t)
{
    const int *s = t->shape;
    switch (t->layout) {
    case KOKORO_RAW:
        break;
    case KOKORO_CONV:
        return nn_packed_conv_size(s[0], s[1], s[2]);
    case KOKORO_TRANSPOSED:
        return nn_packed_conv_transposed_size(s[0], s[1], s[2], t->stride);
    }
    return kokoro_tensor_values(t);
}

void kokoro_tensor_pack(const struct kokoro_tensor *t, const float *values, float *stored)
{
    const int *s = t->shape;
    switch (t->layout) {
    case KOKORO_RAW:
        memcpy(stored, values, kokoro_tensor_values(t) * sizeof(*stored));
        break;
    case KOKORO_CONV:
        nn_pack_conv(stored, values, s[0], s[1], s[2]);
        break;
    case KOKORO_TRANSPOSED:
        nn_pack_conv_transposed(stored, values, s[0], s[1], s[2], t->stride);
        break;
    }
}
