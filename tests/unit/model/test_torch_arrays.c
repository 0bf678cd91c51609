/* Tensors as views of their storages: what they reach, and that nothing reaches further. */
#include "model/kokoro/torch_arrays.h"

#include "mutate.h"
#include "torch_bytes.h"

static void put_long(struct buf *b, int64_t v)
{
    buf_puts(b, "\x8a\x8");
    put_le(b, (uint64_t)v, 8);
}

static void put_longs(struct buf *b, const int64_t *v, int n)
{
    buf_putc(b, '(');
    for (int i = 0; i < n; i++)
        put_long(b, v[i]);
    buf_putc(b, 't');
}

#define BIG (1LL << 40)

static const struct test_case {
    const char *type;
    size_t bytes; /* of the storage: 0, 1, 2 ... as float32, or zeros */
    int64_t n, offset;
    int rank;
    int64_t shape[3], stride[3];
    const char *want; /* values, or behind '!' a part of the refusal */
} cases[] = {
    {"FloatStorage", 24, 6, 0, 2, {2, 3}, {3, 1}, "0 1 2 3 4 5 "},
    {"FloatStorage", 24, 6, 5, 1, {1}, {1}, "5 "},
    {"FloatStorage", 24, 6, 5, 0, {0}, {0}, "5 "},
    {"FloatStorage", 24, 6, 1, 2, {2, 2}, {3, 1}, "1 2 4 5 "},
    {"FloatStorage", 24, 6, 2, 1, {4}, {1}, "2 3 4 5 "},
    {"FloatStorage", 24, 6, 2, 1, {4}, {0}, "2 2 2 2 "},
    {"FloatStorage", 24, 6, 2, 3, {1, 2, 1}, {INT64_MAX, 3, INT64_MAX}, "2 5 "}, /* a stride that
                                                                                    means nothing */
    {"FloatStorage", 24, 6, BIG, 2, {0, 3}, {3, 1}, ""},
    {"FloatStorage", 0, 0, 0, 1, {0}, {1}, ""},
    {"HalfStorage", 8, 4, 0, 1, {4}, {1}, "0 0 0 1.875 "}, /* upper halves of 0 and 1.0f */
    {"HalfStorage", 8, 4, 3, 1, {1}, {1}, "1.875 "},
    {"BFloat16Storage", 8, 4, 2, 1, {2}, {1}, "0 1 "},
    {"DoubleStorage", 16, 2, 1, 1, {1}, {1}, "32 "}, /* the floats 2 and 3 as one double */
    {"LongStorage", 16, 2, 0, 1, {2}, {1}, "not floats"},
    {"FloatStorage", 24, 6, 6, 1, {1}, {1}, "!beyond"},
    {"FloatStorage", 24, 6, 0, 1, {7}, {1}, "!beyond"},
    {"FloatStorage", 24, 6, 3, 1, {4}, {1}, "!beyond"},
    {"FloatStorage", 24, 6, 0, 2, {2, 3}, {4, 1}, "!beyond"},
    {"FloatStorage", 24, 6, BIG, 1, {1}, {1}, "!beyond"},
    {"FloatStorage", 24, 6, INT64_MAX, 1, {2}, {1}, "!beyond"},
    {"FloatStorage", 24, 6, 0, 1, {2}, {INT64_MAX}, "!beyond"},
    {"FloatStorage", 24, 6, 0, 2, {3, 3}, {INT64_MAX / 2 + 1, 1}, "!beyond"},
    {"FloatStorage", 24, 6, 0, 3, {2, 2, 2}, {INT64_MAX / 2 + 1, INT64_MAX / 2 + 1, 1}, "!beyond"},
    {"FloatStorage", 0, 0, 0, 1, {1}, {1}, "!beyond"},
    {"FloatStorage", 24, 6, 0, 2, {BIG, BIG}, {0, 0}, "!impossible"},
    {"FloatStorage", 24, 6, 0, 2, {1 << 20, 1 << 20}, {0, 0}, "!impossible"},
    {"FloatStorage", 24, 5, 0, 1, {1}, {1}, "!storage has 24 bytes"},
    {"FloatStorage", 24, 7, 0, 1, {1}, {1}, "!storage has 24 bytes"},
    {"HalfStorage", 24, 6, 0, 1, {1}, {1}, "!storage has 24 bytes"},
    {"FloatStorage", 24, INT64_MAX, 0, 1, {1}, {1}, "!storage has 24 bytes"},
    {"FloatStorage", 0, 1LL << 62, 0, 1, {1}, {1}, "!storage has 0 bytes"}, /* times four is zero */
};

