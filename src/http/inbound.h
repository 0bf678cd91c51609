/* inbound.h - bytes from a socket become one request, or one clear refusal.  No sockets here.
 *
 *     HEAD ---> READY ---> BODY ---> DONE          any of them ---> REFUSED (status, reason)
 *       ^ scanned  ^ inbound_accept(limit)
 *
 * The head is first collected whole (bounded), looking at every byte: bare CR, bare LF, NUL and
 * folded lines are refused there, at once.  Then the complete head is parsed by llhttp (strict
 * mode) in one call, so that all its strings lie in one block and need no second copy.  The body
 * goes through llhttp piece by piece.  A new `struct inbound` serves each request: no parser state
 * survives from one request of a connection to the next.
 *
 * Not thread-safe; once DONE it is read-only and may be read by anyone. */
#ifndef HTTP_INBOUND_H
#define HTTP_INBOUND_H

#include <llhttp.h>

#include "http/http.h"

enum { INBOUND_HEADERS_MAX = 100 };

enum inbound_state { INBOUND_HEAD, INBOUND_READY, INBOUND_BODY, INBOUND_DONE, INBOUND_REFUSED };

struct inbound_span {
    char *name, *value;
    size_t n_name, n_value;
};

struct inbound {
    enum inbound_state state;
    int status;         /* REFUSED: 400 ... 505 */
    const char *reason; /* REFUSED: a sentence, static */
    int keep_alive;     /* READY and later: the client wants the connection kept */
    int expects_100;    /* READY: waits for 100 Continue before it sends the body */
    struct http_request req;

    struct buf head_, body_; /* the bytes that req points into */
    size_t scanned_, start_, line_, lines_;
    struct inbound_span *spans_;
    struct http_header *headers_;
    size_t n_spans_, cap_spans_;
    uint64_t length_, raw_;
    int chunked_, complete_;
    llhttp_t parser_;
};

void inbound_init(struct inbound *in, size_t head_max);
void inbound_free(struct inbound *in);

/* Takes some or all of n bytes, returns how many; stops where the state becomes READY, DONE or
 * REFUSED.  Only in HEAD and BODY. */
size_t inbound_feed(struct inbound *in, const char *bytes, size_t n);

/* From READY to BODY, DONE or, when it declares a longer body than this, REFUSED. */
void inbound_accept(struct inbound *in, size_t body_max);

/* 1 once a byte has come. */
int inbound_begun(const struct inbound *in);

void inbound_refuse(struct inbound *in, int status, const char *reason);

#endif
