/* tiny_onnx.h - makes a file like the public export (quantised weights without names, scales behind
 * the nodes' results, LSTM gates in ONNX's order), with tiny dimensions and random values, and
 * remembers what each tensor's values are, so that an import can be compared with them. */
#ifndef TESTS_TINY_ONNX_H
#define TESTS_TINY_ONNX_H

#include "base/buf.h"
#include "tiny_dims.h"
#include "unit.h"

struct tiny_onnx {
    struct buf file, graph;
    struct kokoro_tensors table;
    float **values; /* of each tensor, in PyTorch's layout */
    int n_weights;  /* anonymous names given */
};

/* ------------------------------------------------------------------------------ wire format */

static inline void put_varint(struct buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        buf_putc(b, (char)(v | 0x80));
    buf_putc(b, (char)v);
}

static inline void put_number(struct buf *b, int field, uint64_t v)
{
    put_varint(b, (uint64_t)field << 3);
    put_varint(b, v);
}

static inline void put_bytes(struct buf *b, int field, const void *bytes, size_t n)
{
    put_varint(b, (uint64_t)field << 3 | 2);
    put_varint(b, n);
    buf_add(b, bytes, n);
}

static inline void put_string(struct buf *b, int field, const char *s)
{
    put_bytes(b, field, s, strlen(s));
}

enum { T_FLOAT = 1, T_UINT8 = 2, T_INT8 = 3 };

static inline void put_tensor(struct buf *graph, const char *name, int type, int rank,
                              const int *dims, const void *raw, size_t n)
{
    struct buf t = buf_make(1 << 20);
    for (int i = 0; i < rank; i++)
        put_number(&t, 1, (uint64_t)dims[i]);
    put_number(&t, 2, (uint64_t)type);
    put_string(&t, 8, name);
    put_bytes(&t, 9, raw, n);
    put_bytes(graph, 5, t.data, t.len);
    buf_free(&t);
}

/* An int8 or uint8 constant as onnx has small ones: packed varints. */
static inline void put_small(struct buf *graph, const char *name, int type, int rank, int n, int v)
{
    struct buf t = buf_make(1 << 20), ints = buf_make(1 << 20);
    if (rank) put_number(&t, 1, (uint64_t)n);
    put_number(&t, 2, (uint64_t)type);
    for (int i = 0; i < n; i++)
        put_varint(&ints, (uint64_t)(int64_t)v);
    put_bytes(&t, 5, ints.data, ints.len);
    put_string(&t, 8, name);
    put_bytes(graph, 5, t.data, t.len);
    buf_free(&t);
    buf_free(&ints);
}

/* inputs and outputs: names separated by blanks, "-" for an absent one */
static inline void put_node(struct buf *graph, const char *op, const char *name, const char *inputs,
                            const char *output)
{
    struct buf t = buf_make(1 << 16);
    for (const char *s = inputs; *s;) {
        size_t n = strcspn(s, " ");
        put_bytes(&t, 1, s, n == 1 && *s == '-' ? 0 : n);
        s += n + (s[n] == ' ');
    }
    put_string(&t, 2, output);
    put_string(&t, 3, name);
    put_string(&t, 4, op);
    put_bytes(graph, 1, t.data, t.len);
    buf_free(&t);
}

/* ---------------------------------------------------------------------------------- weights */

/* "predictor.F0.1.conv1" -> "/encoder/F0.1/conv1" */
static inline void tiny_node_path(const char *module, char *out, size_t size)
{
    if (!strncmp(module, "text_encoder.cnn.", 17)) {
        snprintf(out, size, "/encoder/text_encoder/cnn.%c/cnn.%c.0", module[17], module[17]);
        return;
    }
    if (!strcmp(module, "decoder.asr_res.0")) {
        snprintf(out, size, "/decoder/decoder/asr_res/asr_res.0");
        return;
    }
    const char *from = module;
    if (!strncmp(module, "predictor.", 10) &&
        (module[10] == 'F' || module[10] == 'N' || module[10] == 's'))
        from += 10;
    snprintf(out, size, "/%s/%s", strncmp(module, "decoder.", 8) ? "encoder" : "decoder", from);
    for (char *c = out; *c; c++)
        if (*c == '.' && (c[1] < '0' || c[1] > '9')) *c = '/';
}

