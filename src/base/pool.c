#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/cpu.h"

enum { THREADS_MAX = 256, REGIONS = 64, SPIN_NS = 60000 };

/* One pool_run under way.  Slots live in the pool, so that a worker that looks at a slot whose
 * region has just ended still looks at memory; `users` keeps the slot from being given to the next
 * region while somebody is inside. */
struct region {
    atomic_int open; /* 1: parts may be taken */
    atomic_int next, done, users;
    atomic_flag taken;
    int n_parts;
    pool_fn *fn;
    void *ctx;
};

struct pool {
    struct region regions[REGIONS];
    atomic_uint epoch; /* counts everything worth waking for */
    atomic_int open_regions, sleepers, jobs_waiting;
    atomic_int stopping;
    pthread_mutex_t lock; /* queue below, and sleeping */
    pthread_cond_t wake;
    struct pool_job **queue;
    int queue_max, head, count;
    int n_threads;
    pthread_t threads[THREADS_MAX];
};

static void announce(struct pool *p)
{
    atomic_fetch_add(&p->epoch, 1);
    if (!atomic_load(&p->sleepers)) return;
    pthread_mutex_lock(&p->lock);
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->lock);
}

/* ------------------------------------------------------------------------------------ regions */

/* Takes parts of r until none is left, or (for helpers) until a job waits. */
static int work_on(struct pool *p, struct region *r, int helping)
{
    int did = 0;
    while (!helping || !atomic_load(&p->jobs_waiting)) {
        int part = atomic_fetch_add(&r->next, 1);
        if (part >= r->n_parts) break;
        r->fn(r->ctx, part, r->n_parts);
        atomic_fetch_add(&r->done, 1);
        did = 1;
    }
    return did;
}

static int help_somebody(struct pool *p)
{
    int did = 0;
    if (!atomic_load(&p->open_regions)) return 0;
    for (int i = 0; i < REGIONS; i++) {
        struct region *r = &p->regions[i];
        if (!atomic_load(&r->open)) continue;
        atomic_fetch_add(&r->users, 1);
        if (atomic_load(&r->open)) did |= work_on(p, r, 1);
        atomic_fetch_sub(&r->users, 1);
    }
    return did;
}

static inline void pause_cpu(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static struct region *free_region(struct pool *p)
{
    for (int i = 0; i < REGIONS; i++)
        if (!atomic_flag_test_and_set(&p->regions[i].taken)) return &p->regions[i];
    return NULL;
}

void pool_run(struct pool *p, int n_parts, pool_fn *fn, void *ctx)
{
    struct region *r = p && p->n_threads > 1 && n_parts > 1 ? free_region(p) : NULL;
    if (!r) {
        for (int i = 0; i < n_parts; i++)
            fn(ctx, i, n_parts);
        return;
    }
    r->fn = fn;
    r->ctx = ctx;
    r->n_parts = n_parts;
    atomic_store(&r->next, 0);
    atomic_store(&r->done, 0);
    atomic_fetch_add(&p->open_regions, 1);
    atomic_store(&r->open, 1);
    announce(p);
    work_on(p, r, 0);
    atomic_store(&r->open, 0);
    atomic_fetch_sub(&p->open_regions, 1);
    while (atomic_load(&r->done) < n_parts || atomic_load(&r->users))
        pause_cpu();
    atomic_flag_clear(&r->taken);
}

/* --------------------------------------------------------------------------------------- jobs */

int pool_submit(struct pool *p, struct pool_job *job)
{
    int code = 0;
    pthread_mutex_lock(&p->lock);
    if (p->count == p->queue_max) {
        code = E_BUSY;
    } else {
        p->queue[(p->head + p->count++) % p->queue_max] = job;
        atomic_store(&p->jobs_waiting, p->count);
        atomic_fetch_add(&p->epoch, 1);
        pthread_cond_signal(&p->wake);
    }
    pthread_mutex_unlock(&p->lock);
    return code;
}

static struct pool_job *next_job(struct pool *p)
{
    struct pool_job *job = NULL;
    if (!atomic_load(&p->jobs_waiting)) return NULL;
    pthread_mutex_lock(&p->lock);
    if (p->count) {
        job = p->queue[p->head];
        p->head = (p->head + 1) % p->queue_max;
        atomic_store(&p->jobs_waiting, --p->count);
    }
    pthread_mutex_unlock(&p->lock);
    return job;
}

/* Waits until the epoch is no longer `seen`: awake for a moment, then asleep. */
static void wait_for_work(struct pool *p, unsigned seen)
{
    int64_t until = clock_ns() + SPIN_NS;
    do {
        for (int i = 0; i < 50; i++) {
            if (atomic_load(&p->epoch) != seen) return;
            pause_cpu();
        }
    } while (clock_ns() < until);
    pthread_mutex_lock(&p->lock);
    atomic_fetch_add(&p->sleepers, 1);
    while (atomic_load(&p->epoch) == seen && !atomic_load(&p->stopping))
        pthread_cond_wait(&p->wake, &p->lock);
    atomic_fetch_sub(&p->sleepers, 1);
    pthread_mutex_unlock(&p->lock);
}

static void *worker(void *arg)
{
    struct pool *p = arg;
    for (;;) {
        unsigned seen = atomic_load(&p->epoch);
        struct pool_job *job = next_job(p);
        if (job) {
            job->run(job);
            continue;
        }
        if (help_somebody(p)) continue;
        if (atomic_load(&p->stopping)) return NULL;
        wait_for_work(p, seen);
    }
}

int pool_start(struct pool **out, int n_threads, int queue_max)
{
    struct pool *p = *out = calloc(1, sizeof(*p));
    if (!p) return E_NOMEM;
    int n = n_threads > 0 ? n_threads : cpu_count();
    if (n > THREADS_MAX) n = THREADS_MAX;
    p->queue_max = queue_max > 0 ? queue_max : 1;
    p->queue = calloc((size_t)p->queue_max, sizeof(struct pool_job *));
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->wake, NULL);
    for (int i = 0; i < REGIONS; i++)
        atomic_flag_clear(&p->regions[i].taken);
    int code = p->queue ? 0 : E_NOMEM;
    /* n_threads is fixed before the first thread looks at it. */
    p->n_threads = n;
    int started = 0;
    for (; started < n && !code; started++)
        if (pthread_create(&p->threads[started], NULL, worker, p)) {
            code = E_NOMEM;
            break;
        }
    if (code) {
        p->n_threads = started;
        pool_stop(p);
        *out = NULL;
    }
    return code;
}

void pool_stop(struct pool *p)
{
    if (!p) return;
    pthread_mutex_lock(&p->lock);
    atomic_store(&p->stopping, 1);
    atomic_fetch_add(&p->epoch, 1);
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->n_threads; i++)
        pthread_join(p->threads[i], NULL);
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->wake);
    free(p->queue);
    free(p);
}

int pool_threads(const struct pool *p)
{
    return p ? p->n_threads : 1;
}

int pool_queued(struct pool *p)
{
    return atomic_load(&p->jobs_waiting);
}
