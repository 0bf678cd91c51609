/* fuzz_http.c - mutated connections against a real server in this process, over real sockets.
 *
 *     fuzz_http [CONNECTIONS [SEED]]       seeds of its own, mutated; or, built by
 *     make CC=clang SAN=fuzzer,address     a libFuzzer target (EXTRA=-DLIBFUZZER)
 *
 * Every connection is cut into pieces, and ended in one of three ways, by the input's own bytes.
 * What must hold: the handler only ever sees a sane request, answers begin like answers, and at the
 * end the server still serves, holds nothing, and stops. */
#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/rng.h"
#include "http/http.h"

enum { INPUT_MAX = 40000, BODY_MAX = 2000, HEAD_MAX = 2048 };

static struct http_server *server;

/* --------------------------------------------------------------------------------- the server */

static void require(int ok, const char *what)
{
    if (ok) return;
    fprintf(stderr, "fuzz_http: %s\n", what);
    abort();
}

static void check_request(const struct http_request *r)
{
    require(r->path[0] == '/', "a path that does not begin with a slash");
    require(!strstr(r->path, "/../"), "a path with '..'");
    require(r->n_body <= BODY_MAX && r->body[r->n_body] == 0, "a body over its limit");
    require(r->http_minor == 0 || http_request_header(r, "host"), "no Host");
    for (size_t i = 0; i < r->n_headers; i++)
        require(!strpbrk(r->headers[i].name, " \t\r\n:") && !strpbrk(r->headers[i].value, "\r\n"),
                "a field that is not one");
}

static void handle(void *ctx, struct http_exchange *x)
{
    const struct http_request *r = http_request_of(x);
    (void)ctx;
    check_request(r);
    if (r->path[1] == 'n') return; /* never answered */
    if (r->path[1] != 's') {
        http_reply(x, 200, "text/plain", NULL, 0, r->body, r->n_body);
        return;
    }
    int code = http_stream_start(x, 200, "text/plain", NULL, 0, r->path[2] == 'l' ? 6 : -1);
    for (int i = 0; i < 3 && !code; i++)
        code = http_stream_write(x, "ab", 2);
    http_stream_end(x, r->path[2] != 'b');
}

static size_t body_limit(void *ctx, const struct http_request *head)
{
    (void)ctx;
    return head->path[1] == 'z' ? 0 : BODY_MAX;
}

static void start_server(void)
{
    struct http_options o = http_default_options();
    struct err e = {0};
    o.loops = 1;
    o.head_bytes_max = HEAD_MAX;
    o.head_ms = o.body_ms = o.idle_ms = o.write_ms = 500;
    o.handler = handle;
    o.body_limit = body_limit;
    require(http_start(&server, &o, &e) == 0, e.msg);
}

/* ------------------------------------------------------------------------------- a connection */

static int open_connection(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)http_port(server)),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0, "cannot connect");
    return fd;
}

/* Reads for at most `ms` without a byte; what comes first must be an answer. */
static size_t read_answers(int fd, int ms, char *out, size_t max)
{
    struct timeval patience = {ms / 1000, ms % 1000 * 1000};
    size_t n = 0;
    ssize_t got;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    while (n < max && (got = recv(fd, out + n, max - n, 0)) > 0)
        n += (size_t)got;
    require(n < 9 || memcmp(out, "HTTP/1.1 ", 9) == 0, "an answer that does not begin like one");
    return n;
}

static void one_connection(const unsigned char *bytes, size_t n)
{
    static char answers[1 << 16];
    struct rng r = {0};
    for (size_t i = 0; i < n; i++)
        r.state = r.state * 31 + bytes[i];
    int fd = open_connection();
    size_t pieces = 1 + rng_below(&r, 4);
    for (size_t at = 0, piece = n / pieces + 1; at < n; at += piece)
        if (send(fd, bytes + at, n - at < piece ? n - at : piece, MSG_NOSIGNAL) < 0) break;
    uint32_t how = rng_below(&r, 3);
    if (how == 0) shutdown(fd, SHUT_WR);
    if (how < 2) read_answers(fd, how ? 3 : 1000, answers, sizeof(answers));
    struct linger reset = {.l_onoff = 1}; /* and no port is left waiting */
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    close(fd);
}

#ifdef LIBFUZZER

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
    if (!server) start_server();
    if (n <= INPUT_MAX) one_connection(bytes, n);
    return 0;
}

#else

/* ---------------------------------------------------------------------------------- mutations */

