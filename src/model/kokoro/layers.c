#include "model/kokoro/layers.h"

struct walk {
    kokoro_layer_fn *fn;
    void *ctx;
    int code; /* the first failure */
};

static void visit(struct walk *k, struct nn_conv1d *layer, enum kokoro_stage stage)
{
    if (!k->code && layer->w) k->code = k->fn(k->ctx, layer, stage);
}

static void walk_style_block(struct walk *k, struct kokoro_style_block *b, enum kokoro_stage stage)
{
    visit(k, &b->conv1, stage);
    visit(k, &b->shortcut, stage);
    visit(k, &b->conv2, stage);
}

static void walk_res_block(struct walk *k, struct kokoro_res_block *b, enum kokoro_stage stage)
{
    for (int i = 0; i < KOKORO_DILATIONS; i++)
        for (int half = 0; half < 2; half++)
            visit(k, &b->half[i][half].conv, stage);
}

static void walk_bert(struct walk *k, struct kokoro_bert *b)
{
    struct nn_conv1d *layers[] = {&b->widen, &b->query, &b->key,        &b->value,
                                  &b->dense, &b->ffn,   &b->ffn_output, &b->encoder};
    for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++)
        visit(k, layers[i], KOKORO_STAGE_BERT);
}

static void walk_curve(struct walk *k, struct kokoro_curve *c)
{
    for (int i = 0; i < KOKORO_F0_BLOCKS; i++)
        walk_style_block(k, &c->block[i], KOKORO_STAGE_CURVES);
    visit(k, &c->proj, KOKORO_STAGE_CURVES);
}

static void walk_decoder(struct walk *k, struct kokoro_decoder *d)
{
    visit(k, &d->asr_res, KOKORO_STAGE_DECODER);
    visit(k, &d->f0_conv, KOKORO_STAGE_DECODER);
    visit(k, &d->n_conv, KOKORO_STAGE_DECODER);
    walk_style_block(k, &d->encode, KOKORO_STAGE_DECODER);
    for (int i = 0; i < KOKORO_DECODE_BLOCKS; i++)
        walk_style_block(k, &d->decode[i], KOKORO_STAGE_DECODER);
}

static void walk_generator(struct walk *k, struct kokoro_generator *g)
{
    static const enum kokoro_stage stages[KOKORO_STAGES] = {KOKORO_STAGE_GENERATOR_0,
                                                            KOKORO_STAGE_GENERATOR_1};
    for (int i = 0; i < KOKORO_STAGES; i++) {
        visit(k, &g->stage[i].noise_conv, KOKORO_STAGE_NOISE);
        walk_res_block(k, &g->stage[i].noise, KOKORO_STAGE_NOISE);
        for (int j = 0; j < KOKORO_RESBLOCKS; j++)
            walk_res_block(k, &g->stage[i].block[j], stages[i]);
    }
    visit(k, &g->post, KOKORO_STAGE_POST);
}

int kokoro_each_layer(struct kokoro_weights *w, kokoro_layer_fn *fn, void *ctx)
{
    struct walk k = {fn, ctx, 0};
    walk_bert(&k, &w->bert);
    visit(&k, &w->predictor.duration, KOKORO_STAGE_DURATIONS);
    for (int i = 0; i < KOKORO_TEXT_LAYERS; i++)
        visit(&k, &w->text.layer[i].conv, KOKORO_STAGE_TEXT);
    walk_curve(&k, &w->predictor.f0);
    walk_curve(&k, &w->predictor.n);
    walk_decoder(&k, &w->decoder);
    walk_generator(&k, &w->generator);
    return k.code;
}
