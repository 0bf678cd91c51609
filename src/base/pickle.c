#include "base/pickle.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { NAME_MAX_BYTES = 100 }; /* of a global */

/* ------------------------------------------------------------------------------- instructions */

/* What follows an instruction's byte. */
enum argument {
    ARG_NONE,
    ARG_U1, /* little-endian numbers */
    ARG_U2,
    ARG_U4,
    ARG_I4,
    ARG_8,     /* eight bytes that are not needed: a frame's length */
    ARG_REAL,  /* a big-endian double */
    ARG_LONG1, /* a length byte, a little-endian two's complement number */
    ARG_TEXT1, /* a length of 1, 4 or 8 bytes, then so many */
    ARG_TEXT4,
    ARG_TEXT8,
    ARG_LINES, /* module LF name LF */
};

/* Every instruction that is written for data: byte, name, argument, values made, memo places. */
// clang-format off
#define OP_LIST(X)                                    \
    X(0x80, PROTO,            ARG_U1,    0, 0)        \
    X(0x95, FRAME,            ARG_8,     0, 0)        \
    X('.',  STOP,             ARG_NONE,  0, 0)        \
    X('(',  MARK,             ARG_NONE,  1, 0)        \
    X('N',  NONE,             ARG_NONE,  1, 0)        \
    X(0x88, NEWTRUE,          ARG_NONE,  1, 0)        \
    X(0x89, NEWFALSE,         ARG_NONE,  1, 0)        \
    X('K',  BININT1,          ARG_U1,    1, 0)        \
    X('M',  BININT2,          ARG_U2,    1, 0)        \
    X('J',  BININT,           ARG_I4,    1, 0)        \
    X(0x8a, LONG1,            ARG_LONG1, 1, 0)        \
    X('G',  BINFLOAT,         ARG_REAL,  1, 0)        \
    X(0x8c, SHORT_BINUNICODE, ARG_TEXT1, 1, 0)        \
    X('X',  BINUNICODE,       ARG_TEXT4, 1, 0)        \
    X(0x8d, BINUNICODE8,      ARG_TEXT8, 1, 0)        \
    X('U',  SHORT_BINSTRING,  ARG_TEXT1, 1, 0)        \
    X('C',  SHORT_BINBYTES,   ARG_TEXT1, 1, 0)        \
    X('B',  BINBYTES,         ARG_TEXT4, 1, 0)        \
    X(')',  EMPTY_TUPLE,      ARG_NONE,  1, 0)        \
    X('t',  TUPLE,            ARG_NONE,  1, 0)        \
    X(0x85, TUPLE1,           ARG_NONE,  1, 0)        \
    X(0x86, TUPLE2,           ARG_NONE,  1, 0)        \
    X(0x87, TUPLE3,           ARG_NONE,  1, 0)        \
    X(']',  EMPTY_LIST,       ARG_NONE,  1, 0)        \
    X('a',  APPEND,           ARG_NONE,  0, 0)        \
    X('e',  APPENDS,          ARG_NONE,  0, 0)        \
    X('}',  EMPTY_DICT,       ARG_NONE,  1, 0)        \
    X('s',  SETITEM,          ARG_NONE,  0, 0)        \
    X('u',  SETITEMS,         ARG_NONE,  0, 0)        \
    X('q',  BINPUT,           ARG_U1,    0, 1)        \
    X('r',  LONG_BINPUT,      ARG_U4,    0, 1)        \
    X(0x94, MEMOIZE,          ARG_NONE,  0, 1)        \
    X('h',  BINGET,           ARG_U1,    1, 0)        \
    X('j',  LONG_BINGET,      ARG_U4,    1, 0)        \
    X('c',  GLOBAL,           ARG_LINES, 1, 0)        \
    X(0x93, STACK_GLOBAL,     ARG_NONE,  1, 0)        \
    X('Q',  BINPERSID,        ARG_NONE,  1, 0)        \
    X('R',  REDUCE,           ARG_NONE,  1, 0)        \
    X('b',  BUILD,            ARG_NONE,  0, 0)
