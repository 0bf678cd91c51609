#include "model/kokoro/torch_arrays.h"

#include <stdio.h>
#include <string.h>

#include "base/pickle.h"
#include "model/kokoro/torch_zip.h"

enum {
    DEPTH_MAX = 4,        /* of dictionaries in dictionaries */
    VISITS_MAX = 1 << 16, /* entries looked at: a dictionary may be in many places */
    TAR_MAGIC_AT = 257,
};

_Static_assert((int)PICKLE_RANK_MAX == (int)ARRAY_RANK_MAX, "a tensor's rank fits an array");

struct walk {
    struct torch_zip *zip;
    struct arrays *arrays;
    int visits;
    struct err *e;
};

/* -------------------------------------------------------------------------------------- tensors */

static const struct storage_type {
    const char *name;
    enum array_type type;
    int bytes; /* of a value */
} storage_types[] = {
    {"FloatStorage", ARRAY_FLOAT32, 4},     {"HalfStorage", ARRAY_FLOAT16, 2},
    {"BFloat16Storage", ARRAY_BFLOAT16, 2}, {"DoubleStorage", ARRAY_FLOAT64, 8},
    {"LongStorage", ARRAY_OTHER, 8},        {"IntStorage", ARRAY_OTHER, 4},
    {"ShortStorage", ARRAY_OTHER, 2},       {"CharStorage", ARRAY_OTHER, 1},
    {"ByteStorage", ARRAY_OTHER, 1},        {"BoolStorage", ARRAY_OTHER, 1},
};

static const struct storage_type *find_type(const char *name)
{
    for (size_t i = 0; i < sizeof(storage_types) / sizeof(*storage_types); i++)
        if (!strcmp(storage_types[i].name, name)) return &storage_types[i];
    return NULL;
}

/* Printable ASCII without blanks, so that it can be part of a name and of a message. */
static int is_word(const struct pickle_value *v)
{
    if (v->kind != PICKLE_STRING) return 0;
    for (size_t i = 0; i < v->n_bytes; i++)
        if (v->text[i] <= ' ' || v->text[i] > '~') return 0;
    return 1;
}

static void copy_counts(int64_t *out, const struct pickle_value *tuple)
{
    for (const struct pickle_item *i = tuple->first; i; i = i->next)
        *out++ = i->value->integer;
}

/* The storage's bytes: the member data/KEY. */
static int find_storage(struct walk *w, const struct array *x, const struct pickle_value *storage,
                        const uint8_t **bytes, size_t *n)
{
    char path[80];
    const struct pickle_value *key = storage->key;
    if (!is_word(key) || key->n_bytes + sizeof("data/") > sizeof(path))
        return err_set(w->e, E_FORMAT, "%s: its storage has no name", x->name);
    snprintf(path, sizeof(path), "data/%.*s", (int)key->n_bytes, key->text);
    struct err why = {0};
    int code = torch_zip_member(w->zip, path, bytes, n, &why);
    if (code) return err_set(w->e, E_FORMAT, "%s: %s", x->name, why.msg);
    return 0;
}

/* The last value the tensor reaches in its storage, or -1: beyond any storage. */
static int64_t reach(const struct array *x, int64_t offset)
{
    int64_t at = offset;
    for (int i = 0; i < x->rank; i++) {
        int64_t step;
        if (__builtin_mul_overflow(x->shape[i] - 1, x->stride[i], &step) ||
            __builtin_add_overflow(at, step, &at))
            return -1;
    }
    return at;
}

static int add_tensor(struct walk *w, const char *name, size_t n_name,
                      const struct pickle_value *tensor)
{
    struct array *x = arrays_add(w->arrays, name, n_name, w->e);
    if (!x) return w->e->code;
    const struct pickle_value *storage = tensor->storage;
    const struct storage_type *type = find_type(storage->type);
    if (!type) return err_set(w->e, E_FORMAT, "%s: of type %s", x->name, storage->type);
    x->type = type->type;
    x->rank = (int)tensor->shape->n;
    copy_counts(x->shape, tensor->shape);
    copy_counts(x->stride, tensor->stride);
    for (int i = 0; i < x->rank; i++)
        if (x->shape[i] == 1) x->stride[i] = 0; /* may be any number, and means nothing */
    if (array_count(x, w->e)) return E_FORMAT;
    size_t bytes = 0;
    int code = find_storage(w, x, storage, &x->data, &bytes);
    if (code) return code;
    if (storage->n_elements > INT64_MAX / 8 ||
        (uint64_t)storage->n_elements * (uint64_t)type->bytes != bytes)
        return err_set(w->e, E_FORMAT, "%s: its storage has %zu bytes, not %lld values", x->name,
                       bytes, (long long)storage->n_elements);
    int64_t last = x->n ? reach(x, tensor->offset) : 0;
    if (x->n && (last < 0 || last >= storage->n_elements))
        return err_set(w->e, E_FORMAT, "%s: it reaches beyond its storage", x->name);
    x->data += x->n ? tensor->offset * type->bytes : 0;
    return 0;
}

