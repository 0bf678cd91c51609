#include "layer_check.h"

#include "nn/conv1d.h"
#include "nn/conv_bf16.h"
#include "nn/conv_spectral.h"
#include "nn/conv_spectral_bf16.h"
#include "nn/pack_weights.h"

/* A convolution with everything that may stand around it. */
struct conv_case {
    int T, ci, co, k, stride, dilation, pad;
    int with_bias, with_add, accumulate, with_stats;
    float scale;
    int norm_runs;   /* 0: no normalisation */
    enum nn_act act; /* with slope 0.2, or alpha */
};

struct conv_test {
    struct nn_conv1d conv;
    struct nn_conv1d_args args;
    struct nn_pre pre;
    struct nn_stats in, out;
    struct nn_style_run runs[3];
};

static void call(const struct nn *nn, void *ctx)
{
    struct conv_test *t = ctx;
    nn_conv1d(nn, &t->conv, &t->args);
}

/* The value that the taps see, and in *bound how far float32 may be from it. */
static double seen(const struct conv_test *t, int row, int c, double *bound)
{
    const struct nn_pre *pre = t->args.pre;
    *bound = 0;
    if (row < 0 || row >= t->args.T) return 0;
    double x = (double)t->args.x[row * t->args.x_row + c];
    if (!pre) return x;
    if (pre->stats) {
        int run = 0;
        while (row >= pre->runs[run].end)
            run++;
        double scale = (1 + (double)pre->runs[run].gamma[c]) * (double)pre->stats->rstd[c];
        double beta = (double)pre->runs[run].beta[c], mean = (double)pre->stats->mean[c];
        *bound = 4 * EPS * (fabs((x - mean) * scale) + fabs(beta));
        x = (x - mean) * scale + beta;
    }
    if (pre->act == NN_LEAKY) return x < 0 ? (double)pre->slope * x : x;
    if (pre->act == NN_SNAKE) {
        double s = sin((double)pre->alpha[c] * x);
        *bound = 4 * *bound + 4e-7 * (double)pre->inv_alpha[c];
        return x + s * s * (double)pre->inv_alpha[c];
    }
    return x;
}

/* What the weights w [co, ci, k] make of row r, column c. */
static double conv_at(const struct conv_test *t, const float *w, int r, int c, double *bound)
{
    const struct nn_conv1d *v = &t->conv;
    double sum = 0, magnitude = 0, carried = 0;
    for (int j = 0; j < v->k; j++)
        for (int i = 0; i < v->ci; i++) {
            double off, x = seen(t, r * v->stride + j * v->dilation - v->pad, i, &off);
            double weight = (double)w[(c * v->ci + i) * v->k + j];
            sum += weight * x;
            magnitude += fabs(weight * x);
            carried += fabs(weight) * (off + (v->bf16 ? BF16_STEP(x) : 0));
        }
    *bound = (v->k * v->ci + 4) * EPS * magnitude + carried;
    return sum;
}

static void set_pre(struct conv_test *t, const struct conv_case *k)
{
    const size_t ci = (size_t)k->ci;
    t->pre = (struct nn_pre){.act = k->act, .slope = 0.2f};
    if (k->norm_runs) {
        t->in = (struct nn_stats){random_floats(ci, 1), random_floats(ci, 1)};
        for (int r = 0; r < k->norm_runs; r++)
            t->runs[r] = (struct nn_style_run){r + 1 == k->norm_runs ? k->T : (r + 1) * k->T / 3,
                                               random_floats(ci, 1), random_floats(ci, 1)};
        t->pre.stats = &t->in;
        t->pre.runs = t->runs;
        t->pre.n_runs = k->norm_runs;
    }
    float *alpha = random_floats(ci, 2), *inverse = random_floats(ci, 1);
    for (size_t i = 0; i < ci; i++)
        inverse[i] = 1 / (alpha[i] = fabsf(alpha[i]) + 0.1f);
    t->pre.alpha = alpha;
    t->pre.inv_alpha = inverse;
    if (k->norm_runs || k->act != NN_NONE) t->args.pre = &t->pre;
}

static void free_pre(struct conv_test *t)
{
    free(t->in.mean);
    free(t->in.rstd);
    for (int r = 0; r < 3; r++) {
        free((void *)t->runs[r].gamma);
        free((void *)t->runs[r].beta);
    }
    free((void *)t->pre.alpha);
    free((void *)t->pre.inv_alpha);
}

