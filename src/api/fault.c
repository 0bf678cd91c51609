#include "api/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"

static const struct {
    int error, status;
    const char *code;
    int retry_after_s;
} by_error[] = {
    {E_AUTH, 401, "invalid_api_key", 0},   {E_MODEL, 404, "model_not_found", 0},
    {E_VOICE, 400, "invalid_voice", 0},    {E_LONG, 400, "text_too_long", 0},
    {E_BUSY, 503, "overloaded", 1},        {E_ARG, 400, "invalid_request", 0},
    {E_FORMAT, 400, "invalid_request", 0}, {E_UNSUP, 400, "invalid_request", 0},
    {E_NOENT, 404, "not_found", 0},
};

static const struct {
    int status;
    const char *code;
} by_status[] = {
    {404, "not_found"},         {405, "method_not_allowed"},
    {413, "payload_too_large"}, {415, "unsupported_media_type"},
    {503, "overloaded"},
};

int fault_set(struct fault *f, int code, const char *param, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    f->e.code = code;
    vsnprintf(f->e.msg, sizeof(f->e.msg), fmt, ap);
    va_end(ap);
    f->param = param;
    return code;
}

void fault_complete(struct fault *f)
{
    for (size_t i = 0; !f->status && i < sizeof(by_error) / sizeof(by_error[0]); i++)
        if (by_error[i].error == f->e.code) {
            f->status = by_error[i].status;
            if (!f->code) f->code = by_error[i].code;
            if (!f->retry_after_s) f->retry_after_s = by_error[i].retry_after_s;
        }
    if (!f->status) f->status = 500;
    for (size_t i = 0; !f->code && i < sizeof(by_status) / sizeof(by_status[0]); i++)
        if (by_status[i].status == f->status) f->code = by_status[i].code;
    if (!f->code) f->code = f->status < 500 ? "invalid_request" : "internal_error";
    if (!f->e.msg[0]) snprintf(f->e.msg, sizeof(f->e.msg), "%s", err_text(f->e.code));
}

void fault_json(const struct fault *f, struct buf *out)
{
    buf_puts(out, "{\"error\":{\"message\":");
    json_put_string(out, f->e.msg, strlen(f->e.msg));
    buf_printf(out, ",\"type\":\"%s\",\"param\":",
               f->status < 500 ? "invalid_request_error" : "server_error");
    if (f->param)
        json_put_string(out, f->param, strlen(f->param));
    else
        buf_puts(out, "null");
    buf_printf(out, ",\"code\":\"%s\"}}", f->code);
}

void fault_of_protocol(void *ctx, int status, const char *reason, struct buf *body)
{
    (void)ctx;
    struct fault f = {.status = status};
    snprintf(f.e.msg, sizeof(f.e.msg), "%s", reason);
    fault_complete(&f);
    fault_json(&f, body);
}
