/* spectral_blocks.c - blocks, and what stays in which cache.
 *
 * A dilation of d makes d phases, each an ordinary convolution of every d-th row.  A block is M
 * consecutive output rows of one phase and needs k - 1 input rows more (k: the method's); a step is
 * a few blocks (`span`) of each phase, so that its rows are one stretch of the tensor:
 *
 *     x      abcabcabcabcabcabc|abcabc...     d = 3, phases a b c; a step, then the next one
 *              | pre, zeros beyond the ends
 *     stage  [ k - 1 rows of this phase from the step before | new rows ]         first cache
 *              | forward
 *     planes [ slot 0 | slot 1 | ... | slot P ]   each [G blocks, C]              second cache
 *              | products: slot p + 1 -> slot p; each weight is read once for G blocks
 *              | inverse, bias, residual, sums for the statistics
 *     y      abcabcabcabcabcabc|
 *
 * Some steps are a unit, the item of work of a thread: as many as the second cache takes.  Blocks
 * do not depend on each other, so units may be cut by the number of threads; statistics are
 * gathered over groups of steps that depend on T alone, and a unit is a number of whole groups. */
#include "nn/spectral_blocks.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "nn/moments.h"

/* A multiple of a page plus a line between planes, of bf16 too: their columns do not share a set of
 * the cache. */
enum { PLANE_GAP = 32 };

/* Rows of a group, about. */
enum { GROUP_ROWS = 120 };

/* Short tensors have smaller groups and steps: so many for the threads to share. */
enum { SHARES = 8 };

enum { TAPS_MAX = 11 };

/* Floats in the planes of a unit, about, however wide the layer is. */
enum { UNIT_SIZE = 1 << 19 };

int spectral_blocks_fit(const struct nn_conv1d *c)
{
    return c->stride == 1 && c->pad % c->dilation == 0 && c->co % KERN_PANEL == 0;
}

double spectral_fft_share(int n, int k, int plane, int tap)
{
    if (plane == 0) return tap == 0;
    if (plane == 1) return tap == k - 1;
    if (plane == 2) return 1.0 / n;
    if (plane == 3) return (tap % 2 ? -1.0 : 1.0) / n;
    int bin = (plane - 1) / 3;
    double angle = 2 * M_PI / n * (bin * tap);
    double re = cos(angle) / n, im = sin(angle) / n;
    return (plane - 1) % 3 == 0 ? re : (plane - 1) % 3 == 1 ? im - re : re + im;
}

const struct spectral_method *spectral_method_of(const struct spectral_method *methods, size_t n,
                                                 int k)
{
    for (size_t i = 0; i < n; i++)
        if (methods[i].k == k) return &methods[i];
    return NULL;
}

/* ----------------------------------------------------------------------------------- spectrum */

struct making {
    const struct nn_conv1d *c;
    const struct spectral_steps *steps;
    int planes;
    float share[KERN_FFT32_PLANES][TAPS_MAX];
    void *spectrum;
};

/* One panel of outputs in every plane. */
static void make_panel(void *ctx, int panel, int part)
{
    (void)part;
    const struct making *k = ctx;
    const ptrdiff_t tap = (ptrdiff_t)k->c->ci * KERN_PANEL;
    const float *w = k->c->w + panel * tap * k->c->k;
    for (int p = 0; p < k->planes; p++)
        k->steps->mix(k->spectrum, (ptrdiff_t)p * k->c->ci * k->c->co + panel * tap, w, tap,
                      k->share[p], k->c->k, (int)tap);
}

void spectral_make(struct pool *pool, const struct nn_conv1d *c, const struct spectral_method *m,
                   int planes, const struct spectral_steps *steps, void *spectrum)
{
    struct making k = {.c = c, .steps = steps, .planes = planes, .spectrum = spectrum};
    assert(m && planes <= KERN_FFT32_PLANES && c->k <= TAPS_MAX);
    for (int p = 0; p < planes; p++)
        for (int j = 0; j < c->k; j++)
            k.share[p][j] = (float)steps->share(m, p, j);
    nn_each(&(struct nn){.pool = pool}, c->co / KERN_PANEL, make_panel, &k);
}

/* ------------------------------------------------------------------------------------- blocks */

struct job {
    const struct nn_conv1d *c;
    const struct nn_conv1d_args *a;
    const struct spectral_method *m;
    const struct spectral_steps *steps;
    struct nn_ready_pre pre;
    int rows;        /* To */
    ptrdiff_t in;    /* ci in whole panels, as transforms want them: zeros at a row's end */
    ptrdiff_t width; /* of a block's row in a plane: the wider side */
    int span;        /* blocks of a phase in one step */
    int indexes;     /* blocks of the longest phase; others may have an empty one */
    int group;       /* indexes whose statistics are gathered together: whole steps */
    int groups, units;
    float *scratch; /* [parts]: stage, tails, planes, sums */
    ptrdiff_t part_size, stage_size, tail_size, plane;
    float *moments; /* of groups; NULL: not wanted */
};

