/* kern_tile_body.h - the tile that a product's sums stand in, and what comes after the sums: bias,
 * residual, scale and the old y, once a tile, while the sums are still in the first cache. */
enum { TILE_ROWS = 6, PANEL_VECS = KERN_PANEL / VF_LANES, TILE_PANELS = 8 };

/* Sums of one tile, on their way from registers to y. */
struct tile_sums {
    float v[TILE_ROWS][TILE_PANELS * KERN_PANEL];
};

#define UNROLL _Pragma("GCC unroll 32")

/* While tiles_down tiles pass over some panels, as many panels more are asked for: so many floats a
 * step, evenly, because a burst would hold up the loads of the step itself.  At most a line, or
 * lines would be left out. */
static inline ptrdiff_t tile_pace(int panels, int tiles_down)
{
    int pace = (panels * KERN_PANEL + tiles_down - 1) / tiles_down;
    return pace < KERN_PANEL ? pace : KERN_PANEL;
}

/* The next n floats of what is wanted, or NULL. */
static inline const float *tile_wanted(struct kern_wanted *left, ptrdiff_t n)
{
    for (int i = 0; i < 2; i++) {
        const float *p = left->at[i];
        if (!p || left->n[i] < n) continue;
        left->at[i] += n;
        left->n[i] -= n;
        return p;
    }
    return NULL;
}

/* sums [rows][sums_row] of the tile at (row, col), cols of them wanted. */
static void tile_finish(const struct kern_gemm *g, const float *sums, int sums_row, int row,
                        int rows, int col, int cols)
{
    const vf scale = vf_set1(g->scale);
    for (int r = 0; r < rows; r++, sums += sums_row) {
        float *y = g->y + (row + r) * g->y_row + col;
        const float *add = g->add ? g->add + (row + r) * g->add_row + col : NULL;
        const float *bias = g->bias ? g->bias + col : NULL;
        int c = 0;
        for (; c + VF_LANES <= cols; c += VF_LANES) {
            vf s = vf_load(sums + c);
            if (bias) s = vf_add(s, vf_load(bias + c));
            if (add) s = vf_add(s, vf_load(add + c));
            s = vf_mul(s, scale);
            vf_store(y + c, g->accumulate ? vf_add(s, vf_load(y + c)) : s);
        }
        int n = cols - c;
        if (!n) continue;
        vf s = vf_load(sums + c);
        if (bias) s = vf_add(s, vf_load_n(bias + c, n));
        if (add) s = vf_add(s, vf_load_n(add + c, n));
        s = vf_mul(s, scale);
        vf_store_n(y + c, g->accumulate ? vf_add(s, vf_load_n(y + c, n)) : s, n);
    }
}

/* The same of a product in bf16. */
static inline struct kern_gemm finish_of(const struct kern_gemm_bf16 *g)
{
    return (struct kern_gemm){.bias = g->bias,
                              .add = g->add,
                              .add_row = g->add_row,
                              .scale = g->scale,
                              .accumulate = g->accumulate,
                              .y = g->y,
                              .y_row = g->y_row};
}
