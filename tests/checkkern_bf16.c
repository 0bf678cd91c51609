/* checkkern_bf16.c - the product in bf16, and what makes bf16 of float32.
 *
 * A product of two bf16 values is exact in float32, so the bound is that of a float32 sum of as
 * many terms.  What is converted is compared with the float32 kernel of the same meaning: half a
 * step of bf16, and that kernel's own bound; a plain conversion must give the same bits. */
#include "checkkern.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kern/bf16.h"
#include "kern/peak.h"

#define EPS ((double)FLT_EPSILON)
/* Half a step of bf16 in relation to the value. */
#define HALF_STEP 0x1p-8
/* Dot products may take subnormal values for 0, as terms and as sums. */
#define SUBNORMAL (double)FLT_MIN

static uint16_t *guarded_bf16(int slot, size_t n)
{
    return guarded_bytes(slot, n * sizeof(uint16_t));
}

static uint16_t *fill_bf16(uint16_t *p, size_t n, enum fill kind)
{
    for (size_t i = 0; i < n; i++) {
        float v;
        fill(&v, 1, kind);
        p[i] = bf16_of(i & 1 && kind == ALTERNATING ? -v : v);
    }
    return p;
}

/* ---------------------------------------------------------------------------------- product */

struct shape {
    int rows, cols, taps, depth, x_gap, y_gap, stride, dilation;
};

static size_t y_size(const struct kern_gemm_bf16 *g)
{
    return (size_t)((g->rows - 1) * g->y_row + g->cols);
}

/* A sum over a row has many terms: one NaN or infinity in all of x leaves other rows ordinary. */
static uint16_t *fill_x(uint16_t *x, size_t n, enum fill kind)
{
    if (kind < FILLS) return fill_bf16(x, n, kind);
    fill_bf16(x, n, UNIT);
    x[rnd() % n] = bf16_of(kind == NANS ? NAN : copysignf(INFINITY, rnd_unit()));
    return x;
}

/* Columns beyond the last are nobody's. */
static void no_padding(const struct kern_gemm_bf16 *g, uint16_t *w, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((int)(i / (size_t)g->w_panel) * KERN_PANEL + (int)(i / 2 % KERN_PANEL) >= g->cols)
            w[i] = bf16_of(NAN);
}

/* Nor is what stands between the rows of x. */
static void no_gaps(const struct kern_gemm_bf16 *g, int row, uint16_t *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (i % (size_t)row >= (size_t)g->depth) x[i] = bf16_of(NAN);
}

static struct kern_gemm_bf16 make(const struct shape *s, enum fill kind)
{
    struct kern_gemm_bf16 g = {.rows = s->rows, .cols = s->cols, .taps = s->taps};
    int row = s->depth + s->x_gap, panels = (s->cols + KERN_PANEL - 1) / KERN_PANEL;
    g.depth = s->depth;
    g.x_row = (ptrdiff_t)row * s->stride;
    g.x_tap = (ptrdiff_t)row * s->dilation;
    g.w_panel = (ptrdiff_t)s->taps * s->depth * KERN_PANEL;
    size_t x = (size_t)((s->rows - 1) * g.x_row + (s->taps - 1) * g.x_tap + s->depth);
    size_t w = (size_t)(panels * g.w_panel);
    g.x = fill_x(guarded_bf16(0, x), x, kind);
    g.w = fill_bf16(guarded_bf16(1, w), w, UNIT);
    no_gaps(&g, row, guarded_bf16(0, x), x);
    no_padding(&g, guarded_bf16(1, w), w);
    g.y_row = s->cols + s->y_gap;
    g.add_row = s->cols + s->x_gap;
    size_t add = (size_t)((s->rows - 1) * g.add_row + s->cols);
    if (rnd() & 1) g.bias = fill(guarded(2, (size_t)s->cols), (size_t)s->cols, kind);
    if (rnd() & 1) g.add = fill_gaps(fill(guarded(3, add), add, kind), s->rows, s->cols, g.add_row);
    g.scale = rnd() & 1 ? 1 : rnd_unit();
    g.accumulate = (int)(rnd() & 1);
    return g;
}

