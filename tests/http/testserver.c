/* testserver.c - a small server over src/http alone, for probe.py, wrk and the fuzzer.
 *
 *     testserver [--port N] [--loops N] [--connections N] [--head-ms N] [--body-ms N] [--idle-ms N]
 *                [--write-ms N] [--grace-ms N] [--share-port 1]
 *
 *     GET  /small /big        "hello", 48 KiB            POST /echo   the body back (1 MB at most)
 *     GET  /show              the request as it arrived   GET  /counts connections and exchanges
 *     GET  /forget            never answered: a 500       GET  /forget-late  the same, mid-stream
 *     GET  /stream?n=&size=&us=&length=1&fail=1           n blocks of size bytes, us between them
 *     GET  /wait              no bytes, until the client leaves
 *
 * A stream has a thread of its own, as a synthesis worker would be, and honours credit.  Facts go
 * to stdout, one a line ("gone handed=..."), which is how the prober sees our side. SIGTERM drains.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/http.h"

enum { BIG = 48 * 1024, CREDIT = 128 * 1024, ECHO_MAX = 1000000 };

static struct http_server *server;
static char big[BIG];

struct stream {
    struct http_exchange *x;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    long n, us;
    size_t size;
    int fail;
    int64_t written, handed;
    int gone, refs; /* the thread's and the exchange's */
};

static void say(const char *line)
{
    printf("%s\n", line);
    fflush(stdout);
}

static void stream_release(struct stream *s)
{
    pthread_mutex_lock(&s->lock);
    int left = --s->refs;
    pthread_mutex_unlock(&s->lock);
    if (left) return;
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->changed);
    free(s);
}

static void on_progress(void *ctx, struct http_exchange *x, int64_t handed, int gone)
{
    struct stream *s = ctx;
    (void)x;
    pthread_mutex_lock(&s->lock);
    s->handed = handed;
    s->gone |= gone;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
    if (!gone) return;
    char line[80];
    snprintf(line, sizeof(line), "gone handed=%lld", (long long)handed);
    say(line);
}

static void on_over(void *ctx, struct http_exchange *x, int complete)
{
    (void)x;
    if (complete) say("complete");
    stream_release(ctx);
}

/* Waits for credit; 1: the client has gone. */
static int wait_for_credit(struct stream *s)
{
    pthread_mutex_lock(&s->lock);
    while (!s->gone && s->written - s->handed > CREDIT)
        pthread_cond_wait(&s->changed, &s->lock);
    int gone = s->gone;
    pthread_mutex_unlock(&s->lock);
    return gone;
}

static void *produce(void *arg)
{
    struct stream *s = arg;
    char *block = malloc(s->size + 32);
    for (long i = 0; block && i < s->n; i++) {
        if (s->us) usleep((useconds_t)s->us);
        if (wait_for_credit(s)) break;
        memset(block, 'x', s->size);
        int digits = snprintf(block, 32, "%020lld", (long long)clock_ns());
        block[digits] = s->size > (size_t)digits ? ' ' : 0; /* when it was made, for latency */
        block[s->size - 1] = '\n';
        s->written += (int64_t)s->size;
        if (http_stream_write(s->x, block, s->size)) break;
    }
    char line[80];
    snprintf(line, sizeof(line), "produced %lld", (long long)s->written);
    say(line);
    free(block);
    http_stream_end(s->x, !s->fail);
    http_unref(s->x);
    stream_release(s);
    return NULL;
}

static long number_of(const char *query, const char *name, long otherwise)
{
    size_t n = strlen(name);
    for (const char *p = query; p && *p; p = strchr(p, '&') ? strchr(p, '&') + 1 : NULL)
        if (strncmp(p, name, n) == 0 && p[n] == '=') return strtol(p + n + 1, NULL, 10);
    return otherwise;
}

static struct stream *stream_make(struct http_exchange *x)
{
    struct stream *s = calloc(1, sizeof(*s));
    if (!s) abort();
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    s->x = x;
    s->refs = 2;
    http_watch(x, on_progress, s);
    http_on_over(x, on_over, s);
    return s;
}

static void start_stream(struct http_exchange *x, const char *query)
{
    struct stream *s = stream_make(http_ref(x));
    pthread_t t;
    s->n = number_of(query, "n", 10);
    s->size = (size_t)number_of(query, "size", 100);
    s->us = number_of(query, "us", 0);
    s->fail = (int)number_of(query, "fail", 0);
    int64_t length = (s->n + s->fail) * (int64_t)s->size; /* one that fails has promised more */
    if (!number_of(query, "length", 0)) length = -1;
    if (http_stream_start(x, 200, "text/plain", NULL, 0, length)) say("stream refused");
    if (pthread_create(&t, NULL, produce, s)) abort();
    pthread_detach(t);
}

