/* conv_spectral.c - float32: methods, spectra, kernels; spectral_blocks.c does the rest. */
#include "nn/conv_spectral.h"

#include <assert.h>
#include <string.h>

#include "kern/kern.h"
#include "nn/spectral_blocks.h"

static const struct spectral_method methods[] = {
    {3, KERN_WIN6_PLANES, KERN_WIN6_OUTPUTS, 8, 64, 32},
    {7, KERN_FFT32_PLANES, KERN_FFT32_OUTPUTS(7), 1, 40, 96},
    {11, KERN_FFT32_PLANES, KERN_FFT32_OUTPUTS(11), 1, 40, 56},
};

/* For upsampling: very wide. */
static const struct spectral_method two_taps = {3, KERN_WIN6_PLANES, KERN_WIN6_OUTPUTS, 4, 64, 32};

static const struct spectral_method *method_of(int k)
{
    if (k == 2) return &two_taps;
    return spectral_method_of(methods, sizeof(methods) / sizeof(methods[0]), k);
}

/* Planes with weights: the last of k = 3 holds the last tap alone. */
static int planes_of(const struct nn_conv1d *c)
{
    return method_of(c->k)->planes - (c->k == 2);
}

/* How much of tap j there is in plane p: the interpolation points' powers, or the DFT. */
static double share(const struct spectral_method *m, int p, int j)
{
    static const double win6[KERN_WIN6_PLANES][3] = {{1, 0, 0},
                                                     {-2.0 / 9, -2.0 / 9, -2.0 / 9},
                                                     {-2.0 / 9, 2.0 / 9, -2.0 / 9},
                                                     {1.0 / 90, 1.0 / 45, 2.0 / 45},
                                                     {1.0 / 90, -1.0 / 45, 2.0 / 45},
                                                     {32.0 / 45, 16.0 / 45, 8.0 / 45},
                                                     {32.0 / 45, -16.0 / 45, 8.0 / 45},
                                                     {0, 0, 1}};
    if (m->k == 3) return win6[p][j];
    return spectral_fft_share(32, m->k, p, j);
}

static void mix(void *spectrum, ptrdiff_t at, const float *w, ptrdiff_t tap, const float *shares,
                int k, int n)
{
    kern.mix_f32((float *)spectrum + at, w, tap, shares, k, n);
}

static void forward(const struct spectral_method *m, const float *x, ptrdiff_t x_row, void *to,
                    ptrdiff_t plane, int cols)
{
    (m->k == 3 ? kern.forward_win6_f32 : kern.forward_fft32_f32)(x, x_row, to, plane, cols);
}

static void products(const struct nn_conv1d *c, const struct kern_planes *g, const void *x)
{
    struct kern_planes all = *g;
    all.x = x;
    all.w = c->spectrum;
    all.planes = planes_of(c);
    kern.planes_f32(&all);
    if (all.planes < g->planes)
        memset(g->y + all.planes * g->y_plane, 0, (size_t)(g->rows * g->y_row) * sizeof(float));
}

static void inverse(const struct spectral_method *m, const struct kern_inverse *v)
{
    if (m->k == 3)
        kern.inverse_win6_f32(v);
    else if (m->k == 7)
        kern.inverse_fft32_k7_f32(v);
    else
        kern.inverse_fft32_k11_f32(v);
}

static const struct spectral_steps steps = {.value_bytes = sizeof(float),
                                            .share = share,
                                            .mix = mix,
                                            .forward = forward,
                                            .products = products,
                                            .inverse = inverse};

int conv_spectral_fits(const struct nn_conv1d *c)
{
    return method_of(c->k) && spectral_blocks_fit(c);
}

/* ----------------------------------------------------------------------------------- spectrum */

size_t conv_spectral_size(const struct nn_conv1d *c)
{
    return method_of(c->k) ? (size_t)planes_of(c) * (size_t)c->ci * (size_t)c->co : 0;
}

void conv_spectral_make(struct pool *pool, const struct nn_conv1d *c, float *spectrum)
{
    assert(method_of(c->k));
    spectral_make(pool, c, method_of(c->k), planes_of(c), &steps, spectrum);
}

void conv_late_init(struct conv_late *late, float *spectrum)
{
    late->spectrum = spectrum;
    atomic_init(&late->made, 0);
    pthread_mutex_init(&late->making, NULL);
}

static void make_late(const struct nn *nn, const struct nn_conv1d *c)
{
    struct conv_late *late = c->late;
    if (atomic_load_explicit(&late->made, memory_order_acquire)) return;
    pthread_mutex_lock(&late->making);
    if (!atomic_load_explicit(&late->made, memory_order_relaxed)) {
        conv_spectral_make(nn->pool, c, late->spectrum);
        atomic_store_explicit(&late->made, 1, memory_order_release);
    }
    pthread_mutex_unlock(&late->making);
}

/* ------------------------------------------------------------------------------------- choice */

/* Layers whose spectrum comes from memory, for each thread: with few rows the direct method, which
 * shares its columns out, reads less. */
enum { HEAVY = 256 * 256, HEAVY_ROWS = 80 };

int conv_spectral_heavy(const struct nn_conv1d *c)
{
    return c->ci * c->co > HEAVY;
}

int conv_spectral_pays(const struct nn_conv1d *c, int T)
{
    const struct spectral_method *m = method_of(c->k);
    if (!m || T < m->rows_min) return 0;
    return T >= HEAVY_ROWS || !conv_spectral_heavy(c);
}

void conv_spectral(const struct nn *nn, const struct nn_conv1d *c, const struct nn_conv1d_args *a)
{
    assert(c->spectrum);
    if (c->late && !nn_counting(nn)) make_late(nn, c);
    spectral_blocks(nn, c, a, method_of(c->k), &steps);
}