/* mean and rstd of y as the last run left it */
static void check_stats(const struct conv_test *t, int rows)
{
    for (int c = 0; c < t->conv.co; c++) {
        double mean = 0, m2 = 0, size = 0;
        for (int r = 0; r < rows; r++) {
            mean += (double)t->args.y[r * t->args.y_row + c] / rows;
            size += fabs((double)t->args.y[r * t->args.y_row + c]) / rows;
        }
        for (int r = 0; r < rows; r++)
            m2 += pow((double)t->args.y[r * t->args.y_row + c] - mean, 2);
        double rstd = 1 / sqrt(m2 / rows + (double)NN_EPS);
        assert_true(fabs((double)t->out.mean[c] - mean) <= 200 * EPS * size);
        assert_true(fabs((double)t->out.rstd[c] / rstd - 1) <= 200 * EPS);
    }
}

static void call_spectral(const struct nn *nn, void *ctx)
{
    struct conv_test *t = ctx;
    conv_spectral(nn, &t->conv, &t->args);
}

/* What a transform adds to a value's error does not depend on that value but on its whole block: 16
 * roundings of |x| |w|, over the rows of a block and the taps. */
static double transform_bound(const struct conv_test *t, const float *w, int c)
{
    const struct nn_conv1d *v = &t->conv;
    double sum = 0;
    for (int i = 0; i < v->ci; i++) {
        double largest = 0, taps = 0, off;
        for (int r = 0; r < t->args.T; r++)
            largest = fmax(largest, fabs(seen(t, r, i, &off)));
        for (int j = 0; j < v->k; j++)
            taps += fabs((double)w[(c * v->ci + i) * v->k + j]);
        sum += 34 * largest * largest * taps * taps;
    }
    return 16 * EPS * sqrt(sum);
}

/* The same layer in the transform domain, whatever nn_conv1d would choose. */
static void check_spectral(struct conv_test *t, const float *w, struct layer *l, double *bound,
                           double scale)
{
    float *spectrum = malloc(conv_spectral_size(&t->conv) * sizeof(float));
    kern_init(cpu_detect());
    conv_spectral_make(NULL, &t->conv, spectrum);
    t->conv.spectrum = spectrum;
    for (int c = 0; c < t->conv.co; c++) {
        double more = transform_bound(t, w, c) * fabs(scale);
        for (size_t i = (size_t)c; i < l->n; i += (size_t)t->args.y_row)
            bound[i] += more;
    }
    l->call = call_spectral;
    layer_check(l);
    free(spectrum);
}

static void call_spectral_bf16(const struct nn *nn, void *ctx)
{
    struct conv_test *t = ctx;
    conv_spectral_bf16(nn, &t->conv, &t->args);
}

/* What planes and spectrum lose of |x| |w| by 8 bits: twice as much as is seen. */
#define BF16_ROUNDINGS 0x1p-8

/* The same with planes and spectrum in bf16: bound is the direct method's own error. */
static void check_spectral_bf16(struct conv_test *t, const float *w, struct layer *l,
                                const double *bound, double scale)
{
    uint16_t *spectrum = malloc(conv_spectral_bf16_size(&t->conv) * sizeof(*spectrum));
    double *rough = zeros(l->n);
    kern_init(cpu_detect());
    conv_spectral_bf16_make(NULL, &t->conv, spectrum);
    t->conv.spectrum_bf16 = spectrum;
    memcpy(rough, bound, l->n * sizeof(*rough));
    for (int c = 0; c < t->conv.co; c++) {
        double more = transform_bound(t, w, c) / (16 * EPS) * BF16_ROUNDINGS * fabs(scale);
        for (size_t i = (size_t)c; i < l->n; i += (size_t)t->args.y_row)
            rough[i] += more;
    }
    l->call = call_spectral_bf16;
    l->bound = rough;
    layer_check(l);
    l->bound = bound;
    free(rough);
    free(spectrum);
}

