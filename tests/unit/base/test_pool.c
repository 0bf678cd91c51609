#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "unit.h"

struct sum {
    int values[1000];
    atomic_int calls;
};

static void add_part(void *ctx, int part, int n_parts)
{
    struct sum *s = ctx;
    for (int i = part; i < 1000; i += n_parts)
        s->values[i]++;
    atomic_fetch_add(&s->calls, 1);
}

static void every_part_runs_once_and_is_visible(void **state)
{
    (void)state;
    struct pool *p;
    assert_int_equal(pool_start(&p, 3, 10), 0);
    struct sum s = {0};
    for (int round = 1; round <= 500; round++) {
        int n_parts = 1 + round % 7;
        atomic_store(&s.calls, 0);
        pool_run(p, n_parts, add_part, &s);
        assert_int_equal(atomic_load(&s.calls), n_parts);
        for (int i = 0; i < 1000; i++)
            assert_int_equal(s.values[i], round);
    }
    pool_stop(p);
    pool_run(NULL, 4, add_part, &s); /* without a pool: here */
    assert_int_equal(s.values[999], 501);
}

struct job {
    struct pool_job job;
    struct pool *pool;
    struct sum sum;
    atomic_int *finished;
};

static void run_job(struct pool_job *job)
{
    struct job *j = (struct job *)job;
    for (int i = 0; i < 50; i++)
        pool_run(j->pool, 5, add_part, &j->sum);
    atomic_fetch_add(j->finished, 1);
}

static void *submit_many(void *arg)
{
    struct job *jobs = arg;
    for (int i = 0; i < 20; i++)
        while (pool_submit(jobs[i].pool, &jobs[i].job) == E_BUSY)
            clock_sleep_ms(1);
    return NULL;
}

static void jobs_from_many_threads_all_run(void **state)
{
    (void)state;
    struct pool *p;
    atomic_int finished = 0;
    assert_int_equal(pool_start(&p, 4, 8), 0);
    struct job *jobs = calloc(60, sizeof(*jobs));
    pthread_t threads[3];
    for (int i = 0; i < 60; i++)
        jobs[i] = (struct job){.job.run = run_job, .pool = p, .finished = &finished};
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, submit_many, jobs + 20 * i), 0);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    pool_stop(p); /* waits for what is queued */
    assert_int_equal(atomic_load(&finished), 60);
    for (int i = 0; i < 60; i++)
        for (int v = 0; v < 1000; v++)
            assert_int_equal(jobs[i].sum.values[v], 50);
    free(jobs);
}

static atomic_int gate_open;

static void wait_at_gate(struct pool_job *job)
{
    (void)job;
    while (!atomic_load(&gate_open))
        clock_sleep_ms(1);
}

static void the_queue_has_a_maximum(void **state)
{
    (void)state;
    struct pool *p;
    struct pool_job jobs[4] = {{wait_at_gate}, {wait_at_gate}, {wait_at_gate}, {wait_at_gate}};
    assert_int_equal(pool_start(&p, 1, 2), 0);
    assert_int_equal(pool_submit(p, &jobs[0]), 0);
    while (pool_queued(p))
        clock_sleep_ms(1); /* the worker has taken it */
    assert_int_equal(pool_submit(p, &jobs[1]), 0);
    assert_int_equal(pool_submit(p, &jobs[2]), 0);
    assert_int_equal(pool_submit(p, &jobs[3]), E_BUSY);
    assert_int_equal(pool_queued(p), 2);
    atomic_store(&gate_open, 1);
    pool_stop(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_runs_once_and_is_visible),
        cmocka_unit_test(jobs_from_many_threads_all_run),
        cmocka_unit_test(the_queue_has_a_maximum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
