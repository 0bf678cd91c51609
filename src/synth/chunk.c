#include "synth/chunk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/stretch.h"

/* Beyond these a recogniser understands the time stretch better than the model (doc/voices.md): at
 * double speed it misheard 4 % of the words instead of 25, at half speed 2 instead of 4. */
static const float model_slowest = 0.8F, model_fastest = 1.25F;

/* An English word between Chinese ones is hurried by the model; a recogniser hears it far better
 * when it lasts as long as in an English sentence (doc/voices.md). */
static const float english_longer = 1.35F;

/* Measured on three voices (doc/voices.md): sound begins 1 to 3 frames before the first token's
 * own frames, and is over 7 frames after the last spoken token began, however long that token is:
 * the model gives the silence behind a sentence to it. */
enum {
    LEAD_FRAMES = 4,
    TAIL_FRAMES = 10,
    TAIL_FRAMES_LEAST = 6,
    TAIL_FRAMES_WORD = 7, /* the sentence goes on */
    FRAMES_MAX = 2400,    /* a minute: no chunk of PLAN_CHARS_MAX comes near */
    FADE_IN = 120,        /* samples */
    FADE_OUT = 600,
    FIRST_SOUND_ID = 17, /* below: punctuation and space */
};

struct chunk_voice chunk_voice_make(const struct kokoro *k, const struct recipe *r, float speed,
                                    int raw)
{
    float whole = raw ? speed : speed * r->speed;
    float model = whole < model_slowest   ? model_slowest
                  : whole > model_fastest ? model_fastest
                                          : whole;
    if (raw) model = whole;
    return (struct chunk_voice){
        .kokoro = k, .recipe = r, .model_speed = model, .stretch = whole / model, .raw = raw};
}

/* ------------------------------------------------------------------------- what will be kept */

static void keep_spoken(struct chunk *c, enum plan_break after, float speed)
{
    const struct kokoro_prosody *p = &c->pace.prosody;
    int start = p->frames[0], at = start;
    for (int i = 0; i < c->n_ids; i++) {
        if (c->ids[i] >= FIRST_SOUND_ID) start = at;
        at += p->frames[i + 1];
    }
    int tail = (int)lrintf((after == PLAN_WORD ? TAIL_FRAMES_WORD : TAIL_FRAMES) / speed);
    if (tail < TAIL_FRAMES_LEAST) tail = TAIL_FRAMES_LEAST;
    c->from_frame = p->frames[0] > LEAD_FRAMES ? p->frames[0] - LEAD_FRAMES : 0;
    c->to_frame = start + tail < p->n_frames ? start + tail : p->n_frames;
}

/* Samples of silence behind a chunk, at speed 1; about 150 ms more are kept around the joint. */
static int64_t pause_samples(enum plan_break after)
{
    switch (after) {
    case PLAN_CLAUSE:
        return KOKORO_RATE * 5 / 100;
    case PLAN_SENTENCE:
        return KOKORO_RATE * 20 / 100;
    case PLAN_PARAGRAPH:
        return KOKORO_RATE * 55 / 100;
    default:
        return 0;
    }
}

static void shape(struct chunk *c, const struct chunk_voice *v)
{
    const struct plan_chunk *what = c->what;
    c->n_before = 0;
    if (v->raw) {
        c->from_frame = 0;
        c->to_frame = c->pace.prosody.n_frames;
        c->n_samples = c->n_speech = (int64_t)KOKORO_HOP * c->to_frame;
        return;
    }
    keep_spoken(c, what->after, v->model_speed);
    double speed = (double)v->model_speed * (double)v->stretch;
    c->n_speech = stretch_length((int64_t)KOKORO_HOP * (c->to_frame - c->from_frame), v->stretch);
    int64_t pause = llround((double)pause_samples(what->after) / speed);
    if (what->pause_ms) pause = (int64_t)what->pause_ms * (KOKORO_RATE / 1000);
    c->n_before = (int64_t)what->before_ms * (KOKORO_RATE / 1000);
    c->n_samples = c->n_before + c->n_speech + pause;
}

static int is_mixed(const struct plan_chunk *what)
{
    for (int i = 1; i < what->n_runs; i++)
        if (what->runs[i].lang != what->runs[0].lang) return 1;
    return 0;
}

/* The style follows the language: where English stands in Chinese, the English half of the voice
 * leads (doc/voices.md).  A chunk of one language keeps the even mix. */
static void set_styles(struct chunk *c, const struct chunk_voice *v, const struct plan_chunk *what,
                       int n_chars)
{
    c->by_run = what->n_runs > 0 && n_chars == c->n_ids; /* else tokens are not characters */
    int mixed = c->by_run && is_mixed(what);
    recipe_style(v->kokoro, v->recipe, RECIPE_EVEN, n_chars, c->even);
    if (mixed) recipe_style(v->kokoro, v->recipe, RECIPE_ENGLISH, n_chars, c->english);
    c->n_styles = 0;
    for (int i = 0; mixed && i < what->n_runs; i++) {
        const struct plan_run *run = &what->runs[i];
        if (!i || run->lang != run[-1].lang)
            c->styles[c->n_styles++].style = run->lang == WORD_EN ? c->english : c->even;
        c->styles[c->n_styles - 1].end_token = 1 + run->end_char; /* the pad is token 0 */
    }
    if (!mixed) c->styles[c->n_styles++] = (struct kokoro_style){0, c->even};
    c->styles[c->n_styles - 1].end_token = c->n_ids + 2;
}

