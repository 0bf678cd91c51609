/* The pickle machine: what the instructions of data make, and that everything else is refused. */
#include "base/pickle.h"

#include "model/mutate.h"
#include "model/torch_bytes.h"

/* ----------------------------------------------------------------------------------- a tree as
 * text */

static void show(struct buf *b, const struct pickle_value *v, int depth);

static void show_items(struct buf *b, const struct pickle_value *v, const char *around, int depth)
{
    buf_putc(b, around[0]);
    for (const struct pickle_item *i = v->first; i; i = i->next) {
        if (i != v->first) buf_putc(b, ' ');
        show(b, i->value, depth + 1);
    }
    buf_putc(b, around[1]);
}

static void show(struct buf *b, const struct pickle_value *v, int depth)
{
    if (depth > 5) {
        buf_puts(b, "...");
        return;
    }
    switch (v->kind) {
    case PICKLE_NONE:
        buf_puts(b, "None");
        break;
    case PICKLE_BOOL:
        buf_puts(b, v->integer ? "True" : "False");
        break;
    case PICKLE_INT:
        buf_printf(b, "%lld", (long long)v->integer);
        break;
    case PICKLE_FLOAT:
        buf_printf(b, "%g", v->real);
        break;
    case PICKLE_STRING:
        buf_printf(b, "'%.*s'", (int)v->n_bytes, v->text);
        break;
    case PICKLE_BYTES:
        buf_printf(b, "b'%.*s'", (int)v->n_bytes, v->text);
        break;
    case PICKLE_ARRAY:
        if (!v->data) {
            buf_puts(b, "A<>");
            break;
        }
        buf_puts(b, "A<");
        show(b, v->data, depth);
        show(b, v->dims, depth);
        buf_putc(b, '>');
        break;
    case PICKLE_DTYPE:
        buf_puts(b, "float32");
        break;
    case PICKLE_TUPLE:
        show_items(b, v, "()", depth);
        break;
    case PICKLE_LIST:
        show_items(b, v, "[]", depth);
        break;
    case PICKLE_DICT:
        show_items(b, v, "{}", depth);
        break;
    case PICKLE_STORAGE:
        buf_printf(b, "%s %.*s %lld", v->type, (int)v->key->n_bytes, v->key->text,
                   (long long)v->n_elements);
        break;
    case PICKLE_TENSOR:
        buf_puts(b, "T<");
        show(b, v->storage, depth);
        buf_printf(b, " +%lld ", (long long)v->offset);
        show(b, v->shape, depth);
        show(b, v->stride, depth);
        buf_putc(b, '>');
        break;
    case PICKLE_GLOBAL:
        buf_puts(b, "global");
        break;
    case PICKLE_MARK:
        buf_puts(b, "MARK");
        break;
    }
}

/* ------------------------------------------------------------------------------------------ cases
 */

#define STORAGE(type, n)                                                                           \
    "(X\7\0\0\0storagectorch\n" type "\nX\1\0\0\0"                                                 \
    "0X\3\0\0\0cpuK" n "tQ"
#define HOOKS                                                                                      \
    "\x89"                                                                                         \
    "ccollections\nOrderedDict\n)R"
#define TENSOR(rest) "\x80\2ctorch._utils\n_rebuild_tensor_v2\n(" rest "tR."

#define F4(order) "cnumpy\ndtype\nX\2\0\0\0f4\x89\x88\x87R(K\3X\1\0\0\0" order "NNNtb"
#define ARRAY(dtype, dims, by_columns, data)                                                       \
    "\x80\3"                                                                                       \
    "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85"                               \
    "C\1b\x87R(K\1" dims dtype by_columns data "tb."

