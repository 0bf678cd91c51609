#include "layer_check.h"

#include "nn/attention.h"

struct test {
    struct nn_attention a;
    int L;
};

static void call(const struct nn *nn, void *ctx)
{
    struct test *t = ctx;
    nn_attention(nn, &t->a, t->L);
}

static void naive_row(const struct test *t, int head, int l, double *want, double *bound)
{
    const struct nn_attention *a = &t->a;
    const int D = a->D;
    double *p = zeros((size_t)t->L), sum = 0, reach = 0;
    for (int m = 0; m < t->L; m++) {
        double dot = 0, size = 0;
        for (int d = 0; d < D; d++) {
            double v =
                (double)a->q[l * a->row + head * D + d] * (double)a->k[m * a->row + head * D + d];
            dot += v;
            size += fabs(v);
        }
        sum += p[m] = exp(dot / sqrt(D));
        reach = fmax(reach, (D + 8) * EPS * size / sqrt(D)); /* error of a score */
    }
    for (int d = 0; d < D; d++) {
        double v = 0, size = 0;
        for (int m = 0; m < t->L; m++) {
            v += p[m] / sum * (double)a->v[m * a->row + head * D + d];
            size += p[m] / sum * fabs((double)a->v[m * a->row + head * D + d]);
        }
        want[l * a->y_row + head * D + d] = v;
        bound[l * a->y_row + head * D + d] = size * (2 * reach + (t->L + 16) * EPS);
    }
    free(p);
}

static void check(int L, int heads, int D)
{
    const int C = heads * D, row = 3 * C; /* q, k, v side by side, as one product leaves them */
    float *qkv = random_floats((size_t)(L * row), 2);
    struct test t = {{heads, D, qkv, qkv + C, qkv + 2 * C, row, NULL, C + 1}, L};
    const size_t n = (size_t)((L - 1) * t.a.y_row + C);
    float *y = t.a.y = malloc(n * sizeof(float)), *before = random_floats(n, 1);
    double *want = zeros(n), *bound = zeros(n);
    for (size_t i = 0; i < n; i++)
        want[i] = (double)before[i];
    for (int h = 0; h < heads; h++)
        for (int l = 0; l < L; l++)
            naive_row(&t, h, l, want, bound);
    char what[80];
    snprintf(what, sizeof(what), "L %d, %d x %d", L, heads, D);
    layer_check(&(struct layer){call, &t, y, before, want, bound, n, what});
    free(qkv);
    free(y);
    free(before);
    free(want);
    free(bound);
}

static void attends(void **state)
{
    (void)state;
    check(1, 1, 1);
    check(1, 12, 64);
    check(3, 12, 64);
    check(17, 5, 7);
    check(48, 2, 20);
    check(100, 12, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(attends)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