static void check_precision(const struct conv_case *k, int bf16)
{
    struct conv_test t = {.args = {.T = k->T, .scale = k->scale, .accumulate = k->accumulate}};
    float *w = random_bf16((size_t)(k->co * k->ci * k->k));
    float *packed = malloc(nn_packed_conv_size(k->co, k->ci, k->k) * sizeof(float));
    float *bias = random_floats((size_t)k->co, 1);
    nn_pack_conv(packed, w, k->co, k->ci, k->k);
    t.conv = nn_conv1d_init(packed, k->with_bias ? bias : NULL, k->ci, k->co, k->k, k->dilation);
    t.conv.stride = k->stride;
    t.conv.pad = k->pad;
    uint16_t *rounded = malloc(conv_bf16_size(&t.conv) * sizeof(*rounded));
    conv_bf16_make(NULL, &t.conv, rounded);
    if (bf16) t.conv.bf16 = rounded;
    const int rows = nn_conv1d_rows(&t.conv, k->T), gap = pick(0, 2);
    t.args.x_row = k->ci + gap;
    t.args.y_row = t.args.add_row = k->co + gap;
    /* x and y end with their last row: what stands behind must not be touched */
    size_t nx = (size_t)((k->T - 1) * t.args.x_row + k->ci);
    size_t ny = (size_t)((rows - 1) * t.args.y_row + k->co);
    float *x = random_floats(nx, 1), *y = calloc(ny, sizeof(float)), *before = random_floats(ny, 1);
    float *add = random_floats(ny, 1);
    t.args.x = x;
    t.args.y = y;
    if (k->with_add) t.args.add = add;
    set_pre(&t, k);
    t.out = (struct nn_stats){random_floats((size_t)k->co, 1), random_floats((size_t)k->co, 1)};
    if (k->with_stats) t.args.stats = &t.out;

    double *want = zeros(ny), *bound = zeros(ny), scale = k->scale == 0 ? 1 : (double)k->scale;
    for (size_t i = 0; i < ny; i++) {
        int r = (int)(i / (size_t)t.args.y_row), c = (int)(i % (size_t)t.args.y_row);
        want[i] = (double)before[i];
        if (c >= k->co) continue; /* gaps stay */
        double v = conv_at(&t, w, r, c, &bound[i]) + (k->with_bias ? (double)bias[c] : 0) +
                   (k->with_add ? (double)add[i] : 0);
        bound[i] += 4 * EPS * (fabs(v) + 3);
        want[i] = v * scale + (k->accumulate ? (double)before[i] : 0);
    }
    char what[160];
    snprintf(what, sizeof(what), "%sT %d, %d -> %d, k %d, stride %d, dilation %d, pad %d",
             bf16 ? "bf16, " : "", k->T, k->ci, k->co, k->k, k->stride, k->dilation, k->pad);
    struct layer layer = {call, &t, y, before, want, bound, ny, what};
    layer_check(&layer);
    if (k->with_stats) check_stats(&t, rows);
    if (!bf16 && conv_spectral_fits(&t.conv)) {
        check_spectral(&t, w, &layer, bound, scale);
        if (k->with_stats) check_stats(&t, rows);
    }
    if (!bf16 && conv_spectral_bf16_fits(&t.conv)) {
        check_spectral_bf16(&t, w, &layer, bound, scale);
        if (k->with_stats) check_stats(&t, rows);
    }
    free_pre(&t);
    free(t.out.mean);
    free(t.out.rstd);
    free(w);
    free(packed);
    free(rounded);
    free(bias);
    free(x);
    free(y);
    free(before);
    free(add);
    free(want);
    free(bound);
}

static void check_conv(const struct conv_case *k)
{
    check_precision(k, 0);
    check_precision(k, 1);
}

