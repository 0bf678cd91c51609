/* kern_spectral_body.h - convolution in the transform domain, once for every instruction set
 * (kern.h says what each entry computes).  Include after kern_fft_body.h. */

/* ------------------------------------------------------------------------------------ forward */

/* Toom-Cook at 0, 1, -1, 2, -2, 1/2, -1/2 and infinity: rows of the transposed interpolation. */
static void forward_win6_f32(const float *x, ptrdiff_t x_row, float *planes, ptrdiff_t plane,
                             int cols)
{
    for (int c = 0; c < cols; c += VF_LANES, x += VF_LANES, planes += VF_LANES) {
        vf v[KERN_WIN6_INPUTS];
        UNROLL for (int i = 0; i < KERN_WIN6_INPUTS; i++) v[i] = vf_load(x + i * x_row);
        const vf c5_4 = vf_set1(1.25f), c5_2 = vf_set1(2.5f), c17_4 = vf_set1(4.25f);
        const vf c21_4 = vf_set1(5.25f), c2 = vf_set1(2), c4 = vf_set1(4);
        const vf c1_2 = vf_set1(0.5f), c1_4 = vf_set1(0.25f);
        vf_store(planes, vf_fma(vf_sub(v[4], v[2]), c21_4, vf_sub(v[0], v[6])));
        vf even = vf_fnma(c17_4, v[4], vf_add(v[2], v[6]));
        vf odd = vf_fnma(c17_4, v[3], vf_add(v[1], v[5]));
        vf_store(planes + plane, vf_add(even, odd));
        vf_store(planes + 2 * plane, vf_sub(even, odd));
        even = vf_fnma(c5_4, v[4], vf_fma(c1_4, v[2], v[6]));
        odd = vf_fma(c2, v[5], vf_fnma(c5_2, v[3], vf_mul(c1_2, v[1])));
        vf_store(planes + 3 * plane, vf_add(even, odd));
        vf_store(planes + 4 * plane, vf_sub(even, odd));
        even = vf_fma(c4, vf_fnma(c5_4, v[4], v[2]), v[6]);
        odd = vf_fma(c1_2, v[5], vf_fnma(c5_2, v[3], vf_mul(c2, v[1])));
        vf_store(planes + 5 * plane, vf_add(even, odd));
        vf_store(planes + 6 * plane, vf_sub(even, odd));
        vf_store(planes + 7 * plane, vf_fma(vf_sub(v[3], v[5]), c21_4, vf_sub(v[7], v[1])));
    }
}

static void forward_fft32_f32(const float *x, ptrdiff_t x_row, float *planes, ptrdiff_t plane,
                              int cols)
{
    for (int c = 0; c < cols; c += VF_LANES, x += VF_LANES, planes += VF_LANES) {
        vf v[KERN_FFT32_INPUTS], re[17], im[17];
        UNROLL for (int i = 0; i < KERN_FFT32_INPUTS; i++) v[i] = vf_load(x + i * x_row);
        vf_store(planes, vf_sub(v[0], v[32]));
        vf_store(planes + plane, vf_sub(v[33], v[1]));
        fft_32(re, im, v + 1);
        vf_store(planes + 2 * plane, re[0]);
        vf_store(planes + 3 * plane, re[16]);
        UNROLL for (int b = 1; b < 16; b++)
        {
            float *p = planes + (3 * b + 1) * plane;
            vf_store(p, vf_add(re[b], im[b]));
            vf_store(p + plane, re[b]);
            vf_store(p + 2 * plane, im[b]);
        }
    }
}

/* ------------------------------------------------------------------------------------ inverse */

/* One strip of a block, on its way from registers to y.  All is read before anything is written:
 * rows of add and of y often stand a multiple of 4 KB apart, and then a load would wait for the
 * store before it to reach the cache. */
static void finish(const struct kern_inverse *v, vf *sums, int c)
{
    const vf scale = vf_set1(v->scale), bias = v->bias ? vf_load(v->bias + c) : vf_set1(0);
    const float *add = v->add ? v->add + c : NULL;
    float *y = v->y + c;
    if (add)
        for (int r = 0; r < v->rows; r++)
            sums[r] = vf_add(sums[r], vf_load(add + r * v->add_row));
    for (int r = 0; r < v->rows; r++)
        sums[r] = vf_mul(vf_add(sums[r], bias), scale);
    if (v->accumulate)
        for (int r = 0; r < v->rows; r++)
            sums[r] = vf_add(sums[r], vf_load(y + r * v->y_row));
    if (v->sum) {
        vf shift = sums[0], s1 = vf_set1(0), s2 = s1;
        if (!v->first) {
            shift = vf_load(v->shift + c);
            s1 = vf_load(v->sum + c);
            s2 = vf_load(v->squares + c);
        }
        for (int r = 0; r < v->rows; r++) {
            vf d = vf_sub(sums[r], shift);
            s1 = vf_add(s1, d);
            s2 = vf_fma(d, d, s2);
        }
        vf_store(v->shift + c, shift);
        vf_store(v->sum + c, s1);
        vf_store(v->squares + c, s2);
    }
    for (int r = 0; r < v->rows; r++)
        vf_store(y + r * v->y_row, sums[r]);
}

