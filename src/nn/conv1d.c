/* conv1d.c - which method computes a layer. */
#include "nn/conv1d.h"

#include "nn/conv_bf16.h"
#include "nn/conv_direct.h"
#include "nn/conv_spectral.h"
#include "nn/conv_spectral_bf16.h"
#include "nn/linear_steps.h"

struct nn_conv1d nn_conv1d_init(const float *w, const float *bias, int ci, int co, int k,
                                int dilation)
{
    return (struct nn_conv1d){.w = w,
                              .bias = bias,
                              .ci = ci,
                              .co = co,
                              .k = k,
                              .stride = 1,
                              .dilation = dilation,
                              .pad = (k - 1) * dilation / 2};
}

struct nn_conv1d nn_linear_init(const float *w, const float *bias, int in, int out)
{
    return nn_conv1d_init(w, bias, in, out, 1, 1);
}

int nn_conv1d_rows(const struct nn_conv1d *c, int T)
{
    return (T + 2 * c->pad - (c->k - 1) * c->dilation - 1) / c->stride + 1;
}

void nn_conv1d(const struct nn *nn, const struct nn_conv1d *c, const struct nn_conv1d_args *a)
{
    if (c->spectrum_bf16 && conv_spectral_bf16_pays(c, a->T))
        conv_spectral_bf16(nn, c, a);
    else if (c->bf16)
        conv_bf16(nn, c, a);
    else if (c->spectrum && conv_spectral_pays(c, a->T))
        conv_spectral(nn, c, a);
    else if (linear_steps_pays(c, a))
        linear_steps(nn, c, a);
    else
        conv_direct(nn, c, a);
}

void nn_linear(const struct nn *nn, const struct nn_conv1d *l, const float *x, int x_row, int T,
               float *y, int y_row)
{
    nn_conv1d(nn, l,
              &(struct nn_conv1d_args){.x = x, .x_row = x_row, .T = T, .y = y, .y_row = y_row});
}