static const struct test_case {
    const char *bytes;
    size_t n;
    const char *want; /* the tree, or behind '!' what the refusal says */
} cases[] = {
#define CASE(bytes, want)                                                                          \
    {                                                                                              \
        bytes, sizeof(bytes) - 1, want                                                             \
    }
    /* values */
    CASE("\x80\2N.", "None"), CASE("\x80\2\x88.", "True"), CASE("\x80\2\x89.", "False"),
    CASE("\x80\2K\xff.", "255"), CASE("\x80\2M\xff\xff.", "65535"),
    CASE("\x80\2J\xff\xff\xff\xff.", "-1"), CASE("\x80\2J\0\0\0\x80.", "-2147483648"),
    CASE("\x80\2\x8a\0.", "0"), CASE("\x80\2\x8a\1\xff.", "-1"), CASE("\x80\2\x8a\2\xff\0.", "255"),
    CASE("\x80\2\x8a\5\0\0\0\0\1.", "4294967296"),
    CASE("\x80\2\x8a\x8\xff\xff\xff\xff\xff\xff\xff\x7f.", "9223372036854775807"),
    CASE("\x80\2\x8a\x8\0\0\0\0\0\0\0\x80.", "-9223372036854775808"),
    CASE("\x80\2G\x3f\xe0\0\0\0\0\0\0.", "0.5"), CASE("\x80\2G\xbf\xf8\0\0\0\0\0\0.", "-1.5"),
    CASE("\x80\2X\0\0\0\0.", "''"), CASE("\x80\2X\2\0\0\0hi.", "'hi'"),
    CASE("\x80\4\x8c\2hi.", "'hi'"), CASE("\x80\4\x8d\2\0\0\0\0\0\0\0hi.", "'hi'"),
    /* containers */
    CASE("\x80\2).", "()"), CASE("\x80\2(t.", "()"), CASE("\x80\2(K\1K\2t.", "(1 2)"),
    CASE("\x80\2K\1\x85.", "(1)"), CASE("\x80\2K\1K\2K\3\x87.", "(1 2 3)"),
    CASE("\x80\2K\1K\2K\3\x86\x86.", "(1 (2 3))"), CASE("\x80\2(K\1(K\2tK\3t.", "(1 (2) 3)"),
    CASE("\x80\2].", "[]"), CASE("\x80\2]K\1a.", "[1]"), CASE("\x80\2](K\1K\2eK\3a.", "[1 2 3]"),
    CASE("\x80\2}.", "{}"), CASE("\x80\2}X\1\0\0\0aK\1s.", "{'a' 1}"),
    CASE("\x80\2}(X\1\0\0\0aK\1X\1\0\0\0b]uX\1\0\0\0cNs.", "{'a' 1 'b' [] 'c' None}"),
    CASE("\x80\2}(u.", "{}"), CASE("\x80\2ccollections\nOrderedDict\n)R.", "{}"),
    CASE("\x80\4\x95\x1f\0\0\0\0\0\0\0\x8c\xb"
         "collections\x8c\xb"
         "OrderedDict\x93)R.",
         "{}"),
    /* attributes of a state_dict go */
    CASE("\x80\2ccollections\nOrderedDict\n)R(X\1\0\0\0aK\1u}X\11\0\0\0_metadataNsb.", "{'a' 1}"),
    /* the memo */
    CASE("\x80\2K\7q\0h\0\x86.", "(7 7)"), CASE("\x80\2K\7r\0\0\0\0j\0\0\0\0\x86.", "(7 7)"),
    CASE("\x80\4K\7\x94K\x8\x94h\1h\0\x87\x85.", "!one value"),
    CASE("\x80\4K\7\x94K\x8\x94h\0\x87.", "(7 8 7)"),
    CASE("\x80\2]q\0K\1a(h\0h\0t\x85.", "!one value"),
    CASE("\x80\2]q\0K\1ah\0h\0\x87.", "([1] [1] [1])"),
    CASE("\x80\2]q\0h\0a.", "[[[[[[...]]]]]]"), /* it contains itself */
    CASE("\x80\2}q\0X\1\0\0\0ah\0s.", "{'a' {'a' {'a' {'a' {'a' {... ...}}}}}}"),
    /* tensors */
    CASE(TENSOR(STORAGE("FloatStorage", "\6") "K\0K\2K\3\x86K\3K\1\x86" HOOKS),
         "T<FloatStorage 0 6 +0 (2 3)(3 1)>"),
    CASE(TENSOR(STORAGE("HalfStorage", "\6") "K\2))" HOOKS), "T<HalfStorage 0 6 +2 ()()>"),
    CASE(TENSOR(STORAGE("BFloat16Storage", "\6") "K\2))" HOOKS "}"),
         "T<BFloat16Storage 0 6 +2 ()()>"), /* with metadata */
    CASE("\x80\2ctorch._utils\n_rebuild_parameter\nctorch._utils\n_rebuild_tensor_v2\n(" STORAGE(
             "LongStorage", "\1") "K\0))" HOOKS "tR\x88"
                                  "ccollections\nOrderedDict\n)R\x87R.",
         "T<LongStorage 0 1 +0 ()()>"),
    CASE("\x80\2" STORAGE("ByteStorage", "\3") ".", "ByteStorage 0 3"),
    /* strings of Python 2, bytes, sets */
    CASE("\x80\2U\2hi.", "'hi'"),
    CASE("\x80\3"
         "C\2hi.",
         "b'hi'"),
    CASE("\x80\3"
         "B\2\0\0\0hi.",
         "b'hi'"),
    CASE("\x80\3"
         "B\3\0\0\0hi.",
         "!cut off"),
    CASE("\x80\2c__builtin__\nset\n](K\1K\2e\x85R.", "[1 2]"),
    CASE("\x80\3"
         "cbuiltins\nset\n]\x85R.",
         "[]"),
    CASE("\x80\2c__builtin__\nset\nK\1\x85R.", "!no list"),
    CASE("\x80\2c__builtin__\nset\n)R.", "!no list"),
    /* numpy's arrays */
    CASE(ARRAY(F4("<"), "K\2K\1\x86", "\x89", "B\x8\0\0\0abcdefgh"), "A<b'abcdefgh'(2 1)>"),
    CASE(ARRAY(F4("<"), "K\0\x85", "\x89", "B\0\0\0\0"), "A<b''(0)>"),
    CASE(ARRAY(F4("<"), ")", "\x89", "B\4\0\0\0abcd"), "A<b'abcd'()>"),
    CASE(ARRAY(F4("<"), "K\2\x85", "\x89", "B\4\0\0\0abcd"), "!another number of bytes"),
    CASE(ARRAY(F4("<"), "(\x8a\5\0\0\0\0\1\x8a\5\0\0\0\0\1\x8a\5\0\0\0\0\1t", "\x89", "B\0\0\0\0"),
         "!another number of bytes"),
    CASE(ARRAY(F4("<"), "K\1\x85", "\x88", "B\4\0\0\0abcd"), "!do not make one"),
    CASE(ARRAY(F4("<"), "K\1\x85", "\x89", "X\4\0\0\0abcd"), "!do not make one"),
    CASE(ARRAY(F4("<"), "J\xff\xff\xff\xff\x85", "\x89", "B\4\0\0\0abcd"), "!do not make one"),
    CASE(ARRAY("N", "K\1\x85", "\x89", "B\4\0\0\0abcd"), "!do not make one"),
    CASE(ARRAY(F4(">"), "K\1\x85", "\x89", "B\4\0\0\0abcd"), "!large end"),
    CASE("\x80\3"
         "cnumpy\ndtype\nX\2\0\0\0i4\x85R.",
         "!other than float32"),
    CASE("\x80\3"
         "cnumpy\nndarray\n)R.",
         "!a call of"),
    CASE("\x80\3"
         "cnumpy.core.multiarray\n_reconstruct\nK\1K\2K\3\x87R.",
         "!no ndarray"),
    /* globals: only those, only called as they are meant */
    CASE("\x80\2cos\nsystem\nX\2\0\0\0id\x85R.", "!os.system"),
    CASE("\x80\2cposix\nsystem\nX\2\0\0\0id\x85R.", "!posix.system"),
    CASE("\x80\2c__builtin__\neval\n(X\1\0\0\0"
         "1tR.",
         "!__builtin__.eval"),
    CASE("\x80\4\x8c\x8"
         "builtins\x8c\4exec\x93\x8c\1"
         "1\x85R.",
         "!builtins.exec"),
    CASE("\x80\2ctorch\nload\n.", "!torch.load"),
    CASE("\x80\2ctorch._utils\n_rebuild_tensor_v2x\n.", "!_rebuild_tensor_v2x"),
    CASE("\x80\2ctorch._utils\n_rebuild_tensor\n.", "!_rebuild_tensor"),
    CASE("\x80\2ctorch\x1b[31m\nx\n.", "!asks for .x"), /* nothing for a terminal to obey */
    CASE("\x80\2ctorch.storage\nUntypedStorage\n.", "!torch.storage.UntypedStorage"),
    CASE("\x80\2c_codecs\nencode\n.", "!_codecs.encode"),
    CASE("\x80\4]K\1\x93.", "!without a name"), CASE("\x80\4\x93.", "!without a name"),
    CASE("\x80\2ctorch\nFloatStorage\n)R.", "!storage's type"),
    CASE("\x80\2ccollections\nOrderedDict\n(]tR.", "!with arguments"),
    CASE("\x80\2K\1)R.", "!not a function"),
    CASE("\x80\2ccollections\nOrderedDict\nK\1R.", "!not a function"),
    CASE("\x80\2)R.", "!not a function"), CASE("\x80\2R.", "!not a function"),
    CASE("\x80\2ctorch._utils\n_rebuild_parameter\nK\1\x85R.", "!not a tensor"),
    CASE("\x80\2ctorch._utils\n_rebuild_parameter\n)R.", "!not a tensor"),
    /* tensors that are none */
    CASE(TENSOR(STORAGE("FloatStorage", "\6") "K\0K\2K\3\x86K\3\x85" HOOKS), "!do not make one"),
    CASE(TENSOR(STORAGE("FloatStorage", "\6") "J\xff\xff\xff\xffK\1\x85K\1\x85" HOOKS),
         "!do not make one"),
    CASE(TENSOR(STORAGE("FloatStorage", "\6") "K\0J\xff\xff\xff\xff\x85K\1\x85" HOOKS),
         "!do not make one"),
    CASE(TENSOR(STORAGE("FloatStorage", "\6") "K\0K\1\x85J\xff\xff\xff\xff\x85" HOOKS),
         "!do not make one"),
    CASE(TENSOR(STORAGE("FloatStorage", "\6") "K\0X\1\0\0\0a\x85K\1\x85" HOOKS),
         "!do not make one"),
    CASE(TENSOR(STORAGE("FloatStorage", "\6") "K\0]]" HOOKS), "!do not make one"),
    CASE(
        TENSOR(STORAGE("FloatStorage",
                       "\6") "K\0(K\1K\1K\1K\1K\1K\1K\1K\1K\1t(K\1K\1K\1K\1K\1K\1K\1K\1K\1t" HOOKS),
        "!do not make one"),
    CASE(TENSOR(STORAGE("FloatStorage", "\6") "K\0)"), "!do not make one"),
    CASE(TENSOR("K\1K\0))" HOOKS), "!do not make one"), CASE(TENSOR(""), "!do not make one"),
    /* references that are not to storages */
    CASE("\x80\2K\1Q.", "!not to a storage"), CASE("\x80\2Q.", "!not to a storage"),
    CASE("\x80\2)Q.", "!not to a storage"),
    CASE("\x80\2(X\6\0\0\0modulectorch\nFloatStorage\nX\1\0\0\0"
         "0X\3\0\0\0cpuK\1tQ.",
         "!not to a storage"),
    CASE("\x80\2(X\7\0\0\0storageK\1X\1\0\0\0"
         "0X\3\0\0\0cpuK\1tQ.",
         "!not to a storage"),
    CASE("\x80\2(X\7\0\0\0storageccollections\nOrderedDict\nX\1\0\0\0"
         "0X\3\0\0\0cpuK\1tQ.",
         "!not to a storage"),
    CASE("\x80\2(X\7\0\0\0storagectorch\nFloatStorage\nK\1X\3\0\0\0cpuK\1tQ.", "!not to a storage"),
    CASE("\x80\2(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0"
         "0X\3\0\0\0cpuJ\xff\xff\xff\xfftQ.",
         "!not to a storage"),
    CASE("\x80\2(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0"
         "0X\3\0\0\0cpuK\1NtQ.",
         "!not to a storage"),
    /* the stack */
    CASE("\x80\2.", "!one value"), CASE("\x80\2K\1K\2.", "!one value"),
    CASE("\x80\2(.", "!one value"), CASE("\x80\2(K\1.", "!one value"),
    CASE("\x80\2t.", "!without a mark"), CASE("\x80\2K\1t.", "!without a mark"),
    CASE("\x80\2\x85.", "!not there"), CASE("\x80\2K\1\x86.", "!not there"),
    CASE("\x80\2K\1(K\2\x86t.", "!not there"), CASE("\x80\2a.", "!not there"),
    CASE("\x80\2K\1a.", "!what they belong to"), CASE("\x80\2}K\1a.", "!what they belong to"),
    CASE("\x80\2](K\1a.", "!what they belong to"), CASE("\x80\2e.", "!without a mark"),
    CASE("\x80\2(K\1e.", "!what they belong to"), CASE("\x80\2}(K\1e.", "!what they belong to"),
    CASE("\x80\2s.", "!not there"), CASE("\x80\2}K\1s.", "!what they belong to"),
    CASE("\x80\2]K\1K\2s.", "!what they belong to"),
    CASE("\x80\2(K\1K\2s.", "!what they belong to"), CASE("\x80\2u.", "!without a mark"),
    CASE("\x80\2(u.", "!what they belong to"), CASE("\x80\2}(K\1u.", "!without a value"),
    CASE("\x80\2b.", "!has none"), CASE("\x80\2}b.", "!has none"), CASE("\x80\2]}b.", "!has none"),
    CASE("\x80\2}]b.", "!has none"), CASE("\x80\2}(b.", "!has none"),
    /* the memo */
    CASE("\x80\2h\0.", "!never given"), CASE("\x80\2K\1q\0h\1\x86.", "!never given"),
    CASE("\x80\2j\xff\xff\xff\xff.", "!never given"),
    CASE("\x80\2K\1r\xff\xff\xff\xff.", "!too large"), CASE("\x80\2K\1q\2.", "!too large"),
    CASE("\x80\2K\1q\1.", "1"), /* places from 1, as Python 2 has them */
    CASE("\x80\2q\0.", "!to remember"), CASE("\x80\2(q\0t.", "!to remember"),
    /* the bytes */
    CASE("", "!not one"), CASE("\x80", "!not one"), CASE("\x80\2", "!cut off"),
    CASE("K\1.", "!not one"), CASE("\x80\1N.", "!protocol"), CASE("\x80\6N.", "!protocol"),
    CASE("\x80\2N", "!cut off"), CASE("\x80\2N.N", "!follows its end"), CASE("\x80\2K", "!cut off"),
    CASE("\x80\2J\1\1\1", "!cut off"), CASE("\x80\2G\1\1\1.", "!cut off"),
    CASE("\x80\2X\5\0\0\0abc.", "!cut off"), CASE("\x80\2X\xff\xff\xff\xff.", "!cut off"),
    CASE("\x80\4\x8d\xff\xff\xff\xff\xff\xff\xff\xff.", "!cut off"),
    CASE("\x80\4\x8d\xf8\xff\xff\xff\xff\xff\xff\x7f.", "!cut off"),
    CASE("\x80\4\x8c\5abc.", "!cut off"),
    CASE("\x80\2\x8a\x9"
         "123456789.",
         "!64 bits"),
    CASE("\x80\2\x8a\5"
         "12.",
         "!cut off"),
    CASE("\x80\2ccollections", "!cut off"), CASE("\x80\2ccollections\nOrderedDict", "!cut off"),
    /* instructions of Python that torch has no use for */
    CASE("\x80\2)\x81.", "!instruction 0x81"),                 /* NEWOBJ */
    CASE("\x80\2(cos\nsystem\no.", "!os.system"),              /* OBJ */
    CASE("\x80\2(S'id'\nios\nsystem\n.", "!instruction 0x53"), /* STRING */
    CASE("\x80\2(ios\nsystem\n.", "!instruction 0x69"),        /* INST */
    CASE("\x80\2I1\n.", "!instruction 0x49"), CASE("\x80\2P1\n.", "!instruction 0x50"),
    CASE("\x80\2"
         "0.",
         "!instruction 0x30"),
    CASE("\x80\2\x82\1.", "!instruction 0x82"), /* EXT1 */
    CASE("\x80\5\x97.", "!instruction 0x97"),   /* NEXT_BUFFER */
#undef CASE
};

