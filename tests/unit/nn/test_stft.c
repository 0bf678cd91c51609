#include "layer_check.h"

#include "nn/stft.h"

enum { N = NN_STFT_N, HOP = NN_STFT_HOP, BINS = NN_STFT_BINS };

static double window(int n)
{
    return 0.5 - 0.5 * cos(2 * M_PI * n / N);
}

struct test {
    const float *x;
    float *y;
    int n;
};

static void call_forward(const struct nn *nn, void *ctx)
{
    struct test *t = ctx;
    nn_stft(nn, t->x, t->n, t->y, 2 * BINS + 1);
}

/* Reflected without repeating the end sample. */
static double reflected(const float *x, int n, int i)
{
    return (double)x[i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i];
}

static void check_forward(int n)
{
    const int frames = n / HOP + 1, row = 2 * BINS + 1;
    const size_t size = (size_t)((frames - 1) * row + 2 * BINS);
    float *x = random_floats((size_t)n, 1), *y = malloc(size * sizeof(float));
    float *before = random_floats(size, 1);
    double *want = zeros(size), *bound = zeros(size);
    assert_int_equal(nn_stft_frames(n), frames);
    for (int t = 0; t < frames; t++) {
        if (t + 1 < frames) want[t * row + 2 * BINS] = (double)before[t * row + 2 * BINS];
        for (int b = 0; b < BINS; b++) {
            double re = 0, im = 0, magnitude;
            for (int i = 0; i < N; i++) {
                double v = window(i) * reflected(x, n, t * HOP + i - N / 2);
                re += v * cos(2 * M_PI * b * i / N);
                im -= v * sin(2 * M_PI * b * i / N);
            }
            magnitude = sqrt(re * re + im * im);
            want[t * row + b] = magnitude;
            bound[t * row + b] = 200 * EPS;
            want[t * row + BINS + b] = atan2(im, re);
            bound[t * row + BINS + b] = 200 * EPS / fmin(magnitude, 1) + 8 * EPS;
            if (b == 0 || b == N / 2) { /* real bins: half a turn has a sign of its own */
                want[t * row + BINS + b] = re < 0 ? b ? -M_PI : M_PI : 0;
                bound[t * row + BINS + b] = magnitude > 1e-4 ? 1e-6 : 3.1416;
            } else if (fabs(im) < 1e-5) { /* the sign of a near-zero decides between pi and -pi */
                want[t * row + BINS + b] = 0;
                bound[t * row + BINS + b] = 3.1416;
            }
        }
    }
    struct test t = {x, y, n};
    layer_check(&(struct layer){call_forward, &t, y, before, want, bound, size, "stft"});
    free(x);
    free(y);
    free(before);
    free(want);
    free(bound);
}

static void transforms(void **state)
{
    (void)state;
    check_forward(15);
    check_forward(100);
    check_forward(3000);
}

/* A constant has three bins of energy; what rounding leaves of the others has no angle. */
static void silence_has_no_angles(void **state)
{
    (void)state;
    enum { SAMPLES = 200, FRAMES = SAMPLES / HOP + 1 };
    float x[SAMPLES], y[FRAMES * 2 * BINS];
    for (int i = 0; i < SAMPLES; i++)
        x[i] = -0.0294417f;
    const unsigned limits[] = {CPU_SCALAR, CPU_AVX2, ~0u};
    for (size_t v = 0; v < sizeof(limits) / sizeof(*limits); v++) {
        kern_init(cpu_detect() & limits[v]);
        struct arena scratch;
        assert_int_equal(arena_init(&scratch, 1 << 20), 0);
        nn_stft(&(struct nn){NULL, &scratch}, x, SAMPLES, y, 2 * BINS);
        arena_free(&scratch);
        for (int f = 0; f < FRAMES; f++) {
            const float *angle = y + f * 2 * BINS + BINS;
            assert_float_equal(angle[0], (float)M_PI, 1e-6f);
            assert_float_equal(angle[1], 0, 1e-5f);
            for (int b = 2; b < BINS; b++)
                assert_true(angle[b] == 0);
        }
    }
}

static void call_inverse(const struct nn *nn, void *ctx)
{
    struct test *t = ctx;
    nn_istft(nn, t->x, 2 * BINS + 2, t->n, t->y);
}

/* irfft of every frame, windowed, added, divided by the sum of squared windows, ends cut. */
static void check_inverse(int T)
{
    const int row = 2 * BINS + 2, total = (T - 1) * HOP + N, n = (T - 1) * HOP;
    float *x = random_floats((size_t)(T * row), 2), *y = malloc((size_t)n * sizeof(float));
    double *sum = zeros((size_t)total), *share = zeros((size_t)total), *bound = zeros((size_t)n);
    for (int t = 0; t < T; t++)
        for (int i = 0; i < N; i++) {
            double v = 0;
            for (int b = 0; b < BINS; b++) {
                double mag = exp((double)x[t * row + b]),
                       phase = sin((double)x[t * row + BINS + b]);
                double twice = b == 0 || b == N / 2 ? 1 : 2;
                double im = b == 0 || b == N / 2 ? 0 : mag * sin(phase);
                double angle = 2 * M_PI * b * i / N;
                v += twice / N * (mag * cos(phase) * cos(angle) - im * sin(angle));
            }
            sum[t * HOP + i] += v * window(i);
            share[t * HOP + i] += window(i) * window(i);
        }
    for (int i = 0; i < n; i++) {
        sum[i] = sum[i + N / 2] / share[i + N / 2];
        bound[i] = 400 * EPS; /* magnitudes up to e^2, 22 terms, 4 frames */
    }
    struct test t = {x, y, T};
    layer_check(&(struct layer){call_inverse, &t, y, NULL, sum, bound, (size_t)n, "istft"});
    free(x);
    free(y);
    free(sum);
    free(share);
    free(bound);
}

static void transforms_back(void **state)
{
    (void)state;
    check_inverse(2);
    check_inverse(3);
    check_inverse(5);
    check_inverse(193);
    check_inverse(700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(transforms),
                                       cmocka_unit_test(silence_has_no_angles),
                                       cmocka_unit_test(transforms_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
