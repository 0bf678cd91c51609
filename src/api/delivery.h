/* delivery.h - one request for speech on its way out: authenticated, judged, spoken, sent.
 *
 *     loop thread          gate or loop        worker threads                    loop thread
 *     delivery_start  ->   who is it?    ->    plan, pcm ... -> encoder ->        bytes handed over
 *                          parse, speak         framing -> http_stream_write  <-  = more credit
 *
 * Credit is what keeps a slow reader from holding a worker or memory: the source may run at most
 * SPEECH_CREDIT samples ahead of what the socket has taken.  A client that goes away cancels the
 * speech.  A failure before the first byte is a JSON fault; after it the stream is cut (raw) or
 * gets its error event. */
#ifndef API_DELIVERY_H
#define API_DELIVERY_H

#include "api/word_files.h"
#include "gate/gate.h"
#include "http/http.h"
#include "synth/synth.h"

struct delivery_context {
    struct synth *synth;
    struct gate *gate;
    struct word_files *words; /* or NULL */
    enum text_emoji emoji;    /* where the request does not say */
};

/* Answers x, now or later.  *context outlives every exchange. */
void delivery_start(const struct delivery_context *context, struct http_exchange *x,
                    const char *request_id);

#endif
