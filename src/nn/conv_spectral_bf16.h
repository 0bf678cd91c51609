/* conv_spectral_bf16.h - a convolution in the transform domain with planes and spectrum in bf16.
 *
 * conv_spectral.h's way for processors whose dot products of bf16 are faster than float32
 * multiply-adds, and that have no tiles: products take 1.56 a row instead of 3 (k = 3, FFT of 16
 * points), 1.75 instead of 7 and 2.04 instead of 11 (32 points).  Rows are staged, transformed,
 * summed and finished in float32; what is rounded is the planes and the weights' spectrum, which
 * gives an error of 3.3e-3 of the result where the plain sum of bf16 values has 2.3e-3.
 *
 * The spectrum takes 4.2 (k = 3), 3.5 (7) and 2.2 (11) times as much memory as the float32 weights
 * would in halves: 161 MB for the vocoder's residual blocks; it is made at load. */
#ifndef NN_CONV_SPECTRAL_BF16_H
#define NN_CONV_SPECTRAL_BF16_H

#include "nn/conv1d.h"

/* Is there a transform for this layer?  (As conv_spectral_fits, and an even number of inputs.) */
int conv_spectral_bf16_fits(const struct nn_conv1d *c);

/* The spectrum of c's weights, for nn_conv1d.spectrum_bf16: how many values, and their making with
 * the pool's help. */
size_t conv_spectral_bf16_size(const struct nn_conv1d *c);
void conv_spectral_bf16_make(struct pool *pool, const struct nn_conv1d *c, uint16_t *spectrum);

/* Is it faster than conv_bf16 for T rows?  The answer depends on T alone. */
int conv_spectral_bf16_pays(const struct nn_conv1d *c, int T);

/* c->spectrum_bf16 must be set. */
void conv_spectral_bf16(const struct nn *nn, const struct nn_conv1d *c,
                        const struct nn_conv1d_args *a);

#endif
