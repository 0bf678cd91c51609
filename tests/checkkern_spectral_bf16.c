/* checkkern_spectral_bf16.c - the transform domain in bf16: transforms against the DFT added up in
 * double precision, products against their scalar meaning, spectra against the float32 kernel.
 *
 * What is rounded may be off by half a step of bf16 from what float32 may have. */
#include "checkkern.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kern/bf16.h"
#include "kern/peak.h"

#define EPS       ((double)FLT_EPSILON)
#define HALF_STEP 0x1p-8          /* of bf16, in relation to the value */
#define SUBNORMAL (double)FLT_MIN /* may count as 0, as term, sum and result */

enum { COLS_MAX = 3 * KERN_PANEL, UNTOUCHED = 0xABAB };

static uint16_t *guarded_bf16(int slot, size_t n)
{
    return guarded_bytes(slot, n * sizeof(uint16_t));
}

static uint16_t *blank(uint16_t *p, size_t n)
{
    memset(p, 0xAB, n * sizeof(*p));
    return p;
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

static size_t extent(int rows, ptrdiff_t row, int cols)
{
    return (size_t)((rows - 1) * row + cols);
}

/* ------------------------------------------------------------------------------------ forward */

typedef void forward_fn(const float *x, ptrdiff_t x_row, uint16_t *planes, ptrdiff_t plane,
                        int cols);

/* What stands in a plane of the FFT of n points (kern.h), from column x; *size: of its terms. */
static double plane_of(int n, int plane, const float *x, ptrdiff_t x_row, double *size)
{
    const int bin = plane < 4 ? (plane == 3 ? n / 2 : 0) : (plane - 1) / 3;
    double re = 0, im = 0;
    *size = 0;
    if (plane < 2) {
        double a = (double)x[plane ? (n + 1) * x_row : 0], b = (double)x[plane ? x_row : n * x_row];
        *size = fabs(a) + fabs(b);
        return a - b;
    }
    for (int i = 0; i < n; i++) {
        double v = (double)x[(i + 1) * x_row], angle = 2 * M_PI * (bin * i % n) / n;
        re += v * cos(angle);
        im -= v * sin(angle);
        *size += fabs(v);
    }
    int form = plane < 4 ? 1 : (plane - 1) % 3;
    return form == 0 ? re + im : form == 1 ? re : im;
}

static int check_forward(forward_fn *fn, int points, int cols, enum fill kind)
{
    const int inputs = points + 2, planes = 3 * points / 2 + 1;
    const ptrdiff_t x_row = cols + rnd_in(0, 5), plane = cols + rnd_in(0, 9);
    at("cols=%d x_row=%td plane=%td kind=%d", cols, x_row, plane, (int)kind);
    size_t nx = extent(inputs, x_row, cols), np = extent(planes, plane, cols);
    float *x = fill_gaps(fill(guarded(0, nx), nx, kind), inputs, cols, x_row);
    uint16_t *got = blank(guarded_bf16(1, np), np);
    fn(x, x_row, got, plane, cols);
    for (size_t i = 0; i < np; i++) {
        int p = (int)(i / (size_t)plane), c = (int)(i % (size_t)plane);
        if (c >= cols) { /* between planes */
            if (!near(UNTOUCHED, got[i], 0)) return 0;
            continue;
        }
        double size, want = plane_of(points, p, x + c, x_row, &size);
        double bound = (inputs + 4) * EPS * 1.5 * size;
        bound += (fabs(want) + bound) * HALF_STEP + SUBNORMAL;
        if (!near(want, (double)bf16_float(got[i]), bound)) return 0;
    }
    return 1;
}

struct forward_call {
    forward_fn *fn;
    const float *x;
    uint16_t *planes;
    ptrdiff_t plane;
    int cols;
};

static void run_forward(void *ctx)
{
    struct forward_call *f = ctx;
    f->fn(f->x, f->cols, f->planes, f->plane, f->cols);
}

/* The scalar kernel, which nothing else is compared with here, too. */
static void check_forwards(forward_fn *want, forward_fn *got, int points)
{
    const int inputs = points + 2, planes = 3 * points / 2 + 1;
    for (int cols = KERN_PANEL; cols <= COLS_MAX; cols += KERN_PANEL)
        for (int kind = 0; kind < FILLS; kind++)
            for (int again = 0; again < 3; again++)
                if (!check_forward(again ? got : want, points, cols, (enum fill)kind)) return;
    if (!bench) return;
    struct forward_call f = {.fn = got, .cols = 128, .plane = 32 * 128 + 32};
    size_t nx = (size_t)inputs * 128, np = (size_t)planes * (size_t)f.plane;
    f.x = fill(guarded(0, nx), nx, UNIT);
    f.planes = guarded_bf16(1, np);
    bench_report("a block, 128 channels", peak_fastest_ns(run_forward, &f), 0,
                 (2 * inputs + planes) * 128.0 * 2);
}

void check_forward_fft16_bf16(void)
{
    check_forwards(ref.forward_fft16_bf16, new.forward_fft16_bf16, 16);
}

void check_forward_fft32_bf16(void)
{
    check_forwards(ref.forward_fft32_bf16, new.forward_fft32_bf16, 32);
}

/* ------------------------------------------------------------------------------------ products */

static struct kern_planes_bf16 make_planes(int planes, int rows, int ci, int co, int gap)
{
    struct kern_planes_bf16 g = {.planes = planes, .rows = rows, .ci = ci, .co = co};
    const int row = ci > co ? ci : co;
    g.x_row = g.y_row = row + 2 * gap;
    g.x_plane = g.y_plane = rows * g.x_row + 2 * gap;
    size_t n = (size_t)(planes * ci * co);
    g.w = fill_bf16(guarded_bf16(1, n), n, UNIT);
    return g;
}

/* Sizes of all planes of x in bf16 values, and of y in floats. */
static size_t x_size(const struct kern_planes_bf16 *g)
{
    return (size_t)((g->planes - 1) * g->x_plane) + extent(g->rows, g->x_row, g->ci);
}

static size_t y_size(const struct kern_planes_bf16 *g)
{
    return (size_t)((g->planes - 1) * g->y_plane) + extent(g->rows, g->y_row, g->co);
}

/* Where x's planes begin, in bytes, when y's begin at 0 in the same memory. */
static size_t x_offset(const struct kern_planes_bf16 *g)
{
    return (size_t)((g->planes + 1) * g->y_plane) * sizeof(float) -
           (size_t)(g->planes * g->x_plane) * sizeof(uint16_t);
}

static int compare_planes(const struct kern_planes_bf16 *g, const float *y0, const float *want,
                          const float *apart, const float *in_place)
{
    for (size_t i = 0; i < y_size(g); i++) {
        int p = (int)(i / (size_t)g->y_plane);
        int r = (int)(i % (size_t)g->y_plane / (size_t)g->y_row);
        int c = (int)(i % (size_t)g->y_plane % (size_t)g->y_row);
        if (r >= g->rows || c >= g->co) { /* between rows and planes: untouched */
            if (!near((double)y0[i], (double)apart[i], 0)) return 0;
            continue;
        }
        const uint16_t *x = g->x + p * g->x_plane + r * g->x_row;
        const uint16_t *w = g->w + (p * g->co + c / KERN_PANEL * KERN_PANEL) * g->ci;
        double size = 0;
        for (int k = 0; k < g->ci; k++)
            size +=
                fabs((double)bf16_float(x[k]) *
                     (double)bf16_float(w[k / 2 * 2 * KERN_PANEL + c % KERN_PANEL * 2 + k % 2]));
        double bound = (g->ci + 2) * (EPS * size + SUBNORMAL);
        if (!near((double)want[i], (double)apart[i], bound)) return 0;
        if (!near((double)apart[i], (double)in_place[i], 0)) return 0;
    }
    return 1;
}

/* Both ways to call it: to memory of its own, and over planes of x that are done. */
static int check_planes(int planes, int rows, int ci, int co, enum fill kind)
{
    struct kern_planes_bf16 g = make_planes(planes, rows, ci, co, rnd_in(0, 2));
    at("planes=%d rows=%d ci=%d co=%d x_row=%td x_plane=%td kind=%d", planes, rows, ci, co, g.x_row,
       g.x_plane, (int)kind);
    size_t nx = x_size(&g), ny = y_size(&g), from = x_offset(&g);
    if (rnd() & 1) { /* to be asked for, never to be touched: part of it is unreadable */
        g.wanted.at[0] = (const float *)(const void *)g.w;
        g.wanted.n[0] = (ptrdiff_t)(planes * ci * co) + 4096;
    }
    uint16_t *x = blank(guarded_bf16(0, nx), nx);
    for (size_t i = 0; i < nx; i++) {
        size_t in_plane = i % (size_t)g.x_plane;
        int gap =
            in_plane / (size_t)g.x_row >= (size_t)rows || in_plane % (size_t)g.x_row >= (size_t)ci;
        x[i] = 0x7FC0; /* between rows and planes: NaN */
        if (!gap) fill_bf16(x + i, 1, kind);
    }
    g.x = x;
    float *y0 = fill(guarded(2, ny), ny, UNIT);
    float *want = g.y = guarded_copy(3, y0, ny);
    ref.planes_bf16(&g);
    float *apart = g.y = guarded_copy(4, y0, ny);
    new.planes_bf16(&g);
    size_t size =
        from + nx * sizeof(*x) > ny * sizeof(float) ? from + nx * sizeof(*x) : ny * sizeof(float);
    char *room = guarded_bytes(5, (size + 3) / 4 * 4);
    memset(room, 0xAB, size);
    memcpy(room + from, x, nx * sizeof(*x));
    struct kern_planes_bf16 over = g;
    over.x = (const uint16_t *)(const void *)(room + from);
    over.y = (float *)(void *)room;
    new.planes_bf16(&over);
    return compare_planes(&g, y0, want, apart, over.y);
}

static void run_planes(void *ctx)
{
    new.planes_bf16(ctx);
}

void check_planes_bf16(void)
{
    for (int rows = 1; rows <= 14; rows++)
        for (int ci = 2; ci <= 3 * KERN_PANEL; ci += 2 * rnd_in(1, KERN_PANEL / 2))
            for (int co = KERN_PANEL; co <= 6 * KERN_PANEL; co += KERN_PANEL)
                if (!check_planes(rnd_in(1, 3), rows, ci, co, (enum fill)(rnd() % FILLS))) return;
    if (!bench) return;
    static const struct {
        int planes, rows;
    } shapes[] = {{25, 24}, {25, 48}, {49, 12}, {49, 24}, {49, 36}, {49, 42}, {49, 60}};
    for (int c = 128; c <= 256; c *= 2)
        for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
            struct kern_planes_bf16 g = make_planes(shapes[i].planes, shapes[i].rows, c, c, 16);
            size_t nx = x_size(&g) * sizeof(uint16_t), from = x_offset(&g);
            char *room = guarded_bytes(0, from + nx);
            uint16_t *x = (uint16_t *)(void *)(room + from);
            g.x = fill_bf16(x, nx / sizeof(*x), UNIT);
            g.y = (float *)(void *)room;
            char what[80];
            snprintf(what, sizeof(what), "%d planes, %d rows, %d -> %d", g.planes, g.rows, c, c);
            double flops = 2.0 * g.planes * g.rows * c * c;
            bench_report(what, peak_fastest_ns(run_planes, &g), flops, 0);
        }
}

