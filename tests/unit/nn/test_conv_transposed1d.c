#include "layer_check.h"

#include "nn/conv_bf16.h"
#include "nn/conv_spectral.h"
#include "nn/conv_transposed1d.h"
#include "nn/pack_weights.h"

struct test {
    struct nn_conv_transposed1d conv;
    const float *x;
    float *y;
    int x_row, y_row, T, accumulate;
};

static void call(const struct nn *nn, void *ctx)
{
    struct test *t = ctx;
    nn_conv_transposed1d(nn, &t->conv, t->x, t->x_row, t->T, t->y, t->y_row, t->accumulate);
}

enum how { DIRECT, WIDE, BF16 };

/* Its spectrum and bias, to be freed. */
static void widen(struct nn_conv_transposed1d *c)
{
    struct nn_conv1d wide = nn_conv_transposed1d_wide(c);
    assert_true(wide.co > 0);
    float *bias = malloc((size_t)wide.co * sizeof(float));
    float *spectrum = malloc(conv_spectral_size(&wide) * sizeof(float));
    nn_conv_transposed1d_bias(c, bias);
    kern_init(cpu_detect());
    conv_spectral_make(NULL, &wide, spectrum);
    wide.bias = bias;
    wide.spectrum = spectrum;
    c->wide = wide;
}

static void check_how(int T, int ci, int co, int k, int stride, int pad, int accumulate,
                      enum how how)
{
    const int bf16 = how == BF16;
    float *w = random_bf16((size_t)(ci * co * k)), *bias = random_floats((size_t)co, 1);
    float *packed = malloc(nn_packed_conv_transposed_size(ci, co, k, stride) * sizeof(float));
    nn_pack_conv_transposed(packed, w, ci, co, k, stride);
    struct test t = {
        .conv =
            {.w = packed, .bias = bias, .ci = ci, .co = co, .k = k, .stride = stride, .pad = pad},
        .x_row = ci + pick(0, 2),
        .y_row = co + (how == WIDE ? 0 : pick(0, 2)),
        .T = T,
        .accumulate = accumulate};
    uint16_t *rounded = malloc(conv_bf16_transposed_size(&t.conv) * sizeof(*rounded));
    conv_bf16_transposed_make(NULL, &t.conv, rounded);
    if (bf16) t.conv.bf16 = rounded;
    if (how == WIDE) widen(&t.conv);
    const int rows = nn_conv_transposed1d_rows(&t.conv, T);
    size_t n = (size_t)((rows - 1) * t.y_row + co);
    float *x = random_floats((size_t)((T - 1) * t.x_row + ci), 1);
    float *y = malloc(n * sizeof(float)), *before = random_floats(n, 1);
    double *want = zeros(n), *bound = zeros(n);
    t.x = x;
    t.y = y;
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < co; c++) {
            size_t i = (size_t)(r * t.y_row + c);
            want[i] = (double)bias[c];
        }
    for (int s = 0; s < T; s++) /* every input row scatters into k output rows */
        for (int j = 0; j < k; j++) {
            int r = s * stride + j - pad;
            for (int c = 0; c < co && r >= 0 && r < rows; c++)
                for (int i = 0; i < ci; i++) {
                    double v = (double)x[s * t.x_row + i] * (double)w[(i * co + c) * k + j];
                    want[r * t.y_row + c] += v;
                    bound[r * t.y_row + c] += fabs(v);
                }
        }
    for (size_t i = 0; i < n; i++) {
        int gap = (int)(i % (size_t)t.y_row) >= co;
        double rounding = bf16 ? BF16_STEP(bound[i]) : 0;
        /* |x|, |w| <= 1 over the 8 rows and 2 taps of a block (test_conv1d.c) */
        if (how == WIDE) rounding = 16 * EPS * sqrt(34.0 * 4 * ci);
        bound[i] = gap ? 0 : (k / stride * ci + 4) * EPS * (bound[i] + 2) + rounding;
        want[i] = gap ? (double)before[i] : want[i] + (accumulate ? (double)before[i] : 0);
    }
    char what[120];
    snprintf(what, sizeof(what), "%sT %d, %d -> %d, k %d, stride %d, pad %d",
             how == WIDE ? "wide, "
             : bf16      ? "bf16, "
                         : "",
             T, ci, co, k, stride, pad);
    layer_check(&(struct layer){call, &t, y, before, want, bound, n, what});
    free((void *)t.conv.wide.spectrum);
    free((void *)t.conv.wide.bias);
    free(w);
    free(bias);
    free(packed);
    free(rounded);
    free(x);
    free(y);
    free(before);
    free(want);
    free(bound);
}

