/* checkkern_gemm.c - the matrix product: right for every shape, the same in parts, near the peak.
 */
#include "checkkern.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kern/peak.h"

struct shape {
    int rows, cols, taps, depth, x_gap, y_gap, stride, dilation;
};

static size_t y_size(const struct kern_gemm *g)
{
    return (size_t)((g->rows - 1) * g->y_row + g->cols);
}

/* Columns beyond the last are nobody's. */
static const float *no_padding(const struct kern_gemm *g, float *w, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((int)(i / (size_t)g->w_panel) * KERN_PANEL + (int)(i % KERN_PANEL) >= g->cols)
            w[i] = NAN;
    return w;
}

/* Nor is what stands between the rows of x. */
static void no_gaps(const struct kern_gemm *g, const struct shape *s, float *x)
{
    int row = s->depth + s->x_gap;
    fill_gaps(x, (s->rows - 1) * s->stride + (s->taps - 1) * s->dilation + 1, g->depth, row);
}

/* Operands of a random product in guarded memory. */
static struct kern_gemm make(const struct shape *s, enum fill kind)
{
    struct kern_gemm g = {.rows = s->rows, .cols = s->cols, .taps = s->taps, .depth = s->depth};
    int row = s->depth + s->x_gap, panels = (s->cols + KERN_PANEL - 1) / KERN_PANEL;
    g.x_row = (ptrdiff_t)row * s->stride;
    g.x_tap = (ptrdiff_t)row * s->dilation;
    g.w_panel = (ptrdiff_t)s->taps * s->depth * KERN_PANEL;
    size_t x = (size_t)((s->rows - 1) * g.x_row + (s->taps - 1) * g.x_tap + s->depth);
    size_t w = (size_t)(panels * g.w_panel);
    g.x = fill(guarded(0, x), x, kind);
    if (s->x_gap) no_gaps(&g, s, guarded(0, x));
    g.w = no_padding(&g, fill(guarded(1, w), w, UNIT), w);
    g.y_row = s->cols + s->y_gap;
    g.add_row = s->cols + s->x_gap;
    size_t add = (size_t)((s->rows - 1) * g.add_row + s->cols);
    if (rnd() & 1) g.bias = fill(guarded(2, (size_t)s->cols), (size_t)s->cols, kind);
    if (rnd() & 1) g.add = fill(guarded(3, add), add, kind);
    g.scale = rnd() & 1 ? 1 : rnd_unit();
    g.accumulate = (int)(rnd() & 1);
    if (rnd() & 1) g.soon = g.w + w; /* to be asked for, never to be read */
    return g;
}

static double magnitude(const struct kern_gemm *g, int r, int c, float y0)
{
    const float *w = g->w + c / KERN_PANEL * g->w_panel + c % KERN_PANEL;
    double sum = 0;
    for (int j = 0; j < g->taps; j++)
        for (int i = 0; i < g->depth; i++)
            sum += fabs((double)g->x[r * g->x_row + j * g->x_tap + i] *
                        (double)w[(size_t)(j * g->depth + i) * KERN_PANEL]);
    if (g->bias) sum += fabs((double)g->bias[c]);
    if (g->add) sum += fabs((double)g->add[r * g->add_row + c]);
    return sum * fabs((double)g->scale) + (g->accumulate ? fabs((double)y0) : 0);
}

/* Every value of y; between rows, what was there before. */
static int compare(const struct kern_gemm *g, const float *y0, const float *want, const float *got)
{
    int ok = 1;
    for (size_t i = 0; i < y_size(g) && ok; i++) {
        int r = (int)(i / (size_t)g->y_row), c = (int)(i % (size_t)g->y_row);
        double bound = 0;
        if (c < g->cols)
            bound = (g->taps * g->depth + 4) * (double)FLT_EPSILON * magnitude(g, r, c, y0[i]);
        ok = near((double)want[i], (double)got[i], bound);
    }
    return ok;
}

/* In parts, split somewhere by rows and by columns: the same bits. */
static int same_in_parts(const struct kern_gemm *g, const float *y0, const float *whole)
{
    float *y = guarded_copy(6, y0, y_size(g));
    int at_row = rnd_in(0, g->rows), at_panel = rnd_in(0, (g->cols - 1) / KERN_PANEL);
    for (int down = 0; down < 2; down++)
        for (int across = 0; across < 2; across++) {
            struct kern_gemm p = *g;
            int r = down ? at_row : 0, panel = across ? at_panel : 0, c = panel * KERN_PANEL;
            p.rows = down ? g->rows - at_row : at_row;
            p.cols = across ? g->cols - c : at_panel * KERN_PANEL;
            if (p.rows < 1 || p.cols < 1) continue;
            p.x += r * g->x_row;
            p.w += panel * g->w_panel;
            if (p.bias) p.bias += c;
            if (p.add) p.add += r * g->add_row + c;
            p.y = y + r * g->y_row + c;
            new.gemm_f32(&p);
        }
    return near(0, memcmp(y, whole, y_size(g) * sizeof(float)) != 0, 0);
}

