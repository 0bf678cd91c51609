#include "http/loop.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "http/conn.h"
#include "http/exchange.h"

static _Thread_local struct loop *here; /* the loop this thread runs */

int64_t loop_now(const struct loop *l)
{
    return (int64_t)uv_now(&l->uv);
}

int loop_is_draining(const struct loop *l)
{
    return atomic_load(&l->server->draining);
}

const struct http_options *loop_options(const struct loop *l)
{
    return &l->server->opt;
}

void loop_wake(struct loop *l)
{
    uv_async_send(&l->wake);
}

/* -------------------------------------------------------------------------------------- posts */

void loop_post(struct loop *l, struct http_exchange *x)
{
    pthread_mutex_lock(&l->post_lock);
    int fresh = !x->posted;
    if (fresh) {
        exchange_hold(x);
        x->posted = 1;
        x->next_post = NULL;
        if (l->posts)
            l->last_post->next_post = x;
        else
            l->posts = x;
        l->last_post = x;
    }
    pthread_mutex_unlock(&l->post_lock);
    if (fresh && here != l) uv_async_send(&l->wake);
}

static struct http_exchange *next_post(struct loop *l)
{
    pthread_mutex_lock(&l->post_lock);
    struct http_exchange *x = l->posts;
    if (x) {
        l->posts = x->next_post;
        x->posted = 0; /* before its state is looked at: a later post is a new one */
    }
    pthread_mutex_unlock(&l->post_lock);
    return x;
}

void loop_run_posts(struct loop *l)
{
    struct http_exchange *x;
    while ((x = next_post(l))) {
        conn_answer(x);
        exchange_release(x);
    }
}

/* -------------------------------------------------------------------------------------- drain */

/* Takes what already waits in the listener's queue (closing it would reset those clients), then
 * stops listening. */
static void begin_drain(struct loop *l)
{
    uv_os_fd_t fd = -1;
    l->idle_until = loop_now(l) + LOOP_DRAIN_IDLE_MS;
    l->cut_at = loop_now(l) + atomic_load(&l->server->grace_ms);
    if (uv_fileno((uv_handle_t *)&l->listener, &fd) == 0) {
        int client;
        while ((client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
            conn_open(l, client);
    }
    uv_close((uv_handle_t *)&l->listener, NULL);
}

static void end_when_drained(struct loop *l)
{
    if (!l->idle_until || l->conns || uv_is_closing((uv_handle_t *)&l->wake)) return;
    uv_close((uv_handle_t *)&l->wake, NULL);
    uv_close((uv_handle_t *)&l->tick, NULL);
}

/* ---------------------------------------------------------------------------------- callbacks */

static void on_wake(uv_async_t *wake)
{
    struct loop *l = wake->data;
    if (loop_is_draining(l) && !l->idle_until) begin_drain(l);
    loop_run_posts(l);
}

static void on_tick(uv_timer_t *tick)
{
    struct loop *l = tick->data;
    int cut = l->cut_at && loop_now(l) >= l->cut_at;
    int idle_too = l->idle_until && loop_now(l) >= l->idle_until;
    struct conn *next;
    for (struct conn *c = l->conns; c; c = next) {
        next = c->next;
        conn_tick(c, idle_too, cut);
    }
    loop_run_posts(l);
    end_when_drained(l);
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct loop *l = listener->data;
    if (status < 0) {
        log_warn("http", "a connection could not be accepted: %s", uv_strerror(status));
        return;
    }
    conn_open(l, -1);
    loop_run_posts(l);
}

static void *run(void *arg)
{
    struct loop *l = arg;
    sigset_t all;
    sigfillset(&all); /* SIGPIPE would end the process when a client has left; others are main's */
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    here = l;
    uv_run(&l->uv, UV_RUN_DEFAULT);
    return NULL;
}

/* ----------------------------------------------------------------------------- start and stop */

int loop_init(struct loop *l, struct http_server *s, int fd, struct err *e)
{
    memset(l, 0, offsetof(struct loop, read_buf));
    l->server = s;
    l->wake.data = l->tick.data = l->listener.data = l;
    pthread_mutex_init(&l->post_lock, NULL);
    int r = uv_loop_init(&l->uv);
    if (r) return err_set(e, E_IO, "an event loop cannot be made: %s", uv_strerror(r));
    uv_async_init(&l->uv, &l->wake, on_wake);
    uv_timer_init(&l->uv, &l->tick);
    uv_tcp_init(&l->uv, &l->listener);
    r = uv_tcp_open(&l->listener, fd);
    if (!r) r = uv_listen((uv_stream_t *)&l->listener, 4096, on_connection);
    if (!r) r = uv_timer_start(&l->tick, on_tick, LOOP_TICK_MS, LOOP_TICK_MS);
    return r ? err_set(e, E_IO, "cannot listen: %s", uv_strerror(r)) : 0;
}

int loop_start(struct loop *l)
{
    return pthread_create(&l->thread, NULL, run, l) ? E_NOMEM : 0;
}

void loop_join(struct loop *l)
{
    pthread_join(l->thread, NULL);
}

static void close_if_open(uv_handle_t *h, void *arg)
{
    (void)arg;
    if (!uv_is_closing(h)) uv_close(h, NULL);
}

void loop_free(struct loop *l)
{
    uv_walk(&l->uv, close_if_open, NULL); /* of a loop that never ran */
    uv_run(&l->uv, UV_RUN_DEFAULT);
    int r = uv_loop_close(&l->uv);
    if (r) log_error("http", "an event loop did not close: %s", uv_strerror(r));
    pthread_mutex_destroy(&l->post_lock);
}
