#include "nn/norm.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "kern/kern.h"
#include "nn/moments.h"

/* --------------------------------------------------------------------------------- statistics */

static int block_rows(int block, int T)
{
    int left = T - block * NN_BLOCK;
    return left < NN_BLOCK ? left : NN_BLOCK;
}

void nn_moments_block(float *moments, int block, int T, int C, const float *x, ptrdiff_t x_row,
                      int c0, int c1)
{
    float *mean = nn_moments_record(moments, block, C), *m2 = mean + C;
    kern.moments_f32(mean + c0, m2 + c0, x + c0, x_row, block_rows(block, T), c1 - c0);
    if (c0 == 0) m2[C] = (float)block_rows(block, T);
}

void nn_moments_from_sums(float *moments, int group, const float *sums, int rows, int C)
{
    float *mean = nn_moments_record(moments, group, C), *m2 = mean + C, share = 1 / (float)rows;
    const float *shift = sums, *sum = sums + C, *squares = sum + C;
    for (int c = 0; c < C; c++) {
        float off = sum[c] * share, rest = squares[c] - sum[c] * off;
        mean[c] = shift[c] + off;
        m2[c] = rest > 0 ? rest : 0;
    }
    m2[C] = (float)rows;
}

/* Channels are the inner loop, some at a time, so that the sums of many are under way at once. */
void nn_moments_join(const float *moments, int groups, int C, float eps, const struct nn_stats *out)
{
    enum { SOME = 64 };
    const ptrdiff_t record = 2 * (ptrdiff_t)C + 1;
    for (int c0 = 0; c0 < C; c0 += SOME) {
        double mean[SOME] = {0}, m2[SOME] = {0}, n = 0;
        int some = C - c0 < SOME ? C - c0 : SOME;
        const float *m = moments + c0, *rows = moments + 2 * (ptrdiff_t)C;
        for (int g = 0; g < groups; g++, m += record, rows += record) {
            for (int c = 0; c < some; c++)
                mean[c] += (double)*rows * (double)m[c];
            n += (double)*rows;
        }
        for (int c = 0; c < some; c++)
            mean[c] /= n;
        m = moments + c0, rows = moments + 2 * (ptrdiff_t)C;
        for (int g = 0; g < groups; g++, m += record, rows += record)
            for (int c = 0; c < some; c++) {
                double off = (double)m[c] - mean[c];
                m2[c] += (double)m[C + c] + (double)*rows * off * off;
            }
        for (int c = 0; c < some; c++) {
            out->mean[c0 + c] = (float)mean[c];
            out->rstd[c0 + c] = (float)(1 / sqrt(m2[c] / n + (double)eps));
        }
    }
}

struct stats_job {
    float *moments;
    const float *x;
    ptrdiff_t x_row;
    int T, C;
};

static void stats_item(void *ctx, int item, int part)
{
    (void)part;
    const struct stats_job *j = ctx;
    nn_moments_block(j->moments, item, j->T, j->C, j->x + (ptrdiff_t)item * NN_BLOCK * j->x_row,
                     j->x_row, 0, j->C);
}

void nn_stats_of(const struct nn *nn, const float *x, int x_row, int T, int C, float eps,
                 const struct nn_stats *out)
{
    size_t mark = arena_mark(nn->scratch);
    struct stats_job j = {arena_take(nn->scratch, nn_moments_size(nn_blocks(T), C), sizeof(float)),
                          x, x_row, T, C};
    if (!nn_counting(nn)) {
        nn_each(nn, nn_blocks(T), stats_item, &j);
        nn_moments_join(j.moments, nn_blocks(T), C, eps, out);
    }
    arena_reset(nn->scratch, mark);
}

/* ------------------------------------------------------------------- what is done while reading */

struct nn_ready_pre nn_pre_ready(const struct nn *nn, const struct nn_pre *pre, int C)
{
    struct nn_ready_pre p = {.pre = pre, .C = C};
    if (!pre || !pre->stats) return p;
    assert(pre->n_runs >= 1);
    p.scale = arena_take(nn->scratch, (size_t)pre->n_runs * (size_t)C, sizeof(float));
    if (nn_counting(nn)) return p;
    for (int i = 0; i < pre->n_runs; i++)
        for (int c = 0; c < C; c++)
            p.scale[(ptrdiff_t)i * C + c] = (1 + pre->runs[i].gamma[c]) * pre->stats->rstd[c];
    return p;
}

