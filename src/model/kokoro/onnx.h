/* onnx.h - an ONNX file as its nodes and its constants: enough to find weights, no more.
 *
 *     model ── graph ─┬─ node         name, operator, names of inputs and outputs
 *                     └─ initializer  name, type, dimensions, bytes
 *
 * Everything is a window on the file's bytes, which must outlive the struct; names are not
 * NUL-terminated.  Names are indexed once, so that each lookup is a binary search.  onnx_open
 * refuses what it cannot vouch for: bytes that do not fit the dimensions, two constants or two
 * nodes of one name, data in other files, absurd counts.
 *
 * Open, it is immutable: any thread may read it. */
#ifndef MODEL_KOKORO_ONNX_H
#define MODEL_KOKORO_ONNX_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    ONNX_RANK_MAX = 6,
    ONNX_NODES_MAX = 1 << 16,
    ONNX_TENSORS_MAX = 1 << 16,
    ONNX_NAMES_MAX = 1 << 19, /* inputs and outputs of all nodes */
};
enum { ONNX_FLOAT = 1, ONNX_UINT8 = 2, ONNX_INT8 = 3 }; /* the types whose values can be read */

struct onnx_name {
    const char *s;
    size_t n;
};

struct onnx_tensor {
    struct onnx_name name;
    int type;
    int rank;
    int64_t dims[ONNX_RANK_MAX];
    size_t n;                /* values: product of dims */
    const uint8_t *raw;      /* little-endian values, or NULL and ... */
    struct onnx_name typed_; /* ... a packed array in the field of the type */
};

struct onnx_node {
    struct onnx_name name, op;
    size_t n_inputs, n_outputs;
    const struct onnx_name *inputs, *outputs; /* an absent input has n == 0 */
};

struct onnx;

/* The bytes are lent until onnx_close. */
NODISCARD int onnx_open(struct onnx **out, const void *bytes, size_t n, struct err *e);
void onnx_close(struct onnx *m); /* NULL is fine */

size_t onnx_tensor_count(const struct onnx *m);
const struct onnx_tensor *onnx_tensor_at(const struct onnx *m, size_t i);

/* NULL: no such. name is NUL-terminated in the first of each pair. */
const struct onnx_tensor *onnx_tensor_find(const struct onnx *m, const char *name);
const struct onnx_tensor *onnx_tensor_named(const struct onnx *m, struct onnx_name name);
const struct onnx_node *onnx_node_find(const struct onnx *m, const char *name);
const struct onnx_node *onnx_producer(const struct onnx *m, struct onnx_name value);
const struct onnx_node *onnx_reader(const struct onnx *m, struct onnx_name value); /* the first */

size_t onnx_tensor_index(const struct onnx *m, const struct onnx_tensor *t);
int onnx_name_is(struct onnx_name name, const char *s);
int onnx_name_equal(struct onnx_name a, struct onnx_name b);

/* All values as float32: FLOAT as they are, INT8 and UINT8 as their numbers (exact). out holds
 * t->n. E_FORMAT: another type, or damaged. */
NODISCARD int onnx_tensor_floats(const struct onnx_tensor *t, float *out, struct err *e);

#endif
