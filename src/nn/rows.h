/* rows.h - moving rows about: tables, repeats, joins. And element by element, in place.
 *
 * Everything here works on the calling thread while tensors are small and uses the pool beyond. */
#ifndef NN_ROWS_H
#define NN_ROWS_H

#include <stdint.h>

#include "nn/nn.h"

/* y [L, C] = table[ids[l]] of table [*, C]; ids are checked by the caller. */
void nn_embedding(const struct nn *nn, const float *table, int C, const int16_t *ids, int L,
                  float *y, int y_row);

/* Row l of x [L, C] counts[l] times: y [sum of counts, C]. */
void nn_repeat(const struct nn *nn, const float *x, int x_row, int L, int C, const int *counts,
               float *y, int y_row);

/* Nearest neighbour: every row `times` times: y [T * times, C]. */
void nn_upsample(const struct nn *nn, const float *x, int x_row, int T, int C, int times, float *y,
                 int y_row);

/* y [T, C] = x [T, C]: the way to join channels, y pointing at the first column. */
void nn_copy(const struct nn *nn, const float *x, int x_row, int T, int C, float *y, int y_row);

/* One row x [C] into every row of y [T, C]. */
void nn_fill(const struct nn *nn, const float *x, int T, int C, float *y, int y_row);

/* y [T, C] = (y + x) * scale */
void nn_add(const struct nn *nn, const float *x, int x_row, int T, int C, float scale, float *y,
            int y_row);

/* x [n] in place */
enum nn_map { NN_EXP, NN_TANH, NN_SIGMOID, NN_GELU /* the tanh form */, NN_SIN, NN_COS };
void nn_map(const struct nn *nn, enum nn_map f, float *x, size_t n);

#endif
