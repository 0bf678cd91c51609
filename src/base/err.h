/* err.h - error codes shared by every layer.
 *
 * A function that can fail returns int: 0 for success, or one of the negative codes below.  The
 * list is the only place where a code and its text are written down; what a code means to an HTTP
 * client (status, API code) is one table in the API's own room, because this one knows no HTTP.
 * Functions that judge outside input (files, requests) also take a `struct err *` and put there
 * what a person needs to fix it; the argument may be NULL. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

// clang-format off
#define ERR_LIST(X)                                        \
    X(E_AGAIN,   "more input is needed")                   \
    X(E_ARG,     "invalid argument")                       \
    X(E_FORMAT,  "malformed data")                         \
    X(E_CORRUPT, "a file of our own is damaged")           \
    X(E_NOENT,   "not found")                              \
    X(E_LIMIT,   "over a configured limit")                \
    X(E_CANCEL,  "cancelled")                              \
    X(E_IO,      "i/o error")                              \
    X(E_NOMEM,   "out of memory")                          \
    X(E_BUSY,    "too many requests queued")               \
    X(E_AUTH,    "not authenticated")                      \
    X(E_DENIED,  "not allowed")                            \
    X(E_MODEL,   "no such model")                          \
    X(E_VOICE,   "no such voice for this model")           \
    X(E_LONG,    "the text is too long")                   \
    X(E_UNSUP,   "not supported")                          \
    X(E_CONFLICT,"already there")                          \
    X(E_USAGE,   "wrong use of the command line")
// clang-format on

enum {
    E__FIRST = -10000, /* codes count upwards from here, so that all are negative */
#define X(name, text) name,
    ERR_LIST(X)
#undef X
};

struct err {
    int code;
    char msg[400];
};

#define NODISCARD     __attribute__((warn_unused_result))
#define PRINTF(f, va) __attribute__((format(printf, f, va)))

const char *err_text(int code);

/* Fills *e (when e is not NULL) and returns code, so that a caller writes
 * `return err_set(e, E_FORMAT, "line %d: ...", n);` */
int err_set(struct err *e, int code, const char *fmt, ...) PRINTF(3, 4);

#endif
