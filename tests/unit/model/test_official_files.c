/* Files that real libraries wrote (tests/fixtures/official, made by make.py): PyTorch 1.13
 * and 2.15, safetensors. */
#include "model/kokoro/checkpoint.h"

#include <math.h>

#include "model/kokoro/import_official.h"
#include "mutate.h"

#define FOLDER "tests/fixtures/official/"

static void open_file(struct checkpoint *c, const char *name)
{
    char path[200];
    struct err e = {0};
    snprintf(path, sizeof(path), FOLDER "%s", name);
    if (checkpoint_open(c, path, &e)) fail_msg("%s", e.msg);
}

static const struct array *get(const struct checkpoint *c, const char *name)
{
    const struct array *x = arrays_find(&c->arrays, name);
    if (!x) fail_msg("no %s", name);
    return x;
}

static void read_values(const struct checkpoint *c, const char *name, const char *shape,
                        float *values, size_t most)
{
    const struct array *x = get(c, name);
    char text[ARRAY_SHAPE_BYTES];
    struct err e = {0};
    assert_string_equal(array_shape_text(x, text), shape);
    assert_true(x->n <= most);
    if (array_floats(x, values, &e)) fail_msg("%s", e.msg);
}

enum { MOST = 200 };

/* make.py's ramp, turned into what this view of it has at i. */
static float ramp(int i, int n)
{
    return (float)(i - n / 2) / 8;
}

static void expect_ramp(const struct checkpoint *c, const char *name, const char *shape, int n)
{
    float v[MOST];
    read_values(c, name, shape, v, MOST);
    for (int i = 0; i < n; i++)
        if (v[i] != ramp(i, n)) fail_msg("%s: value %d is %g", name, i, (double)v[i]);
}

static void expect_values(const struct checkpoint *c, const char *name, const char *shape,
                          const int *at, size_t n, int of)
{
    float v[MOST];
    read_values(c, name, shape, v, MOST);
    for (size_t i = 0; i < n; i++)
        if (v[i] != ramp(at[i], of)) fail_msg("%s: value %zu is %g", name, i, (double)v[i]);
}

static void expect_kinds(const struct checkpoint *c)
{
    static const struct {
        const char *name;
        enum array_type type;
    } kinds[] = {{"kinds.half", ARRAY_FLOAT16},
                 {"kinds.bfloat", ARRAY_BFLOAT16},
                 {"kinds.double", ARRAY_FLOAT64}};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(get(c, kinds[i].name)->type, kinds[i].type);
        expect_ramp(c, kinds[i].name, "[17]", 17);
    }
    assert_int_equal(get(c, "kinds.long")->type, ARRAY_OTHER);
    assert_int_equal(get(c, "kinds.byte")->n, 3);
    assert_int_equal(get(c, "kinds.flag")->type, ARRAY_OTHER);
    expect_ramp(c, "kinds.scalar", "[]", 1);
    assert_int_equal(get(c, "kinds.empty")->n, 0);
}

static void expect_views(const struct checkpoint *c)
{
    static const int row[] = {12, 13, 14, 15, 16, 17}, column[] = {1, 7, 13, 19},
                     turned[] = {0, 6, 12, 18, 1, 7, 13, 19, 2}, inner[] = {8, 9, 10, 14, 15, 16},
                     repeated[] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2};
    expect_ramp(c, "views.whole", "[4, 6]", 24);
    expect_values(c, "views.row", "[6]", row, 6, 24);
    expect_values(c, "views.column", "[4]", column, 4, 24);
    expect_values(c, "views.turned", "[6, 4]", turned, 9, 24);
    expect_values(c, "views.inner", "[2, 3]", inner, 6, 24);
    expect_values(c, "views.repeated", "[3, 4]", repeated, 12, 3);
}

/* Our weight from g and v is PyTorch's, which rounds in float32 on the way: norm, quotient,
 * product. */
static void expect_folded(const struct checkpoint *c, const char *module, const char *g_leaf,
                          const char *v_leaf, const char *shape, const char *g_shape, size_t rows,
                          size_t n)
{
    char name[80];
    float g[MOST], v[MOST], want[MOST];
    snprintf(name, sizeof(name), "%s.%s", module, g_leaf);
    read_values(c, name, g_shape, g, MOST);
    snprintf(name, sizeof(name), "%s.%s", module, v_leaf);
    read_values(c, name, shape, v, MOST);
    snprintf(name, sizeof(name), "%s.folded", strcmp(module, "newer") ? module : "conv");
    read_values(c, name, shape, want, MOST);
    for (size_t i = 0; i < rows; i++)
        assert_true(g[i] == (float)(i + 1));
    assert_int_equal(kokoro_fold_weight(v, g, rows, n), rows);
    for (size_t i = 0; i < rows * n; i++)
        if (fabsf(v[i] - want[i]) > 8 * 0x1p-24F * fabsf(want[i]))
            fail_msg("%s: value %zu: %g, not %g", module, i, (double)v[i], (double)want[i]);
}