// clang-format on

enum opcode {
#define X(byte, name, argument, makes, remembers) OP_##name = (byte),
    OP_LIST(X)
#undef X
};

static const struct instruction {
    const char *name; /* NULL: not one of ours */
    uint8_t argument, makes, remembers;
} instructions[256] = {
#define X(byte, name, argument, makes, remembers) [byte] = {#name, argument, makes, remembers},
    OP_LIST(X)
#undef X
};

/* The things that may be named.  A storage's type is its name; the others can be called. */
enum known {
    KNOWN_STORAGE,
    KNOWN_DICT,
    KNOWN_SET,
    KNOWN_TENSOR,
    KNOWN_PARAMETER,
    KNOWN_RECONSTRUCT,
    KNOWN_NDARRAY,
    KNOWN_DTYPE,
};

static const struct pickle_known {
    const char *module, *name;
    enum known what;
} known[] = {
    {"collections", "OrderedDict", KNOWN_DICT},
    {"torch._utils", "_rebuild_tensor_v2", KNOWN_TENSOR},
    {"torch._utils", "_rebuild_parameter", KNOWN_PARAMETER},
    {"__builtin__", "set", KNOWN_SET},
    {"builtins", "set", KNOWN_SET},
    {"numpy.core.multiarray", "_reconstruct", KNOWN_RECONSTRUCT},
    {"numpy", "ndarray", KNOWN_NDARRAY},
    {"numpy", "dtype", KNOWN_DTYPE},
    {"torch", "FloatStorage", KNOWN_STORAGE},
    {"torch", "HalfStorage", KNOWN_STORAGE},
    {"torch", "BFloat16Storage", KNOWN_STORAGE},
    {"torch", "DoubleStorage", KNOWN_STORAGE},
    {"torch", "LongStorage", KNOWN_STORAGE},
    {"torch", "IntStorage", KNOWN_STORAGE},
    {"torch", "ShortStorage", KNOWN_STORAGE},
    {"torch", "CharStorage", KNOWN_STORAGE},
    {"torch", "ByteStorage", KNOWN_STORAGE},
    {"torch", "BoolStorage", KNOWN_STORAGE},
};

struct text {
    const char *s;
    size_t n;
};

struct op {
    enum opcode code;
    size_t at; /* the instruction's byte, for messages */
    int64_t number;
    double real;
    struct text text, name; /* a string; a global's module and name */
};

struct pickle {
    const uint8_t *bytes;
    size_t size, at;
    struct arena arena;
    struct pickle_value *values; /* [n_values] */
    struct pickle_item *items;   /* [n_values]: each push can be put into one container */
    struct pickle_value **stack; /* [n_values] */
    struct pickle_value **memo;  /* [n_memo] */
    size_t n_values, n_memo, values_used, items_used, depth, memo_used;
    struct err *e;
};

static int fail(struct pickle *p, size_t at, const char *what)
{
    err_set(p->e, E_FORMAT, "pickle: %s, at byte %zu", what, at);
    return E_FORMAT;
}

/* ------------------------------------------------------------------------------------- reading */

static int take(struct pickle *p, size_t n, const uint8_t **bytes)
{
    if (n > p->size - p->at) return fail(p, p->at, "cut off");
    *bytes = p->bytes + p->at;
    p->at += n;
    return 0;
}

static int take_number(struct pickle *p, int n_bytes, uint64_t *v)
{
    const uint8_t *b;
    if (take(p, (size_t)n_bytes, &b)) return E_FORMAT;
    *v = 0;
    for (int i = n_bytes - 1; i >= 0; i--)
        *v = *v << 8 | b[i];
    return 0;
}

