/* utterance.c - one text being spoken: a struct speech that goes through the pool step by step.
 *
 *            .--> predict last chunk ... predict first chunk -. plan(total)
 *     read --+                                                v
 *            `--> (long text) plan(-1) -----------------> render chunk -> deliver -.
 *                                                          ^-----------------------'-> end
 *
 * Each step is one job.  While a job is queued or runs, `busy` is set and the worker holds a
 * reference; what belongs to the steps is touched by nobody else, so the lock guards only what
 * grant and cancel look at.  Without credit nothing is queued: grant queues the next step.
 *
 * Jobs go by when their sound is needed: before the first block that is when the speech was asked
 * for, afterwards when the listener will have heard all that was delivered.  Between two layers a
 * speech lets in those that are needed sooner than its own and within GIVE_WAY_NS: so a new request
 * waits for a few layers (tens of milliseconds), not for a whole chunk, when every worker is at a
 * long one.  A worker holds two chunks at most.
 *
 * A text of up to EXACT_SECONDS is predicted whole before its first sound: that is cheap, and gives
 * the exact length.  Prediction goes from the last chunk to the first, so that the first can be
 * rendered with what its own prediction has left in the session. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "synth/chunk.h"
#include "synth/engine.h"
#include "synth/plan.h"
#include "synth/synth.h"
#include "text/user_words.h"

enum { EXACT_SECONDS = 30, SILENCE_SAMPLES = SPEECH_RATE * 3 / 10, GIVE_WAY_NS = 250000000 };

static const float slowest = 0.2F, fastest = 5;

enum step { STEP_READ, STEP_PREDICT, STEP_SPEAK };

struct utterance {
    struct speech base;  /* first */
    struct pool_job job; /* found again by job_owner */
    struct synth *synth;
    atomic_int refs;
    atomic_int cancelled;

    char *text;
    size_t n_text;
    int raw; /* text is phonemes */
    struct recipe recipe;
    float speed;
    int seconds_max;
    struct text_options text_options;
    struct user_words *words[TEXT_WORD_LISTS]; /* of the options: held */
    struct speech_sink sink;

    pthread_mutex_t lock;
    int64_t credit;
    int started, busy, ended;

    /* The steps' own. */
    enum step step;
    struct plan plan;
    struct chunk_voice voice;
    size_t to_predict; /* chunks [0, to_predict) are not predicted yet */
    size_t next;       /* chunk to render */
    int64_t total;
    uint32_t n_chars;
    float *samples; /* rendered and not delivered: [at, n_samples) */
    int64_t n_samples, at;
    int64_t asked_ns, first_ns; /* of start, of the first block */
    int64_t delivered;          /* samples */
};

static struct utterance *job_owner(struct pool_job *job)
{
    return (struct utterance *)(void *)((char *)job - offsetof(struct utterance, job));
}

static void unref(struct utterance *u)
{
    if (atomic_fetch_sub(&u->refs, 1) != 1) return;
    pthread_mutex_destroy(&u->lock);
    plan_free(&u->plan);
    for (size_t i = 0; i < TEXT_WORD_LISTS; i++)
        user_words_unref(u->words[i]);
    free(u->samples);
    free(u->text);
    free(u);
}

static int is_cancelled(void *ctx)
{
    const struct utterance *u = ctx;
    return atomic_load(&u->cancelled);
}

/* When the next sound is needed. */
static int64_t due_ns(const struct utterance *u)
{
    if (!u->delivered) return u->asked_ns;
    return u->first_ns + u->delivered * (INT64_C(1000000000) / SPEECH_RATE);
}

/* At a layer boundary of a chunk being rendered. */
static int give_way(void *ctx)
{
    struct utterance *u = ctx;
    int64_t due = due_ns(u), soon = clock_ns() + GIVE_WAY_NS;
    if (!is_cancelled(u)) pool_yield(u->synth->pool, due < soon ? due : soon);
    return is_cancelled(u);
}

/* --------------------------------------------------------------------------------------- read */

