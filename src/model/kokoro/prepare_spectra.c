#include "model/kokoro/prepare_spectra.h"

#include "model/kokoro/layers.h"
#include "nn/conv_spectral.h"

struct making {
    struct arena *arena; /* counting: nothing is made */
    struct pool *pool;
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

int prepare_spectra(struct kokoro_weights *w, struct pool *pool, struct err *e)
{
    struct arena counting = arena_counting();
    struct making m = {&counting, pool};
    int code = kokoro_each_layer(w, make, &m);
    if (code || !counting.peak) return code;
    code = arena_init(&w->spectra, counting.peak);
    if (code) return err_set(e, code, "no %zu MB for the weights' spectra", counting.peak >> 20);
    m.arena = &w->spectra;
    return kokoro_each_layer(w, make, &m);
}
