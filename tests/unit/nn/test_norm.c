#include "layer_check.h"

#include "nn/norm.h"

/* --------------------------------------------------------------------------------- statistics */

struct stats_call {
    const float *x;
    int x_row, T, C;
    struct nn_stats out; /* mean, then rstd behind it */
};

static void call_stats(const struct nn *nn, void *ctx)
{
    struct stats_call *s = ctx;
    nn_stats_of(nn, s->x, s->x_row, s->T, s->C, NN_EPS, &s->out);
}

/* Channels with a mean far from zero: 1e3 and a deviation of 1 leave 13 bits to a naive sum. */
static void check_stats(int T, int C, double offset)
{
    const int row = C + 3;
    float *x = random_floats((size_t)(T * row), 1), *y = malloc((size_t)(2 * C) * sizeof(float));
    for (int i = 0; i < T * row; i++)
        x[i] += (float)offset * (float)(i % row);
    double *want = zeros((size_t)(2 * C)), *bound = zeros((size_t)(2 * C));
    for (int c = 0; c < C; c++) {
        double mean = 0, m2 = 0;
        for (int t = 0; t < T; t++)
            mean += (double)x[t * row + c] / T;
        for (int t = 0; t < T; t++)
            m2 += pow((double)x[t * row + c] - mean, 2);
        want[c] = mean;
        want[C + c] = 1 / sqrt(m2 / T + (double)NN_EPS);
        double off = 200 * EPS * (fabs(mean) + 1); /* blocks of 192, joined in double */
        bound[c] = off;
        bound[C + c] =
            want[C + c] * (200 * EPS + off * off * want[C + c] * want[C + c] * (T > 1) * 100);
    }
    struct stats_call s = {x, row, T, C, {y, y + C}};
    layer_check(&(struct layer){call_stats, &s, y, NULL, want, bound, (size_t)(2 * C), "stats"});
    free(x);
    free(y);
    free(want);
    free(bound);
}

static void takes_statistics(void **state)
{
    (void)state;
    check_stats(1, 5, 0);
    check_stats(2, 33, 0.1);
    check_stats(191, 7, 10);
    check_stats(193, 16, 100);
    check_stats(1000, 20, 0);
    check_stats(200000, 3, 3);
}

static void constant_channel_is_not_a_division_by_zero(void **state)
{
    (void)state;
    float x[2000], mean[2], rstd[2];
    for (int i = 0; i < 2000; i++)
        x[i] = i % 2 ? 0 : 7.25f;
    struct arena arena;
    assert_int_equal(arena_init(&arena, 1 << 20), 0);
    kern_init(cpu_detect());
    nn_stats_of(&(struct nn){NULL, &arena}, x, 2, 1000, 2, NN_EPS, &(struct nn_stats){mean, rstd});
    arena_free(&arena);
    assert_true(mean[0] == 7.25f && mean[1] == 0);
    assert_true(fabs((double)rstd[0] - 1 / sqrt((double)NN_EPS)) < 1e-3);
    assert_true(rstd[0] == rstd[1]);
}

/* -------------------------------------------------------------------------------------- applied */

struct apply_call {
    struct nn_pre pre;
    const float *x;
    float *y;
    int T, C;
};

static void call_apply(const struct nn *nn, void *ctx)
{
    struct apply_call *a = ctx;
    nn_apply(nn, &a->pre, a->x, a->C, a->T, a->C, a->y, a->C);
}