static int take_text(struct pickle *p, int length_bytes, struct text *t)
{
    uint64_t n;
    const uint8_t *b;
    if (take_number(p, length_bytes, &n)) return E_FORMAT;
    if (n > p->size) return fail(p, p->at, "cut off");
    if (take(p, (size_t)n, &b)) return E_FORMAT;
    *t = (struct text){(const char *)b, (size_t)n};
    return 0;
}

static int take_line(struct pickle *p, struct text *t)
{
    const uint8_t *from = p->bytes + p->at, *lf = memchr(from, '\n', p->size - p->at);
    if (!lf) return fail(p, p->at, "cut off");
    *t = (struct text){(const char *)from, (size_t)(lf - from)};
    p->at += t->n + 1;
    return 0;
}

/* A number of at most eight bytes, sign and all. */
static int take_long(struct pickle *p, int64_t *v)
{
    struct text t;
    uint64_t x = 0;
    if (take_text(p, 1, &t)) return E_FORMAT;
    if (t.n > 8) return fail(p, p->at, "a number of more than 64 bits");
    for (size_t i = t.n; i-- > 0;)
        x = x << 8 | (uint8_t)t.s[i];
    if (t.n && t.n < 8 && x >> (8 * t.n - 1)) x |= UINT64_MAX << 8 * t.n;
    memcpy(v, &x, sizeof(x));
    return 0;
}

static int take_real(struct pickle *p, double *real)
{
    const uint8_t *b;
    uint64_t bits = 0;
    if (take(p, sizeof(bits), &b)) return E_FORMAT;
    for (size_t i = 0; i < sizeof(bits); i++)
        bits = bits << 8 | b[i];
    memcpy(real, &bits, sizeof(bits));
    return 0;
}

static int take_argument(struct pickle *p, enum argument what, struct op *op)
{
    const uint8_t *skipped;
    uint64_t v = 0;
    int code = 0;
    switch (what) {
    case ARG_NONE:
        return 0;
    case ARG_U1:
        code = take_number(p, 1, &v);
        break;
    case ARG_U2:
        code = take_number(p, 2, &v);
        break;
    case ARG_U4:
        code = take_number(p, 4, &v);
        break;
    case ARG_I4:
        code = take_number(p, 4, &v);
        v = (uint64_t)(int64_t)(int32_t)(uint32_t)v;
        break;
    case ARG_8:
        return take(p, 8, &skipped);
    case ARG_REAL:
        return take_real(p, &op->real);
    case ARG_LONG1:
        return take_long(p, &op->number);
    case ARG_TEXT1:
        return take_text(p, 1, &op->text);
    case ARG_TEXT4:
        return take_text(p, 4, &op->text);
    case ARG_TEXT8:
        return take_text(p, 8, &op->text);
    case ARG_LINES:
        code = take_line(p, &op->text);
        return code ? code : take_line(p, &op->name);
    }
    op->number = (int64_t)v;
    return code;
}

static int next_op(struct pickle *p, struct op *op)
{
    const uint8_t *b;
    *op = (struct op){.at = p->at, .text = {"", 0}, .name = {"", 0}};
    if (take(p, 1, &b)) return E_FORMAT;
    const struct instruction *in = &instructions[*b];
    if (!in->name)
        return err_set(p->e, E_FORMAT,
                       "pickle: instruction 0x%02x, at byte %zu, is none that plain data needs", *b,
                       op->at);
    op->code = *b;
    return take_argument(p, in->argument, op);
}

/* ------------------------------------------------------------------------------------ globals */

static int text_is(struct text t, const char *s)
{
    return t.n == strlen(s) && !memcmp(t.s, s, t.n);
}

/* For messages: a name as it is when it is a name. */
static int length_to_show(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.s[i] <= ' ' || t.s[i] > '~') return 0;
    return (int)(t.n < NAME_MAX_BYTES ? t.n : NAME_MAX_BYTES);
}

