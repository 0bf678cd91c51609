#include "model/kokoro/prepare_steps.h"

#include "base/cpu.h"
#include "kern/kern.h"
#include "model/kokoro/layers.h"
#include "nn/linear_steps.h"
#include "nn/pack_weights.h"

struct making {
    struct arena *arena; /* counting: nothing is made */
    struct pool *pool;
    const struct pack *pack;
};

static int before_durations(enum kokoro_stage stage)
{
    return stage == KOKORO_STAGE_BERT || stage == KOKORO_STAGE_DURATIONS;
}

/* The layer's steps, or NULL. */
static const struct nn_steps *make(struct making *m, const struct nn_conv1d *layer)
{
    if (!linear_steps_fits(layer)) return NULL;
    struct nn_steps *s = arena_new(m->arena, struct nn_steps, 1), room;
    linear_steps_take(m->arena, layer, s ? s : &room);
    if (!s) return NULL;
    size_t bytes = nn_packed_conv_size(layer->co, layer->ci, 1) * sizeof(float);
    pack_expect(m->pack, layer->w, bytes);
    if (!linear_steps_make(m->pool, layer, s)) return NULL;
    /* Short texts use the float32 weights still: they come back when they are read. */
    pack_forget(m->pack, layer->w, bytes);
    return s;
}

static int make_layer(void *ctx, struct nn_conv1d *layer, enum kokoro_stage stage)
{
    if (before_durations(stage)) layer->steps = make(ctx, layer);
    return 0;
}

static void make_lstm(struct making *m, struct nn_lstm *l)
{
    for (int d = 0; d < 2; d++) {
        struct nn_conv1d input = nn_lstm_input(l, d), recurrence = nn_lstm_recurrence(l, d);
        l->dir[d].steps = make(m, &input);
        l->dir[d].r_steps = make(m, &recurrence);
    }
}

static int make_all(struct kokoro_weights *w, struct making *m)
{
    int code = kokoro_each_layer(w, make_layer, m);
    for (int i = 0; i < KOKORO_TEXT_LAYERS; i++)
        make_lstm(m, &w->predictor.layer[i].lstm);
    make_lstm(m, &w->predictor.lstm);
    make_lstm(m, &w->predictor.shared);
    make_lstm(m, &w->text.lstm);
    return code;
}

int prepare_steps(struct kokoro_weights *w, struct pool *pool, struct err *e)
{
    if (!(kern_flags() & CPU_AMX)) return 0;
    struct arena counting = arena_counting();
    struct making m = {&counting, pool, w->pack};
    int code = make_all(w, &m);
    if (!code) code = arena_init(&w->steps, counting.peak);
    if (code) return err_set(e, code, "no %zu MB for weights as whole steps", counting.peak >> 20);
    m.arena = &w->steps;
    return make_all(w, &m);
}
