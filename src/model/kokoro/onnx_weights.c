#include "model/kokoro/onnx_weights.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 160 };

struct onnx_weights {
    const struct onnx *m;
    const struct onnx_node **owner; /* [constants] the node for which each weight was read */
};

/* What is being read, for messages and for the search. */
struct wanted {
    struct onnx_weights *w;
    const struct kokoro_tensor *t;
    char module[PACK_NAME_BYTES];
    const char *leaf; /* "weight", "bias_ih_l0", ...: what follows the module */
    struct err *e;
};

static int fail(const struct wanted *q, const char *what)
{
    return err_set(q->e, E_FORMAT, "ONNX: %s: %s", q->t->name, what);
}

/* ------------------------------------------------------------------------------------- searching
 */

static int starts(const char *s, const char *prefix)
{
    return !strncmp(s, prefix, strlen(prefix));
}

/* Where the export's names differ from the module path: some calls go to a module's child from
 * outside, so that the parent is not in the name, and a Sequential's child repeats its name. */
static void node_path(const char *module, char out[PATH_BYTES])
{
    const char *top = starts(module, "decoder.") ? "decoder" : "encoder", *rest = module;
    static const char *const from_outside[] = {"predictor.F0", "predictor.N", "predictor.shared"};
    for (int i = 0; i < 3; i++)
        if (starts(module, from_outside[i])) rest = module + strlen("predictor.");
    static const char cnn[] = "text_encoder.cnn.";
    int n;
    if (starts(module, cnn)) { /* text_encoder.cnn.LAYER.0 */
        char layer = module[strlen(cnn)];
        n = snprintf(out, PATH_BYTES, "/encoder/text_encoder/cnn.%c/cnn.%c.0/", layer, layer);
    } else if (!strcmp(module, "decoder.asr_res.0")) {
        n = snprintf(out, PATH_BYTES, "/decoder/decoder/asr_res/asr_res.0/");
    } else {
        n = snprintf(out, PATH_BYTES, "/%s/%s/", top, rest);
    }
    if (n < 0 || n >= PATH_BYTES) out[0] = 0;
    /* "a.b.0.c" -> "a/b.0/c": an index stays with the list it indexes */
    for (char *dot = strchr(out, '.'); dot; dot = strchr(dot + 1, '.'))
        if (dot[1] < '0' || dot[1] > '9') *dot = '/';
}

/* The node that applies the module. */
static const struct onnx_node *module_node(const struct wanted *q)
{
    static const char *const ends[] = {"Conv_quant",    "MatMul_quant", "Gemm_MatMul_quant",
                                       "LSTM_quant",    "Gather_quant", "Conv",
                                       "ConvTranspose", "MatMul"};
    char path[PATH_BYTES], name[PATH_BYTES + 20];
    node_path(q->module, path);
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        snprintf(name, sizeof(name), "%s%s", path, ends[i]);
        const struct onnx_node *node = onnx_node_find(q->w->m, name);
        if (node) return node;
    }
    return NULL;
}

static const struct onnx_tensor *input(const struct wanted *q, const struct onnx_node *node,
                                       size_t i)
{
    return i < node->n_inputs ? onnx_tensor_named(q->w->m, node->inputs[i]) : NULL;
}

/* The node that reads value, if it is an `op`. */
static const struct onnx_node *reader(const struct wanted *q, struct onnx_name value,
                                      const char *op)
{
    const struct onnx_node *node = onnx_reader(q->w->m, value);
    return node && onnx_name_is(node->op, op) && node->n_outputs == 1 ? node : NULL;
}

/* result -> [Add bias ->] Cast -> Mul by (scale of the activations x scale of the weight) */
static const struct onnx_tensor *weight_scale(const struct wanted *q, const struct onnx_node *node)
{
    if (node->n_outputs != 1) return NULL;
    struct onnx_name value = node->outputs[0];
    const struct onnx_node *add = reader(q, value, "Add");
    if (add) value = add->outputs[0];
    const struct onnx_node *cast = reader(q, value, "Cast");
    if (!cast) return NULL;
    const struct onnx_node *mul = reader(q, cast->outputs[0], "Mul");
    if (!mul || mul->n_inputs != 2) return NULL;
    int other = onnx_name_equal(mul->inputs[0], cast->outputs[0]);
    const struct onnx_node *scales = onnx_producer(q->w->m, mul->inputs[other]);
    if (!scales || !onnx_name_is(scales->op, "Mul") || scales->n_inputs != 2) return NULL;
    const struct onnx_tensor *scale = input(q, scales, 0);
    return scale ? scale : input(q, scales, 1);
}

/* --------------------------------------------------------------------------------------- reading
 */

/* Notes that node's module has this weight; another module's claim on it is an error. */
static int claim(const struct wanted *q, const struct onnx_tensor *x, const struct onnx_node *node)
{
    const struct onnx_node **owner = &q->w->owner[onnx_tensor_index(q->w->m, x)];
    if (*owner && *owner != node) return fail(q, "its weight belongs to another module too");
    *owner = node;
    return 0;
}