static int find_known(struct pickle *p, struct text module, struct text name,
                      const struct pickle_known **found)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (!text_is(module, known[i].module) || !text_is(name, known[i].name)) continue;
        *found = &known[i];
        return 0;
    }
    err_set(p->e, E_FORMAT,
            "pickle: it asks for %.*s.%.*s, which weights do not need: refused, nothing was run "
            "(a whole module? save its state_dict instead)",
            length_to_show(module), module.s, length_to_show(name), name.s);
    return E_FORMAT;
}

/* The first pass: how much there will be, at most.  What is named is looked at here too, so that a
 * file that wants more than weights is told so before it fails on an instruction. */
static int measure(struct pickle *p)
{
    for (struct op op = {.code = OP_MARK}; op.code != OP_STOP;) {
        if (next_op(p, &op)) return E_FORMAT;
        const struct pickle_known *named;
        if (op.code == OP_GLOBAL && find_known(p, op.text, op.name, &named)) return E_FORMAT;
        p->n_values += instructions[op.code].makes;
        p->n_memo += instructions[op.code].remembers;
    }
    if (p->n_values > PICKLE_VALUES_MAX)
        return err_set(p->e, E_LIMIT, "pickle: %zu values, more than %d", p->n_values,
                       PICKLE_VALUES_MAX);
    if (p->at != p->size) return fail(p, p->at, "something follows its end");
    p->n_memo++; /* Python 2 numbers its places from 1 */
    p->at = 0;
    return 0;
}

/* --------------------------------------------------------------------------------- the machine
 * The counts of the first pass make these asserts true: nothing here can run over. */

static struct pickle_value *make(struct pickle *p, enum pickle_kind kind)
{
    assert(p->values_used < p->n_values);
    struct pickle_value *v = &p->values[p->values_used++];
    v->kind = kind;
    return v;
}

static void push(struct pickle *p, struct pickle_value *v)
{
    assert(p->depth < p->n_values);
    p->stack[p->depth++] = v;
}

/* The top of the stack; NULL when it is empty or only a mark. */
static struct pickle_value *top(const struct pickle *p)
{
    return p->depth && p->stack[p->depth - 1]->kind != PICKLE_MARK ? p->stack[p->depth - 1] : NULL;
}

static struct pickle_value *pop(struct pickle *p)
{
    struct pickle_value *v = top(p);
    if (v) p->depth--;
    return v;
}

/* Where the values since the last mark begin, or 0: there is no mark. */
static size_t since_mark(const struct pickle *p)
{
    size_t i = p->depth;
    while (i && p->stack[i - 1]->kind != PICKLE_MARK)
        i--;
    return i;
}

/* Moves the values from stack place `from` on into a container. */
static void put_items(struct pickle *p, struct pickle_value *container, size_t from)
{
    for (size_t i = from; i < p->depth; i++) {
        assert(p->items_used < p->n_values);
        struct pickle_item *item = &p->items[p->items_used++];
        *item = (struct pickle_item){.value = p->stack[i]};
        if (container->last)
            container->last->next = item;
        else
            container->first = item;
        container->last = item;
        container->n++;
    }
    p->depth = from;
}

static int make_tuple(struct pickle *p, const struct op *op, size_t n)
{
    size_t marked = since_mark(p);
    if (n > p->depth - marked) return fail(p, op->at, "a tuple of values that are not there");
    struct pickle_value *v = make(p, PICKLE_TUPLE);
    put_items(p, v, p->depth - n);
    push(p, v);
    return 0;
}

static int make_marked_tuple(struct pickle *p, const struct op *op)
{
    size_t marked = since_mark(p);
    if (!marked) return fail(p, op->at, "a tuple without a mark");
    struct pickle_value *v = make(p, PICKLE_TUPLE);
    put_items(p, v, marked);
    p->stack[marked - 1] = v; /* in the mark's place */
    return 0;
}

