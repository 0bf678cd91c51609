#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

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

/* ------------------------------------------------------------------------------ who goes first */

enum { ORDERED_MAX = 8 };

struct ordered {
    struct pool_job job;
    struct pool *pool;
    int64_t lets_in; /* yields for jobs due by then */
    int let_in;      /* how many ran */
    int id;
};

static int order[ORDERED_MAX];
static atomic_int n_ran;

static void note_order(struct pool_job *job)
{
    struct ordered *o = (struct ordered *)job;
    if (o->lets_in) o->let_in = pool_yield(o->pool, o->lets_in);
    order[atomic_fetch_add(&n_ran, 1)] = o->id;
}

/* One worker, held at the gate while the others are submitted with these deadlines. */
static struct pool *hold_and_submit(struct ordered *jobs, const int64_t *deadlines, int n)
{
    static struct pool_job gate = {wait_at_gate};
    struct pool *p;
    atomic_store(&gate_open, 0);
    atomic_store(&n_ran, 0);
    assert_int_equal(pool_start(&p, 1, ORDERED_MAX), 0);
    assert_int_equal(pool_submit(p, &gate), 0);
    while (pool_queued(p))
        clock_sleep_ms(1);
    for (int i = 0; i < n; i++) {
        jobs[i].job.run = note_order;
        jobs[i].pool = p;
        jobs[i].id = i;
        assert_int_equal(pool_submit_by(p, &jobs[i].job, deadlines[i]), 0);
    }
    return p;
}

static void jobs_go_by_deadline_then_in_turn(void **state)
{
    (void)state;
    struct ordered jobs[ORDERED_MAX] = {0};
    const int64_t deadlines[] = {POOL_ANY_TIME, 30, 10, 30, POOL_ANY_TIME, -5, 10};
    const int expected[] = {5, 2, 6, 1, 3, 0, 4};
    struct pool *p = hold_and_submit(jobs, deadlines, 7);
    atomic_store(&gate_open, 1);
    pool_stop(p);
    for (int i = 0; i < 7; i++)
        assert_int_equal(order[i], expected[i]);
}

/* Job 1 (due at 2) lets in what is due by 5: jobs 0 and 3, not 2; and 3 lets in nobody in turn. */
static void a_yielding_job_lets_urgent_ones_in(void **state)
{
    (void)state;
    struct ordered jobs[ORDERED_MAX] = {[1].lets_in = 5, [3].lets_in = POOL_ANY_TIME};
    const int64_t deadlines[] = {4, 2, 6, 5};
    const int expected[] = {0, 3, 1, 2};
    struct pool *p = hold_and_submit(jobs, deadlines, 4);
    atomic_store(&gate_open, 1);
    pool_stop(p);
    assert_int_equal(jobs[1].let_in, 2);
    assert_int_equal(jobs[3].let_in, 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(order[i], expected[i]);
    assert_int_equal(pool_yield(NULL, POOL_ANY_TIME), 0);
}

/* ------------------------------------------------------------------------ sleeping and waking */

static pthread_t slow_thread;
static atomic_int slow_parts;

/* Parts on any thread but the owner's take long enough for the owner to fall asleep. */
static void slow_elsewhere(void *ctx, int part, int n_parts)
{
    (void)ctx, (void)part, (void)n_parts;
    int mine = pthread_equal(pthread_self(), slow_thread);
    clock_sleep_ms(mine ? 1 : 20);
    atomic_fetch_add(&slow_parts, !mine);
}

static void an_owner_waits_for_slow_helpers_asleep(void **state)
{
    (void)state;
    struct pool *p;
    assert_int_equal(pool_start(&p, 3, 1), 0);
    slow_thread = pthread_self();
    for (int i = 0; i < 20; i++) {
        int before = atomic_load(&slow_parts);
        pool_run(p, 3, slow_elsewhere, NULL);
        /* All are done when it returns: none arrives afterwards. */
        int after = atomic_load(&slow_parts);
        clock_sleep_ms(2);
        assert_int_equal(atomic_load(&slow_parts), after);
        assert_true(after - before <= 3);
    }
    assert_true(atomic_load(&slow_parts) > 0);
    pool_stop(p);
}

static int64_t process_cpu_ns(void)
{
    struct timespec t;
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t), 0);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* Idle workers take no time at all: three for 200 ms, with 10 ms for falling asleep. */
static void idle_workers_sleep_and_wake_again(void **state)
{
    (void)state;
    struct pool *p;
    struct sum s = {0};
    assert_int_equal(pool_start(&p, 3, 1), 0);
    for (int round = 0; round < 3; round++) {
        pool_run(p, 6, add_part, &s);
        clock_sleep_ms(10);
        int64_t before = process_cpu_ns();
        clock_sleep_ms(200);
        assert_true(process_cpu_ns() - before < INT64_C(10000000));
    }
    assert_int_equal(atomic_load(&s.calls), 18);
    pool_stop(p);
}

struct owner {
    struct pool *pool;
    struct sum sum;
};

static void *own_regions(void *arg)
{
    struct owner *o = arg;
    for (int i = 0; i < 400; i++)
        pool_run(o->pool, 1 + i % 5, add_part, &o->sum);
    return NULL;
}

/* Threads that are not workers, more of them than cores: regions open, close and are reused. */
static void many_owners_at_once(void **state)
{
    (void)state;
    enum { OWNERS = 6 };
    struct pool *p;
    static struct owner owners[OWNERS];
    pthread_t threads[OWNERS];
    assert_int_equal(pool_start(&p, 3, 1), 0);
    for (int i = 0; i < OWNERS; i++) {
        owners[i].pool = p;
        assert_int_equal(pthread_create(&threads[i], NULL, own_regions, &owners[i]), 0);
    }
    for (int i = 0; i < OWNERS; i++)
        pthread_join(threads[i], NULL);
    pool_stop(p);
    for (int i = 0; i < OWNERS; i++)
        for (int v = 0; v < 1000; v++)
            assert_int_equal(owners[i].sum.values[v], 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_runs_once_and_is_visible),
        cmocka_unit_test(jobs_from_many_threads_all_run),
        cmocka_unit_test(the_queue_has_a_maximum),
        cmocka_unit_test(jobs_go_by_deadline_then_in_turn),
        cmocka_unit_test(a_yielding_job_lets_urgent_ones_in),
        cmocka_unit_test(an_owner_waits_for_slow_helpers_asleep),
        cmocka_unit_test(idle_workers_sleep_and_wake_again),
        cmocka_unit_test(many_owners_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
