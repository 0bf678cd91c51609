/* The bound is a float32 product's own: what is claimed is that nothing is lost. */
#include "layer_check.h"

#include "nn/linear_steps.h"
#include "nn/pack_weights.h"

struct test {
    struct nn_conv1d layer;
    struct nn_conv1d_args args;
};

static void call(const struct nn *nn, void *ctx)
{
    struct test *t = ctx;
    nn_conv1d(nn, &t->layer, &t->args);
}

/* w [out, in]: whole numbers of a step a column, as 8 bits with a zero point give them. */
static float *random_steps(int out, int in)
{
    float *w = malloc((size_t)out * (size_t)in * sizeof(float));
    for (int o = 0; o < out; o++) {
        float step = 1e-3f + fabsf(rng_unit(&rng)) * 0.01f;
        int zero = o % 3 ? 0 : pick(-128, 127), most = o % 7 == 6 ? pick(0, 3) : 127;
        for (int i = 0; i < in; i++)
            w[(ptrdiff_t)o * in + i] = (float)(pick(-most, most) - (most == 127 ? zero : 0)) * step;
    }
    return w;
}

static float *packed(const float *w, int out, int in)
{
    float *p = malloc(nn_packed_conv_size(out, in, 1) * sizeof(float));
    nn_pack_conv(p, w, out, in, 1);
    return p;
}

static struct nn_steps steps_of(struct arena *memory, const struct nn_conv1d *layer)
{
    struct nn_steps s;
    *memory = arena_counting();
    linear_steps_take(memory, layer, &s);
    assert_int_equal(arena_init(memory, memory->peak), 0);
    linear_steps_take(memory, layer, &s);
    return s;
}

static void check(int T, int in, int out, int with_bias, int with_add)
{
    float *w = random_steps(out, in), *panels = packed(w, out, in);
    float *bias = random_floats((size_t)out, 1);
    const int x_row = in + pick(0, 5), y_row = out + pick(0, 5);
    float *x = random_floats((size_t)(T * x_row), 3), *y = malloc((size_t)(T * y_row) * sizeof(*y));
    float *before = random_floats((size_t)(T * y_row), 2);
    struct test t = {.layer = nn_linear_init(panels, with_bias ? bias : NULL, in, out),
                     .args = {.x = x, .x_row = x_row, .T = T, .y = y, .y_row = y_row}};
    if (with_add) t.args.add = y, t.args.add_row = y_row;
    struct arena memory;
    assert_true(linear_steps_fits(&t.layer));
    struct nn_steps steps = steps_of(&memory, &t.layer);
    assert_true(linear_steps_make(NULL, &t.layer, &steps));
    t.layer.steps = &steps;
    assert_int_equal(linear_steps_pays(&t.layer, &t.args), T >= 12);

    const size_t n = (size_t)((T - 1) * y_row + out);
    double *want = zeros(n), *bound = zeros(n);
    for (int r = 0; r < T; r++)
        for (int c = 0; c < y_row && (size_t)(r * y_row + c) < n; c++) {
            const int at = r * y_row + c;
            double sum = 0, size = 0;
            if (c >= out) { /* between rows: as it was */
                want[at] = (double)before[at];
                continue;
            }
            if (with_bias) sum += (double)bias[c];
            if (with_add) sum += (double)before[at];
            size = fabs(sum);
            for (int i = 0; i < in; i++) {
                double term = (double)x[r * x_row + i] * (double)w[(ptrdiff_t)c * in + i];
                sum += term;
                size += fabs(term);
            }
            want[at] = sum;
            bound[at] = (in + 4) * EPS / 4 * size;
        }
    layer_check(&(struct layer){call, &t, y, .before = before, .want = want, .bound = bound, .n = n,
                                .what = "steps"});
    arena_free(&memory);
    free(w), free(panels), free(bias), free(x), free(y), free(before), free(want), free(bound);
}

static void nothing_is_lost(void **state)
{
    (void)state;
    static const int rows[] = {1, 11, 12, 16, 17, 33, 50};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (int k = 0; k < 4; k++)
            check(rows[i], 32 * pick(1, 6), 16 * pick(1, 9), k & 1, k >> 1);
}

/* Any other weights keep the plain way: wherever in the layer they are. */
static void what_is_not_whole_is_refused(void **state)
{
    (void)state;
    enum { IN = 96, OUT = 48 };
    for (int k = 0; k < 40; k++) {
        float *w = random_steps(OUT, IN);
        int o = 7 * pick(0, OUT / 7 - 1) + pick(0, 5), i = pick(0, IN - 1); /* no narrow column */
        w[o * IN + i] += 0.37f * w[o * IN + i] + 1e-4f;
        float *panels = packed(w, OUT, IN);
        struct nn_conv1d layer = nn_linear_init(panels, NULL, IN, OUT);
        struct arena memory;
        struct nn_steps steps = steps_of(&memory, &layer);
        assert_false(linear_steps_make(NULL, &layer, &steps));
        arena_free(&memory);
        free(w), free(panels);
    }
    float *w = random_floats(IN * OUT, 1), *panels = packed(w, OUT, IN);
    struct nn_conv1d layer = nn_linear_init(panels, NULL, IN, OUT);
    assert_false(linear_steps_fits(&layer));
    free(w), free(panels);
}

static void shapes_that_do_not_fit(void **state)
{
    (void)state;
    float *w = random_steps(64, 64), *panels = packed(w, 64, 64);
    struct nn_conv1d layer = nn_linear_init(panels, NULL, 64, 64);
    assert_true(linear_steps_fits(&layer));
    layer.ci = 40;
    assert_false(linear_steps_fits(&layer));
    layer.ci = 64, layer.co = 50;
    assert_false(linear_steps_fits(&layer));
    layer = nn_conv1d_init(panels, NULL, 32, 32, 3, 1);
    assert_false(linear_steps_fits(&layer));
    memset(panels, 0, 64 * 64 * sizeof(float)); /* nothing is whole, too */
    layer = nn_linear_init(panels, NULL, 64, 64);
    assert_true(linear_steps_fits(&layer));
    free(w), free(panels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost),
        cmocka_unit_test(what_is_not_whole_is_refused),
        cmocka_unit_test(shapes_that_do_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
