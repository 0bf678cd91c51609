/* moments.h - mean and variance over a long time axis, block by block (inside nn only).
 *
 * Each block of NN_BLOCK rows gives its mean and its sum of squares around that mean; the blocks
 * are then joined in double, in order (Chan, Golub, LeVeque 1979).  Nothing cancels, and since the
 * blocks depend on T alone, neither threads nor layers that compute them in passing change a bit.
 */
#ifndef NN_MOMENTS_H
#define NN_MOMENTS_H

#include "nn/norm.h"

enum { NN_BLOCK = 192 }; /* rows; a multiple of the product's tile of 6 */

static inline int nn_blocks(int T)
{
    return (T + NN_BLOCK - 1) / NN_BLOCK;
}

/* Floats for T rows of C channels: [blocks][mean C | m2 C]. */
size_t nn_moments_size(int T, int C);

/* The moments of columns [c0, c1) of the block; x points at the block's first row. */
void nn_moments_block(float *moments, int block, int T, int C, const float *x, ptrdiff_t x_row,
                      int c0, int c1);
void nn_moments_join(const float *moments, int T, int C, float eps, const struct nn_stats *out);

/* A pre made ready for the kernels: one scale [C] a run. */
struct nn_ready_pre {
    const struct nn_pre *pre;
    float *scale; /* [runs][C] (1 + gamma) * rstd; NULL: no statistics */
    int C;
};

/* Scratch is taken from nn->scratch. */
struct nn_ready_pre nn_pre_ready(const struct nn *nn, const struct nn_pre *pre, int C);

/* Rows [t, t + rows) of the tensor, x and y pointing at row t. */
void nn_pre_rows(const struct nn_ready_pre *p, const float *x, ptrdiff_t x_row, int t, int rows,
                 float *y, ptrdiff_t y_row);

#endif