static void check(int T, int ci, int co, int k, int stride, int pad, int accumulate)
{
    check_how(T, ci, co, k, stride, pad, accumulate, DIRECT);
    check_how(T, ci, co, k, stride, pad, accumulate, BF16);
}

static void scatters_every_row(void **state)
{
    (void)state;
    check(1, 1, 1, 2, 2, 0, 0);
    check(1, 4, 3, 20, 10, 5, 0);
    check(5, 32, 20, 20, 10, 5, 1);
    check(30, 20, 17, 12, 6, 3, 0);
    check(400, 6, 33, 12, 6, 3, 1);
    check(2, 3, 5, 9, 3, 4, 0);
    for (int i = 0; i < 30; i++) {
        int stride = pick(1, 6), k = stride * pick(1, 4);
        check(pick(1, 30), pick(1, 12), pick(1, 40), k, stride, pick(0, (k - 1) / 2), pick(0, 1));
    }
}

/* Long enough for the transform (and not quite), every padding, the network's strides. */
static void scatters_in_the_transform_domain(void **state)
{
    (void)state;
    for (int i = 0; i < 24; i++) {
        int stride = i % 3 == 0 ? 10 : i % 3 == 1 ? 6 : pick(1, 4);
        check_how(pick(1, 200), pick(1, 40), 16 * pick(1, 2), 2 * stride, stride, pick(0, stride),
                  pick(0, 1), WIDE);
    }
    struct nn_conv_transposed1d c = {.ci = 8, .co = 16, .k = 9, .stride = 3, .pad = 3};
    assert_int_equal(nn_conv_transposed1d_wide(&c).co, 0);
    c.k = 6, c.co = 20;
    assert_int_equal(nn_conv_transposed1d_wide(&c).co, 0);
}

struct depthwise {
    const float *w, *bias, *x;
    float *y;
    int T, C;
};

static void call_depthwise(const struct nn *nn, void *ctx)
{
    struct depthwise *d = ctx;
    nn_upsample_depthwise(nn, d->w, d->bias, d->x, d->C, d->T, d->C, d->y, d->C);
}

static void scatters_depthwise(void **state)
{
    (void)state;
    for (int T = 1; T <= 400; T = T * 2 + 1) {
        struct depthwise d = {.T = T, .C = 19};
        const int rows = 2 * T;
        size_t n = (size_t)(rows * d.C);
        float *w = random_floats((size_t)(3 * d.C), 1), *bias = random_floats((size_t)d.C, 1);
        float *x = random_floats((size_t)(T * d.C), 1), *y = malloc(n * sizeof(float));
        double *want = zeros(n), *bound = zeros(n);
        d.w = w;
        d.bias = T & 2 ? bias : NULL;
        d.x = x;
        d.y = y;
        for (int s = 0; s < T; s++)
            for (int j = 0; j < 3; j++)
                for (int c = 0; c < d.C; c++) {
                    int r = 2 * s + j - 1;
                    if (r >= 0 && r < rows)
                        want[r * d.C + c] += (double)w[c * 3 + j] * (double)x[s * d.C + c];
                }
        for (size_t i = 0; i < n; i++) {
            want[i] += d.bias ? (double)bias[i % (size_t)d.C] : 0;
            bound[i] = 8 * EPS;
        }
        layer_check(&(struct layer){call_depthwise, &d, y, NULL, want, bound, n, "depthwise"});
        free(w);
        free(bias);
        free(x);
        free(y);
        free(want);
        free(bound);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(scatters_every_row),
                                       cmocka_unit_test(scatters_in_the_transform_domain),
                                       cmocka_unit_test(scatters_depthwise)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
