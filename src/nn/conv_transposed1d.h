/* conv_transposed1d.h - upsampling convolutions.
 *
 * A transposed convolution of stride s is s ordinary convolutions of k/s taps, one for each phase
 * of the output row; each phase is a matrix product whose output rows stand s apart.
 *
 * The phases side by side are one ordinary convolution with s * co outputs, whose row is s rows of
 * y: all but the first and the last, which the padding cuts.  Two taps have a transform
 * (conv_spectral.h); with a spectrum in `wide` it is used where it pays. */
#ifndef NN_CONV_TRANSPOSED1D_H
#define NN_CONV_TRANSPOSED1D_H

#include <stdint.h>

#include "nn/conv1d.h"

struct nn_conv_transposed1d {
    const float *w;    /* transposed panels (pack_weights.h), lent */
    const float *bias; /* [co] lent; NULL: none */
    int ci, co, k, stride, pad;
    const uint16_t *bf16;  /* w rounded (conv_bf16.h), lent; NULL: float32 */
    struct nn_conv1d wide; /* lent; without a spectrum: not used */
};

/* The layer of all phases, whose spectrum is then to be made; bias [stride * co] is filled and
 * lent.  co is 0 if it would not do. */
struct nn_conv1d nn_conv_transposed1d_wide(const struct nn_conv_transposed1d *c);
void nn_conv_transposed1d_bias(const struct nn_conv_transposed1d *c, float *bias);

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
