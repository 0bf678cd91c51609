/* outbound.h - the bytes of an answer: its head, and blocks in a queue.
 *
 * A block is what goes to the socket, framing included, plus how many of its bytes are body: that
 * is what a producer's credit and a bill are counted in.  Pure memory; no locks, no sockets. */
#ifndef HTTP_OUTBOUND_H
#define HTTP_OUTBOUND_H

#include "http/http.h"

enum { BLOCK_BYTES_MAX = 32 * 1024 };

struct block {
    struct block *next;
    size_t n, n_body;
    char bytes[];
};

struct block_list {
    struct block *first, **last; /* last is NULL when empty */
};

void block_append(struct block_list *l, struct block *b);
void block_join(struct block_list *to, struct block_list *from); /* from becomes empty */
void block_free_all(struct block_list *l);

enum block_framing {
    BLOCK_PLAIN,
    BLOCK_CHUNK,      /* each block is one chunk */
    BLOCK_COUNT_ONLY, /* the body is counted, not sent (HEAD) */
};

/* Copies n body bytes into as many blocks as it takes, with `prefix` (the answer's head, or "")
 * before the first one.  E_NOMEM: the list is as it was. */
NODISCARD int block_pack(struct block_list *l, const struct buf *prefix, const void *bytes,
                         size_t n, enum block_framing framing);

struct outbound_head {
    int status;
    const char *content_type; /* NULL: none */
    const struct http_header *headers;
    size_t n_headers;
    int64_t length;  /* -1: not said */
    int chunked;     /* Transfer-Encoding: chunked */
    int close;       /* Connection: close */
    int say_persist; /* Connection: keep-alive, which HTTP/1.0 wants to hear */
};

/* Appends the status line and fields.  A field with a control character in it (a response
 * splitter's) is left out. */
void outbound_head(struct buf *out, const struct outbound_head *h);

const char *outbound_reason(int status); /* "Not Found" */

#endif