static int open_copy(struct pickle **p, const char *bytes, size_t n, char **copy, struct err *e)
{
    *copy = mutate_copy(bytes, n);
    return pickle_open(p, *copy, n, e);
}

static void every_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct pickle *p;
        struct err e = {0};
        struct buf got = buf_make(4096);
        char *copy;
        int code = open_copy(&p, cases[i].bytes, cases[i].n, &copy, &e);
        const char *want = cases[i].want;
        if (!code) {
            show(&got, pickle_root(p), 0);
            if (strcmp(got.data, want) != 0) fail_msg("case %zu: %s, not %s", i, got.data, want);
        } else {
            assert_int_equal(code, E_FORMAT);
            assert_int_equal(e.code, E_FORMAT);
            if (want[0] != '!' || !strstr(e.msg, want + 1))
                fail_msg("case %zu: '%s', not %s", i, e.msg, want);
        }
        assert_true(code || p);
        assert_true(!code || !p);
        pickle_close(p);
        buf_free(&got);
        free(copy);
    }
}

/* ---------------------------------------------------------------------------------------- limits
 */

static void too_much(void **state)
{
    (void)state;
    struct pickle *p;
    struct err e = {0};
    struct buf b = buf_make(PICKLE_BYTES_MAX + 100);
    buf_puts(&b, "\x80\2(");
    for (int i = 0; i < PICKLE_VALUES_MAX; i++)
        buf_putc(&b, ')');
    buf_puts(&b, "t.");
    assert_int_equal(pickle_open(&p, b.data, b.len, &e), E_LIMIT);
    assert_non_null(strstr(e.msg, "values"));
    buf_clear(&b);
    while (b.len <= PICKLE_BYTES_MAX)
        buf_puts(&b, "\x80\2");
    assert_int_equal(pickle_open(&p, b.data, b.len, &e), E_LIMIT);
    assert_non_null(strstr(e.msg, "bytes"));
    buf_free(&b);
}

