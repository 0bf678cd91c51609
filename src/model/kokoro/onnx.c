#include "model/kokoro/onnx.h"

#include <stdlib.h>
#include <string.h>

#include "model/kokoro/protobuf.h"

enum { /* field numbers of onnx.proto */
       MODEL_GRAPH = 7,
       GRAPH_NODE = 1,
       GRAPH_INITIALIZER = 5,
       NODE_INPUT = 1,
       NODE_OUTPUT = 2,
       NODE_NAME = 3,
       NODE_OP = 4,
       TENSOR_DIMS = 1,
       TENSOR_TYPE = 2,
       TENSOR_FLOATS = 4,
       TENSOR_INT32S = 5,
       TENSOR_NAME = 8,
       TENSOR_RAW = 9,
       TENSOR_EXTERNAL = 13,
       TENSOR_LOCATION = 14,
};

struct key { /* of an index: a name, and what has it */
    struct onnx_name name;
    uint32_t at;
};

struct index {
    struct key *keys; /* sorted by name, then by position in the file */
    size_t n;
};

struct onnx {
    struct onnx_node *nodes;
    struct onnx_tensor *tensors;
    struct onnx_name *names; /* of all nodes' inputs and outputs */
    size_t n_nodes, n_tensors, n_names;
    struct index by_tensor, by_node, by_output, by_input;
};

/* --------------------------------------------------------------------------------------- names */

