/* linear_steps.c - the whole of x is split once, rows of [high | mid | low]; then each item does
 * some columns: three products into scratch, smallest pieces first, then step, bias and what is
 * added. */
#include "nn/linear_steps.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "kern/bf16.h"
#include "kern/kern.h"
#include "nn/moments.h"
#include "nn/pack_weights.h"

enum {
    PIECES = 3,
    COLUMNS = 64,    /* in an item: 100 KB of weights */
    ROWS_MIN = 12,   /* fewer do not fill a tile */
    WHOLE_MAX = 256, /* the largest whole number of 8 bits */
    LOOK = 64,       /* weights that settle a column's step */
    SPLIT_ROWS = 16, /* rows in an item of splitting */
};

/* How far from a whole number a weight may be, in steps: roundings leave 3 * 256 * 2^-24. */
#define NEAR_WHOLE 1e-3f

static int panels_of(int co)
{
    return (co + NN_PANEL - 1) / NN_PANEL;
}

int linear_steps_pays(const struct nn_conv1d *c, const struct nn_conv1d_args *a)
{
    return c->steps && a->T >= ROWS_MIN && !a->pre && !a->stats && !a->accumulate &&
           (a->scale == 0 || a->scale == 1);
}

/* ------------------------------------------------------------------------------------- weights */

void linear_steps_take(struct arena *memory, const struct nn_conv1d *c, struct nn_steps *s)
{
    size_t co = (size_t)c->co;
    s->w = arena_take(memory, co * (size_t)c->ci, sizeof(*s->w));
    s->step = arena_take(memory, co, sizeof(float));
    s->bias = arena_take(memory, co, sizeof(float));
    s->zero = arena_take(memory, co, sizeof(float));
}

/* The nearest whole number, for |v| < 2^22. */
static float nearest(float v)
{
    const float round = 12582912; /* 1.5 * 2^23: nothing behind the point is left */
    return v + round - round;
}

static int is_near(float a, float b)
{
    return a - b < NEAR_WHOLE && b - a < NEAR_WHOLE;
}

/* Are the first weights of the column (16 floats apart) whole numbers of steps? */
static int looks_whole(const float *w, int ci, float per_step)
{
    for (int i = 0; i < ci && i < LOOK; i++) {
        float n = w[(ptrdiff_t)i * NN_PANEL] * per_step;
        if (!is_near(n, nearest(n))) return 0;
    }
    return 1;
}

/* Steps in one, of a column whose largest weight is `most`: that is a whole number of them too, so
 * there are only 256 to try, and a wrong one fails within a few weights.  0: none. */
static float find_per_step(const float *w, int ci, float most)
{
    if (most == 0) return 1;
    for (int n = WHOLE_MAX; n > 0; n--)
        if (looks_whole(w, ci, (float)n / most)) return (float)n / most;
    return 0;
}

/* The largest weights of a panel's columns. */
static void find_most(const float *w, int ci, float most[NN_PANEL])
{
    memset(most, 0, NN_PANEL * sizeof(float));
    for (int i = 0; i < ci; i++, w += NN_PANEL)
        for (int c = 0; c < NN_PANEL; c++) {
            float v = fabsf(w[c]);
            most[c] = v > most[c] ? v : most[c];
        }
}

int linear_steps_fits(const struct nn_conv1d *c)
{
    if (c->k != 1 || c->stride != 1 || c->pad || c->ci % KERN_BF16_DEPTH || c->co % NN_PANEL)
        return 0;
    float most[NN_PANEL];
    find_most(c->w, c->ci, most);
    return find_per_step(c->w, c->ci, most[0]) > 0;
}

struct making {
    const struct nn_conv1d *c;
    const struct nn_steps *s;
    atomic_int failed;
};

/* Whole numbers of a panel, pairs of inputs side by side; 0: they are not whole. */
static int put_panel(const float *w, int ci, const float per_step[NN_PANEL], uint16_t *out)
{
    int whole = 1;
    for (int i = 0; i < ci; i++, w += NN_PANEL) {
        float number[NN_PANEL];
        for (int c = 0; c < NN_PANEL; c++) {
            float n = w[c] * per_step[c];
            number[c] = nearest(n);
            whole &= is_near(n, number[c]);
        }
        uint16_t *pairs = out + (ptrdiff_t)(i / 2) * 2 * NN_PANEL + i % 2;
        for (int c = 0; c < NN_PANEL; c++)
            pairs[(ptrdiff_t)2 * c] = bf16_of(number[c]);
    }
    return whole;
}

