#include "model/kokoro/weights.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/pack_weights.h"

/* Binding runs twice over the same code: on a counting arena to learn how much memory the computed
 * values take, then on the real one. */
struct binder {
    struct kokoro_weights *w;
    struct kokoro_tensors table;
    size_t next; /* tensors are asked for nearly in the table's order: look here first */
    int code;    /* the first failure */
    struct err *e;
};

static const struct kokoro_tensor *lookup(struct binder *b, const char *name)
{
    for (size_t i = 0; i < b->table.n; i++) {
        size_t at = (b->next + i) % b->table.n;
        if (strcmp(b->table.items[at].name, name) != 0) continue;
        b->next = at + 1;
        return &b->table.items[at];
    }
    return NULL;
}

/* The tensor of that name, which must have this shape and layout. */
PRINTF(6, 7)
static const float *take(struct binder *b, enum kokoro_layout layout, int n0, int n1, int n2,
                         const char *format, ...)
{
    char name[PACK_NAME_BYTES];
    va_list ap;
    va_start(ap, format);
    int len = vsnprintf(name, sizeof(name), format, ap);
    va_end(ap);
    assert(len > 0 && (size_t)len < sizeof(name));
    if (b->code) return NULL;
    const struct kokoro_tensor *t = lookup(b, name);
    const void *found = NULL;
    if (!t || t->layout != layout || t->shape[0] != n0 || t->shape[1] != n1 || t->shape[2] != n2)
        b->code = err_set(b->e, E_CORRUPT, "model: no tensor %s [%d, %d, %d]", name, n0, n1, n2);
    else
        b->code =
            pack_need(b->w->pack, name, kokoro_tensor_stored(t) * sizeof(float), &found, b->e);
    return found;
}

static const float *vector(struct binder *b, const char *at, const char *what, int n)
{
    return take(b, KOKORO_RAW, n, 1, 1, "%s.%s", at, what);
}

typedef char path[PACK_NAME_BYTES];
#define PATH(p, ...) (snprintf(p, sizeof(path), __VA_ARGS__), (p))

static struct nn_conv1d conv(struct binder *b, const char *at, int co, int ci, int k, int dilation)
{
    const float *w = take(b, KOKORO_CONV, co, ci, k, "%s.weight", at);
    return nn_conv1d_init(w, vector(b, at, "bias", co), ci, co, k, dilation);
}

static struct nn_conv1d linear(struct binder *b, const char *at, int co, int ci)
{
    const float *w = take(b, KOKORO_CONV, co, ci, 1, "%s.weight", at);
    return nn_linear_init(w, vector(b, at, "bias", co), ci, co);
}

static struct kokoro_norm norm(struct binder *b, const char *at, const char *gamma,
                               const char *beta, int n)
{
    const float *g = vector(b, at, gamma, n);
    return (struct kokoro_norm){g, vector(b, at, beta, n)};
}

static void style_map(struct binder *b, struct kokoro_style_map *m, int prosody, int channels,
                      const char *at)
{
    struct kokoro_weights *w = b->w;
    path p;
    *m = (struct kokoro_style_map){.channels = channels, .prosody = prosody, .at = w->n_products};
    m->w = take(b, KOKORO_RAW, 2 * channels, w->dims.style, 1, "%s.fc.weight", at);
    m->bias = vector(b, PATH(p, "%s.fc", at), "bias", 2 * channels);
    if (w->maps) w->maps[w->n_maps] = m;
    w->n_maps++;
    w->n_products += 2 * (size_t)channels;
}

