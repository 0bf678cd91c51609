#include "model/kokoro/blocks.h"

#include <math.h>

#include "nn/rows.h"

#define STYLE_BLOCK_SLOPE 0.2f

/* The pooled way in: the convolution cannot read through an upsampling, so the normalised input is
 * written out once. */
static void conv_up(struct kokoro_pass *p, const struct kokoro_style_block *b,
                    const struct nn_pre *pre, const float *x, int x_row, int T, float *y,
                    const struct nn_stats *stats)
{
    size_t mark = pass_mark(p);
    float *normal = pass_rows(p, T, b->ci), *doubled = pass_rows(p, 2 * T, b->ci);
    nn_apply(&p->nn, pre, x, x_row, T, b->ci, normal, b->ci);
    nn_upsample_depthwise(&p->nn, b->pool, b->pool_bias, normal, b->ci, T, b->ci, doubled, b->ci);
    nn_conv1d(
        &p->nn, &b->conv1,
        &(struct nn_conv1d_args){
            .x = doubled, .x_row = b->ci, .T = 2 * T, .y = y, .y_row = b->co, .stats = stats});
    pass_release(p, mark);
}

/* The way around: x, mapped to co channels where they differ, twice as many rows where it goes up.
 * The 1x1 map comes first: it commutes with repeating rows. */
static const float *around(struct kokoro_pass *p, const struct kokoro_style_block *b,
                           const float *x, int *x_row, int T)
{
    if (b->ci != b->co) {
        float *mapped = pass_rows(p, T, b->co);
        nn_linear(&p->nn, &b->shortcut, x, *x_row, T, mapped, b->co);
        x = mapped, *x_row = b->co;
    }
    if (b->pool) {
        float *twice = pass_rows(p, 2 * T, b->co);
        nn_upsample(&p->nn, x, *x_row, T, b->co, 2, twice, b->co);
        x = twice, *x_row = b->co;
    }
    return x;
}

void style_block_run(struct kokoro_pass *p, const struct kokoro_style_block *b, const float *x,
                     int x_row, int T, int per_frame, float *y, int y_row)
{
    size_t mark = pass_mark(p);
    int up = b->pool ? 2 : 1;
    struct nn_stats outer = pass_stats(p, b->ci), inner = pass_stats(p, b->co);
    nn_stats_of(&p->nn, x, x_row, T, b->ci, NN_EPS, &outer);

    float *h = pass_rows(p, up * T, b->co);
    struct nn_pre pre = pass_style_frames(p, &b->norm1, per_frame, 0, &outer);
    pre.act = NN_LEAKY, pre.slope = STYLE_BLOCK_SLOPE;
    if (b->pool)
        conv_up(p, b, &pre, x, x_row, T, h, &inner);
    else
        nn_conv1d(&p->nn, &b->conv1,
                  &(struct nn_conv1d_args){.x = x,
                                           .x_row = x_row,
                                           .T = T,
                                           .pre = &pre,
                                           .y = h,
                                           .y_row = b->co,
                                           .stats = &inner});

    int add_row = x_row;
    const float *add = around(p, b, x, &add_row, T);
    struct nn_pre pre2 = pass_style_frames(p, &b->norm2, up * per_frame, 0, &inner);
    pre2.act = NN_LEAKY, pre2.slope = STYLE_BLOCK_SLOPE;
    nn_conv1d(&p->nn, &b->conv2,
              &(struct nn_conv1d_args){.x = h,
                                       .x_row = b->co,
                                       .T = up * T,
                                       .pre = &pre2,
                                       .y = y,
                                       .y_row = y_row,
                                       .add = add,
                                       .add_row = add_row,
                                       .scale = (float)M_SQRT1_2});
    pass_release(p, mark);
}

void res_block_run(struct kokoro_pass *p, const struct kokoro_res_block *b,
                   const struct res_block_io *io)
{
    size_t mark = pass_mark(p);
    int c = b->channels;
    struct nn_stats outer = pass_stats(p, c), inner = pass_stats(p, c);
    const float *x = io->x;
    for (int i = 0; i < KOKORO_DILATIONS; i++) {
        int last = i == KOKORO_DILATIONS - 1;
        size_t round = pass_mark(p);
        struct nn_pre pre[2];
        for (int half = 0; half < 2; half++) {
            pre[half] = pass_style_frames(p, &b->half[i][half].norm, io->per_frame, io->before,
                                          half ? &inner
                                          : i  ? &outer
                                               : io->stats);
            pre[half].act = NN_SNAKE;
            pre[half].alpha = b->half[i][half].alpha;
            pre[half].inv_alpha = b->half[i][half].inv_alpha;
        }
        nn_conv1d(&p->nn, &b->half[i][0].conv,
                  &(struct nn_conv1d_args){.x = x,
                                           .x_row = c,
                                           .T = io->T,
                                           .pre = &pre[0],
                                           .y = io->inner,
                                           .y_row = c,
                                           .stats = &inner});
        nn_conv1d(&p->nn, &b->half[i][1].conv,
                  &(struct nn_conv1d_args){.x = io->inner,
                                           .x_row = c,
                                           .T = io->T,
                                           .pre = &pre[1],
                                           .y = last ? io->y : io->residual,
                                           .y_row = c,
                                           .add = x,
                                           .add_row = c,
                                           .scale = last ? io->scale : 1,
                                           .accumulate = last && io->accumulate,
                                           .stats = last ? NULL : &outer});
        x = io->residual;
        pass_release(p, round);
    }
    pass_release(p, mark);
}
