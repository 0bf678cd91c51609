/* checkkern_norm.c - statistics, normalisation, softmax and the LSTM's cell. */
#include "checkkern.h"

#include <float.h>
#include <math.h>

#include "kern/peak.h"

#define EPS ((double)FLT_EPSILON)

/* ------------------------------------------------------------------------------------ moments */

struct moments_call {
    float *mean, *m2;
    const float *x;
    int rows, cols;
};

static void run_moments(void *ctx)
{
    struct moments_call *m = ctx;
    new.moments_f32(m->mean, m->m2, m->x, m->cols, m->rows, m->cols);
}

static int check_moments(int rows, int cols, enum fill kind)
{
    int row = cols + rnd_in(0, 3);
    at("rows=%d cols=%d x_row=%d kind=%d", rows, cols, row, (int)kind);
    size_t n = (size_t)((rows - 1) * row + cols);
    float *x = fill_gaps(fill(guarded(0, n), n, kind), rows, cols, row);
    float *mean[2] = {guarded(1, (size_t)cols), guarded(2, (size_t)cols)};
    float *m2[2] = {guarded(3, (size_t)cols), guarded(4, (size_t)cols)};
    ref.moments_f32(mean[0], m2[0], x, row, rows, cols);
    new.moments_f32(mean[1], m2[1], x, row, rows, cols);
    for (int c = 0; c < cols; c++) {
        double sum = 0;
        for (int r = 0; r < rows; r++)
            sum += fabs((double)x[r * row + c]);
        double off = (rows + 1) * EPS * sum / rows; /* either mean may be wrong by this */
        if (!near((double)mean[0][c], (double)mean[1][c], off)) return 0;
        double bound = (rows + 4) * EPS * (double)m2[0][c] + 4 * rows * off * off;
        if (!near((double)m2[0][c], (double)m2[1][c], bound)) return 0;
    }
    return 1;
}

void check_moments_f32(void)
{
    for (int cols = 1; cols <= SIZES; cols++)
        for (int rows = 1; rows <= 9; rows++)
            for (int kind = 0; kind < ALL_FILLS; kind++)
                if (!check_moments(rows, cols, (enum fill)kind)) return;
    if (!check_moments(192, 70, LARGE) || !bench) return;
    size_t n = (size_t)192 * 128;
    struct moments_call m = {guarded(1, 128), guarded(2, 128), fill(guarded(0, n), n, UNIT), 192,
                             128};
    bench_report("192 x 128, in cache", peak_fastest_ns(run_moments, &m), 0, (double)n * 4);
}

/* --------------------------------------------------------------------- normalisation over time */

struct norm_call {
    struct kern_norm norm;
    const float *alpha, *inv_alpha;
    float slope;
};

static void run_leaky(void *ctx)
{
    struct norm_call *c = ctx;
    new.norm_leaky_f32(&c->norm, c->slope);
}

static void run_snake(void *ctx)
{
    struct norm_call *c = ctx;
    new.norm_snake_f32(&c->norm, c->alpha, c->inv_alpha);
}

static struct norm_call make_norm(int rows, int cols, enum fill kind)
{
    size_t n = (size_t)cols;
    struct norm_call c = {.slope = rnd() & 1 ? 0.2f : 1};
    int gap = rnd_in(0, 3);
    const int row = cols + gap;
    size_t size = (size_t)((rows - 1) * row + cols);
    float *alpha = fill(guarded(4, n), n, UNIT), *inverse = guarded(5, n);
    for (int i = 0; i < cols; i++) {
        alpha[i] = 0.05f + fabsf(alpha[i]) * 4;
        inverse[i] = 1 / alpha[i];
    }
    c.alpha = alpha;
    c.inv_alpha = inverse;
    c.norm = (struct kern_norm){.rows = rows,
                                .cols = cols,
                                .x = fill_gaps(fill(guarded(0, size), size, kind), rows, cols, row),
                                .x_row = row,
                                .y_row = row,
                                .mean = fill(guarded(1, n), n, UNIT),
                                .scale = fill(guarded(2, n), n, UNIT),
                                .shift = fill(guarded(3, n), n, UNIT)};
    return c;
}

