/* The server inside the process: many writer threads, clients that leave when they like, stopping
 * under load.  Built with SAN=thread too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/rng.h"
#include "http/http.h"

enum { WRITERS = 4, CLIENTS = 6, JOBS_MAX = 4000, BLOCKS = 20, ROUNDS = 40 };

/* One stream, written by two threads at once.  Never freed before the test ends, so that a late
 * callback would be counted rather than crash. */
struct job {
    struct http_exchange *x;
    atomic_int writers_left, gone, over, complete, after_over;
    atomic_llong written, handed;
    int ends_well;
};

static struct {
    struct http_server *server;
    int port;
    struct job jobs[JOBS_MAX];
    atomic_int n_jobs;
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct job *queue[2 * JOBS_MAX];
    int head, tail, closed;
} all = {.lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER};

/* -------------------------------------------------------------------------------- server side */

static void on_progress(void *ctx, struct http_exchange *x, int64_t handed, int gone)
{
    struct job *j = ctx;
    (void)x;
    if (atomic_load(&j->over)) atomic_fetch_add(&j->after_over, 1);
    if (gone) atomic_fetch_add(&j->gone, 1);
    atomic_store(&j->handed, handed);
}

static void on_over(void *ctx, struct http_exchange *x, int complete)
{
    struct job *j = ctx;
    (void)x;
    atomic_store(&j->complete, complete);
    atomic_fetch_add(&j->over, 1);
}

static void submit(struct job *j)
{
    pthread_mutex_lock(&all.lock);
    all.queue[all.tail++] = j;
    all.queue[all.tail++] = j;
    pthread_cond_broadcast(&all.more);
    pthread_mutex_unlock(&all.lock);
}

static struct job *take(void)
{
    struct job *j = NULL;
    pthread_mutex_lock(&all.lock);
    while (all.head == all.tail && !all.closed)
        pthread_cond_wait(&all.more, &all.lock);
    if (all.head < all.tail) j = all.queue[all.head++];
    pthread_mutex_unlock(&all.lock);
    return j;
}

static void write_blocks(struct job *j, struct rng *r)
{
    char block[5000];
    memset(block, 'x', sizeof(block));
    for (int i = 0; i < BLOCKS; i++) {
        size_t n = rng_below(r, sizeof(block)) + 1;
        int code = http_stream_write(j->x, block, n);
        if (code == E_CANCEL) return;
        assert_int_equal(code, 0); /* 2 * 20 * 5000 is under the limit of a stream */
        atomic_fetch_add(&j->written, (long long)n);
        if (rng_below(r, 8) == 0) usleep(rng_below(r, 500));
    }
}

static void *writer(void *arg)
{
    struct rng r = {(uint64_t)(uintptr_t)arg};
    struct job *j;
    while ((j = take())) {
        write_blocks(j, &r);
        if (atomic_fetch_sub(&j->writers_left, 1) != 1) continue;
        http_stream_end(j->x, j->ends_well);
        http_unref(j->x);
    }
    return NULL;
}

static void handle(void *ctx, struct http_exchange *x)
{
    int n = atomic_fetch_add(&all.n_jobs, 1);
    (void)ctx;
    if (n >= JOBS_MAX) {
        atomic_fetch_sub(&all.n_jobs, 1);
        http_reply(x, 503, NULL, NULL, 0, "", 0);
        return;
    }
    struct job *j = &all.jobs[n];
    j->x = http_ref(x);
    j->ends_well = n % 5 != 0;
    atomic_store(&j->writers_left, 2);
    http_watch(x, on_progress, j);
    http_on_over(x, on_over, j);
    assert_int_equal(http_stream_start(x, 200, "audio/pcm", NULL, 0, -1), 0);
    submit(j);
}

/* -------------------------------------------------------------------------------- client side */

static int connect_to(int port, int patience_ms)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct timeval patience = {patience_ms / 1000, patience_ms % 1000 * 1000};
    if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a))) {
        if (fd >= 0) close(fd);
        return -1;
    }
    return fd;
}

