/* lstm.h - a bidirectional LSTM layer.
 *
 *     x [T, in] --one product a direction--> gates [T, 4H] --T steps of R h + cell--> y [T, 2H]
 *
 * The recurrence cannot be split over time: each direction has a thread, and its R stays in that
 * core's cache: as whole numbers on tiles it is half as large, and a step takes half the time.
 * Gates stand in PyTorch's order i, f, g, o. */
#ifndef NN_LSTM_H
#define NN_LSTM_H

#include "nn/conv1d.h"

struct nn_lstm {
    int in, hidden; /* H: a multiple of 4, so that 4H fills panels */
    struct {
        const float *w;    /* [4H, in] as conv panels, k = 1, lent */
        const float *r;    /* [4H, H] as conv panels, k = 1, lent */
        const float *bias; /* [4H] b_ih + b_hh, lent */
        /* w and r as whole numbers (linear_steps.h); NULL: none */
        const struct nn_steps *steps, *r_steps;
    } dir[2]; /* forward, backward */
};

/* The map of x to one direction's gates, and that of its last h. */
struct nn_conv1d nn_lstm_input(const struct nn_lstm *l, int dir);
struct nn_conv1d nn_lstm_recurrence(const struct nn_lstm *l, int dir);

/* y [T, 2H] = [forward | backward]; y is not x. */
void nn_lstm(const struct nn *nn, const struct nn_lstm *l, const float *x, int x_row, int T,
             float *y, int y_row);

#endif