/* Puts what stands on the stack from place `from` on into the container below it; marked: there is
 * a mark between them. */
static int fill(struct pickle *p, const struct op *op, enum pickle_kind kind, size_t from,
                int marked)
{
    size_t below = from - (size_t)marked;
    int there = from >= (size_t)marked && below && p->stack[below - 1]->kind == kind;
    if (!there) return fail(p, op->at, "items without what they belong to");
    if (kind == PICKLE_DICT && (p->depth - from) % 2)
        return fail(p, op->at, "a key without a value");
    put_items(p, p->stack[below - 1], from);
    p->depth = below;
    return 0;
}

/* The same for the n values on top, or for those since the mark. */
static int fill_top(struct pickle *p, const struct op *op, enum pickle_kind kind, size_t n)
{
    if (n > p->depth - since_mark(p)) return fail(p, op->at, "items that are not there");
    return fill(p, op, kind, p->depth - n, 0);
}

static int fill_marked(struct pickle *p, const struct op *op, enum pickle_kind kind)
{
    size_t marked = since_mark(p);
    if (!marked) return fail(p, op->at, "items without a mark");
    return fill(p, op, kind, marked, 1);
}

/* ------------------------------------------------------------------------------------- the memo */

static int remember(struct pickle *p, const struct op *op, uint64_t place)
{
    if (place >= p->n_memo) return fail(p, op->at, "a memo's number that is too large");
    if (!top(p)) return fail(p, op->at, "nothing to remember");
    p->memo[place] = top(p);
    p->memo_used++;
    return 0;
}

static int recall(struct pickle *p, const struct op *op)
{
    uint64_t place = (uint64_t)op->number;
    if (place >= p->n_memo || !p->memo[place])
        return fail(p, op->at, "a memo's number that was never given");
    push(p, p->memo[place]);
    return 0;
}

/* ---------------------------------------------------------------------------------------- calls */

static int push_global(struct pickle *p, struct text module, struct text name)
{
    const struct pickle_known *found;
    if (find_known(p, module, name, &found)) return E_FORMAT;
    struct pickle_value *v = make(p, PICKLE_GLOBAL);
    v->global = found;
    push(p, v);
    return 0;
}

static int push_stack_global(struct pickle *p, const struct op *op)
{
    const struct pickle_value *name = pop(p), *module = pop(p);
    if (!name || !module || name->kind != PICKLE_STRING || module->kind != PICKLE_STRING)
        return fail(p, op->at, "a global without a name");
    return push_global(p, (struct text){module->text, module->n_bytes},
                       (struct text){name->text, name->n_bytes});
}

/* The first n items of a tuple of at least so many. */
static int tuple_items(const struct pickle_value *v, size_t n, const struct pickle_value **items)
{
    if (!v || v->kind != PICKLE_TUPLE || v->n < n) return E_FORMAT;
    const struct pickle_item *item = v->first;
    for (size_t i = 0; i < n; i++, item = item->next)
        items[i] = item->value;
    return 0;
}

static int is_count(const struct pickle_value *v)
{
    return v->kind == PICKLE_INT && v->integer >= 0;
}

/* ("storage", type, key, place, elements) */
static int push_storage(struct pickle *p, const struct op *op)
{
    const struct pickle_value *pid[5], *id = pop(p);
    if (tuple_items(id, 5, pid) || id->n != 5 || !pickle_is(pid[0], "storage") ||
        pid[1]->kind != PICKLE_GLOBAL || pid[1]->global->what != KNOWN_STORAGE ||
        pid[2]->kind != PICKLE_STRING || pid[3]->kind != PICKLE_STRING || !is_count(pid[4]))
        return fail(p, op->at, "a reference that is not to a storage");
    struct pickle_value *v = make(p, PICKLE_STORAGE);
    v->type = pid[1]->global->name;
    v->key = pid[2];
    v->n_elements = pid[4]->integer;
    push(p, v);
    return 0;
}

