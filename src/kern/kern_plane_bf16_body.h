/* kern_plane_bf16_body.h - products of planes in bf16: kern_spectral_body.h's tile over pairs of
 * inputs, as in kern_gemm_bf16_body.h. */

struct pair_asks {
    const uint16_t *weights;
    const float *rows;
    ptrdiff_t pace; /* values of weights a step; of rows PAIR_ROWS_PACE floats */
};

enum { PAIR_ROWS_PACE = 8 };

static inline __attribute__((always_inline)) void
pair_plane_tile(const uint16_t *x, ptrdiff_t x_row, const uint16_t *w, int ci, float *y,
                ptrdiff_t y_row, const struct pair_asks *asks, const int rows, const int panels)
{
    const int vecs = panels * PANEL_VECS;
    const ptrdiff_t panel = (ptrdiff_t)ci * KERN_PANEL, pace = asks->pace;
    const uint16_t *ask = asks->weights;
    const float *ask_rows = asks->rows;
    vf s[TILE_ROWS][TILE_PANELS * PANEL_VECS];
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < vecs; v++) s[r][v] =
        vf_set1(0);
    for (int i = 0; i < ci; i += 2, w += 2 * KERN_PANEL, ask += pace, ask_rows += PAIR_ROWS_PACE) {
        vp wv[TILE_PANELS * PANEL_VECS];
        __builtin_prefetch(ask, 0, 2);
        __builtin_prefetch(ask_rows, 0, 2);
        UNROLL for (int v = 0; v < vecs; v++) wv[v] =
            vp_load(w + v / PANEL_VECS * panel + v % PANEL_VECS * 2 * VF_LANES);
        UNROLL for (int r = 0; r < rows; r++)
        {
            vp b = vp_set1(x + r * x_row + i);
            UNROLL for (int v = 0; v < vecs; v++) s[r][v] = vp_dot(s[r][v], b, wv[v]);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < vecs; v++)
        vf_store(y + r * y_row + v * VF_LANES, s[r][v]);
}

typedef void pair_plane_fn(const uint16_t *x, ptrdiff_t x_row, const uint16_t *w, int ci, float *y,
                           ptrdiff_t y_row, const struct pair_asks *asks);

// clang-format off
#define PAIR_PLANE_PANELS (GEMM_PANELS(TILE_ROWS))
#define PAIR_PLANE(R, P)                                                                          \
    static void pair_plane_##R##_##P(const uint16_t *x, ptrdiff_t x_row, const uint16_t *w,       \
                                     int ci, float *y, ptrdiff_t y_row,                           \
                                     const struct pair_asks *asks)                                \
    {                                                                                             \
        pair_plane_tile(x, x_row, w, ci, y, y_row, asks, R,                                       \
                        (P) <= PAIR_PLANE_PANELS ? (P) : PAIR_PLANE_PANELS);                      \
    }
#define PAIR_PLANES(R) PAIR_PLANE(R, 1) PAIR_PLANE(R, 2) PAIR_PLANE(R, 3) PAIR_PLANE(R, 4)
#define PAIR_PLANE_NAMES(R) {pair_plane_##R##_1, pair_plane_##R##_2, pair_plane_##R##_3,          \
                             pair_plane_##R##_4}
PAIR_PLANES(1) PAIR_PLANES(2) PAIR_PLANES(3) PAIR_PLANES(4) PAIR_PLANES(5) PAIR_PLANES(6)
static pair_plane_fn *const pair_planes[TILE_ROWS][4] = {
    PAIR_PLANE_NAMES(1), PAIR_PLANE_NAMES(2), PAIR_PLANE_NAMES(3),
    PAIR_PLANE_NAMES(4), PAIR_PLANE_NAMES(5), PAIR_PLANE_NAMES(6)};
// clang-format on

static void planes_bf16(const struct kern_planes_bf16 *g)
{
    const int panels = g->co / KERN_PANEL, tiles_down = (g->rows + TILE_ROWS - 1) / TILE_ROWS;
    const int groups = (panels + PAIR_PLANE_PANELS - 1) / PAIR_PLANE_PANELS;
    const ptrdiff_t panel = (ptrdiff_t)g->ci * KERN_PANEL;
    const ptrdiff_t rows_ask = (ptrdiff_t)g->ci / 2 * PAIR_ROWS_PACE;
    struct kern_wanted left = g->wanted;
    const uint16_t *w = g->w, *end = g->w + g->planes * panels * panel;
    /* As late as it can be, or the weights that follow would drive it out again. */
    ptrdiff_t tiles_left = (ptrdiff_t)g->planes * groups * tiles_down;
    const ptrdiff_t late = (left.n[0] + left.n[1]) / rows_ask + 2;
    for (int p = 0; p < g->planes; p++)
        for (int at = 0; at < panels; at += PAIR_PLANE_PANELS) {
            const uint16_t *x = g->x + p * g->x_plane;
            float *y = g->y + p * g->y_plane + (ptrdiff_t)at * KERN_PANEL;
            int n = panels - at < PAIR_PLANE_PANELS ? panels - at : PAIR_PLANE_PANELS;
            const uint16_t *next = w + n * panel;
            ptrdiff_t pace = 2 * tile_pace(n, tiles_down), all = pace * (g->ci / 2);
            for (int i = 0, row = 0, n_rows; i < tiles_down; i++, row += n_rows, tiles_left--) {
                int to_come = tiles_down - i;
                n_rows = (g->rows - row + to_come - 1) / to_come;
                const float *rows = tiles_left <= late ? tile_wanted(&left, rows_ask) : NULL;
                struct pair_asks asks = {next + i * all, rows ? rows : y, pace};
                if (end - next < (i + 1) * all) asks.weights = w;
                pair_planes[n_rows - 1][n - 1](x + row * g->x_row, g->x_row, w, g->ci,
                                               y + row * g->y_row, g->y_row, &asks);
            }
            w = next;
        }
}
