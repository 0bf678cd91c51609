#include "base/pool.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cpu.h"

/* How long a thread looks for what it waits for before it sleeps.  A forward pass opens a region
 * every fraction of a millisecond, and waking takes some 50 us; but a thread that spins while the
 * one it waits for has lost its core to another process keeps that core from both. */
enum { THREADS_MAX = 256, REGIONS = 64, IDLE_SPIN_NS = 60000, END_SPIN_NS = 100000 };

/* One pool_run under way.  Slots live in the pool, so that a worker that looks at a slot whose
 * region has just ended still looks at memory; `users` keeps the slot from being given to the next
 * region while somebody is inside.  A helper leaves only between parts: when the region is closed
 * and nobody is inside, every part has been done. */
struct region {
    atomic_int open; /* 1: parts may be taken */
    atomic_int next;
    atomic_uint users;   /* helpers inside: the word its owner sleeps on */
    atomic_int sleeping; /* its owner does */
    atomic_flag taken;
    int n_parts;
    pool_fn *fn;
    void *ctx;
};

struct waiting_job {
    struct pool_job *job;
    int64_t deadline_ns;
};

struct pool {
    struct region regions[REGIONS];
    atomic_uint epoch; /* counts everything worth waking for: the word idle workers sleep on */
    atomic_int open_regions, sleepers, jobs_waiting;
    atomic_int stopping;
    _Atomic int64_t next_deadline; /* of the job that goes next */
    pthread_mutex_t lock;          /* the queue */
    struct waiting_job *queue;     /* [queue_max] latest deadline first: the last one goes next */
    int queue_max, count;
    int n_threads;
    pthread_t threads[THREADS_MAX];
};

/* Sleeps unless *word has changed from `seen` already. */
static void futex_wait(atomic_uint *word, unsigned seen)
{
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
}

static void futex_wake(atomic_uint *word, int n)
{
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, n, NULL, NULL, 0);
}

/* There is something for n workers. */
static void announce(struct pool *p, int n)
{
    atomic_fetch_add(&p->epoch, 1);
    if (atomic_load(&p->sleepers)) futex_wake(&p->epoch, n);
}

static inline void pause_cpu(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Spins for ns until *word is no longer `seen`; 1 when it is not. */
static int spin(atomic_uint *word, unsigned seen, int64_t ns)
{
    int64_t until = clock_ns() + ns;
    do {
        for (int i = 0; i < 20; i++) {
            if (atomic_load(word) != seen) return 1;
            pause_cpu();
        }
    } while (clock_ns() < until);
    return 0;
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
        did = 1;
    }
    return did;
}

static void leave(struct region *r)
{
    if (atomic_fetch_sub(&r->users, 1) == 1 && atomic_load(&r->sleeping)) futex_wake(&r->users, 1);
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
        leave(r);
    }
    return did;
}

static struct region *free_region(struct pool *p)
{
    for (int i = 0; i < REGIONS; i++)
        if (!atomic_flag_test_and_set(&p->regions[i].taken)) return &p->regions[i];
    return NULL;
}

/* Until the last helper has left a closed region. */
static void wait_for_helpers(struct region *r)
{
    unsigned inside;
    while ((inside = atomic_load(&r->users)) != 0) {
        if (spin(&r->users, inside, END_SPIN_NS)) continue;
        atomic_store(&r->sleeping, 1);
        if ((inside = atomic_load(&r->users)) != 0) futex_wait(&r->users, inside);
        atomic_store(&r->sleeping, 0);
    }
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
    atomic_fetch_add(&p->open_regions, 1);
    atomic_store(&r->open, 1);
    announce(p, n_parts - 1);
    work_on(p, r, 0);
    atomic_store(&r->open, 0);
    atomic_fetch_sub(&p->open_regions, 1);
    wait_for_helpers(r);
    atomic_flag_clear(&r->taken);
}

/* --------------------------------------------------------------------------------------- jobs */

/* Under the lock, after the queue has changed. */
static void note_queue(struct pool *p)
{
    int64_t next = p->count ? p->queue[p->count - 1].deadline_ns : INT64_MAX;
    atomic_store(&p->next_deadline, next);
    atomic_store(&p->jobs_waiting, p->count);
}

int pool_submit_by(struct pool *p, struct pool_job *job, int64_t deadline_ns)
{
    pthread_mutex_lock(&p->lock);
    int full = p->count == p->queue_max, at = p->count;
    if (!full) {
        /* Behind those due at the same time: nearer to the front of the array. */
        while (at > 0 && p->queue[at - 1].deadline_ns <= deadline_ns)
            at--;
        memmove(&p->queue[at + 1], &p->queue[at], (size_t)(p->count - at) * sizeof(*p->queue));
        p->queue[at] = (struct waiting_job){job, deadline_ns};
        p->count++;
        note_queue(p);
    }
    pthread_mutex_unlock(&p->lock);
    if (full) return E_BUSY;
    announce(p, 1);
    return 0;
}

int pool_submit(struct pool *p, struct pool_job *job)
{
    return pool_submit_by(p, job, POOL_ANY_TIME);
}

/* The waiting job that goes next, if it is due by then. */
static struct pool_job *next_job(struct pool *p, int64_t by_ns)
{
    struct pool_job *job = NULL;
    if (!atomic_load(&p->jobs_waiting) || atomic_load(&p->next_deadline) > by_ns) return NULL;
    pthread_mutex_lock(&p->lock);
    if (p->count && p->queue[p->count - 1].deadline_ns <= by_ns) {
        job = p->queue[--p->count].job;
        note_queue(p);
    }
    pthread_mutex_unlock(&p->lock);
    return job;
}

/* A job that was let in by another one lets nobody in itself: one stack holds two at most. */
static _Thread_local int yielding;

int pool_yield(struct pool *p, int64_t by_ns)
{
    int ran = 0;
    if (!p || yielding) return 0;
    yielding = 1;
    for (struct pool_job *job; (job = next_job(p, by_ns)) != NULL; ran++)
        job->run(job);
    yielding = 0;
    return ran;
}

/* Waits until the epoch is no longer `seen`: awake for a moment, then asleep. */
static void wait_for_work(struct pool *p, unsigned seen)
{
    if (spin(&p->epoch, seen, IDLE_SPIN_NS)) return;
    atomic_fetch_add(&p->sleepers, 1);
    futex_wait(&p->epoch, seen);
    atomic_fetch_sub(&p->sleepers, 1);
}

static void *worker(void *arg)
{
    struct pool *p = arg;
    for (;;) {
        unsigned seen = atomic_load(&p->epoch);
        struct pool_job *job = next_job(p, POOL_ANY_TIME);
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
    p->queue = calloc((size_t)p->queue_max, sizeof(*p->queue));
    pthread_mutex_init(&p->lock, NULL);
    note_queue(p);
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
    atomic_store(&p->stopping, 1);
    announce(p, p->n_threads);
    for (int i = 0; i < p->n_threads; i++)
        pthread_join(p->threads[i], NULL);
    pthread_mutex_destroy(&p->lock);
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
