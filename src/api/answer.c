#include "api/answer.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"

enum { HEADERS_MAX = 12, MORE_MAX = 4 };

struct headers {
    struct http_header list[HEADERS_MAX];
    size_t n;
};

static void add(struct headers *h, const char *name, const char *value)
{
    assert(h->n < HEADERS_MAX);
    h->list[h->n++] = (struct http_header){name, value};
}

static struct headers common(const struct http_exchange *x, const char *request_id)
{
    struct headers h = {.n = 0};
    add(&h, "X-Request-Id", request_id);
    if (!strncmp(http_request_of(x)->path, "/v1/", 4)) {
        add(&h, "Access-Control-Allow-Origin", "*");
        add(&h, "Access-Control-Expose-Headers",
            "X-Request-Id, Retry-After, Content-Disposition, Content-Length");
    }
    return h;
}

void answer_request_id(char out[40])
{
    uint8_t r[16];
    char hex[33];
    digest_random(r, sizeof(r));
    r[6] = (uint8_t)((r[6] & 0x0F) | 0x40);
    r[8] = (uint8_t)((r[8] & 0x3F) | 0x80);
    digest_hex(hex, r, sizeof(r));
    snprintf(out, 40, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

void answer_json(struct http_exchange *x, const char *request_id, int status, const char *json,
                 size_t n)
{
    struct headers h = common(x, request_id);
    http_reply(x, status, "application/json", h.list, h.n, json, n);
}

void answer_bytes(struct http_exchange *x, const char *request_id, const char *content_type,
                  const void *bytes, size_t n)
{
    struct headers h = common(x, request_id);
    add(&h, "X-Content-Type-Options", "nosniff");
    add(&h, "Content-Security-Policy",
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'unsafe-inline'; "
        "connect-src 'self'; media-src 'self' blob:; form-action 'none'; frame-ancestors 'none'");
    http_reply(x, 200, content_type, h.list, h.n, bytes, n);
}

void answer_fault(struct http_exchange *x, const char *request_id, const struct fault *f)
{
    struct headers h = common(x, request_id);
    struct buf body = buf_make(8192);
    char seconds[16];
    snprintf(seconds, sizeof(seconds), "%d", f->retry_after_s);
    if (f->retry_after_s) add(&h, "Retry-After", seconds);
    if (f->status == 401) add(&h, "WWW-Authenticate", "Bearer");
    fault_json(f, &body);
    http_reply(x, f->status, "application/json", h.list, h.n, body.data, body.len);
    buf_free(&body);
}

/* A list of header names: nothing in it could end our header or begin another. */
static int is_token_list(const char *s)
{
    return strlen(s) < 500 && s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789-_, ")] == 0;
}

void answer_preflight(struct http_exchange *x, const char *request_id)
{
    struct headers h = common(x, request_id);
    const char *asked = http_request_header(http_request_of(x), "access-control-request-headers");
    add(&h, "Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS");
    add(&h, "Access-Control-Allow-Headers",
        asked && is_token_list(asked) ? asked : "Authorization, Content-Type, X-DashScope-SSE");
    add(&h, "Access-Control-Max-Age", "600");
    add(&h, "Vary", "Access-Control-Request-Headers");
    http_reply(x, 204, NULL, h.list, h.n, NULL, 0);
}

int answer_stream(struct http_exchange *x, const char *request_id, const char *content_type,
                  const struct http_header *more, size_t n_more, int64_t length)
{
    struct headers h = common(x, request_id);
    assert(n_more <= MORE_MAX);
    for (size_t i = 0; i < n_more; i++)
        add(&h, more[i].name, more[i].value);
    return http_stream_start(x, 200, content_type, h.list, h.n, length);
}