static struct nn_lstm lstm(struct binder *b, const char *at, int in, int out)
{
    int h = out / 2;
    struct nn_lstm l = {.in = in, .hidden = h};
    for (int d = 0; d < 2; d++) {
        const char *end = d ? "_reverse" : "";
        l.dir[d].w = take(b, KOKORO_CONV, 4 * h, in, 1, "%s.weight_ih_l0%s", at, end);
        l.dir[d].r = take(b, KOKORO_CONV, 4 * h, h, 1, "%s.weight_hh_l0%s", at, end);
        const float *ih = take(b, KOKORO_RAW, 4 * h, 1, 1, "%s.bias_ih_l0%s", at, end);
        const float *hh = take(b, KOKORO_RAW, 4 * h, 1, 1, "%s.bias_hh_l0%s", at, end);
        float *sum = arena_new(&b->w->computed, float, 4 * (size_t)h);
        for (int i = 0; sum && !b->code && i < 4 * h; i++)
            sum[i] = ih[i] + hh[i];
        l.dir[d].bias = sum;
    }
    return l;
}

static void style_block(struct binder *b, struct kokoro_style_block *s, int prosody, int co, int ci,
                        int up, const char *at)
{
    path p;
    *s = (struct kokoro_style_block){.ci = ci, .co = co};
    s->conv1 = conv(b, PATH(p, "%s.conv1", at), co, ci, 3, 1);
    s->conv2 = conv(b, PATH(p, "%s.conv2", at), co, co, 3, 1);
    style_map(b, &s->norm1, prosody, ci, PATH(p, "%s.norm1", at));
    style_map(b, &s->norm2, prosody, co, PATH(p, "%s.norm2", at));
    if (co != ci)
        s->shortcut =
            nn_linear_init(take(b, KOKORO_CONV, co, ci, 1, "%s.conv1x1.weight", at), NULL, ci, co);
    if (!up) return;
    s->pool = take(b, KOKORO_RAW, ci, 1, 3, "%s.pool.weight", at);
    s->pool_bias = vector(b, PATH(p, "%s.pool", at), "bias", ci);
}

static void res_block(struct binder *b, struct kokoro_res_block *r, int c, int k, const char *at)
{
    r->channels = c;
    for (int half = 0; half < 2; half++)
        for (int i = 0; i < KOKORO_DILATIONS; i++) {
            path p;
            r->half[i][half].conv = conv(b, PATH(p, "%s.convs%d.%d", at, half + 1, i), c, c, k,
                                         half ? 1 : kokoro_dilations[i]);
            style_map(b, &r->half[i][half].norm, 0, c, PATH(p, "%s.adain%d.%d", at, half + 1, i));
            const float *alpha = take(b, KOKORO_RAW, 1, c, 1, "%s.alpha%d.%d", at, half + 1, i);
            float *inverse = arena_new(&b->w->computed, float, (size_t)c);
            for (int j = 0; inverse && !b->code && j < c; j++)
                inverse[j] = 1 / alpha[j];
            r->half[i][half].alpha = alpha;
            r->half[i][half].inv_alpha = inverse;
        }
}

/* --------------------------------------------------------------------------- the network's parts
 */

static void bind_bert(struct binder *b)
{
#define EMBED "bert.embeddings"
#define LAYER "bert.encoder.albert_layer_groups.0.albert_layers.0"
    const struct kokoro_dims *d = &b->w->dims;
    struct kokoro_bert *t = &b->w->bert;
    int c = d->bert_width;
    t->words = take(b, KOKORO_RAW, d->vocab, d->bert_embed, 1, EMBED ".word_embeddings.weight");
    t->positions =
        take(b, KOKORO_RAW, d->positions, d->bert_embed, 1, EMBED ".position_embeddings.weight");
    t->type0 =
        take(b, KOKORO_RAW, KOKORO_TYPES, d->bert_embed, 1, EMBED ".token_type_embeddings.weight");
    t->embed_norm = norm(b, EMBED ".LayerNorm", "weight", "bias", d->bert_embed);
    t->widen = linear(b, "bert.encoder.embedding_hidden_mapping_in", c, d->bert_embed);
    t->query = linear(b, LAYER ".attention.query", c, c);
    t->key = linear(b, LAYER ".attention.key", c, c);
    t->value = linear(b, LAYER ".attention.value", c, c);
    t->dense = linear(b, LAYER ".attention.dense", c, c);
    t->attention_norm = norm(b, LAYER ".attention.LayerNorm", "weight", "bias", c);
    t->ffn = linear(b, LAYER ".ffn", d->bert_ffn, c);
    t->ffn_output = linear(b, LAYER ".ffn_output", c, d->bert_ffn);
    t->output_norm = norm(b, LAYER ".full_layer_layer_norm", "weight", "bias", c);
    t->encoder = linear(b, "bert_encoder", d->hidden, c);
#undef LAYER
#undef EMBED
}

