/* The source against its meaning written the long way: nearest upsampling, fractions, a running sum
 * at every frame, linear interpolation of the phase, all in double and sample by sample. */
#include <math.h>

#include "../unit.h"
#include "base/cpu.h"
#include "base/rng.h"
#include "kern/kern.h"
#include "model/kokoro/stages.h"

enum { HOLD = 300 };

static const float weights[KOKORO_HARMONICS] = {2.5f, -1,   0.5f,  0.25f, -0.75f,
                                                1,    0.3f, -0.2f, 0.1f};
static const float bias = -0.03f;

static void run(const float *f0, int F, struct source_noise noise, struct pool *pool, float *y)
{
    struct kokoro_weights w = {.generator.harmonic_bias = &bias};
    for (int k = 0; k < KOKORO_HARMONICS; k++)
        w.generator.harmonic[k] = &weights[k];
    struct arena counting = arena_counting(), scratch;
    struct kokoro_pass plan = {.nn = {pool, &counting}, .w = &w};
    source_run(&plan, NULL, F, noise, NULL);
    assert_int_equal(arena_init(&scratch, counting.peak), 0);
    struct kokoro_pass pass = {.nn = {pool, &scratch}, .w = &w};
    source_run(&pass, f0, F, noise, y);
    arena_free(&scratch);
}

static double expected(const float *f0, int n, int i)
{
    double at = (i + 0.5) / HOLD - 0.5, sum = 0;
    if (at < 0) at = 0;
    if (at > n - 1) at = n - 1;
    int low = (int)at, high = low + 1 < n ? low + 1 : low;
    for (int k = 1; k <= KOKORO_HARMONICS; k++) {
        double before = 0, after = 0;
        for (int j = 0; j <= high; j++) {
            double rad = k * (double)f0[j] / 24000;
            rad -= floor(rad);
            if (j <= low) before += HOLD * rad;
            after += HOLD * rad;
        }
        double phase = before + (after - before) * (at - low);
        sum += (double)weights[k - 1] * 0.1 * sin(2 * M_PI * phase);
    }
    return tanh((double)bias + (f0[i / HOLD] > 10 ? sum : 0));
}

static void check(const float *f0, int F)
{
    float *y = malloc((size_t)F * 2 * HOLD * sizeof(float));
    run(f0, F, (struct source_noise){0}, NULL, y);
    for (int i = 0; i < 2 * F * HOLD; i++) {
        double want = expected(f0, 2 * F, i);
        if (!(fabs((double)y[i] - want) < 2e-6))
            fail_msg("sample %d of %d frames: %.8f, not %.8f", i, F, (double)y[i], want);
    }
    free(y);
}

static void sines_follow_f0(void **state)
{
    (void)state;
    const float still[] = {100, 100, 100, 100};
    check(still, 2);
    const float moving[] = {220.5f, 180, 9.99f, 10, 10.01f, -35.5f, 0, 400, 12345, 333, 1, 90};
    check(moving, 1);
    check(moving, 6);
    float f0[80];
    struct rng r = {3};
    for (int i = 0; i < 80; i++)
        f0[i] = 150 + 200 * rng_unit(&r);
    check(f0, 40);
}

/* F0 that is nowhere voiced gives a constant; where one frame is not voiced, only that one is. */
static void unvoiced_is_silent(void **state)
{
    (void)state;
    const float f0[] = {200, 200, 10, 200};
    float y[4 * HOLD];
    run(f0, 2, (struct source_noise){0}, NULL, y);
    for (int i = 0; i < 4 * HOLD; i++)
        if (i / HOLD == 2) assert_float_equal(y[i], tanhf(bias), 1e-6f);
    assert_float_not_equal(y[2 * HOLD - 10], tanhf(bias), 1e-4f);
    assert_float_not_equal(y[3 * HOLD + 10], tanhf(bias), 1e-4f);
}

static void noise_has_its_level_and_its_seed(void **state)
{
    (void)state;
    enum { F = 100, N = 2 * F * HOLD };
    float f0[2 * F], *quiet = malloc(N * sizeof(float)), *a = malloc(N * sizeof(float)),
                     *b = malloc(N * sizeof(float));
    for (int i = 0; i < 2 * F; i++)
        f0[i] = i < F ? 0 : 120;
    struct pool *pool;
    assert_int_equal(pool_start(&pool, 3, 1), 0);
    run(f0, F, (struct source_noise){0}, NULL, quiet);
    run(f0, F, (struct source_noise){1, 7}, NULL, a);
    run(f0, F, (struct source_noise){1, 7}, pool, b);
    assert_memory_equal(a, b, N * sizeof(float)); /* whoever draws it */
    run(f0, F, (struct source_noise){1, 8}, NULL, b);
    assert_memory_not_equal(a, b, N * sizeof(float));
    double norm = 0, sum[2] = {0}, square[2] = {0};
    for (int k = 0; k < KOKORO_HARMONICS; k++)
        norm += (double)(weights[k] * weights[k]);
    norm = sqrt(norm);
    for (int i = 0; i < N; i++) {
        double d = atanh((double)a[i]) - atanh((double)quiet[i]);
        sum[i >= N / 2] += d, square[i >= N / 2] += d * d;
    }
    const double level[2] = {0.1 / 3 * norm, 0.003 * norm};
    for (int v = 0; v < 2; v++) {
        assert_true(fabs(sqrt(square[v] / (N / 2.0)) / level[v] - 1) < 0.02);
        assert_true(fabs(sum[v] / (N / 2.0)) < 0.03 * level[v]);
    }
    pool_stop(pool);
    free(quiet);
    free(a);
    free(b);
}

int main(void)
{
    kern_init(cpu_detect());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sines_follow_f0),
        cmocka_unit_test(unvoiced_is_silent),
        cmocka_unit_test(noise_has_its_level_and_its_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
