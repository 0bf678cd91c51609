/* chunk.h - one chunk from phonemes to finished samples.
 *
 *     model's frames   [ pad  |  n i ↓ x a u ↓  .      pad ]
 *     kept                   [ ~~~~~~~~~~~~~~~~~~ ]            by durations, not by listening:
 *     delivered              [ ~~~~~~~~~~~~~~~~~~ ][ pause ]   the length is known before rendering
 *
 * The model puts half a second of silence on either side; a sentence's pause depends on what comes
 * next, not on what the model happens to leave. Pure functions over a session; the caller owns it
 * for the time of the call. */
#ifndef SYNTH_CHUNK_H
#define SYNTH_CHUNK_H

#include "base/err.h"
#include "model/kokoro/kokoro.h"
#include "synth/pace.h"
#include "synth/plan.h"
#include "synth/recipe.h"

struct chunk_voice {
    const struct kokoro *kokoro;
    const struct recipe *recipe;
    float model_speed; /* what the durations are divided by */
    float stretch;     /* what is left for stretch.h: 1 mostly */
    int raw;           /* the model's samples as they are: nothing cut, paced or levelled */
};

/* How a requested speed is shared between the model and the time stretch. */
struct chunk_voice chunk_voice_make(const struct kokoro *k, const struct recipe *r, float speed,
                                    int raw);

/* What the model decided; chunk_forget releases it. The session must not be used for another chunk
 * between predict and render. */
struct chunk {
    int16_t ids[KOKORO_PHONEMES_MAX];
    int n_ids;
    float even[KOKORO_STYLE],
        english[KOKORO_STYLE]; /* the voice; the same for English in Chinese */
    struct kokoro_style styles[KOKORO_PHONEMES_MAX]; /* which of the two, by token */
    int n_styles;
    struct pace pace;
    int from_frame, to_frame;      /* kept */
    const struct plan_chunk *what; /* lent: its runs say how each stretch is said */
    int by_run;                    /* tokens are characters, so that runs are known */
    int64_t n_before;              /* samples of silence in front */
    int64_t n_speech;              /* samples of speech, after stretching */
    int64_t n_samples;             /* all, with the pause behind */
};

/* `what` is lent until chunk_forget. */
NODISCARD int chunk_predict(struct chunk *c, const struct chunk_voice *v,
                            const struct plan_chunk *what, struct kokoro_session *s, struct err *e);

/* samples [c->n_samples]. */
NODISCARD int chunk_render(const struct chunk *c, const struct chunk_voice *v,
                           struct kokoro_session *s, float *samples, int (*cancelled)(void *ctx),
                           void *ctx, struct err *e);
void chunk_forget(struct chunk *c);

#endif