static void make_panel(void *ctx, int panel, int part)
{
    (void)part;
    struct making *m = ctx;
    const struct nn_steps *s = m->s;
    const int ci = m->c->ci, first = panel * NN_PANEL;
    const float *w = m->c->w + (ptrdiff_t)first * ci;
    float most[NN_PANEL], per_step[NN_PANEL];
    int whole = !atomic_load(&m->failed);
    if (whole) find_most(w, ci, most);
    for (int c = 0; c < NN_PANEL && whole; c++) {
        per_step[c] = find_per_step(w + c, ci, most[c]);
        whole = per_step[c] > 0;
        s->step[first + c] = 1 / per_step[c];
        s->bias[first + c] = m->c->bias ? m->c->bias[first + c] : 0;
        s->zero[first + c] = 0;
    }
    if (!whole || !put_panel(w, ci, per_step, s->w + (ptrdiff_t)first * ci))
        atomic_store(&m->failed, 1);
}

int linear_steps_make(struct pool *pool, const struct nn_conv1d *c, const struct nn_steps *s)
{
    struct making m = {.c = c, .s = s};
    nn_each(&(struct nn){.pool = pool}, panels_of(c->co), make_panel, &m);
    return !atomic_load(&m.failed);
}

/* ------------------------------------------------------------------------------------- product */

struct job {
    const struct nn_conv1d *c;
    const struct nn_conv1d_args *a;
    uint16_t *pieces; /* [T, PIECES * ci] */
    float *sums;      /* [parts][T, COLUMNS] */
};

static void split_item(void *ctx, int item, int part)
{
    (void)part;
    const struct job *j = ctx;
    const struct nn_conv1d_args *a = j->a;
    const ptrdiff_t ci = j->c->ci;
    int end = (item + 1) * SPLIT_ROWS < a->T ? (item + 1) * SPLIT_ROWS : a->T;
    for (int t = item * SPLIT_ROWS; t < end; t++) {
        uint16_t *high = j->pieces + (ptrdiff_t)t * PIECES * ci;
        kern.split_bf16(high, high + ci, high + 2 * ci, a->x + (ptrdiff_t)t * a->x_row, (int)ci);
    }
}

/* y = sums * step + bias + add, columns [c0, c0 + cols) */
static void finish(const struct job *j, float *sums, int c0, int cols)
{
    const struct nn_conv1d_args *a = j->a;
    const struct nn_steps *s = j->c->steps;
    struct kern_norm k = {.rows = a->T,
                          .cols = cols,
                          .x = sums,
                          .x_row = COLUMNS,
                          .y = a->add ? sums : a->y + c0,
                          .y_row = a->add ? COLUMNS : a->y_row,
                          .mean = s->zero + c0,
                          .scale = s->step + c0,
                          .shift = s->bias + c0};
    kern.norm_leaky_f32(&k, 1);
    for (int t = 0; a->add && t < a->T; t++) {
        float *sum = sums + (ptrdiff_t)t * COLUMNS;
        kern.add_f32(sum, a->add + (ptrdiff_t)t * a->add_row + c0, 1, cols);
        memcpy(a->y + (ptrdiff_t)t * a->y_row + c0, sum, (size_t)cols * sizeof(float));
    }
}

static void columns_item(void *ctx, int item, int part)
{
    const struct job *j = ctx;
    const ptrdiff_t ci = j->c->ci;
    int c0 = item * COLUMNS, cols = j->c->co - c0 < COLUMNS ? j->c->co - c0 : COLUMNS;
    float *sums = j->sums + (ptrdiff_t)part * j->a->T * COLUMNS;
    for (int piece = PIECES - 1; piece >= 0; piece--) {
        struct kern_gemm_bf16 g = {.rows = j->a->T,
                                   .cols = cols,
                                   .taps = 1,
                                   .depth = j->c->ci,
                                   .x = j->pieces + piece * ci,
                                   .x_row = PIECES * ci,
                                   .w = j->c->steps->w + (ptrdiff_t)c0 * ci,
                                   .w_panel = NN_PANEL * ci,
                                   .scale = 1,
                                   .accumulate = piece < PIECES - 1,
                                   .y = sums,
                                   .y_row = COLUMNS};
        kern.gemm_bf16(&g);
    }
    finish(j, sums, c0, cols);
}

void linear_steps(const struct nn *nn, const struct nn_conv1d *c, const struct nn_conv1d_args *a)
{
    size_t mark = arena_mark(nn->scratch), T = (size_t)a->T;
    int n_items = (c->co + COLUMNS - 1) / COLUMNS;
    struct job j = {.c = c, .a = a};
    j.pieces = arena_take(nn->scratch, T * PIECES * (size_t)c->ci, sizeof(*j.pieces));
    j.sums = arena_take(nn->scratch, (size_t)nn_parts(nn, n_items) * T * COLUMNS, sizeof(float));
    if (!nn_counting(nn)) {
        nn_each(nn, (a->T + SPLIT_ROWS - 1) / SPLIT_ROWS, split_item, &j);
        nn_each(nn, n_items, columns_item, &j);
    }
    arena_reset(nn->scratch, mark);
}
