#include "http/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "http/loop.h"

struct http_exchange *exchange_make(struct loop *l, struct conn *c, const char *peer,
                                    size_t head_max)
{
    struct http_exchange *x = calloc(1, sizeof(*x));
    if (!x) return NULL;
    atomic_init(&x->refs, 1);
    atomic_init(&x->users, 0);
    pthread_mutex_init(&x->lock, NULL);
    inbound_init(&x->in, head_max);
    x->loop = l;
    x->conn = c;
    memcpy(x->peer, peer, sizeof(x->peer));
    x->in.req.peer = x->peer;
    return x;
}

void exchange_hold(struct http_exchange *x)
{
    atomic_fetch_add_explicit(&x->refs, 1, memory_order_relaxed);
}

void exchange_release(struct http_exchange *x)
{
    if (atomic_fetch_sub(&x->refs, 1) != 1) return;
    inbound_free(&x->in);
    block_free_all(&x->fresh);
    block_free_all(&x->sending);
    pthread_mutex_destroy(&x->lock);
    free(x);
}

struct http_exchange *http_ref(struct http_exchange *x)
{
    if (atomic_fetch_add(&x->users, 1) == 0) exchange_hold(x);
    return x;
}

void http_unref(struct http_exchange *x)
{
    if (!x || atomic_fetch_sub(&x->users, 1) != 1) return;
    pthread_mutex_lock(&x->lock);
    if (!x->over && !x->ended) loop_post(x->loop, x); /* finds it abandoned */
    pthread_mutex_unlock(&x->lock);
    exchange_release(x);
}

const struct http_request *http_request_of(const struct http_exchange *x)
{
    return &x->in.req;
}

const char *http_request_header(const struct http_request *r, const char *lower_name)
{
    for (size_t i = 0; i < r->n_headers; i++)
        if (strcmp(r->headers[i].name, lower_name) == 0) return r->headers[i].value;
    return NULL;
}

/* ------------------------------------------------------------------------------------ writers */

/* Appends bytes (with the head before them) to fresh.  Under the lock. */
static int append(struct http_exchange *x, const struct buf *head, const void *bytes, size_t n)
{
    enum block_framing framing = x->bodyless  ? BLOCK_COUNT_ONLY
                                 : x->chunked ? BLOCK_CHUNK
                                              : BLOCK_PLAIN;
    int code = block_pack(&x->fresh, head, bytes, n, framing);
    if (code) return code;
    x->queued += n;
    x->written += (int64_t)n;
    return 0;
}

/* Begins the answer with `n` bytes of body.  Under the lock. */
static int start(struct http_exchange *x, const struct outbound_head *want, const void *body,
                 size_t n)
{
    struct outbound_head h = *want;
    int minor = x->in.req.http_minor;
    int is_head = x->in.req.method && strcmp(x->in.req.method, "HEAD") == 0;
    int no_body = h.status == 204 || h.status == 304;
    if (no_body) h.length = -1;
    if (h.length < 0 && !no_body && minor == 0) x->keep = 0; /* until close */
    if (loop_is_draining(x->loop)) x->keep = 0;
    h.chunked = h.length < 0 && !no_body && minor == 1;
    h.close = !x->keep;
    h.say_persist = x->keep && minor == 0;
    x->bodyless = is_head || no_body;
    x->chunked = h.chunked;
    x->length = no_body ? -1 : h.length;

    struct buf head = buf_make(64 << 10);
    outbound_head(&head, &h);
    int code = buf_error(&head);
    if (!code) code = append(x, &head, body, n);
    buf_free(&head);
    if (!code) x->started = 1;
    return code;
}

/* Marks the end.  Under the lock. */
static void end(struct http_exchange *x, int complete)
{
    struct buf last = buf_make(16);
    int whole = x->length < 0 || x->written == x->length || x->bodyless;
    x->broken = !complete || !whole;
    if (!x->broken && x->chunked && !x->bodyless) {
        buf_puts(&last, "0\r\n\r\n");
        if (buf_error(&last) || block_pack(&x->fresh, &last, "", 0, BLOCK_PLAIN)) x->broken = 1;
        buf_free(&last);
    }
    x->ended = 1;
    loop_post(x->loop, x);
}

void http_reply(struct http_exchange *x, int status, const char *content_type,
                const struct http_header *headers, size_t n_headers, const void *body, size_t n)
{
    struct outbound_head h = {.status = status,
                              .content_type = content_type,
                              .headers = headers,
                              .n_headers = n_headers,
                              .length = (int64_t)n};
    pthread_mutex_lock(&x->lock);
    if (!x->over && !x->started && !x->ended) {
        int code = start(x, &h, body, n);
        end(x, code == 0); /* no memory for the answer: cut */
    }
    pthread_mutex_unlock(&x->lock);
}