static int is_counts(const struct pickle_value *v)
{
    if (v->kind != PICKLE_TUPLE || v->n > PICKLE_RANK_MAX) return 0;
    for (const struct pickle_item *i = v->first; i; i = i->next)
        if (!is_count(i->value)) return 0;
    return 1;
}

/* (storage, offset, shape, strides, requires_grad, hooks [, metadata]) */
static int push_tensor(struct pickle *p, const struct op *op, const struct pickle_value *args)
{
    const struct pickle_value *a[6];
    if (tuple_items(args, 6, a) || a[0]->kind != PICKLE_STORAGE || !is_count(a[1]) ||
        !is_counts(a[2]) || !is_counts(a[3]) || a[2]->n != a[3]->n)
        return fail(p, op->at, "a tensor of things that do not make one");
    struct pickle_value *v = make(p, PICKLE_TENSOR);
    v->storage = a[0];
    v->offset = a[1]->integer;
    v->shape = a[2];
    v->stride = a[3];
    push(p, v);
    return 0;
}

/* set([items]): a list */
static int push_set(struct pickle *p, const struct op *op, const struct pickle_value *args)
{
    const struct pickle_value *items;
    if (tuple_items(args, 1, &items) || args->n != 1 || items->kind != PICKLE_LIST)
        return fail(p, op->at, "a set of something that is no list");
    *make(p, PICKLE_LIST) = *items;
    push(p, &p->values[p->values_used - 1]);
    return 0;
}

/* _reconstruct(ndarray, shape, type): an empty array, which BUILD fills. */
static int push_array(struct pickle *p, const struct op *op, const struct pickle_value *args)
{
    const struct pickle_value *a[3];
    if (tuple_items(args, 3, a) || args->n != 3 || a[0]->kind != PICKLE_GLOBAL ||
        a[0]->global->what != KNOWN_NDARRAY)
        return fail(p, op->at, "an array of something that is no ndarray");
    push(p, make(p, PICKLE_ARRAY));
    return 0;
}

/* dtype("f4", ...) */
static int push_dtype(struct pickle *p, const struct op *op, const struct pickle_value *args)
{
    const struct pickle_value *name;
    if (tuple_items(args, 1, &name) || !pickle_is(name, "f4"))
        return fail(p, op->at, "an array of something other than float32");
    push(p, make(p, PICKLE_DTYPE));
    return 0;
}

static int call(struct pickle *p, const struct op *op)
{
    const struct pickle_value *args = pop(p), *f = pop(p), *first;
    if (!args || !f || args->kind != PICKLE_TUPLE || f->kind != PICKLE_GLOBAL)
        return fail(p, op->at, "a call of something that is not a function");
    switch (f->global->what) {
    case KNOWN_DICT:
        if (args->n) return fail(p, op->at, "an OrderedDict with arguments");
        push(p, make(p, PICKLE_DICT));
        return 0;
    case KNOWN_TENSOR:
        return push_tensor(p, op, args);
    case KNOWN_PARAMETER: /* (tensor, requires_grad, hooks): the tensor is all that we want */
        if (tuple_items(args, 1, &first) || first->kind != PICKLE_TENSOR)
            return fail(p, op->at, "a parameter that is not a tensor");
        *make(p, PICKLE_TENSOR) = *first;
        push(p, &p->values[p->values_used - 1]);
        return 0;
    case KNOWN_SET:
        return push_set(p, op, args);
    case KNOWN_RECONSTRUCT:
        return push_array(p, op, args);
    case KNOWN_DTYPE:
        return push_dtype(p, op, args);
    case KNOWN_NDARRAY:
    case KNOWN_STORAGE:
        break;
    }
    return fail(p, op->at, "a call of a storage's type");
}