static void bind_text(struct binder *b)
{
    const struct kokoro_dims *d = &b->w->dims;
    struct kokoro_text_encoder *t = &b->w->text;
    path p;
    t->symbols = take(b, KOKORO_RAW, d->vocab, d->hidden, 1, "text_encoder.embedding.weight");
    for (int i = 0; i < KOKORO_TEXT_LAYERS; i++) {
        t->layer[i].conv = conv(b, PATH(p, "text_encoder.cnn.%d.0", i), d->hidden, d->hidden,
                                KOKORO_TEXT_KERNEL, 1);
        t->layer[i].norm = norm(b, PATH(p, "text_encoder.cnn.%d.1", i), "gamma", "beta", d->hidden);
    }
    t->lstm = lstm(b, "text_encoder.lstm", d->hidden, d->hidden);
}

static void bind_curve(struct binder *b, struct kokoro_curve *c, const char *name)
{
    int h = b->w->dims.hidden;
    path p;
    style_block(b, &c->block[0], 1, h, h, 0, PATH(p, "predictor.%s.0", name));
    style_block(b, &c->block[1], 1, h / 2, h, 1, PATH(p, "predictor.%s.1", name));
    style_block(b, &c->block[2], 1, h / 2, h / 2, 0, PATH(p, "predictor.%s.2", name));
    c->proj = conv(b, PATH(p, "predictor.%s_proj", name), 1, h / 2, 1, 1);
}

static void bind_predictor(struct binder *b)
{
    const struct kokoro_dims *d = &b->w->dims;
    struct kokoro_predictor *t = &b->w->predictor;
    int h = d->hidden, styled = h + d->style;
    path p;
    for (int i = 0; i < KOKORO_TEXT_LAYERS; i++) {
        t->layer[i].lstm = lstm(b, PATH(p, "predictor.text_encoder.lstms.%d", 2 * i), styled, h);
        style_map(b, &t->layer[i].norm, 1, h,
                  PATH(p, "predictor.text_encoder.lstms.%d", 2 * i + 1));
    }
    t->lstm = lstm(b, "predictor.lstm", styled, h);
    t->duration = linear(b, "predictor.duration_proj.linear_layer", d->max_dur, h);
    t->shared = lstm(b, "predictor.shared", styled, h);
    bind_curve(b, &t->f0, "F0");
    bind_curve(b, &t->n, "N");
}

static void bind_decoder(struct binder *b)
{
    const struct kokoro_dims *d = &b->w->dims;
    struct kokoro_decoder *t = &b->w->decoder;
    path p;
    t->f0_conv = conv(b, "decoder.F0_conv", 1, 1, 3, 1);
    t->n_conv = conv(b, "decoder.N_conv", 1, 1, 3, 1);
    t->f0_conv.stride = t->n_conv.stride = 2;
    t->asr_res = conv(b, "decoder.asr_res.0", d->asr_res, d->hidden, 1, 1);
    style_block(b, &t->encode, 0, d->decoder, d->hidden + 2, 0, "decoder.encode");
    for (int i = 0; i < KOKORO_DECODE_BLOCKS; i++) {
        int last = i == KOKORO_DECODE_BLOCKS - 1;
        style_block(b, &t->decode[i], 0, last ? d->generator : d->decoder,
                    d->decoder + d->asr_res + 2, last, PATH(p, "decoder.decode.%d", i));
    }
}