/* The node's integer result, cast and scaled as the export does. */
static inline void put_scaled(struct tiny_onnx *m, const char *op, const char *path,
                              const char *end, const char *weight, int with_bias)
{
    char name[300], in[900], out[300];
    snprintf(name, sizeof(name), "%s/%s_quant", path, end);
    snprintf(in, sizeof(in), "%s/x %s %s/x_zero %s_zero_point", path, weight, path, weight);
    snprintf(out, sizeof(out), "%s/int", path);
    put_node(&m->graph, op, name, in, out);
    if (with_bias) {
        snprintf(name, sizeof(name), "%s/add", path);
        snprintf(in, sizeof(in), "%s/int %s/int_bias", path, path);
        snprintf(out, sizeof(out), "%s/sum", path);
        put_node(&m->graph, "Add", name, in, out);
    }
    snprintf(name, sizeof(name), "%s/cast", path);
    snprintf(in, sizeof(in), "%s", out);
    snprintf(out, sizeof(out), "%s/float", path);
    put_node(&m->graph, "Cast", name, in, out);
    snprintf(name, sizeof(name), "%s/scales", path);
    snprintf(in, sizeof(in), "%s/x_scale %s_scale", path, weight);
    snprintf(out, sizeof(out), "%s/scale", path);
    put_node(&m->graph, "Mul", name, in, out);
    snprintf(name, sizeof(name), "%s/mul", path);
    snprintf(in, sizeof(in), "%s/float %s/scale", path, path);
    snprintf(out, sizeof(out), "%s/y", path);
    put_node(&m->graph, "Mul", name, in, out);
}

static inline float tiny_scale(struct rng *r)
{
    return (1.5f + rng_unit(r)) * 0.01f;
}

static inline void tiny_conv(struct tiny_onnx *m, const struct kokoro_tensor *t, const char *path,
                             float *v)
{
    struct rng r = tiny_rng(t->name);
    char weight[40], name[60];
    snprintf(weight, sizeof(weight), "w%d", m->n_weights++);
    size_t n = kokoro_tensor_values(t);
    uint8_t *q = malloc(n);
    assert_non_null(q);
    float scale = tiny_scale(&r);
    int zero = (int)rng_below(&r, 256);
    for (size_t i = 0; i < n; i++) {
        q[i] = (uint8_t)rng_below(&r, 256);
        v[i] = (float)(q[i] - zero) * scale;
    }
    put_tensor(&m->graph, weight, T_UINT8, t->rank, t->shape, q, n);
    free(q);
    snprintf(name, sizeof(name), "%s_zero_point", weight);
    put_small(&m->graph, name, T_UINT8, 0, 1, zero);
    snprintf(name, sizeof(name), "%s_scale", weight);
    put_tensor(&m->graph, name, T_FLOAT, 0, NULL, &scale, sizeof(scale));
    put_scaled(m, "ConvInteger", path, "Conv", weight, !strstr(t->name, "1x1"));
}

static inline void tiny_matmul(struct tiny_onnx *m, const struct kokoro_tensor *t, const char *path,
                               float *v)
{
    struct rng r = tiny_rng(t->name);
    char weight[40], name[60];
    snprintf(weight, sizeof(weight), "w%d", m->n_weights++);
    int co = t->shape[0], ci = t->shape[1], dims[] = {ci, co};
    int8_t *q = malloc((size_t)(co * ci));
    float *scales = malloc((size_t)co * sizeof(float));
    assert_non_null(q);
    assert_non_null(scales);
    for (int o = 0; o < co; o++) {
        scales[o] = tiny_scale(&r);
        for (int i = 0; i < ci; i++) {
            q[i * co + o] = (int8_t)((int)rng_below(&r, 256) - 128);
            v[o * ci + i] = (float)(q[i * co + o] + 3) * scales[o];
        }
    }
    put_tensor(&m->graph, weight, T_INT8, 2, dims, q, (size_t)(co * ci));
    snprintf(name, sizeof(name), "%s_zero_point", weight);
    put_small(&m->graph, name, T_INT8, 1, co, -3);
    snprintf(name, sizeof(name), "%s_scale", weight);
    put_tensor(&m->graph, name, T_FLOAT, 1, &co, scales, (size_t)co * sizeof(float));
    free(q);
    free(scales);
    put_scaled(m, "MatMulInteger", path, strstr(t->name, ".fc.") ? "Gemm_MatMul" : "MatMul", weight,
               0);
}