static void show(struct http_exchange *x, const struct http_request *r)
{
    struct buf b = buf_make(64 << 10);
    buf_printf(&b, "%s [%s] [%s] 1.%d %s\n", r->method, r->path, r->query, r->http_minor, r->peer);
    for (size_t i = 0; i < r->n_headers; i++)
        buf_printf(&b, "%s=[%s]\n", r->headers[i].name, r->headers[i].value);
    http_reply(x, 200, "text/plain", NULL, 0, b.data, b.len);
    buf_free(&b);
}

static void counts(struct http_exchange *x)
{
    char text[64];
    int connections;
    int exchanges;
    http_counts(server, &connections, &exchanges);
    int n = snprintf(text, sizeof(text), "%d %d", connections, exchanges);
    http_reply(x, 200, "text/plain", NULL, 0, text, (size_t)n);
}

static void handle(void *ctx, struct http_exchange *x)
{
    const struct http_request *r = http_request_of(x);
    (void)ctx;
    if (strcmp(r->path, "/small") == 0) {
        http_reply(x, 200, "text/plain", NULL, 0, "hello", 5);
    } else if (strcmp(r->path, "/big") == 0) {
        http_reply(x, 200, "application/octet-stream", NULL, 0, big, sizeof(big));
    } else if (strcmp(r->path, "/echo") == 0) {
        http_reply(x, 200, "application/octet-stream", NULL, 0, r->body, r->n_body);
    } else if (strcmp(r->path, "/stream") == 0) {
        start_stream(x, r->query);
    } else if (strcmp(r->path, "/wait") == 0) {
        struct stream *s = stream_make(x); /* the watch keeps x; nobody ever writes */
        stream_release(s);
    } else if (strcmp(r->path, "/forget") == 0) {
        say("forgotten");
    } else if (strcmp(r->path, "/forget-late") == 0) {
        if (http_stream_start(x, 200, "text/plain", NULL, 0, -1)) say("stream refused");
    } else if (strcmp(r->path, "/counts") == 0) {
        counts(x);
    } else if (strcmp(r->path, "/show") == 0) {
        show(x, r);
    } else {
        http_reply(x, 404, "text/plain", NULL, 0, "no such page", 12);
    }
}

static size_t body_limit(void *ctx, const struct http_request *head)
{
    (void)ctx;
    return strcmp(head->path, "/echo") == 0 ? ECHO_MAX : 0;
}

static void fault(void *ctx, int status, const char *reason, struct buf *body)
{
    (void)ctx;
    buf_printf(body, "{\"error\":{\"status\":%d,\"message\":\"%s\"}}", status, reason);
}

static int set_option(struct http_options *o, int *grace_ms, const char *name, const char *value)
{
    const struct {
        const char *name;
        int *to;
    } table[] = {
        {"--port", &o->port},
        {"--loops", &o->loops},
        {"--connections", &o->connections_max},
        {"--head-ms", &o->head_ms},
        {"--body-ms", &o->body_ms},
        {"--idle-ms", &o->idle_ms},
        {"--write-ms", &o->write_ms},
        {"--share-port", &o->share_port},
        {"--grace-ms", grace_ms},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
        if (strcmp(name, table[i].name) == 0) {
            *table[i].to = (int)strtol(value, NULL, 10);
            return 0;
        }
    fprintf(stderr, "testserver: no option %s\n", name);
    return 2;
}

int main(int argc, char **argv)
{
    struct http_options o = http_default_options();
    struct err e;
    int grace_ms = 10000;
    int sig;
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    memset(big, 'b', sizeof(big));
    o.handler = handle;
    o.body_limit = body_limit;
    o.fault = fault;
    for (int i = 1; i + 1 < argc; i += 2)
        if (set_option(&o, &grace_ms, argv[i], argv[i + 1])) return 2;
    if (http_start(&server, &o, &e)) {
        fprintf(stderr, "testserver: %s\n", e.msg);
        return 1;
    }
    printf("port %d\n", http_port(server));
    fflush(stdout);
    sigwait(&ends, &sig);
    http_stop(server, grace_ms);
    say("stopped");
    return 0;
}
