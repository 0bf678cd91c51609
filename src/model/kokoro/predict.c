/* predict.c - from phonemes to prosody: the first half of the forward pass.
 *
 * Two passes, because only the durations tell how many frames, and so how much memory, the curves
 * need: tokens (ALBERT, durations, text features), then frames (F0, N). */
#include "model/kokoro/session.h"

#include <math.h>

#include "nn/rows.h"

/* Two minutes, and so 1.3 GB, however little the caller limits it: a chunk of 510 phonemes at half
 * speed is well under one. */
enum { FRAMES_MAX = 120 * KOKORO_RATE / KOKORO_HOP };

static void run_tokens(struct kokoro_session *s, struct kokoro_pass *p, int L)
{
    const struct kokoro_dims *d = &p->w->dims;
    float *bert = pass_rows(p, L, d->bert_width), *d_en = pass_rows(p, L, d->hidden);
    bert_run(p, s->ids, L, bert);
    bert_narrow(p, bert, L, d_en);
    pass_stage(p, KOKORO_STAGE_BERT);
    durations_encode(p, d_en, L, s->d);
    durations_predict(p, s->d, L, s->duration);
    pass_stage(p, KOKORO_STAGE_DURATIONS);
    text_encoder_run(p, s->ids, L, s->t_en);
    pass_stage(p, KOKORO_STAGE_TEXT);
}

static void run_frames(struct kokoro_session *s, struct kokoro_pass *p, int L, int F)
{
    int row = p->w->dims.hidden + p->w->dims.style;
    float *en = pass_rows(p, F, row);
    nn_repeat(&p->nn, s->d, row, L, row, s->prosody.frames, en, row);
    curves_run(p, en, F, s->prosody.f0, s->prosody.n);
    pass_stage(p, KOKORO_STAGE_CURVES);
}

size_t predict_bytes(struct kokoro_session *s, int L, int F)
{
    struct arena tokens = arena_counting(), frames = arena_counting();
    struct kokoro_pass plan = session_pass(s, &tokens);
    run_tokens(s, &plan, L);
    plan = session_pass(s, &frames);
    run_frames(s, &plan, L, F);
    return tokens.peak > frames.peak ? tokens.peak : frames.peak;
}

static int check(const struct kokoro_session *s, const int16_t *ids, int n_ids, float speed,
                 struct err *e)
{
    const struct kokoro_dims *d = &s->k->weights.dims;
    if (n_ids < 1) return err_set(e, E_ARG, "no phonemes");
    if (n_ids > d->positions - 2)
        return err_set(e, E_LIMIT, "%d phonemes: at most %d in one chunk", n_ids, d->positions - 2);
    for (int i = 0; i < n_ids; i++)
        if (ids[i] < 0 || ids[i] >= d->vocab)
            return err_set(e, E_ARG, "phoneme %d has id %d", i, ids[i]);
    if (!(speed > 0) || !isfinite(speed)) return err_set(e, E_ARG, "speed %g", (double)speed);
    return 0;
}

static int predict_tokens(struct kokoro_session *s, int L, struct err *e)
{
    struct arena counting = arena_counting();
    struct kokoro_pass plan = session_pass(s, &counting);
    run_tokens(s, &plan, L);
    int code = session_grow(&s->work, counting.peak, e);
    if (code) return code;
    struct kokoro_pass pass = session_pass(s, &s->work);
    run_tokens(s, &pass, L);
    return 0;
}

static int predict_frames(struct kokoro_session *s, int L, int F, struct err *e)
{
    size_t curve = 2 * (size_t)F, bytes;
    struct arena counting = arena_counting();
    for (int i = 0; i < 2; i++)
        arena_new(&counting, float, curve);
    bytes = counting.peak;
    int code = session_grow(&s->curves, bytes, e);
    if (code) return code;
    s->prosody.f0 = arena_new(&s->curves, float, curve);
    s->prosody.n = arena_new(&s->curves, float, curve);

    counting = arena_counting();
    struct kokoro_pass plan = session_pass(s, &counting);
    run_frames(s, &plan, L, F);
    code = session_grow(&s->work, counting.peak, e);
    if (code) return code;
    struct kokoro_pass pass = session_pass(s, &s->work);
    run_frames(s, &pass, L, F);
    return 0;
}

int kokoro_predict(struct kokoro_session *s, const int16_t *ids, int n_ids,
                   const struct kokoro_style *styles, int n_styles, float speed, int frames_max,
                   struct kokoro_prosody **out, struct err *e)
{
    int L = n_ids + 2, F;
    *out = NULL;
    s->prosody.n_tokens = 0;
    int code = check(s, ids, n_ids, speed, e);
    if (code) return code;
    s->ids[0] = s->ids[L - 1] = 0;
    for (int i = 0; i < n_ids; i++)
        s->ids[i + 1] = ids[i];
    code = session_styles(s, styles, n_styles, L, e);
    if (!code) code = predict_tokens(s, L, e);
    if (code) return code;
    int max = frames_max > 0 && frames_max < FRAMES_MAX ? frames_max : FRAMES_MAX;
    F = durations_round(s->duration, L, speed, max, s->prosody.frames);
    if (F < 0) return err_set(e, E_LIMIT, "more than %d frames of speech", max);
    styles_set_frames(&s->styles, s->prosody.frames);
    code = predict_frames(s, L, F, e);
    if (code) return code;
    s->prosody.n_tokens = L;
    s->prosody.n_frames = F;
    *out = &s->prosody;
    return 0;
}