static double magnitude(const struct kern_gemm_bf16 *g, int r, int c, float y0)
{
    const uint16_t *w = g->w + c / KERN_PANEL * g->w_panel + c % KERN_PANEL * 2;
    double sum = 0;
    for (int j = 0; j < g->taps; j++)
        for (int i = 0; i < g->depth; i++)
            sum += fabs((double)bf16_float(g->x[r * g->x_row + j * g->x_tap + i]) *
                        (double)bf16_float(
                            w[(size_t)(j * g->depth + i) / 2 * 2 * KERN_PANEL + (size_t)(i % 2)]));
    if (g->bias) sum += fabs((double)g->bias[c]);
    if (g->add) sum += fabs((double)g->add[r * g->add_row + c]);
    return sum * fabs((double)g->scale) + (g->accumulate ? fabs((double)y0) : 0);
}

static int compare(const struct kern_gemm_bf16 *g, const float *y0, const float *want,
                   const float *got)
{
    const double terms = g->taps * g->depth + 4;
    int ok = 1;
    for (size_t i = 0; i < y_size(g) && ok; i++) {
        int r = (int)(i / (size_t)g->y_row), c = (int)(i % (size_t)g->y_row);
        double bound = 0; /* between rows: what was there before */
        if (c < g->cols) bound = terms * (EPS * magnitude(g, r, c, y0[i]) + SUBNORMAL);
        ok = near((double)want[i], (double)got[i], bound);
    }
    return ok;
}

/* In parts, split somewhere by rows and by columns: the same bits. */
static int same_in_parts(const struct kern_gemm_bf16 *g, const float *y0, const float *whole)
{
    float *y = guarded_copy(6, y0, y_size(g));
    int at_row = rnd_in(0, g->rows), at_panel = rnd_in(0, (g->cols - 1) / KERN_PANEL);
    for (int down = 0; down < 2; down++)
        for (int across = 0; across < 2; across++) {
            struct kern_gemm_bf16 p = *g;
            int r = down ? at_row : 0, panel = across ? at_panel : 0, c = panel * KERN_PANEL;
            p.rows = down ? g->rows - at_row : at_row;
            p.cols = across ? g->cols - c : at_panel * KERN_PANEL;
            if (p.rows < 1 || p.cols < 1) continue;
            p.x += r * g->x_row;
            p.w += panel * g->w_panel;
            if (p.bias) p.bias += c;
            if (p.add) p.add += r * g->add_row + c;
            p.y = y + r * g->y_row + c;
            new.gemm_bf16(&p);
        }
    return near(0, memcmp(y, whole, y_size(g) * sizeof(float)) != 0, 0);
}

static int check_shape(const struct shape *s, enum fill kind)
{
    struct kern_gemm_bf16 g = make(s, kind);
    at("rows=%d cols=%d taps=%d depth=%d x_row=%td x_tap=%td y_row=%td bias=%d add=%d scale=%g "
       "accumulate=%d",
       g.rows, g.cols, g.taps, g.depth, g.x_row, g.x_tap, g.y_row, g.bias != NULL, g.add != NULL,
       (double)g.scale, g.accumulate);
    size_t n = y_size(&g);
    /* What was there does not count, unless it is asked for: NaN would show. */
    float *y0 = fill(guarded(7, n), n, g.accumulate ? UNIT : NANS);
    float *want = g.y = guarded_copy(4, y0, n);
    ref.gemm_bf16(&g);
    float *got = g.y = guarded_copy(5, y0, n);
    new.gemm_bf16(&g);
    if (!compare(&g, y0, want, got) || !same_in_parts(&g, y0, got)) return 0;
    g.add = g.y = guarded_copy(8, y0, n); /* the residual may be y itself */
    g.add_row = g.y_row;
    g.accumulate = 0;
    new.gemm_bf16(&g);
    g.add = guarded_copy(3, y0, n);
    g.y = want;
    ref.gemm_bf16(&g);
    for (size_t i = 0; i < n; i++) /* gaps are not y's */
        if (i % (size_t)g.y_row >= (size_t)g.cols) want[i] = y0[i];
    return compare(&g, y0, want, guarded(8, n));
}

static double peak; /* of the variant in bf16, GFLOP/s */

void bench_peak_bf16(unsigned flags)
{
    peak = peak_bf16_gflops(flags);
    if (peak > 0) printf("peak in bf16     %-7s %.1f GFLOP/s a thread\n", variant, peak);
}

static void run_gemm(void *ctx)
{
    new.gemm_bf16(ctx);
}

