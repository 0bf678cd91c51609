#include "audio/stretch.h"

#include <math.h>
#include <sonic.h>
#include <string.h>

#include "audio/speech.h"

/* libsonic works in 16 bits and does not clip: half the level leaves room for peaks over 1. */
static const float headroom = 0.5F;
enum { STEP = 4096 };

int64_t stretch_length(int64_t n, float speed)
{
    return llround((double)n / (double)speed);
}

/* Reads what is ready; returns the new number of samples in out, at most max. */
static int64_t take(sonicStream s, float *out, int64_t have, int64_t max)
{
    float spare[STEP];
    int got;
    while ((got = sonicReadFloatFromStream(s, spare, STEP)) > 0)
        for (int i = 0; i < got && have < max; i++)
            out[have++] = spare[i] / headroom;
    return have;
}

int stretch_speech(const float *in, int64_t n, float speed, float *out)
{
    int64_t max = stretch_length(n, speed), have = 0;
    sonicStream s = sonicCreateStream(SPEECH_RATE, 1);
    if (!s) return E_NOMEM;
    sonicSetSpeed(s, speed);
    int ok = 1;
    for (int64_t at = 0; at < n && ok; at += STEP) {
        float part[STEP];
        int m = n - at < STEP ? (int)(n - at) : STEP;
        for (int i = 0; i < m; i++) {
            float x = in[at + i] * headroom;
            part[i] = x > 1 ? 1 : x < -1 ? -1 : x;
        }
        ok = sonicWriteFloatToStream(s, part, m);
        have = take(s, out, have, max);
    }
    if (ok) ok = sonicFlushStream(s);
    have = take(s, out, have, max);
    sonicDestroyStream(s);
    /* It rounds to whole pitch periods; the plan's length is a promise. */
    memset(out + have, 0, (size_t)(max - have) * sizeof(float));
    return ok ? 0 : E_NOMEM;
}
