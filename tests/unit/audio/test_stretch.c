#include "../unit.h"

#include <math.h>

#include "audio/speech.h"
#include "audio/stretch.h"

enum { N = 48000 };
static float in[N], out[4 * N + 1];

/* A voiced sound of 150 Hz, its harmonics falling. */
static void fill_voice(float level)
{
    for (int i = 0; i < N; i++) {
        in[i] = 0;
        for (int h = 1; h < 10; h++)
            in[i] += level / (float)h * sinf(6.2831853F * 150 * (float)h * (float)i / SPEECH_RATE);
    }
}

static double rms(const float *x, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)x[i] * (double)x[i];
    return sqrt(sum / n);
}

static void length_is_exact_and_pitch_stays(void **state)
{
    (void)state;
    static const float speeds[] = {0.5F, 0.71F, 1.3F, 2, 3.7F};
    fill_voice(0.3F);
    for (size_t s = 0; s < sizeof(speeds) / sizeof(speeds[0]); s++) {
        int n = (int)stretch_length(N, speeds[s]);
        assert_true(fabs((double)n - N / (double)speeds[s]) <= 0.5);
        out[n] = 99;
        assert_int_equal(stretch_speech(in, N, speeds[s], out), 0);
        assert_true(out[n] == 99);
        assert_true(fabs(rms(out, n * 9 / 10) / rms(in, N) - 1) < 0.1);
        int best = 0; /* the period: where the sound is most like itself */
        double most = 0;
        for (int lag = 100; lag < 220; lag++) {
            double sum = 0;
            for (int i = n / 4; i < n / 2; i++)
                sum += (double)out[i] * (double)out[i + lag];
            if (sum > most) most = sum, best = lag;
        }
        assert_in_range(best, 158, 162);
    }
}

static void loud_sound_does_not_wrap(void **state)
{
    (void)state;
    fill_voice(1);
    assert_true(rms(in, N) > 0.7);
    assert_int_equal(stretch_speech(in, N, 0.8F, out), 0);
    int n = (int)stretch_length(N, 0.8F);
    for (int i = 1; i < n; i++)
        assert_true(fabsf(out[i] - out[i - 1]) < 1); /* wrapped 16 bits jump by 4 */
}

static void tiny_pieces(void **state)
{
    (void)state;
    for (int n = 0; n < 50; n++) {
        int m = (int)stretch_length(n, 1.9F);
        out[m] = 99;
        assert_int_equal(stretch_speech(in, n, 1.9F, out), 0);
        assert_true(out[m] == 99);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(length_is_exact_and_pitch_stays),
        cmocka_unit_test(loud_sound_does_not_wrap),
        cmocka_unit_test(tiny_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