static const char request[] = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

static void *client(void *arg)
{
    struct rng r = {(uint64_t)(uintptr_t)arg + 100};
    char buf[8192];
    for (int i = 0; i < ROUNDS; i++) {
        int fd = connect_to(all.port, 30); /* no wait for the end of a kept connection */
        if (fd < 0) return NULL;           /* the server has stopped */
        for (uint32_t k = rng_below(&r, 3); k < 3; k++)
            if (send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) < 0) break;
        for (uint32_t k = rng_below(&r, 60); k > 0; k--)
            if (recv(fd, buf, 1 + rng_below(&r, sizeof(buf)), 0) <= 0) break;
        struct linger reset = {.l_onoff = 1};
        if (rng_below(&r, 2)) setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
        close(fd);
    }
    return NULL;
}

/* -------------------------------------------------------------------------------------- tests */

static void start(int loops, http_handler *handler)
{
    struct http_options o = http_default_options();
    struct err e = {0};
    o.loops = loops;
    o.handler = handler;
    if (http_start(&all.server, &o, &e)) fail_msg("%s", e.msg);
    all.port = http_port(all.server);
    assert_true(all.port > 0);
}

static void reset_jobs(void)
{
    memset(all.jobs, 0, sizeof(all.jobs));
    atomic_store(&all.n_jobs, 0);
    all.head = all.tail = all.closed = 0;
}

static void stop_writers(pthread_t threads[WRITERS])
{
    pthread_mutex_lock(&all.lock);
    all.closed = 1;
    pthread_cond_broadcast(&all.more);
    pthread_mutex_unlock(&all.lock);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
}

static void check_jobs(int *n_complete, int *n_gone)
{
    int n = atomic_load(&all.n_jobs);
    *n_complete = *n_gone = 0;
    for (int i = 0; i < n; i++) {
        struct job *j = &all.jobs[i];
        assert_int_equal(atomic_load(&j->over), 1);
        assert_int_equal(atomic_load(&j->after_over), 0);
        assert_true(atomic_load(&j->gone) <= 1);
        assert_true(atomic_load(&j->handed) <= atomic_load(&j->written));
        if (atomic_load(&j->complete)) {
            assert_int_equal(atomic_load(&j->gone), 0);
            assert_int_equal(atomic_load(&j->handed), atomic_load(&j->written));
            assert_true(j->ends_well);
        }
        *n_complete += atomic_load(&j->complete);
        *n_gone += atomic_load(&j->gone);
    }
}

static void run_load(int stop_after_ms)
{
    pthread_t writers[WRITERS];
    pthread_t clients[CLIENTS];
    int connections = -1;
    int exchanges = -1;
    reset_jobs();
    start(2, handle);
    for (int i = 0; i < WRITERS; i++)
        pthread_create(&writers[i], NULL, writer, (void *)(uintptr_t)i);
    for (int i = 0; i < CLIENTS; i++)
        pthread_create(&clients[i], NULL, client, (void *)(uintptr_t)i);
    if (stop_after_ms) {
        clock_sleep_ms(stop_after_ms);
        http_stop(all.server, 0); /* writers go on for a while, to a server that is no more */
    }
    for (int i = 0; i < CLIENTS; i++)
        pthread_join(clients[i], NULL);
    stop_writers(writers);
    if (stop_after_ms) return;
    for (int i = 0; i < 400 && (connections || exchanges); i++) {
        clock_sleep_ms(10);
        http_counts(all.server, &connections, &exchanges);
    }
    assert_int_equal(connections, 0);
    assert_int_equal(exchanges, 0);
    http_stop(all.server, 1000);
}

static void test_clients_leave_at_random(void **state)
{
    int n_complete;
    int n_gone;
    (void)state;
    run_load(0);
    check_jobs(&n_complete, &n_gone);
    assert_true(atomic_load(&all.n_jobs) > CLIENTS * ROUNDS / 2);
    assert_true(n_complete > 10 && n_gone > 10); /* else the load tests nothing */
}