static int has_shape(const struct onnx_tensor *x, int rank, int a, int b, int c)
{
    const int64_t want[3] = {a, b, c};
    assert(rank <= 3);
    if (x->rank != rank) return 0;
    for (int i = 0; i < rank; i++)
        if (x->dims[i] != want[i]) return 0;
    return 1;
}

static int same_shape(const struct wanted *q, const struct onnx_tensor *x)
{
    const int *s = q->t->shape;
    return has_shape(x, q->t->rank, s[0], s[1], s[2]);
}

/* A constant's values, malloc'd; n of them, all finite. */
static float *values_of(const struct wanted *q, const struct onnx_tensor *x)
{
    float *v = malloc((x->n ? x->n : 1) * sizeof(*v));
    if (!v) {
        err_set(q->e, E_NOMEM, "%s: out of memory", q->t->name);
    } else if (onnx_tensor_floats(x, v, q->e)) {
        free(v);
        v = NULL;
    }
    return v;
}

/* in [rows, columns] dequantised into out; zero points and scales are one, or one a column.
 * out may be in. */
static int dequantise(const struct wanted *q, float *out, const float *in, size_t rows,
                      size_t columns, const struct onnx_tensor *zero,
                      const struct onnx_tensor *scale)
{
    if (!zero || !scale || zero->type == ONNX_FLOAT || scale->type != ONNX_FLOAT ||
        (zero->n != 1 && zero->n != columns) || (scale->n != 1 && scale->n != columns))
        return fail(q, "no zero point or scale for it");
    float *z = values_of(q, zero), *s = z ? values_of(q, scale) : NULL;
    if (z && s)
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < columns; j++)
                out[i * columns + j] =
                    (in[i * columns + j] - z[zero->n == 1 ? 0 : j]) * s[scale->n == 1 ? 0 : j];
    int code = z && s ? 0 : E_FORMAT;
    free(z);
    free(s);
    return code;
}

static void transpose(float *out, const float *in, size_t rows, size_t columns)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            out[j * rows + i] = in[i * columns + j];
}

/* MatMul and MatMulInteger: [ci, co] with a scale a column. */
static int read_matmul(const struct wanted *q, const struct onnx_node *node,
                       const struct onnx_tensor *x, float *values)
{
    int co = q->t->shape[0], ci = q->t->shape[1];
    if (q->t->rank != 2 || !has_shape(x, 2, ci, co, 1)) return fail(q, "its shape is wrong");
    float *v = values_of(q, x);
    if (!v) return E_FORMAT;
    int code = 0;
    if (onnx_name_is(node->op, "MatMulInteger"))
        code =
            dequantise(q, v, v, (size_t)ci, (size_t)co, input(q, node, 3), weight_scale(q, node));
    else if (x->type != ONNX_FLOAT)
        code = fail(q, "it is not float");
    if (!code) transpose(values, v, (size_t)ci, (size_t)co);
    free(v);
    return code;
}

/* Conv, ConvTranspose, ConvInteger and Gather: PyTorch's shape, one scale. */
static int read_plain(const struct wanted *q, const struct onnx_node *node,
                      const struct onnx_tensor *x, float *values)
{
    if (!same_shape(q, x)) return fail(q, "its shape is wrong");
    int code = onnx_tensor_floats(x, values, q->e);
    if (code || x->type == ONNX_FLOAT) return code;
    const struct onnx_tensor *zero = NULL, *scale = NULL;
    if (onnx_name_is(node->op, "ConvInteger")) {
        zero = input(q, node, 3);
        scale = weight_scale(q, node);
    } else if (onnx_name_is(node->op, "Gather")) {
        const struct onnx_node *d =
            node->n_outputs == 1 ? reader(q, node->outputs[0], "DequantizeLinear") : NULL;
        zero = d ? input(q, d, 2) : NULL;
        scale = d ? input(q, d, 1) : NULL;
    }
    if ((zero && zero->n != 1) || (scale && scale->n != 1))
        return fail(q, "it has more than one scale");
    return dequantise(q, values, values, 1, x->n, zero, scale);
}

/* The export's gate that PyTorch has at place g: i, o, f, c against i, f, c, o. */
static const int export_gate[4] = {0, 2, 3, 1};

/* One direction of DynamicQuantizeLSTM's W [2, in, 4H] or R [2, H, 4H] into [4H, in]. */
static int read_lstm_weight(const struct wanted *q, const struct onnx_node *node, int recurrent,
                            int reverse, float *values)
{
    const struct onnx_tensor *x = input(q, node, recurrent ? 2 : 1);
    const struct onnx_tensor *scale = input(q, node, recurrent ? 10 : 8);
    const struct onnx_tensor *zero = input(q, node, recurrent ? 11 : 9);
    size_t gates = (size_t)q->t->shape[0], in = (size_t)q->t->shape[1], h = gates / 4;
    if (!x || !scale || !zero) return fail(q, "not there");
    if (!has_shape(x, 3, 2, (int)in, (int)gates) || scale->type != ONNX_FLOAT || scale->n != 2 ||
        zero->type != x->type || zero->n != 2)
        return fail(q, "its shape is wrong");
    if (claim(q, x, node)) return E_FORMAT;
    float s[2], z[2], *v = values_of(q, x);
    int code = !v || onnx_tensor_floats(scale, s, q->e) || onnx_tensor_floats(zero, z, q->e);
    for (size_t r = 0; !code && r < gates; r++) {
        size_t from = (size_t)export_gate[r / h] * h + r % h;
        for (size_t c = 0; c < in; c++)
            values[r * in + c] =
                (v[((size_t)reverse * in + c) * gates + from] - z[reverse]) * s[reverse];
    }
    free(v);
    return code ? E_FORMAT : 0;
}

