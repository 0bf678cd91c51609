#include "nn/lstm.h"

#include "kern/kern.h"
#include "nn/linear_steps.h"
#include "nn/pack_weights.h"

enum { PIECES = 3 };

/* What one step of a direction needs beside its gates. */
struct step_scratch {
    uint16_t *pieces; /* [PIECES, H] of the last h, the smallest first */
    float *sums;      /* [PIECES, 4H] */
    float *sum;       /* [4H] */
};

struct job {
    const struct nn_lstm *l;
    float *gates[2]; /* [T, 4H] */
    float *state;    /* [2, H] zero at the start */
    struct step_scratch scratch[2];
    float *y;
    ptrdiff_t y_row;
    int T;
};

/* gates + R h, in place: one row against 4H columns. */
static float *recur(const struct nn_lstm *l, int dir, const float *h, float *gates)
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
    return gates;
}

/* The same by whole numbers, nothing lost: the three pieces of h are three rows of one product. */
static float *recur_in_steps(const struct nn_lstm *l, int dir, const float *h, const float *gates,
                             const struct step_scratch *s)
{
    static const float once[PIECES] = {1, 1, 1};
    const int H = l->hidden, G = 4 * H;
    const struct nn_steps *r = l->dir[dir].r_steps;
    kern.split_bf16(s->pieces + (ptrdiff_t)2 * H, s->pieces + H, s->pieces, h, H);
    const struct kern_gemm_bf16 g = {.rows = PIECES,
                                     .cols = G,
                                     .taps = 1,
                                     .depth = H,
                                     .x = s->pieces,
                                     .x_row = H,
                                     .w = r->w,
                                     .w_panel = (ptrdiff_t)NN_PANEL * H,
                                     .scale = 1,
                                     .y = s->sums,
                                     .y_row = G};
    kern.gemm_bf16(&g);
    kern.mix_f32(s->sum, s->sums, G, once, PIECES, G);
    const struct kern_norm scaled = {.rows = 1,
                                     .cols = G,
                                     .x = s->sum,
                                     .x_row = G,
                                     .y = s->sum,
                                     .y_row = G,
                                     .mean = r->zero,
                                     .scale = r->step,
                                     .shift = gates};
    kern.norm_leaky_f32(&scaled, 1);
    return s->sum;
}

static void direction(void *ctx, int dir, int part)
{
    (void)part;
    const struct job *j = ctx;
    const int H = j->l->hidden, steps = j->l->dir[dir].r_steps != NULL;
    const float *before = NULL;
    for (int i = 0; i < j->T; i++) {
        int t = dir ? j->T - 1 - i : i;
        float *gates = j->gates[dir] + (ptrdiff_t)t * 4 * H;
        float *h = j->y + t * j->y_row + (ptrdiff_t)dir * H;
        if (before)
            gates = steps ? recur_in_steps(j->l, dir, before, gates, &j->scratch[dir])
                          : recur(j->l, dir, before, gates);
        kern.lstm_cell_f32(h, j->state + (ptrdiff_t)dir * H, gates, H);
        before = h;
    }
}

static struct step_scratch take_scratch(const struct nn *nn, int H)
{
    const size_t h = (size_t)H;
    return (struct step_scratch){
        .pieces = arena_take(nn->scratch, PIECES * h, sizeof(uint16_t)),
        .sums = arena_take(nn->scratch, PIECES * 4 * h, sizeof(float)),
        .sum = arena_take(nn->scratch, 4 * h, sizeof(float)),
    };
}

struct nn_conv1d nn_lstm_input(const struct nn_lstm *l, int dir)
{
    struct nn_conv1d in = nn_linear_init(l->dir[dir].w, l->dir[dir].bias, l->in, 4 * l->hidden);
    in.steps = l->dir[dir].steps;
    return in;
}

struct nn_conv1d nn_lstm_recurrence(const struct nn_lstm *l, int dir)
{
    return nn_linear_init(l->dir[dir].r, NULL, l->hidden, 4 * l->hidden);
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
        if (l->dir[d].r_steps) j.scratch[d] = take_scratch(nn, l->hidden);
    }
    if (!nn_counting(nn)) nn_each(nn, 2, direction, &j);
    arena_reset(nn->scratch, mark);
}
