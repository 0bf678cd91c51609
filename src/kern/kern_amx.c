/* kern_amx.c - the bf16 product on tiles: 16 rows x 32 inputs times 32 inputs x 16 columns in one
 * instruction, 8192 multiply-adds in 16 cycles.
 *
 *                    w: 2 panels, 1 KB a tile and step, streams from the second cache
 *                     tmm6   tmm7
 *      x 32 rows  tmm4  0      1      four tiles of sums; a step (32 inputs of one tap) loads four
 *                 tmm5  2      3      tiles and starts four products: 64 cycles of arithmetic
 *
 * x is read as it stands: a tile's rows are x_row apart, a tap is another start.  Rows are the
 * outer loop, so that those of x (10 to 40 KB with all taps) stay in the first cache while all of W
 * passes once every 32 rows.
 *
 * Tiles are state of the thread: they are configured when a product starts, and again for the rows
 * that are left, and released when it ends, so that the system has nothing to save between. */
#include "kern/vec_avx512.h"

#include "kern/kern.h"

#if !(defined(__AMX_BF16__) || defined(__AMXBF16__)) /* gcc, clang */
#error "compile with -mamx-tile -mamx-bf16"
#endif

#include "kern/kern_tile_body.h"

enum { T_ROWS = 16, T_DEPTH = KERN_BF16_DEPTH, SIDE = 2 * T_ROWS };

struct config {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
};

/* upper and lower: rows of x in the two tiles (lower 0: it is not used). */
static void configure(int upper, int lower)
{
    struct config c = {.palette = 1};
    const int rows[8] = {upper, upper, lower, lower, upper, lower, T_ROWS, T_ROWS};
    for (int i = 0; i < 8; i++) {
        c.rows[i] = (uint8_t)rows[i];
        c.row_bytes[i] = rows[i] ? T_DEPTH * sizeof(uint16_t) : 0;
    }
    /* gcc's intrinsic says that it reads the first 8 bytes only: the others must be there too. */
    __asm__ volatile("" : : "m"(c));
    _tile_loadconfig(&c);
}

struct sums {
    float v[SIDE][SIDE];
};

/* One block of sums; two_rows, two_panels are constants wherever this is called. */
static inline __attribute__((always_inline)) void block(const struct kern_gemm_bf16 *g,
                                                        const uint16_t *x, const uint16_t *w,
                                                        struct sums *out, const int two_rows,
                                                        const int two_panels)
{
    const ptrdiff_t row_bytes = g->x_row * (ptrdiff_t)sizeof(*x);
    const uint16_t *w1 = w + g->w_panel;
    _tile_zero(0);
    if (two_panels) _tile_zero(1);
    if (two_rows) _tile_zero(2);
    if (two_rows && two_panels) _tile_zero(3);
    for (int j = 0; j < g->taps; j++, x += g->x_tap) {
        const uint16_t *upper = x, *lower = x + T_ROWS * g->x_row;
        for (int i = 0; i < g->depth; i += T_DEPTH) {
            _tile_loadd(4, upper + i, row_bytes);
            _tile_loadd(6, w, 64);
            _tile_dpbf16ps(0, 4, 6);
            if (two_panels) _tile_loadd(7, w1, 64);
            if (two_panels) _tile_dpbf16ps(1, 4, 7);
            if (two_rows) _tile_loadd(5, lower + i, row_bytes);
            if (two_rows) _tile_dpbf16ps(2, 5, 6);
            if (two_rows && two_panels) _tile_dpbf16ps(3, 5, 7);
            w += T_DEPTH * KERN_PANEL;
            w1 += T_DEPTH * KERN_PANEL;
        }
    }
    _tile_stored(0, out->v[0], sizeof(out->v[0]));
    if (two_panels) _tile_stored(1, out->v[0] + T_ROWS, sizeof(out->v[0]));
    if (two_rows) _tile_stored(2, out->v[T_ROWS], sizeof(out->v[0]));
    if (two_rows && two_panels) _tile_stored(3, out->v[T_ROWS] + T_ROWS, sizeof(out->v[0]));
}

static void gemm_bf16(const struct kern_gemm_bf16 *g)
{
    const struct kern_gemm after = finish_of(g);
    struct sums sums;
    int configured = 0;
    for (int row = 0; row < g->rows; row += SIDE) {
        int rows = g->rows - row < SIDE ? g->rows - row : SIDE;
        if (rows != configured)
            configure(rows < T_ROWS ? rows : T_ROWS, rows > T_ROWS ? rows - T_ROWS : 0);
        configured = rows;
        const uint16_t *x = g->x + row * g->x_row;
        for (int col = 0; col < g->cols; col += SIDE) {
            int cols = g->cols - col < SIDE ? g->cols - col : SIDE;
            const uint16_t *w = g->w + col / KERN_PANEL * g->w_panel;
            if (cols > KERN_PANEL && rows > T_ROWS)
                block(g, x, w, &sums, 1, 1);
            else if (cols > KERN_PANEL)
                block(g, x, w, &sums, 0, 1);
            else if (rows > T_ROWS)
                block(g, x, w, &sums, 1, 0);
            else
                block(g, x, w, &sums, 0, 0);
            tile_finish(&after, sums.v[0], SIDE, row, rows, col, cols);
        }
    }
    _tile_release();
}

void kern_use_amx(struct kern *k)
{
    k->gemm_bf16 = gemm_bf16;
}
