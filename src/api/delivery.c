#include "api/delivery.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/answer.h"
#include "api/fault.h"
#include "api/framing.h"
#include "api/request.h"
#include "base/log.h"

enum { ENCODED_MAX = 1 << 20, FRAMED_MAX = 2 << 20 };

/* Held by the speech until its end, and by the connection until its last word (refs). */
struct delivery {
    const struct delivery_context *context;
    struct http_exchange *x;
    struct speech_request request;
    const struct framing_ops *framing;
    struct frame_state frame;
    struct speech *speech;
    struct encoder *encoder;
    struct buf encoded, framed; /* scratch of the sink, which is never called twice at once */
    int64_t total_samples;      /* -1: not known */
    int started;                /* the first byte is on its way */

    pthread_mutex_t lock; /* below */
    int refs, gone;
    int64_t granted, produced; /* samples */
    int64_t written, handed;   /* bytes of the body */
};

static void unref(struct delivery *d)
{
    pthread_mutex_lock(&d->lock);
    int last = --d->refs == 0;
    pthread_mutex_unlock(&d->lock);
    if (!last) return;
    speech_release(d->speech);
    encode_close(d->encoder);
    speech_request_free(&d->request);
    buf_free(&d->encoded);
    buf_free(&d->framed);
    http_unref(d->x);
    pthread_mutex_destroy(&d->lock);
    free(d);
}

/* ------------------------------------------------------------------------------------- credit */

/* Tops the source's credit up to SPEECH_CREDIT samples beyond what the socket has taken. */
static void top_up(struct delivery *d)
{
    pthread_mutex_lock(&d->lock);
    int64_t waiting_bytes = d->written - d->handed;
    int64_t waiting = d->written ? d->produced * waiting_bytes / d->written : 0;
    int64_t want = d->produced - waiting + SPEECH_CREDIT - d->granted;
    if (want < SPEECH_CREDIT / 8 || d->gone) want = 0; /* not for every packet */
    d->granted += want;
    pthread_mutex_unlock(&d->lock);
    if (want) speech_grant(d->speech, want);
}

static void on_progress(void *ctx, struct http_exchange *x, int64_t handed_bytes, int gone)
{
    struct delivery *d = ctx;
    (void)x;
    pthread_mutex_lock(&d->lock);
    d->handed = handed_bytes;
    d->gone |= gone;
    pthread_mutex_unlock(&d->lock);
    if (gone)
        speech_cancel(d->speech);
    else
        top_up(d);
}

static void on_over(void *ctx, struct http_exchange *x, int complete)
{
    (void)x;
    (void)complete; /* settling will want it */
    unref(ctx);
}

/* --------------------------------------------------------------------------------------- sink */

/* Sends what is framed; a client that has gone has cancelled the speech already. */
static void send_framed(struct delivery *d)
{
    if (!d->framed.len) return;
    pthread_mutex_lock(&d->lock);
    d->written += (int64_t)d->framed.len;
    pthread_mutex_unlock(&d->lock);
    int code = http_stream_write(d->x, d->framed.data, d->framed.len);
    if (code && code != E_CANCEL) {
        log_error("api", "request %s: cannot queue %zu bytes: %s", d->frame.request_id,
                  d->framed.len, err_text(code));
        speech_cancel(d->speech);
    }
    buf_clear(&d->framed);
}

/* The answer's head, with the exact length when it can be known. */
static int start_answer(struct delivery *d, struct err *e)
{
    enum audio_format format = d->request.format;
    if (d->framing->raw_pcm && format == AUDIO_WAV) format = AUDIO_PCM;
    int code = encode_open(&d->encoder, format, d->total_samples, e);
    if (code) return code;
    char attachment[64];
    snprintf(attachment, sizeof(attachment), "attachment; filename=\"audio.%s\"",
             audio_format_name(d->request.format));
    const struct http_header events[] = {{"Cache-Control", "no-cache"},
                                         {"X-Accel-Buffering", "no"}};
    const struct http_header file[] = {{"Content-Disposition", attachment}};
    int raw = !d->framing->content_type;
    const char *type = raw ? audio_content_type(format) : d->framing->content_type;
    int64_t length = raw ? encode_total_bytes(format, d->total_samples) : -1;
    d->started = 1;
    return answer_stream(d->x, d->frame.request_id, type, raw ? file : events, raw ? 1 : 2, length);
}

static void on_plan(void *ctx, int64_t total_samples)
{
    struct delivery *d = ctx;
    d->total_samples = total_samples;
}

static void on_pcm(void *ctx, struct pcm *block)
{
    struct delivery *d = ctx;
    struct err e = {0};
    int code = 0;
    if (!d->started) code = start_answer(d, &e);
    buf_clear(&d->encoded);
    if (!code) code = encode_put(d->encoder, block->samples, block->n_samples, &d->encoded);
    d->frame.samples += block->n_samples;
    if (!code) d->framing->audio(&d->frame, d->encoded.data, d->encoded.len, &d->framed);
    if (!code) code = buf_error(&d->framed);
    if (code) {
        if (code != E_CANCEL)
            log_error("api", "request %s: %s", d->frame.request_id,
                      e.msg[0] ? e.msg : err_text(code));
        speech_cancel(d->speech);
        return;
    }
    pthread_mutex_lock(&d->lock);
    d->produced += block->n_samples;
    pthread_mutex_unlock(&d->lock);
    send_framed(d);
    top_up(d);
}

