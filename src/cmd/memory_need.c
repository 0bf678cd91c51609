#include "cmd/memory_need.h"

static int plan(struct kokoro *k, const struct kokoro_options *o, const double *seconds, int n,
                struct memory_need *out, struct err *e)
{
    struct kokoro_session *s = NULL;
    struct pool *pool = NULL;
    int code = pool_start(&pool, 0, 1);
    if (code) return err_set(e, code, "no worker threads can be started");
    code = kokoro_prepare(k, o, pool, e);
    if (!code) code = kokoro_session_open(&s, k, pool, e);
    for (int i = 0; i < n && !code; i++)
        out->speech_mb[i] = (double)kokoro_session_plan(s, seconds[i]) * 1e-6;
    struct kokoro_memory m = kokoro_memory(k);
    out->weights_mb = (double)(m.read + m.made) * 1e-6;
    out->made_mb = (double)m.made * 1e-6;
    out->mapped_mb = (double)m.mapped * 1e-6;
    kokoro_session_close(s);
    pool_stop(pool);
    return code;
}

int memory_need(const char *data, const struct kokoro_options *o, const double *seconds, int n,
                struct memory_need *out, struct err *e)
{
    struct kokoro *k = NULL;
    *out = (struct memory_need){0};
    int code = kokoro_open(&k, data, e);
    if (!code) code = plan(k, o, seconds, n, out, e);
    kokoro_close(k);
    return code;
}
