/* conv_transposed1d.c - output row o belongs to phase r = (o + pad) % stride and sees the input
 * rows q - (taps - 1) ... q, q = (o + pad) / stride:
 *
 *     input     0   1   2   3          taps = k / stride = 2
 *     q       0   1   2   3   4        q = 0 and q = T see one row only: fewer taps, no padding
 */
#include "nn/conv_transposed1d.h"

#include <assert.h>

#include "kern/kern.h"
#include "nn/conv_bf16.h"
#include "nn/conv_spectral.h"
#include "nn/moments.h"
#include "nn/pack_weights.h"

int nn_conv_transposed1d_rows(const struct nn_conv_transposed1d *c, int T)
{
    return (T - 1) * c->stride - 2 * c->pad + c->k;
}

struct job {
    const struct nn_conv_transposed1d *c;
    const float *x;
    float *y;
    ptrdiff_t x_row, y_row;
    int T, rows, taps, accumulate;
};

/* Rows q, q + 1, ... of one phase, all with the same taps [m0, m1). */
static void product(const struct job *j, int phase, int q, int rows, int m0, int m1)
{
    const struct nn_conv_transposed1d *c = j->c;
    const ptrdiff_t panel = (ptrdiff_t)j->taps * c->ci * NN_PANEL;
    const ptrdiff_t panels = (c->co + NN_PANEL - 1) / NN_PANEL;
    struct kern_gemm g = {
        .rows = rows,
        .cols = c->co,
        .taps = m1 - m0,
        .depth = c->ci,
        .x = j->x + (q - (j->taps - 1) + m0) * j->x_row,
        .x_row = j->x_row,
        .x_tap = j->x_row,
        .w = c->w + phase * panels * panel + (ptrdiff_t)m0 * c->ci * NN_PANEL,
        .w_panel = panel,
        .bias = c->bias,
        .scale = 1,
        .accumulate = j->accumulate,
        .y = j->y + ((ptrdiff_t)q * c->stride + phase - c->pad) * j->y_row,
        .y_row = c->stride * j->y_row,
    };
    kern.gemm_f32(&g);
}

/* One phase of one block of q: blocks are the outer order, so that x stays in cache. */
static void transposed_item(void *ctx, int item, int part)
{
    (void)part;
    const struct job *j = ctx;
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
        product(j, phase, q, rows, m0, m1);
        q += rows;
    }
}

/* ---------------------------------------------------------------------- all phases side by side */

struct nn_conv1d nn_conv_transposed1d_wide(const struct nn_conv_transposed1d *c)
{
    int fits = c->k == 2 * c->stride && c->pad <= c->stride && c->co % NN_PANEL == 0;
    struct nn_conv1d wide = nn_conv1d_init(c->w, NULL, c->ci, fits ? c->stride * c->co : 0, 2, 1);
    return wide;
}

void nn_conv_transposed1d_bias(const struct nn_conv_transposed1d *c, float *bias)
{
    for (int i = 0; i < c->stride * c->co; i++)
        bias[i] = c->bias ? c->bias[i % c->co] : 0;
}

/* q = 0 and q = T, one tap each. */
static void edge_item(void *ctx, int item, int part)
{
    (void)part;
    const struct job *j = ctx;
    int phase = item / 2, q = item % 2 ? j->T : 0, row = q * j->c->stride + phase - j->c->pad;
    if (row >= 0 && row < j->rows) product(j, phase, q, 1, q == 0, 1 + (q == 0));
}

static int wide_pays(const struct job *j)
{
    return j->c->wide.spectrum && j->y_row == j->c->co && conv_spectral_pays(&j->c->wide, j->T);
}

static void transposed_wide(const struct nn *nn, struct job *j)
{
    const struct nn_conv_transposed1d *c = j->c;
    nn_conv1d(
        nn, &c->wide,
        &(struct nn_conv1d_args){.x = j->x,
                                 .x_row = (int)j->x_row,
                                 .T = j->T,
                                 .y = nn_at(j->y, (size_t)(c->stride - c->pad) * (size_t)c->co),
                                 .y_row = c->wide.co,
                                 .accumulate = j->accumulate});
    if (!nn_counting(nn)) nn_each(nn, 2 * c->stride, edge_item, j);
}

void nn_conv_transposed1d(const struct nn *nn, const struct nn_conv_transposed1d *c, const float *x,
                          int x_row, int T, float *y, int y_row, int accumulate)
{
    assert(c->k % c->stride == 0 && T >= 1);
    if (c->bf16) {
        conv_bf16_transposed(nn, c, x, x_row, T, y, y_row, accumulate);
        return;
    }
    struct job j = {.c = c,
                    .x = x,
                    .y = y,
                    .x_row = x_row,
                    .y_row = y_row,
                    .T = T,
                    .rows = nn_conv_transposed1d_rows(c, T),
                    .taps = c->k / c->stride,
                    .accumulate = accumulate};
    if (wide_pays(&j))
        transposed_wide(nn, &j);
    else if (!nn_counting(nn))
        nn_each(nn, nn_blocks(T + j.taps - 1) * c->stride, transposed_item, &j);
}

/* ---------------------------------------------------------------------------------- depthwise */

struct depthwise {
    const float *w, *bias, *x;
    float *y;
    ptrdiff_t x_row, y_row;
    int T, C;
};

/* Output 2t sees input t by w[1]; output 2t + 1 sees input t by w[2] and t + 1 by w[0]. */
static void depthwise_item(void *ctx, int item, int part)
{
    (void)part;
    const struct depthwise *j = ctx;
    int end = (item + 1) * NN_BLOCK < j->T ? (item + 1) * NN_BLOCK : j->T;
    for (int t = item * NN_BLOCK; t < end; t++) {
        const float *x = j->x + t * j->x_row;
        float *y0 = j->y + (ptrdiff_t)2 * t * j->y_row, *y1 = y0 + j->y_row;
        for (int c = 0; c < j->C; c++) {
            const float *w = j->w + (ptrdiff_t)3 * c;
            float bias = j->bias ? j->bias[c] : 0;
            y0[c] = w[1] * x[c] + bias;
            y1[c] = w[2] * x[c] + (t + 1 < j->T ? w[0] * x[j->x_row + c] : 0) + bias;
        }
    }
}

void nn_upsample_depthwise(const struct nn *nn, const float *w, const float *bias, const float *x,
                           int x_row, int T, int C, float *y, int y_row)
{
    struct depthwise j = {w, bias, x, y, x_row, y_row, T, C};
    if (nn_counting(nn)) return;
    nn_each(nn, nn_blocks(T), depthwise_item, &j);
}