static int check_shape(const struct shape *s, enum fill kind)
{
    struct kern_gemm g = make(s, kind);
    at("rows=%d cols=%d taps=%d depth=%d x_row=%td x_tap=%td y_row=%td bias=%d add=%d scale=%g "
       "accumulate=%d",
       g.rows, g.cols, g.taps, g.depth, g.x_row, g.x_tap, g.y_row, g.bias != NULL, g.add != NULL,
       (double)g.scale, g.accumulate);
    size_t n = y_size(&g);
    /* What was there does not count, unless it is asked for: NaN would show. */
    float *y0 = fill(guarded(7, n), n, g.accumulate ? UNIT : NANS);
    float *want = g.y = guarded_copy(4, y0, n);
    ref.gemm_f32(&g);
    float *got = g.y = guarded_copy(5, y0, n);
    new.gemm_f32(&g);
    if (!compare(&g, y0, want, got) || !same_in_parts(&g, y0, got)) return 0;
    g.add = g.y = guarded_copy(8, y0, n); /* the residual may be y itself */
    g.add_row = g.y_row;
    g.accumulate = 0;
    at("rows=%d cols=%d taps=%d depth=%d x_row=%td x_tap=%td y_row=%td add=y", g.rows, g.cols,
       g.taps, g.depth, g.x_row, g.x_tap, g.y_row);
    new.gemm_f32(&g);
    g.add = guarded_copy(3, y0, n);
    g.y = want;
    ref.gemm_f32(&g);
    for (size_t i = 0; i < n; i++) /* gaps are not y's */
        if (i % (size_t)g.y_row >= (size_t)g.cols) want[i] = y0[i];
    return compare(&g, y0, want, guarded(8, n));
}

/* ------------------------------------------------------------------------------------- speed */

static double peak; /* of the variant, GFLOP/s */

void bench_peak(unsigned flags)
{
    peak = peak_gflops(flags);
    if (peak > 0) printf("peak             %-7s %.1f GFLOP/s a thread\n", variant, peak);
}

static void run_gemm(void *ctx)
{
    new.gemm_f32(ctx);
}

/* The network's own shapes: a block of rows of the vocoder's convolutions, the decoder, ALBERT, and
 * one step of an LSTM. */
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
        {"decoder 1090->64 of 1024 k=3", {80, 64, 3, 1090, 0, 960, 1, 1}},
        {"ALBERT 768->64 of 2048, 20 rows", {20, 64, 1, 768, 0, 1984, 1, 1}},
        {"LSTM step, H=256", {1, 1024, 1, 256, 0, 0, 1, 1}},
        {"conv_post 128->22 k=7", {192, 22, 7, 128, 0, 0, 1, 1}},
        {"STFT 20->22", {192, 22, 1, 20, 0, 0, 1, 1}},
    };
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        const struct shape *s = &shapes[i].s;
        struct kern_gemm g = make(s, UNIT);
        /* A masked load that ends at an unreadable page takes a slow path: not what is measured. */
        g.bias = fill(guarded(2, (size_t)s->cols + 64), (size_t)s->cols, UNIT);
        g.add = NULL;
        g.scale = 1;
        g.accumulate = 0;
        g.y = guarded(4, y_size(&g) + 64);
        double flops = 2.0 * s->rows * s->cols * s->taps * s->depth,
               ns = peak_fastest_ns(run_gemm, &g);
        char what[80];
        snprintf(what, sizeof(what), "%s", shapes[i].name);
        if (peak > 0)
            snprintf(what, sizeof(what), "%s, %.0f%%", shapes[i].name, 100 * flops / ns / peak);
        bench_report(what, ns, flops, 0);
    }
}

void check_gemm_f32(void)
{
    for (int rows = 1; rows <= 14; rows++)
        for (int cols = 1; cols <= 150; cols += cols < SIZES ? 1 : 9) {
            struct shape s = {rows,         cols,         rnd_in(1, 4), rnd_in(1, 20),
                              rnd_in(0, 3), rnd_in(0, 3), rnd_in(1, 3), rnd_in(1, 3)};
            if (!check_shape(&s, (enum fill)(rnd() % ALL_FILLS))) return;
        }
    if (bench) bench_shapes();
}