static void inverse_win6_f32(const struct kern_inverse *v)
{
    const float *p = v->planes;
    for (int c = 0; c < v->cols; c += VF_LANES, p += VF_LANES) {
        vf m[KERN_WIN6_PLANES], y[KERN_WIN6_OUTPUTS];
        UNROLL for (int i = 0; i < KERN_WIN6_PLANES; i++) m[i] = vf_load(p + i * v->plane);
        vf s1 = vf_add(m[1], m[2]), d1 = vf_sub(m[1], m[2]);
        vf s2 = vf_add(m[3], m[4]), d2 = vf_sub(m[3], m[4]);
        vf s3 = vf_add(m[5], m[6]), d3 = vf_sub(m[5], m[6]);
        y[0] = vf_add(vf_add(m[0], s1), vf_add(s2, s3));
        y[1] = vf_fma(vf_set1(2), d2, vf_fma(vf_set1(0.5f), d3, d1));
        y[2] = vf_fma(vf_set1(4), s2, vf_fma(vf_set1(0.25f), s3, s1));
        y[3] = vf_fma(vf_set1(8), d2, vf_fma(vf_set1(0.125f), d3, d1));
        y[4] = vf_fma(vf_set1(16), s2, vf_fma(vf_set1(0.0625f), s3, s1));
        y[5] = vf_fma(vf_set1(32), d2, vf_fma(vf_set1(0.03125f), d3, vf_add(d1, m[7])));
        finish(v, y, c);
    }
}

/* outputs = 35 - k of the 32 + 2 there are */
FFT_INLINE void inverse_fft32(const struct kern_inverse *v, const int outputs)
{
    const float *p = v->planes;
    for (int c = 0; c < v->cols; c += VF_LANES, p += VF_LANES) {
        vf re[17], im[17], x[32], y[32];
        re[0] = vf_load(p + 2 * v->plane);
        re[16] = vf_load(p + 3 * v->plane);
        UNROLL for (int b = 1; b < 16; b++)
        {
            const float *q = p + (3 * b + 1) * v->plane;
            vf sum = vf_load(q);
            re[b] = vf_sub(sum, vf_load(q + 2 * v->plane));
            im[b] = vf_add(sum, vf_load(q + v->plane));
        }
        fft_back_32(x, re, im);
        y[0] = vf_add(x[31], vf_load(p));
        UNROLL for (int m = 1; m < outputs; m++) y[m] = x[m - 1];
        y[outputs - 1] = vf_add(y[outputs - 1], vf_load(p + v->plane));
        finish(v, y, c);
    }
}

static void inverse_fft32_k7_f32(const struct kern_inverse *v)
{
    inverse_fft32(v, KERN_FFT32_OUTPUTS(7));
}

static void inverse_fft32_k11_f32(const struct kern_inverse *v)
{
    inverse_fft32(v, KERN_FFT32_OUTPUTS(11));
}

static void inverse_fft16_k3_f32(const struct kern_inverse *v)
{
    const int outputs = KERN_FFT16_OUTPUTS;
    const float *p = v->planes;
    for (int c = 0; c < v->cols; c += VF_LANES, p += VF_LANES) {
        vf re[9], im[9], x[16], y[16];
        re[0] = vf_load(p + 2 * v->plane);
        re[8] = vf_load(p + 3 * v->plane);
        UNROLL for (int b = 1; b < 8; b++)
        {
            const float *q = p + (3 * b + 1) * v->plane;
            vf sum = vf_load(q);
            re[b] = vf_sub(sum, vf_load(q + 2 * v->plane));
            im[b] = vf_add(sum, vf_load(q + v->plane));
        }
        fft_back_16(x, 1, re, im);
        y[0] = vf_add(x[15], vf_load(p));
        UNROLL for (int m = 1; m < outputs; m++) y[m] = x[m - 1];
        y[outputs - 1] = vf_add(y[outputs - 1], vf_load(p + v->plane));
        finish(v, y, c);
    }
}

/* ------------------------------------------------------------------------------------ products
 *
 * The tile of kern_gemm_body.h without what stands around it.  Weights stream through once for all
 * rows and come from memory, not from cache: while the rows pass over some columns, the columns
 * after these are asked for, little by little, and towards the end what the caller wants. */
struct plane_asks {
    const float *weights, *rows;
    ptrdiff_t pace; /* floats of weights a step; of rows ROWS_PACE */
};

/* A line every four steps: memory gives about as much, and more would hold up the tile's loads. */
enum { ROWS_PACE = 4 };