static void bind_generator(struct binder *b)
{
#define GENERATOR "decoder.generator"
    struct kokoro_generator *t = &b->w->generator;
    path p;
    struct nn_conv1d harmonics = linear(b, GENERATOR ".m_source.l_linear", 1, KOKORO_HARMONICS);
    for (int i = 0; harmonics.w && i < KOKORO_HARMONICS; i++)
        t->harmonic[i] = harmonics.w + (size_t)i * NN_PANEL;
    t->harmonic_bias = harmonics.bias;
    for (int i = 0, c = b->w->dims.generator / 2; i < KOKORO_STAGES; i++, c /= 2) {
        int k = kokoro_ups_kernels[i], stride = kokoro_ups_strides[i];
        t->stage[i].up = (struct nn_conv_transposed1d){
            .w = take(b, KOKORO_TRANSPOSED, 2 * c, c, k, GENERATOR ".ups.%d.weight", i),
            .bias = vector(b, PATH(p, GENERATOR ".ups.%d", i), "bias", c),
            .ci = 2 * c,
            .co = c,
            .k = k,
            .stride = stride,
            .pad = (k - stride) / 2,
        };
        k = kokoro_noise_conv_kernels[i], stride = kokoro_noise_conv_strides[i];
        t->stage[i].noise_conv =
            conv(b, PATH(p, GENERATOR ".noise_convs.%d", i), c, KOKORO_SPECTRUM, k, 1);
        t->stage[i].noise_conv.stride = stride;
        t->stage[i].noise_conv.pad = stride / 2;
        res_block(b, &t->stage[i].noise, c, kokoro_noise_resblock_kernels[i],
                  PATH(p, GENERATOR ".noise_res.%d", i));
        for (int j = 0; j < KOKORO_RESBLOCKS; j++)
            res_block(b, &t->stage[i].block[j], c, kokoro_resblock_kernels[j],
                      PATH(p, GENERATOR ".resblocks.%d", KOKORO_RESBLOCKS * i + j));
    }
    t->post = conv(b, GENERATOR ".conv_post", KOKORO_SPECTRUM, b->w->dims.generator / 4,
                   KOKORO_POST_KERNEL, 1);
#undef GENERATOR
}

static int bind_all(struct kokoro_weights *w, const struct kokoro_tensors *table, struct err *e)
{
    struct binder b = {.w = w, .table = *table, .e = e};
    w->n_maps = w->n_products = 0;
    w->maps = arena_new(&w->computed, struct kokoro_style_map *, KOKORO_STYLE_MAPS);
    bind_bert(&b);
    bind_text(&b);
    bind_predictor(&b);
    bind_decoder(&b);
    bind_generator(&b);
    assert(w->n_maps == KOKORO_STYLE_MAPS);
    return b.code;
}

static int open_bound(struct kokoro_weights *w, const char *file, struct err *e)
{
    const void *dims;
    int code = pack_open(&w->pack, file, KOKORO_PACK_KIND, KOKORO_PACK_VERSION, e);
    if (!code) code = pack_need(w->pack, KOKORO_DIMS_NAME, sizeof(w->dims), &dims, e);
    if (code) return code;
    memcpy(&w->dims, dims, sizeof(w->dims));
    code = kokoro_dims_check(&w->dims, e);
    if (code) return code;
    struct kokoro_tensors table;
    code = kokoro_tensors_init(&table, &w->dims);
    if (code) return code;
    w->computed = arena_counting();
    code = bind_all(w, &table, e);
    size_t size = w->computed.peak;
    w->computed = (struct arena){0};
    if (!code) code = arena_init(&w->computed, size);
    if (!code) code = bind_all(w, &table, e);
    kokoro_tensors_free(&table);
    return code;
}

int weights_open(struct kokoro_weights *w, const char *file, struct err *e)
{
    *w = (struct kokoro_weights){0};
    int code = open_bound(w, file, e);
    if (code == E_NOMEM) err_set(e, code, "%s: %s", file, err_text(code));
    if (code) weights_close(w);
    return code;
}

void weights_close(struct kokoro_weights *w)
{
    pack_close(w->pack);
    arena_free(&w->computed);
    arena_free(&w->bf16);
    pack_close(w->bf16_pack);
    arena_free(&w->spectra);
    arena_free(&w->steps);
    *w = (struct kokoro_weights){0};
}
