/* loop.h - one event loop: a thread, a listening socket of its own, and the connections it took.
 *
 *     kernel (SO_REUSEPORT) --> loop 0: listener, connections, one read buffer, one timer
 *                          '--> loop 1: the same                 ^
 *     any thread -- loop_post(exchange) --> post list, uv_async -'
 *
 * Loops share nothing but counters.  An exchange is in the post list at most once (`posted`), so
 * the list needs no maximum of its own.  Posts from the loop's own thread need no wake-up: every
 * callback of libuv ends with loop_run_posts. */
#ifndef HTTP_LOOP_H
#define HTTP_LOOP_H

#include <pthread.h>
#include <stdatomic.h>
#include <uv.h>

#include "http/http.h"

enum {
    LOOP_READ_BYTES = 16 * 1024, /* also what one connection may make us keep: see conn.h */
    LOOP_TICK_MS = 250,
    LOOP_DRAIN_IDLE_MS = 2000, /* what idle connections are given once the server stops */
};

struct conn;

/* What the loops share: counters, options and the order to stop. */
struct http_server {
    struct http_options opt;
    atomic_int connections, exchanges;
    atomic_size_t body_bytes; /* request bodies held for requests under way */
    atomic_int draining, grace_ms;
    int port, n_loops;
    struct loop *loops;
};

struct loop {
    uv_loop_t uv;
    uv_tcp_t listener;
    uv_async_t wake;
    uv_timer_t tick;
    struct http_server *server;
    pthread_t thread;
    struct conn *conns;         /* all of them, linked */
    int64_t idle_until, cut_at; /* 0: not draining */
    pthread_mutex_t post_lock;
    struct http_exchange *posts, *last_post;
    char read_buf[LOOP_READ_BYTES];
};

/* Takes over the bound socket fd.  The loop runs from loop_start to loop_join. */
NODISCARD int loop_init(struct loop *l, struct http_server *s, int fd, struct err *e);
NODISCARD int loop_start(struct loop *l);
void loop_join(struct loop *l);
void loop_free(struct loop *l); /* after loop_join, or of a loop never started */

/* Any thread; the caller holds x->lock and x is not over. */
void loop_post(struct loop *l, struct http_exchange *x);
int loop_is_draining(const struct loop *l);
const struct http_options *loop_options(const struct loop *l);
void loop_wake(struct loop *l);

/* Loop thread. */
void loop_run_posts(struct loop *l);
int64_t loop_now(const struct loop *l); /* ms */

#endif
