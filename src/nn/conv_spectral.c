/* conv_spectral.c - blocks, and what stays in which cache.
 *
 * A dilation of d makes d phases, each an ordinary convolution of every d-th row.  A block is M
 * consecutive output rows of one phase and needs k - 1 input rows more:
 *
 *     x      . o . . o . . o . . o . .      d = 3: the rows of one phase, read with a stride
 *              | pre, zeros beyond the ends
 *     stage  [ k-1 rows of the block before | M new rows ]                        first cache
 *              | forward
 *     planes [ slot 0 | slot 1 | ... | slot P ]   each [G blocks, C]              second cache
 *              | products: slot p + 1 -> slot p; each weight is read once for G blocks
 *              | inverse, bias, residual, sums for the statistics
 *     y      . o . . o . . o . . o . .
 *
 * G blocks that follow one another in (phase, index) order are a unit, the item of work of a
 * thread: as many as the second cache takes.  Blocks do not depend on each other, so units may be
 * cut by the number of threads; statistics are gathered in groups of blocks that depend on T alone,
 * and a unit is a number of whole groups. */
#include "nn/conv_spectral.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "kern/kern.h"
#include "nn/moments.h"

/* A multiple of a page plus a line between planes: their columns do not share a set of the cache.
 */
enum { PLANE_GAP = 16, TAPS_MAX = 11 };

struct method {
    int k, inputs, planes, outputs;
    int group; /* blocks whose statistics are gathered together */
    int span;  /* blocks that are staged together */
};

static const struct method methods[] = {
    {3, KERN_WIN6_INPUTS, KERN_WIN6_PLANES, KERN_WIN6_OUTPUTS, 16, 8},
    {7, KERN_FFT32_INPUTS, KERN_FFT32_PLANES, KERN_FFT32_OUTPUTS(7), 4, 1},
    {11, KERN_FFT32_INPUTS, KERN_FFT32_PLANES, KERN_FFT32_OUTPUTS(11), 4, 1},
};

static const struct method *method_of(int k)
{
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
        if (methods[i].k == k) return &methods[i];
    return NULL;
}

static void forward(const struct method *m, const float *x, ptrdiff_t x_row, float *planes,
                    ptrdiff_t plane, int cols)
{
    (m->k == 3 ? kern.forward_win6_f32 : kern.forward_fft32_f32)(x, x_row, planes, plane, cols);
}

static void inverse(const struct method *m, const struct kern_inverse *v)
{
    if (m->k == 3)
        kern.inverse_win6_f32(v);
    else if (m->k == 7)
        kern.inverse_fft32_k7_f32(v);
    else
        kern.inverse_fft32_k11_f32(v);
}

int conv_spectral_fits(const struct nn_conv1d *c)
{
    return method_of(c->k) && c->stride == 1 && c->pad == (c->k - 1) * c->dilation / 2 &&
           c->ci % KERN_PANEL == 0 && c->co % KERN_PANEL == 0;
}

/* ----------------------------------------------------------------------------------- spectrum */

size_t conv_spectral_size(const struct nn_conv1d *c)
{
    const struct method *m = method_of(c->k);
    return m ? (size_t)m->planes * (size_t)c->ci * (size_t)c->co : 0;
}

/* How much of tap j there is in plane p: the interpolation points' powers, or the DFT (conjugate,
 * because a convolution layer is a correlation) in the three forms of a complex product. */
static double share_of(const struct method *m, int p, int j)
{
    static const double win6[KERN_WIN6_PLANES][3] = {{1, 0, 0},
                                                     {-2.0 / 9, -2.0 / 9, -2.0 / 9},
                                                     {-2.0 / 9, 2.0 / 9, -2.0 / 9},
                                                     {1.0 / 90, 1.0 / 45, 2.0 / 45},
                                                     {1.0 / 90, -1.0 / 45, 2.0 / 45},
                                                     {32.0 / 45, 16.0 / 45, 8.0 / 45},
                                                     {32.0 / 45, -16.0 / 45, 8.0 / 45},
                                                     {0, 0, 1}};
    if (m->k == 3) return win6[p][j];
    if (p == 0) return j == 0;
    if (p == 1) return j == m->k - 1;
    if (p == 2) return 1.0 / 32;
    if (p == 3) return (j % 2 ? -1.0 : 1.0) / 32;
    double angle = 2 * M_PI * ((p - 1) / 3 * j) / 32;
    double re = cos(angle) / 32, im = sin(angle) / 32;
    return (p - 1) % 3 == 0 ? re : (p - 1) % 3 == 1 ? im - re : re + im;
}

struct making {
    const struct nn_conv1d *c;
    const struct method *m;
    float share[KERN_FFT32_PLANES][TAPS_MAX];
    float *spectrum;
};

