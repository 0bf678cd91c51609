#include "model/kokoro/prepare_bf16.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "model/kokoro/layers.h"
#include "nn/conv_bf16.h"
#include "nn/pack_weights.h"

/* All panels are one block; walking the layers gives each its place. */
struct block {
    uint16_t *at; /* NULL: only counting */
    size_t used;  /* values */
    int make;     /* else the panels are there */
    struct pool *pool;
    const struct pack *pack;
};

static uint16_t *place(struct block *b, size_t values)
{
    uint16_t *out = b->at ? b->at + b->used : NULL;
    b->used += (values + 31) / 32 * 32;
    return out;
}

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

static int visit(void *ctx, struct nn_conv1d *layer, enum kokoro_stage stage)
{
    struct block *b = ctx;
    if (!behind_durations(stage) || !pays(layer)) return 0;
    uint16_t *out = place(b, conv_bf16_size(layer));
    if (out && b->make) {
        /* The float32 weights are read this once: afterwards they take no memory. */
        size_t bytes = nn_packed_conv_size(layer->co, layer->ci, layer->k) * sizeof(float);
        pack_expect(b->pack, layer->w, bytes);
        conv_bf16_make(b->pool, layer, out);
        pack_forget(b->pack, layer->w, bytes);
    }
    layer->bf16 = out;
    return 0;
}

static void visit_up(struct block *b, struct nn_conv_transposed1d *up)
{
    uint16_t *out = place(b, conv_bf16_transposed_size(up));
    if (out && b->make) {
        size_t bytes =
            nn_packed_conv_transposed_size(up->ci, up->co, up->k, up->stride) * sizeof(float);
        pack_expect(b->pack, up->w, bytes);
        conv_bf16_transposed_make(b->pool, up, out);
        pack_forget(b->pack, up->w, bytes);
    }
    up->bf16 = out;
}

static int walk(struct kokoro_weights *w, struct block *b)
{
    int code = kokoro_each_layer(w, visit, b);
    for (int i = 0; i < KOKORO_STAGES && !code; i++)
        visit_up(b, &w->generator.stage[i].up);
    return code;
}

/* DIR/NAME.pack -> DIR/NAME-bf16.pack */
static int store_path(char out[PATH_MAX_BYTES], const char *model, struct err *e)
{
    static const char suffix[] = ".pack";
    size_t n = strlen(model), cut = sizeof(suffix) - 1;
    if (n >= cut && !strcmp(model + n - cut, suffix)) n -= cut;
    if (snprintf(out, PATH_MAX_BYTES, "%.*s-bf16%s", (int)n, model, suffix) >= PATH_MAX_BYTES)
        return err_set(e, E_LIMIT, "%.80s: path too long", model);
    return 0;
}

/* Maps the stored panels of this very model.  E_NOENT: there are none; E_CORRUPT: they are damaged,
 * of another version or of another model. */
static int open_stored(struct kokoro_weights *w, size_t bytes, const void **panels, struct err *e)
{
    char path[PATH_MAX_BYTES];
    const void *of = NULL;
    int code = store_path(path, pack_file_name(w->pack), e);
    if (!code) code = pack_open(&w->bf16_pack, path, KOKORO_BF16_KIND, KOKORO_BF16_VERSION, e);
    if (!code) code = pack_need(w->bf16_pack, "of", PACK_IDENTITY_BYTES, &of, e);
    if (!code && memcmp(of, pack_identity(w->pack), PACK_IDENTITY_BYTES) != 0)
        code = err_set(e, E_CORRUPT,
                       "%s: made from another model than %s: run utter import --only model", path,
                       pack_file_name(w->pack));
    if (!code) code = pack_need(w->bf16_pack, "weights", bytes, panels, e);
    if (!code) return 0;
    pack_close(w->bf16_pack);
    w->bf16_pack = NULL;
    return code;
}

/* Says why stored panels are not used, unless there are none; NULL: they are to be made. */
static const void *stored(struct kokoro_weights *w, size_t bytes)
{
    const void *panels = NULL;
    struct err e = {0};
    int code = open_stored(w, bytes, &panels, &e);
    if (!code) return panels;
    if (code != E_NOENT) log_warn("model", "%s; made in memory instead", e.msg);
    return NULL;
}

int prepare_bf16(struct kokoro_weights *w, struct pool *pool, struct err *e)
{
    struct block b = {.pool = pool, .pack = w->pack};
    int code = walk(w, &b);
    if (code) return code;
    size_t values = b.used, bytes = values * sizeof(*b.at);
    b.used = 0;
    b.at = (uint16_t *)stored(w, bytes); /* not written: make is 0 */
    if (!b.at) {
        code = arena_init(&w->bf16, bytes + 4096);
        if (code) return err_set(e, code, "no %zu MB for weights in bf16", bytes >> 20);
        b.at = arena_take(&w->bf16, values, sizeof(*b.at));
        b.make = 1;
    }
    return walk(w, &b);
}

int prepare_bf16_check(const char *path, struct err *e)
{
    struct kokoro_weights w;
    const void *panels;
    int code = weights_open(&w, path, e);
    if (code) return code;
    struct block b = {.pack = w.pack};
    code = walk(&w, &b);
    if (!code) code = open_stored(&w, b.used * sizeof(*b.at), &panels, e);
    if (!code) code = pack_verify(w.bf16_pack, e);
    weights_close(&w);
    return code;
}

int prepare_bf16_store(const char *path, struct err *e)
{
    char to[PATH_MAX_BYTES];
    struct kokoro_weights w;
    struct pack_writer *out = NULL;
    int code = store_path(to, path, e);
    if (!code) code = weights_open(&w, path, e);
    if (code) return code;
    struct block b = {.make = 1, .pack = w.pack};
    code = walk(&w, &b);
    size_t values = b.used;
    b.used = 0;
    if (!code && arena_init(&w.bf16, values * sizeof(*b.at) + 4096))
        code = err_set(e, E_NOMEM, "no %zu MB for weights in bf16", values * sizeof(*b.at) >> 20);
    if (!code) {
        b.at = arena_alloc(&w.bf16, values, sizeof(*b.at)); /* zeros between layers */
        code = walk(&w, &b);
    }
    if (!code) code = pack_writer_open(&out, to, KOKORO_BF16_KIND, KOKORO_BF16_VERSION, e);
    if (!code) {
        pack_writer_add(out, "of", pack_identity(w.pack), PACK_IDENTITY_BYTES);
        pack_writer_add(out, "weights", b.at, values * sizeof(*b.at));
        code = pack_writer_finish(out, e);
    }
    weights_close(&w);
    return code;
}