/* One part of the bias [2, 8H]: Wb, then Rb. */
static int read_lstm_bias(const struct wanted *q, const struct onnx_node *node, int recurrent,
                          int reverse, float *values)
{
    const struct onnx_tensor *x = input(q, node, 3);
    size_t gates = (size_t)q->t->shape[0], h = gates / 4;
    if (!x || x->type != ONNX_FLOAT || !has_shape(x, 2, 2, 2 * (int)gates, 1))
        return fail(q, "its shape is wrong");
    float *v = values_of(q, x);
    if (!v) return E_FORMAT;
    const float *part = v + ((size_t)reverse * 2 + (size_t)recurrent) * gates;
    for (size_t r = 0; r < gates; r++)
        values[r] = part[(size_t)export_gate[r / h] * h + r % h];
    free(v);
    return 0;
}

static int read_lstm(const struct wanted *q, const struct onnx_node *node, float *values)
{
    int recurrent = strstr(q->leaf, "_hh_") != NULL, reverse = strstr(q->leaf, "_reverse") != NULL;
    return starts(q->leaf, "bias") ? read_lstm_bias(q, node, recurrent, reverse, values)
                                   : read_lstm_weight(q, node, recurrent, reverse, values);
}

static int read_by_node(const struct wanted *q, float *values)
{
    const struct onnx_node *node = module_node(q);
    if (!node) return fail(q, "not there");
    if (onnx_name_is(node->op, "DynamicQuantizeLSTM")) return read_lstm(q, node, values);
    int gather = onnx_name_is(node->op, "Gather");
    const struct onnx_tensor *x = input(q, node, gather ? 0 : 1);
    if (!x || strcmp(q->leaf, "weight") != 0) return fail(q, "not there");
    int code = claim(q, x, node);
    if (code) return code;
    if (onnx_name_is(node->op, "MatMulInteger") || onnx_name_is(node->op, "MatMul"))
        return read_matmul(q, node, x, values);
    return read_plain(q, node, x, values);
}

/* Biases, norms, alphas: float constants under their own name. */
static const struct onnx_tensor *named(const struct wanted *q)
{
    char name[PATH_BYTES];
    snprintf(name, sizeof(name), "%s.%s", starts(q->module, "decoder") ? "decoder" : "encoder",
             q->t->name);
    const struct onnx_tensor *x = onnx_tensor_find(q->w->m, name);
    return x && x->type == ONNX_FLOAT ? x : NULL;
}

int onnx_weights_read(void *ctx, const struct kokoro_tensor *t, float *values, struct err *e)
{
    struct wanted q = {.w = ctx, .t = t, .e = e};
    const char *dot = strrchr(t->name, '.');
    if (!dot) return fail(&q, "has no module");
    memcpy(q.module, t->name, (size_t)(dot - t->name));
    q.leaf = dot + 1;
    const struct onnx_tensor *x = named(&q);
    if (!x) return read_by_node(&q, values);
    if (!same_shape(&q, x)) return fail(&q, "its shape is wrong");
    return onnx_tensor_floats(x, values, e);
}

int onnx_weights_open(struct onnx_weights **out, const struct onnx *m, struct err *e)
{
    struct onnx_weights *w = *out = calloc(1, sizeof(*w));
    if (w) w->owner = calloc(onnx_tensor_count(m) + 1, sizeof(struct onnx_node *));
    if (!w || !w->owner) {
        free(w);
        *out = NULL;
        return err_set(e, E_NOMEM, "ONNX: out of memory");
    }
    w->m = m;
    return 0;
}

void onnx_weights_close(struct onnx_weights *w)
{
    if (!w) return;
    free((void *)w->owner);
    free(w);
}

int onnx_weights_all_read(void *ctx, struct err *e)
{
    const struct onnx_weights *w = ctx;
    for (size_t i = 0; i < onnx_tensor_count(w->m); i++) {
        const struct onnx_tensor *x = onnx_tensor_at(w->m, i);
        if ((x->type == ONNX_INT8 || x->type == ONNX_UINT8) && x->rank >= 2 && !w->owner[i])
            return err_set(e, E_FORMAT, "ONNX: '%.*s' has no place in the network",
                           (int)(x->name.n < 200 ? x->name.n : 200), x->name.s);
    }
    return 0;
}
