#include "nn/stft.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "kern/kern.h"
#include "nn/moments.h"
#include "nn/pack_weights.h"

enum { N = NN_STFT_N, HOP = NN_STFT_HOP, BINS = NN_STFT_BINS, PAD = N / 2, BACK = N / HOP - 1 };

#define ROUNDING 1e-6f

static double window(int n)
{
    return 0.5 - 0.5 * cos(2 * M_PI * n / N);
}

/* ------------------------------------------------------------------------------------ forward */

struct forward {
    const float *padded; /* [n + 2 PAD] */
    float *y;
    ptrdiff_t y_row;
    int frames;
    float w[2 * NN_PANEL * N]; /* [2 BINS, N] packed: window * cos, -window * sin */
};

static void forward_matrix(float *packed)
{
    float m[2 * BINS * N];
    for (int b = 0; b < BINS; b++)
        for (int n = 0; n < N; n++) {
            double angle = 2 * M_PI * b * n / N;
            m[b * N + n] = (float)(window(n) * cos(angle));
            m[(BINS + b) * N + n] = (float)(-window(n) * sin(angle));
        }
    nn_pack_conv(packed, m, 2 * BINS, N, 1);
}

/* Real and imaginary parts to magnitudes and angles, in place.
 *
 * Angles of nothing are noise of the arithmetic, and the network hears them: so they are settled
 * here, the same for every instruction set.  The first and the last bin have no imaginary part;
 * which way their half turn counts is how the public export has it (for the last bin, nearly
 * always).  A bin below what rounding leaves of the frame's largest one has angle 0. */
static void polar(float *re)
{
    float *im = re + BINS, angle[BINS], most = 0;
    im[0] = 0.0f, im[BINS - 1] = -0.0f;
    kern.angle_f32(angle, re, im, BINS);
    for (int b = 0; b < BINS; b++) {
        re[b] = sqrtf(re[b] * re[b] + im[b] * im[b]);
        if (re[b] > most) most = re[b];
    }
    for (int b = 0; b < BINS; b++)
        im[b] = re[b] > most * ROUNDING ? angle[b] : 0;
}

static void forward_item(void *ctx, int item, int part)
{
    (void)part;
    const struct forward *f = ctx;
    int t = item * NN_BLOCK, rows = f->frames - t < NN_BLOCK ? f->frames - t : NN_BLOCK;
    struct kern_gemm g = {.rows = rows,
                          .cols = 2 * BINS,
                          .taps = 1,
                          .depth = N,
                          .x = f->padded + (ptrdiff_t)t * HOP,
                          .x_row = HOP,
                          .w = f->w,
                          .w_panel = (ptrdiff_t)NN_PANEL * N,
                          .scale = 1,
                          .y = f->y + t * f->y_row,
                          .y_row = f->y_row};
    kern.gemm_f32(&g);
    for (int r = 0; r < rows; r++)
        polar(g.y + r * f->y_row);
}

int nn_stft_frames(int n)
{
    return n / HOP + 1;
}

void nn_stft(const struct nn *nn, const float *x, int n, float *y, int y_row)
{
    assert(n > PAD && n % HOP == 0);
    size_t mark = arena_mark(nn->scratch);
    float *padded = arena_take(nn->scratch, (size_t)n + 2 * PAD, sizeof(float));
    struct forward f = {.padded = padded, .y = y, .y_row = y_row, .frames = nn_stft_frames(n)};
    if (!nn_counting(nn)) {
        memcpy(padded + PAD, x, (size_t)n * sizeof(float));
        for (int i = 0; i < PAD; i++) {
            padded[PAD - 1 - i] = x[1 + i];
            padded[PAD + n + i] = x[n - 2 - i];
        }
        forward_matrix(f.w);
        nn_each(nn, nn_blocks(f.frames), forward_item, &f);
    }
    arena_reset(nn->scratch, mark);
}

/* ------------------------------------------------------------------------------------ inverse */

/* An item gives NN_BLOCK groups of HOP samples. Group g stands behind the PAD samples that are
 * trimmed, so it is group g + 2 of the untrimmed signal, and frames g - 1 ... g + 2 overlap it. */
enum { FRAMES_MAX = NN_BLOCK + BACK, PLANE = FRAMES_MAX * BINS };