static inline void tiny_floats(struct tiny_onnx *m, const struct kokoro_tensor *t, const char *name,
                               float *v)
{
    struct rng r = tiny_rng(t->name);
    size_t n = kokoro_tensor_values(t);
    for (size_t i = 0; i < n; i++)
        v[i] = rng_unit(&r);
    put_tensor(&m->graph, name, T_FLOAT, t->rank, t->shape, v, n * sizeof(float));
}

static inline void tiny_float_node(struct tiny_onnx *m, const struct kokoro_tensor *t,
                                   const char *path, const char *op, float *v)
{
    char weight[40], name[300], in[400];
    snprintf(weight, sizeof(weight), "w%d", m->n_weights++);
    tiny_floats(m, t, weight, v);
    snprintf(name, sizeof(name), "%s/%s", path, op);
    snprintf(in, sizeof(in), "%s/x %s", path, weight);
    put_node(&m->graph, op, name, in, path);
}

/* The source's 9 -> 1 map: float [in, out]. */
static inline void tiny_float_matmul(struct tiny_onnx *m, const struct kokoro_tensor *t,
                                     const char *path, float *v)
{
    struct kokoro_tensor turned = *t; /* [1, 9] and [9, 1] have the same bytes */
    turned.shape[0] = t->shape[1];
    turned.shape[1] = t->shape[0];
    tiny_float_node(m, &turned, path, "MatMul", v);
}

static inline void tiny_embedding(struct tiny_onnx *m, const struct kokoro_tensor *t,
                                  const char *path, float *v)
{
    struct rng r = tiny_rng(t->name);
    char weight[40], name[300], in[400], out[300];
    snprintf(weight, sizeof(weight), "w%d", m->n_weights++);
    size_t n = kokoro_tensor_values(t);
    int8_t *q = malloc(n);
    assert_non_null(q);
    float scale = tiny_scale(&r);
    for (size_t i = 0; i < n; i++) {
        q[i] = (int8_t)((int)rng_below(&r, 256) - 128);
        v[i] = (float)(q[i] - 5) * scale;
    }
    put_tensor(&m->graph, weight, T_INT8, 2, t->shape, q, n);
    free(q);
    snprintf(name, sizeof(name), "%s_zero_point", weight);
    put_small(&m->graph, name, T_INT8, 0, 1, 5);
    snprintf(name, sizeof(name), "%s_scale", weight);
    put_tensor(&m->graph, name, T_FLOAT, 0, NULL, &scale, sizeof(scale));
    snprintf(name, sizeof(name), "%s/Gather_quant", path);
    snprintf(in, sizeof(in), "%s tokens", weight);
    snprintf(out, sizeof(out), "%s/rows", path);
    put_node(&m->graph, "Gather", name, in, out);
    snprintf(in, sizeof(in), "%s/rows %s_scale %s_zero_point", path, weight, weight);
    snprintf(name, sizeof(name), "%s/Gather_quant_DequantizeLinear", path);
    put_node(&m->graph, "DequantizeLinear", name, in, path);
}

