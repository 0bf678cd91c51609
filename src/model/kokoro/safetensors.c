#include "model/kokoro/safetensors.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"

enum { LENGTH_BYTES = 8 };

static const struct dtype {
    const char *name;
    enum array_type type;
    int bytes; /* of a value */
} dtypes[] = {
    {"F32", ARRAY_FLOAT32, 4}, {"F16", ARRAY_FLOAT16, 2}, {"BF16", ARRAY_BFLOAT16, 2},
    {"F64", ARRAY_FLOAT64, 8}, {"I64", ARRAY_OTHER, 8},   {"I32", ARRAY_OTHER, 4},
    {"I16", ARRAY_OTHER, 2},   {"I8", ARRAY_OTHER, 1},    {"U64", ARRAY_OTHER, 8},
    {"U32", ARRAY_OTHER, 4},   {"U16", ARRAY_OTHER, 2},   {"U8", ARRAY_OTHER, 1},
    {"BOOL", ARRAY_OTHER, 1},
};

struct file {
    const uint8_t *data; /* what follows the header */
    size_t size;
    struct arrays *arrays;
    struct span { /* of each array's bytes, to see that they tile the data */
        size_t from, to;
    } * spans;
    size_t n_spans;
    struct err *e;
};

static uint64_t header_length(const uint8_t *p)
{
    uint64_t n = 0;
    for (int i = LENGTH_BYTES - 1; i >= 0; i--)
        n = n << 8 | p[i];
    return n;
}

int safetensors_is(const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    return n > LENGTH_BYTES && p[LENGTH_BYTES] == '{' && header_length(p) <= n - LENGTH_BYTES;
}

/* --------------------------------------------------------------------------------------- header */

static int fail(const struct file *f, const char *name, const char *what)
{
    err_set(f->e, E_FORMAT, "%s: %s", name, what);
    return E_FORMAT;
}

static const struct dtype *find_dtype(const json_t *v)
{
    for (size_t i = 0; json_is_string(v) && i < sizeof(dtypes) / sizeof(*dtypes); i++)
        if (!strcmp(dtypes[i].name, json_string_value(v))) return &dtypes[i];
    return NULL;
}

static int read_shape(const struct file *f, struct array *x, const json_t *shape)
{
    if (!json_is_array(shape) || json_array_size(shape) > ARRAY_RANK_MAX)
        return fail(f, x->name, "its shape is not a list of at most eight numbers");
    x->rank = (int)json_array_size(shape);
    for (int i = 0; i < x->rank; i++) {
        const json_t *v = json_array_get(shape, (size_t)i);
        if (!json_is_integer(v)) return fail(f, x->name, "its shape is not a list of numbers");
        x->shape[i] = json_integer_value(v);
    }
    if (array_count(x, f->e)) return E_FORMAT;
    int64_t stride = 1;
    for (int i = x->rank - 1; x->n && i >= 0; i--) {
        x->stride[i] = stride;
        stride *= x->shape[i];
    }
    return 0;
}

/* "data_offsets": [from, to] */
static int read_offsets(const struct file *f, const struct array *x, const json_t *offsets,
                        struct span *s)
{
    const json_t *from = json_array_get(offsets, 0), *to = json_array_get(offsets, 1);
    if (json_array_size(offsets) != 2 || !json_is_integer(from) || !json_is_integer(to))
        return fail(f, x->name, "its offsets are not two numbers");
    json_int_t a = json_integer_value(from), b = json_integer_value(to);
    if (a < 0 || b < a || (uint64_t)b > f->size)
        return fail(f, x->name, "its data is outside the file");
    *s = (struct span){(size_t)a, (size_t)b};
    return 0;
}

static int read_entry(struct file *f, const char *name, const json_t *entry)
{
    struct array *x = arrays_add(f->arrays, name, strlen(name), f->e);
    if (!x) return f->e->code;
    if (!json_is_object(entry)) return fail(f, x->name, "not described by an object");
    const struct dtype *dtype = find_dtype(json_object_get(entry, "dtype"));
    if (!dtype) return fail(f, x->name, "of a type that we do not know");
    x->type = dtype->type;
    struct span *s = &f->spans[f->n_spans++];
    int code = read_shape(f, x, json_object_get(entry, "shape"));
    if (!code) code = read_offsets(f, x, json_object_get(entry, "data_offsets"), s);
    if (code) return code;
    if (s->to - s->from != x->n * (size_t)dtype->bytes)
        return fail(f, x->name, "its data has not the length of its shape");
    x->data = f->data + s->from;
    return 0;
}

static int span_order(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

static int check_tiling(struct file *f)
{
    size_t at = 0;
    if (f->n_spans) qsort(f->spans, f->n_spans, sizeof(*f->spans), span_order);
    for (size_t i = 0; i < f->n_spans; at = f->spans[i++].to)
        if (f->spans[i].from != at)
            return fail(f, "safetensors", "tensors overlap, or there are bytes between them");
    return at == f->size ? 0 : fail(f, "safetensors", "bytes that belong to no tensor");
}

static int read_entries(struct file *f, json_t *header)
{
    const char *name;
    json_t *entry;
    f->spans = calloc(json_object_size(header) + 1, sizeof(*f->spans));
    if (!f->spans) return err_set(f->e, E_NOMEM, "safetensors: out of memory");
    json_object_foreach(header, name, entry)
    {
        if (!strcmp(name, "__metadata__")) continue;
        int code = read_entry(f, name, entry);
        if (code) return code;
    }
    return check_tiling(f);
}

int safetensors_read(struct arrays *a, const void *bytes, size_t n, struct err *e)
{
    struct err own;
    struct file f = {.arrays = a, .e = e ? e : &own};
    if (!safetensors_is(bytes, n)) return fail(&f, "safetensors", "not such a file, or cut off");
    uint64_t length = header_length(bytes);
    if (length > SAFETENSORS_HEADER_MAX) return fail(&f, "safetensors", "its header is too long");
    const char *text = (const char *)bytes + LENGTH_BYTES;
    struct err why = {0};
    json_t *header = json_parse(text, (size_t)length, &why);
    if (!header) return err_set(f.e, E_FORMAT, "safetensors: its header, %s", why.msg);
    f.data = (const uint8_t *)text + length;
    f.size = n - LENGTH_BYTES - (size_t)length;
    int code = json_is_object(header) ? read_entries(&f, header)
                                      : fail(&f, "safetensors", "its header is not an object");
    json_decref(header);
    free(f.spans);
    return code;
}
