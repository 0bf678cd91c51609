/* conv_bf16.c - conv_direct.c's plan with the stage in bf16:
 *
 *     x float32 --pre, rounded--> stage [rows, ci up to 32] --product--> y float32 --> moments
 *
 * The stage is always there, because x must be rounded anyway; it is written once where its rows
 * are needed by several items (all of it, when columns are split) and else for each block. */
#include "nn/conv_bf16.h"

#include <assert.h>
#include <string.h>

#include "kern/bf16.h"
#include "kern/kern.h"
#include "nn/moments.h"
#include "nn/pack_weights.h"

/* Weights above this (in values) are split by columns, so that those of an item stay in the second
 * cache; so are layers of few rows, which would not give every thread a block. */
#define WEIGHTS_MAX ((ptrdiff_t)512 << 10)
enum { COLUMNS = 64, BLOCKS_MIN = 8 };
/* A stage that columns share has at most this many values; longer ones are done by blocks. */
#define WHOLE_MAX ((ptrdiff_t)4 << 20)

static int depth_of(int ci)
{
    return (ci + KERN_BF16_DEPTH - 1) / KERN_BF16_DEPTH * KERN_BF16_DEPTH;
}

/* ----------------------------------------------------------------------------------- weights */

static int panels_of(int co)
{
    return (co + NN_PANEL - 1) / NN_PANEL;
}

size_t conv_bf16_size(const struct nn_conv1d *c)
{
    return (size_t)panels_of(c->co) * NN_PANEL * (size_t)depth_of(c->ci) * (size_t)c->k;
}

size_t conv_bf16_transposed_size(const struct nn_conv_transposed1d *c)
{
    return (size_t)panels_of(c->co) * NN_PANEL * (size_t)depth_of(c->ci) * (size_t)c->k;
}

struct making {
    const float *w; /* panels of [taps][ci][16] */
    uint16_t *out;
    int taps, ci;
};

/* One tap of one panel: two rows of 16 become one of 16 pairs. */
static void make_tap(const float *w, int ci, uint16_t *out)
{
    int i = 0;
    for (; i + 2 <= ci; i += 2, w += 2 * NN_PANEL, out += 2 * NN_PANEL)
        for (int c = 0; c < NN_PANEL; c++) {
            out[2 * c] = bf16_of(w[c]);
            out[2 * c + 1] = bf16_of(w[NN_PANEL + c]);
        }
    if (i < ci) {
        for (int c = 0; c < NN_PANEL; c++) {
            out[2 * c] = bf16_of(w[c]);
            out[2 * c + 1] = 0;
        }
        i += 2, out += 2 * NN_PANEL;
    }
    memset(out, 0, (size_t)(depth_of(ci) - i) * NN_PANEL * sizeof(*out));
}

static void make_item(void *ctx, int panel, int part)
{
    (void)part;
    const struct making *m = ctx;
    const ptrdiff_t from = (ptrdiff_t)m->ci * NN_PANEL, to = (ptrdiff_t)depth_of(m->ci) * NN_PANEL;
    for (ptrdiff_t tap = (ptrdiff_t)panel * m->taps, end = tap + m->taps; tap < end; tap++)
        make_tap(m->w + tap * from, m->ci, m->out + tap * to);
}

void conv_bf16_make(struct pool *pool, const struct nn_conv1d *c, uint16_t *out)
{
    struct making m = {c->w, out, c->k, c->ci};
    nn_each(&(struct nn){.pool = pool}, panels_of(c->co), make_item, &m);
}

void conv_bf16_transposed_make(struct pool *pool, const struct nn_conv_transposed1d *c,
                               uint16_t *out)
{
    struct making m = {c->w, out, c->k / c->stride, c->ci};
    nn_each(&(struct nn){.pool = pool}, c->stride * panels_of(c->co), make_item, &m);
}

/* ------------------------------------------------------------------------------------- stage */