FFT_INLINE void plane_tile(const float *x, ptrdiff_t x_row, const float *w, int ci, float *y,
                           ptrdiff_t y_row, const struct plane_asks *asks, const int rows,
                           const int panels)
{
    const int vecs = panels * PANEL_VECS;
    const ptrdiff_t panel = (ptrdiff_t)ci * KERN_PANEL, pace = asks->pace;
    const float *ask = asks->weights, *ask_rows = asks->rows;
    vf s[TILE_ROWS][TILE_PANELS * PANEL_VECS];
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < vecs; v++) s[r][v] =
        vf_set1(0);
    for (int i = 0; i < ci; i++, w += KERN_PANEL, ask += pace, ask_rows += ROWS_PACE) {
        vf wv[TILE_PANELS * PANEL_VECS];
        __builtin_prefetch(ask, 0, 2);
        __builtin_prefetch(ask_rows, 0, 2);
        UNROLL for (int v = 0; v < vecs; v++) wv[v] =
            vf_load(w + v / PANEL_VECS * panel + v % PANEL_VECS * VF_LANES);
        UNROLL for (int r = 0; r < rows; r++)
        {
            vf b = vf_set1(x[r * x_row + i]);
            UNROLL for (int v = 0; v < vecs; v++) s[r][v] = vf_fma(b, wv[v], s[r][v]);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < vecs; v++)
        vf_store(y + r * y_row + v * VF_LANES, s[r][v]);
}

typedef void plane_tile_fn(const float *x, ptrdiff_t x_row, const float *w, int ci, float *y,
                           ptrdiff_t y_row, const struct plane_asks *asks);

// clang-format off
#define PLANE_PANELS (GEMM_PANELS(TILE_ROWS))
#define PLANE_TILE(R, P)                                                                          \
    static void plane_tile_##R##_##P(const float *x, ptrdiff_t x_row, const float *w, int ci,     \
                                     float *y, ptrdiff_t y_row, const struct plane_asks *asks)    \
    {                                                                                             \
        plane_tile(x, x_row, w, ci, y, y_row, asks, R, (P) <= PLANE_PANELS ? (P) : PLANE_PANELS); \
    }
#define PLANE_TILES(R) PLANE_TILE(R, 1) PLANE_TILE(R, 2) PLANE_TILE(R, 3) PLANE_TILE(R, 4)
#define PLANE_NAMES(R) {plane_tile_##R##_1, plane_tile_##R##_2, plane_tile_##R##_3,               \
                        plane_tile_##R##_4}
PLANE_TILES(1) PLANE_TILES(2) PLANE_TILES(3) PLANE_TILES(4) PLANE_TILES(5) PLANE_TILES(6)
static plane_tile_fn *const plane_tiles[TILE_ROWS][4] = {PLANE_NAMES(1), PLANE_NAMES(2),
                                                         PLANE_NAMES(3), PLANE_NAMES(4),
                                                         PLANE_NAMES(5), PLANE_NAMES(6)};
// clang-format on

static void planes_f32(const struct kern_planes *g)
{
    const int panels = g->co / KERN_PANEL, tiles_down = (g->rows + TILE_ROWS - 1) / TILE_ROWS;
    const int groups = (panels + PLANE_PANELS - 1) / PLANE_PANELS;
    const ptrdiff_t panel = (ptrdiff_t)g->ci * KERN_PANEL, rows_ask = (ptrdiff_t)g->ci * ROWS_PACE;
    struct kern_wanted left = g->wanted;
    const float *w = g->w, *end = g->w + g->planes * panels * panel;
    /* As late as it can be, or the weights that follow would drive it out again. */
    ptrdiff_t tiles_left = (ptrdiff_t)g->planes * groups * tiles_down;
    const ptrdiff_t late = (left.n[0] + left.n[1]) / rows_ask + 2;
    for (int p = 0; p < g->planes; p++)
        for (int at = 0; at < panels; at += PLANE_PANELS) {
            const float *x = g->x + p * g->x_plane;
            float *y = g->y + p * g->y_plane + (ptrdiff_t)at * KERN_PANEL;
            int n = panels - at < PLANE_PANELS ? panels - at : PLANE_PANELS;
            const float *next = w + n * panel;
            ptrdiff_t pace = tile_pace(n, tiles_down);
            for (int i = 0, row = 0, n_rows; i < tiles_down; i++, row += n_rows, tiles_left--) {
                int to_come = tiles_down - i;
                n_rows = (g->rows - row + to_come - 1) / to_come;
                const float *rows = tiles_left <= late ? tile_wanted(&left, rows_ask) : NULL;
                struct plane_asks asks = {next + i * pace * g->ci, rows ? rows : w, pace};
                if (end - next < (i + 1) * pace * g->ci) asks.weights = w;
                plane_tiles[n_rows - 1][n - 1](x + row * g->x_row, g->x_row, w, g->ci,
                                               y + row * g->y_row, g->y_row, &asks);
            }
            w = next;
        }
}

static void mix_f32(float *y, const float *x, ptrdiff_t x_row, const float *share, int rows, int n)
{
    for (int i = 0; i < n; i += VF_LANES) {
        int k = n - i < VF_LANES ? n - i : VF_LANES;
        vf s = vf_mul(vf_set1(share[0]), vf_load_n(x + i, k));
        for (int r = 1; r < rows; r++)
            s = vf_fma(vf_set1(share[r]), vf_load_n(x + r * x_row + i, k), s);
        vf_store_n(y + i, s, k);
    }
}
