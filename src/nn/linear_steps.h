/* linear_steps.h - a float32 linear layer on bf16 tiles, with nothing lost.
 *
 * Weights that were once quantised to 8 bits are whole numbers times one step a column, and whole
 * numbers up to 256 are bf16 numbers.  x in three bf16 pieces is x to the last bit.  So
 *
 *     y[c] = step[c] * (x_high + x_mid + x_low) W[c] + bias[c],      W [ci] whole numbers
 *
 * is three products on bf16 tiles, summed in float32: as accurate as the plain product, half its
 * weights' memory, and three times as fast where tiles are (AMX).  Elsewhere it does not pay, and
 * weights that are no whole steps (the author's float32 checkpoint) keep the plain way. */
#ifndef NN_LINEAR_STEPS_H
#define NN_LINEAR_STEPS_H

#include "nn/conv1d.h"

struct nn_steps {
    uint16_t *w;               /* bf16 panels, as kern_gemm_bf16 wants them */
    float *step, *bias, *zero; /* [co] each */
};

/* Memory for the layer's steps (counting, too); *s points into it. */
void linear_steps_take(struct arena *memory, const struct nn_conv1d *c, struct nn_steps *s);

/* Fills s from c->w; 0: they are not whole steps, s is of no use. */
NODISCARD int linear_steps_make(struct pool *pool, const struct nn_conv1d *c,
                                const struct nn_steps *s);

/* May the layer have steps, by its shape and its first column; and should this call use those it
 * has? */
int linear_steps_fits(const struct nn_conv1d *c);
int linear_steps_pays(const struct nn_conv1d *c, const struct nn_conv1d_args *a);

void linear_steps(const struct nn *nn, const struct nn_conv1d *c, const struct nn_conv1d_args *a);

#endif
