#include "api/api.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "api/answer.h"
#include "api/delivery.h"
#include "api/fault.h"
#include "api/lists.h"
#include "api/page.h"

enum { SPEECH_BODY_MAX = 1 << 20, LIST_MAX = 1 << 20 };

struct api {
    struct delivery_context delivery;
    struct buf models, voices; /* made once */
    atomic_int draining;
};

typedef void endpoint(struct api *a, struct http_exchange *x, const char *request_id);

static void speech(struct api *a, struct http_exchange *x, const char *request_id)
{
    delivery_start(&a->delivery, x, request_id);
}

static void models(struct api *a, struct http_exchange *x, const char *request_id)
{
    answer_json(x, request_id, 200, a->models.data, a->models.len);
}

static void voices(struct api *a, struct http_exchange *x, const char *request_id)
{
    answer_json(x, request_id, 200, a->voices.data, a->voices.len);
}

static void model(struct api *a, struct http_exchange *x, const char *request_id)
{
    (void)a;
    const char *id = http_request_of(x)->path + strlen("/v1/models/");
    struct buf b = buf_make(4096);
    if (lists_model(id, &b)) {
        answer_json(x, request_id, 200, b.data, b.len);
    } else {
        struct fault f = {0};
        fault_set(&f, E_MODEL, "model", "The model '%.80s' does not exist.", id);
        fault_complete(&f);
        answer_fault(x, request_id, &f);
    }
    buf_free(&b);
}

static void healthz(struct api *a, struct http_exchange *x, const char *request_id)
{
    (void)a;
    static const char ok[] = "{\"status\":\"ok\"}";
    answer_json(x, request_id, 200, ok, sizeof(ok) - 1);
}

static void readyz(struct api *a, struct http_exchange *x, const char *request_id)
{
    static const char ready[] = "{\"status\":\"ready\"}", draining[] = "{\"status\":\"draining\"}";
    if (atomic_load(&a->draining))
        answer_json(x, request_id, 503, draining, sizeof(draining) - 1);
    else
        answer_json(x, request_id, 200, ready, sizeof(ready) - 1);
}

static void page(struct api *a, struct http_exchange *x, const char *request_id)
{
    (void)a;
    answer_bytes(x, request_id, "text/html; charset=utf-8", page_html(), page_size());
}

/* A path that ends in '/' (but the root) stands for everything below it. */
static const struct route {
    const char *method, *path;
    endpoint *answer;
    size_t body_max;
} routes[] = {
    {"POST", "/v1/audio/speech", speech, SPEECH_BODY_MAX},
    {"GET", "/v1/models", models, 0},
    {"GET", "/v1/models/", model, 0},
    {"GET", "/v1/audio/models", models, 0},
    {"GET", "/v1/audio/voices", voices, 0},
    {"GET", "/healthz", healthz, 0},
    {"GET", "/readyz", readyz, 0},
    {"GET", "/", page, 0},
};

static const struct route *route_of(const char *path)
{
    for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
        size_t n = strlen(routes[i].path);
        int below = n > 1 && routes[i].path[n - 1] == '/';
        if (below ? !strncmp(path, routes[i].path, n) && path[n] : !strcmp(path, routes[i].path))
            return &routes[i];
    }
    return NULL;
}

static int method_fits(const struct route *r, const char *method)
{
    return !strcmp(r->method, method) || (!strcmp(r->method, "GET") && !strcmp(method, "HEAD"));
}

static void refuse(struct http_exchange *x, const char *request_id, int status, const char *text)
{
    struct fault f = {.status = status};
    fault_set(&f, E_NOENT, NULL, "%s %.100s: %s", http_request_of(x)->method,
              http_request_of(x)->path, text);
    fault_complete(&f);
    answer_fault(x, request_id, &f);
}

static void handle(void *ctx, struct http_exchange *x)
{
    struct api *a = ctx;
    const struct http_request *r = http_request_of(x);
    char request_id[40];
    answer_request_id(request_id);
    const struct route *route = route_of(r->path);
    if (!route)
        refuse(x, request_id, 404, "there is no such endpoint.");
    else if (!strcmp(r->method, "OPTIONS"))
        answer_preflight(x, request_id);
    else if (!method_fits(route, r->method))
        refuse(x, request_id, 405,
               !strcmp(route->method, "POST") ? "use POST here." : "use GET here.");
    else
        route->answer(a, x, request_id);
}

static size_t body_limit(void *ctx, const struct http_request *head)
{
    (void)ctx;
    const struct route *route = route_of(head->path);
    return route && method_fits(route, head->method) ? route->body_max : 4096;
}

int api_open(struct api **out, struct synth *synth, struct gate *gate, struct word_files *words,
             enum text_emoji emoji, struct err *e)
{
    *out = NULL;
    int code = text_can_emoji(synth_text(synth), emoji, e);
    if (code) return code;
    struct api *a = *out = calloc(1, sizeof(*a));
    if (!a) return err_set(e, E_NOMEM, "api: out of memory");
    a->delivery =
        (struct delivery_context){.synth = synth, .gate = gate, .words = words, .emoji = emoji};
    a->models = buf_make(LIST_MAX);
    a->voices = buf_make(LIST_MAX);
    lists_models(&a->models);
    lists_voices(synth_model(synth), NULL, 0, &a->voices);
    if (!buf_error(&a->models) && !buf_error(&a->voices)) return 0;
    api_close(a);
    *out = NULL;
    return err_set(e, E_NOMEM, "api: out of memory");
}

void api_close(struct api *a)
{
    if (!a) return;
    buf_free(&a->models);
    buf_free(&a->voices);
    free(a);
}

void api_serve(struct api *a, struct http_options *opt)
{
    opt->handler = handle;
    opt->body_limit = body_limit;
    opt->fault = fault_of_protocol;
    opt->ctx = a;
}

void api_drain(struct api *a)
{
    atomic_store(&a->draining, 1);
}
