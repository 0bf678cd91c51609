#include "cmd/pieces.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { LOOK_MS = 100, PAUSE_MS = 300 };

struct pieces pieces_make(int fd)
{
    return (struct pieces){.fd = fd, .waiting = buf_make(2 * PIECE_BYTES)};
}

void pieces_free(struct pieces *p)
{
    buf_free(&p->waiting);
}

int pieces_done(const struct pieces *p)
{
    return p->ended && !p->waiting.len;
}

/* The end of the last `mark` in the first n bytes, or 0. */
static size_t behind_last(const char *s, size_t n, const char *mark)
{
    size_t m = strlen(mark);
    for (size_t end = n; end >= m; end--)
        if (!memcmp(s + end - m, mark, m)) return end;
    return 0;
}

static size_t best_cut(const struct buf *b)
{
    static const char *const marks[] = {"\n\n", "\n", "。", "！", "？", ". ",
                                        "! ",   "? ", "，", ", ", " "};
    size_t n = b->len < PIECE_BYTES ? b->len : PIECE_BYTES;
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        size_t cut = behind_last(b->data, n, marks[i]);
        if (cut > PIECE_BYTES / 8) return cut;
    }
    while (n > 1 && ((unsigned char)b->data[n] & 0xC0) == 0x80)
        n--; /* no character in two */
    return n;
}

static int take(struct pieces *p, size_t n, struct buf *out, struct err *e)
{
    if (buf_add(out, p->waiting.data, n)) return err_set(e, E_NOMEM, "no memory for the text");
    buf_drop(&p->waiting, n);
    return 0;
}

static int read_more(struct pieces *p, struct err *e)
{
    char *to = buf_room(&p->waiting, PIECE_BYTES - 1);
    if (!to) return err_set(e, E_NOMEM, "no memory for the text");
    ssize_t got = read(p->fd, to, PIECE_BYTES - 1);
    if (got < 0 && errno != EINTR) return err_set(e, E_IO, "standard input: %s", strerror(errno));
    if (got == 0) p->ended = 1;
    if (got > 0) p->waiting.len += (size_t)got;
    return 0;
}

int pieces_next(struct pieces *p, struct buf *out, const volatile int *stop, struct err *e)
{
    int waited = 0, code = 0;
    while (!code) {
        if (*stop) return err_set(e, E_CANCEL, "stopped");
        if (p->waiting.len > PIECE_BYTES) return take(p, best_cut(&p->waiting), out, e);
        if (p->ended) return p->waiting.len ? take(p, p->waiting.len, out, e) : E_NOENT;
        size_t lines = behind_last(p->waiting.data, p->waiting.len, "\n");
        struct pollfd look = {.fd = p->fd, .events = POLLIN};
        int ready = poll(&look, 1, LOOK_MS);
        if (ready > 0) {
            code = read_more(p, e);
            waited = 0;
        } else if (lines && (waited += LOOK_MS) >= PAUSE_MS) {
            return take(p, lines, out, e);
        }
    }
    return code;
}
