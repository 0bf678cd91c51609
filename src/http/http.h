/* http.h - the HTTP/1.1 server: libuv loops, llhttp's strict parser, one handler.  Knows no speech.
 *
 *     loop thread: accept -> read -> parse -> handler(x) ------.  replies at once, or keeps x
 *     any thread:  http_stream_write(x, bytes) -> bounded queue -> uv_async -> socket
 *     loop thread: progress(handed bytes) / gone  <-----------'
 *
 * An exchange is one request and its answer.  The handler gets it with the whole body; it must
 * answer (http_reply or http_stream_*), now or later, from any thread; to keep it past the
 * handler's return, take a reference (one that nobody holds and nobody watches is answered 500).
 * All callbacks run on a loop's thread and must not block.  A client that half-closes its side has
 * left: what it asked for is cancelled.  Every error of the protocol is answered here, as JSON made
 * by the `fault` callback; everything has a deadline and a maximum (doc/decisions.md,
 * ../shared/http.md's ten points). */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct http_server;
struct http_exchange;

struct http_header {
    const char *name, *value; /* NUL-terminated; names lower-case in requests */
};

struct http_request {
    const char *method; /* "POST" */
    const char *path;   /* percent-decoded once, starts with '/', no query, no NUL, no ".." */
    const char *query;  /* raw, "" when none */
    const struct http_header *headers;
    size_t n_headers;
    const char *body; /* followed by a NUL */
    size_t n_body;
    const char *peer; /* "127.0.0.1" */
    int http_minor;   /* 0 or 1 */
};

typedef void http_handler(void *ctx, struct http_exchange *x);

/* The largest body this route takes, asked when the head is complete (request without body); 0:
 * none. */
typedef size_t http_body_limit(void *ctx, const struct http_request *head);

/* The body of an answer to a protocol error (status 400, 408, 413, ...), as JSON; reason is a
 * sentence. */
typedef void http_fault(void *ctx, int status, const char *reason, struct buf *body);

struct http_options {
    const char *host;    /* default "127.0.0.1" */
    int port;            /* 0: any; http_port tells */
    int share_port;      /* 1: another server may be there already (hand-over) */
    int loops;           /* default cpu_count() */
    int connections_max; /* default 10000; beyond it 503 and close */
    int head_bytes_max;  /* default 16384 */
    int head_ms, body_ms, idle_ms, write_ms; /* deadlines; defaults 10 s, 60 s, 75 s, 30 s */
    size_t stream_bytes_max;                 /* queued in one stream; default 1 MiB */
    http_handler *handler;
    http_body_limit *body_limit;
    http_fault *fault;
    void *ctx;
};

struct http_options http_default_options(void);

/* *out is set before the first request is handled, so that a handler may use it. */
NODISCARD int http_start(struct http_server **out, const struct http_options *opt, struct err *e);
int http_port(const struct http_server *s);

/* Stops accepting, answers what is under way with Connection: close, gives idle connections 2 s,
 * cuts what is left after grace_ms; returns when all loops have ended.  Not from a callback. */
void http_stop(struct http_server *s, int grace_ms);

const struct http_request *http_request_of(const struct http_exchange *x);
const char *http_request_header(const struct http_request *r, const char *lower_name); /* or NULL */

struct http_exchange *http_ref(struct http_exchange *x);
void http_unref(struct http_exchange *x);

/* A whole answer.  headers may be NULL; Content-Type, Content-Length, Date and Connection are ours.
 * For HEAD the body is counted, not sent. */
void http_reply(struct http_exchange *x, int status, const char *content_type,
                const struct http_header *headers, size_t n_headers, const void *body, size_t n);

/* A streamed answer.  length >= 0: Content-Length, and exactly that much must come; -1: chunked
 * (HTTP/1.0: until close).  write copies; E_LIMIT: over stream_bytes_max (the writer ignored
 * credit), E_CANCEL: the client has gone.  end(complete 0) cuts the connection so that the client
 * sees a broken answer. */
NODISCARD int http_stream_start(struct http_exchange *x, int status, const char *content_type,
                                const struct http_header *headers, size_t n_headers,
                                int64_t length);
NODISCARD int http_stream_write(struct http_exchange *x, const void *bytes, size_t n);
void http_stream_end(struct http_exchange *x, int complete);

/* Called on the loop thread whenever body bytes have been handed to the kernel (total so far), and
 * once with gone = 1 when the client left or was cut before the end. Set it before
 * http_stream_start; the exchange is referenced while a callback may come.  Called at once, with
 * gone = 1, if it has already left. */
typedef void http_progress(void *ctx, struct http_exchange *x, int64_t handed_bytes, int gone);
void http_watch(struct http_exchange *x, http_progress *progress, void *ctx);

/* The last word on an exchange, on the loop thread, once: complete 1 when the whole answer has been
 * handed to the kernel, 0 when the client left, was cut, or the answer was ended incomplete.  No
 * callback comes after it.  Set it before http_stream_start; called at once, with 0, when the
 * exchange is over already. */
typedef void http_over(void *ctx, struct http_exchange *x, int complete);
void http_on_over(struct http_exchange *x, http_over *on_over, void *ctx);

/* How many connections and exchanges there are (metrics, tests). */
void http_counts(const struct http_server *s, int *connections, int *exchanges);

#endif
