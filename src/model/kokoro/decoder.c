/* decoder.c - the trunk between text features and the vocoder.
 *
 *     f0, n [F] = convolution of stride 2 over F0, N [2F];  asr_res = 1x1(asr), 64 channels
 *     x = encode [asr | f0 | n];  4 x: x = block [x | asr_res | f0 | n], the last one with x2
 *
 * The joined rows live in two tensors whose last columns are filled once; a block writes its result
 * into the first columns of the other one. */
#include "model/kokoro/stages.h"

#include "model/kokoro/blocks.h"
#include "nn/rows.h"

int decoder_join_row(const struct kokoro_dims *d)
{
    return d->decoder + d->asr_res + 2;
}

/* f0 and n at half their rate into two columns of y. */
static void halve(struct kokoro_pass *p, const float *f0, const float *n, int F, float *y, int row)
{
    const struct kokoro_decoder *t = &p->w->decoder;
    nn_conv1d(&p->nn, &t->f0_conv,
              &(struct nn_conv1d_args){.x = f0, .x_row = 1, .T = 2 * F, .y = y, .y_row = row});
    nn_conv1d(
        &p->nn, &t->n_conv,
        &(struct nn_conv1d_args){.x = n, .x_row = 1, .T = 2 * F, .y = nn_at(y, 1), .y_row = row});
}

void decoder_join(struct kokoro_pass *p, const float *asr, const float *f0, const float *n, int F,
                  float *join)
{
    const struct kokoro_dims *d = &p->w->dims;
    int row = decoder_join_row(d);
    nn_linear(&p->nn, &p->w->decoder.asr_res, asr, d->hidden, F, nn_at(join, (size_t)d->decoder),
              row);
    halve(p, f0, n, F, nn_at(join, (size_t)d->decoder + (size_t)d->asr_res), row);
}

void decoder_encode(struct kokoro_pass *p, const float *asr, const float *f0, const float *n, int F,
                    float *y, int y_row)
{
    int c = p->w->dims.hidden, row = c + 2;
    size_t mark = pass_mark(p);
    float *x = pass_rows(p, F, row);
    nn_copy(&p->nn, asr, c, F, c, x, row);
    halve(p, f0, n, F, nn_at(x, (size_t)c), row);
    style_block_run(p, &p->w->decoder.encode, x, row, F, 1, y, y_row);
    pass_release(p, mark);
}

void decoder_block(struct kokoro_pass *p, int block, const float *join, int F, float *y, int y_row)
{
    style_block_run(p, &p->w->decoder.decode[block], join, decoder_join_row(&p->w->dims), F, 1, y,
                    y_row);
}

int decoder_run(struct kokoro_pass *p, const float *asr, const float *f0, const float *n, int F,
                float *y)
{
    const struct kokoro_dims *d = &p->w->dims;
    int row = decoder_join_row(d), tail = d->asr_res + 2, last = KOKORO_DECODE_BLOCKS - 1;
    size_t mark = pass_mark(p);
    float *x = pass_rows(p, F, row), *other = pass_rows(p, F, row);
    decoder_join(p, asr, f0, n, F, x);
    nn_copy(&p->nn, nn_at(x, (size_t)d->decoder), row, F, tail, nn_at(other, (size_t)d->decoder),
            row);
    decoder_encode(p, asr, f0, n, F, x, row);
    for (int i = 0; i < last; i++) {
        if (pass_stopped(p)) return E_CANCEL;
        decoder_block(p, i, x, F, other, row);
        float *swap = x;
        x = other, other = swap;
    }
    if (pass_stopped(p)) return E_CANCEL;
    decoder_block(p, last, x, F, y, d->generator);
    pass_release(p, mark);
    return 0;
}
