/* conv_spectral.h - a convolution in the transform domain: fewer multiplications for the same sum.
 *
 *     block of x rows --forward--> P planes [ci] --x spectrum--> P planes [co] --inverse--> y rows
 *
 * A block of M output rows takes P products of ci x co where the direct method takes M * k: 1.33 a
 * row instead of 3 (k = 3, Toom-Cook), 1.75 instead of 7 and 2.04 instead of 11 (FFT of 32 points
 * and two extra planes).  The transforms are kernels (kern.h); this file cuts a tensor into blocks.
 *
 * It is float32 throughout and as exact as the direct sum: 4e-7 of the result's size against double
 * precision for the FFT, 1.3e-6 for Toom-Cook, where the direct method has 5e-7.
 *
 * Two taps are three with the last one 0, and the plane that holds the last one alone is left out.
 *
 * The spectrum of the weights is 3.5 (k = 2), 2.7 (k = 3), 7 (k = 7) and 4.5 (k = 11) times as
 * large as they are.  It is made at load, or, where it is large and only long inputs want it, by
 * the first call that is long enough (conv_late). */
#ifndef NN_CONV_SPECTRAL_H
#define NN_CONV_SPECTRAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "nn/conv1d.h"

/* Is there a transform for this layer?  (Stride 1, k 2, 3, 7 or 11, output channels in whole
 * panels.) */
int conv_spectral_fits(const struct nn_conv1d *c);

/* The spectrum of c's weights, for nn_conv1d.spectrum: how many floats, and their making with the
 * pool's help. */
size_t conv_spectral_size(const struct nn_conv1d *c);
void conv_spectral_make(struct pool *pool, const struct nn_conv1d *c, float *spectrum);

/* For a spectrum that is large and only wanted by long inputs: nn_conv1d.late.  Room is taken at
 * load, the making waits for the first call that has rows enough; others that come meanwhile wait
 * for it.  Results do not depend on who came first. */
struct conv_late {
    float *spectrum; /* the layer's own; nobody reads it before it is made */
    atomic_int made;
    pthread_mutex_t making;
};
void conv_late_init(struct conv_late *late, float *spectrum);

/* Is it faster than the direct method for T rows?  The answer depends on nothing that changes
 * between runs: the same input gives the same bits. */
int conv_spectral_pays(const struct nn_conv1d *c, int T);

/* Does it pay for long inputs only, because its spectrum is large? */
int conv_spectral_heavy(const struct nn_conv1d *c);

/* c->spectrum must be set. */
void conv_spectral(const struct nn *nn, const struct nn_conv1d *c, const struct nn_conv1d_args *a);

#endif