static void checkpoints(void **state)
{
    (void)state;
    static const char *const files[] = {"torch-1.13.pth", "torch-1.13-protocol4.pth",
                                        "torch-2.15.pth", "torch-2.15-protocol4.pth"};
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
        struct checkpoint c;
        int newer = strstr(files[i], "2.15") != NULL;
        open_file(&c, files[i]);
        assert_string_equal(c.format, "PyTorch");
        assert_int_equal(c.arrays.n, newer ? 30 : 27); /* numbers and lists are passed over */
        expect_kinds(&c);
        expect_ramp(&c, "kinds.eight", "[1, 1, 2, 1, 1, 3, 1, 1]", 6);
        expect_views(&c);
        expect_ramp(&c, "parallel.module.weight", "[2, 3]", 6);
        expect_ramp(&c, "parallel.module.bias", "[2]", 2);
        expect_ramp(&c, "parameter", "[2, 2]", 4);
        expect_ramp(&c, "flat.name", "[3]", 3);
        expect_folded(&c, "conv", "weight_g", "weight_v", "[5, 3, 7]", "[5, 1, 1]", 5, 21);
        expect_folded(&c, "up", "weight_g", "weight_v", "[4, 2, 6]", "[4, 1, 1]", 4, 12);
        if (newer)
            expect_folded(&c, "newer", "parametrizations.weight.original0",
                          "parametrizations.weight.original1", "[5, 3, 7]", "[5, 1, 1]", 5, 21);
        checkpoint_close(&c);
    }
}

static void safetensors_of_the_library(void **state)
{
    (void)state;
    struct checkpoint c;
    open_file(&c, "library.safetensors");
    assert_string_equal(c.format, "safetensors");
    assert_int_equal(c.arrays.n, 12);
    expect_kinds(&c);
    expect_folded(&c, "conv", "weight_g", "weight_v", "[5, 3, 7]", "[5, 1, 1]", 5, 21);
    checkpoint_close(&c);
}

static void voices(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct checkpoint c;
        open_file(&c, i ? "torch-2.15-voice.pt" : "torch-1.13-voice.pt");
        assert_int_equal(c.arrays.n, 1);
        expect_ramp(&c, "tensor", "[3, 1, 8]", 24);
        checkpoint_close(&c);
    }
}

/* Real files that are not weights, each with a word of advice. */
static void refusals(void **state)
{
    (void)state;
    static const struct {
        const char *name, *why;
    } files[] = {
        {"torch-1.13-old.pth", "before PyTorch 1.6"},
        {"torch-1.13-script.pt", "TorchScript"},
        {"torch-2.15-script.pt", "TorchScript"},
        {"torch-1.13-module.pt", "torch.nn.modules.linear.Linear"},
        {"torch-2.15-module.pt", "state_dict"},
        {"make.py", "neither"},
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
        struct checkpoint c;
        struct err e = {0};
        char path[200];
        snprintf(path, sizeof(path), FOLDER "%s", files[i].name);
        assert_int_equal(checkpoint_open(&c, path, &e), E_FORMAT);
        if (!strstr(e.msg, files[i].why) || !strstr(e.msg, files[i].name))
            fail_msg("%s: '%s'", files[i].name, e.msg);
    }
    struct checkpoint c;
    struct err e = {0};
    assert_int_equal(checkpoint_open(&c, FOLDER "no-such-file.pth", &e), E_NOENT);
    assert_int_equal(checkpoint_open(&c, FOLDER, &e), E_FORMAT);
}

/* Damage to real files: whatever is still opened can be read to the end. */
static void damaged(void **state)
{
    (void)state;
    static const char *const files[] = {"torch-1.13.pth", "torch-2.15.pth",
                                        "torch-2.15-protocol4.pth", "library.safetensors"};
    struct rng r = {9};
    int refused = 0, n = 0;
    for (size_t f = 0; f < sizeof(files) / sizeof(*files); f++) {
        struct checkpoint whole;
        open_file(&whole, files[f]);
        for (int i = 0; i < mutate_count(); i++, n++) {
            struct checkpoint c;
            struct err e = {0};
            char *bytes = mutate_copy(whole.map.data, whole.map.size);
            size_t len = mutate_damage(bytes, whole.map.size, &r);
            char *cut = mutate_copy(bytes, len);
            int code = checkpoint_read(&c, cut, len, &e);
            mutate_check(code, &e);
            refused += code != 0;
            for (size_t k = 0; !code && k < c.arrays.n; k++) {
                float values[MOST];
                const struct array *x = &c.arrays.items[k];
                if (x->n <= MOST && array_floats(x, values, &e))
                    assert_int_equal(x->type, ARRAY_OTHER);
            }
            checkpoint_close(&c);
            free(bytes);
            free(cut);
        }
        checkpoint_close(&whole);
    }
    print_message("%d of %d damaged files refused\n", refused, n);
    assert_true(refused > n / 2 && refused < n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checkpoints), cmocka_unit_test(safetensors_of_the_library),
        cmocka_unit_test(voices),      cmocka_unit_test(refusals),
        cmocka_unit_test(damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
