/* pickle.h - a pickle of plain data as a tree of values; nothing in it is run.
 *
 * A pickle is a program for a machine with a stack and a numbered memo.  Python's own machine may
 * import any module and call anything in it.  This one knows the instructions that torch.save and
 * pickle.dump write for weights (protocols 2 to 5) and a few things to call (tensors, numpy's
 * arrays of float32, sets), and what they make is only written down:
 *
 *     c torch._utils _rebuild_tensor_v2      the function's name             stack:  fn
 *     ( ( X storage  c torch FloatStorage                                            fn ( (
 *         X "0"  X "cpu"  K 24  t            a tuple since the mark                  fn ( tuple
 *     Q                                      ... names a storage                     fn ( storage
 *     K 0   K 4 K 3 K 2 \x87                 offset 0, shape (4, 3, 2)
 *     K 6 K 2 K 1 \x87  \x89 ...             strides (6, 2, 1), False, hooks
 *     t R                                    call fn with that tuple                 TENSOR
 *
 * Any other global is an error that names it; so are instructions that data does not need.
 *
 * Two passes over the bytes: the first checks every instruction's argument and counts what can be
 * pushed and remembered, the second runs in one arena of that size.  So memory is bounded by the
 * file's length (and by PICKLE_VALUES_MAX) before anything is made, and the machine never grows.
 * A value may contain itself (a dictionary put into itself through the memo): who walks the tree
 * limits how deep and how long.
 *
 * Strings are windows on the bytes, which must outlive the struct.  Open, it is immutable: any
 * thread may read it. */
#ifndef BASE_PICKLE_H
#define BASE_PICKLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    PICKLE_BYTES_MAX = 16 << 20, /* Kokoro's has 70 KB, a tagger's dictionaries 8 MB */
    PICKLE_VALUES_MAX = 1 << 21, /* they make 14 000 and 1 000 000 values */
    PICKLE_RANK_MAX = 8,         /* of a tensor */
};

enum pickle_kind {
    PICKLE_NONE,
    PICKLE_BOOL,   /* integer: 0 or 1 */
    PICKLE_INT,    /* integer */
    PICKLE_FLOAT,  /* real */
    PICKLE_STRING, /* text, n_bytes; not NUL-terminated, not checked to be UTF-8 */
    PICKLE_BYTES,  /* the same */
    PICKLE_TUPLE,  /* n items */
    PICKLE_LIST,   /* a set too */
    PICKLE_DICT,   /* n items: key, value, key, value ...; an OrderedDict too */
    PICKLE_GLOBAL,
    PICKLE_STORAGE,
    PICKLE_TENSOR,
    PICKLE_ARRAY, /* numpy's, float32, little-endian, row-major: data, dims */
    PICKLE_DTYPE, /* these two inside the machine only */
    PICKLE_MARK,
};

struct pickle_value {
    enum pickle_kind kind;
    union {
        int64_t integer;
        double real;
        const struct pickle_known *global;
        struct {
            const char *text;
            size_t n_bytes;
        };
        struct {
            struct pickle_item *first, *last;
            size_t n;
        };
        struct {                            /* STORAGE */
            const char *type;               /* "FloatStorage" */
            const struct pickle_value *key; /* STRING: the member data/KEY of the zip */
            int64_t n_elements;             /* >= 0 */
        };
        struct { /* TENSOR; offset, shape and strides are ints >= 0, not compared with the storage
                  */
            const struct pickle_value *storage, *shape, *stride; /* shape, stride: TUPLE of rank */
            int64_t offset;
        };
        struct { /* ARRAY; data has 4 bytes (not aligned) for each element that dims promise */
            const struct pickle_value *data, *dims; /* BYTES, TUPLE of counts */
        };
    };
};

struct pickle_item {
    const struct pickle_value *value;
    struct pickle_item *next;
};

struct pickle;

/* E_FORMAT: not such a pickle (the message says what and at which byte); E_LIMIT: too long. */
NODISCARD int pickle_open(struct pickle **out, const void *bytes, size_t n, struct err *e);
void pickle_close(struct pickle *p); /* NULL is fine; all values are gone */

const struct pickle_value *pickle_root(const struct pickle *p);

int pickle_is(const struct pickle_value *v, const char *text); /* a STRING, and this one? */

#endif