/* What a part has for itself. */
struct room {
    float *stage;
    float *tails;  /* [dilation][k - 1, ci] the last rows staged of each phase */
    float *planes; /* slots 0 ... P */
    char *inputs;  /* the input planes: the last of those slots */
    float *sums;   /* [3][co] */
};

static int divide_up(int a, int b)
{
    return (a + b - 1) / b;
}

/* What a phase has of so many rows: the first rows % d phases one more. */
static int phase_rows(const struct job *j, int phase, int rows)
{
    int d = j->c->dilation;
    return rows / d + (phase < rows % d);
}

/* Rows u ... u + rows of a phase of pre(x), zero where there are none. */
static void stage_rows(const struct job *j, int phase, int u, int rows, float *stage)
{
    const ptrdiff_t in = j->in, d = j->c->dilation, have = phase_rows(j, phase, j->a->T);
    const size_t gap = (size_t)(in - j->c->ci) * sizeof(float);
    int lo = u < 0 ? -u : 0, hi = have - u < rows ? (int)(have - u) : rows;
    if (lo > rows) lo = rows;
    if (hi < lo) hi = lo;
    if (lo) memset(stage, 0, (size_t)(lo * in) * sizeof(float));
    if (hi > lo) {
        ptrdiff_t t = phase + (u + lo) * d;
        nn_pre_rows(&j->pre, j->a->x + t * j->a->x_row, j->a->x_row * d, (int)t, (int)d, hi - lo,
                    stage + lo * in, in);
        for (int r = lo; gap && r < hi; r++)
            memset(stage + r * in + j->c->ci, 0, gap);
    }
    if (hi < rows) memset(stage + hi * in, 0, (size_t)((rows - hi) * in) * sizeof(float));
}

/* Blocks [i0, i1) of every phase through the stage into slots 1 ... P. */
static void forward_blocks(const struct job *j, int i0, int i1, const struct room *r)
{
    const struct spectral_method *m = j->m;
    const ptrdiff_t in = j->in, d = j->c->dilation, overlap = m->k - 1;
    const size_t tail_bytes = (size_t)(overlap * in) * sizeof(float);
    for (int i = i0; i < i1; i += j->span) {
        int n = i1 - i < j->span ? i1 - i : j->span, rows = n * m->outputs;
        int first = i * m->outputs - j->c->pad / j->c->dilation;
        for (int phase = 0; phase < d; phase++) {
            float *tail = r->tails + phase * overlap * in;
            if (i == i0) {
                stage_rows(j, phase, first, rows + (int)overlap, r->stage);
            } else {
                memcpy(r->stage, tail, tail_bytes);
                stage_rows(j, phase, first + (int)overlap, rows, r->stage + overlap * in);
            }
            if (i + n < i1) memcpy(tail, r->stage + rows * in, tail_bytes);
            ptrdiff_t row = ((i - i0) * d + phase) * j->width * j->steps->value_bytes;
            ptrdiff_t step = d * j->width * j->steps->value_bytes;
            for (int b = 0; b < n; b++)
                j->steps->forward(m, r->stage + (ptrdiff_t)b * m->outputs * in, in,
                                  r->inputs + row + b * step, j->plane, (int)in);
        }
    }
}

/* Blocks [i0, i1) of every phase, a group, out of slots 0 ... P - 1; planes is its first row. */
static void inverse_group(const struct job *j, int i0, int i1, const float *planes, float *sums)
{
    const struct nn_conv1d_args *a = j->a;
    const ptrdiff_t co = j->c->co, d = j->c->dilation;
    struct kern_inverse v = {.planes = planes,
                             .plane = j->plane,
                             .cols = j->c->co,
                             .bias = j->c->bias,
                             .add_row = a->add_row * d,
                             .scale = a->scale == 0 ? 1 : a->scale,
                             .accumulate = a->accumulate,
                             .y_row = a->y_row * d};
    if (j->moments) v.shift = sums, v.sum = sums + co, v.squares = sums + 2 * co;
    int done = 0;
    for (int i = i0; i < i1; i++)
        for (int phase = 0; phase < d; phase++, v.planes += j->width) {
            int u = i * j->m->outputs, left = phase_rows(j, phase, j->rows) - u;
            if (left <= 0) continue;
            ptrdiff_t t = phase + u * d;
            v.rows = left < j->m->outputs ? left : j->m->outputs;
            v.y = a->y + t * a->y_row;
            v.add = a->add ? a->add + t * a->add_row : NULL;
            v.first = done == 0;
            j->steps->inverse(j->m, &v);
            done += v.rows;
        }
    if (j->moments) nn_moments_from_sums(j->moments, i0 / j->group, sums, done, j->c->co);
}

