/* safetensors: what a header may say, and that the data is what it says. */
#include "model/kokoro/safetensors.h"

#include "mutate.h"
#include "torch_bytes.h"

/* A whole file: the header's length, the header, n bytes of data 0, 1, 2 ... */
static void make(struct buf *b, const char *header, size_t n_header, int n)
{
    put_le(b, n_header, 8);
    buf_add(b, header, n_header);
    for (int i = 0; i < n; i++)
        buf_putc(b, (char)i);
}

static const struct test_case {
    const char *header;
    int n_data;
    const char *want; /* the arrays in order of names, or behind '!' what the refusal says */
} cases[] = {
    {"{}", 0, ""},
    {"{\"__metadata__\":{\"format\":\"pt\"}}  ", 0, ""},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "a 0 [2] @0;"},
    {"{\"b\":{\"dtype\":\"F16\",\"shape\":[2,3],\"data_offsets\":[4,16]},\n"
     "\"a.b.c\":{\"dtype\":\"BF16\",\"shape\":[1,2],\"data_offsets\":[0,4]}}",
     16, "a.b.c 2 [1, 2] @0;b 1 [2, 3] @4;"},
    {"{\"d\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]}}", 8, "d 3 [] @0;"},
    {"{\"i\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8],\"note\":1}}", 8,
     "i 4 [1] @0;"},
    {"{\"e\":{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[8,8]},\"z\":{\"dtype\":\"F32\","
     "\"shape\":[2],\"data_offsets\":[0,8]}}",
     8, "e 0 [0, 5] @8;z 0 [2] @0;"},
    {"{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\":{\"dtype\":\"BOOL\","
     "\"shape\":[1],\"data_offsets\":[1,2]}}",
     2, "a 4 [1] @0;b 4 [1] @1;"},
    /* tiling */
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 9, "!no tensor"},
    {"{}", 1, "!no tensor"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 7, "!outside"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "!between"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\","
     "\"shape\":[2],\"data_offsets\":[4,12]}}",
     12, "!overlap"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\","
     "\"shape\":[2],\"data_offsets\":[0,8]}}",
     8, "!overlap"},
    /* numbers */
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "!length of its shape"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8, "!outside"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}", 8, "!outside"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9223372036854775807]}}", 8,
     "!outside"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,18446744073709551616]}}", 8,
     "!header"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8, "!impossible"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0,
     "!impossible"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,0]}}", 0,
     "!impossible"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[0,9223372036854775807],\"data_offsets\":[0,0]}}", 0,
     "!impossible"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}}", 4,
     "!eight"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}", 8, "!list of numbers"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}", 8, "!shape"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0.0,8]}}", 8, "!two numbers"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}", 8, "!two numbers"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":8}}", 8, "!two numbers"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "!two numbers"},
    {"{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", 8, "!shape"},
    {"{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "!type"},
    {"{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2, "!type"},
    {"{\"a\":{\"dtype\":32,\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "!type"},
    {"{\"a\":[]}", 0, "!object"},
    /* names */
    {"{\"\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "!name"},
    {"{\"a b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "!name"},
    {"{\"\\u001b[31m\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "!name"},
    {"{\"a\\u0000b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "!header"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\","
     "\"shape\":[2],\"data_offsets\":[0,8]}}",
     8, "!duplicate"},
    /* JSON */
    {"{", 0, "!header"},
    {"{}{}", 0, "!header"},
    {"{\"a\":}", 0, "!header"},
    {"[]", 0, "!not such a file"},
    {" {}", 0, "!not such a file"},
};

static int read_copy(struct arrays *a, const char *bytes, size_t n, char **copy, struct err *e)
{
    *copy = mutate_copy(bytes, n);
    *a = (struct arrays){0};
    int code = safetensors_read(a, *copy, n, e);
    return code ? code : arrays_sort(a, e);
}

static void show(struct buf *b, const struct arrays *a, const char *data)
{
    char shape[ARRAY_SHAPE_BYTES];
    for (size_t i = 0; i < a->n; i++)
        buf_printf(b, "%s %d %s @%d;", a->items[i].name, (int)a->items[i].type,
                   array_shape_text(&a->items[i], shape),
                   (int)((const char *)a->items[i].data - data));
}

static void every_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf file = buf_make(1 << 16), got = buf_make(1 << 12);
        struct arrays a;
        struct err e = {0};
        char *copy;
        size_t n_header = strlen(cases[i].header);
        make(&file, cases[i].header, n_header, cases[i].n_data);
        int code = read_copy(&a, file.data, file.len, &copy, &e);
        const char *want = cases[i].want;
        if (!code) {
            show(&got, &a, copy + 8 + n_header);
            if (strcmp(got.data, want) != 0) fail_msg("case %zu: %s, not %s", i, got.data, want);
        } else if (code != E_FORMAT || want[0] != '!' || !strstr(e.msg, want + 1)) {
            fail_msg("case %zu: %d '%s', not %s", i, code, e.msg, want);
        }
        arrays_free(&a);
        free(copy);
        buf_free(&got);
        buf_free(&file);
    }
}

static void length_of_the_header(void **state)
{
    (void)state;
    static const uint64_t lengths[] = {
        0, 1, 3, 9, 1000, SAFETENSORS_HEADER_MAX + 1, INT64_MAX, UINT64_MAX, UINT64_MAX - 7};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
        char bytes[10] = "........{}";
        struct arrays a;
        struct err e = {0};
        char *copy;
        for (int k = 0; k < 8; k++)
            bytes[k] = (char)(lengths[i] >> 8 * k);
        assert_int_equal(read_copy(&a, bytes, sizeof(bytes), &copy, &e), E_FORMAT);
        free(copy);
        arrays_free(&a);
    }
    size_t n = 8 + SAFETENSORS_HEADER_MAX + 2;
    char *large = calloc(1, n);
    struct arrays a = {0};
    struct err e = {0};
    assert_non_null(large);
    for (int k = 0; k < 8; k++)
        large[k] = (char)((uint64_t)(SAFETENSORS_HEADER_MAX + 1) >> 8 * k);
    large[8] = '{';
    assert_int_equal(safetensors_read(&a, large, n, &e), E_FORMAT);
    assert_non_null(strstr(e.msg, "too long"));
    free(large);
}

static void cut_off_and_damaged(void **state)
{
    (void)state;
    struct buf good = buf_make(1 << 16), header = buf_make(1 << 14);
    struct rng r = {6};
    int at = 0;
    buf_puts(&header, "{\"__metadata__\":{\"format\":\"pt\"}");
    for (int i = 0; i < 12; i++, at += 24)
        buf_printf(
            &header,
            ",\"module%d.weight\":{\"dtype\":\"%s\",\"shape\":[%d,3],\"data_offsets\":[%d,%d]}", i,
            i % 2 ? "F32" : "F16", i % 2 ? 2 : 4, at, at + 24);
    buf_puts(&header, "}   ");
    make(&good, header.data, header.len, at);
    int refused = 0, n_files = 3 * mutate_count();
    for (size_t n = 0; n < good.len; n++) {
        struct arrays a;
        struct err e = {0};
        char *cut;
        assert_int_equal(read_copy(&a, good.data, n, &cut, &e), E_FORMAT);
        free(cut);
        arrays_free(&a);
    }
    for (int i = 0; i < n_files; i++) {
        struct arrays a;
        struct err e = {0};
        char *bytes = mutate_copy(good.data, good.len), *cut;
        size_t len = mutate_damage(bytes, good.len, &r);
        int code = read_copy(&a, bytes, len, &cut, &e);
        mutate_check(code, &e);
        for (size_t k = 0; !code && k < a.n; k++) {
            float values[4096];
            assert_true(a.items[k].n <= 4096);
            if (array_floats(&a.items[k], values, &e))
                assert_int_equal(a.items[k].type, ARRAY_OTHER);
        }
        refused += code != 0;
        arrays_free(&a);
        free(bytes);
        free(cut);
    }
    print_message("%d of %d damaged files refused\n", refused, n_files);
    assert_true(refused > n_files / 3 && refused < n_files);
    buf_free(&good);
    buf_free(&header);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case),
        cmocka_unit_test(length_of_the_header),
        cmocka_unit_test(cut_off_and_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
