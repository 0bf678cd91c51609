#include "layer_check.h"

#include "nn/linear_steps.h"
#include "nn/lstm.h"
#include "nn/pack_weights.h"

struct test {
    struct nn_lstm lstm;
    const float *x;
    float *y;
    int x_row, y_row, T;
};

static void call(const struct nn *nn, void *ctx)
{
    struct test *t = ctx;
    nn_lstm(nn, &t->lstm, t->x, t->x_row, t->T, t->y, t->y_row);
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

/* PyTorch's definition, one direction. w [4H, in], r [4H, H]. */
static void naive(const struct test *t, int dir, const float *w, const float *r, double *want)
{
    const int H = t->lstm.hidden, in = t->lstm.in;
    double *h = zeros((size_t)H), *c = zeros((size_t)H), *g = zeros((size_t)(4 * H));
    for (int i = 0; i < t->T; i++) {
        int row = dir ? t->T - 1 - i : i;
        for (int o = 0; o < 4 * H; o++) {
            g[o] = (double)t->lstm.dir[dir].bias[o];
            for (int k = 0; k < in; k++)
                g[o] += (double)w[o * in + k] * (double)t->x[row * t->x_row + k];
            for (int k = 0; k < H; k++)
                g[o] += (double)r[o * H + k] * h[k];
        }
        for (int o = 0; o < H; o++) {
            c[o] = sigmoid(g[H + o]) * c[o] + sigmoid(g[o]) * tanh(g[2 * H + o]);
            h[o] = sigmoid(g[3 * H + o]) * tanh(c[o]);
            want[row * t->y_row + dir * H + o] = h[o];
        }
    }
    free(h);
    free(c);
    free(g);
}

/* Whole numbers of a step a column. */
static void whole_steps(float *r, int H)
{
    for (int o = 0; o < 4 * H; o++) {
        const float step = (0.5f + fabsf(rng_unit(&rng))) * 0.006f / sqrtf((float)H);
        for (int k = 0; k < H; k++)
            r[o * H + k] = (float)pick(-255, 255) * step;
    }
}

static struct nn_steps steps_of(struct arena *memory, const struct nn_conv1d *layer)
{
    struct nn_steps s;
    *memory = arena_counting();
    linear_steps_take(memory, layer, &s);
    assert_int_equal(arena_init(memory, memory->peak), 0);
    linear_steps_take(memory, layer, &s);
    assert_true(linear_steps_fits(layer));
    assert_true(linear_steps_make(NULL, layer, &s));
    return s;
}

static void check(int T, int in, int H, int in_steps)
{
    struct test t = {.lstm = {.in = in, .hidden = H}, .T = T};
    t.x_row = in + pick(0, 2);
    t.y_row = 2 * H + pick(0, 2);
    const size_t n = (size_t)((T - 1) * t.y_row + 2 * H);
    float *x = random_floats((size_t)((T - 1) * t.x_row + in), 1), *before = random_floats(n, 1);
    double *want = zeros(n), *bound = zeros(n);
    float *y = malloc(n * sizeof(float)), *w[2], *r[2], *pw[2], *pr[2], *bias[2];
    struct arena memory[2] = {{0}};
    struct nn_steps steps[2];
    t.x = x;
    t.y = y;
    for (size_t i = 0; i < n; i++) {
        want[i] = (double)before[i];
        /* weights are small enough that a step does not enlarge an error */
        bound[i] = (int)(i % (size_t)t.y_row) < 2 * H ? 40 * EPS : 0;
    }
    for (int d = 0; d < 2; d++) {
        w[d] = random_floats((size_t)(4 * H * in), 1.5f / sqrtf((float)in));
        r[d] = random_floats((size_t)(4 * H * H), 1.5f / sqrtf((float)H));
        if (in_steps) whole_steps(r[d], H);
        bias[d] = random_floats((size_t)(4 * H), 0.5f);
        pw[d] = malloc(nn_packed_conv_size(4 * H, in, 1) * sizeof(float));
        pr[d] = malloc(nn_packed_conv_size(4 * H, H, 1) * sizeof(float));
        nn_pack_conv(pw[d], w[d], 4 * H, in, 1);
        nn_pack_conv(pr[d], r[d], 4 * H, H, 1);
        t.lstm.dir[d].w = pw[d];
        t.lstm.dir[d].r = pr[d];
        t.lstm.dir[d].bias = bias[d];
        if (in_steps) {
            const struct nn_conv1d recurrence = nn_lstm_recurrence(&t.lstm, d);
            steps[d] = steps_of(&memory[d], &recurrence);
            t.lstm.dir[d].r_steps = &steps[d];
            t.lstm.dir[d].r = NULL; /* nobody looks */
        }
        naive(&t, d, w[d], r[d], want);
    }
    char what[80];
    snprintf(what, sizeof(what), "T %d, %d -> %d%s", T, in, H, in_steps ? ", R in steps" : "");
    layer_check(&(struct layer){call, &t, y, before, want, bound, n, what});
    for (int d = 0; d < 2; d++) {
        free(w[d]);
        free(r[d]);
        free(pw[d]);
        free(pr[d]);
        free(bias[d]);
        arena_free(&memory[d]);
    }
    free(x);
    free(y);
    free(before);
    free(want);
    free(bound);
}

static void runs_both_ways(void **state)
{
    (void)state;
    check(1, 3, 4, 0);
    check(2, 1, 8, 0);
    check(17, 9, 12, 0);
    check(30, 40, 20, 0);
    check(12, 96, 64, 0);
}

/* To the same bound: nothing is lost. */
static void whole_numbers_lose_nothing(void **state)
{
    (void)state;
    check(1, 3, 32, 1);
    check(2, 5, 32, 1);
    check(17, 9, 64, 1);
    check(30, 40, 96, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(runs_both_ways),
                                       cmocka_unit_test(whole_numbers_lose_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