/* (version, shape, dtype, by columns, bytes) */
static int fill_array(struct pickle *p, const struct op *op, struct pickle_value *array,
                      const struct pickle_value *state)
{
    const struct pickle_value *a[5];
    uint64_t bytes = sizeof(float);
    if (array->data || tuple_items(state, 5, a) || !is_counts(a[1]) || a[2]->kind != PICKLE_DTYPE ||
        a[3]->kind != PICKLE_BOOL || a[3]->integer || a[4]->kind != PICKLE_BYTES)
        return fail(p, op->at, "an array of things that do not make one");
    for (const struct pickle_item *i = a[1]->first; i && bytes <= PICKLE_BYTES_MAX; i = i->next)
        bytes *= (uint64_t)i->value->integer <= PICKLE_BYTES_MAX ? (uint64_t)i->value->integer
                                                                 : PICKLE_BYTES_MAX + 1;
    if (bytes != a[4]->n_bytes) return fail(p, op->at, "an array with another number of bytes");
    array->data = a[4];
    array->dims = a[1];
    return 0;
}

/* (version, byte order, ...) */
static int check_dtype(struct pickle *p, const struct op *op, const struct pickle_value *state)
{
    const struct pickle_value *a[2];
    if (tuple_items(state, 2, a) || !pickle_is(a[1], "<"))
        return fail(p, op->at, "float32 with the large end first");
    return 0;
}

/* Attributes of an OrderedDict (a state_dict's versions) are dropped. */
static int build(struct pickle *p, const struct op *op)
{
    struct pickle_value *state = pop(p), *of = top(p);
    if (state && of && of->kind == PICKLE_ARRAY) return fill_array(p, op, of, state);
    if (state && of && of->kind == PICKLE_DTYPE) return check_dtype(p, op, state);
    if (!state || !of || state->kind != PICKLE_DICT || of->kind != PICKLE_DICT)
        return fail(p, op->at, "attributes for something that has none");
    return 0;
}

/* ------------------------------------------------------------------------------------- stepping */

static int push_simple(struct pickle *p, enum pickle_kind kind, int64_t integer)
{
    struct pickle_value *v = make(p, kind);
    if (kind == PICKLE_INT || kind == PICKLE_BOOL) v->integer = integer;
    push(p, v);
    return 0;
}

static int push_real(struct pickle *p, double real)
{
    struct pickle_value *v = make(p, PICKLE_FLOAT);
    v->real = real;
    push(p, v);
    return 0;
}

static int push_text(struct pickle *p, enum pickle_kind kind, struct text t)
{
    struct pickle_value *v = make(p, kind);
    v->text = t.s;
    v->n_bytes = t.n;
    push(p, v);
    return 0;
}

