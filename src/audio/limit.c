#include "audio/limit.h"

#include <math.h>

/* The held gain goes back to 1 with a time constant of about 60 ms. */
#define RELEASE 0.0007F

void limit_init(struct limit *l)
{
    *l = (struct limit){.held_sum_ = LIMIT_AHEAD, .release_ = 1};
    for (int i = 0; i < LIMIT_AHEAD; i++)
        l->needed_[i] = l->held_[i] = 1;
}

static float lowest(const float *v)
{
    float m = v[0];
    for (int i = 1; i < LIMIT_AHEAD; i++)
        m = v[i] < m ? v[i] : m;
    return m;
}

/* The gain of the sample that leaves the delay when one that needs `need` enters: the mean of
 * LIMIT_AHEAD held gains.  Each of them is the lowest of a window that reaches back to the leaving
 * sample (its own need is still in the ring when the last one is made), so none is above it. */
static float next_gain(struct limit *l, float need)
{
    int at = l->at_;
    if (!l->low_ && need >= 1) return 1; /* all ones: exactly 1, whatever rounding has gone by */
    float low = lowest(l->needed_);
    if (need < low) low = need;
    float back = l->release_ + (1 - l->release_) * RELEASE;
    if (back > 0.9999F) back = 1;
    l->release_ = low < back ? low : back;
    l->low_ += (need < 1) - (l->needed_[at] < 1) + (l->release_ < 1) - (l->held_[at] < 1);
    l->needed_[at] = need;
    l->held_sum_ += (double)l->release_ - (double)l->held_[at];
    l->held_[at] = l->release_;
    if (!l->low_) l->held_sum_ = LIMIT_AHEAD;
    return (float)(l->held_sum_ / LIMIT_AHEAD);
}

int limit_put(struct limit *l, const float *in, int n, float *out)
{
    int made = 0;
    for (int i = 0; i < n; i++) {
        float x = isfinite(in[i]) ? in[i] : 0;
        float peak = fabsf(x);
        float gain = next_gain(l, peak > LIMIT_CEILING ? LIMIT_CEILING / peak : 1);
        float y = l->delay_[l->at_] * gain;
        l->delay_[l->at_] = x;
        l->at_ = (l->at_ + 1) % LIMIT_AHEAD;
        if (l->waiting_ < LIMIT_AHEAD)
            l->waiting_++;
        else
            out[made++] = y;
    }
    return made;
}

int limit_end(struct limit *l, float *out)
{
    float zero = 0, y;
    int n = l->waiting_;
    /* With fewer samples than the delay holds, empty places come out first. */
    for (int empty = LIMIT_AHEAD - n; empty > 0; empty--) {
        l->waiting_ = LIMIT_AHEAD;
        (void)limit_put(l, &zero, 1, &y);
    }
    l->waiting_ = LIMIT_AHEAD;
    for (int i = 0; i < n; i++)
        (void)limit_put(l, &zero, 1, &out[i]);
    limit_init(l);
    return n;
}