static int check_norm(int rows, int cols, enum fill kind, int snake)
{
    struct norm_call c = make_norm(rows, cols, kind);
    struct kern_norm *k = &c.norm;
    size_t size = (size_t)((rows - 1) * k->x_row + cols);
    at("rows=%d cols=%d x_row=%td kind=%d slope=%g", rows, cols, k->x_row, (int)kind,
       (double)c.slope);
    struct kern_norm want = *k;
    want.y = guarded_copy(6, k->x, size);
    k->y = guarded_copy(7, k->x, size);
    if (rnd() & 1) k->x = k->y; /* in place */
    if (snake) {
        ref.norm_snake_f32(&want, c.alpha, c.inv_alpha);
        new.norm_snake_f32(k, c.alpha, c.inv_alpha);
    } else {
        ref.norm_leaky_f32(&want, c.slope);
        new.norm_leaky_f32(k, c.slope);
    }
    for (size_t i = 0; i < size; i++) {
        int col = (int)(i % (size_t)k->x_row);
        double bound = 0; /* between rows: untouched */
        if (col < cols) {
            double x = (double)want.x[i] - (double)k->mean[col], scale = (double)k->scale[col];
            bound = 2 * EPS * (2 * fabs(x * scale) + fabs((double)k->shift[col]));
            /* t + sin^2(alpha t) / alpha rises by at most 2 in t; sin^2 itself is good to 4e-7 */
            if (snake) bound = 4 * bound + 4e-7 * (double)c.inv_alpha[col];
        }
        if (!near((double)want.y[i], (double)k->y[i], bound)) return 0;
    }
    return 1;
}

static void check_norms(int snake)
{
    for (int cols = 1; cols <= SIZES; cols++)
        for (int rows = 1; rows <= 3; rows++)
            for (int kind = 0; kind < ALL_FILLS; kind++)
                if (!check_norm(rows, cols, (enum fill)kind, snake)) return;
    if (!bench) return;
    for (int rows = 192; rows <= 24000; rows *= 125) {
        struct norm_call c = make_norm(rows, 128, UNIT);
        size_t n = (size_t)rows * 128;
        c.norm.x = fill(guarded(0, n), n, UNIT);
        c.norm.y = fill(guarded(6, n), n, UNIT);
        c.norm.x_row = c.norm.y_row = 128;
        bench_report(rows == 192 ? "192 x 128, in cache" : "24000 x 128, from memory",
                     peak_fastest_ns(snake ? run_snake : run_leaky, &c), 0, (double)n * 8);
    }
}

void check_norm_leaky_f32(void)
{
    check_norms(0);
}

void check_norm_snake_f32(void)
{
    check_norms(1);
}

/* ---------------------------------------------------------------------------------------- rows */

struct row_call {
    float *y, *c;
    const float *x, *gamma, *beta;
    int n;
};

static void run_layer_norm(void *ctx)
{
    struct row_call *r = ctx;
    new.layer_norm_f32(r->y, r->x, r->gamma, 1, r->beta, 1e-5f, r->n);
}

static int check_layer_norm(int n, enum fill kind)
{
    float plus = (float)rnd_in(0, 1), eps = kind == LARGE ? 1e-12f : 1e-5f;
    at("n=%d kind=%d plus=%g", n, (int)kind, (double)plus);
    const size_t size = (size_t)n;
    const float *x = fill(guarded(0, size), size, kind);
    const float *gamma = fill(guarded(1, size), size, UNIT);
    const float *beta = fill(guarded(2, size), size, UNIT);
    float *want = guarded(3, size), *got = guarded_copy(4, x, size);
    ref.layer_norm_f32(want, x, gamma, plus, beta, eps, n);
    new.layer_norm_f32(got, got, gamma, plus, beta, eps, n); /* in place */
    double mean = 0, size_of_x = 0, m2 = 0;
    for (int i = 0; i < n; i++) {
        mean += (double)x[i] / n;
        size_of_x += fabs((double)x[i]);
    }
    for (int i = 0; i < n; i++)
        m2 += ((double)x[i] - mean) * ((double)x[i] - mean);
    double off = (n + 1) * EPS * size_of_x / n, variance = m2 / n + (double)eps;
    double rstd = 1 / sqrt(variance), share = (n + 8) * EPS + 2 * off * off / variance;
    for (int i = 0; i < n; i++) {
        double scale = fabs(((double)plus + (double)gamma[i]) * rstd);
        double d = fabs((double)x[i] - mean);
        double bound = 2 * scale * (off + EPS * d) + 2 * share * scale * (d + off) +
                       EPS * (fabs((double)want[i]) + fabs((double)beta[i]));
        if (!near((double)want[i], (double)got[i], bound)) return 0;
    }
    return 1;
}

