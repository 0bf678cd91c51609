/* durations.c - how long each phoneme lasts.
 *
 *     x = [d_en | style];  3 x: x = [AdaLN(BiLSTM(x)) | style]     -> d
 *     BiLSTM(d) -> 50 logits -> sigmoid -> their sum               -> frames at speed 1 */
#include "model/kokoro/stages.h"

#include <math.h>

#include "nn/rows.h"

/* The style's prosody half into the columns after the first `hidden` of x. */
static void fill_style(struct kokoro_pass *p, float *x, int row)
{
    int hidden = p->w->dims.hidden, style = p->w->dims.style;
    for (int i = 0, start = 0; i < p->runs->n; i++) {
        const struct kokoro_run *r = &p->runs->run[i];
        nn_fill(&p->nn, r->style + style, r->end_token - start, style,
                nn_at(x, (size_t)start * (size_t)row + (size_t)hidden), row);
        start = r->end_token;
    }
}

void durations_encode(struct kokoro_pass *p, const float *d_en, int L, float *d)
{
    const struct kokoro_predictor *t = &p->w->predictor;
    int c = p->w->dims.hidden, row = c + p->w->dims.style;
    size_t mark = pass_mark(p);
    /* Layers write to `d` and `other` in turn, the last one to d. */
    float *other = pass_rows(p, L, row);
    float *x = KOKORO_TEXT_LAYERS % 2 ? other : d, *y = KOKORO_TEXT_LAYERS % 2 ? d : other;
    nn_copy(&p->nn, d_en, c, L, c, x, row);
    fill_style(p, x, row);
    fill_style(p, y, row);
    for (int i = 0; i < KOKORO_TEXT_LAYERS; i++) {
        struct nn_pre style = pass_style_tokens(p, &t->layer[i].norm);
        nn_lstm(&p->nn, &t->layer[i].lstm, x, row, L, y, row);
        nn_ada_layer_norm(&p->nn, y, row, L, c, style.runs, style.n_runs, NN_EPS, y, row);
        float *swap = x;
        x = y, y = swap;
    }
    pass_release(p, mark);
}

void durations_predict(struct kokoro_pass *p, const float *d, int L, float *duration)
{
    const struct kokoro_predictor *t = &p->w->predictor;
    int c = p->w->dims.hidden, bins = p->w->dims.max_dur;
    size_t mark = pass_mark(p);
    float *h = pass_rows(p, L, c), *logits = pass_rows(p, L, bins);
    nn_lstm(&p->nn, &t->lstm, d, c + p->w->dims.style, L, h, c);
    nn_linear(&p->nn, &t->duration, h, c, L, logits, bins);
    nn_map(&p->nn, NN_SIGMOID, logits, (size_t)L * (size_t)bins);
    for (int l = 0; logits && l < L; l++) {
        float sum = 0;
        for (int i = 0; i < bins; i++)
            sum += logits[l * bins + i];
        duration[l] = sum;
    }
    pass_release(p, mark);
}

int durations_round(const float *duration, int L, float speed, int max, int *frames)
{
    int64_t total = 0;
    for (int l = 0; l < L; l++) {
        float exact = nearbyintf(duration[l] / speed);
        if (exact > (float)max) return -1;
        frames[l] = exact > 1 ? (int)exact : 1;
        total += frames[l];
    }
    return total > max ? -1 : (int)total;
}
