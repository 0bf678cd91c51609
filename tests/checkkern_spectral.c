/* checkkern_spectral.c - the transform domain's kernels: each against its scalar meaning, and the
 * meaning itself against a convolution added up in double precision. */
#include "checkkern.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kern/peak.h"

#define EPS ((double)FLT_EPSILON)

typedef void forward_fn(const float *x, ptrdiff_t x_row, float *planes, ptrdiff_t plane, int cols);
typedef void inverse_fn(const struct kern_inverse *v);

enum { COLS_MAX = 3 * KERN_PANEL, INPUTS_MAX = KERN_FFT32_INPUTS, PLANES_MAX = KERN_FFT32_PLANES };

static size_t extent(int rows, ptrdiff_t row, int cols)
{
    return (size_t)((rows - 1) * row + cols);
}

/* ------------------------------------------------------------------------------------ forward
 *
 * A plane is a sum of inputs with factors up to `gain`; the fast form adds in another order. */
static int check_forward(forward_fn *want, forward_fn *got, int inputs, int planes, double gain,
                         int cols, enum fill kind)
{
    const ptrdiff_t x_row = cols + rnd_in(0, 5), plane = cols + rnd_in(0, 9);
    at("cols=%d x_row=%td plane=%td kind=%d", cols, x_row, plane, (int)kind);
    size_t nx = extent(inputs, x_row, cols), np = extent(planes, plane, cols);
    float *x = fill(guarded(0, nx), nx, kind);
    float *a = fill(guarded(1, np), np, UNIT), *b = guarded_copy(2, a, np);
    want(x, x_row, a, plane, cols);
    got(x, x_row, b, plane, cols);
    for (size_t i = 0; i < np; i++) {
        int c = (int)(i % (size_t)plane);
        double size = 0;
        for (int r = 0; r < inputs && c < cols; r++)
            size += fabs((double)x[r * x_row + c]);
        if (!near((double)a[i], (double)b[i], (inputs + 4) * EPS * gain * size)) return 0;
    }
    return 1;
}

static forward_fn *forward_now;

struct forward_call {
    const float *x;
    float *planes;
    ptrdiff_t plane;
    int cols;
};

static void run_forward(void *ctx)
{
    struct forward_call *f = ctx;
    forward_now(f->x, f->cols, f->planes, f->plane, f->cols);
}

static void check_forwards(forward_fn *want, forward_fn *got, int inputs, int planes, double gain)
{
    for (int cols = KERN_PANEL; cols <= COLS_MAX; cols += KERN_PANEL)
        for (int kind = 0; kind < FILLS; kind++)
            for (int again = 0; again < 4; again++)
                if (!check_forward(want, got, inputs, planes, gain, cols, (enum fill)kind)) return;
    if (!bench) return;
    /* as a convolution does it: 32 blocks, one after another */
    struct forward_call f = {.cols = 128, .plane = 32 * 128 + 16};
    size_t nx = (size_t)inputs * 128, np = (size_t)planes * (size_t)f.plane;
    f.x = fill(guarded(0, nx), nx, UNIT);
    f.planes = fill(guarded(1, np), np, UNIT);
    forward_now = got;
    bench_report("a block, 128 channels", peak_fastest_ns(run_forward, &f), 0,
                 (inputs + planes) * 128.0 * 4);
}

void check_forward_win6_f32(void)
{
    check_forwards(ref.forward_win6_f32, new.forward_win6_f32, KERN_WIN6_INPUTS, KERN_WIN6_PLANES,
                   5.25);
}

void check_forward_fft32_f32(void)
{
    check_forwards(ref.forward_fft32_f32, new.forward_fft32_f32, KERN_FFT32_INPUTS,
                   KERN_FFT32_PLANES, 1.5);
}

/* ------------------------------------------------------------------------------------ inverse */

struct inverse_test {
    struct kern_inverse v;
    int planes;
    double gain; /* the largest factor of a plane in an output */
    size_t n_planes, ny, n_add;
    float *y0, *s0; /* y, and shift, sum, squares, before */
};