static struct http_exchange *kept; /* by the rules' handler */

static void *nothing_may_be_written(void *arg)
{
    (void)arg;
    assert_int_equal(http_stream_write(kept, "x", 1), E_CANCEL);
    http_stream_end(kept, 1);
    http_reply(kept, 200, NULL, NULL, 0, "", 0);
    return NULL;
}

static void keep(void *ctx, struct http_exchange *x)
{
    static char block[1 << 20];
    (void)ctx;
    assert_int_equal(http_stream_write(x, "x", 1), E_ARG); /* not started */
    assert_int_equal(http_stream_start(x, 200, NULL, NULL, 0, (1 << 20) + 100), 0);
    assert_int_equal(http_stream_start(x, 200, NULL, NULL, 0, 5), E_ARG);
    assert_int_equal(http_stream_write(x, block, sizeof(block)), 0);
    assert_int_equal(http_stream_write(x, "x", 1), E_LIMIT); /* over stream_bytes_max */
    assert_int_equal(http_stream_write(x, "", 0), 0);
    http_reply(x, 200, NULL, NULL, 0, "second answer", 13); /* ignored */
    kept = http_ref(x);
}

/* The exchange outlives the server: it says E_CANCEL, calls back at once, and is freed. */
static void test_server_stops_first(void **state)
{
    struct job late = {0};
    pthread_t t;
    char buf[100];
    (void)state;
    kept = NULL;
    start(1, keep);
    int fd = connect_to(all.port, 20000);
    assert_true(fd >= 0);
    assert_int_equal(send(fd, request, sizeof(request) - 1, 0), sizeof(request) - 1);
    assert_true(recv(fd, buf, sizeof(buf), MSG_WAITALL) == sizeof(buf));
    assert_memory_equal(buf, "HTTP/1.1 200 OK\r\n", 17);
    http_stop(all.server, 0);
    assert_non_null(kept);
    pthread_create(&t, NULL, nothing_may_be_written, NULL);
    pthread_join(t, NULL);
    assert_int_equal(http_stream_start(kept, 200, NULL, NULL, 0, 1), E_CANCEL);
    http_watch(kept, on_progress, &late);
    http_on_over(kept, on_over, &late);
    assert_int_equal(late.gone, 1);
    assert_int_equal(late.over, 1);
    assert_string_equal(http_request_of(kept)->method, "GET");
    assert_string_equal(http_request_of(kept)->peer, "127.0.0.1");
    http_unref(kept);
    close(fd);
}

static void test_stop_under_load(void **state)
{
    int n_complete;
    int n_gone;
    (void)state;
    for (int i = 0; i < 3; i++) {
        run_load(30 + 40 * i);
        check_jobs(&n_complete, &n_gone);
    }
}

static void test_bad_options(void **state)
{
    struct http_options o = http_default_options();
    struct http_server *s = NULL;
    struct http_server *second = NULL;
    struct err e;
    (void)state;
    assert_int_equal(http_start(&s, &o, &e), E_ARG); /* no handler */
    o.handler = handle;
    o.host = "256.1.1.1";
    assert_int_equal(http_start(&s, &o, &e), E_ARG);
    assert_null(s);
    o.host = "127.0.0.1";
    o.port = 70000;
    assert_int_equal(http_start(&s, &o, &e), E_ARG);
    o.port = 0;
    assert_int_equal(http_start(&s, &o, &e), 0);
    o.port = http_port(s);
    assert_int_equal(http_start(&second, &o, &e), E_CONFLICT);
    assert_non_null(strstr(e.msg, "in use"));
    http_stop(s, 0);
    http_stop(NULL, 0);
    assert_int_equal(http_start(&s, &o, &e), 0); /* the port is free again */
    http_stop(s, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clients_leave_at_random),
        cmocka_unit_test(test_stop_under_load),
        cmocka_unit_test(test_server_stops_first),
        cmocka_unit_test(test_bad_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