/* One panel of outputs in every plane. */
static void make_panel(void *ctx, int panel, int part)
{
    (void)part;
    const struct making *k = ctx;
    const ptrdiff_t tap = (ptrdiff_t)k->c->ci * KERN_PANEL;
    const float *w = k->c->w + panel * tap * k->m->k;
    for (int p = 0; p < k->m->planes; p++)
        kern.mix_f32(k->spectrum + (ptrdiff_t)p * k->c->ci * k->c->co + panel * tap, w, tap,
                     k->share[p], k->m->k, (int)tap);
}

void conv_spectral_make(struct pool *pool, const struct nn_conv1d *c, float *spectrum)
{
    struct making k = {.c = c, .m = method_of(c->k), .spectrum = spectrum};
    assert(k.m);
    for (int p = 0; p < k.m->planes; p++)
        for (int j = 0; j < c->k; j++)
            k.share[p][j] = (float)share_of(k.m, p, j);
    nn_each(&(struct nn){.pool = pool}, c->co / KERN_PANEL, make_panel, &k);
}

/* ------------------------------------------------------------------------------------- choice */

int conv_spectral_pays(const struct nn_conv1d *c, int T)
{
    return T >= 16 * c->dilation;
}

/* ------------------------------------------------------------------------------------- blocks */

struct job {
    const struct nn_conv1d *c;
    const struct nn_conv1d_args *a;
    const struct method *m;
    struct nn_ready_pre pre;
    int blocks, groups, units;
    float *scratch; /* [parts][part_size]: stage, planes, sums */
    ptrdiff_t part_size, stage_size, plane, sums;
    float *moments; /* of groups; NULL: not wanted */
};

struct block {
    int phase, index; /* its outputs are rows index * M ... of the phase */
    int rows;         /* how many of them there are */
};

static int divide_up(int a, int b)
{
    return (a + b - 1) / b;
}

/* Rows that a phase has: the first T % d phases one more. */
static int phase_rows(const struct job *j, int phase)
{
    int d = j->c->dilation;
    return j->a->T / d + (phase < j->a->T % d);
}

static int count_blocks(const struct job *j)
{
    int d = j->c->dilation, longer = j->a->T % d, M = j->m->outputs;
    return longer * divide_up(j->a->T / d + 1, M) + (d - longer) * divide_up(j->a->T / d, M);
}

static struct block block_at(const struct job *j, int b)
{
    int d = j->c->dilation, longer = j->a->T % d, M = j->m->outputs;
    int in_long = divide_up(j->a->T / d + 1, M), in_short = divide_up(j->a->T / d, M);
    struct block at;
    if (b < longer * in_long) {
        at.phase = b / in_long;
        at.index = b % in_long;
    } else {
        b -= longer * in_long;
        at.phase = longer + b / in_short;
        at.index = b % in_short;
    }
    int left = phase_rows(j, at.phase) - at.index * M;
    at.rows = left < M ? left : M;
    return at;
}

/* Row u of a phase is row phase + u * d of the tensor. */
static ptrdiff_t tensor_row(const struct job *j, int phase, int u)
{
    return phase + (ptrdiff_t)u * j->c->dilation;
}

/* Rows u ... u + rows of a phase of pre(x), zero where there are none. */
static void stage_rows(const struct job *j, int phase, int u, int rows, float *stage)
{
    const ptrdiff_t ci = j->c->ci, have = phase_rows(j, phase);
    int lo = u < 0 ? -u : 0, hi = have - u < rows ? (int)(have - u) : rows;
    if (lo > rows) lo = rows;
    if (hi < lo) hi = lo;
    if (lo) memset(stage, 0, (size_t)(lo * ci) * sizeof(float));
    if (hi > lo) {
        ptrdiff_t t = tensor_row(j, phase, u + lo);
        nn_pre_rows(&j->pre, j->a->x + t * j->a->x_row, j->a->x_row * (ptrdiff_t)j->c->dilation,
                    (int)t, j->c->dilation, hi - lo, stage + lo * ci, ci);
    }
    if (hi < rows) memset(stage + hi * ci, 0, (size_t)((rows - hi) * ci) * sizeof(float));
}

/* Blocks [b0, b1) through the stage into slots 1 ... P of planes. */
static void forward_blocks(const struct job *j, int b0, int b1, float *stage, float *planes)
{
    const struct method *m = j->m;
    const ptrdiff_t ci = j->c->ci, row = ci > j->c->co ? ci : j->c->co;
    const int overlap = m->k - 1;
    for (int b = b0, n, staged = 0; b < b1; b += n) {
        struct block at = block_at(j, b);
        int in_phase = divide_up(phase_rows(j, at.phase), m->outputs) - at.index;
        n = m->span < b1 - b ? m->span : b1 - b;
        if (n > in_phase) n = in_phase;
        int first = at.index * m->outputs - overlap / 2, rows = n * m->outputs;
        if (at.index && b > b0) { /* the last rows staged are the first ones now */
            memmove(stage, stage + staged * ci, (size_t)(overlap * ci) * sizeof(float));
            stage_rows(j, at.phase, first + overlap, rows, stage + overlap * ci);
        } else {
            stage_rows(j, at.phase, first, rows + overlap, stage);
        }
        staged = rows;
        for (int i = 0; i < n; i++)
            forward(m, stage + (ptrdiff_t)i * m->outputs * ci, ci,
                    planes + j->plane + (b - b0 + i) * row, j->plane, j->c->ci);
    }
}