/* The eight tensors of one BiLSTM, which stand together in the table from at on. */
static inline void tiny_lstm(struct tiny_onnx *m, size_t at, const char *path)
{
    static const int gate[4] = {0, 2, 3, 1}; /* PyTorch's i f g o in ONNX's i o f c */
    const struct kokoro_tensor *t = &m->table.items[at];
    int gates = t->shape[0], h = gates / 4, in = t->shape[1];
    struct rng r = tiny_rng(t->name);
    char name[300], inputs[900];
    float scales[2][2], bias[2 * 2 * 4096];
    int8_t *q[2] = {malloc((size_t)(2 * in * gates)), malloc((size_t)(2 * h * gates))};
    assert_non_null(q[0]);
    assert_non_null(q[1]);
    for (int way = 0; way < 2; way++) {
        float **v = &m->values[at + 4 * (size_t)way];
        for (int which = 0; which < 2; which++) {
            int columns = which ? h : in;
            float scale = scales[which][way] = tiny_scale(&r);
            for (int row = 0; row < gates; row++) {
                int to = gate[row / h] * h + row % h;
                for (int c = 0; c < columns; c++) {
                    int8_t x = (int8_t)((int)rng_below(&r, 256) - 128);
                    q[which][(way * columns + c) * gates + to] = x;
                    v[which][row * columns + c] = (float)(x - 2) * scale;
                }
                v[2 + which][row] = bias[(way * 2 + which) * gates + to] = rng_unit(&r);
            }
        }
    }
    int id = m->n_weights++;
    int dims[] = {2, in, gates}, rdims[] = {2, h, gates}, bdims[] = {2, 2 * gates}, two = 2;
    snprintf(name, sizeof(name), "w%d", id);
    put_tensor(&m->graph, name, T_INT8, 3, dims, q[0], (size_t)(2 * in * gates));
    snprintf(name, sizeof(name), "r%d", id);
    put_tensor(&m->graph, name, T_INT8, 3, rdims, q[1], (size_t)(2 * h * gates));
    snprintf(name, sizeof(name), "b%d", id);
    put_tensor(&m->graph, name, T_FLOAT, 2, bdims, bias, (size_t)(4 * gates) * sizeof(float));
    snprintf(name, sizeof(name), "ws%d", id);
    put_tensor(&m->graph, name, T_FLOAT, 1, &two, scales[0], sizeof(scales[0]));
    snprintf(name, sizeof(name), "rs%d", id);
    put_tensor(&m->graph, name, T_FLOAT, 1, &two, scales[1], sizeof(scales[1]));
    snprintf(name, sizeof(name), "z%d", id);
    put_small(&m->graph, name, T_INT8, 1, 2, 2);
    snprintf(name, sizeof(name), "%s/LSTM_quant", path);
    snprintf(inputs, sizeof(inputs), "%s/x w%d r%d b%d - h c - ws%d z%d rs%d z%d", path, id, id, id,
             id, id, id, id);
    put_node(&m->graph, "DynamicQuantizeLSTM", name, inputs, path);
    free(q[0]);
    free(q[1]);
}

static inline void tiny_tensor(struct tiny_onnx *m, size_t i)
{
    const struct kokoro_tensor *t = &m->table.items[i];
    float *v = m->values[i];
    char module[PACK_NAME_BYTES], path[200], name[200];
    const char *dot = strrchr(t->name, '.');
    assert_non_null(dot);
    snprintf(module, sizeof(module), "%.*s", (int)(dot - t->name), t->name);
    tiny_node_path(module, path, sizeof(path));
    if (strstr(dot, "_l0")) {
        if (!strcmp(dot, ".weight_ih_l0")) tiny_lstm(m, i, path);
    } else if (strstr(t->name, "embeddings.weight") || strstr(t->name, "embedding.weight")) {
        tiny_embedding(m, t, path, v);
    } else if (strstr(t->name, "pool.weight") || t->layout == KOKORO_TRANSPOSED) {
        tiny_float_node(m, t, path, "ConvTranspose", v);
    } else if (strstr(t->name, "conv_post.weight")) {
        tiny_float_node(m, t, path, "Conv", v);
    } else if (strstr(t->name, "l_linear.weight")) {
        tiny_float_matmul(m, t, path, v);
    } else if (t->layout == KOKORO_CONV && t->rank == 3) {
        tiny_conv(m, t, path, v);
    } else if (t->layout == KOKORO_CONV || strstr(t->name, "fc.weight")) {
        tiny_matmul(m, t, path, v);
    } else {
        snprintf(name, sizeof(name), "%s.%s",
                 strncmp(t->name, "decoder", 7) ? "encoder" : "decoder", t->name);
        tiny_floats(m, t, name, v);
    }
}

static inline void tiny_onnx_init(struct tiny_onnx *m)
{
    *m = (struct tiny_onnx){.file = buf_make(8 << 20), .graph = buf_make(8 << 20)};
    assert_int_equal(kokoro_tensors_init(&m->table, &tiny_dims), 0);
    m->values = calloc(m->table.n, sizeof(*m->values));
    assert_non_null(m->values);
    for (size_t i = 0; i < m->table.n; i++) {
        m->values[i] = calloc(kokoro_tensor_values(&m->table.items[i]), sizeof(float));
        assert_non_null(m->values[i]);
    }
    for (size_t i = 0; i < m->table.n; i++)
        tiny_tensor(m, i);
    put_number(&m->file, 1, 9); /* ir_version */
    put_bytes(&m->file, 7, m->graph.data, m->graph.len);
    assert_int_equal(buf_error(&m->file), 0);
}

static inline void tiny_onnx_free(struct tiny_onnx *m)
{
    for (size_t i = 0; i < m->table.n; i++)
        free(m->values[i]);
    free(m->values);
    kokoro_tensors_free(&m->table);
    buf_free(&m->file);
    buf_free(&m->graph);
}

#endif
