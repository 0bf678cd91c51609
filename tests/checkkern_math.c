/* checkkern_math.c - element by element. Elementary functions are held to a bound against double
 * precision, in units of the last place of the result. */
#include "checkkern.h"

#include <float.h>
#include <math.h>

#include "kern/peak.h"

#define EPS ((double)FLT_EPSILON)

enum { ROUNDS = 150 };

typedef void map_fn(float *y, const float *x, int n);

struct map_call {
    map_fn *f;
    float *y, *x;
};

static void run_map(void *ctx)
{
    struct map_call *m = ctx;
    m->f(m->y, m->x, 1024);
}

/* One unit in the last place of a float32 of this size. */
static double ulp(double v)
{
    int e;
    frexp(fmax(fabs(v), (double)FLT_MIN), &e);
    return ldexp(1, e - 24);
}

/* Every size in and out of place, then many values of -range ... range (and the special ones). */
static void check_map(map_fn *f, double (*exact)(double), float range, double ulps, double absolute)
{
    static const float special[] = {0.0f, -0.0f,  1e-38f,  -1e-38f, 1e-10f,   0.5f,     -1,       1,
                                    NAN,  1e-40f, -1e-40f, FLT_MIN, -FLT_MIN, INFINITY, -INFINITY};
    enum { SPECIAL = sizeof(special) / sizeof(special[0]) };
    for (int round = 0; round < ROUNDS; round++)
        for (int n = 1; n <= SIZES; n++) {
            const size_t size = (size_t)n;
            float *x = fill(guarded(0, size), size, UNIT), *y = guarded(1, size);
            float scale = range * powf(fabsf(rnd_unit()), (float)(round % 4));
            for (int i = 0; i < n; i++)
                x[i] = round == 0 ? special[(i + n) % SPECIAL] : x[i] * scale;
            guarded_copy(2, x, size);
            f(y, x, n);
            f(x, x, n);
            const float *in = guarded(2, size);
            for (int i = 0; i < n; i++) {
                double want = exact((double)in[i]);
                if (want > (double)FLT_MAX) want = HUGE_VAL;
                at("x=%.9g n=%d", (double)in[i], n);
                if (!near(want, (double)y[i], ulps * ulp(want) + absolute)) return;
                if (!near((double)y[i], (double)x[i], 0)) return; /* in place is the same */
            }
        }
    if (!bench) return;
    struct map_call m = {f, guarded(1, 1024), fill(guarded(0, 1024), 1024, UNIT)};
    bench_report("1024", peak_fastest_ns(run_map, &m), 0, 1024.0 * 8);
}

static double exact_sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static double exact_gelu(double x)
{
    return x / (1 + exp(-2 * sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
}

void check_exp_f32(void)
{
    check_map(new.exp_f32, exp, 100, 1.5, (double)FLT_MIN);
}

void check_tanh_f32(void)
{
    check_map(new.tanh_f32, tanh, 20, 2.5, 0);
}

void check_sigmoid_f32(void)
{
    check_map(new.sigmoid_f32, exact_sigmoid, 80, 3, (double)FLT_MIN);
}

void check_gelu_f32(void)
{
    /* For x < 0 it is about x e^v, and a v of 16 is only known to a few ulps of 16. */
    check_map(new.gelu_f32, exact_gelu, 5, 48, (double)FLT_MIN);
}

void check_sin_f32(void)
{
    check_map(new.sin_f32, sin, 1, 1.5, 0);
    check_map(new.sin_f32, sin, 1e4f, 1, 1.5e-7);
}

void check_cos_f32(void)
{
    check_map(new.cos_f32, cos, 1e4f, 1, 1.5e-7);
}

struct angle_call {
    float *y, *re, *im;
};

static void run_angle(void *ctx)
{
    struct angle_call *a = ctx;
    new.angle_f32(a->y, a->re, a->im, 1024);
}

void check_angle_f32(void)
{
    static const float axis[] = {0.0f,  -0.0f,  1,      -1,      1e-30f, -1e-30f,
                                 1e30f, -1e30f, 1e-42f, -1e-42f, NAN};
    enum { AXIS = sizeof(axis) / sizeof(axis[0]) };
    for (int round = 0; round < ROUNDS; round++)
        for (int n = 1; n <= SIZES; n++) {
            const size_t size = (size_t)n;
            float *re = fill(guarded(0, size), size, UNIT),
                  *im = fill(guarded(1, size), size, UNIT);
            for (int i = 0; i < n && round < 20; i++) {
                re[i] = axis[rnd() % AXIS];
                im[i] = axis[rnd() % AXIS];
            }
            float *y = guarded(2, size);
            new.angle_f32(y, re, im, n);
            for (int i = 0; i < n; i++) {
                double want = atan2((double)im[i], (double)re[i]);
                at("re=%.9g im=%.9g n=%d", (double)re[i], (double)im[i], n);
                if (!near(want, (double)y[i], 3 * ulp(want))) return;
                if (!isnan(want) && !near(!!signbit(want), !!signbit(y[i]), 0)) return;
            }
        }
    if (!bench) return;
    struct angle_call a = {guarded(2, 1024), fill(guarded(0, 1024), 1024, UNIT),
                           fill(guarded(1, 1024), 1024, UNIT)};
    bench_report("1024", peak_fastest_ns(run_angle, &a), 0, 1024.0 * 12);
}

void check_leaky_f32(void)
{
    for (int n = 1; n <= SIZES; n++)
        for (int kind = 0; kind < ALL_FILLS; kind++) {
            const size_t size = (size_t)n;
            float *x = fill(guarded(0, size), size, (enum fill)kind);
            float *want = guarded(1, size), *got = guarded_copy(2, x, size);
            at("n=%d kind=%d", n, kind);
            ref.leaky_f32(want, x, 0.1f, n);
            new.leaky_f32(got, got, 0.1f, n);
            for (int i = 0; i < n; i++)
                if (!near((double)want[i], (double)got[i], 0)) return;
        }
}

void check_add_f32(void)
{
    for (int n = 1; n <= SIZES; n++)
        for (int kind = 0; kind < ALL_FILLS; kind++) {
            const size_t size = (size_t)n;
            float *x = fill(guarded(0, size), size, (enum fill)kind), scale = rnd_unit();
            float *want = fill(guarded(1, size), size, UNIT), *got = guarded_copy(2, want, size);
            at("n=%d kind=%d", n, kind);
            ref.add_f32(want, x, scale, n);
            new.add_f32(got, x, scale, n);
            for (int i = 0; i < n; i++) /* the same two operations: the same bits */
                if (!near((double)want[i], (double)got[i], 0)) return;
        }
}
