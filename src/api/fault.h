/* fault.h - the one place where a failure becomes an answer: status, code, JSON.
 *
 *     {"error":{"message":"...","type":"invalid_request_error","param":"speed","code":"invalid_request"}}
 *
 * `type` is invalid_request_error for what the caller can mend, server_error otherwise. */
#ifndef API_FAULT_H
#define API_FAULT_H

#include "base/buf.h"
#include "base/err.h"
#include "http/http.h"

struct fault {
    int status;        /* of HTTP; 0: take it from the table by e.code */
    const char *code;  /* "invalid_voice"; NULL: from the table */
    const char *param; /* the field that is wrong, or NULL; static */
    int retry_after_s; /* > 0: Retry-After */
    struct err e;
};

/* Fills f with a code from err.h; returns it, so that a caller writes `return fault_set(...)`. */
int fault_set(struct fault *f, int code, const char *param, const char *fmt, ...) PRINTF(4, 5);

/* Takes status and code from the table where they are not set. */
void fault_complete(struct fault *f);

/* The JSON body of f (completed). */
void fault_json(const struct fault *f, struct buf *out);

/* For http_options.fault: protocol errors that no handler sees. */
void fault_of_protocol(void *ctx, int status, const char *reason, struct buf *body);

#endif
