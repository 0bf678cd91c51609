/* text_encoder.c - what is said, for the decoder: 3 x (convolution of 5, LayerNorm, leaky), BiLSTM.
 */
#include "model/kokoro/stages.h"

#include "nn/rows.h"

#define TEXT_SLOPE 0.2f

void text_encoder_run(struct kokoro_pass *p, const int16_t *ids, int L, float *t_en)
{
    const struct kokoro_text_encoder *t = &p->w->text;
    int c = p->w->dims.hidden;
    size_t mark = pass_mark(p);
    float *x = pass_rows(p, L, c), *y = pass_rows(p, L, c);
    nn_embedding(&p->nn, t->symbols, c, ids, L, x, c);
    const struct nn_pre leaky = {.act = NN_LEAKY, .slope = TEXT_SLOPE};
    for (int i = 0; i < KOKORO_TEXT_LAYERS; i++) {
        nn_conv1d(&p->nn, &t->layer[i].conv,
                  &(struct nn_conv1d_args){.x = x, .x_row = c, .T = L, .y = y, .y_row = c});
        nn_layer_norm(&p->nn, y, c, L, c, t->layer[i].norm.gamma, t->layer[i].norm.beta, NN_EPS, x,
                      c);
        nn_apply(&p->nn, &leaky, x, c, L, c, x, c);
    }
    nn_lstm(&p->nn, &t->lstm, x, c, L, t_en, c);
    pass_release(p, mark);
}
