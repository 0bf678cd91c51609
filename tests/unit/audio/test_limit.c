#include "../unit.h"

#include <math.h>

#include "audio/limit.h"
#include "base/rng.h"

enum { N = 30000 };
static float in[N], out[N + LIMIT_AHEAD];

static int run(int n)
{
    struct limit l;
    struct rng r = {3};
    int made = 0;
    limit_init(&l);
    for (int at = 0; at < n;) {
        int part = 1 + (int)rng_below(&r, 500);
        if (part > n - at) part = n - at;
        made += limit_put(&l, in + at, part, out + made);
        at += part;
    }
    return made + limit_end(&l, out + made);
}

static void quiet_sound_is_not_touched(void **state)
{
    (void)state;
    struct rng r = {1};
    for (int i = 0; i < N; i++)
        in[i] = rng_unit(&r) * LIMIT_CEILING;
    assert_int_equal(run(N), N);
    assert_memory_equal(in, out, sizeof(in));
}

static void every_length_comes_back(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++)
        in[i] = (float)i / N;
    for (int n = 0; n < 3 * LIMIT_AHEAD; n++) {
        assert_int_equal(run(n), n);
        assert_memory_equal(in, out, (size_t)n * sizeof(float));
    }
}

/* Whatever comes in: bursts at random places, of random height, also at the very ends. */
static void nothing_passes_the_ceiling(void **state)
{
    (void)state;
    struct rng r = {5};
    for (int trial = 0; trial < 20; trial++) {
        for (int i = 0; i < N; i++)
            in[i] = rng_unit(&r) * (rng_below(&r, 200) ? 0.5F : 4.0F);
        in[0] = 3, in[N - 1] = -3;
        assert_int_equal(run(N), N);
        for (int i = 0; i < N; i++)
            assert_true(fabsf(out[i]) <= LIMIT_CEILING * 1.000001F);
    }
}

/* One peak: reached by a ramp, held, left slowly, and then exactly 1 again. */
static void gain_moves_slowly_and_comes_back(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++)
        in[i] = 0.5F;
    in[1000] = 2;
    assert_int_equal(run(N), N);
    assert_true(out[800] == 0.5F);
    assert_true(fabsf(out[1000] - LIMIT_CEILING) < 1e-4F);
    for (int i = 1; i < N; i++)
        if (i != 1000 && i != 1001) assert_true(fabsf(out[i] - out[i - 1]) < 0.01F);
    assert_true(out[N - 1] == 0.5F);
}

static void what_is_not_a_number_is_silence(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++)
        in[i] = i % 3 ? NAN : -INFINITY;
    assert_int_equal(run(1000), 1000);
    for (int i = 0; i < 1000; i++)
        assert_true(out[i] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quiet_sound_is_not_touched),
        cmocka_unit_test(every_length_comes_back),
        cmocka_unit_test(nothing_passes_the_ceiling),
        cmocka_unit_test(gain_moves_slowly_and_comes_back),
        cmocka_unit_test(what_is_not_a_number_is_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