/* Rows [t, t + rows) of pre(x) in bf16, x and y pointing at row t. */
static void round_rows(const struct nn_ready_pre *p, const float *x, ptrdiff_t x_row, int t,
                       int rows, uint16_t *y, ptrdiff_t y_row)
{
    const struct nn_pre *pre = p->pre;
    if (!pre || !pre->stats) {
        float slope = pre && pre->act == NN_LEAKY ? pre->slope : 1;
        for (int r = 0; r < rows; r++)
            kern.leaky_bf16(y + r * y_row, x + r * x_row, slope, p->C);
        return;
    }
    struct kern_norm_bf16 k = {
        .cols = p->C, .x = x, .x_row = x_row, .y = y, .y_row = y_row, .mean = pre->stats->mean};
    for (int run = 0, end = t + rows; t < end; run++) {
        int stop = run + 1 == pre->n_runs || pre->runs[run].end > end ? end : pre->runs[run].end;
        if (stop <= t) continue;
        k.rows = stop - t;
        k.scale = p->scale + (ptrdiff_t)run * p->C;
        k.shift = pre->runs[run].beta;
        if (pre->act == NN_SNAKE)
            kern.norm_snake_bf16(&k, pre->alpha, pre->inv_alpha);
        else
            kern.norm_leaky_bf16(&k, pre->act == NN_LEAKY ? pre->slope : 1);
        k.x += k.rows * x_row;
        k.y += k.rows * y_row;
        t = stop;
    }
}

struct job {
    const struct nn_conv1d *c;
    const struct nn_conv1d_args *a;
    struct nn_ready_pre pre;
    int depth;       /* a row of the stage */
    int rows;        /* To */
    int blocks;      /* of NN_BLOCK output rows */
    int columns;     /* in one item */
    uint16_t *stage; /* all of the input with its zeros, or [parts][stage_rows, depth] */
    int whole;       /* stage holds everything */
    int stage_rows;  /* for one block */
    float *moments;  /* NULL: not wanted */
};

/* Input rows behind `rows` output rows. */
static int rows_under(const struct nn_conv1d *c, int rows)
{
    return (rows - 1) * c->stride + (c->k - 1) * c->dilation + 1;
}

/* Rows [t, t + rows) of pre(x), zero outside [0, T) and beyond ci. */
static void stage_rows(const struct job *j, int t, int rows, uint16_t *stage)
{
    const struct nn_conv1d_args *a = j->a;
    const ptrdiff_t depth = j->depth, ci = j->c->ci;
    int lo = t < 0 ? -t : 0, hi = a->T - t < rows ? a->T - t : rows; /* rows that exist */
    if (lo > rows) lo = rows;
    if (hi < lo) hi = lo;
    memset(stage, 0, (size_t)(lo * depth) * sizeof(*stage));
    if (hi > lo)
        round_rows(&j->pre, a->x + (ptrdiff_t)(t + lo) * a->x_row, a->x_row, t + lo, hi - lo,
                   stage + lo * depth, depth);
    for (ptrdiff_t r = lo; depth > ci && r < hi; r++)
        memset(stage + r * depth + ci, 0, (size_t)(depth - ci) * sizeof(*stage));
    memset(stage + hi * depth, 0, (size_t)((rows - hi) * depth) * sizeof(*stage));
}

static void stage_item(void *ctx, int item, int part)
{
    (void)part;
    const struct job *j = ctx;
    int total = rows_under(j->c, j->rows), from = item * NN_BLOCK;
    int rows = total - from < NN_BLOCK ? total - from : NN_BLOCK;
    stage_rows(j, from - j->c->pad, rows, j->stage + (ptrdiff_t)from * j->depth);
}

/* ----------------------------------------------------------------------------------- product */

