/* spectral_blocks.h - a convolution in the transform domain, whatever its planes hold (inside nn
 * only): how a tensor is cut into blocks and what stays in which cache.
 *
 * A method gives sizes and the three steps of a block; conv_spectral.c has those of float32,
 * conv_spectral_bf16.c those of bf16. */
#ifndef NN_SPECTRAL_BLOCKS_H
#define NN_SPECTRAL_BLOCKS_H

#include "kern/kern.h"
#include "nn/conv1d.h"

struct spectral_method {
    int k, planes, outputs; /* a layer may have fewer taps: the last ones count as 0 */
    int span;               /* blocks of a phase in one step */
    int unit;               /* blocks in a unit, about: planes beside weights in the second cache */
    /* Measured against the direct method (SPEED.md): from so many rows on it is faster.  Few blocks
     * share each weight then, and the last ones are cut by the end; channels and dilation make no
     * difference. */
    int rows_min;
};

/* What does the steps: kernels, chosen by the method's k. */
struct spectral_steps {
    int value_bytes; /* of a value in an input plane and in the spectrum: 4 or 2 */
    /* How much of a tap there is in a plane of the spectrum. */
    double (*share)(const struct spectral_method *m, int plane, int tap);
    /* n values of one panel in one plane, at spectrum + at: each the sum of taps by share[k]. */
    void (*mix)(void *spectrum, ptrdiff_t at, const float *w, ptrdiff_t tap, const float *share,
                int k, int n);
    /* to: values of value_bytes; plane: as many from one to the next */
    void (*forward)(const struct spectral_method *m, const float *x, ptrdiff_t x_row, void *to,
                    ptrdiff_t plane, int cols);
    /* g without x and w; x: the input planes */
    void (*products)(const struct nn_conv1d *c, const struct kern_planes *g, const void *x);
    void (*inverse)(const struct spectral_method *m, const struct kern_inverse *v);
};

/* Stride 1, padding in whole rows of a phase, output channels in whole panels. */
int spectral_blocks_fit(const struct nn_conv1d *c);

/* How much of a tap there is in a plane of the FFT of n points (kern.h): the DFT, conjugate because
 * a convolution layer is a correlation, in the three forms of a complex product. */
double spectral_fft_share(int n, int k, int plane, int tap);

/* The method for k taps, or NULL. */
const struct spectral_method *spectral_method_of(const struct spectral_method *methods, size_t n,
                                                 int k);

/* The spectrum of c's weights in m's first `planes` planes, [planes][panels][ci, KERN_PANEL], with
 * the pool's help. */
void spectral_make(struct pool *pool, const struct nn_conv1d *c, const struct spectral_method *m,
                   int planes, const struct spectral_steps *steps, void *spectrum);

void spectral_blocks(const struct nn *nn, const struct nn_conv1d *c, const struct nn_conv1d_args *a,
                     const struct spectral_method *m, const struct spectral_steps *steps);

#endif
