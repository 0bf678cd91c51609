#include "api/framing.h"

#include <string.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"

enum { AUDIO_TOKENS_A_SECOND = 50 };

static void put_base64(struct buf *out, const void *bytes, size_t n)
{
    char *at = buf_room(out, digest_base64_size(n));
    if (at) out->len += digest_base64(at, bytes, n);
}

/* Fifty tokens a second of audio, at least one second's (the qwen-tts rule). */
static int64_t audio_tokens(int64_t samples)
{
    int64_t n = (samples * AUDIO_TOKENS_A_SECOND + SPEECH_RATE - 1) / SPEECH_RATE;
    return n < AUDIO_TOKENS_A_SECOND ? AUDIO_TOKENS_A_SECOND : n;
}

/* ---------------------------------------------------------------------------------------- raw */

static void raw_audio(struct frame_state *s, const void *bytes, size_t n, struct buf *out)
{
    (void)s;
    buf_add(out, bytes, n);
}

static void raw_end(struct frame_state *s, struct buf *out)
{
    (void)s;
    (void)out;
}

/* ------------------------------------------------------------------------------------- openai */

static void openai_audio(struct frame_state *s, const void *bytes, size_t n, struct buf *out)
{
    (void)s;
    if (!n) return;
    buf_puts(out, "data: {\"type\":\"speech.audio.delta\",\"audio\":\"");
    put_base64(out, bytes, n);
    buf_puts(out, "\"}\n\n");
}

static void openai_end(struct frame_state *s, struct buf *out)
{
    int64_t tokens = audio_tokens(s->samples), total = tokens + (int64_t)s->input_tokens;
    buf_printf(out,
               "data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":%zu,"
               "\"output_tokens\":%lld,\"total_tokens\":%lld}}\n\n",
               s->input_tokens, (long long)tokens, (long long)total);
}

static void openai_fault(struct frame_state *s, const struct fault *f, struct buf *out)
{
    (void)s;
    struct buf body = buf_make(4096);
    fault_json(f, &body); /* {"error":{...}} */
    buf_printf(out, "data: {\"type\":\"error\",%s\n\n", body.len > 1 ? body.data + 1 : "}");
    buf_free(&body);
}

/* ---------------------------------------------------------------------------------- dashscope */

static void dashscope_event(struct frame_state *s, const void *bytes, size_t n, int last,
                            struct buf *out)
{
    int64_t tokens = audio_tokens(s->samples), total = tokens + (int64_t)s->input_tokens;
    int64_t now = clock_unix_s();
    buf_printf(out,
               "id:%d\nevent:result\n:HTTP_STATUS/200\ndata:{\"output\":{\"finish_reason\":\"%s\","
               "\"audio\":{\"data\":\"",
               ++s->n_events, last ? "stop" : "null");
    put_base64(out, bytes, n);
    buf_printf(out, "\",\"expires_at\":%lld,\"id\":\"audio_%s\"%s}},", (long long)now,
               s->request_id, last ? ",\"url\":\"\"" : "");
    buf_printf(out,
               "\"usage\":{\"total_tokens\":%lld,\"input_tokens_details\":{\"text_tokens\":%zu},"
               "\"output_tokens\":%lld,\"input_tokens\":%zu,\"output_tokens_details\":"
               "{\"audio_tokens\":%lld,\"text_tokens\":0}},\"request_id\":\"%s\"}\n\n",
               (long long)total, s->input_tokens, (long long)tokens, s->input_tokens,
               (long long)tokens, s->request_id);
}

static void dashscope_audio(struct frame_state *s, const void *bytes, size_t n, struct buf *out)
{
    if (n) dashscope_event(s, bytes, n, 0, out);
}

static void dashscope_end(struct frame_state *s, struct buf *out)
{
    dashscope_event(s, "", 0, 1, out);
}

static void dashscope_fault(struct frame_state *s, const struct fault *f, struct buf *out)
{
    buf_printf(out, "id:%d\nevent:error\n:HTTP_STATUS/%d\ndata:{\"code\":\"%s\",\"message\":",
               ++s->n_events, f->status,
               f->status == 503   ? "ModelUnavailable"
               : f->status >= 500 ? "InternalError"
                                  : "InvalidParameter");
    json_put_string(out, f->e.msg, strlen(f->e.msg));
    buf_printf(out, ",\"request_id\":\"%s\"}\n\n", s->request_id);
}

const struct framing_ops *framing_ops(enum framing f)
{
    static const struct framing_ops table[] = {
        [FRAMING_RAW] = {NULL, 0, raw_audio, raw_end, NULL},
        [FRAMING_OPENAI] = {"text/event-stream", 0, openai_audio, openai_end, openai_fault},
        [FRAMING_DASHSCOPE] = {"text/event-stream;charset=UTF-8", 1, dashscope_audio, dashscope_end,
                               dashscope_fault},
    };
    return &table[f];
}
