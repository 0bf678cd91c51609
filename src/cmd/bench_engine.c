#include "cmd/bench_engine.h"

#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/clock.h"

#define UNLIMITED ((int64_t)1 << 40)

int bench_engine_open(struct bench_engine *b, const struct bench_engine_options *o, struct err *e)
{
    *b = (struct bench_engine){0};
    int64_t start = clock_ns();
    const struct synth_options options = {.data_dir = o->data,
                                          .threads = o->threads,
                                          .speeches_max = BENCH_AT_ONCE_MAX,
                                          .model = o->model};
    int code = synth_open(&b->synth, &options, e);
    if (code) return code;
    b->load_s = (double)(clock_ns() - start) * 1e-9;
    b->k = synth_model(b->synth);
    b->voice = kokoro_voice_find(b->k, o->voice);
    if (b->voice < 0) code = err_set(e, E_VOICE, "no voice named %s", o->voice);
    if (!code) code = recipe_find(b->k, recipe_model_find("kokoro"), o->voice, &b->recipe, e);
    if (!code && (code = pool_start(&b->pool, o->threads, 1)))
        err_set(e, code, "no worker threads can be started");
    if (!code) code = kokoro_session_open(&b->session, b->k, b->pool, e);
    if (code) bench_engine_close(b);
    return code;
}

void bench_engine_close(struct bench_engine *b)
{
    kokoro_session_close(b->session);
    pool_stop(b->pool);
    synth_close(b->synth);
    free(b->samples);
    *b = (struct bench_engine){0};
}

int bench_engine_threads(const struct bench_engine *b)
{
    return pool_threads(b->pool);
}

double bench_engine_session_mb(const struct bench_engine *b)
{
    return (double)kokoro_session_bytes(b->session) * 1e-6;
}

double bench_peak_rss_mb(void)
{
    struct rusage u;
    return getrusage(RUSAGE_SELF, &u) ? 0 : (double)u.ru_maxrss * 1024e-6;
}

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---------------------------------------------------------------------------------------- one */

struct one {
    struct pool_job job; /* first: runs on a worker, as in the service */
    struct bench_engine *b;
    const struct bench_text *text;
    struct bench_turn *turn;
    int64_t start;
    int code;
    struct err *e;
    sem_t done;
};

static int make_room(struct bench_engine *b, int n, struct err *e)
{
    if (n <= b->room) return 0;
    free(b->samples);
    b->room = 0;
    b->samples = malloc((size_t)n * sizeof(float));
    if (!b->samples) return err_set(e, E_NOMEM, "%s", err_text(E_NOMEM));
    b->room = n;
    return 0;
}

static int speak_call(struct one *o, const struct bench_call *c)
{
    struct bench_engine *b = o->b;
    const struct kokoro_style style = {c->n_ids + 2, kokoro_voice_row(b->k, b->voice, c->n_chars)};
    struct kokoro_prosody *p;
    int code = kokoro_predict(b->session, c->ids, c->n_ids, &style, 1, 1, 0, &p, o->e);
    if (!code) code = make_room(b, p->n_frames * KOKORO_HOP, o->e);
    if (!code) code = kokoro_render(b->session, p, &style, 1, b->samples, NULL, NULL, o->e);
    if (code) return code;
    o->turn->audio_s += (double)p->n_frames * KOKORO_HOP / KOKORO_RATE;
    for (int i = 0; i < KOKORO_STAGE_COUNT; i++)
        o->turn->stage_flop[i] +=
            2 * kokoro_stage_macs(b->k, (enum kokoro_stage)i, p->n_tokens, p->n_frames);
    if (o->turn->first_s <= 0) o->turn->first_s = (double)(clock_ns() - o->start) * 1e-9;
    return 0;
}

static void speak_text(struct pool_job *job)
{
    struct one *o = (struct one *)job;
    o->start = clock_ns();
    for (int i = 0; i < o->text->n_calls && !o->code; i++)
        o->code = speak_call(o, &o->text->call[i]);
    o->turn->wall_s = (double)(clock_ns() - o->start) * 1e-9;
    sem_post(&o->done);
}

static int speak_one(struct bench_engine *b, const struct bench_text *t, struct bench_turn *turn,
                     struct err *e)
{
    struct one o = {.job = {speak_text}, .b = b, .text = t, .turn = turn, .e = e};
    sem_init(&o.done, 0, 0);
    kokoro_session_stage_reset(b->session);
    int code = pool_submit(b->pool, &o.job);
    if (code) {
        err_set(e, code, "%s", err_text(code));
    } else {
        while (sem_wait(&o.done))
            continue; /* a signal */
        code = o.code;
    }
    sem_destroy(&o.done);
    for (int i = 0; i < KOKORO_STAGE_COUNT; i++)
        turn->stage_s[i] = kokoro_session_stage_ms(b->session, (enum kokoro_stage)i) * 1e-3;
    return code;
}

