/* Arrays: every 16-bit float, strides, names, shapes. */
#include "model/kokoro/arrays.h"

#include <math.h>

#include "unit.h"

static float one(enum array_type type, const void *bytes)
{
    struct array x = {.type = type, .n = 1, .data = bytes};
    float v = 0;
    struct err e;
    assert_int_equal(array_floats(&x, &v, &e), 0);
    return v;
}

/* By its meaning: sign, 2^(exponent - 15) times 1.fraction, or 2^-14 times 0.fraction. */
static double half(uint16_t h)
{
    int exponent = h >> 10 & 31, fraction = h & 1023;
    double v = ldexp(fraction, -24);
    if (exponent == 31) v = fraction ? (double)NAN : (double)INFINITY;
    if (exponent > 0 && exponent < 31) v = ldexp(1024 + fraction, exponent - 25);
    return h >> 15 ? -v : v;
}

static void every_half(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 65536; i++) {
        uint16_t h = (uint16_t)i;
        double want = half(h);
        float got = one(ARRAY_FLOAT16, &h);
        if (isnan(want))
            assert_true(isnan(got));
        else if ((double)got != want || !signbit(got) != !signbit(want))
            fail_msg("half %04x: %g, not %g", i, (double)got, want);
    }
}

/* The upper half of a float's bits. */
static void every_bfloat(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 65536; i++) {
        uint16_t b = (uint16_t)i;
        uint32_t want = i << 16, bits;
        float got = one(ARRAY_BFLOAT16, &b);
        memcpy(&bits, &got, 4);
        if (bits != want) fail_msg("bfloat16 %04x: %08x", i, bits);
    }
}

static void wide_ones(void **state)
{
    (void)state;
    double d[] = {0.1, -1e300, 1e-300, 16777217, -0.0};
    for (size_t i = 0; i < sizeof(d) / sizeof(*d); i++)
        assert_memory_equal(&(float){one(ARRAY_FLOAT64, &d[i])}, &(float){(float)d[i]}, 4);
    char bytes[5]; /* not aligned */
    float f = 1.25F;
    memcpy(bytes + 1, &f, 4);
    assert_true(one(ARRAY_FLOAT32, bytes + 1) == f);
    struct err e = {0};
    struct array other = {.name = "ids", .type = ARRAY_OTHER, .n = 1, .data = (uint8_t *)bytes};
    assert_int_equal(array_floats(&other, &f, &e), E_FORMAT);
    assert_non_null(strstr(e.msg, "ids"));
}

static void strides(void **state)
{
    (void)state;
    float data[24], out[24];
    for (int i = 0; i < 24; i++)
        data[i] = (float)i;
    static const struct {
        int rank, at;
        int64_t shape[3], stride[3];
        float want[24];
    } cases[] = {
        {2, 0, {2, 3}, {3, 1}, {0, 1, 2, 3, 4, 5}},
        {2, 0, {3, 2}, {1, 3}, {0, 3, 1, 4, 2, 5}},
        {1, 5, {4}, {6}, {5, 11, 17, 23}},
        {2, 7, {2, 2}, {6, 1}, {7, 8, 13, 14}},
        {2, 2, {2, 3}, {0, 1}, {2, 3, 4, 2, 3, 4}},
        {3, 0, {2, 1, 2}, {12, 0, 1}, {0, 1, 12, 13}},
        {3, 1, {2, 2, 2}, {1, 4, 8}, {1, 9, 5, 13, 2, 10, 6, 14}},
        {0, 9, {0}, {0}, {9}},
        {2, 0, {0, 3}, {3, 1}, {0}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct array x = {.rank = cases[i].rank, .data = (const uint8_t *)(data + cases[i].at)};
        struct err e;
        memcpy(x.shape, cases[i].shape, sizeof(cases[i].shape));
        memcpy(x.stride, cases[i].stride, sizeof(cases[i].stride));
        assert_int_equal(array_count(&x, &e), 0);
        assert_int_equal(array_floats(&x, out, &e), 0);
        for (size_t k = 0; k < x.n; k++)
            if (out[k] != cases[i].want[k])
                fail_msg("case %zu, value %zu: %g", i, k, (double)out[k]);
    }
}

static void names(void **state)
{
    (void)state;
    struct arrays a = {0};
    struct err e = {0};
    static const char *const good[] = {"c", "a.b", "b", "a", "~!", "a.b.c"};
    for (size_t i = 0; i < 6; i++)
        assert_non_null(arrays_add(&a, good[i], strlen(good[i]), &e));
    assert_int_equal(arrays_sort(&a, &e), 0);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(arrays_find(&a, good[i])->name, good[i]);
    assert_null(arrays_find(&a, "a."));
    assert_null(arrays_find(&a, ""));
    char longest[ARRAY_NAME_BYTES];
    memset(longest, 'x', sizeof(longest));
    assert_non_null(arrays_add(&a, longest, ARRAY_NAME_BYTES - 1, &e));
    assert_null(arrays_add(&a, longest, ARRAY_NAME_BYTES, &e));
    assert_int_equal(e.code, E_FORMAT);
    assert_null(arrays_add(&a, "", 0, &e));
    assert_null(arrays_add(&a, "a b", 3, &e));
    assert_null(arrays_add(&a, "a\0b", 3, &e));
    assert_null(arrays_add(&a, "\xc3\xa9", 2, &e));
    assert_non_null(arrays_add(&a, "b", 1, &e));
    assert_int_equal(arrays_sort(&a, &e), E_FORMAT);
    assert_non_null(strstr(e.msg, "b: twice"));
    arrays_free(&a);
    for (int i = 0; i < ARRAYS_MAX; i++) {
        char name[20];
        snprintf(name, sizeof(name), "%d", i);
        assert_non_null(arrays_add(&a, name, strlen(name), &e));
    }
    assert_null(arrays_add(&a, "more", 4, &e));
    assert_int_equal(e.code, E_FORMAT);
    arrays_free(&a);
    assert_null(arrays_find(&a, "a"));
}

static void shapes(void **state)
{
    (void)state;
    struct err e = {0};
    struct array x = {.name = "x", .rank = 8};
    char text[ARRAY_SHAPE_BYTES];
    for (int i = 0; i < 8; i++)
        x.shape[i] = INT64_MIN;
    assert_int_equal(strlen(array_shape_text(&x, text)), 8 * 20 + 7 * 2 + 2); /* the longest fits */
    assert_int_equal(array_count(&x, &e), E_FORMAT);
    static const int64_t bad[][2] = {
        {-1, 1}, {1, -1}, {0, -1}, {ARRAY_VALUES_MAX, 2}, {INT64_MAX, 0}, {1LL << 32, 1LL << 32}};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        x = (struct array){.name = "x", .rank = 2, .shape = {bad[i][0], bad[i][1]}};
        assert_int_equal(array_count(&x, &e), E_FORMAT);
    }
    x = (struct array){.name = "x", .rank = 2, .shape = {ARRAY_VALUES_MAX, 1}};
    assert_int_equal(array_count(&x, &e), 0);
    assert_int_equal(x.n, ARRAY_VALUES_MAX);
    x.shape[1] = 0;
    assert_int_equal(array_count(&x, &e), 0);
    assert_int_equal(x.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_half), cmocka_unit_test(every_bfloat), cmocka_unit_test(wide_ones),
        cmocka_unit_test(strides),    cmocka_unit_test(names),        cmocka_unit_test(shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
