#include "nn/lstm.h"

#include "kern/kern.h"
#include "nn/pack_weights.h"

struct job {
    const struct nn_lstm *l;
    float *gates[2]; /* [T, 4H] */
    float *state;    /* [2, H] zero at the start */
    float *y;
    ptrdiff_t y_row;
    int T;
};

/* gates += R h: one row against 4H columns. */
static void recur(const struct nn_lstm *l, int dir, const float *h, float *gates)
{
    struct kern_gemm g = {
        .rows = 1,
        .cols = 4 * l->hidden,
        .taps = 1,
        .depth = l->hidden,
        .x = h,
        .w = l->dir[dir].r,
        .w_panel = (ptrdiff_t)NN_PANEL * l->hidden,
        .scale = 1,
        .accumulate = 1,
        .y = gates,
    };
    kern.gemm_f32(&g);
}

static void direction(void *ctx, int dir, int part)
{
    (void)part;
    const struct job *j = ctx;
    const int H = j->l->hidden;
    const float *before = NULL;
    for (int i = 0; i < j->T; i++) {
        int t = dir ? j->T - 1 - i : i;
        float *gates = j->gates[dir] + (ptrdiff_t)t * 4 * H;
        float *h = j->y + t * j->y_row + (ptrdiff_t)dir * H;
        if (before) recur(j->l, dir, before, gates);
        kern.lstm_cell_f32(h, j->state + (ptrdiff_t)dir * H, gates, H);
        before = h;
    }
}

struct nn_conv1d nn_lstm_input(const struct nn_lstm *l, int dir)
{
    struct nn_conv1d in = nn_linear_init(l->dir[dir].w, l->dir[dir].bias, l->in, 4 * l->hidden);
    in.steps = l->dir[dir].steps;
    return in;
}

void nn_lstm(const struct nn *nn, const struct nn_lstm *l, const float *x, int x_row, int T,
             float *y, int y_row)
{
    size_t mark = arena_mark(nn->scratch);
    struct job j = {.l = l, .y = y, .y_row = y_row, .T = T};
    const int G = 4 * l->hidden;
    j.state = arena_new(nn->scratch, float, 2 * (size_t)l->hidden);
    for (int d = 0; d < 2; d++) {
        struct nn_conv1d in = nn_lstm_input(l, d);
        j.gates[d] = arena_take(nn->scratch, (size_t)T * (size_t)G, sizeof(float));
        nn_linear(nn, &in, x, x_row, T, j.gates[d], G);
    }
    if (!nn_counting(nn)) nn_each(nn, 2, direction, &j);
    arena_reset(nn->scratch, mark);
}