/* One chunk of phonemes as they were given. */
static int read_phonemes(struct utterance *u)
{
    u->plan.chunks = calloc(1, sizeof(*u->plan.chunks));
    if (!u->plan.chunks) return E_NOMEM;
    u->plan.n = 1;
    u->plan.chunks[0] = (struct plan_chunk){
        .phonemes = u->text, .n_phonemes = u->n_text, .after = PLAN_END, .rate = 1};
    return 0;
}

static int check_length(const struct utterance *u, double seconds, struct err *e)
{
    if (!u->seconds_max || seconds <= u->seconds_max) return 0;
    return err_set(e, E_LONG, "the text is too long: about %.0f seconds of speech, %d are allowed",
                   seconds, u->seconds_max);
}

static int read_text(struct utterance *u, struct err *e)
{
    struct text_doc doc;
    int code = text_read(u->synth->text, u->text, u->n_text, &u->text_options, &doc, e);
    if (code) return code;
    u->n_chars = doc.n_chars;
    code = plan_make(&u->plan, &doc, u->voice.model_speed, e);
    text_doc_free(&doc);
    if (code) return code;
    double seconds = plan_total_seconds(&u->plan, u->voice.model_speed * u->voice.stretch);
    code = check_length(u, seconds, e);
    if (code) return code;
    if (seconds > EXACT_SECONDS) u->total = -1;
    return 0;
}

/* Nothing that can be spoken (an emoji) is a short silence, not an error. */
static int be_silent(struct utterance *u, struct err *e)
{
    int64_t n = (int64_t)u->plan.silence_ms * (SPEECH_RATE / 1000);
    if (n < SILENCE_SAMPLES) n = SILENCE_SAMPLES;
    int code = check_length(u, (double)n / SPEECH_RATE, e);
    if (code) return code;
    u->samples = calloc((size_t)n, sizeof(float));
    if (!u->samples) return err_set(e, E_NOMEM, "no memory for silence");
    u->n_samples = u->total = n;
    return 0;
}

static int step_read(struct utterance *u, struct err *e)
{
    u->voice = chunk_voice_make(u->synth->kokoro, &u->recipe, u->speed, u->raw);
    int code = u->raw ? read_phonemes(u) : read_text(u, e);
    if (!code && !u->plan.n) code = be_silent(u, e);
    if (code) return code;
    u->to_predict = u->plan.n;
    u->step = u->total >= 0 && u->plan.n ? STEP_PREDICT : STEP_SPEAK;
    if (u->step == STEP_SPEAK) u->sink.plan(u->sink.ctx, u->total);
    return 0;
}

/* ----------------------------------------------------------------------------- predict, render */

/* The voice at the speed that the author asks of this chunk. */
static struct chunk_voice voice_for(const struct utterance *u, const struct plan_chunk *what)
{
    if (what->rate == 1) return u->voice;
    float speed = fminf(fastest, fmaxf(slowest, u->speed * what->rate));
    return chunk_voice_make(u->synth->kokoro, &u->recipe, speed, u->raw);
}

static int render(struct utterance *u, const struct chunk *c, const struct chunk_voice *v,
                  struct kokoro_session *session, struct err *e)
{
    u->samples = malloc((size_t)c->n_samples * sizeof(float));
    if (!u->samples) return err_set(e, E_NOMEM, "no memory for a chunk of speech");
    u->n_samples = c->n_samples;
    u->at = 0;
    return chunk_render(c, v, session, u->samples, give_way, u, e);
}

static int has_credit(struct utterance *u)
{
    pthread_mutex_lock(&u->lock);
    int yes = u->credit > 0;
    pthread_mutex_unlock(&u->lock);
    return yes;
}

/* Predicts the last chunk that is not predicted yet.  The first one ends the planning, and is
 * rendered at once when somebody waits for it. */
