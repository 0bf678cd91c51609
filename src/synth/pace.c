#include "synth/pace.h"

#include <math.h>
#include <stdlib.h>

/* frames of each token at the new speed; returns their sum. */
static int scale_frames(const struct kokoro_prosody *in, double speed, const float *longer,
                        int *frames)
{
    double exact = in->frames[0];
    int at = frames[0] = in->frames[0];
    for (int t = 1; t < in->n_tokens; t++) {
        exact += in->frames[t] * (longer ? (double)longer[t] : 1) / speed;
        int end = (int)lrint(exact);
        if (end <= at) end = at + 1;
        frames[t] = end - at;
        at = end;
    }
    return at;
}

/* The curve's value at place x, between its points first and last (both included). */
static float curve_at(const float *curve, double x, int first, int last)
{
    if (x <= first) return curve[first];
    if (x >= last) return curve[last];
    int i = (int)x;
    float part = (float)(x - i);
    return curve[i] + (curve[i + 1] - curve[i]) * part;
}

/* Stretches a curve of two points a frame, token by token. */
static void stretch_curve(const struct kokoro_prosody *in, const float *from,
                          const struct kokoro_prosody *out, float *to)
{
    int last = 2 * in->n_frames - 1, a = 0, b = 0;
    for (int t = 0; t < in->n_tokens; t++) {
        int n_in = 2 * in->frames[t], n_out = 2 * out->frames[t];
        for (int i = 0; i < n_out; i++)
            to[b + i] = curve_at(from, a + (i + 0.5) * n_in / n_out - 0.5, 0, last);
        a += n_in;
        b += n_out;
    }
}

int pace_make(struct pace *out, const struct kokoro_prosody *in, float speed, const float *longer,
              float pitch)
{
    const int most_longer = longer ? PACE_LONGER_MAX : 1;
    /* Rounding up and "at least one" add less than a frame a token. */
    size_t most = (size_t)ceil(in->n_frames * most_longer / fmin((double)speed, 1)) +
                  (size_t)in->n_tokens + 1;
    size_t frames_bytes = (size_t)in->n_tokens * sizeof(int);
    *out = (struct pace){.memory_ = malloc(frames_bytes + 4 * most * sizeof(float))};
    if (!out->memory_) return E_NOMEM;
    struct kokoro_prosody *p = &out->prosody;
    p->frames = out->memory_;
    p->f0 = (float *)(p->frames + in->n_tokens);
    p->n_tokens = in->n_tokens;
    p->n_frames = scale_frames(in, (double)speed, longer, p->frames);
    p->n = p->f0 + 2 * (size_t)p->n_frames;
    stretch_curve(in, in->f0, p, p->f0);
    stretch_curve(in, in->n, p, p->n);
    for (int i = 0; i < 2 * p->n_frames; i++)
        p->f0[i] *= pitch;
    return 0;
}

void pace_free(struct pace *p)
{
    free(p->memory_);
    *p = (struct pace){0};
}