/* Rows [t, t + rows) and columns [c0, c1), x at the first tap of row t. */
static void product(const struct job *j, const uint16_t *x, int t, int rows, int c0, int c1)
{
    const struct nn_conv1d *c = j->c;
    const struct nn_conv1d_args *a = j->a;
    struct kern_gemm_bf16 g = {
        .rows = rows,
        .cols = c1 - c0,
        .taps = c->k,
        .depth = j->depth,
        .x = x,
        .x_row = (ptrdiff_t)c->stride * j->depth,
        .x_tap = (ptrdiff_t)c->dilation * j->depth,
        .w = c->bf16 + (ptrdiff_t)c0 * c->k * j->depth,
        .w_panel = (ptrdiff_t)NN_PANEL * c->k * j->depth,
        .bias = c->bias ? c->bias + c0 : NULL,
        .add = a->add ? a->add + (ptrdiff_t)t * a->add_row + c0 : NULL,
        .add_row = a->add_row,
        .scale = a->scale == 0 ? 1 : a->scale,
        .accumulate = a->accumulate,
        .y = a->y + (ptrdiff_t)t * a->y_row + c0,
        .y_row = a->y_row,
    };
    kern.gemm_bf16(&g);
}

static void conv_item(void *ctx, int item, int part)
{
    const struct job *j = ctx;
    const struct nn_conv1d_args *a = j->a;
    int block = item % j->blocks, c0 = item / j->blocks * j->columns;
    int c1 = c0 + j->columns < j->c->co ? c0 + j->columns : j->c->co;
    int t = block * NN_BLOCK, rows = j->rows - t < NN_BLOCK ? j->rows - t : NN_BLOCK;
    int from = t * j->c->stride;
    const uint16_t *x;
    if (j->whole) {
        x = j->stage + (ptrdiff_t)from * j->depth;
    } else {
        uint16_t *stage = j->stage + (ptrdiff_t)part * j->stage_rows * j->depth;
        stage_rows(j, from - j->c->pad, rows_under(j->c, rows), stage);
        x = stage;
    }
    product(j, x, t, rows, c0, c1);
    if (j->moments)
        nn_moments_block(j->moments, block, j->rows, j->c->co, a->y + (ptrdiff_t)t * a->y_row,
                         a->y_row, c0, c1);
}

void conv_bf16(const struct nn *nn, const struct nn_conv1d *c, const struct nn_conv1d_args *a)
{
    size_t mark = arena_mark(nn->scratch);
    struct job j = {.c = c, .a = a, .depth = depth_of(c->ci), .rows = nn_conv1d_rows(c, a->T)};
    assert(j.rows >= 1 && a->T >= 1);
    j.pre = nn_pre_ready(nn, a->pre, c->ci);
    j.blocks = nn_blocks(j.rows);
    ptrdiff_t total = rows_under(c, j.rows);
    int split = j.blocks < BLOCKS_MIN || (ptrdiff_t)conv_bf16_size(c) > WEIGHTS_MAX;
    j.whole = split && total * j.depth <= WHOLE_MAX;
    j.columns = j.whole ? COLUMNS : c->co;
    int n_items = j.blocks * ((c->co + j.columns - 1) / j.columns);
    j.stage_rows = rows_under(c, j.rows < NN_BLOCK ? j.rows : NN_BLOCK);
    ptrdiff_t rows = j.whole ? total : (ptrdiff_t)nn_parts(nn, n_items) * j.stage_rows;
    j.stage = arena_take(nn->scratch, (size_t)(rows * j.depth), sizeof(*j.stage));
    if (a->stats)
        j.moments = arena_take(nn->scratch, nn_moments_size(j.blocks, c->co), sizeof(float));
    if (!nn_counting(nn)) {
        if (j.whole) nn_each(nn, nn_blocks((int)total), stage_item, &j);
        nn_each(nn, n_items, conv_item, &j);
        if (a->stats) nn_moments_join(j.moments, j.blocks, c->co, NN_EPS, a->stats);
    }
    arena_reset(nn->scratch, mark);
}