/* Marks in marks, tuples in tuples, a hundred thousand deep: the machine does not recurse. */
static void deep(void **state)
{
    (void)state;
    enum { DEPTH = 100000 };
    struct pickle *p;
    struct err e = {0};
    struct buf b = buf_make(1 << 20);
    buf_puts(&b, "\x80\2N");
    for (int i = 0; i < DEPTH; i++)
        buf_putc(&b, '\x85');
    buf_putc(&b, '.');
    assert_int_equal(pickle_open(&p, b.data, b.len, &e), 0);
    const struct pickle_value *v = pickle_root(p);
    int depth = 0;
    for (; v->kind == PICKLE_TUPLE; v = v->first->value)
        depth++;
    assert_int_equal(depth, DEPTH);
    pickle_close(p);
    buf_clear(&b);
    buf_puts(&b, "\x80\2");
    for (int i = 0; i < DEPTH; i++)
        buf_putc(&b, '(');
    for (int i = 0; i < DEPTH; i++)
        buf_putc(&b, 't');
    buf_putc(&b, '.');
    assert_int_equal(pickle_open(&p, b.data, b.len, &e), 0);
    pickle_close(p);
    buf_free(&b);
}

/* -------------------------------------------------------------------------------------- mutations
 */

/* Like a checkpoint of three modules, with memo and attributes. */
static void good_pickle(struct buf *b)
{
    static const int shapes[4][3] = {{4, 1, 1}, {4, 3, 2}, {4}, {2, 2}};
    static const int ranks[4] = {3, 3, 1, 2};
    buf_puts(b, "\x80\2}q");
    buf_putc(b, 0);
    buf_putc(b, '(');
    for (int m = 0; m < 3; m++) {
        char name[20];
        snprintf(name, sizeof(name), "module%d", m);
        put_text(b, name);
        buf_puts(b, "ccollections\nOrderedDict\n)R(");
        for (int i = 0; i < 4; i++) {
            snprintf(name, sizeof(name), "weight%d", i);
            put_text(b, name);
            buf_putc(b, 'q');
            buf_putc(b, (char)(1 + m * 4 + i));
            snprintf(name, sizeof(name), "%d", m * 4 + i);
            put_pickled_tensor(b, i == 3 ? "HalfStorage" : "FloatStorage", name, ranks[i],
                               shapes[i]);
        }
        buf_puts(b, "u}");
        put_text(b, "_metadata");
        buf_puts(b, "}sb");
    }
    buf_puts(b, "u.");
    assert_int_equal(buf_error(b), 0);
}

