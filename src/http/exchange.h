/* exchange.h - one request and its answer, shared by the connection's loop and any thread.
 *
 *     writers (any thread)            | lock |          loop thread
 *     http_reply, http_stream_*  ->  fresh blocks  ->  sending blocks -> socket
 *                                     flags        <-  over (left, cut or finished)
 *
 * Three owners of fields: the loop thread alone, whoever holds `lock`, and nobody (constant once
 * the handler has been called).  A writer posts to the loop while it holds `lock`, and the loop
 * sets `over` under it: so nobody posts to a loop that may have ended.
 *
 * References: `users` counts the handler's and http_ref's; when none is left and the answer has no
 * end, nobody can ever give it one, and it is answered 500 or cut.  `refs` counts what keeps the
 * memory: the users together, the connection, the post list, a write under way. */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include <pthread.h>
#include <stdatomic.h>
#include <uv.h>

#include "http/inbound.h"
#include "http/outbound.h"

struct loop;
struct conn;

struct http_exchange {
    atomic_int refs, users;
    struct loop *loop;
    struct inbound in;
    char peer[INET6_ADDRSTRLEN];
    int dispatched; /* the handler has been called */

    /* Loop thread. */
    struct conn *conn; /* NULL once over */
    struct block_list sending;
    size_t n_sent; /* of the first block */
    int writing;   /* `write` is under way, with write_n bytes */
    uv_write_t write;
    size_t write_n;
    int64_t handed;    /* body bytes */
    size_t body_share; /* of the server's budget for request bodies */

    /* Under `lock`. */
    pthread_mutex_t lock;
    struct block_list fresh;
    size_t queued;           /* body bytes in fresh and sending */
    int64_t length, written; /* length -1: not declared */
    int keep;                /* the connection goes on after this answer */
    int started, chunked, bodyless;
    int ended, broken; /* broken: ended without being complete */
    int over;          /* the connection is done with it: nothing is posted any more */
    http_progress *progress;
    void *progress_ctx;
    http_over *on_over;
    void *over_ctx;

    /* Under the loop's post_lock. */
    struct http_exchange *next_post;
    int posted;
};

struct http_exchange *exchange_make(struct loop *l, struct conn *c, const char *peer,
                                    size_t head_max);
void exchange_hold(struct http_exchange *x);
void exchange_release(struct http_exchange *x);

/* Below: loop thread. */

/* Moves what was written to `sending`.  1: the answer has ended and there is nothing after it. */
int exchange_take(struct http_exchange *x);

/* n more bytes of `sending` are the kernel's; tells the watcher. */
void exchange_advance(struct http_exchange *x, size_t n);

/* The connection lets go of it; gone: before the answer was through.  Tells the watchers. */
void exchange_finish(struct http_exchange *x, int gone);

/* Nobody can answer it any more, and it needs one: 1 when a 500 can still be given. */
int exchange_abandoned(struct http_exchange *x);

#endif
