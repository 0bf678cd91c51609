#include "http/conn.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/exchange.h"
#include "http/loop.h"

enum {
    AHEAD_MAX = 4 * 1024,
    GATHER_BLOCKS = 8,
    GATHER_BYTES = 64 * 1024,
    BURST_ROUNDS = 16, /* a fast producer and a fast reader must not keep a loop to themselves */
    LINGER_MS = 1000,
    OVERFLOW_MAX = 256, /* connections beyond the maximum that still get their 503 */
};

/* Request bodies under way, all connections together. */
static const size_t body_bytes_max = (size_t)256 << 20;

static void flush(struct conn *c);

static const struct http_options *options(const struct conn *c)
{
    return loop_options(c->loop);
}

/* ------------------------------------------------------------------------------------ closing */

static void on_closed(uv_handle_t *h)
{
    struct conn *c = h->data;
    if (c->prev)
        c->prev->next = c->next;
    else
        c->loop->conns = c->next;
    if (c->next) c->next->prev = c->prev;
    atomic_fetch_sub(&c->loop->server->connections, 1);
    buf_free(&c->ahead);
    free(c);
}

/* The exchange and the connection part. */
static void drop_exchange(struct conn *c, int gone)
{
    struct http_exchange *x = c->x;
    if (!x) return;
    c->x = NULL;
    atomic_fetch_sub(&c->loop->server->body_bytes, x->body_share);
    if (x->dispatched) atomic_fetch_sub(&c->loop->server->exchanges, 1);
    exchange_finish(x, gone);
    exchange_release(x);
}

/* The client left, or is cut. */
static void gone(struct conn *c)
{
    if (uv_is_closing((uv_handle_t *)&c->tcp)) return;
    uv_close((uv_handle_t *)&c->tcp, on_closed);
    drop_exchange(c, 1);
}

/* A client that reads until the end of the connection would take a FIN for a whole answer. */
static void cut_broken(struct conn *c)
{
    int by_reset = !c->x->chunked && c->x->length < 0;
    drop_exchange(c, 0);
    if (!by_reset || uv_tcp_close_reset(&c->tcp, on_closed))
        uv_close((uv_handle_t *)&c->tcp, on_closed);
}

static void on_alloc(uv_handle_t *h, size_t suggested, uv_buf_t *buf)
{
    struct conn *c = h->data;
    (void)suggested;
    *buf = uv_buf_init(c->loop->read_buf, LOOP_READ_BYTES);
}

static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *buf);

static int resume_reading(struct conn *c)
{
    c->paused = 0;
    int r = uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read);
    if (r) gone(c);
    return r;
}

/* Closing at once, with bytes unread, would send a reset that can destroy the answer on its way:
 * say that we are through, and read what still comes. */
static void linger(struct conn *c)
{
    uv_os_fd_t fd;
    drop_exchange(c, 0);
    buf_free(&c->ahead);
    c->state = CONN_LINGER;
    c->due = loop_now(c->loop) + LINGER_MS;
    if (uv_fileno((uv_handle_t *)&c->tcp, &fd) || shutdown(fd, SHUT_WR))
        gone(c);
    else if (c->paused)
        resume_reading(c);
}

/* ----------------------------------------------------------------------------------- requests */

static void become_idle(struct conn *c)
{
    c->state = CONN_IDLE;
    c->due = loop_now(c->loop) + options(c)->idle_ms;
}

static void default_fault(void *ctx, int status, const char *reason, struct buf *body)
{
    (void)ctx;
    (void)status;
    buf_printf(body, "{\"error\":{\"message\":\"%s\"}}", reason);
}

/* Answers an error of the protocol; the connection ends after it. */
static void fault(struct conn *c, int status, const char *reason)
{
    static const struct http_header retry = {"Retry-After", "1"};
    struct buf body = buf_make(16 << 10);
    http_fault *tell = options(c)->fault ? options(c)->fault : default_fault;
    tell(options(c)->ctx, status, reason, &body);
    c->state = CONN_BUSY;
    c->due = 0;
    pthread_mutex_lock(&c->x->lock);
    c->x->keep = 0;
    pthread_mutex_unlock(&c->x->lock);
    http_reply(c->x, status, "application/json", &retry, status == 503, body.data, body.len);
    buf_free(&body);
}

static int begin_request(struct conn *c)
{
    c->x = exchange_make(c->loop, c, c->peer, (size_t)options(c)->head_bytes_max);
    if (!c->x) {
        gone(c);
        return E_NOMEM;
    }
    c->state = CONN_HEAD;
    c->due = loop_now(c->loop) + options(c)->head_ms;
    return 0;
}

static void dispatch(struct conn *c)
{
    struct http_exchange *x = c->x;
    c->state = CONN_BUSY;
    c->due = 0;
    x->keep = x->in.keep_alive;
    x->dispatched = 1;
    atomic_fetch_add(&c->loop->server->exchanges, 1);
    http_ref(x);
    options(c)->handler(options(c)->ctx, x);
    http_unref(x);
}