static int compare(struct onnx_name a, struct onnx_name b)
{
    int c = memcmp(a.s, b.s, a.n < b.n ? a.n : b.n);
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

int onnx_name_equal(struct onnx_name a, struct onnx_name b)
{
    return a.n == b.n && !memcmp(a.s, b.s, a.n);
}

int onnx_name_is(struct onnx_name name, const char *s)
{
    return onnx_name_equal(name, (struct onnx_name){s, strlen(s)});
}

static struct onnx_name window(const struct protobuf_field *f)
{
    return (struct onnx_name){(const char *)f->bytes, f->n};
}

static int key_order(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    int c = compare(x->name, y->name);
    return c ? c : (x->at > y->at) - (x->at < y->at);
}

static void index_sort(struct index *x)
{
    if (x->n) qsort(x->keys, x->n, sizeof(*x->keys), key_order);
}

/* The first position in the file that has this name, or -1. */
static long index_find(const struct index *x, struct onnx_name name)
{
    size_t low = 0, high = x->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (compare(x->keys[mid].name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < x->n && onnx_name_equal(x->keys[low].name, name) ? (long)x->keys[low].at : -1;
}

/* A name that two share, or n == 0. */
static struct onnx_name index_twice(const struct index *x)
{
    for (size_t i = 1; i < x->n; i++)
        if (x->keys[i].name.n && onnx_name_equal(x->keys[i - 1].name, x->keys[i].name))
            return x->keys[i].name;
    return (struct onnx_name){"", 0};
}

/* -------------------------------------------------------------------------------------- parsing */

static int malformed(struct err *e, const char *what)
{
    return err_set(e, E_FORMAT, "ONNX: %s is damaged", what);
}

/* Counts (m->nodes NULL) or reads the node's inputs and outputs, in two passes so that each kind
 * stands together. */
static int node_names(struct onnx *m, struct protobuf body, uint32_t number, size_t *count)
{
    struct protobuf_field f;
    int got;
    while ((got = protobuf_next(&body, &f)) == 1) {
        if (f.number != number) continue;
        if (f.wire != PROTOBUF_BYTES) return E_FORMAT;
        if (m->names) m->names[m->n_names] = window(&f);
        m->n_names++;
        ++*count;
    }
    return got;
}

static int read_node(struct onnx *m, struct protobuf body)
{
    struct onnx_node node = {.name = {"", 0}, .op = {"", 0}};
    struct protobuf_field f;
    struct protobuf p = body;
    int got;
    while ((got = protobuf_next(&p, &f)) == 1) {
        if (f.number != NODE_NAME && f.number != NODE_OP) continue;
        if (f.wire != PROTOBUF_BYTES) return E_FORMAT;
        *(f.number == NODE_NAME ? &node.name : &node.op) = window(&f);
    }
    if (got) return got;
    size_t inputs = m->n_names;
    if (node_names(m, body, NODE_INPUT, &node.n_inputs)) return E_FORMAT;
    size_t outputs = m->n_names;
    if (node_names(m, body, NODE_OUTPUT, &node.n_outputs)) return E_FORMAT;
    if (m->nodes) {
        node.inputs = m->names + inputs;
        node.outputs = m->names + outputs;
        m->nodes[m->n_nodes] = node;
    }
    m->n_nodes++;
    return m->n_nodes > ONNX_NODES_MAX || m->n_names > ONNX_NAMES_MAX ? E_LIMIT : 0;
}

static int add_dim(struct onnx_tensor *t, uint64_t dim)
{
    if (t->rank == ONNX_RANK_MAX || dim > INT32_MAX) return E_FORMAT;
    t->dims[t->rank++] = (int64_t)dim;
    return 0;
}

/* Dimensions come packed or one by one. */
static int read_dims(struct onnx_tensor *t, const struct protobuf_field *f)
{
    if (f->wire == PROTOBUF_VARINT) return add_dim(t, f->value);
    if (f->wire != PROTOBUF_BYTES) return E_FORMAT;
    struct protobuf p = protobuf_open(f->bytes, f->n);
    uint64_t dim;
    int got;
    while ((got = protobuf_varint(&p, &dim)) == 1)
        if (add_dim(t, dim)) return E_FORMAT;
    return got;
}

static size_t value_bytes(int type)
{
    return type == ONNX_FLOAT ? 4 : type == ONNX_INT8 || type == ONNX_UINT8 ? 1 : 0;
}

static int check_tensor(struct onnx_tensor *t, size_t raw)
{
    t->n = 1;
    for (int i = 0; i < t->rank; i++) {
        t->n *= (size_t)t->dims[i]; /* each factor is below 2^31, so the product does not wrap */
        if (t->n > INT32_MAX) return E_FORMAT;
    }
    size_t each = value_bytes(t->type);
    if (!each) return 0; /* a type that nobody reads */
    if (t->raw && t->typed_.n) return E_FORMAT;
    if (t->raw) return raw == t->n * each ? 0 : E_FORMAT;
    if (t->type == ONNX_FLOAT) return t->typed_.n == t->n * each ? 0 : E_FORMAT;
    return t->typed_.n >= t->n ? 0 : E_FORMAT; /* a varint has at least a byte */
}

static int read_tensor_field(struct onnx_tensor *t, const struct protobuf_field *f, size_t *raw)
{
    switch (f->number) {
    case TENSOR_DIMS:
        return read_dims(t, f);
    case TENSOR_TYPE:
        t->type = (int)(f->value & 0xff);
        return f->wire == PROTOBUF_VARINT && f->value < 256 ? 0 : E_FORMAT;
    case TENSOR_NAME:
        t->name = window(f);
        return f->wire == PROTOBUF_BYTES ? 0 : E_FORMAT;
    case TENSOR_RAW:
        if (f->wire != PROTOBUF_BYTES || t->raw) return E_FORMAT;
        t->raw = f->bytes;
        *raw = f->n;
        return 0;
    case TENSOR_FLOATS:
    case TENSOR_INT32S:
        if (f->wire != PROTOBUF_BYTES || t->typed_.n) return E_FORMAT;
        t->typed_ = window(f);
        return 0;
    case TENSOR_EXTERNAL:
        return E_FORMAT;
    case TENSOR_LOCATION:
        return f->value ? E_FORMAT : 0;
    }
    return 0;
}

static int read_tensor(struct onnx *m, struct protobuf body)
{
    struct onnx_tensor t = {.name = {"", 0}, .typed_ = {"", 0}};
    struct protobuf_field f;
    size_t raw = 0;
    int got;
    while ((got = protobuf_next(&body, &f)) == 1)
        if (read_tensor_field(&t, &f, &raw)) return E_FORMAT;
    if (got || check_tensor(&t, raw)) return E_FORMAT;
    if (m->tensors) m->tensors[m->n_tensors] = t;
    m->n_tensors++;
    return m->n_tensors > ONNX_TENSORS_MAX ? E_LIMIT : 0;
}

/* The first time through it only counts. */
static int read_graph(struct onnx *m, struct protobuf graph, struct err *e)
{
    m->n_nodes = m->n_tensors = m->n_names = 0;
    struct protobuf_field f;
    int got;
    while ((got = protobuf_next(&graph, &f)) == 1) {
        if (f.number != GRAPH_NODE && f.number != GRAPH_INITIALIZER) continue;
        if (f.wire != PROTOBUF_BYTES) return malformed(e, "the graph");
        struct protobuf body = protobuf_open(f.bytes, f.n);
        int code = f.number == GRAPH_NODE ? read_node(m, body) : read_tensor(m, body);
        if (code == E_LIMIT) return err_set(e, E_FORMAT, "ONNX: too many nodes or constants");
        if (code) return malformed(e, f.number == GRAPH_NODE ? "a node" : "a constant");
    }
    return got ? malformed(e, "the graph") : 0;
}

static int find_graph(struct protobuf model, struct protobuf *graph, struct err *e)
{
    struct protobuf_field f;
    int got, found = 0;
    while ((got = protobuf_next(&model, &f)) == 1) {
        if (f.number != MODEL_GRAPH) continue;
        if (f.wire != PROTOBUF_BYTES || found++) return malformed(e, "the model");
        *graph = protobuf_open(f.bytes, f.n);
    }
    if (got) return malformed(e, "the model");
    return found ? 0 : err_set(e, E_FORMAT, "ONNX: no graph in it");
}

/* ------------------------------------------------------------------------------------- indexing */

static void index_add(struct index *x, struct onnx_name name, size_t at)
{
    x->keys[x->n++] = (struct key){name, (uint32_t)at};
}

static int make_indexes(struct onnx *m, struct err *e)
{
    for (size_t i = 0; i < m->n_tensors; i++)
        index_add(&m->by_tensor, m->tensors[i].name, i);
    for (size_t i = 0; i < m->n_nodes; i++) {
        const struct onnx_node *node = &m->nodes[i];
        index_add(&m->by_node, node->name, i);
        for (size_t j = 0; j < node->n_inputs; j++)
            index_add(&m->by_input, node->inputs[j], i);
        for (size_t j = 0; j < node->n_outputs; j++)
            index_add(&m->by_output, node->outputs[j], i);
    }
    struct index *all[] = {&m->by_tensor, &m->by_node, &m->by_output, &m->by_input};
    for (int i = 0; i < 4; i++) {
        index_sort(all[i]);
        struct onnx_name twice = index_twice(all[i]);
        if (i < 3 && twice.n) /* an input may have many readers */
            return err_set(e, E_FORMAT, "ONNX: '%.*s' is there twice",
                           (int)(twice.n < 200 ? twice.n : 200), twice.s);
    }
    return 0;
}

static int allocate(struct onnx *m)
{
    m->nodes = calloc(m->n_nodes + 1, sizeof(*m->nodes));
    m->tensors = calloc(m->n_tensors + 1, sizeof(*m->tensors));
    m->names = calloc(m->n_names + 1, sizeof(*m->names));
    m->by_tensor.keys = calloc(m->n_tensors + 1, sizeof(struct key));
    m->by_node.keys = calloc(m->n_nodes + 1, sizeof(struct key));
    m->by_output.keys = calloc(m->n_names + 1, sizeof(struct key));
    m->by_input.keys = calloc(m->n_names + 1, sizeof(struct key));
    return m->nodes && m->tensors && m->names && m->by_tensor.keys && m->by_node.keys &&
                   m->by_output.keys && m->by_input.keys
               ? 0
               : E_NOMEM;
}

int onnx_open(struct onnx **out, const void *bytes, size_t n, struct err *e)
{
    *out = NULL;
    struct onnx *m = calloc(1, sizeof(*m));
    if (!m) return err_set(e, E_NOMEM, "ONNX: out of memory");
    struct protobuf graph;
    int code = find_graph(protobuf_open(bytes, n), &graph, e);
    if (!code) code = read_graph(m, graph, e);
    if (!code && (code = allocate(m))) err_set(e, code, "ONNX: out of memory");
    if (!code) code = read_graph(m, graph, e);
    if (!code) code = make_indexes(m, e);
    if (code)
        onnx_close(m);
    else
        *out = m;
    return code;
}

void onnx_close(struct onnx *m)
{
    if (!m) return;
    free(m->nodes);
    free(m->tensors);
    free(m->names);
    free(m->by_tensor.keys);
    free(m->by_node.keys);
    free(m->by_output.keys);
    free(m->by_input.keys);
    free(m);
}

/* -------------------------------------------------------------------------------------- looking */

size_t onnx_tensor_count(const struct onnx *m)
{
    return m->n_tensors;
}

const struct onnx_tensor *onnx_tensor_at(const struct onnx *m, size_t i)
{
    return &m->tensors[i];
}

size_t onnx_tensor_index(const struct onnx *m, const struct onnx_tensor *t)
{
    return (size_t)(t - m->tensors);
}

const struct onnx_tensor *onnx_tensor_named(const struct onnx *m, struct onnx_name name)
{
    long at = name.n ? index_find(&m->by_tensor, name) : -1;
    return at < 0 ? NULL : &m->tensors[at];
}

const struct onnx_tensor *onnx_tensor_find(const struct onnx *m, const char *name)
{
    return onnx_tensor_named(m, (struct onnx_name){name, strlen(name)});
}

static const struct onnx_node *node_by(const struct onnx *m, const struct index *x,
                                       struct onnx_name name)
{
    long at = name.n ? index_find(x, name) : -1;
    return at < 0 ? NULL : &m->nodes[at];
}

const struct onnx_node *onnx_node_find(const struct onnx *m, const char *name)
{
    return node_by(m, &m->by_node, (struct onnx_name){name, strlen(name)});
}

const struct onnx_node *onnx_producer(const struct onnx *m, struct onnx_name value)
{
    return node_by(m, &m->by_output, value);
}

const struct onnx_node *onnx_reader(const struct onnx *m, struct onnx_name value)
{
    return node_by(m, &m->by_input, value);
}

/* --------------------------------------------------------------------------------------- values */

static void little_endian(const uint8_t *bytes, size_t n, float *out)
{
    for (size_t i = 0; i < n; i++) {
        const uint8_t *b = bytes + 4 * i;
        uint32_t bits = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
        memcpy(out + i, &bits, sizeof(bits));
    }
}

/* An int8 is a varint of its value sign-extended to 64 bits. */
static int small_ints(const struct onnx_tensor *t, float *out)
{
    struct protobuf p = protobuf_open(t->typed_.s, t->typed_.n);
    for (size_t i = 0; i < t->n; i++) {
        uint64_t bits;
        if (protobuf_varint(&p, &bits) != 1) return E_FORMAT;
        int64_t v = (int64_t)bits;
        if (t->type == ONNX_INT8 ? v < -128 || v > 127 : v < 0 || v > 255) return E_FORMAT;
        out[i] = (float)v;
    }
    return p.at == p.end ? 0 : E_FORMAT;
}

int onnx_tensor_floats(const struct onnx_tensor *t, float *out, struct err *e)
{
    int code = 0;
    const uint8_t *typed = (const uint8_t *)t->typed_.s;
    if (t->type == ONNX_FLOAT)
        little_endian(t->raw ? t->raw : typed, t->n, out);
    else if (t->type != ONNX_INT8 && t->type != ONNX_UINT8)
        code = E_FORMAT;
    else if (!t->raw)
        code = small_ints(t, out);
    else
        for (size_t i = 0; i < t->n; i++)
            out[i] = t->type == ONNX_INT8 ? (float)(int8_t)t->raw[i] : (float)t->raw[i];
    if (!code) return 0;
    return err_set(e, code, "ONNX: '%.*s' has values of type %d, or is damaged",
                   (int)(t->name.n < 200 ? t->name.n : 200), t->name.s, t->type);
}
