#include "model/kokoro/prepare_spectra.h"

#include "model/kokoro/layers.h"
#include "nn/conv_spectral.h"
#include "nn/conv_spectral_bf16.h"
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
    if (!spectrum) return 0;
    conv_spectral_make(m->pool, layer, spectrum);
    layer->spectrum = spectrum;
    return 0;
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

int prepare_spectra(struct kokoro_weights *w, enum kokoro_precision precision, struct pool *pool,
                    struct err *e)
{
    kokoro_layer_fn *fn = precision == KOKORO_BF16 ? make_bf16 : make;
    struct arena counting = arena_counting();
    struct making m = {&counting, pool, w->pack};
    int code = kokoro_each_layer(w, fn, &m);
    if (code || !counting.peak) return code;
    code = arena_init(&w->spectra, counting.peak);
    if (code) return err_set(e, code, "no %zu MB for the weights' spectra", counting.peak >> 20);
    m.arena = &w->spectra;
    return kokoro_each_layer(w, fn, &m);
}
