/* arrays.h - named arrays of numbers, as they stand in somebody's file.
 *
 *     name    "decoder.module.encode.conv1.weight_v"
 *     type    how one value is stored, little-endian
 *     shape   [2, 3]      value (i, j) is at data + (i * stride[0] + j * stride[1]) * size
 *     stride  [3, 1]
 *
 * Those who make a list (torch_arrays.h, safetensors.h) see to it that everything an array reaches
 * is inside its file, that its numbers are not absurd, and that its name is one: printable ASCII
 * without blanks, 1 to ARRAY_NAME_BYTES - 1 characters.  Those who read need not look again.
 *
 * Plain data: one thread builds, any thread reads. */
#ifndef MODEL_KOKORO_ARRAYS_H
#define MODEL_KOKORO_ARRAYS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    ARRAY_RANK_MAX = 8,
    ARRAY_NAME_BYTES = 200,
    ARRAY_VALUES_MAX = 1 << 28, /* in one array; Kokoro's largest has 3.3 million */
    ARRAYS_MAX = 1 << 13,       /* in one file; Kokoro's has 548 */
};

enum array_type {
    ARRAY_FLOAT32,
    ARRAY_FLOAT16,
    ARRAY_BFLOAT16,
    ARRAY_FLOAT64,
    ARRAY_OTHER, /* integers and the like: name and shape are all that can be read */
};

struct array {
    char name[ARRAY_NAME_BYTES];
    enum array_type type;
    int rank;
    int64_t shape[ARRAY_RANK_MAX], stride[ARRAY_RANK_MAX]; /* strides in values, >= 0 */
    size_t n;                                              /* product of shape */
    const uint8_t *data;                                   /* lent by the file; not aligned */
};

struct arrays {
    struct array *items;
    size_t n, cap_;
};

void arrays_free(struct arrays *a);

/* A new array of this name at the end, the rest zero; NULL with *e set: not a name, too many, no
 * memory.  Pointers from before are gone. */
struct array *arrays_add(struct arrays *a, const char *name, size_t n_name, struct err *e);

/* Sorts by name. E_FORMAT: two of one name. */
NODISCARD int arrays_sort(struct arrays *a, struct err *e);

const struct array *arrays_find(const struct arrays *a, const char *name); /* sorted; or NULL */

/* Works out x->n from rank and shape, which may be anything.  E_FORMAT: absurd. */
NODISCARD int array_count(struct array *x, struct err *e);

int array_value_bytes(enum array_type type); /* 0 of ARRAY_OTHER */

/* All values as float32 (float64 is rounded), row-major; out holds x->n.  E_FORMAT: ARRAY_OTHER. */
NODISCARD int array_floats(const struct array *x, float *out, struct err *e);

enum { ARRAY_SHAPE_BYTES = 22 * ARRAY_RANK_MAX + 3 };
const char *array_shape_text(const struct array *x,
                             char out[ARRAY_SHAPE_BYTES]); /* "[510, 1, 256]" */

#endif
