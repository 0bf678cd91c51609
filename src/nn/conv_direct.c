/* conv_direct.c
 *
 * A block of output rows needs the input rows around it, normalised and with zeros beyond the ends:
 *
 *     x   ......[ ===== rows of the block, and (k - 1) * dilation more ===== ]......
 *                 | pre, zeros outside [0, T)
 *                 v
 *     stage     [ ============================================= ]   scratch, stays in cache
 *                 | product with taps dilation rows apart
 *                 v
 *     y         [ ===== block ===== ] --> its moments
 *
 * Short tensors with heavy weights are split by columns instead, so that each weight is read once:
 * the whole input is staged first, then each item computes some columns.  Where nothing has to be
 * done to x, and no tap reaches over an end, the product reads x itself. */
#include "nn/conv_direct.h"

#include <assert.h>
#include <string.h>

#include "kern/kern.h"
#include "nn/moments.h"
#include "nn/pack_weights.h"

/* Columns in one item when columns are split; a multiple of every kernel's group of panels. */
enum { COLUMNS = 64, COLUMNS_FEW_ROWS = 128 };

/* Inputs up to this many floats are staged whole. */
#define WHOLE_MAX ((ptrdiff_t)1 << 20)

struct job {
    const struct nn_conv1d *c;
    const struct nn_conv1d_args *a;
    struct nn_ready_pre pre;
    int rows;       /* To */
    int blocks;     /* of NN_BLOCK output rows */
    int columns;    /* in one item */
    int ahead;      /* columns that other threads will have taken when this one comes back */
    float *stage;   /* all of the input with its zeros, or [parts][stage_rows, ci]; NULL: none */
    int whole;      /* stage holds everything */
    int stage_rows; /* for one block */
    float *moments; /* NULL: not wanted */
};

/* Input rows behind `rows` output rows. */
static int rows_under(const struct nn_conv1d *c, int rows)
{
    return (rows - 1) * c->stride + (c->k - 1) * c->dilation + 1;
}

/* Rows [t, t + rows) of pre(x), zero outside [0, T). */
static void stage_rows(const struct job *j, int t, int rows, float *stage)
{
    const struct nn_conv1d_args *a = j->a;
    const ptrdiff_t ci = j->c->ci;
    int lo = t < 0 ? -t : 0, hi = a->T - t < rows ? a->T - t : rows; /* rows that exist */
    if (lo > rows) lo = rows;
    if (hi < lo) hi = lo;
    memset(stage, 0, (size_t)(lo * ci) * sizeof(float));
    if (hi > lo)
        nn_pre_rows(&j->pre, a->x + (ptrdiff_t)(t + lo) * a->x_row, a->x_row, t + lo, 1, hi - lo,
                    stage + lo * ci, ci);
    memset(stage + hi * ci, 0, (size_t)((rows - hi) * ci) * sizeof(float));
}

static void stage_item(void *ctx, int item, int part)
{
    (void)part;
    const struct job *j = ctx;
    int total = rows_under(j->c, j->rows), from = item * NN_BLOCK;
    int rows = total - from < NN_BLOCK ? total - from : NN_BLOCK;
    stage_rows(j, from - j->c->pad, rows, j->stage + (ptrdiff_t)from * j->c->ci);
}

