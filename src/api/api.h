/* api.h - the endpoints: one table of routes (api.c), one handler for the HTTP room.
 *
 *     POST /v1/audio/speech        delivery.h
 *     GET  /v1/models[/ID], /v1/audio/models, /v1/audio/voices      lists.h
 *     GET  /healthz, /readyz, /
 *
 * Everything else is a JSON fault: 404, or 405 with Allow.  Thread-safe. */
#ifndef API_API_H
#define API_API_H

#include "api/word_files.h"
#include "gate/gate.h"
#include "http/http.h"
#include "synth/synth.h"

struct api;

/* words: standing pronunciations, or NULL.  emoji: what becomes of them where a request does not
 * say; E_UNSUP: they cannot be named. */
NODISCARD int api_open(struct api **out, struct synth *synth, struct gate *gate,
                       struct word_files *words, enum text_emoji emoji, struct err *e);
void api_close(struct api *a); /* after http_stop */

/* Puts our handler, body limits and faults into the server's options. */
void api_serve(struct api *a, struct http_options *opt);

/* From now on /readyz answers 503: call before http_stop, so that balancers look elsewhere. */
void api_drain(struct api *a);

#endif