static int last_index(const struct job *j, int group)
{
    int i = (group + 1) * j->group;
    return i < j->indexes ? i : j->indexes;
}

/* What the inverse will read and write, if it is one stretch of memory. */
static void want_rows(const struct job *j, int i0, int i1, struct kern_planes *g)
{
    const struct nn_conv1d_args *a = j->a;
    const ptrdiff_t rows = (ptrdiff_t)j->m->outputs * j->c->dilation, co = j->c->co;
    ptrdiff_t t0 = i0 * rows, t1 = i1 * rows < j->rows ? i1 * rows : j->rows;
    if (a->add && a->add_row == co) {
        g->wanted.at[0] = a->add + t0 * co;
        g->wanted.n[0] = (t1 - t0) * co;
    }
    if (a->add != a->y && a->y_row == co) {
        g->wanted.at[1] = a->y + t0 * co;
        g->wanted.n[1] = (t1 - t0) * co;
    }
}

static void unit_item(void *ctx, int unit, int part)
{
    const struct job *j = ctx;
    const struct nn_conv1d *c = j->c;
    int g0 = (int)((ptrdiff_t)j->groups * unit / j->units);
    int g1 = (int)((ptrdiff_t)j->groups * (unit + 1) / j->units);
    int i0 = g0 * j->group, i1 = last_index(j, g1 - 1);
    struct room r = {.stage = j->scratch + part * j->part_size};
    r.tails = r.stage + j->stage_size;
    r.planes = r.tails + j->tail_size;
    r.sums = r.planes + (j->m->planes + 1) * j->plane;
    r.inputs = (char *)r.sums - j->m->planes * j->plane * j->steps->value_bytes;
    forward_blocks(j, i0, i1, &r);
    struct kern_planes g = {.planes = j->m->planes,
                            .rows = (i1 - i0) * c->dilation,
                            .ci = c->ci,
                            .co = c->co,
                            .x_row = j->width,
                            .x_plane = j->plane,
                            .y = r.planes,
                            .y_row = j->width,
                            .y_plane = j->plane};
    want_rows(j, i0, i1, &g);
    j->steps->products(c, &g, r.inputs);
    for (int g_now = g0; g_now < g1; g_now++) {
        int i = g_now * j->group;
        inverse_group(j, i, last_index(j, g_now), r.planes + (i - i0) * c->dilation * j->width,
                      r.sums);
    }
}

/* Even units, a whole number of rounds for the threads there are. */
static void cut(struct job *j, int threads)
{
    const struct spectral_method *m = j->m;
    const int d = j->c->dilation;
    const ptrdiff_t overlap = m->k - 1;
    j->in = (j->c->ci + KERN_PANEL - 1) / KERN_PANEL * KERN_PANEL;
    j->width = j->in > j->c->co ? j->in : j->c->co;
    j->indexes = divide_up(divide_up(j->rows, d), m->outputs);
    int share = j->indexes / SHARES > 1 ? j->indexes / SHARES : 1;
    j->span = share < m->span ? share : m->span;
    int step_rows = j->span * m->outputs * d;
    int group_rows = j->rows / SHARES < GROUP_ROWS ? j->rows / SHARES : GROUP_ROWS;
    int steps = (group_rows + step_rows / 2) / step_rows;
    j->group = (steps > 1 ? steps : 1) * j->span;
    j->groups = divide_up(j->indexes, j->group);
    int most = UNIT_SIZE / (int)((m->planes + 1) * j->width);
    most = (m->unit < most ? m->unit : most) / (j->group * d);
    j->units = divide_up(divide_up(j->groups, most > 1 ? most : 1), threads) * threads;
    if (j->units > j->groups) j->units = j->groups;
    int blocks = divide_up(j->groups, j->units) * j->group * d;
    j->plane = blocks * j->width + PLANE_GAP;
    j->stage_size = (j->span * m->outputs + overlap) * j->in;
    j->tail_size = d * overlap * j->in;
    j->part_size =
        j->stage_size + j->tail_size + (m->planes + 1) * j->plane + 3 * (ptrdiff_t)j->c->co;
}

void spectral_blocks(const struct nn *nn, const struct nn_conv1d *c, const struct nn_conv1d_args *a,
                     const struct spectral_method *m, const struct spectral_steps *steps)
{
    size_t mark = arena_mark(nn->scratch);
    struct job j = {.c = c, .a = a, .m = m, .steps = steps, .rows = nn_conv1d_rows(c, a->T)};
    assert(m && m->k >= c->k && j.rows >= 1);
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