/* The head is there: how long may the body be, and does the client wait to be asked for it? */
static void accept_head(struct conn *c)
{
    static char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    struct inbound *in = &c->x->in;
    const struct http_options *opt = options(c);
    inbound_accept(in, opt->body_limit ? opt->body_limit(opt->ctx, &in->req) : 0);
    if (in->state != INBOUND_BODY) return;
    c->state = CONN_BODY;
    c->due = loop_now(c->loop) + opt->body_ms;
    if (!in->expects_100) return;
    uv_buf_t b = uv_buf_init(go_on, sizeof(go_on) - 1);
    if (uv_try_write((uv_stream_t *)&c->tcp, &b, 1) != (int)b.len) gone(c);
}

static void count_body(struct conn *c)
{
    atomic_size_t *total = &c->loop->server->body_bytes;
    size_t grown = c->x->in.body_.len - c->x->body_share;
    c->x->body_share += grown;
    if (grown && atomic_fetch_add(total, grown) + grown > body_bytes_max)
        inbound_refuse(&c->x->in, 503, "the server is holding too many request bodies");
}

/* Gives bytes to the request under way, beginning one if need be; returns how many were used: all
 * of them, unless the connection became BUSY. */
static size_t feed(struct conn *c, const char *bytes, size_t n)
{
    size_t used = 0;
    while (used < n && c->state < CONN_BUSY) {
        if (!c->x && begin_request(c)) return n;
        struct inbound *in = &c->x->in;
        used += inbound_feed(in, bytes + used, n - used);
        if (in->state == INBOUND_READY) accept_head(c);
        if (!c->x) return n; /* gone while 100 Continue was written */
        count_body(c);
        if (in->state == INBOUND_REFUSED) {
            fault(c, in->status, in->reason);
            return n; /* nothing after it can be trusted */
        }
        if (in->state == INBOUND_DONE) dispatch(c);
    }
    return used;
}

/* -------------------------------------------------------------------------------------- ahead */

static size_t ahead_left(const struct conn *c)
{
    return c->ahead.len - c->ahead_at;
}

static void keep_ahead(struct conn *c, const char *bytes, size_t n)
{
    if (c->ahead_at) {
        buf_drop(&c->ahead, c->ahead_at);
        c->ahead_at = 0;
    }
    if (buf_add(&c->ahead, bytes, n)) {
        gone(c);
    } else if (ahead_left(c) > AHEAD_MAX) {
        c->paused = 1;
        uv_read_stop((uv_stream_t *)&c->tcp);
    }
}

/* The answer before is through: the next request, from what was sent ahead. */
static void next_request(struct conn *c)
{
    become_idle(c);
    if (ahead_left(c)) c->ahead_at += feed(c, c->ahead.data + c->ahead_at, ahead_left(c));
    if (uv_is_closing((uv_handle_t *)&c->tcp)) return;
    if (!ahead_left(c)) {
        buf_free(&c->ahead);
        c->ahead_at = 0;
    }
    if (c->paused && ahead_left(c) <= AHEAD_MAX) resume_reading(c);
}

static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *buf)
{
    struct conn *c = s->data;
    struct loop *l = c->loop;
    if (n < 0) {
        gone(c);
    } else if (n > 0 && c->state != CONN_LINGER) {
        size_t used = feed(c, buf->base, (size_t)n);
        if (used < (size_t)n && !uv_is_closing((uv_handle_t *)s))
            keep_ahead(c, buf->base + used, (size_t)n - used);
    }
    loop_run_posts(l);
}

/* ------------------------------------------------------------------------------------ answers */

/* The first bytes of `sending`, as buffers for the kernel; *n: how many bytes. */
static unsigned gather(const struct http_exchange *x, uv_buf_t bufs[GATHER_BLOCKS], size_t *n)
{
    unsigned k = 0;
    size_t skip = x->n_sent;
    *n = 0;
    for (struct block *b = x->sending.first; b && k < GATHER_BLOCKS && *n < GATHER_BYTES;
         b = b->next) {
        if (b->n > skip) bufs[k++] = uv_buf_init(b->bytes + skip, (unsigned)(b->n - skip));
        *n += b->n - skip;
        skip = 0;
    }
    return k;
}

static void on_written(uv_write_t *req, int status)
{
    struct http_exchange *x = req->data;
    struct loop *l = x->loop;
    struct conn *c = x->conn;
    x->writing = 0;
    if (c && status < 0) {
        gone(c);
    } else if (c) {
        c->due = 0;
        exchange_advance(x, x->write_n);
        flush(c);
    }
    exchange_release(x);
    loop_run_posts(l);
}

/* Hands the kernel what it takes now and leaves the rest to libuv; the time without progress counts
 * from here.  at_once 0: all is left to libuv, which calls back when the others had their turn. */