/* The shapes that the network has, small and large T, and every option alone. */
static void computes_what_it_says(void **state)
{
    (void)state;
    static const struct conv_case cases[] = {
        {.T = 1, .ci = 1, .co = 1, .k = 1, .stride = 1, .dilation = 1},
        {.T = 7, .ci = 768, .co = 50, .k = 1, .stride = 1, .dilation = 1, .with_bias = 1},
        {.T = 1, .ci = 128, .co = 300, .k = 1, .stride = 1, .dilation = 1, .with_bias = 1},
        {.T = 9, .ci = 1, .co = 1, .k = 3, .stride = 2, .dilation = 1, .pad = 1, .with_bias = 1},
        {.T = 8, .ci = 1, .co = 1, .k = 3, .stride = 2, .dilation = 1, .pad = 1},
        {.T = 121,
         .ci = 22,
         .co = 40,
         .k = 12,
         .stride = 6,
         .dilation = 1,
         .pad = 3,
         .with_bias = 1},
        {.T = 2401, .ci = 22, .co = 20, .k = 12, .stride = 6, .dilation = 1, .pad = 3},
        {.T = 1, .ci = 8, .co = 8, .k = 11, .stride = 1, .dilation = 5, .pad = 25},
        {.T = 26, .ci = 8, .co = 24, .k = 11, .stride = 1, .dilation = 5, .pad = 25},
        {.T = 300, .ci = 6, .co = 18, .k = 7, .stride = 1, .dilation = 3, .pad = 9, .with_add = 1},
        {.T = 400, .ci = 5, .co = 7, .k = 3, .stride = 1, .dilation = 1, .pad = 1, .accumulate = 1},
        {.T = 200,
         .ci = 12,
         .co = 22,
         .k = 7,
         .stride = 1,
         .dilation = 1,
         .pad = 3,
         .act = NN_LEAKY,
         .scale = 0.5f},
        {.T = 400,
         .ci = 16,
         .co = 33,
         .k = 3,
         .stride = 1,
         .dilation = 5,
         .pad = 5,
         .norm_runs = 1,
         .act = NN_SNAKE,
         .with_stats = 1,
         .with_bias = 1},
        {.T = 385,
         .ci = 9,
         .co = 16,
         .k = 11,
         .stride = 1,
         .dilation = 3,
         .pad = 15,
         .norm_runs = 3,
         .act = NN_LEAKY,
         .with_stats = 1,
         .with_add = 1,
         .scale = 0.7071f},
        {.T = 40,
         .ci = 9,
         .co = 130,
         .k = 3,
         .stride = 1,
         .dilation = 1,
         .pad = 1,
         .norm_runs = 2,
         .with_bias = 1,
         .with_add = 1,
         .accumulate = 1,
         .scale = 0.333f,
         .with_stats = 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        check_conv(&cases[i]);
}

/* Beyond the size that is staged whole: blocks of rows with scratch of their own. */
static void computes_long_inputs(void **state)
{
    (void)state;
    check_conv(&(struct conv_case){.T = 4200,
                                   .ci = 256,
                                   .co = 2,
                                   .k = 3,
                                   .stride = 1,
                                   .dilation = 5,
                                   .pad = 5,
                                   .norm_runs = 2,
                                   .act = NN_SNAKE,
                                   .with_stats = 1,
                                   .with_add = 1});
    check_conv(&(struct conv_case){.T = 4150,
                                   .ci = 256,
                                   .co = 1,
                                   .k = 5,
                                   .stride = 1,
                                   .dilation = 1,
                                   .pad = 2,
                                   .with_bias = 1});
}

static void computes_random_shapes(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++) {
        struct conv_case k = {.T = pick(1, i % 4 ? 40 : 420),
                              .ci = pick(1, 20),
                              .co = pick(1, 40),
                              .k = pick(1, 7),
                              .stride = pick(1, 3),
                              .dilation = pick(1, 4),
                              .with_bias = pick(0, 1),
                              .with_add = pick(0, 1),
                              .accumulate = pick(0, 1),
                              .with_stats = pick(0, 1),
                              .norm_runs = pick(0, 3),
                              .act = (enum nn_act)pick(0, 1)};
        if (k.T < 3) k.norm_runs = k.norm_runs > 0;
        if (k.norm_runs) k.act = (enum nn_act)pick(0, 2);
        k.pad = pick(0, (k.k - 1) * k.dilation);
        if (k.T + 2 * k.pad < (k.k - 1) * k.dilation + 1) k.pad = (k.k - 1) * k.dilation;
        check_conv(&k);
    }
}

/* What the transform domain takes: blocks cut by the end, phases without rows, units of many
 * groups.
 */
static void computes_what_has_a_transform(void **state)
{
    (void)state;
    static const int kernels[] = {3, 7, 11, 2};
    for (int i = 0; i < 120; i++) {
        struct conv_case k = {.T = pick(1, i % 3 ? 60 : 1100),
                              .ci = pick(0, 1) ? 16 * pick(1, 3) : pick(1, 40),
                              .co = 16 * pick(1, 3),
                              .k = kernels[i % 4],
                              .stride = 1,
                              .dilation = pick(1, 5),
                              .with_bias = pick(0, 1),
                              .with_add = pick(0, 1),
                              .accumulate = pick(0, 1),
                              .with_stats = pick(0, 1),
                              .norm_runs = pick(0, 3),
                              .scale = pick(0, 1) ? 0 : 0.577f,
                              .act = (enum nn_act)pick(0, 1)};
        if (k.T > 60) k.ci = k.co = 16;
        if (k.T < 3) k.norm_runs = k.norm_runs > 0;
        if (k.norm_runs) k.act = (enum nn_act)pick(0, 2);
        k.pad = (pick(0, 2) ? (k.k - 1) / 2 : pick(0, k.k - 1)) * k.dilation;
        if (k.T + 2 * k.pad <= (k.k - 1) * k.dilation) k.pad = (k.k - 1) * k.dilation;
        check_conv(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(computes_what_it_says), cmocka_unit_test(computes_what_has_a_transform),
        cmocka_unit_test(computes_long_inputs), cmocka_unit_test(computes_random_shapes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