static int run(struct pickle *p, const struct op *op)
{
    switch (op->code) {
    case OP_PROTO:
        return op->number >= 2 && op->number <= 5 ? 0 : fail(p, op->at, "an unknown protocol");
    case OP_FRAME: /* only a hint for readers of streams */
    case OP_STOP:
        return 0;
    case OP_MARK:
        return push_simple(p, PICKLE_MARK, 0);
    case OP_NONE:
        return push_simple(p, PICKLE_NONE, 0);
    case OP_NEWTRUE:
    case OP_NEWFALSE:
        return push_simple(p, PICKLE_BOOL, op->code == OP_NEWTRUE);
    case OP_BININT1:
    case OP_BININT2:
    case OP_BININT:
    case OP_LONG1:
        return push_simple(p, PICKLE_INT, op->number);
    case OP_BINFLOAT:
        return push_real(p, op->real);
    case OP_SHORT_BINUNICODE:
    case OP_BINUNICODE:
    case OP_BINUNICODE8:
    case OP_SHORT_BINSTRING:
        return push_text(p, PICKLE_STRING, op->text);
    case OP_SHORT_BINBYTES:
    case OP_BINBYTES:
        return push_text(p, PICKLE_BYTES, op->text);
    case OP_EMPTY_TUPLE:
        return push_simple(p, PICKLE_TUPLE, 0);
    case OP_TUPLE:
        return make_marked_tuple(p, op);
    case OP_TUPLE1:
    case OP_TUPLE2:
    case OP_TUPLE3:
        return make_tuple(p, op, op->code - OP_TUPLE1 + 1);
    case OP_EMPTY_LIST:
        return push_simple(p, PICKLE_LIST, 0);
    case OP_APPEND:
        return fill_top(p, op, PICKLE_LIST, 1);
    case OP_APPENDS:
        return fill_marked(p, op, PICKLE_LIST);
    case OP_EMPTY_DICT:
        return push_simple(p, PICKLE_DICT, 0);
    case OP_SETITEM:
        return fill_top(p, op, PICKLE_DICT, 2);
    case OP_SETITEMS:
        return fill_marked(p, op, PICKLE_DICT);
    case OP_BINPUT:
    case OP_LONG_BINPUT:
        return remember(p, op, (uint64_t)op->number);
    case OP_MEMOIZE:
        return remember(p, op, p->memo_used);
    case OP_BINGET:
    case OP_LONG_BINGET:
        return recall(p, op);
    case OP_GLOBAL:
        return push_global(p, op->text, op->name);
    case OP_STACK_GLOBAL:
        return push_stack_global(p, op);
    case OP_BINPERSID:
        return push_storage(p, op);
    case OP_REDUCE:
        return call(p, op);
    case OP_BUILD:
        return build(p, op);
    }
    return fail(p, op->at, "an unknown instruction");
}

static int run_all(struct pickle *p)
{
    struct op op = {.code = OP_MARK};
    while (op.code != OP_STOP) {
        int code = next_op(p, &op);
        if (!code) code = run(p, &op);
        if (code) return code;
    }
    if (p->depth != 1 || !top(p)) return fail(p, op.at, "its end is not one value");
    return 0;
}

/* ------------------------------------------------------------------------------------- opening */

/* Lays the machine out in one arena; on a counting arena it only adds up. */
static void lay_out(struct pickle *p, struct arena *a)
{
    p->values = arena_new(a, struct pickle_value, p->n_values);
    p->items = arena_new(a, struct pickle_item, p->n_values);
    p->stack = (struct pickle_value **)arena_alloc(a, p->n_values, sizeof(void *));
    p->memo = (struct pickle_value **)arena_alloc(a, p->n_memo, sizeof(void *));
}

static int open_all(struct pickle *p)
{
    if (p->size > PICKLE_BYTES_MAX)
        return err_set(p->e, E_LIMIT, "pickle: %zu bytes, more than %d", p->size, PICKLE_BYTES_MAX);
    if (p->size < 2 || p->bytes[0] != OP_PROTO) return fail(p, 0, "not one");
    int code = measure(p);
    if (code) return code;
    struct arena counting = arena_counting();
    lay_out(p, &counting);
    if (arena_init(&p->arena, counting.used))
        return err_set(p->e, E_NOMEM, "pickle: out of memory");
    lay_out(p, &p->arena);
    return run_all(p);
}

int pickle_open(struct pickle **out, const void *bytes, size_t n, struct err *e)
{
    struct pickle *p = *out = calloc(1, sizeof(*p));
    if (!p) return err_set(e, E_NOMEM, "pickle: out of memory");
    p->bytes = bytes;
    p->size = n;
    p->e = e;
    int code = open_all(p);
    p->e = NULL;
    if (code) {
        pickle_close(p);
        *out = NULL;
    }
    return code;
}

void pickle_close(struct pickle *p)
{
    if (!p) return;
    arena_free(&p->arena);
    free(p);
}

const struct pickle_value *pickle_root(const struct pickle *p)
{
    return p->stack[0];
}

int pickle_is(const struct pickle_value *v, const char *text)
{
    return v->kind == PICKLE_STRING && text_is((struct text){v->text, v->n_bytes}, text);
}
