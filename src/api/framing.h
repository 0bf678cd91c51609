/* framing.h - how encoded audio is put on the wire: raw bytes, OpenAI's events, DashScope's events.
 *
 * One row of a table a framing; each function appends to a buffer what goes out next.
 *
 *     raw        bytes
 *     openai     data: {"type":"speech.audio.delta","audio":"<base64>"}  ... speech.audio.done
 *     dashscope  id:1 / event:result / :HTTP_STATUS/200 / data:{"output":{...},"usage":{...}}
 *
 * (../shared/wire.md sections 1 and 2 have the captures these follow.)  One thread at a time. */
#ifndef API_FRAMING_H
#define API_FRAMING_H

#include <stdint.h>

#include "api/fault.h"
#include "api/request.h"
#include "base/buf.h"

struct frame_state {
    char request_id[40]; /* a UUID */
    size_t input_tokens;
    int64_t samples; /* delivered so far, this block included */
    int n_events;
};

struct framing_ops {
    const char *content_type; /* NULL: the format's own */
    int raw_pcm;              /* 1: wav is sent as bare PCM inside the events */
    void (*audio)(struct frame_state *s, const void *bytes, size_t n, struct buf *out);
    void (*end)(struct frame_state *s, struct buf *out);
    void (*fault)(struct frame_state *s, const struct fault *f, struct buf *out); /* NULL: cut */
};

const struct framing_ops *framing_ops(enum framing f);

#endif