/* ------------------------------------------------------------------------------------ at once */

struct client {
    struct crowd *crowd;
    struct speech *speech; /* of the call under way */
    int call;
    int64_t samples, first_ns;
    int ended; /* the call under way: its thread must release it */
};

struct crowd {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct client client[BENCH_AT_ONCE_MAX];
    int n, code;
    struct err e;
};

static void on_plan(void *ctx, int64_t total)
{
    (void)ctx, (void)total;
}

static void on_pcm(void *ctx, struct pcm *block)
{
    struct client *c = ctx;
    if (!c->samples) c->first_ns = clock_ns();
    c->samples += block->n_samples;
}

static void on_end(void *ctx, int code, const struct err *e)
{
    struct client *c = ctx;
    struct crowd *crowd = c->crowd;
    pthread_mutex_lock(&crowd->lock);
    c->ended = 1;
    if (code && !crowd->code) {
        crowd->code = code;
        if (e) crowd->e = *e;
    }
    pthread_cond_signal(&crowd->changed);
    pthread_mutex_unlock(&crowd->lock);
}

static int next_call(struct bench_engine *b, struct client *c, const struct bench_text *t,
                     struct err *e)
{
    const struct synth_request r = {
        .phonemes = t->call[c->call].phonemes, .recipe = &b->recipe, .speed = 1};
    int code = synth_speak(b->synth, &r, &c->speech, e);
    if (code) return code;
    c->ended = 0;
    c->call++;
    speech_start(c->speech, &(struct speech_sink){on_plan, on_pcm, on_end, c});
    speech_grant(c->speech, UNLIMITED);
    return 0;
}

/* The next client whose call has ended, or NULL when no call is under way any more. */
static struct client *wait_for_one(struct crowd *crowd)
{
    struct client *found = NULL;
    int under_way = 1;
    pthread_mutex_lock(&crowd->lock);
    while (!found && under_way) {
        under_way = 0;
        for (int i = 0; i < crowd->n && !found; i++) {
            if (crowd->client[i].speech && crowd->client[i].ended) found = &crowd->client[i];
            under_way |= crowd->client[i].speech != NULL;
        }
        if (!found && under_way) pthread_cond_wait(&crowd->changed, &crowd->lock);
    }
    pthread_mutex_unlock(&crowd->lock);
    return found;
}

static int run_crowd(struct bench_engine *b, struct crowd *crowd, const struct bench_text *t,
                     struct err *e)
{
    int code = 0;
    for (int i = 0; i < crowd->n && !code; i++) {
        crowd->client[i].crowd = crowd;
        code = next_call(b, &crowd->client[i], t, e);
    }
    for (struct client *c; (c = wait_for_one(crowd));) {
        speech_release(c->speech);
        c->speech = NULL;
        if (!code && !crowd->code && c->call < t->n_calls) code = next_call(b, c, t, e);
    }
    if (code || !crowd->code) return code;
    *e = crowd->e;
    return crowd->code;
}

static int speak_at_once(struct bench_engine *b, const struct bench_text *t, int at_once,
                         struct bench_turn *turn, struct err *e)
{
    struct crowd *crowd = calloc(1, sizeof(*crowd));
    if (!crowd) return err_set(e, E_NOMEM, "%s", err_text(E_NOMEM));
    pthread_mutex_init(&crowd->lock, NULL);
    pthread_cond_init(&crowd->changed, NULL);
    crowd->n = at_once;
    int64_t start = clock_ns();
    int code = run_crowd(b, crowd, t, e);
    turn->wall_s = (double)(clock_ns() - start) * 1e-9;
    for (int i = 0; i < at_once; i++) {
        double first = (double)(crowd->client[i].first_ns - start) * 1e-9;
        turn->audio_s += (double)crowd->client[i].samples / KOKORO_RATE;
        if (first > turn->first_s) turn->first_s = first;
    }
    pthread_cond_destroy(&crowd->changed);
    pthread_mutex_destroy(&crowd->lock);
    free(crowd);
    return code;
}

int bench_engine_speak(struct bench_engine *b, const struct bench_text *t, int at_once,
                       struct bench_turn *turn, struct err *e)
{
    *turn = (struct bench_turn){0};
    int64_t cpu = cpu_ns();
    int code = at_once > 1 ? speak_at_once(b, t, at_once, turn, e) : speak_one(b, t, turn, e);
    turn->cpu_s = (double)(cpu_ns() - cpu) * 1e-9;
    return code;
}