void check_layer_norm_f32(void)
{
    for (int n = 1; n <= SIZES; n++)
        for (int kind = 0; kind < ALL_FILLS; kind++)
            if (!check_layer_norm(n, (enum fill)kind)) return;
    if (!check_layer_norm(768, UNIT) || !bench) return;
    struct row_call r = {.y = guarded(3, 768),
                         .x = fill(guarded(0, 768), 768, UNIT),
                         .gamma = fill(guarded(1, 768), 768, UNIT),
                         .beta = fill(guarded(2, 768), 768, UNIT),
                         .n = 768};
    bench_report("768", peak_fastest_ns(run_layer_norm, &r), 0, 768.0 * 8);
}

static void run_softmax(void *ctx)
{
    struct row_call *r = ctx;
    new.softmax_f32(r->y, r->n);
}

void check_softmax_f32(void)
{
    for (int n = 1; n <= SIZES; n++)
        for (int kind = 0; kind < ALL_FILLS; kind++) {
            at("n=%d kind=%d", n, kind);
            const size_t size = (size_t)n;
            const float *x = fill(guarded(0, size), size, (enum fill)kind);
            float *want = guarded_copy(1, x, size), *got = guarded_copy(2, x, size);
            ref.softmax_f32(want, n);
            new.softmax_f32(got, n);
            float max = x[0];
            for (int i = 0; i < n; i++)
                max = fmaxf(max, x[i]);
            for (int i = 0; i < n; i++) {
                double bound = (double)want[i] * EPS * (n + 8 + fabs((double)(x[i] - max)));
                if (!near((double)want[i], (double)got[i], bound + (double)FLT_MIN)) return;
            }
        }
    if (!bench) return;
    struct row_call r = {.y = fill(guarded(0, 512), 512, UNIT), .n = 512};
    bench_report("512", peak_fastest_ns(run_softmax, &r), 0, 512.0 * 8);
}

static void run_cell(void *ctx)
{
    struct row_call *r = ctx;
    new.lstm_cell_f32(r->y, r->c, r->x, r->n);
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

/* Gates and tanh are good to a few units in their last place, however small they are. */
static int check_cell(int n, enum fill kind)
{
    at("n=%d kind=%d", n, (int)kind);
    const size_t size = (size_t)n;
    const float *g = fill(guarded(0, 4 * size), 4 * size, kind);
    float *c0 = fill(guarded(1, size), size, UNIT);
    float *c1 = guarded_copy(2, c0, size), *before = guarded_copy(5, c0, size);
    float *h0 = guarded(3, size), *h1 = guarded(4, size);
    ref.lstm_cell_f32(h0, c0, g, n);
    new.lstm_cell_f32(h1, c1, g, n);
    for (int i = 0; i < n; i++) {
        double kept = sigmoid((double)g[n + i]) * (double)before[i];
        double added = sigmoid((double)g[i]) * tanh((double)g[2 * n + i]);
        double bound = 8 * EPS * (fabs(kept) + fabs(added)) + (double)FLT_MIN;
        if (!near((double)c0[i], (double)c1[i], bound)) return 0;
        double out = sigmoid((double)g[3 * n + i]);
        bound = 8 * EPS * fabs((double)h0[i]) + out * bound + (double)FLT_MIN;
        if (!near((double)h0[i], (double)h1[i], bound)) return 0;
    }
    return 1;
}

void check_lstm_cell_f32(void)
{
    for (int n = 1; n <= SIZES; n++)
        for (int kind = 0; kind < ALL_FILLS; kind++)
            if (!check_cell(n, (enum fill)kind)) return;
    if (!bench) return;
    struct row_call r = {.y = guarded(3, 256),
                         .c = fill(guarded(1, 256), 256, UNIT),
                         .x = fill(guarded(0, 1024), 1024, UNIT),
                         .n = 256};
    bench_report("H=256", peak_fastest_ns(run_cell, &r), 0, 0);
}