static int write_some(struct conn *c, int at_once)
{
    struct http_exchange *x = c->x;
    uv_stream_t *s = (uv_stream_t *)&c->tcp;
    uv_buf_t bufs[GATHER_BLOCKS];
    size_t n;
    unsigned k = gather(x, bufs, &n);
    int r = k && at_once ? uv_try_write(s, bufs, k) : 0;
    if (r < 0 && r != UV_EAGAIN) return r;
    exchange_advance(x, r < 0 ? 0 : (size_t)r);
    if (r >= 0 && (size_t)r == n) return 0;

    k = gather(x, bufs, &x->write_n);
    x->write.data = x;
    r = uv_write(&x->write, s, bufs, k, on_written);
    if (r) return r;
    exchange_hold(x);
    x->writing = 1;
    c->unsent = uv_stream_get_write_queue_size(s);
    c->due = loop_now(c->loop) + options(c)->write_ms;
    return 0;
}

static void flush(struct conn *c)
{
    struct http_exchange *x = c->x;
    int through = 0;
    int rounds = 0;
    while (!x->writing && !(through = exchange_take(x)) && x->sending.first)
        if (write_some(c, rounds++ < BURST_ROUNDS)) {
            gone(c);
            return;
        }
    if (x->writing || !through) return;
    if (x->broken) {
        cut_broken(c);
    } else if (!x->keep) {
        linger(c);
    } else {
        drop_exchange(c, 0);
        next_request(c);
    }
}

void conn_answer(struct http_exchange *x)
{
    struct conn *c = x->conn;
    if (!c) return;
    if (exchange_abandoned(x)) fault(c, 500, "the request was dropped without an answer");
    flush(c);
}

/* ----------------------------------------------------------------------------------- deadline */

/* Has a peer whose bytes we do not read hung up? */
static int peer_left(const struct conn *c)
{
    struct pollfd p = {.events = POLLRDHUP};
    if (uv_fileno((const uv_handle_t *)&c->tcp, &p.fd)) return 1;
    return poll(&p, 1, 0) > 0 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

static void expire(struct conn *c)
{
    size_t unsent = uv_stream_get_write_queue_size((uv_stream_t *)&c->tcp);
    if (c->state == CONN_HEAD) {
        fault(c, 408, "the head of the request did not come in time");
    } else if (c->state == CONN_BODY) {
        fault(c, 408, "the body of the request did not come in time");
    } else if (c->state == CONN_BUSY && unsent < c->unsent) { /* slow, but moving */
        c->unsent = unsent;
        c->due = loop_now(c->loop) + options(c)->write_ms;
    } else {
        gone(c);
    }
}

void conn_tick(struct conn *c, int close_idle, int cut)
{
    if (uv_is_closing((uv_handle_t *)&c->tcp)) return;
    if (cut || (close_idle && c->state == CONN_IDLE) || (c->paused && peer_left(c)))
        gone(c);
    else if (c->due && loop_now(c->loop) >= c->due)
        expire(c);
}

/* ------------------------------------------------------------------------------------ opening */

static void name_peer(struct conn *c)
{
    struct sockaddr_storage a;
    int n = sizeof(a);
    if (uv_tcp_getpeername(&c->tcp, (struct sockaddr *)&a, &n)) return;
    if (a.ss_family == AF_INET)
        uv_ip4_name((struct sockaddr_in *)&a, c->peer, sizeof(c->peer));
    else if (a.ss_family == AF_INET6)
        uv_ip6_name((struct sockaddr_in6 *)&a, c->peer, sizeof(c->peer));
    if (strncmp(c->peer, "::ffff:", 7) == 0 && strchr(c->peer, '.'))
        memmove(c->peer, c->peer + 7, strlen(c->peer + 7) + 1);
}

static struct conn *make(struct loop *l)
{
    struct conn *c = calloc(1, sizeof(*c));
    if (!c) return NULL;
    c->loop = l;
    c->tcp.data = c;
    c->ahead = buf_make(AHEAD_MAX + LOOP_READ_BYTES);
    uv_tcp_init(&l->uv, &c->tcp);
    c->next = l->conns;
    if (c->next) c->next->prev = c;
    l->conns = c;
    return c;
}

void conn_open(struct loop *l, int fd)
{
    struct conn *c = make(l);
    if (!c) { /* without a handle the connection stays in the listener's queue */
        if (fd >= 0) close(fd);
        return;
    }
    int count = atomic_fetch_add(&l->server->connections, 1) + 1;
    int max = options(c)->connections_max;
    int r = fd < 0 ? uv_accept((uv_stream_t *)&l->listener, (uv_stream_t *)&c->tcp)
                   : uv_tcp_open(&c->tcp, fd);
    if (r || count > max + OVERFLOW_MAX) {
        if (r && fd >= 0) close(fd);
        gone(c);
        return;
    }
    name_peer(c);
    become_idle(c);
    if (resume_reading(c)) return;
    if (count > max && !begin_request(c)) fault(c, 503, "too many connections");
}