static void bench_shapes(void)
{
    static const struct {
        const char *name;
        struct shape s;
    } shapes[] = {
        {"vocoder C=128 k=3", {192, 128, 3, 128, 0, 0, 1, 1}},
        {"vocoder C=128 k=7 d=3", {192, 128, 7, 128, 0, 0, 1, 3}},
        {"vocoder C=128 k=11 d=5", {192, 128, 11, 128, 0, 0, 1, 5}},
        {"vocoder C=256 k=3", {192, 256, 3, 256, 0, 0, 1, 1}},
        {"vocoder C=256 k=7 d=3", {192, 256, 7, 256, 0, 0, 1, 3}},
        {"vocoder C=256 k=11 d=5", {192, 256, 11, 256, 0, 0, 1, 5}},
        {"decoder 1120->64 of 1024 k=3", {80, 64, 3, 1120, 0, 960, 1, 1}},
        {"LSTM step, 3 pieces, H=256", {3, 1024, 1, 256, 0, 0, 1, 1}},
        {"conv_post 128->22 k=7", {192, 22, 7, 128, 0, 0, 1, 1}},
    };
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        const struct shape *s = &shapes[i].s;
        struct kern_gemm_bf16 g = make(s, UNIT);
        g.bias = fill(guarded(2, (size_t)s->cols + 64), (size_t)s->cols, UNIT);
        g.add = NULL;
        g.scale = 1;
        g.accumulate = 0;
        g.y = guarded(4, y_size(&g) + 64);
        double flops = 2.0 * s->rows * s->cols * s->taps * s->depth,
               ns = peak_fastest_ns(run_gemm, &g);
        char what[80];
        snprintf(what, sizeof(what), "%s, %.0f%%", shapes[i].name,
                 peak > 0 ? 100 * flops / ns / peak : 0);
        bench_report(what, ns, flops, 0);
    }
}

void check_gemm_bf16(void)
{
    for (int rows = 1; rows <= 40; rows += rows < 20 ? 1 : 3)
        for (int cols = 1; cols <= 80; cols += cols < SIZES ? 1 : 9) {
            struct shape s = {rows,
                              cols,
                              rnd_in(1, 3),
                              KERN_BF16_DEPTH * rnd_in(1, 2),
                              2 * rnd_in(0, 2),
                              rnd_in(0, 3),
                              rnd_in(1, 3),
                              rnd_in(1, 3)};
            if (!check_shape(&s, (enum fill)(rnd() % ALL_FILLS))) return;
        }
    if (bench) bench_shapes();
}

/* ------------------------------------------------------------------------------- conversion */

/* The same bits; only a subnormal value may be 0 instead. */
static int same_bf16(uint16_t want, uint16_t got)
{
    const int subnormal = !(want & 0x7F80);
    return near(subnormal ? want & 0x8000 : want, subnormal ? got & 0x8000 : got, 0) &&
           near(0, subnormal && got != want && got & 0x7FFF, 0);
}

void check_leaky_bf16(void)
{
    for (int n = 1; n <= SIZES; n++)
        for (int kind = 0; kind < FILLS; kind++) {
            const size_t size = (size_t)n;
            float *x = fill(guarded(0, size), size, (enum fill)kind);
            uint16_t *want = guarded_bf16(1, size), *got = guarded_bf16(2, size);
            float slope = rnd() & 1 ? 0.1f : 1;
            static const uint32_t special[] = {0x3F808000, 0x3F818000, 0x3F808001, 0x3F817FFF,
                                               0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7FFFFFFF,
                                               0x7FC00000, 0xFFFFFFFF, 0x00000001, 0x80000000};
            for (int i = 0; slope == 1 && i < n; i += 3) /* ties, overflow, infinities, NaN */
                memcpy(&x[i], &special[rnd() % 12], sizeof(x[i]));
            at("n=%d kind=%d slope=%g", n, kind, (double)slope);
            ref.leaky_bf16(want, x, slope, n);
            new.leaky_bf16(got, x, slope, n);
            for (int i = 0; i < n; i++)
                if (!same_bf16(want[i], got[i])) return;
        }
}

