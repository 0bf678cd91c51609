/* answer.h - what every answer of ours carries: the request's id and, under /v1, CORS.
 *
 * Keys travel in a header, never in a cookie, so any page may call /v1 (../shared/service.md
 * section 2).  Thread-safe. */
#ifndef API_ANSWER_H
#define API_ANSWER_H

#include "api/fault.h"
#include "http/http.h"

/* A fresh UUID (RFC 4122, version 4). */
void answer_request_id(char out[40]);

void answer_json(struct http_exchange *x, const char *request_id, int status, const char *json,
                 size_t n);
void answer_fault(struct http_exchange *x, const char *request_id, const struct fault *f);
void answer_bytes(struct http_exchange *x, const char *request_id, const char *content_type,
                  const void *bytes, size_t n);

/* The reply to a CORS preflight. */
void answer_preflight(struct http_exchange *x, const char *request_id);

/* http_stream_start with our headers and up to 4 more. */
NODISCARD int answer_stream(struct http_exchange *x, const char *request_id,
                            const char *content_type, const struct http_header *more, size_t n_more,
                            int64_t length);

#endif
