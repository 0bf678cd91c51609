/* kern_gemm_bf16_body.h - the product in bf16: the tiles of kern_gemm_body.h over pairs of inputs.
 *
 * A step loads pairs of weights (16 columns x 2 inputs are 64 bytes), broadcasts one pair of x to a
 * row's sums, and adds both products: by one instruction where the CPU has it, else by widening
 * both halves to float32 (vp_dot of vec_<isa>.h). */

/* rows and panels are constants wherever this is called, so that s[][] becomes registers. */
static inline __attribute__((always_inline)) void pair_tile(const struct kern_gemm_bf16 *g,
                                                            const uint16_t *x, const uint16_t *w,
                                                            struct tile_sums *out, const int rows,
                                                            const int panels)
{
    const int vecs = panels * PANEL_VECS;
    vf s[TILE_ROWS][TILE_PANELS * PANEL_VECS];
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < vecs; v++) s[r][v] =
        vf_set1(0);
    for (int j = 0; j < g->taps; j++, x += g->x_tap)
        for (int i = 0; i < g->depth; i += 2, w += 2 * KERN_PANEL) {
            vp wv[TILE_PANELS * PANEL_VECS];
            UNROLL for (int v = 0; v < vecs; v++) wv[v] =
                vp_load(w + v / PANEL_VECS * g->w_panel + v % PANEL_VECS * 2 * VF_LANES);
            UNROLL for (int r = 0; r < rows; r++)
            {
                vp b = vp_set1(x + r * g->x_row + i);
                UNROLL for (int v = 0; v < vecs; v++) s[r][v] = vp_dot(s[r][v], b, wv[v]);
            }
        }
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < vecs; v++)
        vf_store(out->v[r] + v * VF_LANES, s[r][v]);
}

typedef void pair_tile_fn(const struct kern_gemm_bf16 *g, const uint16_t *x, const uint16_t *w,
                          struct tile_sums *out);

// clang-format off
#define PAIR_TILE(R, P)                                                                           \
    static void pair_tile_##R##_##P(const struct kern_gemm_bf16 *g, const uint16_t *x,            \
                                    const uint16_t *w, struct tile_sums *out)                     \
    {                                                                                             \
        pair_tile(g, x, w, out, R, (P) <= GEMM_PANELS(R) ? (P) : GEMM_PANELS(R));                 \
    }
#define PAIR_TILES(R) PAIR_TILE(R, 1) PAIR_TILE(R, 2) PAIR_TILE(R, 3) PAIR_TILE(R, 4)             \
                      PAIR_TILE(R, 5) PAIR_TILE(R, 6) PAIR_TILE(R, 7) PAIR_TILE(R, 8)
#define PAIR_NAMES(R) {pair_tile_##R##_1, pair_tile_##R##_2, pair_tile_##R##_3, pair_tile_##R##_4,\
                       pair_tile_##R##_5, pair_tile_##R##_6, pair_tile_##R##_7, pair_tile_##R##_8}
PAIR_TILES(1) PAIR_TILES(2) PAIR_TILES(3) PAIR_TILES(4) PAIR_TILES(5) PAIR_TILES(6)
static pair_tile_fn *const pair_tiles[TILE_ROWS][TILE_PANELS] = {
    PAIR_NAMES(1), PAIR_NAMES(2), PAIR_NAMES(3), PAIR_NAMES(4), PAIR_NAMES(5), PAIR_NAMES(6)};
// clang-format on

static void gemm_bf16(const struct kern_gemm_bf16 *g)
{
    const int tiles_down = (g->rows + TILE_ROWS - 1) / TILE_ROWS;
    const int group = GEMM_PANELS(g->rows < TILE_ROWS ? g->rows : TILE_ROWS) * KERN_PANEL;
    const struct kern_gemm after = finish_of(g);
    struct tile_sums sums;
    for (int col = 0; col < g->cols; col += group) {
        int cols = g->cols - col < group ? g->cols - col : group;
        int panels = (cols + KERN_PANEL - 1) / KERN_PANEL;
        const uint16_t *w = g->w + col / KERN_PANEL * g->w_panel;
        for (int i = 0, row = 0; i < tiles_down; i++) {
            int left = tiles_down - i, rows = (g->rows - row + left - 1) / left; /* even shares */
            pair_tiles[rows - 1][panels - 1](g, g->x + row * g->x_row, w, &sums);
            tile_finish(&after, sums.v[0], TILE_PANELS * KERN_PANEL, row, rows, col, cols);
            row += rows;
        }
    }
}
