/* conv_spectral_bf16.c - bf16: methods, spectra, kernels; spectral_blocks.c does the rest. */
#include "nn/conv_spectral_bf16.h"

#include <assert.h>

#include "kern/kern.h"
#include "nn/spectral_blocks.h"

enum { PAIR = 2 };

static const struct spectral_method methods[] = {
    {3, KERN_FFT16_PLANES, KERN_FFT16_OUTPUTS, 4, 48, 64},
    {7, KERN_FFT32_PLANES, KERN_FFT32_OUTPUTS(7), 1, 40, 64},
    {11, KERN_FFT32_PLANES, KERN_FFT32_OUTPUTS(11), 1, 40, 48},
};

static const struct spectral_method *method_of(int k)
{
    return spectral_method_of(methods, sizeof(methods) / sizeof(methods[0]), k);
}

static double share(const struct spectral_method *m, int plane, int tap)
{
    return spectral_fft_share(m->planes == KERN_FFT16_PLANES ? 16 : 32, m->k, plane, tap);
}

static void mix(void *spectrum, ptrdiff_t at, const float *w, ptrdiff_t tap, const float *shares,
                int k, int n)
{
    kern.mix_pairs_bf16((uint16_t *)spectrum + at, w, tap, shares, k, n);
}

static void forward(const struct spectral_method *m, const float *x, ptrdiff_t x_row, void *to,
                    ptrdiff_t plane, int cols)
{
    (m->k == 3 ? kern.forward_fft16_bf16 : kern.forward_fft32_bf16)(x, x_row, to, plane, cols);
}

static void products(const struct nn_conv1d *c, const struct kern_planes *g, const void *x)
{
    struct kern_planes_bf16 all = {.planes = g->planes,
                                   .rows = g->rows,
                                   .ci = g->ci,
                                   .co = g->co,
                                   .x = x,
                                   .x_row = g->x_row,
                                   .x_plane = g->x_plane,
                                   .w = c->spectrum_bf16,
                                   .y = g->y,
                                   .y_row = g->y_row,
                                   .y_plane = g->y_plane,
                                   .wanted = g->wanted};
    kern.planes_bf16(&all);
}

static void inverse(const struct spectral_method *m, const struct kern_inverse *v)
{
    if (m->k == 3)
        kern.inverse_fft16_k3_f32(v);
    else if (m->k == 7)
        kern.inverse_fft32_k7_f32(v);
    else
        kern.inverse_fft32_k11_f32(v);
}

static const struct spectral_steps steps = {.value_bytes = sizeof(uint16_t),
                                            .share = share,
                                            .mix = mix,
                                            .forward = forward,
                                            .products = products,
                                            .inverse = inverse};

int conv_spectral_bf16_fits(const struct nn_conv1d *c)
{
    return method_of(c->k) && spectral_blocks_fit(c) && c->ci % PAIR == 0;
}

int conv_spectral_bf16_pays(const struct nn_conv1d *c, int T)
{
    const struct spectral_method *m = method_of(c->k);
    return m && T >= m->rows_min;
}

/* ----------------------------------------------------------------------------------- spectrum */

size_t conv_spectral_bf16_size(const struct nn_conv1d *c)
{
    const struct spectral_method *m = method_of(c->k);
    return m ? (size_t)m->planes * (size_t)c->ci * (size_t)c->co : 0;
}

void conv_spectral_bf16_make(struct pool *pool, const struct nn_conv1d *c, uint16_t *spectrum)
{
    const struct spectral_method *m = method_of(c->k);
    assert(m);
    spectral_make(pool, c, m, m->planes, &steps, spectrum);
}

void conv_spectral_bf16(const struct nn *nn, const struct nn_conv1d *c,
                        const struct nn_conv1d_args *a)
{
    assert(c->spectrum_bf16);
    spectral_blocks(nn, c, a, method_of(c->k), &steps);
}