/* -------------------------------------------------------------------------------- transposed */

struct up_job {
    const struct nn_conv_transposed1d *c;
    const float *x;
    uint16_t *stage; /* [T, depth] */
    float *y;
    ptrdiff_t x_row, y_row;
    int T, depth, rows, taps, accumulate;
};

static void up_stage_item(void *ctx, int item, int part)
{
    (void)part;
    const struct up_job *j = ctx;
    const int ci = j->c->ci, from = item * NN_BLOCK;
    const int end = from + NN_BLOCK < j->T ? from + NN_BLOCK : j->T;
    for (ptrdiff_t t = from; t < end; t++) {
        uint16_t *row = j->stage + t * j->depth;
        kern.leaky_bf16(row, j->x + t * j->x_row, 1, ci);
        memset(row + ci, 0, (size_t)(j->depth - ci) * sizeof(*row));
    }
}

/* Rows q, q + 1, ... of one phase, all with the same taps [m0, m1): conv_transposed1d.c. */
static void up_product(const struct up_job *j, int phase, int q, int rows, int m0, int m1)
{
    const struct nn_conv_transposed1d *c = j->c;
    const ptrdiff_t panel = (ptrdiff_t)j->taps * j->depth * NN_PANEL;
    struct kern_gemm_bf16 g = {
        .rows = rows,
        .cols = c->co,
        .taps = m1 - m0,
        .depth = j->depth,
        .x = j->stage + (ptrdiff_t)(q - (j->taps - 1) + m0) * j->depth,
        .x_row = j->depth,
        .x_tap = j->depth,
        .w = c->bf16 + phase * panels_of(c->co) * panel + (ptrdiff_t)m0 * j->depth * NN_PANEL,
        .w_panel = panel,
        .bias = c->bias,
        .scale = 1,
        .accumulate = j->accumulate,
        .y = j->y + ((ptrdiff_t)q * c->stride + phase - c->pad) * j->y_row,
        .y_row = c->stride * j->y_row,
    };
    kern.gemm_bf16(&g);
}

static void up_item(void *ctx, int item, int part)
{
    (void)part;
    const struct up_job *j = ctx;
    const int s = j->c->stride, phase = item % s;
    const int reach = j->taps - 1, last = j->T + reach; /* q < last */
    int q = item / s * NN_BLOCK, end = q + NN_BLOCK < last ? q + NN_BLOCK : last;
    while (q < end && q * s + phase < j->c->pad) /* rows that the padding cuts off */
        q++;
    while (end > q && (end - 1) * s + phase - j->c->pad >= j->rows)
        end--;
    while (q < end) {
        int m0 = reach > q ? reach - q : 0, m1 = last - q < j->taps ? last - q : j->taps;
        int rows = 1;
        if (m0 == 0 && m1 == j->taps) rows = (end < j->T ? end : j->T) - q;
        up_product(j, phase, q, rows, m0, m1);
        q += rows;
    }
}

void conv_bf16_transposed(const struct nn *nn, const struct nn_conv_transposed1d *c, const float *x,
                          int x_row, int T, float *y, int y_row, int accumulate)
{
    size_t mark = arena_mark(nn->scratch);
    struct up_job j = {.c = c,
                       .x = x,
                       .y = y,
                       .x_row = x_row,
                       .y_row = y_row,
                       .T = T,
                       .depth = depth_of(c->ci),
                       .rows = nn_conv_transposed1d_rows(c, T),
                       .taps = c->k / c->stride,
                       .accumulate = accumulate};
    j.stage = arena_take(nn->scratch, (size_t)T * (size_t)j.depth, sizeof(*j.stage));
    if (!nn_counting(nn)) {
        nn_each(nn, nn_blocks(T), up_stage_item, &j);
        nn_each(nn, nn_blocks(T + j.taps - 1) * c->stride, up_item, &j);
    }
    arena_reset(nn->scratch, mark);
}