static int predict_one(struct utterance *u, struct kokoro_session *session, struct err *e)
{
    struct chunk c;
    const struct plan_chunk *what = &u->plan.chunks[u->to_predict - 1];
    struct chunk_voice v = voice_for(u, what);
    int code = chunk_predict(&c, &v, what, session, e);
    if (!code) {
        u->to_predict--;
        u->total += c.n_samples;
    }
    if (!code && !u->to_predict) code = check_length(u, (double)u->total / SPEECH_RATE, e);
    if (!code && !u->to_predict) {
        u->step = STEP_SPEAK;
        u->sink.plan(u->sink.ctx, u->total);
        if (has_credit(u)) code = render(u, &c, &v, session, e);
    }
    chunk_forget(&c);
    return code;
}

static int render_next(struct utterance *u, struct kokoro_session *session, struct err *e)
{
    struct chunk c;
    struct chunk_voice v = voice_for(u, &u->plan.chunks[u->next]);
    int code = chunk_predict(&c, &v, &u->plan.chunks[u->next], session, e);
    if (!code) code = render(u, &c, &v, session, e);
    chunk_forget(&c);
    return code;
}

/* ------------------------------------------------------------------------------------ deliver */

/* Hands out what is rendered, as far as credit goes; returns how much that was. */
static int deliver(struct utterance *u, int64_t credit, int64_t *used, struct err *e)
{
    const struct plan_chunk *chunk = u->plan.n ? &u->plan.chunks[u->next] : NULL;
    for (*used = 0; u->at < u->n_samples && *used < credit && !is_cancelled(u);) {
        int64_t n = u->n_samples - u->at;
        if (n > credit - *used) n = credit - *used;
        if (n > PCM_SAMPLES_MAX) n = PCM_SAMPLES_MAX;
        struct pcm *block = pcm_new((int)n);
        if (!block) return err_set(e, E_NOMEM, "no memory for a block of sound");
        memcpy(block->samples, u->samples + u->at, (size_t)n * sizeof(float));
        block->chunk = (int)u->next;
        block->from_char = chunk ? chunk->from : 0;
        block->to_char = chunk ? chunk->to : u->n_chars;
        if (!u->delivered) u->first_ns = clock_ns();
        u->delivered += n;
        u->sink.pcm(u->sink.ctx, block);
        pcm_unref(block);
        u->at += n;
        *used += n;
    }
    if (u->at == u->n_samples) {
        free(u->samples);
        u->samples = NULL;
        u->n_samples = u->at = 0;
        u->next++;
    }
    return 0;
}

static int deliver_on_credit(struct utterance *u, struct err *e)
{
    int64_t used;
    pthread_mutex_lock(&u->lock);
    int64_t credit = u->credit;
    pthread_mutex_unlock(&u->lock);
    int code = deliver(u, credit, &used, e);
    pthread_mutex_lock(&u->lock);
    u->credit -= used;
    pthread_mutex_unlock(&u->lock);
    return code;
}

static int all_delivered(const struct utterance *u)
{
    size_t parts = u->plan.n ? u->plan.n : 1; /* a silence is one part */
    return u->step == STEP_SPEAK && u->next >= parts;
}

/* --------------------------------------------------------------------------------------- jobs */

static int take_step(struct utterance *u, struct err *e)
{
    if (is_cancelled(u)) return err_set(e, E_CANCEL, "cancelled");
    if (u->step == STEP_READ) return step_read(u, e);
    int code = 0;
    if (!u->samples) {
        struct kokoro_session *session;
        code = engine_take_session(u->synth, &session, e);
        if (code) return code;
        code = u->step == STEP_PREDICT ? predict_one(u, session, e) : render_next(u, session, e);
        engine_give_session(u->synth, session);
    }
    if (!code && u->samples) code = deliver_on_credit(u, e);
    return code;
}

/* Is there a step that needs no credit, or credit for one that does?  Under the lock. */
static int wants_job(const struct utterance *u)
{
    return u->step != STEP_SPEAK || u->credit > 0 || atomic_load(&u->cancelled);
}

static void finish(struct utterance *u, int code, const struct err *e)
{
    pthread_mutex_lock(&u->lock);
    u->ended = 1; /* busy stays: no job any more */
    pthread_mutex_unlock(&u->lock);
    u->sink.end(u->sink.ctx, code, code ? e : NULL);
    unref(u);
}