/* Walks everything that can be reached, so far. */
static void touch(const struct pickle_value *v, int depth, int *left)
{
    if (depth > 6 || --*left < 0) return;
    if (v->kind == PICKLE_TENSOR) {
        touch(v->storage, depth + 1, left);
        touch(v->shape, depth + 1, left);
        assert_true(v->offset >= 0 && v->shape->n == v->stride->n &&
                    v->shape->n <= PICKLE_RANK_MAX);
    } else if (v->kind == PICKLE_STORAGE) {
        touch(v->key, depth + 1, left);
        assert_true(v->n_elements >= 0);
    } else if (v->kind == PICKLE_STRING) {
        for (size_t i = 0; i < v->n_bytes; i++)
            *left -= v->text[i] == 0;
    } else if (v->kind == PICKLE_TUPLE || v->kind == PICKLE_LIST || v->kind == PICKLE_DICT) {
        size_t n = 0;
        for (const struct pickle_item *i = v->first; i; i = i->next, n++)
            touch(i->value, depth + 1, left);
        assert_int_equal(n, v->n);
        assert_true(v->kind != PICKLE_DICT || n % 2 == 0);
    }
}

static void damaged(void **state)
{
    (void)state;
    struct buf good = buf_make(1 << 20);
    struct rng r = {20261122};
    good_pickle(&good);
    int refused = 0, n = 5 * mutate_count();
    for (int i = 0; i < n; i++) {
        char *bytes = mutate_copy(good.data, good.len), *cut;
        size_t len = mutate_damage(bytes, good.len, &r);
        struct pickle *p;
        struct err e = {0};
        int code = open_copy(&p, bytes, len, &cut, &e), left = 10000;
        mutate_check(code, &e);
        if (!code) touch(pickle_root(p), 0, &left);
        refused += code != 0;
        pickle_close(p);
        free(bytes);
        free(cut);
    }
    print_message("%d of %d damaged pickles refused\n", refused, n);
    assert_true(refused > n / 3 && refused < n);
    buf_free(&good);
}

