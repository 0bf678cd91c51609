/* stft.h - the vocoder's short Fourier transform: 20 samples a frame, 5 apart, periodic Hann.
 *
 * 11 bins are too few for an FFT: both directions are a matrix product with a constant matrix
 * (window included) and frames overlap by being rows 5 floats apart. */
#ifndef NN_STFT_H
#define NN_STFT_H

#include "nn/nn.h"

enum { NN_STFT_N = 20, NN_STFT_HOP = 5, NN_STFT_BINS = 11 };

/* Frames of n samples: n / 5 + 1 (centred, reflected by 10 at both ends; n > 10, n % 5 == 0). */
int nn_stft_frames(int n);

/* y [frames, 22] = magnitudes of 11 bins, then their angles.  Half a turn is pi in the first bin
 * and -pi in the last; the angle of a bin that is only rounding is 0. */
void nn_stft(const struct nn *nn, const float *x, int n, float *y, int y_row);

/* The other way from the network's last layer: x [T, 22] holds log magnitudes, then values whose
 * sine is the angle.  y [5 (T - 1)] samples, T >= 2. */
void nn_istft(const struct nn *nn, const float *x, int x_row, int T, float *y);

#endif
