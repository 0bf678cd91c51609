#include "http/http.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/cpu.h"
#include "base/log.h"
#include "http/listen.h"
#include "http/loop.h"

enum { LOOPS_MAX = 64, SPARE_FILES = 512, HAND_OVER_MS = 50 };

struct http_options http_default_options(void)
{
    return (struct http_options){
        .host = "127.0.0.1",
        .loops = cpu_count(),
        .connections_max = 10000,
        .head_bytes_max = 16384,
        .head_ms = 10000,
        .body_ms = 60000,
        .idle_ms = 75000,
        .write_ms = 30000,
        .stream_bytes_max = (size_t)1 << 20,
    };
}

/* The usual soft limit of 1024 files would refuse the 1001st client. */
static void raise_file_limit(int connections_max)
{
    struct rlimit r;
    rlim_t want = (rlim_t)connections_max + SPARE_FILES;
    if (getrlimit(RLIMIT_NOFILE, &r) || r.rlim_cur >= want) return;
    r.rlim_cur = r.rlim_max < want ? r.rlim_max : want;
    if (setrlimit(RLIMIT_NOFILE, &r) || r.rlim_cur < want)
        log_warn("http", "the limit of open files is too low for %d connections", connections_max);
}

static int start_loops(struct http_server *s, const int *fds, struct err *e)
{
    int code = 0;
    int started = 0;
    for (; s->n_loops < s->opt.loops && !code; s->n_loops++)
        code = loop_init(&s->loops[s->n_loops], s, fds[s->n_loops], e);
    for (int i = s->n_loops; i < s->opt.loops; i++)
        close(fds[i]);
    for (; started < s->n_loops && !code; started += !code)
        if ((code = loop_start(&s->loops[started])))
            err_set(e, code, "a network thread cannot be started");
    if (!code) return 0;
    atomic_store(&s->draining, 1);
    for (int i = 0; i < s->n_loops; i++) {
        if (i < started) {
            loop_wake(&s->loops[i]);
            loop_join(&s->loops[i]);
        }
        loop_free(&s->loops[i]);
    }
    return code;
}

int http_start(struct http_server **out, const struct http_options *opt, struct err *e)
{
    int fds[LOOPS_MAX];
    *out = NULL;
    if (!opt->handler || opt->loops < 1 || opt->head_bytes_max < 64 || opt->connections_max < 1)
        return err_set(e, E_ARG, "the HTTP server's options make no sense");
    struct http_server *s = calloc(1, sizeof(*s));
    if (!s) return E_NOMEM;
    s->opt = *opt;
    s->port = opt->port;
    if (s->opt.loops > LOOPS_MAX) s->opt.loops = LOOPS_MAX;
    raise_file_limit(opt->connections_max);
    s->loops = calloc((size_t)s->opt.loops, sizeof(*s->loops));
    int code = s->loops ? listen_open(fds, s->opt.loops, opt->host, &s->port, opt->share_port, e)
                        : E_NOMEM;
    *out = s;
    if (!code) code = start_loops(s, fds, e);
    if (!code) return 0;
    *out = NULL;
    free(s->loops);
    free(s);
    return code;
}

int http_port(const struct http_server *s)
{
    return s->port;
}

/* New connections go to our successor, if there is one, and handshakes under way may end. */
static void hand_over(const struct http_server *s)
{
    const struct timespec pause = {.tv_nsec = HAND_OVER_MS * 1000000L};
    uv_os_fd_t fd = -1;
    if (!s->n_loops || uv_fileno((const uv_handle_t *)&s->loops[0].listener, &fd)) return;
    listen_hand_over(fd, s->n_loops);
    nanosleep(&pause, NULL);
}

void http_stop(struct http_server *s, int grace_ms)
{
    if (!s) return;
    hand_over(s);
    atomic_store(&s->grace_ms, grace_ms);
    atomic_store(&s->draining, 1);
    for (int i = 0; i < s->n_loops; i++)
        loop_wake(&s->loops[i]);
    for (int i = 0; i < s->n_loops; i++)
        loop_join(&s->loops[i]);
    for (int i = 0; i < s->n_loops; i++)
        loop_free(&s->loops[i]);
    free(s->loops);
    free(s);
}

void http_counts(const struct http_server *s, int *connections, int *exchanges)
{
    *connections = atomic_load(&s->connections);
    *exchanges = atomic_load(&s->exchanges);
}
