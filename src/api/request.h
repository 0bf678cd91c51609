/* request.h - the body of POST /v1/audio/speech, judged: every field right, or one clear fault.
 *
 * A pure function of body, headers and what the engine has; no I/O.  ../shared/service.md section 1
 * is the table it follows. */
#ifndef API_REQUEST_H
#define API_REQUEST_H

#include "api/fault.h"
#include "audio/encode.h"
#include "http/http.h"
#include "synth/synth.h"
#include "text/user_words.h"

enum framing {
    FRAMING_RAW,       /* the audio itself */
    FRAMING_OPENAI,    /* stream_format: sse */
    FRAMING_DASHSCOPE, /* X-DashScope-SSE: enable */
};

struct speech_request {
    const struct model_info *model;
    struct recipe recipe;
    char *text; /* UTF-8, NUL-terminated; speech_request_free */
    size_t n_text;
    size_t n_chars;                    /* Unicode code points without markup: what a bill counts */
    size_t n_tokens;                   /* Qwen tokens, of the same */
    struct user_words *pronunciations; /* of the request, or NULL */
    float speed;
    enum text_emoji emoji; /* as the caller set it, unless the request says */
    enum audio_format format;
    enum framing framing;
};

/* 0, or the fault's code.  emoji: what becomes of them where the body does not say. */
NODISCARD int speech_request_parse(struct speech_request *out, const struct http_request *http,
                                   const struct synth *synth, enum text_emoji emoji,
                                   struct fault *f);
void speech_request_free(struct speech_request *r);

#endif