struct inverse_scratch {
    float log_mag[PLANE], angle[PLANE], cosine[PLANE], sine[PLANE];
    float spectrum[FRAMES_MAX * 2 * BINS], samples[FRAMES_MAX * N];
};

struct inverse {
    const float *x;
    float *y;
    ptrdiff_t x_row;
    int T;
    struct inverse_scratch *scratch; /* [parts] */
    float w[2 * NN_PANEL * 2 * BINS];
    float share[N]; /* window^2 */
};

static void inverse_matrix(float *packed)
{
    float m[N * 2 * BINS];
    for (int n = 0; n < N; n++)
        for (int b = 0; b < BINS; b++) {
            double angle = 2 * M_PI * b * n / N, twice = b == 0 || b == N / 2 ? 1 : 2;
            m[n * 2 * BINS + b] = (float)(window(n) * twice * cos(angle) / N);
            m[n * 2 * BINS + BINS + b] = twice > 1 ? (float)(-window(n) * 2 * sin(angle) / N) : 0;
        }
    nn_pack_conv(packed, m, N, 2 * BINS, 1);
}

/* Frames [t, t + frames): windowed samples [frames, N]. */
static void inverse_frames(const struct inverse *v, struct inverse_scratch *s, int t, int frames)
{
    const int n = frames * BINS;
    for (int i = 0; i < frames; i++) {
        const float *x = v->x + (t + i) * v->x_row;
        memcpy(s->log_mag + (ptrdiff_t)i * BINS, x, BINS * sizeof(float));
        memcpy(s->angle + (ptrdiff_t)i * BINS, x + BINS, BINS * sizeof(float));
    }
    kern.exp_f32(s->log_mag, s->log_mag, n);
    kern.sin_f32(s->angle, s->angle, n);
    kern.cos_f32(s->cosine, s->angle, n);
    kern.sin_f32(s->sine, s->angle, n);
    for (int i = 0; i < frames; i++)
        for (int b = 0; b < BINS; b++) {
            float mag = s->log_mag[i * BINS + b];
            s->spectrum[i * 2 * BINS + b] = mag * s->cosine[i * BINS + b];
            s->spectrum[i * 2 * BINS + BINS + b] = mag * s->sine[i * BINS + b];
        }
    struct kern_gemm g = {.rows = frames,
                          .cols = N,
                          .taps = 1,
                          .depth = 2 * BINS,
                          .x = s->spectrum,
                          .x_row = (ptrdiff_t)2 * BINS,
                          .w = v->w,
                          .w_panel = (ptrdiff_t)NN_PANEL * 2 * BINS,
                          .scale = 1,
                          .y = s->samples,
                          .y_row = N};
    kern.gemm_f32(&g);
}

static void inverse_item(void *ctx, int item, int part)
{
    const struct inverse *v = ctx;
    struct inverse_scratch *s = v->scratch + part;
    int g0 = item * NN_BLOCK, g1 = g0 + NN_BLOCK < v->T - 1 ? g0 + NN_BLOCK : v->T - 1;
    int first = g0 + PAD / HOP - BACK, last = g1 - 1 + PAD / HOP; /* frames that overlap */
    if (first < 0) first = 0;
    if (last > v->T - 1) last = v->T - 1;
    inverse_frames(v, s, first, last - first + 1);
    for (int g = g0; g < g1; g++)
        for (int i = 0; i < HOP; i++) {
            float sum = 0, share = 0;
            for (int back = BACK; back >= 0; back--) {
                int t = g + PAD / HOP - back, n = back * HOP + i;
                if (t < first || t > last) continue;
                sum += s->samples[(t - first) * N + n];
                share += v->share[n];
            }
            v->y[g * HOP + i] = sum / share;
        }
}

void nn_istft(const struct nn *nn, const float *x, int x_row, int T, float *y)
{
    assert(T >= 2);
    size_t mark = arena_mark(nn->scratch);
    struct inverse v = {.x = x, .y = y, .x_row = x_row, .T = T};
    int n_items = nn_blocks(T - 1);
    v.scratch =
        arena_take(nn->scratch, (size_t)nn_parts(nn, n_items), sizeof(struct inverse_scratch));
    if (!nn_counting(nn)) {
        inverse_matrix(v.w);
        for (int n = 0; n < N; n++)
            v.share[n] = (float)(window(n) * window(n));
        nn_each(nn, n_items, inverse_item, &v);
    }
    arena_reset(nn->scratch, mark);
}
