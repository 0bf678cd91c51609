/* pool.h - the worker threads: whole jobs side by side, or one job spread over idle workers.
 *
 *     pool_submit:  [ job | job | job ]  --->  worker 0 --- pool_run(parts) ---.
 *                    bounded queue             worker 1 (idle) <-- takes parts -+
 *                                              worker 2 (busy with another job)
 *
 * A job is a long piece of work (one chunk of speech).  Inside it, pool_run splits a loop into
 * parts; the caller works through them and every worker that has nothing else to do helps.  So one
 * utterance uses all cores when it is alone, and with as many jobs as workers each runs on one core
 * without waiting for anybody: nothing has to choose between the two.  A waiting job goes before
 * helping, at the next part.
 *
 * Jobs go by deadline, earliest first; those of one deadline in the order they came.  A long job
 * can let urgent ones in between (pool_yield), so nobody waits longer than from one such place to
 * the next, however long the jobs under way are.
 *
 * An idle worker looks for work for a few tens of microseconds after the last parts (a forward pass
 * opens a region every fraction of a millisecond) and then sleeps; so does the owner of a region
 * while helpers finish their last parts.  Nobody spins for longer: a helper that has lost its core
 * to another process gets ours.
 *
 * Any thread may call any function; pool_run may be called by threads that are not workers (then
 * they simply take part).  pool_run does not nest inside a part. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdint.h>

#include "base/err.h"

struct pool;

struct pool_job {
    void (*run)(struct pool_job *job); /* on a worker; the job's memory is the submitter's own */
};

/* n_threads 0: cpu_count().  queue_max: jobs that may wait. */
NODISCARD int pool_start(struct pool **out, int n_threads, int queue_max);

/* Waits for the jobs under way and those queued, then ends the threads.  NULL is fine. */
void pool_stop(struct pool *p);

/* deadline_ns: when the job should be done, on clock_ns; POOL_ANY_TIME: behind all that have one
 * (pool_submit).  E_BUSY: the queue is full; the job was not taken. */
#define POOL_ANY_TIME INT64_MAX
NODISCARD int pool_submit(struct pool *p, struct pool_job *job);
NODISCARD int pool_submit_by(struct pool *p, struct pool_job *job, int64_t deadline_ns);

/* For a job, where it can pause: runs the waiting jobs that are due by then, on this stack, before
 * it returns; says how many.  Jobs run this way do not yield in turn.  p NULL: none. */
int pool_yield(struct pool *p, int64_t by_ns);

/* Calls fn(ctx, part, n_parts) for every part in [0, n_parts), on this thread and idle workers;
 * returns when all are done.  What parts wrote is visible afterwards.  p NULL: all parts here. */
typedef void pool_fn(void *ctx, int part, int n_parts);
void pool_run(struct pool *p, int n_parts, pool_fn *fn, void *ctx);

int pool_threads(const struct pool *p); /* 1 for NULL */
int pool_queued(struct pool *p);        /* jobs waiting now */

#endif
