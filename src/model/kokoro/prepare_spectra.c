#include "model/kokoro/prepare_spectra.h"

#include "model/kokoro/layers.h"
#include "nn/conv_spectral.h"
#include "nn/conv_spectral_bf16.h"
#include "nn/conv_transposed1d.h"
#include "nn/pack_weights.h"

struct making {
    struct arena *arena; /* counting: nothing is made */
    struct pool *pool;
    const struct pack *pack;
};

/* Residual blocks of the vocoder, where most of the time goes, the trunk and the curves.  What is
 * left is too narrow, or has too few rows (the text). */
static int pays(const struct nn_conv1d *layer, enum kokoro_stage stage)
{
    switch (stage) {
    case KOKORO_STAGE_CURVES:
    case KOKORO_STAGE_DECODER:
    case KOKORO_STAGE_NOISE:
    case KOKORO_STAGE_GENERATOR_0:
    case KOKORO_STAGE_GENERATOR_1:
        return conv_spectral_fits(layer);
    default:
        return 0;
    }
}

/* In bf16 the direct method's weights are mapped and small, so what has few rows stays there. */
static int pays_bf16(const struct nn_conv1d *layer, enum kokoro_stage stage)
{
    switch (stage) {
    case KOKORO_STAGE_NOISE:
    case KOKORO_STAGE_GENERATOR_0:
    case KOKORO_STAGE_GENERATOR_1:
        return conv_spectral_bf16_fits(layer);
    default:
        return 0;
    }
}

static int make(void *ctx, struct nn_conv1d *layer, enum kokoro_stage stage)
{
    struct making *m = ctx;
    if (!pays(layer, stage)) return 0;
    float *spectrum = arena_take(m->arena, conv_spectral_size(layer), sizeof(float));
    if (!conv_spectral_heavy(layer)) {
        if (spectrum) conv_spectral_make(m->pool, layer, spectrum);
    } else {
        /* A third of all, and a short text does without: made when a long one comes. */
        layer->late = arena_new(m->arena, struct conv_late, 1);
        if (layer->late) conv_late_init(layer->late, spectrum);
    }
    layer->spectrum = spectrum;
    return 0;
}

/* Upsamplings: all phases as one layer. */
static void make_up(struct making *m, struct nn_conv_transposed1d *up)
{
    struct nn_conv1d wide = nn_conv_transposed1d_wide(up);
    if (!wide.co) return;
    float *bias = arena_take(m->arena, (size_t)wide.co, sizeof(float));
    float *spectrum = arena_take(m->arena, conv_spectral_size(&wide), sizeof(float));
    if (!spectrum) return;
    nn_conv_transposed1d_bias(up, bias);
    conv_spectral_make(m->pool, &wide, spectrum);
    wide.bias = bias;
    wide.spectrum = spectrum;
    up->wide = wide;
}

static int make_bf16(void *ctx, struct nn_conv1d *layer, enum kokoro_stage stage)
{
    struct making *m = ctx;
    if (!pays_bf16(layer, stage)) return 0;
    uint16_t *spectrum = arena_take(m->arena, conv_spectral_bf16_size(layer), sizeof(*spectrum));
    if (!spectrum) return 0;
    /* The float32 weights are read this once: afterwards they take no memory. */
    size_t bytes = nn_packed_conv_size(layer->co, layer->ci, layer->k) * sizeof(float);
    pack_expect(m->pack, layer->w, bytes);
    conv_spectral_bf16_make(m->pool, layer, spectrum);
    pack_forget(m->pack, layer->w, bytes);
    layer->spectrum_bf16 = spectrum;
    return 0;
}

static int make_all(struct kokoro_weights *w, enum kokoro_precision precision, struct making *m)
{
    if (precision == KOKORO_BF16) return kokoro_each_layer(w, make_bf16, m);
    for (int i = 0; i < KOKORO_STAGES; i++)
        make_up(m, &w->generator.stage[i].up);
    return kokoro_each_layer(w, make, m);
}

int prepare_spectra(struct kokoro_weights *w, enum kokoro_precision precision, struct pool *pool,
                    struct err *e)
{
    struct arena counting = arena_counting();
    struct making m = {&counting, pool, w->pack};
    int code = make_all(w, precision, &m);
    if (code || !counting.peak) return code;
    code = arena_init(&w->spectra, counting.peak);
    if (code) return err_set(e, code, "no %zu MB for the weights' spectra", counting.peak >> 20);
    m.arena = &w->spectra;
    return make_all(w, precision, &m);
}
