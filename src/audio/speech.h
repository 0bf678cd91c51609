/* speech.h - a stream of sound on its way: who makes it, who takes it, and the credit between them.
 *
 *     source (synth, relay, cache)                      sink (encoder + connection, file, cache)
 *       speech_start  ------------------------------->
 *                      <---- speech_grant (samples) ---    nothing is rendered without credit
 *       plan(total)   ------------------------------->     once, before the first block
 *       pcm(block)    ------------------------------->     in order, on a worker thread
 *       end(code)     ------------------------------->     exactly once, last
 *
 * The sink's functions are called on worker threads, never two at once for one speech.
 * speech_grant and speech_cancel may be called from any thread, also from inside the sink.  Cancel
 * is a request: end(E_CANCEL) still comes (unless an end is already on its way).  A speech is
 * released by its owner after end. */
#ifndef AUDIO_SPEECH_H
#define AUDIO_SPEECH_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { SPEECH_RATE = 24000, PCM_SAMPLES_MAX = 4800, SPEECH_CREDIT = 4 * SPEECH_RATE };

/* An immutable, reference-counted block of float32 mono 24 kHz samples, nominally in [-1, 1]. */
struct pcm {
    atomic_int refs_;
    int n_samples;               /* 1 .. PCM_SAMPLES_MAX */
    int chunk;                   /* which chunk of the plan, from 0 */
    uint32_t from_char, to_char; /* the chunk's span in the original's code points */
    float samples[];
};

struct pcm *pcm_new(int n_samples); /* refs 1; NULL: no memory */
struct pcm *pcm_ref(struct pcm *p);
void pcm_unref(struct pcm *p); /* NULL is fine */

struct speech_sink {
    void (*plan)(void *ctx, int64_t total_samples); /* exact, or -1: not known beforehand */
    void (*pcm)(void *ctx, struct pcm *block);      /* borrowed: take a reference to keep it */
    void (*end)(void *ctx, int code, const struct err *e); /* code 0: complete */
    void *ctx;
};

/* The common head of every source; sources embed it first. */
struct speech {
    const struct speech_ops *ops;
};

struct speech_ops {
    void (*start)(struct speech *s, const struct speech_sink *sink);
    void (*grant)(struct speech *s, int64_t n_samples);
    void (*cancel)(struct speech *s);
    void (*release)(struct speech *s);
};

static inline void speech_start(struct speech *s, const struct speech_sink *sink)
{
    s->ops->start(s, sink); /* *sink is copied */
}
static inline void speech_grant(struct speech *s, int64_t n_samples)
{
    s->ops->grant(s, n_samples);
}
static inline void speech_cancel(struct speech *s)
{
    s->ops->cancel(s);
}
static inline void speech_release(struct speech *s)
{
    if (s) s->ops->release(s);
}

#endif
