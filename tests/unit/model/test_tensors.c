#include "model/kokoro/tensors.h"

#include "../unit.h"
#include "tiny_dims.h"

static const struct kokoro_tensor *find(const struct kokoro_tensors *t, const char *name)
{
    for (size_t i = 0; i < t->n; i++)
        if (!strcmp(t->items[i].name, name)) return &t->items[i];
    fail_msg("no tensor %s", name);
    return NULL;
}

static void has(const struct kokoro_tensors *t, const char *name, enum kokoro_layout layout, int a,
                int b, int c, size_t stored)
{
    const struct kokoro_tensor *x = find(t, name);
    assert_int_equal(x->layout, layout);
    assert_int_equal(x->shape[0], a);
    assert_int_equal(x->shape[1], b);
    assert_int_equal(x->shape[2], c);
    assert_int_equal(kokoro_tensor_stored(x), stored);
}

static void the_real_network(void **state)
{
    (void)state;
    struct kokoro_tensors t;
    assert_int_equal(kokoro_tensors_init(&t, &kokoro_dims_real), 0);
    assert_int_equal(t.n, 457);
    size_t values = 0;
    for (size_t i = 0; i < t.n; i++)
        values += kokoro_tensor_values(&t.items[i]);
    assert_int_equal(values, 81140664); /* 81.7 M with ALBERT's pooler, which is not used */
    has(&t, "bert.encoder.albert_layer_groups.0.albert_layers.0.full_layer_layer_norm.weight",
        KOKORO_RAW, 768, 1, 1, 768);
    has(&t, "predictor.text_encoder.lstms.4.weight_hh_l0_reverse", KOKORO_CONV, 1024, 256, 1,
        1024 * 256);
    has(&t, "predictor.duration_proj.linear_layer.weight", KOKORO_CONV, 50, 512, 1, 64 * 512);
    has(&t, "predictor.N.1.norm1.fc.weight", KOKORO_RAW, 1024, 128, 1, 1024 * 128);
    has(&t, "predictor.F0.1.conv1x1.weight", KOKORO_CONV, 256, 512, 1, 256 * 512);
    has(&t, "decoder.decode.3.pool.weight", KOKORO_RAW, 1090, 1, 3, 3270);
    has(&t, "decoder.generator.ups.1.weight", KOKORO_TRANSPOSED, 256, 128, 12, 256 * 128 * 12);
    has(&t, "decoder.generator.conv_post.weight", KOKORO_CONV, 22, 128, 7, 32 * 128 * 7);
    has(&t, "decoder.generator.resblocks.5.alpha2.2", KOKORO_RAW, 1, 128, 1, 128);
    kokoro_tensors_free(&t);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct kokoro_tensor *)a)->name, ((const struct kokoro_tensor *)b)->name);
}

static void no_name_twice(void **state)
{
    (void)state;
    struct kokoro_tensors t;
    assert_int_equal(kokoro_tensors_init(&t, &tiny_dims), 0);
    assert_int_equal(t.n, 457); /* the same structure */
    qsort(t.items, t.n, sizeof(*t.items), by_name);
    for (size_t i = 1; i < t.n; i++)
        assert_string_not_equal(t.items[i - 1].name, t.items[i].name);
    kokoro_tensors_free(&t);
}

/* Every value has its place, and what is left is zero: told by values that are all different. */
static void packing_keeps_every_value(void **state)
{
    (void)state;
    struct kokoro_tensors t;
    assert_int_equal(kokoro_tensors_init(&t, &tiny_dims), 0);
    for (size_t i = 0; i < t.n; i++) {
        size_t n = kokoro_tensor_values(&t.items[i]), m = kokoro_tensor_stored(&t.items[i]);
        float *values = malloc(n * sizeof(float)), *stored = malloc(m * sizeof(float));
        char *seen = calloc(n + 1, 1);
        assert_non_null(values);
        assert_non_null(stored);
        assert_non_null(seen);
        for (size_t j = 0; j < n; j++)
            values[j] = (float)(j + 1);
        kokoro_tensor_pack(&t.items[i], values, stored);
        size_t zeros = 0;
        for (size_t j = 0; j < m; j++) {
            assert_true(stored[j] >= 0 && stored[j] <= (float)n);
            if (stored[j] == 0)
                zeros++;
            else
                assert_int_equal(seen[(size_t)stored[j]]++, 0);
        }
        assert_int_equal(zeros, m - n);
        free(values);
        free(stored);
        free(seen);
    }
    kokoro_tensors_free(&t);
}

static void impossible_dimensions(void **state)
{
    (void)state;
    struct err e;
    assert_int_equal(kokoro_dims_check(&kokoro_dims_real, &e), 0);
    assert_int_equal(kokoro_dims_check(&tiny_dims, &e), 0);
    for (size_t i = 0; i < sizeof(tiny_dims) / 4; i++) {
        static const int32_t bad[] = {0, -1, INT32_MIN, INT32_MAX, 4097};
        for (size_t j = 0; j < sizeof(bad) / sizeof(*bad); j++) {
            struct kokoro_dims d = tiny_dims;
            memcpy((char *)&d + 4 * i, &bad[j], 4);
            assert_int_equal(kokoro_dims_check(&d, &e), E_CORRUPT);
        }
    }
    struct kokoro_dims d = tiny_dims;
    d.bert_heads = 3; /* 20 does not divide */
    assert_int_equal(kokoro_dims_check(&d, NULL), E_CORRUPT);
    d = tiny_dims;
    d.generator = 10;
    assert_int_equal(kokoro_dims_check(&d, NULL), E_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_real_network),
        cmocka_unit_test(no_name_twice),
        cmocka_unit_test(packing_keeps_every_value),
        cmocka_unit_test(impossible_dimensions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