static void make(struct zip_bytes *z, const struct test_case *t, const char *key)
{
    float data[6] = {0, 1, 2, 3, 4, 5};
    struct buf p = buf_make(1 << 12);
    buf_puts(&p, "\x80\2}");
    put_text(&p, "x");
    buf_puts(&p, "ctorch._utils\n_rebuild_tensor_v2\n((");
    put_text(&p, "storage");
    buf_printf(&p, "ctorch\n%s\n", t->type);
    put_text(&p, key);
    put_text(&p, "cuda:0"); /* where it was does not matter */
    put_long(&p, t->n);
    buf_puts(&p, "tQ");
    put_long(&p, t->offset);
    put_longs(&p, t->shape, t->rank);
    put_longs(&p, t->stride, t->rank);
    buf_puts(&p, "\x89NtRs.");
    *z = zip_make();
    zip_add(z, "a/data.pkl", p.data, p.len);
    zip_add(z, "a/data/0", data, t->bytes);
    zip_end(z);
    buf_free(&p);
}

static void show(struct buf *b, const struct arrays *a)
{
    float v[16];
    struct err e = {0};
    assert_int_equal(a->n, 1);
    assert_true(a->items[0].n <= 16);
    if (array_floats(&a->items[0], v, &e)) {
        buf_puts(b, "not floats");
        return;
    }
    for (size_t i = 0; i < a->items[0].n; i++)
        buf_printf(b, "%g ", (double)v[i]);
}

static void every_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct zip_bytes z;
        struct arrays a = {0};
        struct err e = {0};
        struct buf got = buf_make(1 << 12);
        make(&z, &cases[i], "0");
        char *copy = mutate_copy(z.file.data, z.file.len);
        int code = torch_arrays_read(&a, copy, z.file.len, &e);
        const char *want = cases[i].want;
        if (!code) {
            show(&got, &a);
            if (strcmp(got.data, want) != 0)
                fail_msg("case %zu: '%s', not '%s'", i, got.data, want);
        } else if (code != E_FORMAT || want[0] != '!' || !strstr(e.msg, want + 1) ||
                   strncmp(e.msg, "x: ", 3) != 0) {
            fail_msg("case %zu: '%s', not '%s'", i, e.msg, want);
        }
        arrays_free(&a);
        buf_free(&got);
        free(copy);
        zip_free(&z);
    }
}

static void storages_that_are_not_there(void **state)
{
    (void)state;
    static const char *const keys[][2] = {
        {"1", "no member"},
        {"../data.pkl", "no member"},
        {"", "no member"},
        {"0/", "no member"},
        {"a b", "no name"},
        {"\x1b[1m", "no name"},
        {"0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
         "no name"}};
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        struct zip_bytes z;
        struct arrays a = {0};
        struct err e = {0};
        make(&z, &cases[0], keys[i][0]);
        assert_int_equal(torch_arrays_read(&a, z.file.data, z.file.len, &e), E_FORMAT);
        if (!strstr(e.msg, keys[i][1])) fail_msg("case %zu: '%s'", i, e.msg);
        arrays_free(&a);
        zip_free(&z);
    }
}

static void roots(void **state)
{
    (void)state;
    static const char *const bad[] = {"\x80\2N.", "\x80\2].", "\x80\2X\1\0\0",
                                      "\x80\2ctorch\nFloatStorage\n."};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct zip_bytes z = zip_make();
        struct arrays a = {0};
        struct err e = {0};
        zip_add(&z, "a/data.pkl", bad[i], strlen(bad[i]));
        zip_end(&z);
        assert_int_equal(torch_arrays_read(&a, z.file.data, z.file.len, &e), E_FORMAT);
        assert_int_equal(torch_arrays_read(&a, z.file.data, z.file.len, NULL), E_FORMAT);
        zip_free(&z);
    }
    struct arrays a = {0};
    struct err e = {0};
    assert_int_equal(torch_arrays_read(&a, "PK", 2, &e), E_FORMAT);
    assert_int_equal(torch_arrays_read(&a, "", 0, &e), E_FORMAT);
    assert_false(torch_arrays_is("", 0));
    assert_true(torch_arrays_is("PK\3\4", 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case),
        cmocka_unit_test(storages_that_are_not_there),
        cmocka_unit_test(roots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
