/* moments.h - mean and variance over a long time axis, group by group (inside nn only).
 *
 * Each group of rows gives a record of its mean and its sum of squares around that mean; records
 * are then joined in double, in order.  Nothing cancels, and since groups depend on T alone,
 * neither threads nor layers that compute them in passing change a bit. */
#ifndef NN_MOMENTS_H
#define NN_MOMENTS_H

#include "nn/norm.h"

enum { NN_BLOCK = 192 }; /* rows; a multiple of the product's tile of 6 */

static inline int nn_blocks(int T)
{
    return (T + NN_BLOCK - 1) / NN_BLOCK;
}

/* Floats for the records of so many groups: [groups][mean C | m2 C | rows]. */
static inline size_t nn_moments_size(int groups, int C)
{
    return (size_t)groups * (2 * (size_t)C + 1);
}

static inline float *nn_moments_record(float *moments, int group, int C)
{
    return moments + (ptrdiff_t)group * (2 * (ptrdiff_t)C + 1);
}

/* A record from T rows cut into blocks of NN_BLOCK: columns [c0, c1) of one block; x points at its
 * first row. */
void nn_moments_block(float *moments, int block, int T, int C, const float *x, ptrdiff_t x_row,
                      int c0, int c1);

/* A record from sums [shift C | sum of x - shift C | sum of its squares C] over rows one of which
 * is the shift: what cancels then is at most the rows' number of the rounding of one value. */
void nn_moments_from_sums(float *moments, int group, const float *sums, int rows, int C);

void nn_moments_join(const float *moments, int groups, int C, float eps,
                     const struct nn_stats *out);

/* A pre made ready for the kernels: one scale [C] a run. */
struct nn_ready_pre {
    const struct nn_pre *pre;
    float *scale; /* [runs][C] (1 + gamma) * rstd; NULL: no statistics */
    int C;
};

/* Scratch is taken from nn->scratch. */
struct nn_ready_pre nn_pre_ready(const struct nn *nn, const struct nn_pre *pre, int C);

/* Rows t, t + step, ... of the tensor, x_row from one to the next; x and y point at the first. */
void nn_pre_rows(const struct nn_ready_pre *p, const float *x, ptrdiff_t x_row, int t, int step,
                 int rows, float *y, ptrdiff_t y_row);

#endif