/* ----------------------------------------------------------------------------------- spectrum */

void check_mix_pairs_bf16(void)
{
    for (int n = 2 * KERN_PANEL; n <= 6 * KERN_PANEL; n += 2 * KERN_PANEL)
        for (int rows = 1; rows <= 11; rows++)
            for (int kind = 0; kind < FILLS; kind++) {
                const ptrdiff_t x_row = n + rnd_in(0, 3);
                at("rows=%d n=%d x_row=%td kind=%d", rows, n, x_row, kind);
                const size_t size = extent(rows, x_row, n), count = (size_t)n;
                float *x = fill(guarded(0, size), size, (enum fill)kind);
                fill_gaps(x, rows, n, x_row);
                const float *share = fill(guarded(1, (size_t)rows), (size_t)rows, UNIT);
                float *sums = guarded(2, count);
                uint16_t *want = guarded_bf16(3, count), *got = guarded_bf16(4, count);
                ref.mix_f32(sums, x, x_row, share, rows, n);
                ref.mix_pairs_bf16(want, x, x_row, share, rows, n);
                new.mix_pairs_bf16(got, x, x_row, share, rows, n);
                for (int i = 0; i < n; i++) {
                    int c = i % (2 * KERN_PANEL);
                    int to = i - c + c % KERN_PANEL * 2 + c / KERN_PANEL;
                    double v = (double)sums[i], terms = 0;
                    for (int r = 0; r < rows; r++)
                        terms += fabs((double)(share[r] * x[r * x_row + i]));
                    double bound = (rows + 1) * EPS * terms;
                    bound += (fabs(v) + bound) * HALF_STEP + SUBNORMAL;
                    if (!near(v, (double)bf16_float(want[to]), bound)) return;
                    if (!near(v, (double)bf16_float(got[to]), bound)) return;
                }
            }
}