/* Queues the next step; the caller has set busy. */
static void queue_step(struct utterance *u)
{
    int code = pool_submit_by(u->synth->pool, &u->job, due_ns(u));
    if (!code) return;
    struct err e = {0}; /* the queue has a place for every open speech */
    err_set(&e, code, "the queue of the workers is full");
    finish(u, code, &e);
}

static void run_step(struct pool_job *job)
{
    struct utterance *u = job_owner(job);
    struct err e = {0};
    int code = take_step(u, &e);
    if (code || all_delivered(u)) {
        finish(u, code, &e);
        return;
    }
    pthread_mutex_lock(&u->lock);
    int more = u->busy = wants_job(u);
    pthread_mutex_unlock(&u->lock);
    if (more)
        queue_step(u);
    else
        unref(u);
}

/* Makes the speech busy if it has something to do and is not: 1 when the caller must queue it. */
static int wake(struct utterance *u)
{
    if (!u->started || u->busy || u->ended || !wants_job(u)) return 0;
    u->busy = 1;
    atomic_fetch_add(&u->refs, 1);
    return 1;
}

/* ------------------------------------------------------------------------- the speech's calls */

static void utterance_start(struct speech *s, const struct speech_sink *sink)
{
    struct utterance *u = (struct utterance *)s;
    pthread_mutex_lock(&u->lock);
    u->sink = *sink;
    u->started = 1;
    u->asked_ns = clock_ns();
    int queue = wake(u);
    pthread_mutex_unlock(&u->lock);
    if (queue) queue_step(u);
}

static void utterance_grant(struct speech *s, int64_t n_samples)
{
    struct utterance *u = (struct utterance *)s;
    pthread_mutex_lock(&u->lock);
    u->credit += n_samples;
    int queue = wake(u);
    pthread_mutex_unlock(&u->lock);
    if (queue) queue_step(u);
}

static void utterance_cancel(struct speech *s)
{
    struct utterance *u = (struct utterance *)s;
    pthread_mutex_lock(&u->lock);
    atomic_store(&u->cancelled, 1);
    int queue = wake(u);
    pthread_mutex_unlock(&u->lock);
    if (queue) queue_step(u);
}

static void utterance_release(struct speech *s)
{
    struct utterance *u = (struct utterance *)s;
    engine_leave(u->synth);
    unref(u);
}

static const struct speech_ops utterance_ops = {utterance_start, utterance_grant, utterance_cancel,
                                                utterance_release};

static struct utterance *utterance_new(const struct synth_request *r)
{
    struct utterance *u = calloc(1, sizeof(*u));
    if (!u) return NULL;
    const char *text = r->phonemes ? r->phonemes : r->text;
    u->raw = r->phonemes != NULL;
    u->n_text = r->phonemes ? strlen(r->phonemes) : r->n_text;
    u->text = malloc(u->n_text + 1);
    if (!u->text) {
        free(u);
        return NULL;
    }
    memcpy(u->text, text, u->n_text);
    u->text[u->n_text] = 0;
    u->recipe = *r->recipe;
    u->speed = r->speed;
    u->seconds_max = r->seconds_max;
    u->text_options = r->text_options;
    for (size_t i = 0; i < TEXT_WORD_LISTS; i++)
        u->text_options.words[i] = u->words[i] = user_words_ref(r->text_options.words[i]);
    u->base.ops = &utterance_ops;
    u->job.run = run_step;
    atomic_init(&u->refs, 1);
    pthread_mutex_init(&u->lock, NULL);
    return u;
}

int synth_speak(struct synth *s, const struct synth_request *r, struct speech **out, struct err *e)
{
    *out = NULL;
    if (!(r->speed >= 0.25F && r->speed <= 4))
        return err_set(e, E_ARG, "speed must be from 0.25 to 4.0");
    int code = engine_enter(s, e);
    if (code) return code;
    struct utterance *u = utterance_new(r);
    if (!u) {
        engine_leave(s);
        return err_set(e, E_NOMEM, "no memory for a text of %zu bytes", r->n_text);
    }
    u->synth = s;
    *out = &u->base;
    return 0;
}