static struct inverse_test make_inverse(int outputs, int planes, double gain, int cols,
                                        enum fill kind)
{
    struct inverse_test t = {.planes = planes, .gain = gain};
    struct kern_inverse *v = &t.v;
    const size_t n = (size_t)cols;
    *v = (struct kern_inverse){.rows = rnd() & 1 ? outputs : rnd_in(1, outputs), .cols = cols};
    v->plane = cols + rnd_in(0, 9);
    v->y_row = cols + rnd_in(0, 5);
    v->add_row = cols + rnd_in(0, 5);
    v->scale = rnd() & 1 ? 1 : rnd_unit();
    v->accumulate = (int)(rnd() & 1);
    v->first = (int)(rnd() & 1);
    t.n_planes = extent(planes, v->plane, cols);
    t.ny = extent(v->rows, v->y_row, cols);
    t.n_add = extent(v->rows, v->add_row, cols);
    v->planes = fill(guarded(0, t.n_planes), t.n_planes, kind);
    if (rnd() & 1) v->bias = fill(guarded(1, n), n, kind);
    if (rnd() & 1) v->add = fill(guarded(2, t.n_add), t.n_add, kind);
    t.y0 = fill(guarded(3, t.ny), t.ny, UNIT);
    t.s0 = fill(guarded(4, 3 * n), 3 * n, UNIT);
    return t;
}

/* y into slot, the sums into three more behind it. */
static struct kern_inverse give(const struct inverse_test *t, int slot, int stats)
{
    struct kern_inverse v = t->v;
    const size_t n = (size_t)v.cols;
    v.y = guarded_copy(slot, t->y0, t->ny);
    if (!stats) return v;
    v.shift = guarded_copy(slot + 1, t->s0, n);
    v.sum = guarded_copy(slot + 2, t->s0 + n, n);
    v.squares = guarded_copy(slot + 3, t->s0 + 2 * n, n);
    return v;
}

/* How far a value of y may be off. */
static double y_bound(const struct inverse_test *t, int r, int c)
{
    const struct kern_inverse *v = &t->v;
    double size = 0;
    for (int p = 0; p < t->planes; p++)
        size += fabs((double)v->planes[p * v->plane + c]);
    size *= t->gain;
    if (v->bias) size += fabs((double)v->bias[c]);
    if (v->add) size += fabs((double)v->add[r * v->add_row + c]);
    return (t->planes + 6) * EPS *
           (size * fabs((double)v->scale) + fabs((double)t->y0[r * v->y_row + c]));
}

static int compare_sums(const struct inverse_test *t, const struct kern_inverse *want,
                        const struct kern_inverse *got)
{
    const int rows = t->v.rows, cols = t->v.cols;
    for (int c = 0; c < cols; c++) {
        double off = 0, size = fabs((double)want->sum[c]), largest = 0;
        for (int r = 0; r < rows; r++) {
            double d = (double)want->y[r * want->y_row + c] - (double)want->shift[c];
            off += 2 * fmax(y_bound(t, r, c), y_bound(t, 0, c));
            size += fabs(d);
            largest = fmax(largest, fabs(d));
        }
        double bound = off + (rows + 2) * EPS * size;
        if (!near((double)want->shift[c], (double)got->shift[c], y_bound(t, 0, c))) return 0;
        if (!near((double)want->sum[c], (double)got->sum[c], bound)) return 0;
        double squares = (double)want->squares[c];
        if (!near(squares, (double)got->squares[c],
                  (rows + 4) * EPS * fabs(squares) + (2 * largest + off) * off + 4 * EPS))
            return 0;
    }
    return 1;
}

static int check_inverse(inverse_fn *ref_fn, inverse_fn *new_fn, const struct inverse_test *t,
                         int stats)
{
    const struct kern_inverse *v = &t->v;
    at("rows=%d cols=%d plane=%td y_row=%td add_row=%td bias=%d add=%d scale=%g accumulate=%d "
       "stats=%d first=%d",
       v->rows, v->cols, v->plane, v->y_row, v->add_row, v->bias != NULL, v->add != NULL,
       (double)v->scale, v->accumulate, stats, v->first);
    struct kern_inverse want = give(t, 5, stats), got = give(t, 9, stats);
    ref_fn(&want);
    new_fn(&got);
    for (size_t i = 0; i < t->ny; i++) {
        int r = (int)(i / (size_t)v->y_row), c = (int)(i % (size_t)v->y_row);
        double bound = c < v->cols ? y_bound(t, r, c) : 0; /* between rows: untouched */
        if (!near((double)want.y[i], (double)got.y[i], bound)) return 0;
    }
    return !stats || compare_sums(t, &want, &got);
}