/* Two styles: rows before 250 have one, the rest the other. */
static void applies_runs(void **state)
{
    (void)state;
    enum { T = 430, C = 21, N = T * C };
    float *v = random_floats((size_t)8 * C, 1), *x = random_floats(N, 1);
    float *y = malloc(N * sizeof(float));
    double *want = zeros(N), *bound = zeros(N);
    struct nn_stats stats = {v, v + C};
    const struct nn_style_run runs[2] = {{250, v + 2 * C, v + 3 * C}, {T, v + 4 * C, v + 5 * C}};
    struct apply_call a = {{&stats, runs, 2, NN_LEAKY, 0.2f, NULL, NULL}, x, y, T, C};
    for (int i = 0; i < N; i++) {
        int c = i % C, run = i / C >= 250;
        double t =
            ((double)x[i] - (double)v[c]) * (double)v[C + c] * (1 + (double)runs[run].gamma[c]) +
            (double)runs[run].beta[c];
        want[i] = t < 0 ? (double)0.2f * t : t;
        bound[i] = 16 * EPS;
    }
    layer_check(&(struct layer){call_apply, &a, y, NULL, want, bound, N, "apply"});
    a.pre = (struct nn_pre){.act = NN_LEAKY, .slope = 0.1f}; /* without statistics */
    for (int i = 0; i < N; i++)
        want[i] = x[i] < 0 ? (double)(0.1f * x[i]) : (double)x[i];
    memset(bound, 0, N * sizeof(double));
    layer_check(&(struct layer){call_apply, &a, y, NULL, want, bound, N, "apply leaky"});
    a.x = y; /* in place */
    layer_check(&(struct layer){call_apply, &a, y, x, want, bound, N, "apply in place"});
    free(v);
    free(x);
    free(y);
    free(want);
    free(bound);
}

/* -------------------------------------------------------------------------------- over channels */

struct layer_norm_call {
    const float *x, *gamma, *beta;
    const struct nn_style_run *runs; /* NULL: no style */
    float *y;
    int T, C;
};

static void call_layer_norm(const struct nn *nn, void *ctx)
{
    struct layer_norm_call *l = ctx;
    if (l->runs)
        nn_ada_layer_norm(nn, l->x, l->C, l->T, l->C, l->runs, 2, NN_EPS, l->y, l->C);
    else
        nn_layer_norm(nn, l->x, l->C, l->T, l->C, l->gamma, l->beta, 1e-12f, l->y, l->C);
}

static void check_layer_norm(int T, int C, int styled)
{
    const size_t n = (size_t)(T * C);
    float *v = random_floats((size_t)(4 * C), 1), *x = random_floats(n, 3);
    float *y = malloc(n * sizeof(float));
    double *want = zeros(n), *bound = zeros(n), eps = styled ? (double)NN_EPS : 1e-12;
    const struct nn_style_run runs[2] = {{T / 2, v, v + C}, {T, v + 2 * C, v + 3 * C}};
    for (int t = 0; t < T; t++) {
        double mean = 0, m2 = 0;
        for (int c = 0; c < C; c++)
            mean += (double)x[t * C + c] / C;
        for (int c = 0; c < C; c++)
            m2 += pow((double)x[t * C + c] - mean, 2);
        double rstd = 1 / sqrt(m2 / C + eps);
        const float *gamma = styled && t >= T / 2 ? v + 2 * C : v;
        for (int c = 0; c < C; c++) {
            double g = (double)gamma[c] + styled, b = (double)gamma[C + c];
            want[t * C + c] = ((double)x[t * C + c] - mean) * rstd * g + b;
            bound[t * C + c] =
                (C + 20) * EPS * (fabs(want[t * C + c]) + fabs(rstd * g) * 3 + fabs(b));
        }
    }
    struct layer_norm_call l = {x, v, v + C, styled ? runs : NULL, y, T, C};
    layer_check(&(struct layer){call_layer_norm, &l, y, NULL, want, bound, n, "layer norm"});
    l.x = y; /* in place */
    layer_check(&(struct layer){call_layer_norm, &l, y, x, want, bound, n, "layer norm in place"});
    free(v);
    free(x);
    free(y);
    free(want);
    free(bound);
}

static void normalises_rows(void **state)
{
    (void)state;
    static const int sizes[] = {2, 15, 33, 128, 512, 768};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        for (int styled = 0; styled < 2; styled++) {
            check_layer_norm(1, sizes[i], styled);
            check_layer_norm(11, sizes[i], styled);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_statistics),
        cmocka_unit_test(constant_channel_is_not_a_division_by_zero),
        cmocka_unit_test(applies_runs),
        cmocka_unit_test(normalises_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
