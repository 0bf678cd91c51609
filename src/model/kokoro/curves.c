/* curves.c - the melody: F0 and energy N, 80 values a second.
 *
 *     en [F, H + S] -> BiLSTM -> block -> block, x2 -> block -> 1x1: F0 [2F]
 *                            '-> the same once more:              N [2F] */
#include "model/kokoro/stages.h"

#include "model/kokoro/blocks.h"

static void curve(struct kokoro_pass *p, const struct kokoro_curve *c, const float *x, int F,
                  float *y)
{
    int h = p->w->dims.hidden, half = h / 2;
    size_t mark = pass_mark(p);
    float *a = pass_rows(p, F, h), *b = pass_rows(p, 2 * F, half), *z = pass_rows(p, 2 * F, half);
    style_block_run(p, &c->block[0], x, h, F, 1, a, h);
    style_block_run(p, &c->block[1], a, h, F, 1, b, half);
    style_block_run(p, &c->block[2], b, half, 2 * F, 2, z, half);
    nn_linear(&p->nn, &c->proj, z, half, 2 * F, y, 1);
    pass_release(p, mark);
}

void curves_run(struct kokoro_pass *p, const float *en, int F, float *f0, float *n)
{
    const struct kokoro_predictor *t = &p->w->predictor;
    int h = p->w->dims.hidden;
    size_t mark = pass_mark(p);
    float *x = pass_rows(p, F, h);
    nn_lstm(&p->nn, &t->shared, en, h + p->w->dims.style, F, x, h);
    curve(p, &t->f0, x, F, f0);
    curve(p, &t->n, x, F, n);
    pass_release(p, mark);
}