static inverse_fn *inverse_now;

static void run_inverse(void *ctx)
{
    inverse_now(ctx);
}

static void check_inverses(inverse_fn *want, inverse_fn *got, int outputs, int planes, double gain)
{
    for (int cols = KERN_PANEL; cols <= COLS_MAX; cols += KERN_PANEL)
        for (int kind = 0; kind < FILLS; kind++)
            for (int again = 0; again < 32; again++) {
                struct inverse_test t = make_inverse(outputs, planes, gain, cols, (enum fill)kind);
                if (!check_inverse(want, got, &t, again & 1)) return;
            }
    if (!bench) return;
    struct inverse_test t = make_inverse(outputs, planes, gain, 128, UNIT);
    struct kern_inverse v = give(&t, 5, 1);
    v.rows = outputs, v.plane = 32 * 128 + 16, v.y_row = v.add_row = 128, v.accumulate = 0;
    size_t np = (size_t)planes * (size_t)v.plane, ny = (size_t)outputs * 128;
    v.planes = fill(guarded(0, np), np, UNIT);
    v.add = fill(guarded(2, ny), ny, UNIT);
    v.y = fill(guarded(5, ny), ny, UNIT);
    inverse_now = got;
    bench_report("a block, 128 channels, statistics", peak_fastest_ns(run_inverse, &v), 0,
                 (planes + 2 * outputs) * 128.0 * 4);
}

void check_inverse_win6_f32(void)
{
    check_inverses(ref.inverse_win6_f32, new.inverse_win6_f32, KERN_WIN6_OUTPUTS, KERN_WIN6_PLANES,
                   32);
}

void check_inverse_fft16_k3_f32(void)
{
    check_inverses(ref.inverse_fft16_k3_f32, new.inverse_fft16_k3_f32, KERN_FFT16_OUTPUTS,
                   KERN_FFT16_PLANES, 4);
}

void check_inverse_fft32_k7_f32(void)
{
    check_inverses(ref.inverse_fft32_k7_f32, new.inverse_fft32_k7_f32, KERN_FFT32_OUTPUTS(7),
                   KERN_FFT32_PLANES, 4);
}

void check_inverse_fft32_k11_f32(void)
{
    check_inverses(ref.inverse_fft32_k11_f32, new.inverse_fft32_k11_f32, KERN_FFT32_OUTPUTS(11),
                   KERN_FFT32_PLANES, 4);
}

/* ------------------------------------------------------------------------------------ products */

static struct kern_planes make_planes(int planes, int rows, int ci, int co, int gap)
{
    struct kern_planes g = {.planes = planes, .rows = rows, .ci = ci, .co = co};
    const int row = ci > co ? ci : co;
    g.x_row = g.y_row = row + gap;
    g.x_plane = g.y_plane = rows * g.x_row + gap;
    size_t n = (size_t)(planes * ci * co);
    g.w = fill(guarded(1, n), n, UNIT);
    return g;
}

