/* bert.c - ALBERT: twelve runs of one transformer layer over the phonemes.
 *
 *     words + positions + type 0 -> LayerNorm -> embed to width
 *     12 x:  a = LayerNorm(x + dense(attention(x)));  x = LayerNorm(a + ffn_output(gelu(ffn(a))))
 */
#include "model/kokoro/stages.h"

#include "nn/attention.h"
#include "nn/rows.h"

#define BERT_EPS 1e-12f

static void embed(struct kokoro_pass *p, const int16_t *ids, int L, float *x)
{
    const struct kokoro_bert *b = &p->w->bert;
    int c = p->w->dims.bert_embed;
    size_t mark = pass_mark(p);
    float *type = pass_rows(p, L, c);
    nn_embedding(&p->nn, b->words, c, ids, L, x, c);
    nn_fill(&p->nn, b->type0, L, c, type, c);
    nn_add(&p->nn, type, c, L, c, 1, x, c);
    nn_add(&p->nn, b->positions, c, L, c, 1, x, c);
    nn_layer_norm(&p->nn, x, c, L, c, b->embed_norm.gamma, b->embed_norm.beta, BERT_EPS, x, c);
    pass_release(p, mark);
}

/* y = LayerNorm(map(x) + y), in place */
static void residual(struct kokoro_pass *p, const struct nn_conv1d *map,
                     const struct kokoro_norm *norm, const float *x, int L, float *y)
{
    int c = map->co;
    nn_conv1d(&p->nn, map,
              &(struct nn_conv1d_args){
                  .x = x, .x_row = map->ci, .T = L, .y = y, .y_row = c, .add = y, .add_row = c});
    nn_layer_norm(&p->nn, y, c, L, c, norm->gamma, norm->beta, BERT_EPS, y, c);
}

void bert_run(struct kokoro_pass *p, const int16_t *ids, int L, float *y)
{
    const struct kokoro_bert *b = &p->w->bert;
    const struct kokoro_dims *d = &p->w->dims;
    int c = d->bert_width;
    size_t mark = pass_mark(p);
    float *embedded = pass_rows(p, L, d->bert_embed);
    float *q = pass_rows(p, L, c), *k = pass_rows(p, L, c), *v = pass_rows(p, L, c);
    float *mixed = pass_rows(p, L, c), *wide = pass_rows(p, L, d->bert_ffn);

    embed(p, ids, L, embedded);
    nn_linear(&p->nn, &b->widen, embedded, d->bert_embed, L, y, c);
    for (int i = 0; i < d->bert_layers; i++) {
        nn_linear(&p->nn, &b->query, y, c, L, q, c);
        nn_linear(&p->nn, &b->key, y, c, L, k, c);
        nn_linear(&p->nn, &b->value, y, c, L, v, c);
        nn_attention(&p->nn,
                     &(struct nn_attention){.heads = d->bert_heads,
                                            .D = c / d->bert_heads,
                                            .q = q,
                                            .k = k,
                                            .v = v,
                                            .row = c,
                                            .y = mixed,
                                            .y_row = c},
                     L);
        residual(p, &b->dense, &b->attention_norm, mixed, L, y);
        nn_linear(&p->nn, &b->ffn, y, c, L, wide, d->bert_ffn);
        nn_map(&p->nn, NN_GELU, wide, (size_t)L * (size_t)d->bert_ffn);
        residual(p, &b->ffn_output, &b->output_norm, wide, L, y);
    }
    pass_release(p, mark);
}

void bert_narrow(struct kokoro_pass *p, const float *bert, int L, float *d_en)
{
    nn_linear(&p->nn, &p->w->bert.encoder, bert, p->w->dims.bert_width, L, d_en, p->w->dims.hidden);
}