/* The last bytes of a complete answer. */
static int finish_answer(struct delivery *d, struct err *e)
{
    int code = d->started ? 0 : start_answer(d, e);
    buf_clear(&d->encoded);
    if (!code) code = encode_end(d->encoder, &d->encoded);
    if (code) return code;
    d->framing->audio(&d->frame, d->encoded.data, d->encoded.len, &d->framed);
    d->framing->end(&d->frame, &d->framed);
    return buf_error(&d->framed);
}

static void on_end(void *ctx, int code, const struct err *e)
{
    struct delivery *d = ctx;
    struct fault f = {0};
    if (e) f.e = *e;
    if (!code) code = finish_answer(d, &f.e);
    f.e.code = code;
    if (!code) {
        send_framed(d);
        http_stream_end(d->x, 1);
    } else if (!d->started) {
        if (code == E_LONG) f.param = "input";
        fault_complete(&f);
        if (f.status >= 500) log_error("api", "request %s: %s", d->frame.request_id, f.e.msg);
        answer_fault(d->x, d->frame.request_id, &f);
    } else {
        fault_complete(&f);
        if (code != E_CANCEL) log_error("api", "request %s: %s", d->frame.request_id, f.e.msg);
        int says_so = d->framing->fault && code != E_CANCEL;
        if (says_so) {
            d->framing->fault(&d->frame, &f, &d->framed);
            send_framed(d);
        }
        http_stream_end(d->x, says_so);
    }
    unref(d);
}

/* -------------------------------------------------------------------------------------- start */

static void refuse(struct delivery *d, struct fault *f)
{
    fault_complete(f);
    answer_fault(d->x, d->frame.request_id, f);
    unref(d);
}

/* The speech that the request asks for, with the pronunciations in force for who asks. */
static int ask_for_speech(struct delivery *d, const struct principal *who, struct err *e)
{
    struct user_words *standing[WORD_FILES_KINDS];
    struct synth_request ask = {.text = d->request.text,
                                .n_text = d->request.n_text,
                                .recipe = &d->request.recipe,
                                .speed = d->request.speed,
                                .seconds_max = d->request.model->seconds_max,
                                .text_options = text_default_options()};
    word_files_take(d->context->words, who->key_id, who->account_id, standing);
    ask.text_options.markup = 1;
    ask.text_options.emoji = d->request.emoji;
    ask.text_options.words[0] = d->request.pronunciations;
    for (int k = 0; k < WORD_FILES_KINDS; k++)
        ask.text_options.words[1 + k] = standing[k];
    int code = synth_speak(d->context->synth, &ask, &d->speech, e);
    for (int k = 0; k < WORD_FILES_KINDS; k++)
        user_words_unref(standing[k]);
    return code;
}

static void on_authenticated(void *ctx, int code, const struct principal *who, const struct err *e)
{
    struct delivery *d = ctx;
    struct fault f = {0};
    if (code) {
        f.e = *e;
        f.e.code = code;
        refuse(d, &f);
        return;
    }
    code = speech_request_parse(&d->request, http_request_of(d->x), d->context->synth,
                                d->context->emoji, &f);
    if (!code) {
        d->framing = framing_ops(d->request.framing);
        d->frame.input_tokens = d->request.n_tokens;
        code = ask_for_speech(d, who, &f.e);
    }
    if (code) {
        f.e.code = code;
        refuse(d, &f);
        return;
    }
    const struct speech_sink sink = {.plan = on_plan, .pcm = on_pcm, .end = on_end, .ctx = d};
    d->refs = 2; /* the speech until its end, the connection until its last word */
    d->granted = SPEECH_CREDIT;
    http_watch(d->x, on_progress, d);
    http_on_over(d->x, on_over, d);
    speech_start(d->speech, &sink);
    speech_grant(d->speech, SPEECH_CREDIT);
}

void delivery_start(const struct delivery_context *context, struct http_exchange *x,
                    const char *request_id)
{
    struct delivery *d = calloc(1, sizeof(*d));
    if (!d) {
        struct fault f = {.e.code = E_NOMEM};
        fault_complete(&f);
        answer_fault(x, request_id, &f);
        return;
    }
    d->context = context;
    d->x = http_ref(x);
    d->refs = 1;
    d->total_samples = -1;
    d->encoded = buf_make(ENCODED_MAX);
    d->framed = buf_make(FRAMED_MAX);
    pthread_mutex_init(&d->lock, NULL);
    snprintf(d->frame.request_id, sizeof(d->frame.request_id), "%s", request_id);
    gate_authenticate(context->gate, http_request_header(http_request_of(x), "authorization"),
                      on_authenticated, d);
}
