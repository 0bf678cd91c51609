#include "../unit.h"

#include <math.h>

#include "synth/pace.h"

enum { L = 40 };
static int frames[L];
static float f0[2000], energy[2000];
static struct kokoro_prosody in = {.n_tokens = L, .frames = frames, .f0 = f0, .n = energy};

static void fill(void)
{
    in.n_frames = 0;
    for (int t = 0; t < L; t++)
        in.n_frames += frames[t] = t == 0 ? 17 : 1 + t % 4;
    for (int i = 0; i < 2 * in.n_frames; i++) {
        f0[i] = 100 + (float)i;
        energy[i] = sinf((float)i / 9);
    }
}

static void speed_one_changes_nothing(void **state)
{
    (void)state;
    struct pace p;
    fill();
    assert_int_equal(pace_make(&p, &in, 1, NULL, 1), 0);
    assert_int_equal(p.prosody.n_frames, in.n_frames);
    assert_memory_equal(p.prosody.frames, frames, sizeof(frames));
    assert_memory_equal(p.prosody.f0, f0, 2 * (size_t)in.n_frames * sizeof(float));
    assert_memory_equal(p.prosody.n, energy, 2 * (size_t)in.n_frames * sizeof(float));
    pace_free(&p);
}

static void other_speeds_keep_the_pad_and_the_sum(void **state)
{
    (void)state;
    static const float speeds[] = {0.5F, 0.6F, 0.83F, 1.2F, 1.5F};
    fill();
    for (size_t s = 0; s < sizeof(speeds) / sizeof(speeds[0]); s++) {
        struct pace p;
        assert_int_equal(pace_make(&p, &in, speeds[s], NULL, 2), 0);
        assert_int_equal(p.prosody.frames[0], 17);
        int sum = 0, before = 0;
        for (int t = 0; t < L; t++) {
            assert_true(p.prosody.frames[t] >= 1);
            /* Each token ends where its share of the time ends, within a frame. */
            sum += p.prosody.frames[t];
            before += frames[t];
            double want = 17 + (before - 17) / (double)speeds[s];
            assert_true(fabs(sum - want) <= 1);
        }
        assert_int_equal(sum, p.prosody.n_frames);
        for (int i = 0; i < 34; i++)
            assert_true(p.prosody.f0[i] == 2 * f0[i]);
        for (int i = 35; i < 2 * sum; i++) { /* a rising line stays one */
            assert_true(p.prosody.f0[i] >= p.prosody.f0[i - 1] - 1e-3F);
            assert_true(p.prosody.f0[i] <= 2 * f0[2 * in.n_frames - 1]);
        }
        pace_free(&p);
    }
}

/* A token has at least a frame, however fast: many short ones cannot reach the speed. */
static void every_token_is_heard(void **state)
{
    (void)state;
    fill();
    in.n_frames = 0;
    for (int t = 0; t < L; t++)
        in.n_frames += frames[t] = 1;
    struct pace p;
    assert_int_equal(pace_make(&p, &in, 2, NULL, 1), 0);
    assert_int_equal(p.prosody.n_frames, L);
    pace_free(&p);
    pace_free(&p);
}

static void some_tokens_may_last_longer(void **state)
{
    (void)state;
    float longer[L];
    struct pace p;
    fill();
    for (int t = 0; t < L; t++)
        longer[t] = t == 2 || t == 3 ? 1.5F : 1;
    assert_int_equal(pace_make(&p, &in, 1, longer, 1), 0);
    for (int t = 0; t < L; t++)
        assert_true(abs(p.prosody.frames[t] - (int)((float)frames[t] * longer[t])) <= 1);
    assert_true(abs(2 * (p.prosody.n_frames - in.n_frames) - (frames[2] + frames[3])) <= 2);
    pace_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(speed_one_changes_nothing),
        cmocka_unit_test(other_speeds_keep_the_pad_and_the_sum),
        cmocka_unit_test(every_token_is_heard),
        cmocka_unit_test(some_tokens_may_last_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