static void norm_rows(const struct nn_ready_pre *p, int run, const float *x, ptrdiff_t x_row,
                      int rows, float *y, ptrdiff_t y_row)
{
    const struct nn_pre *pre = p->pre;
    struct kern_norm k = {.rows = rows,
                          .cols = p->C,
                          .x = x,
                          .x_row = x_row,
                          .y = y,
                          .y_row = y_row,
                          .mean = pre->stats->mean,
                          .scale = p->scale + (ptrdiff_t)run * p->C,
                          .shift = pre->runs[run].beta};
    if (pre->act == NN_SNAKE)
        kern.norm_snake_f32(&k, pre->alpha, pre->inv_alpha);
    else
        kern.norm_leaky_f32(&k, pre->act == NN_LEAKY ? pre->slope : 1);
}

void nn_pre_rows(const struct nn_ready_pre *p, const float *x, ptrdiff_t x_row, int t, int step,
                 int rows, float *y, ptrdiff_t y_row)
{
    if (!p->pre || !p->pre->stats) {
        float slope = p->pre && p->pre->act == NN_LEAKY ? p->pre->slope : 1;
        assert(!p->pre || p->pre->act != NN_SNAKE);
        for (int r = 0; r < rows; r++)
            if (slope == 1)
                memmove(y + r * y_row, x + r * x_row, (size_t)p->C * sizeof(float));
            else
                kern.leaky_f32(y + r * y_row, x + r * x_row, slope, p->C);
        return;
    }
    for (int run = 0; rows > 0; run++) {
        const int last = run + 1 == p->pre->n_runs, end = p->pre->runs[run].end;
        if (!last && end <= t) continue;
        int n = last ? rows : (end - t + step - 1) / step;
        if (n > rows) n = rows;
        norm_rows(p, run, x, x_row, n, y, y_row);
        x += n * x_row;
        y += n * y_row;
        t += n * step;
        rows -= n;
    }
}

struct apply_job {
    struct nn_ready_pre pre;
    const float *x;
    float *y;
    ptrdiff_t x_row, y_row;
    int T;
};

static void apply_item(void *ctx, int item, int part)
{
    (void)part;
    const struct apply_job *j = ctx;
    ptrdiff_t t = (ptrdiff_t)item * NN_BLOCK;
    nn_pre_rows(&j->pre, j->x + t * j->x_row, j->x_row, (int)t, 1, block_rows(item, j->T),
                j->y + t * j->y_row, j->y_row);
}

void nn_apply(const struct nn *nn, const struct nn_pre *pre, const float *x, int x_row, int T,
              int C, float *y, int y_row)
{
    size_t mark = arena_mark(nn->scratch);
    struct apply_job j = {nn_pre_ready(nn, pre, C), x, y, x_row, y_row, T};
    if (!nn_counting(nn)) nn_each(nn, nn_blocks(T), apply_item, &j);
    arena_reset(nn->scratch, mark);
}

/* ------------------------------------------------------------------------------- over channels */

void nn_ada_layer_norm(const struct nn *nn, const float *x, int x_row, int T, int C,
                       const struct nn_style_run *runs, int n_runs, float eps, float *y, int y_row)
{
    if (nn_counting(nn)) return;
    for (int t = 0, run = 0; t < T; t++) {
        while (run + 1 < n_runs && t >= runs[run].end)
            run++;
        kern.layer_norm_f32(y + (ptrdiff_t)t * y_row, x + (ptrdiff_t)t * x_row, runs[run].gamma, 1,
                            runs[run].beta, eps, C);
    }
}

void nn_layer_norm(const struct nn *nn, const float *x, int x_row, int T, int C, const float *gamma,
                   const float *beta, float eps, float *y, int y_row)
{
    if (nn_counting(nn)) return;
    for (int t = 0; t < T; t++)
        kern.layer_norm_f32(y + (ptrdiff_t)t * y_row, x + (ptrdiff_t)t * x_row, gamma, 0, beta, eps,
                            C);
}