/* How token t is said; *run goes along with t. */
static struct voice_style style_at(const struct chunk *c, int t, int *run)
{
    const struct voice_style plain = voice_style_plain();
    if (!c->by_run) return plain;
    while (*run + 1 < c->what->n_runs && t >= 1 + c->what->runs[*run].end_char)
        ++*run;
    return c->what->runs[*run].style;
}

/* At the requested speed, with time for English in Chinese and for emphasis. */
static int set_pace(struct chunk *c, const struct chunk_voice *v,
                    const struct kokoro_prosody *predicted)
{
    float longer[KOKORO_PHONEMES_MAX + 2], pitch[KOKORO_PHONEMES_MAX + 2];
    for (int t = 0, run = 0, said = 0; t < predicted->n_tokens; t++) {
        if (t >= c->styles[run].end_token) run++;
        int last = t + 1 == predicted->n_tokens; /* the pad behind */
        struct voice_style style = style_at(c, t, &said);
        longer[t] = c->styles[run].style == c->english && !last ? english_longer : 1;
        longer[t] *= last ? 1 : style.slower;
        pitch[t] = style.pitch;
    }
    int code = pace_make(&c->pace, predicted, v->raw ? 1 : v->model_speed, longer,
                         v->raw ? 1 : v->recipe->pitch);
    float *f0 = c->pace.prosody.f0;
    for (int t = 0; t < predicted->n_tokens && !code; t++)
        for (int i = 0; i < 2 * c->pace.prosody.frames[t]; i++)
            *f0++ *= pitch[t];
    return code;
}

int chunk_predict(struct chunk *c, const struct chunk_voice *v, const struct plan_chunk *what,
                  struct kokoro_session *s, struct err *e)
{
    int n_chars;
    struct kokoro_prosody *predicted;
    c->pace = (struct pace){0};
    c->what = what;
    int code = kokoro_ids(what->phonemes, what->n_phonemes, c->ids, &c->n_ids, &n_chars, e);
    if (code) return code;
    set_styles(c, v, what, n_chars);
    code = kokoro_predict(s, c->ids, c->n_ids, c->styles, c->n_styles, v->raw ? v->model_speed : 1,
                          FRAMES_MAX, &predicted, e);
    if (code) return code;
    code = set_pace(c, v, predicted);
    if (code) return err_set(e, code, "no memory for the prosody of a chunk");
    shape(c, v);
    return 0;
}

void chunk_forget(struct chunk *c)
{
    pace_free(&c->pace);
}

/* ------------------------------------------------------------------------------------ samples */

static void level(float *x, int64_t n, float gain_db)
{
    float gain = powf(10, gain_db / 20);
    for (int64_t i = 0; i < n; i++)
        x[i] *= gain;
}

/* The cuts lie in silence; the fades are for the exceptions. */
static void fade_ends(float *x, int64_t n)
{
    int64_t in = n < 2 * FADE_IN ? n / 2 : FADE_IN, out = n < 2 * FADE_OUT ? n / 2 : FADE_OUT;
    for (int64_t i = 0; i < in; i++)
        x[i] *= ((float)i + 0.5F) / (float)in;
    for (int64_t i = 0; i < out; i++)
        x[n - 1 - i] *= ((float)i + 0.5F) / (float)out;
}

/* The loudness of each stretch, without a step where it changes. */
static void level_runs(const struct chunk *c, float *whole)
{
    enum { GLIDE = 240 }; /* samples */
    int run = 0;
    float gain = powf(10, style_at(c, 0, &run).gain_db / 20);
    for (int t = 0; t < c->pace.prosody.n_tokens; t++) {
        float aim = powf(10, style_at(c, t, &run).gain_db / 20);
        int n = KOKORO_HOP * c->pace.prosody.frames[t];
        for (int i = 0; i < n; i++) {
            gain += (aim - gain) / GLIDE;
            *whole++ *= gain;
        }
    }
}

static int has_levels(const struct chunk *c)
{
    for (int i = 0; c->by_run && i < c->what->n_runs; i++)
        if (c->what->runs[i].style.gain_db != 0) return 1;
    return 0;
}

static int finish(const struct chunk *c, const struct chunk_voice *v, float *whole, float *samples)
{
    float *kept = whole + (size_t)KOKORO_HOP * (size_t)c->from_frame;
    int64_t n = (int64_t)KOKORO_HOP * (c->to_frame - c->from_frame);
    if (has_levels(c)) level_runs(c, whole);
    level(kept, n, v->recipe->gain_db);
    fade_ends(kept, n);
    memset(samples, 0, (size_t)c->n_before * sizeof(float));
    samples += c->n_before;
    if (c->n_speech == n)
        memcpy(samples, kept, (size_t)n * sizeof(float));
    else if (stretch_speech(kept, n, v->stretch, samples))
        return E_NOMEM;
    memset(samples + c->n_speech, 0,
           (size_t)(c->n_samples - c->n_before - c->n_speech) * sizeof(float));
    return 0;
}

int chunk_render(const struct chunk *c, const struct chunk_voice *v, struct kokoro_session *s,
                 float *samples, int (*cancelled)(void *ctx), void *ctx, struct err *e)
{
    const struct kokoro_prosody *p = &c->pace.prosody;
    if (v->raw) return kokoro_render(s, p, c->styles, c->n_styles, samples, cancelled, ctx, e);
    float *whole = malloc((size_t)KOKORO_HOP * (size_t)p->n_frames * sizeof(float));
    if (!whole) return err_set(e, E_NOMEM, "no memory for %d frames of sound", p->n_frames);
    int code = kokoro_render(s, p, c->styles, c->n_styles, whole, cancelled, ctx, e);
    if (!code) code = finish(c, v, whole, samples);
    free(whole);
    return code;
}
