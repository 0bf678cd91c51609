#include "layer_check.h"

#include "nn/rows.h"

enum { T = 700, C = 37, X_ROW = C + 3, Y_ROW = C + 5 };

enum kind { COPY, UPSAMPLE, FILL, ADD, EMBED, REPEAT };

struct test {
    enum kind kind;
    const float *x;
    float *y;
    int times;
    const int16_t *ids;
    const int *counts;
};

static void call(const struct nn *nn, void *ctx)
{
    struct test *t = ctx;
    switch (t->kind) {
    case COPY:
        nn_copy(nn, t->x, X_ROW, T, C, t->y, Y_ROW);
        break;
    case UPSAMPLE:
        nn_upsample(nn, t->x, X_ROW, T, C, t->times, t->y, Y_ROW);
        break;
    case FILL:
        nn_fill(nn, t->x, T, C, t->y, Y_ROW);
        break;
    case ADD:
        nn_add(nn, t->x, X_ROW, T, C, 0.25f, t->y, Y_ROW);
        break;
    case EMBED:
        nn_embedding(nn, t->x, C, t->ids, T, t->y, Y_ROW);
        break;
    case REPEAT:
        nn_repeat(nn, t->x, X_ROW, T, C, t->counts, t->y, Y_ROW);
        break;
    }
}

/* The row of x that row r of y shows. */
static const float *source(const struct test *t, int r)
{
    switch (t->kind) {
    case UPSAMPLE:
        return t->x + r / t->times * X_ROW;
    case FILL:
        return t->x;
    case EMBED:
        return t->x + t->ids[r] * C;
    case REPEAT:
        for (int l = 0;; l++)
            if ((r -= t->counts[l]) < 0) return t->x + l * X_ROW;
    default:
        return t->x + r * X_ROW;
    }
}

static void moves_rows(void **state)
{
    (void)state;
    int16_t ids[T];
    int counts[T], total = 0;
    for (int i = 0; i < T; i++) {
        ids[i] = (int16_t)pick(0, 50);
        total += counts[i] = pick(0, 3);
    }
    float *x = random_floats((size_t)T * X_ROW, 1);
    for (enum kind k = COPY; k <= REPEAT; k++) {
        struct test t = {.kind = k, .x = x, .times = 3, .ids = ids, .counts = counts};
        const int rows = k == UPSAMPLE ? 3 * T : k == REPEAT ? total : T;
        const size_t n = (size_t)(rows - 1) * Y_ROW + C;
        float *y = t.y = malloc(n * sizeof(float)), *before = random_floats(n, 1);
        double *want = zeros(n), *bound = zeros(n);
        for (size_t i = 0; i < n; i++) {
            int r = (int)(i / Y_ROW), c = (int)(i % Y_ROW);
            want[i] = (double)before[i];
            if (c >= C) continue;
            float v = source(&t, r)[c];
            want[i] = k == ADD ? (double)((before[i] + v) * 0.25f) : (double)v;
        }
        layer_check(&(struct layer){call, &t, y, before, want, bound, n, "rows"});
        free(y);
        free(before);
        free(want);
        free(bound);
    }
    free(x);
}

struct map_test {
    enum nn_map f;
    float *x;
    size_t n;
};

static void call_map(const struct nn *nn, void *ctx)
{
    struct map_test *t = ctx;
    nn_map(nn, t->f, t->x, t->n);
}

static double exact(enum nn_map f, double x)
{
    switch (f) {
    case NN_EXP:
        return exp(x);
    case NN_TANH:
        return tanh(x);
    case NN_SIGMOID:
        return 1 / (1 + exp(-x));
    case NN_GELU:
        return 0.5 * x * (1 + tanh(sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case NN_SIN:
        return sin(x);
    case NN_COS:
        return cos(x);
    }
    return 0;
}

static void maps(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 100, 8192, 30001};
    for (int f = NN_EXP; f <= NN_COS; f++)
        for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
            const size_t n = sizes[s];
            float *before = random_floats(n, 4), *x = malloc(n * sizeof(float));
            double *want = zeros(n), *bound = zeros(n);
            for (size_t i = 0; i < n; i++) {
                want[i] = exact((enum nn_map)f, (double)before[i]);
                bound[i] = 24 * EPS * fabs(want[i]) + 2e-7;
            }
            struct map_test t = {(enum nn_map)f, x, n};
            layer_check(&(struct layer){call_map, &t, x, before, want, bound, n, "map"});
            free(before);
            free(x);
            free(want);
            free(bound);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(moves_rows), cmocka_unit_test(maps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
