/* pieces.h - standard input as pieces that can be spoken one after the other.
 *
 * A short text is one piece.  A long one is cut behind a paragraph (else a line, else a sentence,
 * else a word), so that a book needs no more memory than a chapter's page; and when the writer
 * pauses, the complete lines it has sent are spoken while it thinks.  One thread. */
#ifndef CMD_PIECES_H
#define CMD_PIECES_H

#include "base/buf.h"
#include "base/err.h"

enum { PIECE_BYTES = 16384 };

struct pieces {
    int fd, ended;
    struct buf waiting;
};

struct pieces pieces_make(int fd);
void pieces_free(struct pieces *p);

/* The next piece, at least one byte, appended to out; E_NOENT: there is none.  *stop is looked at
 * while waiting for input: E_CANCEL. */
NODISCARD int pieces_next(struct pieces *p, struct buf *out, const volatile int *stop,
                          struct err *e);

/* Has everything been handed out?  Then what came was the whole text. */
int pieces_done(const struct pieces *p);

#endif
