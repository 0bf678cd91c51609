#include "model/kokoro/styles.h"

#include <string.h>

#include "nn/pack_weights.h"

int styles_init(struct kokoro_styles *s, const struct kokoro_weights *w)
{
    size_t style = 2 * (size_t)w->dims.style, n_runs = (size_t)w->dims.positions;
    *s = (struct kokoro_styles){0};
    for (int counting = 1; counting >= 0; counting--) {
        if (counting) {
            s->memory = arena_counting();
        } else {
            int code = arena_init(&s->memory, s->memory.peak);
            if (code) return code;
        }
        s->runs.run = arena_new(&s->memory, struct kokoro_run, n_runs);
        for (int i = 0; i < KOKORO_STYLES_KEPT; i++) {
            s->entry[i].style = arena_new(&s->memory, float, style);
            s->entry[i].products = arena_new(&s->memory, float, w->n_products);
        }
    }
    return 0;
}

void styles_free(struct kokoro_styles *s)
{
    arena_free(&s->memory);
    *s = (struct kokoro_styles){0};
}

/* One column times every map's rows: the map's weights are the tensor that is read, the style is
 * the weight, so that the ordinary product serves. */
static void compute(struct kokoro_pass *p, const float *style, float *products)
{
    const struct kokoro_weights *w = p->w;
    int depth = w->dims.style;
    size_t mark = pass_mark(p), panel = nn_packed_conv_size(1, depth, 1);
    float *packed[2] = {arena_new(p->nn.scratch, float, panel),
                        arena_new(p->nn.scratch, float, panel)};
    for (int half = 0; half < 2 && !nn_counting(&p->nn); half++)
        nn_pack_conv(packed[half], style + half * depth, 1, depth, 1);
    for (size_t i = 0; i < w->n_maps; i++) {
        const struct kokoro_style_map *m = w->maps[i];
        struct nn_conv1d column = nn_linear_init(packed[m->prosody], NULL, depth, 1);
        nn_conv1d(&p->nn, &column,
                  &(struct nn_conv1d_args){.x = m->w,
                                           .x_row = depth,
                                           .T = 2 * m->channels,
                                           .y = nn_at(products, m->at),
                                           .y_row = 1,
                                           .add = m->bias,
                                           .add_row = 1});
    }
    pass_release(p, mark);
}

/* The entry of this style; NULL when every entry is in use by this call. `before` is the time of
 * the call's start. */
static const struct kokoro_style_entry *find(struct kokoro_styles *s, struct kokoro_pass *p,
                                             const float *style, uint64_t before)
{
    size_t bytes = 2 * (size_t)p->w->dims.style * sizeof(float);
    struct kokoro_style_entry *oldest = &s->entry[0];
    for (int i = 0; i < KOKORO_STYLES_KEPT; i++) {
        struct kokoro_style_entry *x = &s->entry[i];
        if (x->used && !memcmp(x->style, style, bytes)) {
            x->used = ++s->now;
            return x;
        }
        if (x->used < oldest->used) oldest = x;
    }
    if (oldest->used > before) return NULL;
    memcpy(oldest->style, style, bytes);
    compute(p, oldest->style, oldest->products);
    oldest->used = ++s->now;
    return oldest;
}

void styles_plan(struct kokoro_pass *p)
{
    compute(p, NULL, NULL);
}

int styles_set(struct kokoro_styles *s, struct kokoro_pass *p, const struct kokoro_style *list,
               int n, int L, struct err *e)
{
    uint64_t before = s->now;
    s->runs.n = 0;
    int start = 0;
    for (int i = 0; i < n; i++) {
        if (list[i].end_token <= start || list[i].end_token > L)
            return err_set(e, E_ARG, "style %d ends at token %d of %d", i, list[i].end_token, L);
        start = list[i].end_token;
        const struct kokoro_style_entry *x = find(s, p, list[i].style, before);
        if (!x) return err_set(e, E_LIMIT, "more than %d styles in one chunk", KOKORO_STYLES_KEPT);
        if (!s->runs.n || s->runs.run[s->runs.n - 1].products != x->products)
            s->runs.run[s->runs.n++] =
                (struct kokoro_run){.style = x->style, .products = x->products};
        s->runs.run[s->runs.n - 1].end_token = start;
    }
    if (start != L) return err_set(e, E_ARG, "styles do not cover all %d tokens", L);
    return 0;
}

void styles_set_frames(struct kokoro_styles *s, const int *frames)
{
    for (int i = 0, token = 0, frame = 0; i < s->runs.n; i++) {
        while (token < s->runs.run[i].end_token)
            frame += frames[token++];
        s->runs.run[i].end_frame = frame;
    }
}
