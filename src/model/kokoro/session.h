/* session.h - the memory of one utterance at a time.
 *
 *     kept    per utterance: frames [L], t_en [L, H], d [L, H + S]     sized by the longest L
 *     curves  per utterance: f0 [2F], n [2F]                           grows
 *     work    per forward pass: everything else                        grows
 *     styles  the last few styles' products
 *
 * kept and curves live from predict to the next predict; work is counted before each pass (pass.h)
 * and grows, so that a session allocates no more once it has spoken its longest chunk; only an
 * utterance of less than half the memory held gives some of it back. */
#ifndef MODEL_KOKORO_SESSION_H
#define MODEL_KOKORO_SESSION_H

#include "model/kokoro/styles.h"
#include "model/kokoro/stages.h"
#include "model/kokoro/voices.h"

struct kokoro {
    struct kokoro_weights weights;
    struct kokoro_voices voices;
    enum kokoro_precision precision;
    size_t unread; /* bytes of the file that another form stands for */
};

struct kokoro_session {
    const struct kokoro *k;
    struct pool *pool;
    struct kokoro_styles styles;
    struct arena kept, curves, work;
    struct kokoro_prosody prosody;
    int16_t *ids;    /* [positions] with pads */
    float *t_en, *d; /* [L, H], [L, H + S] */
    float *duration; /* [L] */
    struct source_noise noise;
    int64_t stage_ns[KOKORO_STAGE_COUNT];
};

/* A pass on an arena: the session's work, or a counting one. */
struct kokoro_pass session_pass(struct kokoro_session *s, struct arena *scratch);

/* Makes these the styles of the call under way (styles_set). */
NODISCARD int session_styles(struct kokoro_session *s, const struct kokoro_style *list, int n,
                             int L, struct err *e);

/* Bytes of the work arena for L tokens and F frames: predict.c, render.c. */
size_t predict_bytes(struct kokoro_session *s, int L, int F);
size_t render_bytes(struct kokoro_session *s, const struct kokoro_prosody *prosody);

/* Makes an arena at least this large, losing what is in it, and empties it. */
NODISCARD int session_grow(struct arena *a, size_t size, struct err *e);

#endif
