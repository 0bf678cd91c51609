#include "model/kokoro/prepare_bf16.h"

#include "model/kokoro/layers.h"
#include "nn/conv_bf16.h"
#include "nn/pack_weights.h"

struct making {
    struct arena *arena; /* counting: nothing is made */
    struct pool *pool;
    const struct pack *pack;
};

/* Frames must never depend on the precision, so all that durations see stays float32. */
static int behind_durations(enum kokoro_stage stage)
{
    return stage != KOKORO_STAGE_BERT && stage != KOKORO_STAGE_DURATIONS;
}

/* One channel in or out is no work. */
static int pays(const struct nn_conv1d *layer)
{
    return layer->ci > 1 && layer->co > 1;
}

static int make(void *ctx, struct nn_conv1d *layer, enum kokoro_stage stage)
{
    struct making *m = ctx;
    if (!behind_durations(stage) || !pays(layer)) return 0;
    uint16_t *out = arena_take(m->arena, conv_bf16_size(layer), sizeof(*out));
    if (!out) return 0;
    /* The float32 weights are read this once: afterwards they take no memory. */
    size_t bytes = nn_packed_conv_size(layer->co, layer->ci, layer->k) * sizeof(float);
    pack_expect(m->pack, layer->w, bytes);
    conv_bf16_make(m->pool, layer, out);
    pack_forget(m->pack, layer->w, bytes);
    layer->bf16 = out;
    return 0;
}

static int make_all(struct kokoro_weights *w, struct making *m)
{
    int code = kokoro_each_layer(w, make, m);
    for (int i = 0; i < KOKORO_STAGES && !code; i++) {
        struct nn_conv_transposed1d *up = &w->generator.stage[i].up;
        uint16_t *out = arena_take(m->arena, conv_bf16_transposed_size(up), sizeof(*out));
        if (!out) continue;
        size_t bytes =
            nn_packed_conv_transposed_size(up->ci, up->co, up->k, up->stride) * sizeof(float);
        pack_expect(m->pack, up->w, bytes);
        conv_bf16_transposed_make(m->pool, up, out);
        pack_forget(m->pack, up->w, bytes);
        up->bf16 = out;
    }
    return code;
}

int prepare_bf16(struct kokoro_weights *w, struct pool *pool, struct err *e)
{
    struct arena counting = arena_counting();
    struct making m = {&counting, pool, w->pack};
    int code = make_all(w, &m);
    if (!code) code = arena_init(&w->bf16, counting.peak);
    if (code) return err_set(e, code, "no %zu MB for weights in bf16", counting.peak >> 20);
    m.arena = &w->bf16;
    return make_all(w, &m);
}
