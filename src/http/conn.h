/* conn.h - the state machine of one connection.  Everything here runs on its loop's thread.
 *
 *            first byte         head complete        body complete
 *     IDLE ------------> HEAD ----------------> BODY -------------> BUSY (handler, answer)
 *      ^  idle_ms         head_ms -> 408         body_ms -> 408      | no deadline while our own
 *      |                                                             | producer is silent; write_ms
 *      '---------------------- keep-alive --------------------------'| without progress in a write
 *                                                                    v
 *                         any refusal: answer ------------> LINGER (shut down, discard 1 s)
 *
 * One deadline a connection, looked at by the loop's tick.  While BUSY we go on reading, so that a
 * client's leaving (FIN or RST) is seen at once; a half-close counts as leaving.  What a client
 * sends ahead is kept, up to AHEAD_MAX and one read; beyond that reading pauses, and the tick asks
 * the kernel whether the peer has gone (it can tell unless a client filled the socket's buffer too:
 * then only the next write does).  The next request is handled after the answer before it.
 *
 * A WebSocket will be one more state here: after READY the handler may take the socket over. */
#ifndef HTTP_CONN_H
#define HTTP_CONN_H

#include <uv.h>

#include "base/buf.h"

struct loop;
struct http_exchange;

enum conn_state { CONN_IDLE, CONN_HEAD, CONN_BODY, CONN_BUSY, CONN_LINGER };

struct conn {
    uv_tcp_t tcp;
    struct loop *loop;
    struct conn *prev, *next; /* the loop's list */
    enum conn_state state;
    int paused;              /* not reading: too much was sent ahead */
    int64_t due;             /* ms on the loop's clock; 0: no deadline */
    size_t unsent;           /* in the socket's write queue when `due` was set */
    struct http_exchange *x; /* from the first byte of a request to the end of its answer */
    struct buf ahead;        /* sent before its turn; ahead_at bytes of it are done with */
    size_t ahead_at;
    char peer[INET6_ADDRSTRLEN];
};

/* Takes the next connection from the loop's listener, or fd when it is not -1. */
void conn_open(struct loop *l, int fd);

/* Something was written to the answer: moves it to the socket. */
void conn_answer(struct http_exchange *x);

/* Every LOOP_TICK_MS.  close_idle: the server drains; cut: its grace is over. */
void conn_tick(struct conn *c, int close_idle, int cut);

#endif