/* The product for rows [t, t + rows) and columns [c0, c1), x at the first tap of row t. */
static void product(const struct job *j, const float *x, ptrdiff_t x_row, int t, int rows, int c0,
                    int c1)
{
    const struct nn_conv1d *c = j->c;
    const struct nn_conv1d_args *a = j->a;
    /* Adjacent rows without a gap are one long row of all taps. */
    int joined = c->dilation == 1 && x_row == c->ci;
    struct kern_gemm g = {
        .rows = rows,
        .cols = c1 - c0,
        .taps = joined ? 1 : c->k,
        .depth = joined ? c->k * c->ci : c->ci,
        .x = x,
        .x_row = c->stride * x_row,
        .x_tap = c->dilation * x_row,
        .w = c->w + (ptrdiff_t)c0 * c->k * c->ci,
        .w_panel = (ptrdiff_t)NN_PANEL * c->k * c->ci,
        .bias = c->bias ? c->bias + c0 : NULL,
        .add = a->add ? a->add + (ptrdiff_t)t * a->add_row + c0 : NULL,
        .add_row = a->add_row,
        .scale = a->scale == 0 ? 1 : a->scale,
        .accumulate = a->accumulate,
        .y = a->y + (ptrdiff_t)t * a->y_row + c0,
        .y_row = a->y_row,
        .soon = c1 + j->ahead < c->co ? c->w + (ptrdiff_t)(c1 + j->ahead) * c->k * c->ci : NULL,
    };
    kern.gemm_f32(&g);
}

static void conv_item(void *ctx, int item, int part)
{
    const struct job *j = ctx;
    const struct nn_conv1d_args *a = j->a;
    const ptrdiff_t ci = j->c->ci;
    int block = item % j->blocks, c0 = item / j->blocks * j->columns;
    int c1 = c0 + j->columns < j->c->co ? c0 + j->columns : j->c->co;
    int t = block * NN_BLOCK, rows = j->rows - t < NN_BLOCK ? j->rows - t : NN_BLOCK;
    int from = t * j->c->stride - j->c->pad, under = rows_under(j->c, rows);
    if (j->stage && j->whole) {
        product(j, j->stage + (ptrdiff_t)t * j->c->stride * ci, ci, t, rows, c0, c1);
    } else if (!a->pre && from >= 0 && from + under <= a->T) {
        product(j, a->x + (ptrdiff_t)from * a->x_row, a->x_row, t, rows, c0, c1);
    } else {
        assert(j->stage);
        float *stage = j->stage + (ptrdiff_t)part * j->stage_rows * ci;
        stage_rows(j, from, under, stage);
        product(j, stage, ci, t, rows, c0, c1);
    }
    if (j->moments)
        nn_moments_block(j->moments, block, j->rows, j->c->co, a->y + (ptrdiff_t)t * a->y_row,
                         a->y_row, c0, c1);
}

void conv_direct(const struct nn *nn, const struct nn_conv1d *c, const struct nn_conv1d_args *a)
{
    size_t mark = arena_mark(nn->scratch);
    struct job j = {.c = c, .a = a, .rows = nn_conv1d_rows(c, a->T)};
    assert(j.rows >= 1 && a->T >= 1);
    j.pre = nn_pre_ready(nn, a->pre, c->ci);
    j.blocks = nn_blocks(j.rows);
    ptrdiff_t total = rows_under(c, j.rows);
    j.whole = total * c->ci <= WHOLE_MAX;
    j.columns = !j.whole ? c->co : j.rows <= 2 ? COLUMNS_FEW_ROWS : COLUMNS;
    j.ahead = j.blocks > 1 ? 0 : j.columns * (pool_threads(nn->pool) - 1);
    int n_items = j.blocks * ((c->co + j.columns - 1) / j.columns);
    j.stage_rows = rows_under(c, NN_BLOCK);
    if (a->pre || c->pad) {
        ptrdiff_t rows = j.whole ? total : (ptrdiff_t)nn_parts(nn, n_items) * j.stage_rows;
        j.stage = arena_take(nn->scratch, (size_t)(rows * c->ci), sizeof(float));
    }
    if (a->stats)
        j.moments = arena_take(nn->scratch, nn_moments_size(j.blocks, c->co), sizeof(float));
    if (!nn_counting(nn)) {
        if (j.stage && j.whole) nn_each(nn, nn_blocks((int)total), stage_item, &j);
        nn_each(nn, n_items, conv_item, &j);
        if (a->stats) nn_moments_join(j.moments, j.blocks, c->co, NN_EPS, a->stats);
    }
    arena_reset(nn->scratch, mark);
}