/* The same bits from every set, and a sum that is x again. */
void check_split_bf16(void)
{
    for (int n = 1; n <= SIZES; n++)
        for (int kind = 0; kind < FILLS; kind++) {
            const size_t size = (size_t)n;
            float *x = fill(guarded(0, size), size, (enum fill)kind);
            uint16_t *want[3], *got[3];
            for (int i = 0; i < 3; i++) {
                want[i] = guarded_bf16(1 + i, size);
                got[i] = guarded_bf16(4 + i, size);
            }
            at("n=%d kind=%d", n, kind);
            ref.split_bf16(want[0], want[1], want[2], x, n);
            new.split_bf16(got[0], got[1], got[2], x, n);
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (int j = 0; j < 3; j++) {
                    if (!near((double)want[j][i], (double)got[j][i], 0)) return;
                    sum += (double)bf16_float(got[j][i]);
                }
                if (!near((double)x[i], sum, SUBNORMAL)) return;
            }
        }
}

static int check_norm(int rows, int cols, enum fill kind, int snake)
{
    const size_t n = (size_t)cols;
    const int row = cols + rnd_in(0, 3);
    const float slope = rnd() & 1 ? 0.2f : 1;
    size_t size = (size_t)((rows - 1) * row + cols);
    float *alpha = fill(guarded(4, n), n, UNIT), *inverse = guarded(5, n);
    for (size_t i = 0; i < n; i++)
        inverse[i] = 1 / (alpha[i] = 0.05f + fabsf(alpha[i]) * 4);
    struct kern_norm want = {.rows = rows,
                             .cols = cols,
                             .x = fill_gaps(fill(guarded(0, size), size, kind), rows, cols, row),
                             .x_row = row,
                             .y = guarded(6, size),
                             .y_row = row,
                             .mean = fill(guarded(1, n), n, UNIT),
                             .scale = fill(guarded(2, n), n, UNIT),
                             .shift = fill(guarded(3, n), n, UNIT)};
    struct kern_norm_bf16 got = {rows, cols,      want.x,     row,       guarded_bf16(7, size),
                                 row,  want.mean, want.scale, want.shift};
    memset(got.y, 0xAB, size * sizeof(*got.y));
    at("rows=%d cols=%d x_row=%d kind=%d slope=%g", rows, cols, row, (int)kind, (double)slope);
    if (snake) {
        ref.norm_snake_f32(&want, alpha, inverse);
        new.norm_snake_bf16(&got, alpha, inverse);
    } else {
        ref.norm_leaky_f32(&want, slope);
        new.norm_leaky_bf16(&got, slope);
    }
    for (size_t i = 0; i < size; i++) {
        int c = (int)(i % (size_t)row);
        if (c >= cols) { /* between rows: untouched */
            if (!near(0xABAB, got.y[i], 0)) return 0;
            continue;
        }
        double x = (double)want.x[i] - (double)want.mean[c], y = (double)want.y[i];
        double bound =
            2 * EPS * (2 * fabs(x * (double)want.scale[c]) + fabs((double)want.shift[c]));
        if (snake) bound = 4 * bound + 2.5e-5 * (double)inverse[c] + 1e-6 * fabs(y);
        bound += (fabs(y) + bound) * HALF_STEP + SUBNORMAL;
        if (!near(y, (double)bf16_float(got.y[i]), bound)) return 0;
    }
    return 1;
}

struct snake_call {
    struct kern_norm_bf16 norm;
    const float *alpha, *inverse;
};

static void run_snake(void *ctx)
{
    struct snake_call *c = ctx;
    new.norm_snake_bf16(&c->norm, c->alpha, c->inverse);
}

static void check_norms(int snake)
{
    for (int cols = 1; cols <= SIZES; cols++)
        for (int rows = 1; rows <= 3; rows++)
            for (int kind = 0; kind < ALL_FILLS; kind++)
                if (!check_norm(rows, cols, (enum fill)kind, snake)) return;
    if (!bench || !snake) return;
    const size_t C = 128, n = 192 * C;
    struct snake_call c = {{192, (int)C, fill(guarded(0, n), n, UNIT), (int)C, guarded_bf16(7, n),
                            (int)C, fill(guarded(1, C), C, UNIT), fill(guarded(2, C), C, UNIT),
                            fill(guarded(3, C), C, UNIT)},
                           fill(guarded(4, C), C, UNIT),
                           fill(guarded(5, C), C, UNIT)};
    bench_report("192 x 128, in cache", peak_fastest_ns(run_snake, &c), 0, (double)n * 6);
}

void check_norm_leaky_bf16(void)
{
    check_norms(0);
}

void check_norm_snake_bf16(void)
{
    check_norms(1);
}
