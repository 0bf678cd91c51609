/* conv1d.h - convolution over time and, as its case k = 1, the linear layer.
 *
 *     x [T, ci] --pre--> taps x weights + bias --(+ add) * scale--> y [To, co] --> stats of y
 *
 * What stands before and after (AdaIN with its activation, residual, sum of branches, statistics
 * for the next AdaIN) is part of the call, because at these sizes a pass over a tensor costs as
 * much as the arithmetic: a block of rows is normalised into scratch that stays in cache,
 * multiplied, and its statistics are taken before it leaves.
 *
 * There is more than one way to compute a layer (conv_direct.h is the plainest).  What the others
 * need is made from w at load and kept beside it; nn_conv1d takes the cheapest for the length at
 * hand, and callers do not know. */
#ifndef NN_CONV1D_H
#define NN_CONV1D_H

#include <stdint.h>

#include "nn/norm.h"

struct nn_conv1d {
    const float *w;                /* panels (pack_weights.h), lent */
    const float *bias;             /* [co] lent; NULL: none */
    const uint16_t *bf16;          /* w rounded (conv_bf16.h), lent; NULL: float32 */
    const float *spectrum;         /* of w (conv_spectral.h), lent; NULL: there is none */
    struct conv_late *late;        /* the first call that wants the spectrum makes it; NULL: made */
    const uint16_t *spectrum_bf16; /* the same rounded (conv_spectral_bf16.h), lent; or NULL */
    const struct nn_steps *steps;  /* w as whole numbers (linear_steps.h), lent; NULL: none */
    int ci, co, k, stride, dilation;
    int pad; /* zero rows before and after; (k - 1) * dilation / 2 keeps T at stride 1 */
};

/* "same" padding, stride 1; change stride and pad afterwards where a layer differs. */
struct nn_conv1d nn_conv1d_init(const float *w, const float *bias, int ci, int co, int k,
                                int dilation);

/* A linear layer: k = 1. */
struct nn_conv1d nn_linear_init(const float *w, const float *bias, int in, int out);

/* y = (conv(pre(x)) + bias + add) * scale, added to what y holds if accumulate. */
struct nn_conv1d_args {
    const float *x; /* [T, ci] */
    int x_row, T;
    const struct nn_pre *pre; /* NULL: x as it is */
    float *y;                 /* [To, co] not x */
    int y_row;
    const float *add; /* [To, co] NULL: none; may be y */
    int add_row;
    float scale; /* 0 means 1 */
    int accumulate;
    const struct nn_stats *stats; /* NULL, or gets the statistics of y (eps NN_EPS) */
};

/* To = (T + 2 pad - (k - 1) dilation - 1) / stride + 1 */
int nn_conv1d_rows(const struct nn_conv1d *c, int T);
void nn_conv1d(const struct nn *nn, const struct nn_conv1d *c, const struct nn_conv1d_args *a);

/* y [T, co] = x [T, ci] W^T + bias: nn_conv1d with nothing around it. */
void nn_linear(const struct nn *nn, const struct nn_conv1d *l, const float *x, int x_row, int T,
               float *y, int y_row);

#endif
