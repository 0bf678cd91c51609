#include "synth/synth.h"

#include <assert.h>
#include <stdlib.h>

#include "synth/engine.h"

enum { SPEECHES_DEFAULT = 64 };

/* The front end's tables are read by a thread of their own while the weights are prepared. */
struct text_opening {
    pthread_t thread;
    int started;
    const char *data_dir;
    struct text *text;
    int code;
    struct err e;
};

static void *open_text(void *arg)
{
    struct text_opening *o = arg;
    o->code = text_open(&o->text, o->data_dir, &o->e);
    return NULL;
}

static void text_opening_start(struct text_opening *o)
{
    o->started = !pthread_create(&o->thread, NULL, open_text, o);
    if (!o->started) open_text(o);
}

/* What went wrong first is what the caller hears about. */
static int text_opening_end(struct text_opening *o, struct text **out, int code, struct err *e)
{
    if (o->started) pthread_join(o->thread, NULL);
    *out = o->text;
    if (code || !o->code) return code;
    if (e) *e = o->e;
    return o->code;
}

int synth_open(struct synth **out, const struct synth_options *opt, struct err *e)
{
    *out = NULL;
    struct synth *s = calloc(1, sizeof(*s));
    if (!s) return err_set(e, E_NOMEM, "no memory for the engine");
    pthread_mutex_init(&s->lock, NULL);
    s->speeches_max = opt->speeches_max > 0 ? opt->speeches_max : SPEECHES_DEFAULT;
    struct text_opening text = {.data_dir = opt->data_dir};
    text_opening_start(&text);
    int code = kokoro_open(&s->kokoro, opt->data_dir, e);
    if (!code) {
        /* A speech has at most one job queued. */
        code = pool_start(&s->pool, opt->threads, s->speeches_max);
        if (code) err_set(e, code, "no worker threads can be started");
    }
    if (!code) code = kokoro_prepare(s->kokoro, &opt->model, s->pool, e);
    code = text_opening_end(&text, &s->text, code, e);
    if (code) {
        synth_close(s);
        return code;
    }
    int threads = pool_threads(s->pool);
    s->idle_max = opt->model.small_memory       ? 1
                  : threads < SESSIONS_KEPT_MAX ? threads
                                                : SESSIONS_KEPT_MAX;
    *out = s;
    return 0;
}

void synth_close(struct synth *s)
{
    if (!s) return;
    assert(!atomic_load(&s->open_speeches));
    pool_stop(s->pool); /* a job may still be on its way out of a speech that has ended */
    while (s->n_idle)
        kokoro_session_close(s->idle[--s->n_idle]);
    text_close(s->text);
    kokoro_close(s->kokoro);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

const struct kokoro *synth_model(const struct synth *s)
{
    return s->kokoro;
}

const struct text *synth_text(const struct synth *s)
{
    return s->text;
}

int synth_open_count(struct synth *s)
{
    return atomic_load(&s->open_speeches);
}

int engine_take_session(struct synth *s, struct kokoro_session **out, struct err *e)
{
    pthread_mutex_lock(&s->lock);
    *out = s->n_idle ? s->idle[--s->n_idle] : NULL;
    pthread_mutex_unlock(&s->lock);
    return *out ? 0 : kokoro_session_open(out, s->kokoro, s->pool, e);
}

void engine_give_session(struct synth *s, struct kokoro_session *session)
{
    if (!session) return;
    pthread_mutex_lock(&s->lock);
    if (s->n_idle < s->idle_max) {
        s->idle[s->n_idle++] = session;
        session = NULL;
    }
    pthread_mutex_unlock(&s->lock);
    kokoro_session_close(session);
}

int engine_enter(struct synth *s, struct err *e)
{
    if (atomic_fetch_add(&s->open_speeches, 1) < s->speeches_max) return 0;
    engine_leave(s);
    return err_set(e, E_BUSY, "%d texts are being spoken already, the most at once: try again soon",
                   s->speeches_max);
}

void engine_leave(struct synth *s)
{
    atomic_fetch_sub(&s->open_speeches, 1);
}