static void inverse_blocks(const struct job *j, int b0, int b1, const float *planes, float *sums)
{
    const struct nn_conv1d_args *a = j->a;
    const ptrdiff_t co = j->c->co, row = j->c->ci > co ? j->c->ci : co, d = j->c->dilation;
    struct kern_inverse v = {.plane = j->plane,
                             .cols = j->c->co,
                             .bias = j->c->bias,
                             .add_row = a->add_row * d,
                             .scale = a->scale == 0 ? 1 : a->scale,
                             .accumulate = a->accumulate,
                             .y_row = a->y_row * d};
    if (j->moments) v.shift = sums, v.sum = sums + co, v.squares = sums + 2 * co;
    for (int b = b0, n = 0; b < b1; b++) {
        struct block at = block_at(j, b);
        ptrdiff_t t = tensor_row(j, at.phase, at.index * j->m->outputs);
        v.planes = planes + (b - b0) * row;
        v.rows = at.rows;
        v.y = a->y + t * a->y_row;
        v.add = a->add ? a->add + t * a->add_row : NULL;
        v.first = n == 0;
        inverse(j->m, &v);
        n += at.rows;
        if (!j->moments || ((b + 1) % j->m->group && b + 1 < j->blocks)) continue;
        nn_moments_from_sums(j->moments, b / j->m->group, sums, n, j->c->co);
        n = 0;
    }
}

static void unit_item(void *ctx, int unit, int part)
{
    const struct job *j = ctx;
    const struct nn_conv1d *c = j->c;
    const ptrdiff_t row = c->ci > c->co ? c->ci : c->co;
    int b0 = (int)((ptrdiff_t)j->groups * unit / j->units) * j->m->group;
    int b1 = (int)((ptrdiff_t)j->groups * (unit + 1) / j->units) * j->m->group;
    if (b1 > j->blocks) b1 = j->blocks;
    float *stage = j->scratch + part * j->part_size, *planes = stage + j->stage_size;
    forward_blocks(j, b0, b1, stage, planes);
    struct kern_planes g = {.planes = j->m->planes,
                            .rows = b1 - b0,
                            .ci = c->ci,
                            .co = c->co,
                            .x = planes + j->plane,
                            .x_row = row,
                            .x_plane = j->plane,
                            .w = c->spectrum,
                            .y = planes,
                            .y_row = row,
                            .y_plane = j->plane};
    kern.planes_f32(&g);
    inverse_blocks(j, b0, b1, planes, planes + (j->m->planes + 1) * j->plane);
}

/* Blocks of a unit: what the planes may take of the second cache, of 2 MB here. */
static int unit_blocks(const struct job *j)
{
    int c = j->c->ci > j->c->co ? j->c->ci : j->c->co;
    int fit = (1 << 19) / (j->m->planes * c); /* floats */
    return fit < 16 ? 16 : fit > 64 ? 64 : fit;
}

/* Even units, a whole number of rounds for the threads there are. */
static void cut(struct job *j, int threads)
{
    int most = unit_blocks(j) / j->m->group;
    if (most < 1) most = 1;
    j->blocks = count_blocks(j);
    j->groups = divide_up(j->blocks, j->m->group);
    j->units = divide_up(divide_up(j->groups, most), threads) * threads;
    if (j->units > j->groups) j->units = j->groups;
    const ptrdiff_t ci = j->c->ci, row = ci > j->c->co ? ci : j->c->co;
    int rows = divide_up(j->groups, j->units) * j->m->group;
    j->plane = rows * row + PLANE_GAP;
    j->stage_size = (j->m->span * j->m->outputs + j->m->k - 1) * ci;
    j->part_size = j->stage_size + (j->m->planes + 1) * j->plane + 3 * (ptrdiff_t)j->c->co;
}

void conv_spectral(const struct nn *nn, const struct nn_conv1d *c, const struct nn_conv1d_args *a)
{
    size_t mark = arena_mark(nn->scratch);
    struct job j = {.c = c, .a = a, .m = method_of(c->k)};
    assert(c->spectrum && j.m && a->T >= 1);
    j.pre = nn_pre_ready(nn, a->pre, c->ci);
    cut(&j, pool_threads(nn->pool));
    size_t parts = (size_t)nn_parts(nn, j.units);
    j.scratch = arena_take(nn->scratch, parts * (size_t)j.part_size, sizeof(float));
    if (a->stats)
        j.moments = arena_take(nn->scratch, nn_moments_size(j.groups, c->co), sizeof(float));
    if (!nn_counting(nn)) {
        nn_each(nn, j.units, unit_item, &j);
        if (a->stats) nn_moments_join(j.moments, j.groups, c->co, NN_EPS, a->stats);
    }
    arena_reset(nn->scratch, mark);
}
