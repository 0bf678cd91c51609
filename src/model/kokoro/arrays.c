#include "model/kokoro/arrays.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------------------------------- lists */

void arrays_free(struct arrays *a)
{
    free(a->items);
    *a = (struct arrays){0};
}

static int is_name(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] <= ' ' || s[i] > '~') return 0;
    return n > 0 && n < ARRAY_NAME_BYTES;
}

struct array *arrays_add(struct arrays *a, const char *name, size_t n_name, struct err *e)
{
    if (!is_name(name, n_name)) {
        err_set(e, E_FORMAT, "a tensor's name is empty, longer than %d bytes or not ASCII",
                ARRAY_NAME_BYTES - 1);
        return NULL;
    }
    if (a->n == ARRAYS_MAX) {
        err_set(e, E_FORMAT, "more than %d tensors", ARRAYS_MAX);
        return NULL;
    }
    if (a->n == a->cap_) {
        size_t cap = a->cap_ ? 2 * a->cap_ : 64;
        struct array *items = realloc(a->items, cap * sizeof(*items));
        if (!items) {
            err_set(e, E_NOMEM, "out of memory");
            return NULL;
        }
        a->items = items;
        a->cap_ = cap;
    }
    struct array *x = &a->items[a->n++];
    *x = (struct array){.n = 0};
    memcpy(x->name, name, n_name);
    return x;
}

static int name_order(const void *a, const void *b)
{
    return strcmp(((const struct array *)a)->name, ((const struct array *)b)->name);
}

int arrays_sort(struct arrays *a, struct err *e)
{
    if (a->n) qsort(a->items, a->n, sizeof(*a->items), name_order);
    for (size_t i = 1; i < a->n; i++)
        if (!name_order(&a->items[i - 1], &a->items[i]))
            return err_set(e, E_FORMAT, "%s: twice in the file", a->items[i].name);
    return 0;
}

static int name_compare(const void *name, const void *array)
{
    return strcmp(name, ((const struct array *)array)->name);
}

const struct array *arrays_find(const struct arrays *a, const char *name)
{
    return a->n ? bsearch(name, a->items, a->n, sizeof(*a->items), name_compare) : NULL;
}

int array_count(struct array *x, struct err *e)
{
    uint64_t n = 1;
    for (int i = 0; i < x->rank; i++) { /* zero times anything is zero, anything is limited */
        if (x->shape[i] < 0 || x->shape[i] > ARRAY_VALUES_MAX) n = UINT64_MAX;
        if (n <= ARRAY_VALUES_MAX) n *= (uint64_t)x->shape[i];
    }
    if (n > ARRAY_VALUES_MAX) return err_set(e, E_FORMAT, "%s: an impossible shape", x->name);
    x->n = (size_t)n;
    return 0;
}

const char *array_shape_text(const struct array *x, char out[ARRAY_SHAPE_BYTES])
{
    size_t at = 0;
    out[at++] = '[';
    for (int i = 0; i < x->rank; i++)
        at += (size_t)snprintf(out + at, ARRAY_SHAPE_BYTES - at, "%s%lld", i ? ", " : "",
                               (long long)x->shape[i]);
    snprintf(out + at, ARRAY_SHAPE_BYTES - at, "]");
    return out;
}

/* --------------------------------------------------------------------------------------- values */

int array_value_bytes(enum array_type type)
{
    switch (type) {
    case ARRAY_FLOAT32:
        return 4;
    case ARRAY_FLOAT16:
    case ARRAY_BFLOAT16:
        return 2;
    case ARRAY_FLOAT64:
        return 8;
    case ARRAY_OTHER:
        break;
    }
    return 0;
}

static float from_bits(uint32_t bits)
{
    float f;
    memcpy(&f, &bits, sizeof(f));
    return f;
}

/* Sign, five bits of exponent, ten of fraction: all of them are floats too. */
static float from_half(uint32_t h)
{
    uint32_t sign = (h & 0x8000) << 16, exponent = h >> 10 & 31, fraction = h & 0x3ff;
    if (exponent == 31) return from_bits(sign | 0x7f800000 | fraction << 13);
    if (exponent) return from_bits(sign | (exponent + 127 - 15) << 23 | fraction << 13);
    float small = (float)fraction * 0x1p-24F; /* exact */
    return sign ? -small : small;
}

static float from_double(const uint8_t *p)
{
    double d;
    memcpy(&d, p, sizeof(d));
    return (float)d;
}

static float value_at(enum array_type type, const uint8_t *p)
{
    uint32_t bits = 0;
    switch (type) {
    case ARRAY_FLOAT32:
        memcpy(&bits, p, 4);
        return from_bits(bits);
    case ARRAY_FLOAT16:
        memcpy(&bits, p, 2);
        return from_half(bits);
    case ARRAY_BFLOAT16:
        memcpy(&bits, p, 2);
        return from_bits(bits << 16);
    case ARRAY_FLOAT64:
        return from_double(p);
    case ARRAY_OTHER:
        break;
    }
    return 0;
}

/* Is it dense and row-major?  A dimension of one may have any stride. */
static int is_dense(const struct array *x)
{
    int64_t want = 1;
    for (int i = x->rank - 1; i >= 0; i--) {
        if (x->shape[i] != 1 && x->stride[i] != want) return 0;
        want *= x->shape[i];
    }
    return 1;
}

int array_floats(const struct array *x, float *out, struct err *e)
{
    int bytes = array_value_bytes(x->type);
    if (!bytes) return err_set(e, E_FORMAT, "%s: not floating-point numbers", x->name);
    if (x->n && x->type == ARRAY_FLOAT32 && is_dense(x)) {
        memcpy(out, x->data, x->n * sizeof(*out));
        return 0;
    }
    int64_t index[ARRAY_RANK_MAX] = {0}, at = 0;
    for (size_t i = 0; i < x->n; i++) {
        out[i] = value_at(x->type, x->data + at * bytes);
        for (int d = x->rank - 1; d >= 0; d--) { /* the next index, like an odometer */
            at += x->stride[d];
            if (++index[d] < x->shape[d]) break;
            at -= x->stride[d] * x->shape[d];
            index[d] = 0;
        }
    }
    return 0;
}