/* Programs of random instructions, most of which have what they need. */
static void random_programs(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "K\1",
        "N",
        "(",
        "t",
        ")",
        "\x85",
        "\x86",
        "\x87",
        "]",
        "a",
        "e",
        "}",
        "s",
        "u",
        "q\1",
        "\x94",
        "h\1",
        "R",
        "b",
        "Q",
        "\x93",
        "ctorch\nFloatStorage\n",
        "ccollections\nOrderedDict\n",
        "ctorch._utils\n_rebuild_tensor_v2\n",
        "ctorch._utils\n_rebuild_parameter\n",
        "\x8c\7storage",
        "\x8c\1\x30",
        "\x8c\3cpu",
        "\x89",
        "(\x8c\7storagectorch\nFloatStorage\n\x8c\1\x30\x8c\3cpuK\4tQ",
        "K\1K\2K\2\x86K\2K\1\x86\x89N"};
    struct rng r = {77};
    int accepted = 0, n = 10 * mutate_count();
    for (int i = 0; i < n; i++) {
        struct buf b = buf_make(4096);
        buf_puts(&b, "\x80\2");
        for (uint32_t k = 1 + rng_below(&r, 14); k > 0; k--)
            buf_puts(&b, parts[rng_below(&r, sizeof(parts) / sizeof(*parts))]);
        buf_putc(&b, '.');
        struct pickle *p;
        struct err e = {0};
        char *copy;
        int code = open_copy(&p, b.data, b.len, &copy, &e), left = 10000;
        mutate_check(code, &e);
        if (!code) touch(pickle_root(p), 0, &left);
        accepted += !code;
        pickle_close(p);
        free(copy);
        buf_free(&b);
    }
    print_message("%d of %d random programs made something\n", accepted, n);
    assert_true(accepted > n / 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case), cmocka_unit_test(too_much),        cmocka_unit_test(deep),
        cmocka_unit_test(damaged),    cmocka_unit_test(random_programs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
