/* kern_gemm_body.h - the matrix product, once for every instruction set.
 *
 *            4 panels of 16 columns: w streams, one step a line          (AVX-512; AVX2: 1 panel)
 *             +----+----+----+----+
 *     x row 0 |    |    |    |    |   6 rows x 4 panels of sums stay in registers while taps and
 *       ...   |    |    |    |    |   input channels go by; each step loads 4 vectors of w and
 *     x row 5 |    |    |    |    |   broadcasts 6 floats of x for 24 multiply-adds.
 *             +----+----+----+----+
 *
 * Few rows take more panels, so that there are always enough sums under way to hide the latency of
 * a multiply-add.  Column groups are the outer loop: their weights (some 100 KB) stay in the second
 * cache while the rows pass, and the next ones are asked for. */
/* rows and panels are constants wherever this is called, so that s[][] becomes registers. */
static inline __attribute__((always_inline)) void tile(const struct kern_gemm *g, const float *x,
                                                       const float *w, const float *ask,
                                                       ptrdiff_t pace, struct tile_sums *out,
                                                       const int rows, const int panels)
{
    const int vecs = panels * PANEL_VECS;
    vf s[TILE_ROWS][TILE_PANELS * PANEL_VECS];
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < vecs; v++) s[r][v] =
        vf_set1(0);
    for (int j = 0; j < g->taps; j++, x += g->x_tap)
        for (int i = 0; i < g->depth; i++, w += KERN_PANEL, ask += pace) {
            vf wv[TILE_PANELS * PANEL_VECS];
            __builtin_prefetch(ask, 0, 2);
            UNROLL for (int v = 0; v < vecs; v++) wv[v] =
                vf_load(w + v / PANEL_VECS * g->w_panel + v % PANEL_VECS * VF_LANES);
            UNROLL for (int r = 0; r < rows; r++)
            {
                vf b = vf_set1(x[r * g->x_row + i]);
                UNROLL for (int v = 0; v < vecs; v++) s[r][v] = vf_fma(b, wv[v], s[r][v]);
            }
        }
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < vecs; v++)
        vf_store(out->v[r] + v * VF_LANES, s[r][v]);
}

/* One function a shape that GEMM_PANELS allows. */
typedef void tile_fn(const struct kern_gemm *g, const float *x, const float *w, const float *ask,
                     ptrdiff_t pace, struct tile_sums *out);

// clang-format off
#define TILE(R, P)                                                                                \
    static void tile_##R##_##P(const struct kern_gemm *g, const float *x, const float *w,         \
                               const float *ask, ptrdiff_t pace, struct tile_sums *out)           \
    {                                                                                             \
        tile(g, x, w, ask, pace, out, R, (P) <= GEMM_PANELS(R) ? (P) : GEMM_PANELS(R));           \
    }
#define TILES(R) TILE(R, 1) TILE(R, 2) TILE(R, 3) TILE(R, 4)                                      \
                 TILE(R, 5) TILE(R, 6) TILE(R, 7) TILE(R, 8)
#define NAMES(R) {tile_##R##_1, tile_##R##_2, tile_##R##_3, tile_##R##_4,                         \
                  tile_##R##_5, tile_##R##_6, tile_##R##_7, tile_##R##_8}
TILES(1) TILES(2) TILES(3) TILES(4) TILES(5) TILES(6)
static tile_fn *const tiles[TILE_ROWS][TILE_PANELS] = {NAMES(1), NAMES(2), NAMES(3),
                                                       NAMES(4), NAMES(5), NAMES(6)};
// clang-format on

static void gemm_f32(const struct kern_gemm *g)
{
    const int tiles_down = (g->rows + TILE_ROWS - 1) / TILE_ROWS;
    const int group = GEMM_PANELS(g->rows < TILE_ROWS ? g->rows : TILE_ROWS) * KERN_PANEL;
    struct tile_sums sums;
    for (int col = 0; col < g->cols; col += group) {
        int cols = g->cols - col < group ? g->cols - col : group;
        int panels = (cols + KERN_PANEL - 1) / KERN_PANEL;
        const float *w = g->w + col / KERN_PANEL * g->w_panel;
        const float *next = col + group < g->cols ? w + panels * g->w_panel : g->soon;
        ptrdiff_t pace = next ? tile_pace(panels, tiles_down) : 0, all = pace * g->taps * g->depth;
        for (int i = 0, row = 0; i < tiles_down; i++) {
            int left = tiles_down - i, rows = (g->rows - row + left - 1) / left; /* even shares */
            tiles[rows - 1][panels - 1](g, g->x + row * g->x_row, w, next ? next + i * all : w,
                                        pace, &sums);
            tile_finish(g, sums.v[0], TILE_PANELS * KERN_PANEL, row, rows, col, cols);
            row += rows;
        }
    }
}
