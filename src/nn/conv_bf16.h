/* conv_bf16.h - a convolution as the sum it is, with weights and inputs rounded to bf16.
 *
 * Products and sums are float32, and so is everything around them (pre, bias, residual,
 * statistics): only what is multiplied has 8 bits.  Half the memory of float32, and as fast as the
 * dot products or tiles of the processor are; where it has none, as fast as float32 at best. */
#ifndef NN_CONV_BF16_H
#define NN_CONV_BF16_H

#include "nn/conv1d.h"
#include "nn/conv_transposed1d.h"

/* What a layer's bf16 panels take, in values, and how they are made from its w: the same panels,
 * inputs in pairs and filled up to KERN_BF16_DEPTH (kern.h). */
size_t conv_bf16_size(const struct nn_conv1d *c);
size_t conv_bf16_transposed_size(const struct nn_conv_transposed1d *c);
void conv_bf16_make(struct pool *pool, const struct nn_conv1d *c, uint16_t *out);
void conv_bf16_transposed_make(struct pool *pool, const struct nn_conv_transposed1d *c,
                               uint16_t *out);

/* c->bf16 is there. */
void conv_bf16(const struct nn *nn, const struct nn_conv1d *c, const struct nn_conv1d_args *a);
void conv_bf16_transposed(const struct nn *nn, const struct nn_conv_transposed1d *c, const float *x,
                          int x_row, int T, float *y, int y_row, int accumulate);

#endif
