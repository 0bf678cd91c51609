/* limit.h - a look-ahead limiter: no sample leaves it above LIMIT_CEILING.
 *
 *     |x|      .-^-.          the gain a peak needs is known LIMIT_AHEAD samples before the peak
 *     gain ---.     .------   comes out, so it is reached by a ramp and left slowly: no clicks
 *              `---´
 *
 * While no peak is over the ceiling the samples pass unchanged, bit for bit, LIMIT_AHEAD samples
 * later.  What is not a number becomes silence.  One thread at a time. */
#ifndef AUDIO_LIMIT_H
#define AUDIO_LIMIT_H

enum { LIMIT_AHEAD = 120 };  /* samples: 5 ms at 24 kHz */
#define LIMIT_CEILING 0.977F /* -0.2 dBFS */

struct limit {
    float delay_[LIMIT_AHEAD];  /* samples that wait for their gain */
    float needed_[LIMIT_AHEAD]; /* the gain each of them needs by itself */
    float held_[LIMIT_AHEAD];   /* lowest needed gain of a window, released slowly */
    double held_sum_;
    int at_, waiting_; /* ring position; samples in delay_ that are real */
    int low_;          /* entries of needed_ and held_ below 1; 0: transparent */
    float release_;
};

void limit_init(struct limit *l);

/* Takes n samples, writes those whose gain is known to out (room for n) and returns how many. */
int limit_put(struct limit *l, const float *in, int n, float *out);

/* What is still held back: at most LIMIT_AHEAD samples; the limiter is then as new. */
int limit_end(struct limit *l, float *out);

#endif
