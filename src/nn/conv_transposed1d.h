/* conv_transposed1d.h - upsampling convolutions.
 *
 * A transposed convolution of stride s is s ordinary convolutions of k/s taps, one for each phase
 * of the output row; each phase is a matrix product whose output rows stand s apart. */
#ifndef NN_CONV_TRANSPOSED1D_H
#define NN_CONV_TRANSPOSED1D_H

#include <stdint.h>

#include "nn/nn.h"

struct nn_conv_transposed1d {
    const float *w;    /* transposed panels (pack_weights.h), lent */
    const float *bias; /* [co] lent; NULL: none */
    int ci, co, k, stride, pad;
    const uint16_t *bf16; /* w rounded (conv_bf16.h), lent; NULL: float32 */
};

/* To = (T - 1) stride - 2 pad + k */
int nn_conv_transposed1d_rows(const struct nn_conv_transposed1d *c, int T);

/* y [To, co] = conv(x [T, ci]) + bias, added to what y holds if accumulate.  y is not x. */
void nn_conv_transposed1d(const struct nn *nn, const struct nn_conv_transposed1d *c, const float *x,
                          int x_row, int T, float *y, int y_row, int accumulate);

/* Depthwise, k 3, stride 2, padding 1, output padding 1: y [2T, C] from x [T, C].  w [C, 3] as the
 * checkpoint has it, bias [C] or NULL.  y is not x. */
void nn_upsample_depthwise(const struct nn *nn, const float *w, const float *bias, const float *x,
                           int x_row, int T, int C, float *y, int y_row);

#endif
