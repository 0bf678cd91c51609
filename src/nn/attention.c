/* attention.c - one head at a time: K and V are packed into panels as if they were weights, then
 * both products of the head are ordinary ones, for a block of query rows whose scores stay in
 * cache. */
#include "nn/attention.h"

#include <math.h>
#include <string.h>

#include "kern/kern.h"
#include "nn/pack_weights.h"

enum { QUERIES = 48 }; /* rows in a block */

struct job {
    const struct nn_attention *a;
    int L;
    float *scratch; /* [parts][part_size] */
    size_t part_size;
};

static size_t keys_size(int L, int D)
{
    return nn_packed_conv_size(L, D, 1);
}

static size_t values_size(int L, int D)
{
    return nn_packed_conv_size(D, L, 1);
}

/* Panels of 16 keys: [L/16][D][16] */
static void pack_keys(float *dst, const float *k, ptrdiff_t row, int L, int D)
{
    memset(dst, 0, keys_size(L, D) * sizeof(float));
    for (int l = 0; l < L; l++) {
        float *panel = dst + (ptrdiff_t)(l / NN_PANEL) * D * NN_PANEL + l % NN_PANEL;
        for (int d = 0; d < D; d++)
            panel[(ptrdiff_t)d * NN_PANEL] = k[l * row + d];
    }
}

/* Panels of 16 of the head's channels: [D/16][L][16] */
static void pack_values(float *dst, const float *v, ptrdiff_t row, int L, int D)
{
    for (int d = 0; d < D; d += NN_PANEL) {
        int n = D - d < NN_PANEL ? D - d : NN_PANEL;
        float *panel = dst + (ptrdiff_t)d * L;
        for (int l = 0; l < L; l++) {
            memset(panel + (ptrdiff_t)l * NN_PANEL, 0, NN_PANEL * sizeof(float));
            memcpy(panel + (ptrdiff_t)l * NN_PANEL, v + l * row + d, (size_t)n * sizeof(float));
        }
    }
}

static void head(void *ctx, int h, int part)
{
    const struct job *j = ctx;
    const struct nn_attention *a = j->a;
    const int L = j->L, D = a->D;
    float *keys = j->scratch + (size_t)part * j->part_size;
    float *values = keys + keys_size(L, D), *scores = values + values_size(L, D);
    pack_keys(keys, a->k + (ptrdiff_t)h * D, a->row, L, D);
    pack_values(values, a->v + (ptrdiff_t)h * D, a->row, L, D);
    for (int l = 0; l < L; l += QUERIES) {
        int rows = L - l < QUERIES ? L - l : QUERIES;
        struct kern_gemm qk = {.rows = rows,
                               .cols = L,
                               .taps = 1,
                               .depth = D,
                               .x = a->q + (ptrdiff_t)l * a->row + (ptrdiff_t)h * D,
                               .x_row = a->row,
                               .w = keys,
                               .w_panel = (ptrdiff_t)D * NN_PANEL,
                               .scale = 1 / sqrtf((float)D),
                               .y = scores,
                               .y_row = L};
        kern.gemm_f32(&qk);
        for (int r = 0; r < rows; r++)
            kern.softmax_f32(scores + (ptrdiff_t)r * L, L);
        struct kern_gemm pv = {.rows = rows,
                               .cols = D,
                               .taps = 1,
                               .depth = L,
                               .x = scores,
                               .x_row = L,
                               .w = values,
                               .w_panel = (ptrdiff_t)L * NN_PANEL,
                               .scale = 1,
                               .y = a->y + (ptrdiff_t)l * a->y_row + (ptrdiff_t)h * D,
                               .y_row = a->y_row};
        kern.gemm_f32(&pv);
    }
}

void nn_attention(const struct nn *nn, const struct nn_attention *a, int L)
{
    size_t mark = arena_mark(nn->scratch);
    struct job j = {.a = a, .L = L};
    j.part_size = keys_size(L, a->D) + values_size(L, a->D) + (size_t)QUERIES * (size_t)L;
    j.scratch =
        arena_take(nn->scratch, (size_t)nn_parts(nn, a->heads) * j.part_size, sizeof(float));
    if (!nn_counting(nn)) nn_each(nn, a->heads, head, &j);
    arena_reset(nn->scratch, mark);
}
