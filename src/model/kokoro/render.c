/* render.c - from prosody to samples: the second half of the forward pass. */
#include "model/kokoro/session.h"

#include "nn/rows.h"
#include "nn/stft.h"

#define WORK_SLACK ((size_t)64 << 20)

/* The trunk, then what the vocoder's stages need, each released as soon as it is used:
 *
 *     x 0 [2F, 512] | har | stage 0: four tensors of [20F, 256], y is x 1 | stage 1: four of
 *     [120F+1, 128] | spectrum */
static int run_trunk(struct kokoro_session *s, struct kokoro_pass *p,
                     const struct kokoro_prosody *prosody, float *x)
{
    int F = prosody->n_frames, c = p->w->dims.hidden;
    size_t mark = pass_mark(p);
    float *asr = pass_rows(p, F, c);
    nn_repeat(&p->nn, s->t_en, c, prosody->n_tokens, c, prosody->frames, asr, c);
    int code = decoder_run(p, asr, prosody->f0, prosody->n, F, x);
    if (code) return code;
    pass_stage(p, KOKORO_STAGE_DECODER);
    pass_release(p, mark);
    return 0;
}

static int run_stage(struct kokoro_pass *p, int stage, const float *har, int F, float *x, float *y)
{
    int T = generator_rows(stage, F), c = generator_channels(&p->w->dims, stage);
    size_t mark = pass_mark(p);
    struct generator_tensors t = {.x = x, .y = y};
    t.noise = pass_rows(p, T, c);
    t.inner = pass_rows(p, T, c);
    t.residual = pass_rows(p, T, c);
    generator_noise(p, stage, har, F, t.noise, t.inner);
    pass_stage(p, KOKORO_STAGE_NOISE);
    int code = generator_stage(p, stage, F, &t);
    if (code) return code;
    pass_stage(p, stage ? KOKORO_STAGE_GENERATOR_1 : KOKORO_STAGE_GENERATOR_0);
    pass_release(p, mark);
    return 0;
}

static int run_render(struct kokoro_session *s, struct kokoro_pass *p,
                      const struct kokoro_prosody *prosody, float *samples)
{
    const struct kokoro_dims *d = &p->w->dims;
    int F = prosody->n_frames, rows[KOKORO_STAGES], code;
    for (int i = 0; i < KOKORO_STAGES; i++)
        rows[i] = generator_rows(i, F);
    int T = rows[KOKORO_STAGES - 1];
    float *har = pass_rows(p, T, KOKORO_SPECTRUM);
    source_run(p, prosody->f0, F, s->noise, samples);
    nn_stft(&p->nn, samples, F * KOKORO_HOP, har, KOKORO_SPECTRUM);
    pass_stage(p, KOKORO_STAGE_SOURCE);

    float *x0 = pass_rows(p, 2 * F, d->generator);
    if ((code = run_trunk(s, p, prosody, x0))) return code;
    float *x1 = pass_rows(p, rows[0], generator_channels(d, 0));
    if ((code = run_stage(p, 0, har, F, x0, x1))) return code;
    float *x2 = pass_rows(p, T, generator_channels(d, 1));
    if ((code = run_stage(p, 1, har, F, x1, x2))) return code;

    float *spectrum = pass_rows(p, T, KOKORO_SPECTRUM);
    generator_post(p, x2, F, spectrum);
    nn_istft(&p->nn, spectrum, KOKORO_SPECTRUM, T, samples);
    pass_stage(p, KOKORO_STAGE_POST);
    return 0;
}

size_t render_bytes(struct kokoro_session *s, const struct kokoro_prosody *prosody)
{
    struct arena counting = arena_counting();
    struct kokoro_pass plan = session_pass(s, &counting);
    (void)run_render(s, &plan, prosody, NULL); /* nobody cancels a plan */
    return counting.peak;
}

static int check(const struct kokoro_session *s, const struct kokoro_prosody *p, struct err *e)
{
    if (!s->prosody.n_tokens || p->n_tokens != s->prosody.n_tokens)
        return err_set(e, E_ARG, "render: not what was predicted last");
    int64_t sum = 0;
    for (int i = 0; i < p->n_tokens; i++) {
        if (p->frames[i] < 1) return err_set(e, E_ARG, "token %d has no frame", i);
        sum += p->frames[i];
    }
    if (sum != p->n_frames)
        return err_set(e, E_ARG, "frames sum to %lld, not %d", (long long)sum, p->n_frames);
    return 0;
}

int kokoro_render(struct kokoro_session *s, const struct kokoro_prosody *p,
                  const struct kokoro_style *styles, int n_styles, float *samples,
                  int (*cancelled)(void *ctx), void *ctx, struct err *e)
{
    int code = check(s, p, e);
    if (!code) code = session_styles(s, styles, n_styles, p->n_tokens, e);
    if (code) return code;
    styles_set_frames(&s->styles, p->frames);
    struct arena counting = arena_counting();
    struct kokoro_pass plan = session_pass(s, &counting);
    code = run_render(s, &plan, p, NULL);
    /* One very long utterance does not hold its memory for ever. */
    if (s->work.size / 2 > counting.peak + WORK_SLACK) arena_free(&s->work);
    if (!code) code = session_grow(&s->work, counting.peak, e);
    if (code) return code;
    struct kokoro_pass pass = session_pass(s, &s->work);
    pass.cancelled = cancelled;
    pass.cancel_ctx = ctx;
    code = run_render(s, &pass, p, samples);
    return code == E_CANCEL ? err_set(e, code, "%s", err_text(code)) : code;
}