int http_stream_start(struct http_exchange *x, int status, const char *content_type,
                      const struct http_header *headers, size_t n_headers, int64_t length)
{
    struct outbound_head h = {.status = status,
                              .content_type = content_type,
                              .headers = headers,
                              .n_headers = n_headers,
                              .length = length};
    pthread_mutex_lock(&x->lock);
    int code = x->over ? E_CANCEL : x->started || x->ended ? E_ARG : start(x, &h, "", 0);
    if (!code) loop_post(x->loop, x);
    pthread_mutex_unlock(&x->lock);
    return code;
}

/* May n more bytes be taken?  Under the lock. */
static int check_write(const struct http_exchange *x, size_t n)
{
    size_t max = loop_options(x->loop)->stream_bytes_max;
    if (!x->started || x->ended) return E_ARG;
    if (n > max || x->queued > max - n) return E_LIMIT;
    if (x->length >= 0 && (int64_t)n > x->length - x->written) return E_LIMIT;
    return 0;
}

int http_stream_write(struct http_exchange *x, const void *bytes, size_t n)
{
    struct buf none = buf_make(0);
    pthread_mutex_lock(&x->lock);
    int code = x->over ? E_CANCEL : check_write(x, n);
    if (!code && n) {
        code = append(x, &none, bytes, n);
        if (!code) loop_post(x->loop, x);
    }
    pthread_mutex_unlock(&x->lock);
    return code;
}

void http_stream_end(struct http_exchange *x, int complete)
{
    pthread_mutex_lock(&x->lock);
    if (!x->over && x->started && !x->ended) end(x, complete);
    pthread_mutex_unlock(&x->lock);
}

/* ----------------------------------------------------------------------------------- watchers */

void http_watch(struct http_exchange *x, http_progress *progress, void *ctx)
{
    pthread_mutex_lock(&x->lock);
    int over = x->over;
    int had = x->progress != NULL;
    if (!over) {
        x->progress = progress;
        x->progress_ctx = ctx;
        if (!had) http_ref(x); /* exchange_finish gives it back */
    }
    pthread_mutex_unlock(&x->lock);
    if (over) progress(ctx, x, 0, 1);
}

void http_on_over(struct http_exchange *x, http_over *on_over, void *ctx)
{
    pthread_mutex_lock(&x->lock);
    int over = x->over;
    if (!over) {
        x->on_over = on_over;
        x->over_ctx = ctx;
    }
    pthread_mutex_unlock(&x->lock);
    if (over) on_over(ctx, x, 0);
}

/* -------------------------------------------------------------------------------- loop thread */

int exchange_take(struct http_exchange *x)
{
    pthread_mutex_lock(&x->lock);
    block_join(&x->sending, &x->fresh);
    int ended = x->ended;
    pthread_mutex_unlock(&x->lock);
    return ended && !x->sending.first;
}

void exchange_advance(struct http_exchange *x, size_t n)
{
    size_t body = 0;
    x->n_sent += n;
    struct block *b;
    while ((b = x->sending.first) && x->n_sent >= b->n) {
        x->n_sent -= b->n;
        body += b->n_body;
        x->sending.first = b->next;
        free(b);
    }
    if (!body) return;
    x->handed += (int64_t)body;
    pthread_mutex_lock(&x->lock);
    x->queued -= body;
    http_progress *progress = x->progress;
    void *ctx = x->progress_ctx;
    pthread_mutex_unlock(&x->lock);
    if (progress) progress(ctx, x, x->handed, 0);
}

int exchange_abandoned(struct http_exchange *x)
{
    int can_answer = 0;
    pthread_mutex_lock(&x->lock);
    if (x->dispatched && !x->over && !x->ended && !atomic_load(&x->users)) {
        can_answer = !x->started;
        if (x->started) end(x, 0);
    }
    pthread_mutex_unlock(&x->lock);
    return can_answer;
}

void exchange_finish(struct http_exchange *x, int gone)
{
    pthread_mutex_lock(&x->lock);
    x->over = 1;
    x->conn = NULL;
    block_free_all(&x->fresh);
    http_progress *progress = x->progress;
    http_over *on_over = x->on_over;
    int complete = !gone && !x->broken;
    pthread_mutex_unlock(&x->lock);
    if (progress && gone) progress(x->progress_ctx, x, x->handed, 1);
    if (on_over) on_over(x->over_ctx, x, complete);
    if (progress) http_unref(x);
}