/* ----------------------------------------------------------------------------------------- tree */

struct path { /* the name so far */
    char text[ARRAY_NAME_BYTES];
    size_t n;
};

static int visit(struct walk *w, const struct path *at, const struct pickle_value *v, int depth);

static int visit_entry(struct walk *w, const struct path *at, const struct pickle_value *key,
                       const struct pickle_value *v, int depth)
{
    struct path p = *at;
    if (++w->visits > VISITS_MAX)
        return err_set(w->e, E_FORMAT, "more than %d entries in its dictionaries", VISITS_MAX);
    if (v->kind != PICKLE_DICT && v->kind != PICKLE_TENSOR) return 0;
    if (!is_word(key) || key->n_bytes + p.n + 2 > sizeof(p.text))
        return err_set(w->e, E_FORMAT, "'%.*s': an entry whose key is not a name", (int)p.n,
                       p.text);
    if (p.n) p.text[p.n++] = '.';
    memcpy(p.text + p.n, key->text, key->n_bytes);
    p.n += key->n_bytes;
    return visit(w, &p, v, depth + 1);
}

static int visit(struct walk *w, const struct path *at, const struct pickle_value *v, int depth)
{
    if (v->kind == PICKLE_TENSOR) return add_tensor(w, at->text, at->n, v);
    if (depth > DEPTH_MAX)
        return err_set(w->e, E_FORMAT, "dictionaries more than %d deep", DEPTH_MAX);
    for (const struct pickle_item *i = v->first; i; i = i->next->next) {
        int code = visit_entry(w, at, i->value, i->next->value, depth);
        if (code) return code;
    }
    return 0;
}

static int visit_root(struct walk *w, const struct pickle_value *root)
{
    if (root->kind == PICKLE_TENSOR)
        return add_tensor(w, TORCH_ARRAY_ALONE, strlen(TORCH_ARRAY_ALONE), root);
    if (root->kind != PICKLE_DICT)
        return err_set(w->e, E_FORMAT, "neither a dictionary of tensors nor a tensor");
    return visit(w, &(struct path){.n = 0}, root, 1);
}

/* ------------------------------------------------------------------------------------- the file */

static int starts(const void *bytes, size_t n, const char *with, size_t n_with)
{
    return n >= n_with && !memcmp(bytes, with, n_with);
}

/* Before 1.6: pickles one after another, the first a magic number; before 0.2, a tar file. */
static int is_old(const void *bytes, size_t n)
{
    static const char magic[] = "\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.";
    return starts(bytes, n, magic, sizeof(magic) - 1) ||
           (n > TAR_MAGIC_AT &&
            starts((const char *)bytes + TAR_MAGIC_AT, n - TAR_MAGIC_AT, "ustar", 5));
}

static int is_zip(const void *bytes, size_t n)
{
    return starts(bytes, n, "PK\3\4", 4);
}

int torch_arrays_is(const void *bytes, size_t n)
{
    return is_zip(bytes, n) || is_old(bytes, n);
}

int torch_arrays_read(struct arrays *a, const void *bytes, size_t n, struct err *e)
{
    struct torch_zip *zip = NULL;
    struct pickle *pickle = NULL;
    const uint8_t *data = NULL;
    size_t n_data = 0;
    struct err own;
    if (!e) e = &own; /* the walk reads codes from it */
    if (!is_zip(bytes, n))
        return err_set(e, E_FORMAT, "%s",
                       is_old(bytes, n)
                           ? "a file from before PyTorch 1.6: load it there and save it again"
                           : "not a file that torch.save wrote");
    int code = torch_zip_open(&zip, bytes, n, e);
    if (!code) code = torch_zip_member(zip, "data.pkl", &data, &n_data, e);
    if (!code) code = pickle_open(&pickle, data, n_data, e);
    struct walk w = {.zip = zip, .arrays = a, .e = e};
    if (!code) code = visit_root(&w, pickle_root(pickle));
    pickle_close(pickle);
    torch_zip_close(zip);
    return code;
}