static const char *const seeds[] = {
    "GET /a?b=c HTTP/1.1\r\nHost: h\r\nUser-Agent: x\r\n\r\n",
    "GET /s HTTP/1.1\r\nHost: h\r\n\r\nGET /sl HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    "HEAD /%61%2f HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /sb HTTP/1.0\r\n\r\n",
    "POST /e HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloGET /n HTTP/1.1\r\nHost: "
    "h\r\n\r\n",
    "POST /e HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nA: "
    "b\r\n"
    "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
    "POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
    "OPTIONS http://h/a/b HTTP/1.1\r\nHost: h\r\nContent-Encoding: identity\r\nUpgrade: x\r\n"
    "Connection: Upgrade\r\n\r\n",
    "PUT /z HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
};

static const char *const words[] = {
    "\r\n",
    "\r\n\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    ":",
    "0\r\n\r\n",
    "%00",
    "/../",
    "chunked",
    "identity",
    "Content-Length: ",
    "Transfer-Encoding: chunked\r\n",
    "Host: h\r\n",
    "HTTP/1.0",
    "HTTP/1.1",
    "18446744073709551615",
    "ffffffffffffffff",
    "Connection: close\r\n",
    "Expect: 100-continue\r\n",
    "\xff",
    "%2e%2e",
    "POST /e ",
    "http://",
    ";",
};

struct input {
    char bytes[INPUT_MAX];
    size_t n;
};

static void insert(struct input *in, size_t at, const char *what, size_t n)
{
    if (in->n + n > INPUT_MAX) return;
    memmove(in->bytes + at + n, in->bytes + at, in->n - at);
    memcpy(in->bytes + at, what, n);
    in->n += n;
}

static void mutate(struct input *in, struct rng *r)
{
    size_t at = rng_below(r, (uint32_t)in->n + 1);
    size_t len = rng_below(r, 20);
    char copy[20];
    if (len > in->n - at) len = in->n - at;
    memcpy(copy, in->bytes + at, len);
    const char *word = words[rng_below(r, sizeof(words) / sizeof(*words))];
    switch (rng_below(r, 7)) {
    case 0:
        if (at < in->n) in->bytes[at] = (char)rng_next(r);
        break;
    case 1:
        if (at < in->n) in->bytes[at] ^= (char)(1 << rng_below(r, 8));
        break;
    case 2:
        memmove(in->bytes + at, in->bytes + at + len, in->n - at - len);
        in->n -= len;
        break;
    case 3:
        for (uint32_t k = rng_below(r, rng_below(r, 20) ? 3 : 1500); k > 0; k--)
            insert(in, at, copy, len);
        break;
    case 4:
        in->n = at;
        break;
    default:
        insert(in, at, word, strlen(word));
    }
}

static void make_input(struct input *in, struct rng *r)
{
    in->n = 0;
    for (uint32_t k = 1 + rng_below(r, 2); k > 0; k--) {
        const char *seed = seeds[rng_below(r, sizeof(seeds) / sizeof(*seeds))];
        insert(in, in->n, seed, strlen(seed));
    }
    for (uint32_t k = rng_below(r, 6); k > 0; k--)
        mutate(in, r);
}

/* After all that it must still serve, hold nothing, and stop. */
static void check_the_end(void)
{
    static const char good[] = "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    char answer[1000];
    int connections = -1;
    int exchanges = -1;
    int fd = open_connection();
    require(send(fd, good, sizeof(good) - 1, 0) == (ssize_t)sizeof(good) - 1, "cannot send");
    size_t n = read_answers(fd, 5000, answer, sizeof(answer));
    require(n > 17 && memcmp(answer, "HTTP/1.1 200 OK\r\n", 17) == 0, "it serves no more");
    close(fd);
    for (int i = 0; i < 500 && (connections || exchanges); i++) {
        clock_sleep_ms(10);
        http_counts(server, &connections, &exchanges);
    }
    require(connections == 0 && exchanges == 0, "connections or exchanges are left");
    http_stop(server, 1000);
}

int main(int argc, char **argv)
{
    static struct input in;
    long total = argc > 1 ? strtol(argv[1], NULL, 10) : 3000;
    struct rng r = {argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)clock_unix_s()};
    printf("seed %llu\n", (unsigned long long)r.state);
    start_server();
    for (long i = 0; i < total; i++) {
        make_input(&in, &r);
        one_connection((const unsigned char *)in.bytes, in.n);
    }
    check_the_end();
    printf("%ld connections\n1 passed, 0 failed\n", total);
    return 0;
}

#endif
