#include "model/kokoro/protobuf.h"

#include "../unit.h"
#include "base/rng.h"

static int varint(const char *bytes, size_t n, uint64_t *v)
{
    struct protobuf p = protobuf_open(bytes, n);
    return protobuf_varint(&p, v);
}

static void varints(void **state)
{
    (void)state;
    uint64_t v;
    assert_int_equal(varint("", 0, &v), 0);
    assert_int_equal(varint("\x00", 1, &v), 1);
    assert_int_equal(v, 0);
    assert_int_equal(varint("\xac\x02", 2, &v), 1);
    assert_int_equal(v, 300);
    assert_int_equal(varint("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10, &v), 1);
    assert_true(v == UINT64_MAX);
    assert_int_equal(varint("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10, &v), E_FORMAT);
    assert_int_equal(varint("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, &v), E_FORMAT);
    assert_int_equal(varint("\x80", 1, &v), E_FORMAT);
}

static void fields_of_each_kind(void **state)
{
    (void)state;
    static const char bytes[] = "\x08\x96\x01"                         /* 1: 150 */
                                "\x12\x03"                             /* 2: "abc" */
                                "abc"                                  /* */
                                "\x1d\x01\x02\x03\x04"                 /* 3: fixed 32 */
                                "\x21\x01\x00\x00\x00\x00\x00\x00\x80" /* 4: fixed 64 */
                                "\x2a\x00";                            /* 5: "" */
    struct protobuf p = protobuf_open(bytes, sizeof(bytes) - 1);
    struct protobuf_field f;
    assert_int_equal(protobuf_next(&p, &f), 1);
    assert_int_equal(f.number, 1);
    assert_int_equal(f.value, 150);
    assert_int_equal(protobuf_next(&p, &f), 1);
    assert_int_equal(f.wire, PROTOBUF_BYTES);
    assert_int_equal(f.n, 3);
    assert_memory_equal(f.bytes, "abc", 3);
    assert_int_equal(protobuf_next(&p, &f), 1);
    assert_int_equal(f.value, 0x04030201);
    assert_int_equal(protobuf_next(&p, &f), 1);
    assert_true(f.value == 0x8000000000000001u);
    assert_int_equal(protobuf_next(&p, &f), 1);
    assert_int_equal(f.n, 0);
    assert_int_equal(protobuf_next(&p, &f), 0);
    for (size_t n = 1; n < sizeof(bytes) - 1; n++) { /* cut off anywhere but between fields */
        p = protobuf_open(bytes, n);
        int got;
        while ((got = protobuf_next(&p, &f)) == 1)
            ;
        assert_int_equal(got, n == 3 || n == 8 || n == 13 || n == 22 ? 0 : E_FORMAT);
    }
}

static void refused(void **state)
{
    (void)state;
    static const struct {
        const char *why, *bytes;
        size_t n;
    } cases[] = {
        {"field number 0", "\x00\x00", 2},
        {"start of a group", "\x0b\x0c", 2},
        {"end of a group", "\x0c", 1},
        {"wire type 6", "\x0e\x00", 2},
        {"wire type 7", "\x0f\x00", 2},
        {"longer than the file",
         "\x0a\x05"
         "abcd",
         6},
        {"length of 2^64 - 1", "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11},
        {"field number of 2^32", "\x80\x80\x80\x80\x80\x01\x00", 7},
        {"no length", "\x0a", 1},
        {"no value", "\x08", 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct protobuf p = protobuf_open(cases[i].bytes, cases[i].n);
        struct protobuf_field f;
        if (protobuf_next(&p, &f) != E_FORMAT) fail_msg("accepted: %s", cases[i].why);
    }
}

/* Whatever the bytes, what it gives lies in the window (the sanitizers look), and it ends. */
static void noise(void **state)
{
    (void)state;
    struct rng r = {7};
    for (int i = 0; i < 20000; i++) {
        size_t n = rng_below(&r, 64);
        uint8_t *bytes = malloc(n + 1);
        assert_non_null(bytes);
        for (size_t j = 0; j < n; j++)
            bytes[j] = (uint8_t)(rng_below(&r, 3) ? rng_below(&r, 48) : rng_below(&r, 256));
        struct protobuf p = protobuf_open(bytes, n);
        struct protobuf_field f;
        size_t count = 0;
        while (protobuf_next(&p, &f) == 1) {
            assert_true(++count <= n);
            if (f.wire == PROTOBUF_BYTES)
                assert_true(f.bytes >= bytes && f.n <= (size_t)(bytes + n - f.bytes));
        }
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(varints),
        cmocka_unit_test(fields_of_each_kind),
        cmocka_unit_test(refused),
        cmocka_unit_test(noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
