/* source.c - the sound of the vocal cords: nine harmonics of F0.
 *
 *     frame j (300 samples) has f0[j]; harmonic k turns by 300 k f0[j] / 24000 in it
 *     the phase is known at the middle of each frame and linear between:
 *
 *       sample   0      150            450            750
 *       phase    P0-----P0-------------P1-------------P2---...--P(n-1)----P(n-1)
 *                edge: constant      + 300 rad[1]   + 300 rad[2]        edge: constant
 *
 *     y = tanh(sum over k of w[k] * 0.1 * voiced * sin(2 pi phase) + bias)
 *
 * where rad = frac(k f0 / 24000), f0 perhaps below zero, and a frame is voiced when f0 > 10.  The
 * original computes phases of up to 1e5 rad in float32; here they are turns in double, taken to
 * one turn at every step.  Inside a segment each sine is a rotating vector, so there are two calls
 * of libm a segment and harmonic, not three hundred.
 *
 * Noise (off unless asked for) is Gaussian for each harmonic in the original; their weighted sum is
 * one Gaussian a sample with the weights' norm, which is what is drawn here. */
#include "model/kokoro/stages.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "nn/rows.h"

enum { HOLD = 300 /* samples a value of F0 */, SEGMENTS = 32 /* an item of work */ };
#define SINE_LEVEL   0.1
#define VOICED_ABOVE 10.0f
#define NOISE_VOICED 0.003
#define TURN         6.283185307179586

struct source {
    const float *f0; /* [n] */
    int n;
    double *phase; /* [n, harmonics] turns at the middle of each frame */
    double weight[KOKORO_HARMONICS], bias, norm;
    struct source_noise noise;
    float *y; /* [300 n] */
};

static double turn_step(float f0, int harmonic)
{
    double x = (double)f0 * (harmonic + 1) / KOKORO_RATE;
    return x - floor(x);
}

static void phases(const struct source *s)
{
    double at[KOKORO_HARMONICS] = {0};
    for (int j = 0; j < s->n; j++)
        for (int k = 0; k < KOKORO_HARMONICS; k++) {
            at[k] += HOLD * turn_step(s->f0[j], k);
            at[k] -= floor(at[k]);
            s->phase[(size_t)j * KOKORO_HARMONICS + (size_t)k] = at[k];
        }
}

/* One normal deviate (Box and Muller, the cosine half). */
static double gauss(struct rng *r)
{
    double u = ((double)(rng_next(r) >> 11) + 1) * 0x1p-53,
           v = (double)(rng_next(r) >> 11) * 0x1p-53;
    return sqrt(-2 * log(u)) * cos(TURN * v);
}

/* The samples from the middle of frame g - 1 to the middle of frame g, cut at both ends. */
static void segment(const struct source *s, int g, struct rng *noise)
{
    double re[KOKORO_HARMONICS], im[KOKORO_HARMONICS], cr[KOKORO_HARMONICS], ci[KOKORO_HARMONICS];
    int from = g > 0 ? g - 1 : 0, inside = g > 0 && g < s->n;
    for (int k = 0; k < KOKORO_HARMONICS; k++) {
        double step = inside ? turn_step(s->f0[g], k) : 0;
        double start = s->phase[(size_t)from * KOKORO_HARMONICS + (size_t)k] + step / 2;
        re[k] = cos(TURN * start), im[k] = sin(TURN * start);
        cr[k] = cos(TURN * step), ci[k] = sin(TURN * step);
    }
    int first = g * HOLD - HOLD / 2, end = first + HOLD;
    if (first < 0) first = 0;
    if (end > s->n * HOLD) end = s->n * HOLD;
    for (int i = first; i < end; i++) {
        double sum = 0;
        for (int k = 0; k < KOKORO_HARMONICS; k++) {
            sum += s->weight[k] * im[k];
            double r = re[k] * cr[k] - im[k] * ci[k];
            im[k] = re[k] * ci[k] + im[k] * cr[k];
            re[k] = r;
        }
        int voiced = s->f0[i / HOLD] > VOICED_ABOVE;
        double y = s->bias + (voiced ? SINE_LEVEL * sum : 0);
        if (s->noise.on) y += gauss(noise) * s->norm * (voiced ? NOISE_VOICED : SINE_LEVEL / 3);
        s->y[i] = (float)y;
    }
}

static void segments(void *ctx, int item, int part)
{
    const struct source *s = ctx;
    (void)part;
    /* Noise depends on the seed and the place only, not on who draws it. */
    struct rng noise = {s->noise.seed + 0x9E3779B97F4A7C15u * (uint64_t)item};
    rng_next(&noise);
    int first = item * SEGMENTS, end = first + SEGMENTS;
    for (int g = first; g < end && g <= s->n; g++)
        segment(s, g, &noise);
}

void source_run(struct kokoro_pass *p, const float *f0, int F, struct source_noise noise, float *y)
{
    size_t mark = pass_mark(p);
    struct source s = {.f0 = f0, .n = 2 * F, .noise = noise, .y = y};
    s.phase = arena_new(p->nn.scratch, double, (size_t)s.n *KOKORO_HARMONICS);
    if (!nn_counting(&p->nn)) {
        const struct kokoro_generator *g = &p->w->generator;
        s.bias = (double)*g->harmonic_bias;
        for (int k = 0; k < KOKORO_HARMONICS; k++) {
            s.weight[k] = (double)*g->harmonic[k];
            s.norm += s.weight[k] * s.weight[k];
        }
        s.norm = sqrt(s.norm);
        phases(&s);
        nn_each(&p->nn, s.n / SEGMENTS + 1, segments, &s);
    }
    nn_map(&p->nn, NN_TANH, y, (size_t)s.n * HOLD);
    pass_release(p, mark);
}
