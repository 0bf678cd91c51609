/* work.c - how much arithmetic each stage is, from the layers' own shapes.
 *
 * Counted as the direct method would compute it (rows x inputs x outputs x taps), whatever method
 * runs: so a stage in the transform domain shows more GFLOP/s than the machine has multiply-adds,
 * which is what it gains.  Normalisations, activations and tables are not counted. */
#include "model/kokoro/session.h"

#include "nn/stft.h"

static double conv_macs(const struct nn_conv1d *c, int rows)
{
    return (double)rows * c->ci * c->co * c->k;
}

static double lstm_macs(const struct nn_lstm *l, int T)
{
    return 2.0 * T * 4 * l->hidden * (l->in + l->hidden);
}

static double bert_macs(const struct kokoro_weights *w, int L)
{
    const struct kokoro_bert *b = &w->bert;
    const struct nn_conv1d *layer[] = {&b->query, &b->key, &b->value,
                                       &b->dense, &b->ffn, &b->ffn_output};
    double one = 2.0 * L * L * w->dims.bert_width; /* the two products of attention */
    for (size_t i = 0; i < sizeof(layer) / sizeof(layer[0]); i++)
        one += conv_macs(layer[i], L);
    return conv_macs(&b->widen, L) + w->dims.bert_layers * one + conv_macs(&b->encoder, L);
}

static double duration_macs(const struct kokoro_predictor *p, int L)
{
    double sum = lstm_macs(&p->lstm, L) + conv_macs(&p->duration, L);
    for (int i = 0; i < KOKORO_TEXT_LAYERS; i++)
        sum += lstm_macs(&p->layer[i].lstm, L);
    return sum;
}

static double text_macs(const struct kokoro_text_encoder *t, int L)
{
    double sum = lstm_macs(&t->lstm, L);
    for (int i = 0; i < KOKORO_TEXT_LAYERS; i++)
        sum += conv_macs(&t->layer[i].conv, L);
    return sum;
}

/* *T becomes the rows that come out. */
static double style_block_macs(const struct kokoro_style_block *b, int *T)
{
    double sum = b->shortcut.w ? conv_macs(&b->shortcut, *T) : 0;
    if (b->pool) *T *= 2;
    return sum + conv_macs(&b->conv1, *T) + conv_macs(&b->conv2, *T);
}

static double curve_macs(const struct kokoro_curve *c, int F)
{
    double sum = 0;
    for (int i = 0; i < KOKORO_F0_BLOCKS; i++)
        sum += style_block_macs(&c->block[i], &F);
    return sum + conv_macs(&c->proj, F);
}

static double decoder_macs(const struct kokoro_decoder *d, int F)
{
    int T = F;
    double sum = conv_macs(&d->f0_conv, F) + conv_macs(&d->n_conv, F) + conv_macs(&d->asr_res, F);
    sum += style_block_macs(&d->encode, &T);
    for (int i = 0; i < KOKORO_DECODE_BLOCKS; i++)
        sum += style_block_macs(&d->decode[i], &T);
    return sum;
}

static double res_block_macs(const struct kokoro_res_block *b, int T)
{
    double sum = 0;
    for (int i = 0; i < KOKORO_DILATIONS; i++)
        sum += conv_macs(&b->half[i][0].conv, T) + conv_macs(&b->half[i][1].conv, T);
    return sum;
}

static double noise_macs(const struct kokoro_generator *g, int F)
{
    double sum = 0;
    for (int i = 0; i < KOKORO_STAGES; i++) {
        int T = generator_rows(i, F);
        sum += conv_macs(&g->stage[i].noise_conv, T) + res_block_macs(&g->stage[i].noise, T);
    }
    return sum;
}

static double generator_macs(const struct kokoro_generator *g, int stage, int F)
{
    const struct nn_conv_transposed1d *up = &g->stage[stage].up;
    int T_in = stage ? generator_rows(stage - 1, F) : 2 * F;
    double sum = (double)T_in * up->ci * up->co * up->k;
    for (int i = 0; i < KOKORO_RESBLOCKS; i++)
        sum += res_block_macs(&g->stage[stage].block[i], generator_rows(stage, F));
    return sum;
}

static double transform_macs(int F) /* a frame of 20 samples to 22 values, or back */
{
    return (double)generator_rows(KOKORO_STAGES - 1, F) * 2 * NN_STFT_BINS * 20;
}

double kokoro_stage_macs(const struct kokoro *k, enum kokoro_stage stage, int L, int F)
{
    const struct kokoro_weights *w = &k->weights;
    const struct kokoro_generator *g = &w->generator;
    switch (stage) {
    case KOKORO_STAGE_BERT:
        return bert_macs(w, L);
    case KOKORO_STAGE_DURATIONS:
        return duration_macs(&w->predictor, L);
    case KOKORO_STAGE_TEXT:
        return text_macs(&w->text, L);
    case KOKORO_STAGE_CURVES:
        return lstm_macs(&w->predictor.shared, F) + curve_macs(&w->predictor.f0, F) +
               curve_macs(&w->predictor.n, F);
    case KOKORO_STAGE_DECODER:
        return decoder_macs(&w->decoder, F);
    case KOKORO_STAGE_SOURCE:
        return transform_macs(F);
    case KOKORO_STAGE_NOISE:
        return noise_macs(g, F);
    case KOKORO_STAGE_GENERATOR_0:
        return generator_macs(g, 0, F);
    case KOKORO_STAGE_GENERATOR_1:
        return generator_macs(g, 1, F);
    case KOKORO_STAGE_POST:
        return conv_macs(&g->post, generator_rows(KOKORO_STAGES - 1, F)) + transform_macs(F);
    case KOKORO_STAGE_STYLE: /* kept from call to call: no fixed amount */
    case KOKORO_STAGE_COUNT:
        break;
    }
    return 0;
}