/* Both ways to call it: to memory of its own, and each plane into the slot before. */
static int check_planes(int planes, int rows, int ci, int co, enum fill kind)
{
    struct kern_planes g = make_planes(planes, rows, ci, co, rnd_in(0, 5));
    at("planes=%d rows=%d ci=%d co=%d x_row=%td x_plane=%td kind=%d", planes, rows, ci, co, g.x_row,
       g.x_plane, (int)kind);
    size_t nx = (size_t)((planes - 1) * g.x_plane) + extent(rows, g.x_row, ci);
    size_t ny = (size_t)((planes - 1) * g.y_plane) + extent(rows, g.y_row, co);
    if (rnd() & 1) { /* to be asked for, never to be touched: part of it is unreadable */
        g.wanted.at[0] = g.w;
        g.wanted.n[0] = (ptrdiff_t)(planes * ci * co) + 4096;
    }
    size_t slots = (size_t)g.x_plane + (nx > ny ? nx : ny);
    const float *x = g.x = fill(guarded(0, nx), nx, kind);
    float *y0 = fill(guarded(2, ny), ny, UNIT);
    float *want = g.y = guarded_copy(3, y0, ny);
    ref.planes_f32(&g);
    float *apart = g.y = guarded_copy(4, y0, ny);
    new.planes_f32(&g);
    float *in_place = fill(guarded(5, slots), slots, UNIT);
    memcpy(in_place + g.x_plane, x, nx * sizeof(float));
    g.x = in_place + g.x_plane;
    g.y = in_place;
    new.planes_f32(&g);
    for (size_t i = 0; i < ny; i++) {
        int p = (int)(i / (size_t)g.y_plane);
        int r = (int)(i % (size_t)g.y_plane / (size_t)g.y_row);
        int c = (int)(i % (size_t)g.y_plane % (size_t)g.y_row);
        double size = 0;
        if (r >= rows || c >= co) { /* between rows and planes: untouched */
            if (!near((double)y0[i], (double)apart[i], 0)) return 0;
            continue;
        }
        const float *w = g.w + (p * co + c / KERN_PANEL * KERN_PANEL) * ci + c % KERN_PANEL;
        for (int k = 0; k < ci; k++)
            size += fabs((double)x[p * g.x_plane + r * g.x_row + k] * (double)w[k * KERN_PANEL]);
        if (!near((double)want[i], (double)apart[i], (ci + 2) * EPS * size)) return 0;
        if (!near((double)apart[i], (double)in_place[i], 0)) return 0;
    }
    return 1;
}

static void run_planes(void *ctx)
{
    new.planes_f32(ctx);
}

void check_planes_f32(void)
{
    for (int rows = 1; rows <= 14; rows++)
        for (int ci = 1; ci <= 3 * KERN_PANEL; ci += rnd_in(1, KERN_PANEL))
            for (int co = KERN_PANEL; co <= 6 * KERN_PANEL; co += KERN_PANEL)
                if (!check_planes(rnd_in(1, 3), rows, ci, co, (enum fill)(rnd() % FILLS))) return;
    if (!bench) return;
    static const int rows[] = {12, 18, 24, 30, 36, 42, 48, 60};
    for (int c = 128; c <= 256; c *= 2)
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
            struct kern_planes g = make_planes(49, rows[i], c, c, 0);
            size_t n = 50 * (size_t)g.x_plane;
            float *slots = fill(guarded(0, n), n, UNIT);
            g.x = slots + g.x_plane;
            g.y = slots;
            char what[80];
            snprintf(what, sizeof(what), "49 planes, %d rows, %d -> %d", rows[i], c, c);
            double flops = 2.0 * 49 * rows[i] * c * c;
            bench_report(what, peak_fastest_ns(run_planes, &g), flops, 0);
        }
}

void check_mix_f32(void)
{
    for (int n = 1; n <= SIZES; n++)
        for (int rows = 1; rows <= 11; rows++)
            for (int kind = 0; kind < FILLS; kind++) {
                ptrdiff_t x_row = n + rnd_in(0, 3);
                at("rows=%d n=%d x_row=%td kind=%d", rows, n, x_row, kind);
                const size_t size = extent(rows, x_row, n), count = (size_t)n;
                const float *x = fill(guarded(0, size), size, (enum fill)kind);
                const float *share = fill(guarded(1, (size_t)rows), (size_t)rows, UNIT);
                float *a = guarded(2, count), *b = guarded(3, count);
                ref.mix_f32(a, x, x_row, share, rows, n);
                new.mix_f32(b, x, x_row, share, rows, n);
                for (int i = 0; i < n; i++) {
                    double sum = 0;
                    for (int r = 0; r < rows; r++)
                        sum += fabs((double)(share[r] * x[r * x_row + i]));
                    if (!near((double)a[i], (double)b[i], (rows + 1) * EPS * sum)) return;
                }
            }
}
